//! What is shown while a run goes on: results as they come, and a bar once it takes more than a second.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use anstream::eprintln;
use backend_runtime::migrate::Event;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    common::Format,
    output::{duration, print_line},
};

/// Shows events.
pub(super) struct Progress {
    format: Format,
    started: Instant,
    bar: Mutex<Option<ProgressBar>>,
}

/// Shorter runs need no bar.
const PATIENCE: Duration = Duration::from_secs(1);

impl Progress {
    pub(super) fn new(format: Format) -> Self {
        Self {
            format,
            started: Instant::now(),
            bar: Mutex::new(None),
        }
    }

    /// Shows one event.
    #[allow(clippy::print_stderr, reason = "progress goes to standard error")]
    pub(super) fn show(&self, event: &Event) {
        match event {
            Event::Starting { title, number, of } => self.advance(title, *number, *of),
            Event::Applied { title, elapsed } => self.result("applied", title, *elapsed),
            Event::RolledBack { title, elapsed } => self.result("rolled back", title, *elapsed),
            Event::Waiting { holder, limit } => {
                let since = holder.since.as_deref().unwrap_or("an unknown time");
                eprintln!(
                    "waiting up to {} for the migration lock: {} has held it since {since} UTC; to end it: {}",
                    duration(*limit),
                    holder.who,
                    holder.how_to_end
                );
            }
            Event::Retrying {
                title,
                attempt,
                after,
            } => eprintln!(
                "{title}: a table is locked by others; attempt {attempt} in {}",
                duration(*after)
            ),
            Event::Note(text) => eprintln!("{text}"),
            // The library may learn new events; they are not results.
            _ => {}
        }
    }

    fn advance(&self, title: &str, number: usize, of: usize) {
        if of < 2 || self.started.elapsed() < PATIENCE {
            return;
        }
        let Ok(mut bar) = self.bar.lock() else { return };
        let bar = bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            ProgressBar::new(of as u64)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(number as u64 - 1);
        bar.set_message(title.to_owned());
        if number == of {
            bar.finish_and_clear();
        }
    }

    fn result(&self, what: &str, title: &str, elapsed: Duration) {
        if self.format == Format::Json {
            return;
        }
        let line = format!("{what} {title} in {}", duration(elapsed));
        match self.bar.lock() {
            Ok(bar) => match &*bar {
                Some(bar) => bar.suspend(|| print_line(&line)),
                None => print_line(&line),
            },
            Err(_) => print_line(&line),
        }
    }
}
