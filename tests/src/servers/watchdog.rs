//! A server under a shell that ends it when we do.

use std::{
    ffi::OsString,
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use super::{Unavailable, programs};

/// How long a server may take to answer; machines that build at the same time are slow.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Starts "$@", tells its process id, waits for the end of standard input, ends the server and removes the folder.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
folder=$1 signal=$2; shift 2
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
echo $server
exec >/dev/null
while read -r line; do :; done
kill -$signal $server 2>/dev/null
wait $server
rm -rf "$folder"
"#;

/// A running server; dropping it ends the server and removes its folder.
#[derive(Debug)]
pub(super) struct Watchdog {
    shell: Child,
    pid: u32,
    folder: PathBuf,
}

/// A new folder of our own, which the server may write.
pub(super) fn folder(kind: &str) -> Result<PathBuf, Unavailable> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("backend-test-{kind}-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    programs::give(&folder)?;
    Ok(folder)
}

/// A port that was free a moment ago.
pub(super) fn free_port() -> Result<u16, Unavailable> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Watchdog {
    /// Runs `words` (made by [`programs::unprivileged`]) until this value is dropped or this process dies.
    pub(super) fn start(
        folder: &Path,
        signal: &str,
        words: Vec<OsString>,
    ) -> Result<Self, Unavailable> {
        // A process group of its own: Ctrl-C and a test runner's kill must reach us, not the one that cleans up.
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "watchdog"])
            .arg(folder)
            .arg(signal)
            .args(words)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let mut line = String::new();
        let output = shell.stdout.take().expect("standard output is a pipe");
        BufReader::new(output).read_line(&mut line)?;
        let pid = line
            .trim()
            .parse()
            .map_err(|_| Unavailable("the watchdog did not start the server".to_owned()))?;
        Ok(Self {
            shell,
            pid,
            folder: folder.to_owned(),
        })
    }

    /// The process id of the server.
    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until `answers` holds.
    pub(super) fn wait_until(&self, answers: impl Fn() -> bool) -> Result<(), Unavailable> {
        let started = Instant::now();
        while !answers() {
            let gone = !Path::new(&format!("/proc/{}", self.pid)).exists();
            if gone && Path::new("/proc/self").exists() || started.elapsed() > START_LIMIT {
                return Err(Unavailable(self.last_words()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(5).collect();
        format!(
            "the server did not start: {}",
            lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
        )
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
