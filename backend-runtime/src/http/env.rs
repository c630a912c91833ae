//! Settings from the environment and `.env`: every problem is collected and reported at once.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::redact;

/// The environment as text, and the problems found in it so far.
///
/// Values are taken one by one, each with a default that stands in when the text is wrong, and
/// [`Env::finish`] says at the end whether the configuration may be used.
///
/// ```
/// use backend_runtime::http::Env;
///
/// let mut env = Env::from_pairs([("PORT", "80a"), ("JWT_SECRET", "short")]);
/// let port: u16 = env.parse("PORT", 8080);
/// env.secret("JWT_SECRET");
/// let problems = env.finish().unwrap_err().to_string();
/// assert!(problems.contains("PORT") && problems.contains("JWT_SECRET"));
/// # assert_eq!(port, 8080);
/// ```
#[derive(Debug)]
pub struct Env {
    values: BTreeMap<String, Secret>,
    problems: Vec<String>,
}

impl Env {
    /// The process environment; `.env` in the current folder supplies what it lacks.
    pub fn load() -> Env {
        let mut env = Env::from_pairs(std::iter::empty::<(String, String)>());
        match dotenvy::from_filename_iter(".env") {
            Ok(lines) => env.read_file(lines),
            Err(dotenvy::Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => env.problem(format!("cannot read .env: {}", describe(&error))),
        }
        for (name, value) in std::env::vars_os() {
            if let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) {
                env.values.insert(name, Secret(value));
            }
        }
        env
    }

    /// Fixed values, for tests.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Env {
        let pairs = pairs.into_iter();
        Env {
            values: pairs
                .map(|(name, value)| (name.into(), Secret(value.into())))
                .collect(),
            problems: Vec::new(),
        }
    }

    fn read_file(&mut self, lines: dotenvy::Iter<std::fs::File>) {
        for line in lines {
            match line {
                Ok((name, value)) => {
                    self.values.insert(name, Secret(value));
                }
                Err(error) => self.problem(format!("cannot read .env: {}", describe(&error))),
            }
        }
    }

    /// A value that may be missing; an empty one counts as missing.
    pub fn optional(&mut self, name: &str) -> Option<String> {
        let text = &self.values.get(name)?.0;
        (!text.is_empty()).then(|| text.clone())
    }

    /// A value that must be there.
    pub fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.problem(format!("{name} is not set"));
            String::new()
        })
    }

    /// A value of a type, or `default` when it is missing.
    pub fn parse<T: FromStr>(&mut self, name: &str, default: T) -> T
    where
        T::Err: fmt::Display,
    {
        let Some(text) = self.optional(name) else {
            return default;
        };
        text.parse().unwrap_or_else(|error| {
            self.problem(format!("{name} is invalid: {error}"));
            default
        })
    }

    /// A switch: `true`, `1`, `yes`, `on` or their opposites.
    pub fn flag(&mut self, name: &str, default: bool) -> bool {
        let Some(text) = self.optional(name) else {
            return default;
        };
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => true,
            "false" | "0" | "no" | "off" => false,
            _ => {
                self.problem(format!("{name} is invalid: expected true or false"));
                default
            }
        }
    }

    /// A time: `30s`, `500ms`, `5m`, or a number of seconds.
    pub fn duration(&mut self, name: &str, default: Duration) -> Duration {
        let Some(text) = self.optional(name) else {
            return default;
        };
        parse_duration(&text).unwrap_or_else(|| {
            self.problem(format!(
                "{name} is invalid: expected a time such as 30s or 500ms"
            ));
            default
        })
    }

    /// Values separated by commas.
    pub fn list(&mut self, name: &str) -> Vec<String> {
        let text = self.optional(name).unwrap_or_default();
        let items = text.split(',').map(str::trim);
        items
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A secret of at least 32 bytes that is no placeholder. Its value never reaches the log.
    pub fn secret(&mut self, name: &str) -> Secret {
        match self.optional(name) {
            None => self.problem(format!(
                "{name} is not set; make one with `openssl rand -hex 32`"
            )),
            Some(text) => return self.check_secret(name, text),
        }
        Secret(String::new())
    }

    /// A secret that may be missing, checked when it is there.
    pub fn optional_secret(&mut self, name: &str) -> Option<Secret> {
        let text = self.optional(name)?;
        Some(self.check_secret(name, text))
    }

    fn check_secret(&mut self, name: &str, text: String) -> Secret {
        let lower = text.to_ascii_lowercase();
        let placeholder = [
            "changeme",
            "change-me",
            "change_me",
            "your-secret",
            "example-secret",
        ];
        if text.len() < 32 {
            self.problem(format!(
                "{name} is shorter than 32 bytes; make one with `openssl rand -hex 32`"
            ));
        } else if placeholder.iter().any(|word| lower.contains(word))
            || text.bytes().all(|byte| byte == text.as_bytes()[0])
        {
            self.problem(format!(
                "{name} is a placeholder; make one with `openssl rand -hex 32`"
            ));
        }
        redact::register(&text);
        Secret(text)
    }

    /// Adds a problem of your own.
    pub fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// Whether everything taken so far was valid.
    ///
    /// # Errors
    /// [`ConfigError`] with every problem.
    pub fn finish(&mut self) -> Result<(), ConfigError> {
        match std::mem::take(&mut self.problems) {
            problems if problems.is_empty() => Ok(()),
            problems => Err(ConfigError { problems }),
        }
    }
}

