//! A lane carries one request at a time: a connection of HTTP/1.1, or a stream of HTTP/2.
//!
//! What happens for every request is inline, what is rare is boxed: with a thousand lanes, the size of a lane's future
//! decides how much of it is in the cache when an answer comes.

use std::{future::poll_fn, rc::Rc, task::Poll};

use super::{
    feed::{Feed, Job},
    http2::{self, SharedConnection},
    thread::Thread,
    watch::{Alarm, Watch},
};
use crate::bench::{
    http1::{Answer, Connection, Idle, Wanted},
    net::{Failure, dial},
    record::{Class, Finished},
    request::{Message, Outgoing},
    settings::HttpVersion,
};

/// The most redirects followed for one request.
const MAX_REDIRECTS: usize = 10;

/// Carries one request at a time.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) thread: Rc<Thread>,
    pub(crate) watch: Rc<Watch>,
    /// One for each origin, made when first used.
    connections: Vec<Option<Box<Connection>>>,
    shared: Option<Rc<Vec<SharedConnection>>>,
    encoded: Vec<u8>,
}

/// Whether a connection was there already.
#[derive(Debug, Clone, Copy)]
enum Age {
    Kept,
    New,
}

/// How an attempt went, before anybody judges the answer.
struct Attempt {
    /// When the first byte was sent; `None` when it did not come to that.
    sent: Option<u64>,
    bytes_out: u64,
    result: Result<Answer, Failure>,
}

impl Lane {
    /// A lane; `shared` are the HTTP/2 connections of its group, one for each origin.
    pub(crate) fn new(thread: &Rc<Thread>, shared: Option<Rc<Vec<SharedConnection>>>) -> Self {
        let origins = thread.plan.origins.len();
        Self {
            thread: thread.clone(),
            watch: thread.watch(),
            connections: (0..origins).map(|_| None).collect(),
            shared,
            encoded: Vec::new(),
        }
    }

    /// Sends a request that was due at `intended` and taken in hand at `started`, judges and records its answer, and
    /// says how and when it ended.
    pub(crate) async fn carry(
        &mut self,
        feed: &mut Feed,
        job: &Job,
        (intended, started): (u64, u64),
    ) -> (Class, u64) {
        let attempt = self.attempt(job, started).await;
        let ended = self.thread.now();
        let (class, status, bytes_in, example) = match attempt.result {
            Ok(answer) => {
                let verdict = feed.judge(&self.thread, job, &answer);
                (
                    verdict.class,
                    answer.status,
                    answer.bytes_in,
                    verdict.example,
                )
            }
            Err(failure) => {
                feed.unanswered();
                (failure.class, 0, 0, Some(failure.detail))
            }
        };
        self.thread.finish(Finished {
            endpoint: job.endpoint,
            intended,
            sent: attempt.sent,
            ended,
            class,
            status,
            bytes_in,
            bytes_out: attempt.bytes_out,
            example,
        });
        (class, ended)
    }

    async fn attempt(&mut self, job: &Job, started: u64) -> Attempt {
        let timeout = super::clock::nanos(self.thread.plan.settings.timeout);
        self.watch.set(started.saturating_add(timeout));
        let mut attempt = self
            .once(
                job.origin,
                &job.message,
                job.wanted,
                job.is_instant().then_some(started),
            )
            .await;
        if self.thread.plan.settings.transport.follow_redirects {
            attempt = Box::pin(self.follow(job, attempt)).await;
        }
        self.watch.clear();
        attempt
    }

