//! A spinner on standard error for steps that take more than a second, when a person is watching.

use std::{
    io::IsTerminal,
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// A step under way; the spinner goes when this is dropped.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Dropping the sender ends the thread.
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts a step. Nothing shows during its first second, or when standard error is no terminal.
    pub(crate) fn start(message: impl Into<String>) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::default();
        }
        let message = message.into();
        let (done, finished) = channel::<()>();
        let thread = thread::spawn(move || {
            let quick = finished.recv_timeout(Duration::from_secs(1));
            if matches!(quick, Err(RecvTimeoutError::Timeout)) {
                let spinner = spinner(message);
                // Ends with an error when the sender is dropped: that is the signal.
                let _ = finished.recv();
                spinner.finish_and_clear();
            }
        });
        Self {
            done: Some(done),
            thread: Some(thread),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            // A panic in the spinner's thread must not become one of ours.
            let _ = thread.join();
        }
    }
}

fn spinner(message: String) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}")
        .expect("a template with known keys only");
    let spinner = ProgressBar::new_spinner()
        .with_style(style)
        .with_message(message);
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}
