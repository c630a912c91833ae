//! One request and its answer on one connection.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::parser::{Closed, Keep, Kept, Parser, Progress};
use crate::bench::{
    net::{Failure, Stream, io_failure},
    record::Class,
};

/// A connection that speaks HTTP/1.1.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: Stream,
    parser: Parser,
}

/// What the caller wants of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// The request is HEAD.
    pub(crate) head_request: bool,
    pub(crate) headers: bool,
    pub(crate) body: bool,
}

/// A complete answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) bytes_in: u64,
    /// The connection can carry another request.
    pub(crate) reusable: bool,
    /// Bytes that came after the answer.
    pub(crate) surplus: usize,
    /// Headers and body, where they were wanted.
    pub(crate) kept: Kept,
}

/// An exchange under way.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    written: usize,
    read: u64,
}

impl Connection {
    pub(crate) fn new(stream: Stream) -> Self {
        Self {
            stream,
            parser: Parser::default(),
        }
    }

    /// Gets ready to send a request.
    pub(crate) fn begin(&mut self, wanted: Wanted) -> Exchange {
        let keep = Keep {
            headers: wanted.headers,
            body: wanted.body,
        };
        self.parser.begin(wanted.head_request, keep);
        Exchange::default()
    }

    /// Writes what can be written and reads what has arrived, into `scratch`, which is free again on return.
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        exchange: &mut Exchange,
        request: &[u8],
        scratch: &mut [u8],
    ) -> Poll<Result<Answer, Failure>> {
        let mut broken = None;
        while exchange.written < request.len() {
            match Pin::new(&mut self.stream).poll_write(cx, &request[exchange.written..]) {
                Poll::Ready(Ok(0)) => {
                    broken = Some(Failure::new(
                        Class::Reset,
                        "connection closed while sending",
                    ))
                }
                Poll::Ready(Ok(count)) => {
                    exchange.written += count;
                    continue;
                }
                // The server may have answered and closed before it read everything, so look for an answer first.
                Poll::Ready(Err(error)) => broken = Some(io_failure(&error)),
                Poll::Pending => {}
            }
            break;
        }
        if matches!(self.stream, Stream::Tls(_)) && exchange.written == request.len() {
            // TLS keeps what the socket did not take yet; without data in hand this is free.
            let _ = Pin::new(&mut self.stream).poll_flush(cx);
        }
        match (
            self.poll_answer(cx, exchange, request.len(), scratch),
            broken,
        ) {
            (Poll::Ready(Err(failure)), Some(cause)) if failure.class == Class::Reset => {
                Poll::Ready(Err(cause))
            }
            (Poll::Pending, Some(cause)) => Poll::Ready(Err(cause)),
            (other, _) => other,
        }
    }

    fn poll_answer(
        &mut self,
        cx: &mut Context<'_>,
        exchange: &mut Exchange,
        request_bytes: usize,
        scratch: &mut [u8],
    ) -> Poll<Result<Answer, Failure>> {
        loop {
            let mut buffer = ReadBuf::new(scratch);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(self.read_failure(&error))),
                Poll::Ready(Ok(())) => {}
            }
            let bytes = buffer.filled();
            exchange.read += bytes.len() as u64;
            if bytes.is_empty() {
                return Poll::Ready(self.closed(exchange));
            }
            match self.parser.feed(bytes) {
                Progress::More => {}
                Progress::Malformed(reason) => {
                    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
                    let detail = format!("{reason}: {shown:?}");
                    return Poll::Ready(Err(Failure::new(Class::Malformed, detail)));
                }
                Progress::Done { surplus } => {
                    let mut answer = self.answer(exchange, surplus);
                    answer.reusable &= exchange.written == request_bytes;
                    return Poll::Ready(Ok(answer));
                }
            }
        }
    }

    fn answer(&mut self, exchange: &Exchange, surplus: usize) -> Answer {
        Answer {
            status: self.parser.head.status,
            bytes_in: exchange.read,
            reusable: self.parser.head.reusable && surplus == 0,
            surplus,
            kept: std::mem::take(&mut self.parser.kept),
        }
    }

    fn closed(&mut self, exchange: &Exchange) -> Result<Answer, Failure> {
        match self.parser.closed() {
            Closed::Complete => Ok(self.answer(exchange, 0)),
            Closed::Nothing => Err(Failure::new(
                Class::Reset,
                "connection closed before an answer",
            )),
            Closed::Truncated => Err(Failure::new(
                Class::Truncated,
                format!(
                    "connection closed after {} bytes of an unfinished answer",
                    exchange.read
                ),
            )),
        }
    }

    /// A reset inside an answer is a truncated answer; one before it is a reset.
    fn read_failure(&mut self, error: &std::io::Error) -> Failure {
        let failure = io_failure(error);
        match self.parser.closed() {
            Closed::Truncated | Closed::Complete if matches!(failure.class, Class::Reset) => {
                Failure::new(Class::Truncated, failure.detail)
            }
            Closed::Nothing if matches!(failure.class, Class::Truncated) => {
                Failure::new(Class::Reset, failure.detail)
            }
            Closed::Complete | Closed::Nothing | Closed::Truncated => failure,
        }
    }

    /// Whether the server sent something, or closed, while nothing was asked of it.
    pub(crate) fn poll_idle(&mut self, cx: &mut Context<'_>, scratch: &mut [u8]) -> Idle {
        let mut buffer = ReadBuf::new(scratch);
        match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
            Poll::Pending => Idle::Quiet,
            Poll::Ready(Ok(())) if !buffer.filled().is_empty() => Idle::Talking,
            Poll::Ready(_) => Idle::Closed,
        }
    }
}

/// What an idle connection has been up to.
#[derive(Debug, PartialEq)]
pub(crate) enum Idle {
    Quiet,
    /// Bytes arrived that nobody asked for.
    Talking,
    Closed,
}
