//! The demo's service as a child process.

use std::{
    path::Path,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
    sync::mpsc::{UnboundedSender, unbounded_channel},
    time::timeout,
};

use super::API_KEY;
use crate::error::CliError;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to finish its requests.
const GRACE: Duration = Duration::from_secs(10);
/// What the service logs before the address.
const LISTENING: &str = "listening on ";

/// A running service; it is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Service {
    child: Child,
    /// Where it listens, without a slash at the end.
    pub(super) url: String,
    log: Arc<Mutex<String>>,
}

impl Service {
    /// Starts the program on a free port of the loopback interface and waits until it listens.
    pub(super) async fn start(program: &Path, folder: &Path) -> Result<Self, CliError> {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env("HOST", "127.0.0.1")
            .env("PORT", "0")
            .env("DATABASE_URL", "sqlite:bookshop.db")
            .env("AUTH_API_KEY", API_KEY)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| {
            CliError::environment(format!("{} cannot be started: {error}", program.display()))
        })?;
        let log = Arc::new(Mutex::new(String::new()));
        let (found, mut listening) = unbounded_channel();
        follow(child.stdout.take(), &log, found.clone());
        follow(child.stderr.take(), &log, found);
        let url = match timeout(PATIENCE, listening.recv()).await {
            Ok(Some(url)) => url,
            // Both ends of its output are closed: it has ended.
            Ok(None) => return Err(failed("the service ended at its start", &log)),
            Err(_) => return Err(failed("the service does not listen", &log)),
        };
        Ok(Self { child, url, log })
    }

    /// Everything that it has logged.
    pub(super) fn log(&self) -> String {
        read(&self.log)
    }

    /// Waits until it ends; that is not expected.
    pub(super) async fn wait(&mut self) -> Result<(), CliError> {
        let status = self.child.wait().await;
        let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        Err(failed(&format!("the service ended ({status})"), &self.log))
    }

    /// Ends it. Nothing is under way, and the database survives worse.
    pub(super) async fn stop(&mut self) -> Result<(), CliError> {
        let stopped = self.child.start_kill();
        stopped.map_err(|error| CliError::environment(format!("the service: {error}")))?;
        // It has been killed: waiting only collects it.
        let _ = timeout(GRACE, self.child.wait()).await;
        Ok(())
    }
}

fn read(log: &Mutex<String>) -> String {
    log.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn failed(message: &str, log: &Mutex<String>) -> CliError {
    let log = read(log);
    CliError::environment(
        format!("{message}\n{}", log.trim_end())
            .trim_end()
            .to_owned(),
    )
}

/// Keeps what the service prints, and sends the address when it appears.
fn follow(
    output: Option<impl AsyncRead + Unpin + Send + 'static>,
    log: &Arc<Mutex<String>>,
    found: UnboundedSender<String>,
) {
    let Some(output) = output else { return };
    let log = Arc::clone(log);
    tokio::spawn(async move {
        let mut lines = BufReader::new(output).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(url) = address(&line) {
                // Nobody listens any more once the address is known.
                let _ = found.send(url);
            }
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push_str(&line);
            log.push('\n');
        }
    });
}

/// The address in a line of the log, however it is formatted.
fn address(line: &str) -> Option<String> {
    let (_, after) = line.split_once(LISTENING)?;
    let end = after.find(|c: char| c.is_whitespace() || "\"',".contains(c));
    let url = after[..end.unwrap_or(after.len())].trim_end_matches('/');
    url.starts_with("http://").then(|| url.to_owned())
}

/// Ctrl-C, or the signal with which systems end programs.
pub(super) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminated => {}
        }
    }
    #[cfg(not(unix))]
    {
        // Fails when there is no console to press Ctrl-C on.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn finds_the_address_in_every_kind_of_log() {
        for line in [
            "INFO listening on http://127.0.0.1:4711",
            r#"{"level":"INFO","message":"listening on http://127.0.0.1:4711/"}"#,
        ] {
            assert_eq!(address(line).as_deref(), Some("http://127.0.0.1:4711"));
        }
        assert_eq!(address("listening on a socket"), None);
    }
}
