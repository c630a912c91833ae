//! Making a connection, and naming what went wrong with one.

use std::{io, sync::Arc};

use rustls::{ClientConfig, pki_types::ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{
    origin::{Origin, Peer},
    stream::{Plain, Stream},
};
use crate::bench::record::Class;

/// Why an exchange did not end in an answer.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) class: Class,
    /// What was seen, for the report's example.
    pub(crate) detail: String,
}

impl Failure {
    pub(crate) fn new(class: Class, detail: impl Into<String>) -> Self {
        Self {
            class,
            detail: detail.into(),
        }
    }
}

/// Connects, and shakes hands where the origin speaks TLS.
pub(crate) async fn dial(origin: &Origin, tls: &Arc<ClientConfig>) -> Result<Stream, Failure> {
    let plain = match &origin.peer {
        Peer::Tcp(addresses) => Plain::Tcp(tcp(addresses).await?),
        #[cfg(unix)]
        Peer::Unix(path) => Plain::Unix(
            tokio::net::UnixStream::connect(path)
                .await
                .map_err(|error| connect_failure(&error))?,
        ),
        #[cfg(not(unix))]
        Peer::Unix(_) => {
            return Err(Failure::new(
                Class::ConnectFailed,
                "unix sockets need a unix system",
            ));
        }
        #[cfg(test)]
        Peer::Memory(memory) => return Ok(Stream::Memory((memory.0)())),
    };
    if !origin.tls {
        return Ok(match plain {
            Plain::Tcp(stream) => Stream::Tcp(stream),
            #[cfg(unix)]
            Plain::Unix(stream) => Stream::Unix(stream),
        });
    }
    let name = ServerName::try_from(origin.host.clone())
        .map_err(|error| Failure::new(Class::Tls, error.to_string()))?;
    let connected = TlsConnector::from(tls.clone()).connect(name, plain).await;
    let stream = connected.map_err(|error| Failure::new(Class::Tls, error.to_string()))?;
    Ok(Stream::Tls(Box::new(stream)))
}

async fn tcp(addresses: &[std::net::SocketAddr]) -> Result<TcpStream, Failure> {
    let mut last = Failure::new(Class::ConnectFailed, "no address to connect to");
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // Requests are written in one piece; waiting to fill a segment would only add latency.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) => last = connect_failure(&error),
        }
    }
    Err(last)
}

fn connect_failure(error: &io::Error) -> Failure {
    let class = match error.kind() {
        io::ErrorKind::ConnectionRefused => Class::ConnectRefused,
        io::ErrorKind::TimedOut => Class::ConnectTimeout,
        io::ErrorKind::ConnectionReset => Class::Reset,
        _ => Class::ConnectFailed,
    };
    Failure::new(class, error.to_string())
}

/// What an error on a connection in use means.
pub(crate) fn io_failure(error: &io::Error) -> Failure {
    let class = match error.kind() {
        io::ErrorKind::UnexpectedEof => Class::Truncated,
        io::ErrorKind::TimedOut => Class::Timeout,
        io::ErrorKind::InvalidData => Class::Tls,
        _ => Class::Reset,
    };
    Failure::new(class, error.to_string())
}
