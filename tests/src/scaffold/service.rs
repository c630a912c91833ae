//! A running service: started on a free port, talked to, stopped or killed.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::http::{self, Answer};

/// How long a service may take to listen, to become ready, and to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service as a child process; it is killed when this value is dropped.
#[derive(Debug)]
pub struct Service {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Service {
    /// Starts a program with `HOST=127.0.0.1`, `PORT=0` and the given variables, and waits until `/readyz` says 200.
    ///
    /// # Errors
    /// The service's log, when it does not come up.
    pub fn start(
        program: &Path,
        folder: &Path,
        environment: &[(&str, &str)],
    ) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.current_dir(folder);
        Self::spawn(command, environment)
    }

    /// Starts a command likewise.
    ///
    /// # Errors
    /// The service's log, when it does not come up.
    pub fn spawn(mut command: Command, environment: &[(&str, &str)]) -> Result<Self, String> {
        command
            .env("HOST", "127.0.0.1")
            .env("PORT", "0")
            .env("NO_COLOR", "1")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let log = Arc::new(Mutex::new(String::new()));
        let (found, address) = channel();
        follow(child.stdout.take(), &log, found.clone());
        follow(child.stderr.take(), &log, found);
        // From here on a failure drops the service, which kills the child.
        let mut service = Self {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            log,
        };
        service.address = service.wait_for_address(&address)?;
        service.wait_until_ready()?;
        Ok(service)
    }

    fn wait_for_address(&self, address: &Receiver<SocketAddr>) -> Result<SocketAddr, String> {
        address.recv_timeout(PATIENCE).map_err(|error| match error {
            RecvTimeoutError::Timeout => {
                format!("the service did not say where it listens:\n{}", self.log())
            }
            RecvTimeoutError::Disconnected => format!("the service ended:\n{}", self.log()),
        })
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let start = Instant::now();
        loop {
            if self
                .try_send("GET", "/readyz", &[], b"")
                .is_ok_and(|answer| answer.status == 200)
            {
                return Ok(());
            }
            let ended = self.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                return Err(format!(
                    "the service is not ready (ended: {ended:?}):\n{}",
                    self.log()
                ));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends a request.
    ///
    /// # Panics
    /// With the service's log, when there is no complete answer.
    #[must_use]
    pub fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        self.try_send(method, target, headers, body)
            .unwrap_or_else(|error| panic!("{method} {target}: {error}\n{}", self.log()))
    }

    /// Sends a request; an incomplete answer is an error.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn try_send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        http::send(self.address, method, target, headers, body)
    }

    /// Sends a GET request.
    #[must_use]
    pub fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[], b"")
    }

    /// Sends a JSON body.
    #[must_use]
    pub fn json(&self, method: &str, target: &str, body: &Value) -> Answer {
        self.send(
            method,
            target,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    /// The process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks it to stop (SIGTERM), without waiting.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn terminate(&self) {
        // By the program: sending a signal is unsafe code in the standard library's terms.
        let status = Command::new("kill")
            .args(["-TERM", &self.pid().to_string()])
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "kill -TERM {}",
            self.pid()
        );
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    ///
    /// # Panics
    /// With its log, when it does not stop in time.
    #[must_use]
    pub fn stop(mut self) -> ExitStatus {
        self.terminate();
        self.wait()
    }

    /// Waits until it has stopped.
    ///
    /// # Panics
    /// With its log, when it does not stop in time.
    pub fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("our own child") {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the service does not stop:\n{}", self.log());
    }

    /// Ends it at once (SIGKILL), as a crash of the machine would.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn kill(mut self) {
        self.child.kill().expect("our own child");
        self.child.wait().expect("our own child");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Collects what the service writes, and reports the address when a line names one.
fn follow(
    stream: Option<impl Read + Send + 'static>,
    log: &Arc<Mutex<String>>,
    found: Sender<SocketAddr>,
) {
    let Some(stream) = stream else { return };
    let log = Arc::clone(log);
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(address) = listening_address(&line) {
                let _ = found.send(address);
            }
            let _ = writeln!(log.lock().unwrap_or_else(PoisonError::into_inner), "{line}");
        }
    });
}

/// The address in `… listening on http://127.0.0.1:4000 …`, pretty or JSON, or in the `address` of a JSON line.
fn listening_address(line: &str) -> Option<SocketAddr> {
    if let Ok(line) = serde_json::from_str::<Value>(line)
        && let (Some(host), Some(port)) = (
            line["address"]["address"].as_str(),
            line["address"]["port"].as_u64(),
        )
    {
        return format!("{host}:{port}").parse().ok();
    }
    let (_, rest) = line
        .split_once("listening on http://")
        .or_else(|| line.split_once("listening at http://"))?;
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':'))
        .unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::listening_address;

    #[test]
    fn finds_the_address_in_pretty_and_json_logs() {
        let expected = "127.0.0.1:4000".parse().ok();
        assert_eq!(
            listening_address("INFO listening on http://127.0.0.1:4000"),
            expected
        );
        assert_eq!(
            listening_address(r#"{"message":"listening on http://127.0.0.1:4000","level":"INFO"}"#),
            expected
        );
        assert_eq!(
            listening_address(
                r#"{"level":30,"address":{"address":"127.0.0.1","family":"IPv4","port":4000},"msg":"listening"}"#
            ),
            expected
        );
        assert_eq!(
            listening_address(r#"{"level":30,"msg":"Server listening at http://127.0.0.1:4000"}"#),
            expected
        );
        assert_eq!(listening_address("listening"), None);
    }
}
