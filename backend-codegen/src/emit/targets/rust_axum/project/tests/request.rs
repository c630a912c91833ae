//! Requests: their paths, and the statements that send them.

use serde_json::Value;

use super::{Sent, Tests};
use crate::emit::{
    sample::sample,
    targets::rust_axum::project::{handlers::operation_doc, sql::literal},
};
use crate::{
    emit::layout::{Code, Writer},
    ir::{ContentKind, Kind, Location, Method, Operation, Parameter, PathSegment, Style},
    resources::{Parent, Resource, ResourceOperation},
};

impl Tests<'_> {
    /// Nothing but path, JSON body, credentials and plain parameters is needed to call it.
    pub(super) fn is_simple(&self, operation: &Operation) -> bool {
        self.is_admitted(operation)
            && self.required(operation).is_some()
            && operation.body.as_ref().is_none_or(|body| {
                body.contents
                    .iter()
                    .all(|content| content.kind == ContentKind::Json)
            })
    }

    /// The parameters besides the path's that every request has to have, each with a value as text; `None` when one has
    /// none.
    fn required<'o>(&self, operation: &'o Operation) -> Option<Vec<(&'o Parameter, String)>> {
        let others = operation
            .parameters
            .iter()
            .filter(|one| one.location != Location::Path && one.required);
        others
            .map(|one| Some((one, self.plain_text(one)?)))
            .collect()
    }

    /// A valid value of a parameter, when it is written the same in a query, a header and a cookie.
    pub(super) fn plain_text(&self, parameter: &Parameter) -> Option<String> {
        let schema = match &parameter.schema.kind {
            // One item is written the same in every style of these.
            Kind::Array(array) if array.min_items.unwrap_or(0) <= 1 => &array.items,
            _ => &parameter.schema,
        };
        let text = match sample(self.project.api, schema)? {
            Value::String(text) => text,
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        let is_plain = !text.is_empty()
            && text.chars().all(plain)
            && !parameter.name.is_empty()
            && parameter.name.chars().all(plain);
        let is_written = matches!(parameter.style, Style::Form | Style::Simple);
        (is_plain && is_written && parameter.content.is_none()).then_some(text)
    }

    /// `?a=1&b=2` of the required query parameters, `except` one.
    pub(super) fn query(&self, operation: &Operation, except: &str) -> String {
        let list = self.required(operation).unwrap_or_default();
        let pairs: Vec<String> = list
            .iter()
            .filter(|(one, _)| one.location == Location::Query && one.name != except)
            .map(|(one, text)| format!("{}={text}", one.name))
            .collect();
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
    }

    /// The start of a request: its method and path, and the headers that it has to have, `except` one.
    pub(super) fn call(&self, operation: &Operation, path: &str, except: &str) -> Vec<String> {
        let list = self.required(operation).unwrap_or_default();
        let wanted = |location: Location| {
            list.iter()
                .filter(move |(one, _)| one.location == location && one.name != except)
        };
        let mut links = vec![request(operation, path)];
        links.extend(
            wanted(Location::Header)
                .map(|(one, text)| format!(".header({}, {})", literal(&one.name), literal(text))),
        );
        let cookies: Vec<String> = wanted(Location::Cookie)
            .map(|(one, text)| format!("{}={text}", one.name))
            .collect();
        if !cookies.is_empty() {
            links.push(format!(
                ".header(\"cookie\", {})",
                literal(&cookies.join("; "))
            ));
        }
        links
    }

    /// The path as an expression; `value` gives the variable of a parameter.
    pub(super) fn path_with(
        &self,
        operation: &Operation,
        mut value: impl FnMut(&String) -> Option<String>,
    ) -> Option<String> {
        let mut format = self.project.api.base_path.clone();
        let mut is_plain = true;
        for segment in &operation.path.segments {
            format.push('/');
            match segment {
                PathSegment::Literal(text) if text.contains(['{', '}', '%', ' ']) => return None,
                PathSegment::Literal(text) => format.push_str(text),
                PathSegment::Parameter(name) => {
                    format.push_str(&format!("{{{}}}", value(name)?));
                    is_plain = false;
                }
                PathSegment::Mixed(_) => return None,
            }
        }
        format.push_str(&self.query(operation, ""));
        if is_plain {
            return Some(literal(&format));
        }
        Some(format!("&format!({})", literal(&format)))
    }

    /// A path to nothing: parameters have values that no row has.
    pub(super) fn path_to_nothing(&self, operation: &Operation) -> Option<String> {
        let path = self.bare_path(operation, |_| None)?;
        Some(path + &self.query(operation, ""))
    }

    /// The path with valid values, or those that `value` has for parameters.
    pub(super) fn bare_path(
        &self,
        operation: &Operation,
        value: impl Fn(&Parameter) -> Option<String>,
    ) -> Option<String> {
        let mut path = self.project.api.base_path.clone();
        for segment in &operation.path.segments {
            path.push('/');
            match segment {
                PathSegment::Literal(text) if text.contains(['{', '}', '%', ' ']) => return None,
                PathSegment::Literal(text) => path.push_str(text),
                PathSegment::Parameter(name) => {
                    let parameter = operation
                        .parameters_in(Location::Path)
                        .find(|one| one.name == *name)?;
                    if let Some(text) = value(parameter) {
                        path.push_str(&text);
                        continue;
                    }
                    let value = sample(self.project.api, &parameter.schema)?;
                    let text = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    if text.contains(['/', '?', '#', '%', ' '])
                        || text.starts_with('[')
                        || text.starts_with('{')
                    {
                        return None;
                    }
                    path.push_str(&text);
                }
                PathSegment::Mixed(_) => return None,
            }
        }
        Some(path)
    }

    pub(super) fn send(&self, operation: &Operation, sent: &Sent, body: bool, writer: &mut Writer) {
        for line in &sent.before {
            writer.line(line);
        }
        let mut links = self.call(operation, &sent.path, "");
        if body {
            links.push(".json(&body)".to_owned());
        }
        links.extend([".send()".to_owned(), ".await".to_owned()]);
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
    }

    pub(super) fn status(&self, status: u16, writer: &mut Writer) {
        writer.line(format!(
            "assert_eq!(answer.status, {status}, \"{{}}\", answer.text());"
        ));
    }

    pub(super) fn test(&self, name: &str, operation: &Operation, writer: &mut Writer) {
        writer.blank();
        writer.comment("//", &operation_doc(operation));
        writer.line("#[tokio::test]");
        writer.open(format!("async fn {name}() {{"));
    }

    pub(super) fn client(&self, writer: &mut Writer) {
        writer.line("let client = common::client().await;");
    }

    pub(super) fn member(
        &self,
        resource: &Resource,
        found: &ResourceOperation,
        operation: &Operation,
    ) -> Option<Sent> {
        let mut before = Vec::new();
        let path = self.path_with(operation, |name| {
            if found.key_parameter.as_ref() == Some(name) {
                return Some("key".to_owned());
            }
            let parent = named_parent(resource, found, name)?;
            let field = resource.columns[parent.column].source.field()?;
            before.push(format!(
                "let parent = common::text(&stored[{}]);",
                literal(field)
            ));
            Some("parent".to_owned())
        })?;
        Some(Sent { before, path })
    }
}

/// `.get(path)`, or `.request("TRACE", path)` for methods without a function.
fn request(operation: &Operation, path: &str) -> String {
    match operation.method {
        Method::Get | Method::Post | Method::Put | Method::Patch | Method::Delete => {
            format!(".{}({path})", operation.method.key())
        }
        Method::Head | Method::Options | Method::Trace => {
            format!(".request({}, {path})", literal(operation.method.as_str()))
        }
    }
}

/// The parent that a path parameter names.
pub(super) fn named_parent<'r>(
    resource: &'r Resource,
    operation: &ResourceOperation,
    parameter: &str,
) -> Option<&'r Parent> {
    let nesting = operation.nesting.as_ref()?;
    resource
        .parent_of(operation)
        .filter(|_| nesting.parameter == parameter)
}
