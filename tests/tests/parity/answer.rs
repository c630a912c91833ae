//! Whether two services answered alike.

use std::collections::{BTreeMap, BTreeSet};

use backend_tests::http::Answer;
use serde_json::{Map, Value};

/// Ids of requests are random, and sentences are for people: codes and places are what clients rely on.
const NOT_COMPARED: [&str; 2] = ["requestId", "message"];

/// Which id of a service stands for which of axum's: both make their own.
#[derive(Debug, Default)]
pub(crate) struct Translation(BTreeMap<String, String>);

impl Translation {
    /// Text with this service's ids in place of axum's.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (theirs, ours) in &self.0 {
            text = text.replace(theirs, ours);
        }
        text
    }

    /// The first thing that is not alike.
    pub(crate) fn compare(&mut self, axum: &Answer, other: &Answer) -> Result<(), String> {
        if axum.status != other.status {
            return Err(format!("status {} and {}", axum.status, other.status));
        }
        let is_json = |answer: &Answer| {
            answer
                .header("content-type")
                .is_some_and(|kind| kind.contains("json"))
        };
        if is_json(axum) && is_json(other) && !axum.body.is_empty() && !other.body.is_empty() {
            self.values(&axum.json(), &other.json(), "")?;
        } else if axum.body != other.body {
            return Err("the bodies differ".to_owned());
        }
        for name in [
            "content-type",
            "location",
            "allow",
            "www-authenticate",
            "accept",
            "accept-post",
        ] {
            let (left, right) = (axum.header(name), other.header(name));
            let left = left.map(|value| normal(&self.text(value)));
            if left != right.map(normal) {
                return Err(format!("{name}: {left:?} and {right:?}"));
            }
        }
        match (axum.header("etag"), other.header("etag")) {
            (Some(_), Some(_)) | (None, None) => Ok(()),
            (left, right) => Err(format!("etag: {left:?} and {right:?}")),
        }
    }

    fn values(&mut self, axum: &Value, other: &Value, at: &str) -> Result<(), String> {
        match (axum, other) {
            (Value::Object(left), Value::Object(right)) => self.objects(left, right, at),
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
                let (left, right) = (sorted(left), sorted(right));
                let mut pairs = left.iter().zip(&right).enumerate();
                pairs.try_for_each(|(index, (left, right))| {
                    self.values(left, right, &format!("{at}/{index}"))
                })
            }
            (Value::String(left), Value::String(right)) => self.strings(left, right, at),
            (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64() => {
                Ok(())
            }
            _ if axum == other => Ok(()),
            _ => Err(format!("{at}: {axum} and {other}")),
        }
    }

    fn objects(
        &mut self,
        left: &Map<String, Value>,
        right: &Map<String, Value>,
        at: &str,
    ) -> Result<(), String> {
        // A row's column without a value is `null` in TypeScript and left out in Rust, where the document allows both.
        let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        for name in names
            .into_iter()
            .filter(|name| !NOT_COMPARED.contains(&name.as_str()))
        {
            let value = |map: &Map<String, Value>| map.get(name).cloned().unwrap_or_default();
            self.values(&value(left), &value(right), &format!("{at}/{name}"))?;
        }
        Ok(())
    }

    fn strings(&mut self, axum: &str, other: &str, at: &str) -> Result<(), String> {
        if self.text(axum) == other || (is_time(axum) && is_time(other)) {
            return Ok(());
        }
        if is_uuid(axum) && is_uuid(other) && !self.0.contains_key(axum) {
            self.0.insert(axum.to_owned(), other.to_owned());
            return Ok(());
        }
        Err(format!("{at}: {axum:?} and {other:?}"))
    }
}

/// Violations in the order of their places; other lists as they are.
fn sorted(list: &[Value]) -> Vec<Value> {
    let mut list = list.to_vec();
    if list.iter().all(|item| item["field"].is_string()) {
        list.sort_by_key(|item| format!("{} {}", item["field"], item["code"]));
    }
    list
}

/// Lists in any order, and without the character set that JSON cannot have another one of.
fn normal(header: &str) -> Vec<String> {
    let header = header.to_ascii_lowercase().replace(' ', "");
    let header = header.replace("application/json;charset=utf-8", "application/json");
    let mut items: Vec<String> = header.split(',').map(str::to_owned).collect();
    items.sort();
    items
}

fn is_uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok()
}

fn is_time(text: &str) -> bool {
    text.len() >= 20 && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}
