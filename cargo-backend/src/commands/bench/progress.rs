//! What is shown while a run runs, and Ctrl-C.

use std::{
    io::IsTerminal as _,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use backend_runtime::bench::{Control, Plan, Snapshot};
use indicatif::{ProgressBar, ProgressStyle};

use super::{args::Output, live};

/// Shows progress until it is told that the run is over.
pub(crate) struct Watcher {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// The run is over: takes the progress away.
    pub(crate) fn finish(self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread {
            thread.thread().unpark();
            // The display is not worth failing for.
            let _ = thread.join();
        }
    }
}

/// Shows how a run goes, on standard error when it is a terminal, and ends it on Ctrl-C.
pub(crate) fn watch(plan: &Plan, control: &Arc<Control>, output: &Output) -> Watcher {
    let over = Arc::new(AtomicBool::new(false));
    end_on_ctrl_c(control.clone());
    let length = plan.settings.sending_for();
    let (shared, ended) = (control.clone(), over.clone());
    let thread = if output.live && std::io::stdout().is_terminal() {
        let target = plan.endpoint_names().join(", ");
        Some(std::thread::spawn(move || {
            live::show(target, length, &shared, &ended)
        }))
    } else if !output.quiet && std::io::stderr().is_terminal() {
        Some(std::thread::spawn(move || display(&shared, &ended, length)))
    } else {
        None
    };
    Watcher { over, thread }
}

/// Only ends runs on Ctrl-C, for a series of short ones.
pub(crate) fn interruptible(control: &Arc<Control>) -> Watcher {
    end_on_ctrl_c(control.clone());
    Watcher {
        over: Arc::new(AtomicBool::new(false)),
        thread: None,
    }
}

/// The first Ctrl-C ends the run and leaves the report; the second ends the program.
fn end_on_ctrl_c(control: Arc<Control>) {
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
        else {
            return;
        };
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                control.stop();
            }
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
    });
}

fn display(control: &Control, over: &AtomicBool, length: Option<Duration>) {
    let bar = match length {
        Some(length) => ProgressBar::new(length.as_millis() as u64),
        None => ProgressBar::new_spinner(),
    };
    let template = if length.is_some() {
        "{bar:30} {msg}"
    } else {
        "{spinner} {msg}"
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let (mut before, mut at) = (Snapshot::default(), Instant::now());
    while !over.load(Ordering::Relaxed) {
        std::thread::park_timeout(Duration::from_millis(500));
        let now = control.snapshot();
        let seconds = at.elapsed().as_secs_f64().max(0.001);
        bar.set_position((now.elapsed_s * 1000.0) as u64);
        bar.set_message(line(&before, &now, seconds));
        (before, at) = (now, Instant::now());
    }
    bar.finish_and_clear();
}

fn line(before: &Snapshot, now: &Snapshot, seconds: f64) -> String {
    let rate = now.requests.saturating_sub(before.requests) as f64 / seconds;
    let warming = if now.warming_up { "warm-up, " } else { "" };
    format!(
        "{warming}{rate:.0} requests/s, p50 {:.1} ms, p99 {:.1} ms, {} errors",
        now.recent.quantile_ms(0.5),
        now.recent.quantile_ms(0.99),
        now.failed
    )
}
