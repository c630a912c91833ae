//! A request with nothing left to fill in.

use std::rc::Rc;

use bytes::Bytes;
use http_body_util::Full;

use crate::bench::net::Origin;

/// A request with nothing left to fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers without `Host` (unless it is replaced) and `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The body; `None` sends no `Content-Length`.
    pub body: Option<Vec<u8>>,
}

/// A request that never changes, with its bytes built once.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) outgoing: Outgoing,
    pub(crate) h1: Vec<u8>,
}

/// What a connection is asked to send.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    Fixed(Rc<Prepared>),
    /// Apart, so that a lane that sends the same bytes every time stays small.
    Rendered(Box<Outgoing>),
}

impl Message {
    pub(crate) fn outgoing(&self) -> &Outgoing {
        match self {
            Self::Fixed(prepared) => &prepared.outgoing,
            Self::Rendered(outgoing) => outgoing,
        }
    }
}

impl Outgoing {
    /// Whether the answer has no body whatever it says.
    pub(crate) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Writes the request as HTTP/1.1.
    pub(crate) fn encode(&self, origin: &Origin, close: bool, out: &mut Vec<u8>) {
        let mut line = |parts: &[&str]| {
            parts
                .iter()
                .for_each(|part| out.extend_from_slice(part.as_bytes()));
            out.extend_from_slice(b"\r\n");
        };
        line(&[&self.method, " ", &self.path, " HTTP/1.1"]);
        if self.header("host").is_none() {
            line(&["Host: ", &origin.authority()]);
        }
        for (name, value) in &self.headers {
            line(&[name, ": ", value]);
        }
        if close && self.header("connection").is_none() {
            line(&["Connection: close"]);
        }
        if let Some(body) = &self.body
            && self.header("content-length").is_none()
        {
            line(&["Content-Length: ", &body.len().to_string()]);
        }
        line(&[]);
        if let Some(body) = &self.body {
            out.extend_from_slice(body);
        }
    }

    /// The request as hyper wants it; `None` when a header cannot be sent over HTTP/2.
    pub(crate) fn to_http(&self, origin: &Origin) -> Option<http::Request<Full<Bytes>>> {
        let authority = self
            .header("host")
            .map_or_else(|| origin.authority(), str::to_owned);
        let scheme = if origin.tls { "https" } else { "http" };
        let uri = http::Uri::builder()
            .scheme(scheme)
            .authority(authority)
            .path_and_query(self.path.as_str())
            .build()
            .ok()?;
        let mut builder = http::Request::builder()
            .method(self.method.as_str())
            .uri(uri);
        for (name, value) in &self.headers {
            // RFC 9113 §8.2.2: these belong to HTTP/1.1.
            let hop = [
                "host",
                "connection",
                "transfer-encoding",
                "keep-alive",
                "upgrade",
            ];
            if !hop.iter().any(|hop| name.eq_ignore_ascii_case(hop)) {
                builder = builder.header(name.as_str(), value.as_str());
            }
        }
        builder
            .body(Full::new(Bytes::from(
                self.body.clone().unwrap_or_default(),
            )))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::settings::Transport;

    #[test]
    fn writes_what_the_server_reads() {
        let origin = Origin::resolve(false, "127.0.0.1", 8080, &Transport::default()).unwrap();
        let outgoing = Outgoing {
            method: "POST".into(),
            path: "/a?b=c".into(),
            headers: vec![("X-A".into(), "1".into())],
            body: Some(b"hi".to_vec()),
        };
        let mut bytes = Vec::new();
        outgoing.encode(&origin, true, &mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX-A: 1\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"
        );
    }
}
