//! What is sent: a method, parameters, a body.

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Map, Value};

use super::SendError;
use crate::http::{Parameter, Parameters, Style, response::path_segment};
use crate::openapi::ParameterIn;

/// A request that a [`Sender`](super::Sender) delivers.
#[derive(Debug, Clone)]
pub struct Message {
    pub(super) method: Method,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Message {
    /// A request without parameters and body.
    pub fn new(method: Method) -> Message {
        Message {
            method,
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// With a header of your own, as a signature of the body.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Message {
        self.headers.insert(name, value);
        self
    }

    /// With the parameters of one location, written in their styles. Those of a path have no place in a URL that is
    /// whole, and are left out.
    ///
    /// # Errors
    /// [`SendError::Value`] when a value cannot be written, or not as a header.
    pub fn parameters<T: Parameters + Serialize>(
        mut self,
        location: ParameterIn,
        values: &T,
    ) -> Result<Message, SendError> {
        let Value::Object(values) = to_value(values)? else {
            return Err(SendError::Value("parameters are an object".to_owned()));
        };
        for parameter in T::PARAMETERS {
            let value = values.get(parameter.name).filter(|value| !value.is_null());
            let Some(value) = value else { continue };
            match location {
                ParameterIn::Path => {}
                ParameterIn::Query => self.query.extend(pairs(parameter, value)),
                ParameterIn::Header => {
                    let name = HeaderName::from_bytes(parameter.name.as_bytes());
                    let name = name.map_err(|error| SendError::Value(error.to_string()))?;
                    self.headers
                        .insert(name, header_value(&joined(parameter, value))?);
                }
                ParameterIn::Cookie => self.cookie(parameter, value)?,
            }
        }
        Ok(self)
    }

    fn cookie(&mut self, parameter: &Parameter, value: &Value) -> Result<(), SendError> {
        let known = self
            .headers
            .get(COOKIE)
            .and_then(|known| known.to_str().ok());
        let mut list: Vec<String> = known.map(str::to_owned).into_iter().collect();
        list.extend(
            pairs(parameter, value)
                .into_iter()
                .map(|(name, value)| format!("{name}={}", path_segment(&value))),
        );
        let cookie = header_value(&list.join("; "))?;
        self.headers.insert(COOKIE, cookie);
        Ok(())
    }

    /// With a body of JSON.
    ///
    /// # Errors
    /// [`SendError::Value`] when it cannot be written.
    pub fn json<T: Serialize>(
        self,
        media_type: &'static str,
        body: &T,
    ) -> Result<Message, SendError> {
        let body = serde_json::to_vec(body).map_err(|error| SendError::Value(error.to_string()))?;
        Ok(self.bytes(media_type, body))
    }

    /// With a body of form pairs.
    ///
    /// # Errors
    /// [`SendError::Value`] when it cannot be written.
    pub fn form<T: Parameters + Serialize>(self, body: &T) -> Result<Message, SendError> {
        let Value::Object(values) = to_value(body)? else {
            return Err(SendError::Value("a form is an object".to_owned()));
        };
        let list = T::PARAMETERS.iter().filter_map(|parameter| {
            let value = values
                .get(parameter.name)
                .filter(|value| !value.is_null())?;
            Some(pairs(parameter, value))
        });
        let text = encoded(list.flatten());
        Ok(self.bytes("application/x-www-form-urlencoded", text))
    }

    /// With a body as it is.
    #[must_use]
    pub fn bytes(mut self, media_type: &'static str, body: impl Into<Bytes>) -> Message {
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        self.body = body.into();
        self
    }
}

/// Pairs as a query or form has them.
pub(super) fn encoded(pairs: impl Iterator<Item = (String, String)>) -> String {
    let pairs =
        pairs.map(|(name, value)| format!("{}={}", path_segment(&name), path_segment(&value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn to_value<T: Serialize>(values: &T) -> Result<Value, SendError> {
    serde_json::to_value(values).map_err(|error| SendError::Value(error.to_string()))
}

fn header_value(text: &str) -> Result<HeaderValue, SendError> {
    HeaderValue::from_str(text).map_err(|error| SendError::Value(error.to_string()))
}

/// A scalar as text; what is nested in a list or member is JSON.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_json(parameter: &Parameter) -> bool {
    parameter.content.is_some()
}

/// The pairs of a query, cookie or form (OpenAPI 3.1 §4.8.12.4).
fn pairs(parameter: &Parameter, value: &Value) -> Vec<(String, String)> {
    let name = || parameter.name.to_owned();
    if is_json(parameter) {
        return vec![(name(), value.to_string())];
    }
    let style = parameter.style.unwrap_or(Style::Form);
    let explode = parameter.explode.unwrap_or(style == Style::Form);
    match (value, style) {
        (Value::Object(members), Style::DeepObject) => members
            .iter()
            .map(|(key, value)| (format!("{}[{key}]", parameter.name), scalar(value)))
            .collect(),
        (Value::Object(members), _) if explode => members
            .iter()
            .map(|(key, value)| (key.clone(), scalar(value)))
            .collect(),
        (Value::Array(items), _) if explode => {
            items.iter().map(|item| (name(), scalar(item))).collect()
        }
        (Value::Array(_) | Value::Object(_), _) => {
            let separator = match style {
                Style::SpaceDelimited => " ",
                Style::PipeDelimited => "|",
                Style::Form | Style::Simple | Style::Label | Style::Matrix | Style::DeepObject => {
                    ","
                }
            };
            vec![(name(), listed(value).join(separator))]
        }
        _ => vec![(name(), scalar(value))],
    }
}

/// The value of a header, in style `simple`.
fn joined(parameter: &Parameter, value: &Value) -> String {
    if is_json(parameter) {
        return value.to_string();
    }
    match value {
        Value::Object(members) if parameter.explode == Some(true) => {
            let pairs = members
                .iter()
                .map(|(key, value)| format!("{key}={}", scalar(value)));
            pairs.collect::<Vec<_>>().join(",")
        }
        other => listed(other).join(","),
    }
}

/// The items of a list, the names and values of an object, or the scalar.
fn listed(value: &Value) -> Vec<String> {
    let flat = |members: &Map<String, Value>| {
        let pairs = members.iter();
        pairs
            .flat_map(|(key, value)| [key.clone(), scalar(value)])
            .collect()
    };
    match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::Object(members) => flat(members),
        other => vec![scalar(other)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Serialize)]
    struct Values(Value);

    impl Parameters for Values {
        const PARAMETERS: &'static [Parameter] = &[
            Parameter {
                name: "plain",
                ..Parameter::NEW
            },
            Parameter {
                name: "many",
                ..Parameter::NEW
            },
            Parameter {
                name: "piped",
                style: Some(Style::PipeDelimited),
                ..Parameter::NEW
            },
            Parameter {
                name: "deep",
                style: Some(Style::DeepObject),
                explode: Some(true),
                ..Parameter::NEW
            },
            Parameter {
                name: "json",
                content: Some("application/json"),
                ..Parameter::NEW
            },
        ];
    }

    fn values() -> Values {
        Values(json!({
            "plain": "a b&c", "many": [1, 2], "piped": ["x", "y"], "deep": {"k": true}, "json": {"z": 1}, "other": 1,
        }))
    }

    #[test]
    fn parameters_are_written_in_their_styles() {
        let message = Message::new(Method::POST)
            .parameters(ParameterIn::Query, &values())
            .unwrap();
        assert_eq!(
            encoded(message.query.into_iter()),
            "plain=a%20b%26c&many=1&many=2&piped=x%7Cy&deep%5Bk%5D=true&json=%7B%22z%22%3A1%7D"
        );
        let message = Message::new(Method::POST)
            .parameters(ParameterIn::Header, &values())
            .unwrap()
            .parameters(
                ParameterIn::Cookie,
                &Values(json!({"plain": "1;2", "many": [3]})),
            )
            .unwrap();
        assert_eq!(message.headers["many"], "1,2");
        assert_eq!(message.headers["deep"], "k=true");
        assert_eq!(message.headers[COOKIE], "plain=1%3B2; many=3");
    }

    #[test]
    fn a_header_cannot_smuggle_another() {
        let smuggled = Values(json!({"plain": "a\r\nx-admin: 1"}));
        let message = Message::new(Method::POST).parameters(ParameterIn::Header, &smuggled);
        assert!(matches!(message, Err(SendError::Value(_))));
    }
}
