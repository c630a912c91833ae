//! Where messages may go.

use std::net::SocketAddr;

use url::{Host, Url};

use super::{SendError, address::is_public};

/// Where messages may go: by default to `http` and `https` at public addresses.
#[derive(Debug, Clone, Default)]
pub struct Egress {
    private: bool,
    hosts: Vec<String>,
}

impl Egress {
    /// Public addresses only.
    pub fn public() -> Egress {
        Egress::default()
    }

    /// Any address, private ones too: for development and tests, or where a proxy or firewall does the guarding.
    pub fn any() -> Egress {
        Egress {
            private: true,
            hosts: Vec::new(),
        }
    }

    /// This host as well, whatever its addresses are.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Egress {
        self.hosts.push(host.into().to_ascii_lowercase());
        self
    }

    /// The URL, when it may be asked at all.
    pub(super) fn url(&self, text: &str) -> Result<Url, SendError> {
        let url = Url::parse(text).map_err(|error| SendError::Url(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(SendError::Url("only http and https are sent to".to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SendError::Url(
                "a URL with credentials is not sent to".to_owned(),
            ));
        }
        Ok(url)
    }

    /// The addresses of a host, all of which have to be allowed: a name that mixes public and private ones is a trick.
    pub(super) async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, SendError> {
        let port = url.port_or_known_default().unwrap_or(80);
        let (host, found) = match url.host() {
            Some(Host::Ipv4(address)) => {
                (address.to_string(), vec![SocketAddr::from((address, port))])
            }
            Some(Host::Ipv6(address)) => {
                (address.to_string(), vec![SocketAddr::from((address, port))])
            }
            Some(Host::Domain(name)) => {
                let found = tokio::net::lookup_host((name, port)).await;
                let found = found.map_err(SendError::Connect)?.collect();
                (name.to_ascii_lowercase(), found)
            }
            None => return Err(SendError::Url("it names no host".to_owned())),
        };
        let allowed = self.private || self.hosts.contains(&host);
        match found
            .iter()
            .find(|address| !allowed && !is_public(address.ip()))
        {
            Some(address) => Err(SendError::Forbidden(address.ip())),
            None => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn addresses(egress: &Egress, url: &str) -> Result<Vec<SocketAddr>, SendError> {
        egress.addresses(&egress.url(url)?).await
    }

    #[tokio::test]
    async fn private_addresses_are_refused_however_they_are_written() {
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest",
            "http://localhost:8080/",
            "http://0/",
        ] {
            let refused = addresses(&Egress::public(), url).await;
            assert!(
                matches!(refused, Err(SendError::Forbidden(_))),
                "{url}: {refused:?}"
            );
        }
        assert!(
            addresses(&Egress::public(), "http://1.1.1.1/")
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn what_is_allowed_is_sent_to() {
        let named = Egress::public().allow_host("LocalHost");
        assert!(addresses(&named, "http://localhost/").await.is_ok());
        assert!(addresses(&named, "http://127.0.0.1/").await.is_err());
        assert!(
            addresses(&Egress::any(), "http://127.0.0.1:1/")
                .await
                .is_ok()
        );
    }

    #[test]
    fn other_urls_are_refused() {
        for url in [
            "ftp://example.com/",
            "file:///etc/passwd",
            "/relative",
            "http://user:pass@example.com/",
            "",
        ] {
            assert!(
                matches!(Egress::any().url(url), Err(SendError::Url(_))),
                "{url}"
            );
        }
    }
}