    /// Follows redirects that stay on the origin; one request's latency covers the whole chain.
    async fn follow(&mut self, job: &Job, mut attempt: Attempt) -> Attempt {
        let mut outgoing = job.message.outgoing().clone();
        let mut origin = job.origin;
        for _ in 0..MAX_REDIRECTS {
            let Ok(answer) = &attempt.result else { break };
            let Some(location) = location(answer) else {
                break;
            };
            let Some((next_origin, path)) = self.resolve(origin, &outgoing, location) else {
                let detail =
                    format!("redirect to `{location}`, which is none of the hosts under test");
                attempt.result = Err(Failure::new(Class::Malformed, detail));
                break;
            };
            if matches!(answer.status, 301..=303) && outgoing.method != "HEAD" {
                outgoing.method = "GET".to_owned();
                outgoing.body = None;
            }
            (origin, outgoing.path) = (next_origin, path);
            let message = Message::Rendered(Box::new(outgoing.clone()));
            let next = self.once(origin, &message, job.wanted, None).await;
            attempt = Attempt {
                sent: attempt.sent.or(next.sent),
                bytes_out: attempt.bytes_out + next.bytes_out,
                result: next.result,
            };
        }
        attempt
    }

    /// The origin and path of a redirect, when it leads to a host of the plan.
    fn resolve(
        &self,
        origin: usize,
        outgoing: &Outgoing,
        location: &str,
    ) -> Option<(usize, String)> {
        let origins = &self.thread.plan.origins;
        let base = url::Url::parse(&format!("{}{}", origins[origin].base(), outgoing.path)).ok()?;
        let target = base.join(location).ok()?;
        let index = origins.iter().position(|known| {
            target.host_str().map(|host| host.trim_matches(['[', ']'])) == Some(known.host.as_str())
                && target.port_or_known_default() == Some(known.port)
                && (target.scheme() == "https") == known.tls
        })?;
        let query = target
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        Some((index, format!("{}{query}", target.path())))
    }

    /// One request and its answer. `now` is the time where it is known; it is sent then, unless connecting comes first.
    async fn once(
        &mut self,
        origin: usize,
        message: &Message,
        wanted: Wanted,
        now: Option<u64>,
    ) -> Attempt {
        match self.thread.plan.settings.transport.version {
            HttpVersion::Http1 => self.once_h1(origin, message, wanted, now).await,
            HttpVersion::Http2 { .. } => {
                Box::pin(self.once_h2(origin, message.outgoing(), wanted)).await
            }
        }
    }

    async fn once_h1(
        &mut self,
        origin: usize,
        message: &Message,
        wanted: Wanted,
        now: Option<u64>,
    ) -> Attempt {
        let outgoing = match message {
            Message::Fixed(prepared) => {
                return self.send_h1(origin, &prepared.h1, wanted, now).await;
            }
            Message::Rendered(outgoing) => outgoing,
        };
        let mut encoded = std::mem::take(&mut self.encoded);
        encoded.clear();
        let close = self.thread.plan.settings.transport.no_keepalive;
        outgoing.encode(&self.thread.plan.origins[origin], close, &mut encoded);
        let attempt = self.send_h1(origin, &encoded, wanted, now).await;
        self.encoded = encoded;
        attempt
    }

    async fn send_h1(
        &mut self,
        origin: usize,
        request: &[u8],
        wanted: Wanted,
        now: Option<u64>,
    ) -> Attempt {
        let (mut connection, now) = match self.connection(origin).await {
            Ok((connection, Age::Kept)) => (connection, now),
            Ok((connection, Age::New)) => (connection, None),
            Err(failure) => {
                return Attempt {
                    sent: None,
                    bytes_out: 0,
                    result: Err(failure),
                };
            }
        };
        let thread = &self.thread;
        let watch = &self.watch;
        let sent = now.unwrap_or_else(|| thread.now());
        let mut exchange = connection.begin(wanted);
        let result = poll_fn(|cx| {
            if let Some(alarm) = watch.rang() {
                return Poll::Ready(Err(alarmed(alarm, Class::Timeout)));
            }
            watch.register(cx);
            connection.poll(cx, &mut exchange, request, &mut thread.scratch.borrow_mut())
        })
        .await;
        match &result {
            Ok(answer) if answer.reusable && !thread.plan.settings.transport.no_keepalive => {
                self.connections[origin] = Some(connection);
            }
            Ok(_) | Err(_) => thread
                .connections
                .set(thread.connections.get().saturating_sub(1)),
        }
        Attempt {
            sent: Some(sent),
            bytes_out: request.len() as u64,
            result,
        }
    }