/// What is wrong in `.env`, without its text: that may be a secret.
fn describe(error: &dotenvy::Error) -> String {
    match error {
        dotenvy::Error::LineParse(_, index) => format!("a line does not parse at byte {index}"),
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "a line does not parse".into(),
    }
}

fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.trim().parse().ok()?;
    match &text[digits.len()..] {
        "" | "s" => Some(Duration::from_secs(number)),
        "ms" => Some(Duration::from_millis(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        "h" => Some(Duration::from_secs(number.checked_mul(3600)?)),
        _ => None,
    }
}

/// Everything wrong with the configuration.
#[derive(Debug, thiserror::Error)]
#[error("the configuration is not usable:\n  {}", problems.join("\n  "))]
pub struct ConfigError {
    /// One sentence each, naming the variable; never its value when it may be secret.
    pub problems: Vec<String>,
}

/// Text that is not shown by `Debug` and has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret and keeps it out of the log.
    pub fn new(text: impl Into<String>) -> Secret {
        let text = text.into();
        redact::register(&text);
        Secret(text)
    }

    /// The text, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_all_problems_at_once() {
        let mut env = Env::from_pairs([
            ("PORT", "70000"),
            ("DEBUG", "maybe"),
            ("TIMEOUT", "5 years"),
            ("SECRET", "short"),
            ("OTHER", "changeme-changeme-changeme-changeme"),
            ("SAME", &"a".repeat(40)),
        ]);
        env.parse::<u16>("PORT", 1);
        env.flag("DEBUG", false);
        env.duration("TIMEOUT", Duration::ZERO);
        env.required("DATABASE_URL");
        env.secret("SECRET");
        env.secret("OTHER");
        env.secret("SAME");
        let error = env.finish().unwrap_err();
        assert_eq!(error.problems.len(), 7, "{error}");
        assert!(
            !error.to_string().contains("short\n"),
            "values are not shown"
        );
        assert!(env.finish().is_ok(), "problems are taken once");
    }

    #[test]
    fn durations() {
        for (text, expected) in [
            ("30", Some(Duration::from_secs(30))),
            ("30s", Some(Duration::from_secs(30))),
            ("250ms", Some(Duration::from_millis(250))),
            ("2m", Some(Duration::from_secs(120))),
            ("1h", Some(Duration::from_secs(3600))),
            ("1d", None),
            ("-1", None),
            ("s", None),
        ] {
            assert_eq!(parse_duration(text), expected, "{text}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let env = Env::from_pairs([("K", "0123456789abcdef0123456789abcdef")]);
        assert!(!format!("{env:?}").contains("0123456789"));
    }
}
