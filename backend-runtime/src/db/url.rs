//! A database URL: which engine, where, and how to show it without its password.

use std::fmt;

use super::{ConnectError, ConnectErrorKind, Engine};

/// A checked database URL. `Display` and `Debug` hide the password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    engine: Engine,
    text: String,
}

impl DatabaseUrl {
    /// Reads `postgres://…`, `mysql://…` (also `mariadb://`) or `sqlite:…`, with the options that sqlx takes.
    ///
    /// # Errors
    /// [`ConnectErrorKind::Url`] when there is no scheme, when it is unknown, or when this build lacks its driver.
    pub fn parse(text: &str) -> Result<Self, ConnectError> {
        let url_error = |message: String| ConnectError::new(ConnectErrorKind::Url, message);
        let Some((scheme, rest)) = text.trim().split_once(':') else {
            return Err(url_error("the database URL has no scheme".to_owned()).help(EXAMPLES));
        };
        let Some(engine) = Engine::from_scheme(scheme) else {
            let message = format!("unknown database scheme `{scheme}`");
            return Err(url_error(message).help(EXAMPLES));
        };
        if !engine.is_built_in() {
            let message = format!("this program was built without {engine}");
            let help = format!("switch on the feature `{}` of backend-runtime", engine.id());
            return Err(url_error(message).help(help));
        }
        let is_network = engine != Engine::Sqlite;
        if is_network && !rest.starts_with("//") {
            let message = format!("the database URL must start with `{scheme}://`");
            return Err(url_error(message).help(EXAMPLES));
        }
        Ok(Self {
            engine,
            text: format!("{}:{rest}", engine.id()),
        })
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The whole text, password included: for the driver only.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "only drivers need it")
    )]
    pub(crate) fn secret_text(&self) -> &str {
        &self.text
    }

    /// Whether it is a file or on this machine, so that nobody else is hurt by a mistake.
    #[must_use]
    pub fn is_local(&self) -> bool {
        if self.engine == Engine::Sqlite {
            return true;
        }
        let host = self.host();
        let named = self.query().find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            matches!(key, "host" | "hostaddr" | "socket").then_some(value)
        });
        let host = named.unwrap_or(host);
        host.is_empty()
            || host.starts_with('/')
            || host.starts_with("%2F")
            || host.starts_with("%2f")
            || matches!(host, "localhost" | "127.0.0.1" | "[::1]" | "::1")
    }

    /// The same server and account with another database; the options are kept.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let (base, query) = match self.text.split_once('?') {
            Some((base, query)) => (base, format!("?{query}")),
            None => (self.text.as_str(), String::new()),
        };
        let start = base.find("://").map_or(0, |scheme| scheme + 3);
        let end = base[start..]
            .find('/')
            .map_or(base.len(), |slash| start + slash);
        Self {
            engine: self.engine,
            text: format!("{}/{}{query}", &base[..end], percent_encode(name)),
        }
    }

    /// The database that the path names, decoded.
    #[cfg(feature = "migrate")]
    pub(crate) fn database(&self) -> Option<String> {
        let rest = self.text.split_once("://")?.1;
        let path = rest.split_once('/')?.1;
        let name = path.split(['?', '#']).next()?;
        (!name.is_empty()).then(|| percent_decode(name))
    }

    fn authority(&self) -> &str {
        let rest = self.text.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or_default()
    }

    fn host(&self) -> &str {
        let place = self
            .authority()
            .rsplit_once('@')
            .map_or(self.authority(), |(_, place)| place);
        if place.starts_with('[') {
            let end = place.find(']').map_or(place.len(), |end| end + 1);
            return &place[..end];
        }
        place.split(':').next().unwrap_or_default()
    }

    fn query(&self) -> impl Iterator<Item = &str> {
        let query = self.text.split_once('?').map_or("", |(_, query)| query);
        query.split('&')
    }
}

const EXAMPLES: &str =
    "write postgres://user@host/database, mysql://user@host/database or sqlite:file.db";

#[cfg(feature = "migrate")]
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn percent_encode(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"_-.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (base, query) = match self.text.split_once('?') {
            Some((base, query)) => (base, Some(query)),
            None => (self.text.as_str(), None),
        };
        match (base.split_once("://"), base.rfind('@')) {
            (Some((scheme, _)), Some(at)) => {
                let account = &base[scheme.len() + 3..at];
                let user = account.split(':').next().unwrap_or_default();
                let hidden = if account.contains(':') { ":***" } else { "" };
                write!(formatter, "{scheme}://{user}{hidden}{}", &base[at..])?;
            }
            (Some(_) | None, _) => formatter.write_str(base)?,
        }
        let Some(query) = query else { return Ok(()) };
        for (index, pair) in query.split('&').enumerate() {
            formatter.write_str(if index == 0 { "?" } else { "&" })?;
            match pair.split_once('=') {
                Some((key, _)) if key.to_ascii_lowercase().contains("password") => {
                    write!(formatter, "{key}=***")?;
                }
                Some(_) | None => formatter.write_str(pair)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({self})")
    }
}

#[cfg(all(test, feature = "postgres", feature = "sqlite", feature = "mysql"))]
mod tests {
    use super::{ConnectErrorKind, DatabaseUrl};

    fn parse(text: &str) -> DatabaseUrl {
        DatabaseUrl::parse(text).expect("a good URL")
    }

    #[test]
    fn hides_passwords_wherever_they_stand() {
        let url =
            parse("postgres://app:s3cr:et@db.example:5432/shop?password=s3cret&sslmode=require");
        assert_eq!(
            url.to_string(),
            "postgres://app:***@db.example:5432/shop?password=***&sslmode=require"
        );
        assert!(!format!("{url:?}").contains("s3c"));
        assert_eq!(
            parse("mysql://root:p@ss/w@h/db").to_string(),
            "mysql://root:***@h/db"
        );
    }

    #[test]
    fn rejects_unknown_and_missing_schemes() {
        for text in ["oracle://h/db", "app.db", "postgres:app"] {
            let error = DatabaseUrl::parse(text).expect_err(text);
            assert_eq!(error.kind, ConnectErrorKind::Url);
            assert!(error.help.is_some());
        }
    }

    #[test]
    fn knows_what_is_local() {
        for text in [
            "sqlite:app.db",
            "postgres://app@localhost/x",
            "mysql://root@127.0.0.1:3306/x",
            "postgres://app@[::1]:5432/x",
            "postgres:///x?host=/run/postgresql",
        ] {
            assert!(parse(text).is_local(), "{text}");
        }
        assert!(!parse("postgres://app@db.example/x").is_local());
        assert!(!parse("postgres://app@localhost/x?host=db.example").is_local());
    }

    #[test]
    fn another_database_keeps_account_and_options() {
        let url = parse("postgres://a:b@h:1/old?sslmode=disable").with_database("n w");
        assert_eq!(
            url.secret_text(),
            "postgres://a:b@h:1/n%20w?sslmode=disable"
        );
        let url = parse("mysql://a@h").with_database("new");
        assert_eq!(url.secret_text(), "mysql://a@h/new");
    }
}
