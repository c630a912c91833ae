//! Parameters as they travel (OpenAPI 3.1 §4.8.12.2, RFC 6570).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Parameter, Place, Style};

/// RFC 3986 §2.3: everything else is escaped.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A parameter as it travels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// The text of a path segment, or a header value.
    Text(String),
    /// Name and value pairs of the query or of cookies, escaped.
    Pairs(Vec<(String, String)>),
}

pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// A value without quotes.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Writes a parameter's value.
pub(crate) fn write_parameter(parameter: &Parameter, value: &Value) -> Written {
    match parameter.place {
        Place::Query | Place::Cookie => Written::Pairs(pairs(parameter, value)),
        Place::Path => Written::Text(path(parameter, value)),
        Place::Header => Written::Text(header(parameter, value)),
    }
}

/// A header value is not escaped, and cannot hold everything that a string can.
fn header(parameter: &Parameter, value: &Value) -> String {
    let text = match parameter.style {
        Style::Content => value.to_string(),
        _ => parts(value, parameter.explode, str::to_owned).join(","),
    };
    text.chars()
        .filter(|c| !c.is_control() && c.is_ascii())
        .collect()
}

/// The items of an array, keys and values of an object (`key=value` when exploded), or the one value.
fn parts(value: &Value, explode: bool, write: impl Fn(&str) -> String) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(|item| write(&plain(item))).collect(),
        Value::Object(entries) if explode => entries
            .iter()
            .map(|(key, value)| format!("{}={}", write(key), write(&plain(value))))
            .collect(),
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| [write(key), write(&plain(value))])
            .collect(),
        other => vec![write(&plain(other))],
    }
}

fn path(parameter: &Parameter, value: &Value) -> String {
    let (name, explode) = (escaped(&parameter.name), parameter.explode);
    let parts = parts(value, explode, escaped);
    match (parameter.style, explode) {
        (Style::Content, _) => escaped(&value.to_string()),
        (Style::Label, true) => format!(".{}", parts.join(".")),
        (Style::Label, false) => format!(".{}", parts.join(",")),
        (Style::Matrix, true) if value.is_object() => format!(";{}", parts.join(";")),
        (Style::Matrix, true) => parts
            .iter()
            .map(|part| format!(";{name}={part}"))
            .collect::<String>(),
        (Style::Matrix, false) => format!(";{name}={}", parts.join(",")),
        _ => parts.join(","),
    }
}

fn pairs(parameter: &Parameter, value: &Value) -> Vec<(String, String)> {
    let name = escaped(&parameter.name);
    let of = |(key, value): (&String, &Value)| (escaped(key), escaped(&plain(value)));
    let separator = match (parameter.style, parameter.explode, value) {
        (Style::Content, ..) => return vec![(name, escaped(&value.to_string()))],
        (Style::DeepObject, _, Value::Object(entries)) => {
            let pairs = entries.iter().map(of);
            return pairs
                .map(|(key, value)| (format!("{name}%5B{key}%5D"), value))
                .collect();
        }
        (_, true, Value::Object(entries)) => return entries.iter().map(of).collect(),
        (_, true, Value::Array(items)) => {
            let items = items.iter().map(|item| escaped(&plain(item)));
            return items.map(|item| (name.clone(), item)).collect();
        }
        (Style::SpaceDelimited, ..) => "%20",
        (Style::PipeDelimited, ..) => "%7C",
        _ => ",",
    };
    vec![(name, parts(value, false, escaped).join(separator))]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::bench::traffic::{Kind, Schema};

    fn written(place: Place, style: Style, explode: bool, value: &Value) -> String {
        let parameter = Parameter {
            name: "color".to_owned(),
            place,
            style,
            explode,
            required: true,
            schema: Schema {
                kind: Kind::Any,
                nullable: false,
                example: None,
                partial: false,
            },
        };
        match write_parameter(&parameter, value) {
            Written::Text(text) => text,
            Written::Pairs(pairs) => pairs
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join("&"),
        }
    }

    #[test]
    fn every_style_is_written_as_the_specification_says() {
        let array = json!(["blue", "black"]);
        let object = json!({"G": 200, "R": 100});
        let cases = [
            (
                Place::Path,
                Style::Simple,
                false,
                "blue,black",
                "G,200,R,100",
            ),
            (
                Place::Path,
                Style::Simple,
                true,
                "blue,black",
                "G=200,R=100",
            ),
            (
                Place::Path,
                Style::Label,
                false,
                ".blue,black",
                ".G,200,R,100",
            ),
            (
                Place::Path,
                Style::Label,
                true,
                ".blue.black",
                ".G=200.R=100",
            ),
            (
                Place::Path,
                Style::Matrix,
                false,
                ";color=blue,black",
                ";color=G,200,R,100",
            ),
            (
                Place::Path,
                Style::Matrix,
                true,
                ";color=blue;color=black",
                ";G=200;R=100",
            ),
            (
                Place::Query,
                Style::Form,
                false,
                "color=blue,black",
                "color=G,200,R,100",
            ),
            (
                Place::Query,
                Style::Form,
                true,
                "color=blue&color=black",
                "G=200&R=100",
            ),
            (
                Place::Query,
                Style::SpaceDelimited,
                false,
                "color=blue%20black",
                "color=G%20200%20R%20100",
            ),
            (
                Place::Query,
                Style::PipeDelimited,
                false,
                "color=blue%7Cblack",
                "color=G%7C200%7CR%7C100",
            ),
            (
                Place::Cookie,
                Style::Form,
                false,
                "color=blue,black",
                "color=G,200,R,100",
            ),
            (
                Place::Header,
                Style::Simple,
                false,
                "blue,black",
                "G,200,R,100",
            ),
            (
                Place::Header,
                Style::Simple,
                true,
                "blue,black",
                "G=200,R=100",
            ),
        ];
        for (place, style, explode, of_array, of_object) in cases {
            let label = format!("{place:?} {style:?} {explode}");
            assert_eq!(written(place, style, explode, &array), of_array, "{label}");
            assert_eq!(
                written(place, style, explode, &object),
                of_object,
                "{label}"
            );
        }
        assert_eq!(
            written(Place::Query, Style::DeepObject, true, &object),
            "color%5BG%5D=200&color%5BR%5D=100"
        );
    }

    #[test]
    fn what_separates_is_escaped_inside_of_a_value() {
        let array = json!(["a,b", "c;d"]);
        assert_eq!(
            written(Place::Path, Style::Matrix, true, &array),
            ";color=a%2Cb;color=c%3Bd"
        );
        assert_eq!(
            written(Place::Cookie, Style::Form, true, &json!("a; b")),
            "color=a%3B%20b"
        );
    }
}
