//! Error bodies: the shape the document declares, or the standard envelope.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};
use serde_json::{Map, Value, json};

use super::{ApiError, Operation, RequestId, Template};
use crate::validate::Violation;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// `{"error":{"code","message","details"},"meta":{"requestId"}}`.
pub(crate) fn standard(error: &ApiError, request_id: Option<&RequestId>) -> Response {
    let fields = error.get();
    let mut object = Map::new();
    object.insert("code".into(), json!(fields.code));
    object.insert("message".into(), json!(fields.message));
    if !fields.details.is_empty() {
        object.insert("details".into(), details(&fields.details));
    }
    let meta = match request_id {
        Some(id) => json!({ "requestId": id.to_string() }),
        None => json!({}),
    };
    let body = json!({ "error": object, "meta": meta });
    response(error, Some(JSON), Body::from(body.to_string()))
}

/// The body that `operation` declares for the error's status, or the standard envelope.
pub(crate) fn for_operation(
    error: &ApiError,
    operation: &Operation,
    request_id: &RequestId,
) -> Response {
    let Some(shape) = operation.error_shape(error.status().as_u16()) else {
        return standard(error, Some(request_id));
    };
    if shape.content_type.is_empty() {
        return response(error, None, Body::empty());
    }
    let hole = Hole {
        message: match has_violations(shape.body) {
            true => error.message().to_owned(),
            false => summed(error),
        },
        error,
        request_id,
        path: operation.path,
    };
    let value = hole.fill(shape.body, None);
    let text = match (value, super::media::is_json(shape.content_type)) {
        (Value::String(text), false) => text,
        (value, _) => value.to_string(),
    };
    let content_type = HeaderValue::from_static(shape.content_type);
    response(error, Some(content_type), Body::from(text))
}

fn response(error: &ApiError, content_type: Option<HeaderValue>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = error.status();
    *response.headers_mut() = error.get().headers.clone();
    if let Some(content_type) = content_type {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
    }
    response
}

/// What fills the holes of a template.
struct Hole<'a> {
    message: String,
    error: &'a ApiError,
    request_id: &'a RequestId,
    path: &'static str,
}

impl Hole<'_> {
    fn fill(&self, template: &Template, each: Option<&Violation>) -> Value {
        let status = self.error.status();
        match template {
            Template::Null => Value::Null,
            Template::Bool(value) => json!(value),
            Template::Number(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            Template::String(text) => json!(text),
            Template::Message => json!(self.message),
            Template::Code => json!(self.error.code()),
            Template::Status => json!(status.as_u16()),
            Template::StatusString => json!(status.as_str()),
            Template::StatusText => json!(status.canonical_reason().unwrap_or("Error")),
            Template::RequestId => json!(self.request_id.to_string()),
            Template::Path => json!(self.path),
            Template::Timestamp => json!(now()),
            Template::Details => details(self.error.details()),
            Template::Messages => self.error.details().iter().map(sentence).collect(),
            Template::Object(entries) => entries
                .iter()
                .map(|(key, template)| ((*key).to_owned(), self.fill(template, each)))
                .collect(),
            Template::Array(items) => items.iter().map(|item| self.fill(item, each)).collect(),
            Template::EachDetail(item) => {
                let details = self.error.details().iter();
                details
                    .map(|detail| self.fill(item, Some(detail)))
                    .collect()
            }
            Template::DetailField => json!(each.map_or("", |detail| &detail.field)),
            Template::DetailCode => json!(each.map_or(self.error.code(), |detail| detail.code)),
            Template::DetailMessage => each.map_or_else(
                || json!(self.error.message()),
                |detail| json!(detail.message()),
            ),
        }
    }
}

/// Whether a body has a place for violations.
fn has_violations(template: &Template) -> bool {
    match template {
        Template::Details | Template::Messages | Template::EachDetail(_) => true,
        Template::Object(members) => members.iter().any(|(_, value)| has_violations(value)),
        Template::Array(items) => items.iter().any(has_violations),
        Template::Null
        | Template::Bool(_)
        | Template::Number(_)
        | Template::String(_)
        | Template::Message
        | Template::Code
        | Template::Status
        | Template::StatusString
        | Template::StatusText
        | Template::RequestId
        | Template::Path
        | Template::Timestamp
        | Template::DetailField
        | Template::DetailCode
        | Template::DetailMessage => false,
    }
}

/// How many violations a message tells of, where nothing else does.
const TOLD: usize = 10;

/// The message of a body that has no other place for violations.
fn summed(error: &ApiError) -> String {
    let details = error.details();
    let sentences: Vec<String> = details.iter().take(TOLD).map(sentence).collect();
    let more = if details.len() > TOLD { "; …" } else { "" };
    match sentences.as_slice() {
        [] => error.message().to_owned(),
        [only] => only.clone(),
        several => format!("{}: {}{more}", error.message(), several.join("; ")),
    }
}

fn sentence(violation: &Violation) -> String {
    if violation.field.is_empty() {
        return violation.message().into_owned();
    }
    format!("{}: {}", violation.field, violation.message())
}

fn details(violations: &[Violation]) -> Value {
    violations
        .iter()
        .map(|violation| json!(violation))
        .collect()
}

fn now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    date_time(now.unwrap_or_default().as_secs())
}

/// Seconds since 1970 as a date-time of RFC 3339.
fn date_time(seconds: u64) -> String {
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    // Years from March on, so that the day which comes and goes is the last: Hinnant, "chrono-compatible low-level date
    // algorithms", `civil_from_days`.
    let day = day + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::date_time;

    #[test]
    fn seconds_are_written_as_rfc_3339() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(date_time(seconds), text);
        }
    }
}
