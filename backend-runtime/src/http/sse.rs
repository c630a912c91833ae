//! Server-sent events (WHATWG HTML §9.2).

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderValue, header};
use serde::Serialize;

use super::ApiError;
use super::response::{Reply, infallible_stream};

/// One event of a `text/event-stream`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// The event's type; `message` when empty.
    pub event: String,
    /// The payload; line breaks are kept.
    pub data: String,
    /// What a reconnecting client sends as `Last-Event-ID`.
    pub id: Option<String>,
    /// How long a client waits before it reconnects.
    pub retry_ms: Option<u64>,
}

impl Event {
    /// An event whose payload is JSON.
    ///
    /// # Errors
    /// 500 when the value cannot be serialised.
    pub fn json<T: Serialize>(value: &T) -> Result<Event, ApiError> {
        let data = serde_json::to_string(value).map_err(ApiError::internal)?;
        Ok(Event {
            data,
            ..Event::default()
        })
    }

    /// An event whose payload is text.
    pub fn text(data: impl Into<String>) -> Event {
        Event {
            data: data.into(),
            ..Event::default()
        }
    }

    /// The lines on the wire. Line breaks in names are dropped, so that a value cannot start another field.
    fn to_wire(&self) -> Bytes {
        let mut out = String::with_capacity(self.data.len() + 16);
        let one_line = |text: &str| text.replace(['\r', '\n', '\0'], "");
        if !self.event.is_empty() {
            out.push_str(&format!("event: {}\n", one_line(&self.event)));
        }
        if let Some(id) = &self.id {
            out.push_str(&format!("id: {}\n", one_line(id)));
        }
        if let Some(retry) = self.retry_ms {
            out.push_str(&format!("retry: {retry}\n"));
        }
        let data = self.data.replace("\r\n", "\n").replace('\r', "\n");
        for line in data.split('\n') {
            out.push_str("data: ");
            out.push_str(line);
            out.push('\n');
        }
        out.push('\n');
        Bytes::from(out)
    }
}

/// A `text/event-stream` answer.
pub fn sse<S: Stream<Item = Event> + Send + 'static>(events: S) -> Reply {
    let pieces = events.map(|event| event.to_wire());
    infallible_stream("text/event-stream", pieces).header(header::CACHE_CONTROL, NO_STORE)
}

const NO_STORE: &str = "no-store";

/// For `Last-Event-ID`: the header's value as text.
pub fn last_event_id(headers: &http::HeaderMap) -> Option<&str> {
    let value: &HeaderValue = headers.get("last-event-id")?;
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_lines_cannot_start_other_fields() {
        let event = Event {
            event: "update\nid: 9".into(),
            data: "a\r\nevent: x\rb".into(),
            id: Some("1\n2".into()),
            retry_ms: Some(500),
        };
        assert_eq!(
            event.to_wire(),
            "event: updateid: 9\nid: 12\nretry: 500\ndata: a\ndata: event: x\ndata: b\n\n"
        );
    }
}
