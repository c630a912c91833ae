//! The parts of a server's URL that client programs want one by one.

use super::Unavailable;

/// `scheme://user:password@host:port/database`, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) scheme: String,
    pub(super) user: String,
    pub(super) password: String,
    pub(super) host: String,
    pub(super) port: String,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, Unavailable> {
        let wrong = || Unavailable("the server's URL is not scheme://user@host:port/".to_owned());
        let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (account, place) = authority.rsplit_once('@').ok_or_else(wrong)?;
        let (user, password) = account.split_once(':').unwrap_or((account, ""));
        let (host, port) = place.rsplit_once(':').ok_or_else(wrong)?;
        Ok(Self {
            scheme: scheme.to_owned(),
            user: user.to_owned(),
            password: password.to_owned(),
            host: host.to_owned(),
            port: port.to_owned(),
        })
    }

    /// The URL of another database on the same server.
    pub(super) fn database(&self, name: &str) -> String {
        let Self {
            scheme,
            user,
            password,
            host,
            port,
        } = self;
        let colon = if password.is_empty() { "" } else { ":" };
        format!("{scheme}://{user}{colon}{password}@{host}:{port}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn url_of_another_database_keeps_the_account() {
        let address = Address::parse("mysql://root:pw@127.0.0.1:3306/old?x=y").expect("valid");
        assert_eq!(
            address.database("new"),
            "mysql://root:pw@127.0.0.1:3306/new"
        );
    }

    #[test]
    fn url_without_password_has_no_colon() {
        let address = Address::parse("postgres://app@127.0.0.1:5432/postgres").expect("valid");
        assert_eq!(address.database("x"), "postgres://app@127.0.0.1:5432/x");
    }
}
