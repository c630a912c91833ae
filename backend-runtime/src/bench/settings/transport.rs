//! How connections are made.

use std::path::PathBuf;

use crate::bench::BenchError;

/// How connections are made.
#[derive(Debug, Clone, Default)]
pub struct Transport {
    /// HTTP/1.1 or HTTP/2.
    pub version: HttpVersion,
    /// Close the connection after every answer.
    pub no_keepalive: bool,
    /// Follow redirects, at most ten.
    pub follow_redirects: bool,
    /// Connect to this socket instead of the URL's host.
    pub unix_socket: Option<PathBuf>,
    /// Replacement addresses for hosts.
    pub connect_to: Vec<ConnectTo>,
    /// Certificates.
    pub tls: TlsSettings,
}

/// The protocol spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HttpVersion {
    /// One request at a time on each connection.
    #[default]
    Http1,
    /// Several streams on each connection.
    Http2 {
        /// Requests under way at once on one connection.
        streams: usize,
    },
}

/// Certificates to trust.
#[derive(Debug, Clone, Default)]
pub struct TlsSettings {
    /// Trust any certificate.
    pub insecure: bool,
    /// PEM files trusted beside the public authorities.
    pub ca_files: Vec<PathBuf>,
}

/// One `HOST:PORT:ADDR:PORT`: where to connect when a URL names `HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectTo {
    /// Host in the URL; empty for any.
    pub host: String,
    /// Port in the URL; `None` for any.
    pub port: Option<u16>,
    /// Host or address to connect to; empty for the URL's own.
    pub to_host: String,
    /// Port to connect to; `None` for the URL's own.
    pub to_port: Option<u16>,
}

impl ConnectTo {
    /// Reads `HOST:PORT:ADDR:PORT`, as curl does; IPv6 addresses stand in brackets.
    ///
    /// # Errors
    ///
    /// Usage, when there are not four parts or a port is not a number.
    pub fn parse(text: &str) -> Result<Self, BenchError> {
        let wrong = || {
            BenchError::usage(
                format!("`--connect-to {text}` has not the form HOST:PORT:ADDR:PORT"),
                "write for example `--connect-to example.com:443:127.0.0.1:8443`",
            )
        };
        let parts = split_outside_brackets(text);
        let [host, port, to_host, to_port] = parts.as_slice() else {
            return Err(wrong());
        };
        let number = |part: &str| match part {
            "" => Ok(None),
            digits => digits.parse().map(Some).map_err(|_| wrong()),
        };
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_ascii_lowercase(),
            port: number(port)?,
            to_host: to_host.trim_matches(['[', ']']).to_owned(),
            to_port: number(to_port)?,
        })
    }

    /// Whether a URL with this host and port is meant.
    pub fn applies_to(&self, host: &str, port: u16) -> bool {
        (self.host.is_empty() || self.host.eq_ignore_ascii_case(host))
            && self.port.is_none_or(|mine| mine == port)
    }
}

fn split_outside_brackets(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.split(|c| {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        c == ':' && !inside
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_four_parts_and_brackets() {
        let to = ConnectTo::parse("example.com:443:[::1]:8443").unwrap();
        assert_eq!((to.to_host.as_str(), to.to_port), ("::1", Some(8443)));
        assert!(to.applies_to("EXAMPLE.com", 443));
        assert!(!to.applies_to("example.com", 80));
        assert!(ConnectTo::parse("::127.0.0.1:").is_ok());
    }

    #[test]
    fn refuses_other_forms() {
        for text in ["", "a:b", "a:x:b:1", "a:1:b:2:c"] {
            assert!(ConnectTo::parse(text).is_err(), "{text}");
        }
    }
}
