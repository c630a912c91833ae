//! YAML to JSON values; granit-parser's events put together. Anchors are refused: scenarios are small, and a copy of a
//! copy of a copy is how small files become large ones.

use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

use crate::bench::BenchError;

/// The deepest nesting that is read.
const DEEPEST: usize = 64;

enum Open {
    Sequence(Vec<Value>),
    Mapping(Map<String, Value>, Option<String>),
}

/// Reads one YAML document; JSON is YAML too.
pub(super) fn parse(file: &str, text: &str) -> Result<Value, BenchError> {
    let wrong = |what: String| BenchError::input(format!("{file}: {what}"), "mend the YAML");
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| wrong(error.to_string()))?;
        let line = span.start.line();
        let finished = match event {
            Event::Scalar(value, style, ..) => Some(scalar(&value, style)),
            Event::SequenceStart(..) => {
                open.push(Open::Sequence(Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Mapping(Map::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::Sequence(items)) => Some(Value::Array(items)),
                Some(Open::Mapping(entries, _)) => Some(Value::Object(entries)),
                None => None,
            },
            Event::Alias(..) => {
                return Err(wrong(format!(
                    "line {line}: aliases are not read here; write the value out"
                )));
            }
            _ => None,
        };
        if open.len() > DEEPEST {
            return Err(wrong(format!("line {line}: nested deeper than {DEEPEST}")));
        }
        let Some(value) = finished else { continue };
        match open.last_mut() {
            None => root = Some(value),
            Some(Open::Sequence(items)) => items.push(value),
            Some(Open::Mapping(entries, key)) => match key.take() {
                None => *key = Some(text_of(&value)),
                Some(key) => {
                    if entries.insert(key.clone(), value).is_some() {
                        return Err(wrong(format!("line {line}: `{key}` is there twice")));
                    }
                }
            },
        }
    }
    root.ok_or_else(|| wrong("the file is empty".to_owned()))
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The core schema of YAML 1.2 (§10.3.2), as far as JSON has such values.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        other => match other.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) if other.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
                let number = other
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite());
                number.map_or_else(|| Value::from(other), Value::from)
            }
            Err(_) => Value::from(other),
        },
    }
}
