//! Where a URL leads: scheme, host, port, and the addresses to connect to.

use std::{
    net::{SocketAddr, ToSocketAddrs},
    path::PathBuf,
};

use crate::bench::{BenchError, settings::Transport};

/// Where a URL leads.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Whether TLS is spoken.
    pub tls: bool,
    /// Host name or address, as the URL has it (IPv6 without brackets).
    pub host: String,
    /// Port, the scheme's own when the URL has none.
    pub port: u16,
    /// What to connect to.
    pub(crate) peer: Peer,
}

/// What to connect to.
#[derive(Debug, Clone)]
pub(crate) enum Peer {
    /// Tried in order.
    Tcp(Vec<SocketAddr>),
    Unix(PathBuf),
    /// An in-memory server, for tests under a simulated clock.
    #[cfg(test)]
    Memory(Memory),
}

#[cfg(test)]
#[derive(Clone)]
pub(crate) struct Memory(
    pub(crate) std::sync::Arc<dyn Fn() -> tokio::io::DuplexStream + Send + Sync>,
);

#[cfg(test)]
impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

impl Origin {
    /// Resolves the host once: a run measures the server, not the resolver.
    ///
    /// # Errors
    ///
    /// Environment, when the name does not resolve.
    pub fn resolve(
        tls: bool,
        host: &str,
        port: u16,
        transport: &Transport,
    ) -> Result<Self, BenchError> {
        let host = host.trim_matches(['[', ']']).to_owned();
        let peer = match &transport.unix_socket {
            Some(path) => Peer::Unix(path.clone()),
            None => Peer::Tcp(addresses(&host, port, transport)?),
        };
        Ok(Self {
            tls,
            host,
            port,
            peer,
        })
    }

    #[cfg(test)]
    pub(crate) fn in_memory(memory: Memory) -> Self {
        Self {
            tls: false,
            host: "memory".to_owned(),
            port: 80,
            peer: Peer::Memory(memory),
        }
    }

    /// `host[:port]` as the Host header has it.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let default = if self.tls { 443 } else { 80 };
        if self.port == default {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }

    /// `scheme://host[:port]`.
    pub fn base(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.authority())
    }
}

fn addresses(host: &str, port: u16, transport: &Transport) -> Result<Vec<SocketAddr>, BenchError> {
    let replaced = transport
        .connect_to
        .iter()
        .find(|to| to.applies_to(host, port));
    let (name, port) = match replaced {
        Some(to) => (
            if to.to_host.is_empty() {
                host
            } else {
                &to.to_host
            },
            to.to_port.unwrap_or(port),
        ),
        None => (host, port),
    };
    let unresolved = |reason: String| {
        BenchError::environment(
            format!("cannot resolve host `{name}`: {reason}"),
            "check the name and the network, or give an address with `--connect-to HOST:PORT:ADDR:PORT`",
        )
    };
    let found: Vec<_> = (name, port)
        .to_socket_addrs()
        .map_err(|error| unresolved(error.to_string()))?
        .collect();
    if found.is_empty() {
        Err(unresolved("it has no address".to_owned()))
    } else {
        Ok(found)
    }
}
