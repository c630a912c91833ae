//! What a run tells while it goes on: results on standard output, the rest on standard error.

use std::{sync::Mutex, thread, time::Duration};

use backend_runtime::migrate::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    common::Format,
    output::{duration, print_line},
};

/// Shows events; what the bar leaves on the terminal goes with this value.
pub(super) struct Progress {
    format: Format,
    bar: Mutex<Option<ProgressBar>>,
}

/// Shorter runs need no bar.
const PATIENCE: Duration = Duration::from_secs(1);

impl Progress {
    pub(super) fn new(format: Format) -> Self {
        Self {
            format,
            bar: Mutex::new(None),
        }
    }

    /// Shows one event.
    pub(super) fn show(&self, event: &Event) {
        match event {
            Event::Starting { title, number, of } => self.advance(title, *number, *of),
            Event::Applied { title, elapsed } => self.result("applied", title, *elapsed),
            Event::RolledBack { title, elapsed } => self.result("rolled back", title, *elapsed),
            Event::Waiting { holder, limit } => {
                let since = holder.since.as_deref().unwrap_or("an unknown time");
                self.tell(&format!(
                    "waiting up to {} for the migration lock: {} has held it since {since} (UTC); to end it: {}",
                    duration(*limit),
                    holder.who,
                    holder.how_to_end
                ));
            }
            Event::Retrying {
                title,
                attempt,
                after,
            } => self.tell(&format!(
                "{title}: a table is locked by others; attempt {attempt} in {}",
                duration(*after)
            )),
            Event::Note(text) => self.tell(text),
            // The library may learn new events; they are not results.
            _ => {}
        }
    }

    fn advance(&self, title: &str, number: usize, of: usize) {
        let Ok(mut bar) = self.bar.lock() else { return };
        let bar = bar.get_or_insert_with(|| start(of));
        bar.set_position(number as u64 - 1);
        bar.set_message(title.to_owned());
    }

    fn result(&self, what: &str, title: &str, elapsed: Duration) {
        if self.format == Format::Text {
            let line = format!("{what} {title} in {}", duration(elapsed));
            self.beside_the_bar(|| print_line(&line));
        }
    }

    #[allow(clippy::print_stderr, reason = "progress goes to standard error")]
    fn tell(&self, line: &str) {
        self.beside_the_bar(|| eprintln!("{line}"));
    }

    fn beside_the_bar(&self, print: impl FnOnce()) {
        match self.bar.lock().ok().as_deref() {
            Some(Some(bar)) => bar.suspend(print),
            Some(None) | None => print(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Ok(Some(bar)) = self.bar.get_mut() {
            bar.finish_and_clear();
        }
    }
}

/// A bar that shows itself when the run has lasted, whatever it is waiting for then.
fn start(of: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {bar:30} {pos}/{len} {msg} {elapsed}");
    let bar = ProgressBar::with_draw_target(Some(of as u64), ProgressDrawTarget::hidden())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let later = bar.downgrade();
    thread::spawn(move || {
        thread::sleep(PATIENCE);
        if let Some(bar) = later.upgrade().filter(|bar| !bar.is_finished()) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(100));
        }
    });
    bar
}
