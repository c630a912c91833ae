//! One connection's bytes, whatever carries them.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// A connection. An enum, because the call through a `dyn` would sit in the hot path.
#[derive(Debug)]
pub(crate) enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
    Tls(Box<TlsStream<Plain>>),
    #[cfg(test)]
    Memory(tokio::io::DuplexStream),
}

/// What TLS runs over.
#[derive(Debug)]
pub(crate) enum Plain {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
}

macro_rules! each {
    ($self:ident, $($variant:ident)|*, $stream:ident => $call:expr) => {
        match $self.get_mut() {
            Self::Tcp($stream) => $call,
            #[cfg(unix)]
            Self::Unix($stream) => $call,
            $(Self::$variant($stream) => $call,)*
        }
    };
}

macro_rules! forward {
    ($type:ty, $($variant:ident)|*) => {
        impl AsyncRead for $type {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
                each!(self, $($variant)|*, stream => Pin::new(stream).poll_read(cx, buf))
            }
        }
        impl AsyncWrite for $type {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
                each!(self, $($variant)|*, stream => Pin::new(stream).poll_write(cx, bytes))
            }
            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                each!(self, $($variant)|*, stream => Pin::new(stream).poll_flush(cx))
            }
            fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                each!(self, $($variant)|*, stream => Pin::new(stream).poll_shutdown(cx))
            }
        }
    };
}

forward!(Plain,);
#[cfg(not(test))]
forward!(Stream, Tls);
#[cfg(test)]
forward!(Stream, Tls | Memory);
