//! HTTP/2 connections, each shared by several lanes.

use std::{cell::RefCell, rc::Rc};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::TokioIo;

use super::thread::Thread;
use crate::bench::{
    http1::{Answer, Kept, Wanted},
    net::{Failure, dial},
    record::Class,
    request::Outgoing,
};

type Sender = SendRequest<Full<Bytes>>;

/// One HTTP/2 connection for a group of lanes, made again when it breaks.
#[derive(Debug, Default)]
pub(crate) struct SharedConnection {
    sender: RefCell<Option<Sender>>,
    /// Held while connecting, so that the other lanes wait instead of connecting too.
    connecting: tokio::sync::Mutex<()>,
}

/// Runs hyper's tasks on the thread they came from.
#[derive(Debug, Clone, Copy)]
struct LocalExecutor;

impl<F: Future + 'static> hyper::rt::Executor<F> for LocalExecutor {
    fn execute(&self, task: F) {
        tokio::task::spawn_local(async move {
            task.await;
        });
    }
}

impl SharedConnection {
    fn usable(&self) -> Option<Sender> {
        let sender = self.sender.borrow();
        sender
            .as_ref()
            .filter(|sender| !sender.is_closed())
            .cloned()
    }

    /// The connection, made when there is none.
    pub(crate) async fn sender(
        &self,
        thread: &Rc<Thread>,
        origin: usize,
    ) -> Result<Sender, Failure> {
        if let Some(sender) = self.usable() {
            return Ok(sender);
        }
        let _guard = self.connecting.lock().await;
        if let Some(sender) = self.usable() {
            return Ok(sender);
        }
        let began = thread.now();
        let stream = dial(&thread.plan.origins[origin], &thread.tls).await?;
        let handshake = http2::Builder::new(LocalExecutor)
            .initial_stream_window_size(1 << 20)
            .initial_connection_window_size(1 << 24)
            .handshake(TokioIo::new(stream));
        let (sender, connection) = handshake.await.map_err(|error| failure(&error))?;
        thread
            .recorder
            .borrow_mut()
            .connects
            .record(thread.now() - began);
        thread.connections.set(thread.connections.get() + 1);
        let counted = thread.clone();
        tokio::task::spawn_local(async move {
            let _ = connection.await;
            counted
                .connections
                .set(counted.connections.get().saturating_sub(1));
        });
        *self.sender.borrow_mut() = Some(sender.clone());
        Ok(sender)
    }
}

/// Sends one request on one stream and reads its answer.
pub(crate) async fn exchange(
    mut sender: Sender,
    request: http::Request<Full<Bytes>>,
    wanted: Wanted,
) -> Result<Answer, Failure> {
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| failure(&error))?;
    let (head, mut body) = response.into_parts();
    let mut kept = Kept::default();
    let mut bytes_in = 0;
    if wanted.headers {
        let headers = head.headers.iter().map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        kept.headers = headers.collect();
    }
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Failure::new(Class::Truncated, deepest(&error)))?;
        if let Some(data) = frame.data_ref() {
            bytes_in += data.len() as u64;
            if wanted.body {
                kept.body.extend_from_slice(data);
            }
        }
    }
    Ok(Answer {
        status: head.status.as_u16(),
        bytes_in,
        reusable: true,
        surplus: 0,
        kept,
    })
}

/// Why a request cannot be written as HTTP/2, as a failure of its own.
pub(crate) fn unsendable(outgoing: &Outgoing) -> Failure {
    Failure::new(
        Class::Malformed,
        format!(
            "{} {} cannot be sent over HTTP/2",
            outgoing.method, outgoing.path
        ),
    )
}

fn failure(error: &hyper::Error) -> Failure {
    let class = if error.is_parse() {
        Class::Malformed
    } else {
        Class::Reset
    };
    Failure::new(class, deepest(error))
}

/// The innermost message: hyper's own says only that something happened.
fn deepest(error: &(dyn std::error::Error + 'static)) -> String {
    let mut current = error;
    while let Some(source) = current.source() {
        current = source;
    }
    current.to_string()
}

/// The connections of a group of lanes, one for each origin; `None` where HTTP/1.1 is spoken.
pub(crate) fn group(thread: &Thread) -> Option<Rc<Vec<SharedConnection>>> {
    match thread.plan.settings.transport.version {
        crate::bench::settings::HttpVersion::Http1 => None,
        crate::bench::settings::HttpVersion::Http2 { .. } => {
            let origins = thread.plan.origins.iter();
            Some(Rc::new(
                origins.map(|_| SharedConnection::default()).collect(),
            ))
        }
    }
}