    /// The connection to an origin, taken out of the lane while it is in use.
    async fn connection(&mut self, origin: usize) -> Result<(Box<Connection>, Age), Failure> {
        if let Some(mut connection) = self.connections[origin].take() {
            let thread = &self.thread;
            let idle = poll_fn(|cx| {
                Poll::Ready(connection.poll_idle(cx, &mut thread.scratch.borrow_mut()))
            })
            .await;
            match idle {
                Idle::Quiet => return Ok((connection, Age::Kept)),
                // Closing an idle connection is the server's right (RFC 9112 §9.5), so a new one is made.
                Idle::Closed => thread
                    .connections
                    .set(thread.connections.get().saturating_sub(1)),
                Idle::Talking => {
                    thread
                        .connections
                        .set(thread.connections.get().saturating_sub(1));
                    return Err(Failure::new(
                        Class::Surplus,
                        "bytes arrived that no request had asked for",
                    ));
                }
            }
        }
        Ok((Box::pin(self.connect(origin)).await?, Age::New))
    }

    async fn connect(&self, origin: usize) -> Result<Box<Connection>, Failure> {
        let thread = &self.thread;
        let began = thread.now();
        let dialled = self
            .watch
            .guard(dial(&thread.plan.origins[origin], &thread.tls))
            .await;
        let stream = dialled.map_err(|alarm| alarmed(alarm, Class::ConnectTimeout))??;
        thread
            .recorder
            .borrow_mut()
            .connects
            .record(thread.now() - began);
        thread.connections.set(thread.connections.get() + 1);
        Ok(Box::new(Connection::new(stream)))
    }

    /// Connects before the first request is due, so that it does not pay for it. Failures show with the request.
    pub(crate) async fn connect_ahead(&mut self) {
        if self.shared.is_some() || self.thread.plan.settings.transport.no_keepalive {
            return;
        }
        let timeout = super::clock::nanos(self.thread.plan.settings.timeout);
        self.watch.set(self.thread.now().saturating_add(timeout));
        if let Ok(connection) = self.connect(0).await {
            self.connections[0] = Some(connection);
        }
        self.watch.clear();
    }

    async fn once_h2(&mut self, origin: usize, outgoing: &Outgoing, wanted: Wanted) -> Attempt {
        let shared = self
            .shared
            .clone()
            .expect("a lane of HTTP/2 belongs to a group");
        let mut attempt = Attempt {
            sent: None,
            bytes_out: outgoing.body.as_ref().map_or(0, |body| body.len() as u64),
            result: Err(http2::unsendable(outgoing)),
        };
        let Some(request) = outgoing.to_http(&self.thread.plan.origins[origin]) else {
            return attempt;
        };
        let connected = self
            .watch
            .guard(shared[origin].sender(&self.thread, origin))
            .await;
        let sender = connected
            .map_err(|alarm| alarmed(alarm, Class::ConnectTimeout))
            .flatten();
        let sender = match sender {
            Ok(sender) => sender,
            Err(failure) => {
                attempt.result = Err(failure);
                return attempt;
            }
        };
        attempt.sent = Some(self.thread.now());
        let answered = self
            .watch
            .guard(http2::exchange(sender, request, wanted))
            .await;
        attempt.result = answered
            .map_err(|alarm| alarmed(alarm, Class::Timeout))
            .flatten();
        attempt
    }
}

fn alarmed(alarm: Alarm, timeout: Class) -> Failure {
    match alarm {
        Alarm::Timeout => Failure::new(timeout, "no answer within the timeout"),
        Alarm::End => Failure::new(Class::Unanswered, "the run ended before an answer came"),
    }
}

fn location(answer: &Answer) -> Option<&str> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let header = answer
        .kept
        .headers
        .iter()
        .find(|(name, _)| name == "location");
    header.map(|(_, value)| value.as_str())
}
