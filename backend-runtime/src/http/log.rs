//! Structured logs: one line per request, failures with their cause; nothing secret, no control characters.

use std::io::{self, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::redact::redact;
use super::{ApiError, Env, RequestId};

/// What is logged, and how.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `LOG_LEVEL`: a level, or directives such as `info,sqlx=warn`.
    pub filter: String,
    /// `LOG_FORMAT`: `json` (the default in production) or `pretty`.
    pub json: bool,
}

impl LogConfig {
    /// Reads the variables named at each field; problems are collected in `env`.
    pub fn from_env(env: &mut Env) -> LogConfig {
        let production = env.optional("APP_ENV").as_deref() == Some("production");
        let filter = env.optional("LOG_LEVEL").unwrap_or_else(|| "info".into());
        if let Err(error) = EnvFilter::try_new(&filter) {
            env.problem(format!("LOG_LEVEL is invalid: {error}"));
        }
        let json = match env.optional("LOG_FORMAT").as_deref() {
            None => production,
            Some("json") => true,
            Some("pretty") => false,
            Some(_) => {
                env.problem("LOG_FORMAT is invalid: expected json or pretty");
                production
            }
        };
        LogConfig { filter, json }
    }

    /// Starts logging to standard error. Later calls change nothing.
    pub fn init(&self) {
        let filter = EnvFilter::try_new(&self.filter).unwrap_or_else(|_| EnvFilter::new("info"));
        let builder = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(Redacting(io::stderr));
        // A second subscriber is refused; tests start many services in one process.
        let _ = match self.json {
            true => builder.json().flatten_event(true).try_init(),
            false => builder.with_ansi(false).try_init(),
        };
    }
}

/// A writer per log line, which [`redact`]s and escapes what it is given.
#[derive(Debug, Clone)]
pub struct Redacting<M>(pub M);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Redacting<M> {
    type Writer = Line<M::Writer>;

    fn make_writer(&'a self) -> Line<M::Writer> {
        Line {
            inner: self.0.make_writer(),
            text: Vec::new(),
        }
    }
}

/// One log line, written when it is complete.
#[derive(Debug)]
pub struct Line<W: Write> {
    inner: W,
    text: Vec<u8>,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for Line<W> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.text);
        let line = escape(&redact(text.trim_end_matches('\n')));
        // Nobody can be told that the log is broken.
        let _ = self.inner.write_all(line.as_bytes());
    }
}

/// One line without control characters, written as JSON does, so that a JSON line stays one: a request cannot forge entries or drive a terminal.
fn escape(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        match c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            true => line.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => line.push(c),
        }
    }
    line.push('\n');
    line
}

/// The cause of a 5xx, which the client is not shown. Other failures are in the request's own line.
pub(crate) fn failure(error: &ApiError, operation: &str, request_id: &RequestId) {
    if let Some(cause) = error.cause_chain()
        && error.status().is_server_error()
    {
        tracing::error!(%request_id, operation, code = error.code(), cause, "request failed");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(json: bool, text: &str) -> String {
        let memory = Memory::default();
        let writer = memory.clone();
        let builder = tracing_subscriber::fmt().with_writer(Redacting(move || writer.clone()));
        let log = || tracing::info!(path = %text, "{text}");
        match json {
            true => tracing::subscriber::with_default(builder.json().finish(), log),
            false => tracing::subscriber::with_default(builder.with_ansi(false).finish(), log),
        }
        let bytes = memory.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn control_characters_stay_in_one_line() {
        for json in [true, false] {
            let line = logged(json, "a\r\nINFO forged\x1b[31m\u{2028}b");
            assert_eq!(line.matches('\n').count(), 1, "{line:?}");
            assert!(line.ends_with('\n'));
            assert!(!line.contains(['\r', '\x1b', '\u{2028}']), "{line:?}");
            if json {
                serde_json::from_str::<serde_json::Value>(&line).unwrap();
            }
        }
    }

    #[test]
    fn secrets_do_not_reach_the_log() {
        let line = logged(
            true,
            "Authorization: Bearer abcdefghijklmnop at postgres://a:geheim@h/d",
        );
        assert!(
            !line.contains("abcdefghijklmnop") && !line.contains("geheim"),
            "{line}"
        );
    }
}
