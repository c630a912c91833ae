//! Responses; an operation without a success response gets an assumed one.

use super::{
    body::any_json,
    compose::printable,
    context::{Lowerer, Place},
};
use crate::{
    ir::{Direction, Header, Kind, Method, Response, Schema, StatusPattern, StringType},
    sketch::outcome,
    source::Span,
    spec::Node,
};

impl<'a> Lowerer<'a> {
    /// The responses, and whether a success response is among the declared ones.
    pub(super) fn responses(
        &mut self,
        id: &str,
        method: Method,
        operation: &'a Node,
    ) -> (Vec<Response>, bool) {
        let mut list: Vec<Response> = Vec::new();
        for entry in operation
            .get("responses")
            .and_then(Node::as_object)
            .map_or(&[][..], |object| object.entries())
        {
            if entry.key.starts_with("x-") {
                continue;
            }
            let Some(status) = status(&entry.key) else {
                self.warn(
                    "response-status",
                    format!(
                        "`{}` is not a status code and is ignored",
                        printable(&entry.key)
                    ),
                    entry.key_span,
                    "use a code such as 200, a range such as 4XX, or default",
                );
                continue;
            };
            if list.iter().all(|known| known.status != status)
                && let Some(response) = self.response(id, status, &entry.value)
            {
                list.push(response);
            }
        }
        let declared = list.iter().any(|response| is_outcome(response.status));
        let open = !declared || self.assumed.contains(&operation.span);
        if open {
            let success = list.iter().find(|response| is_outcome(response.status));
            let code = match success.map(|response| response.status) {
                Some(StatusPattern::Code(code)) => code,
                Some(StatusPattern::Range(_) | StatusPattern::Default) | None => outcome(method).0,
            };
            self.tell_assumed(id, code, operation.span);
        }
        if !declared {
            list.insert(0, assumed(method, operation.span));
        }
        (list, !open)
    }

    fn response(&mut self, id: &str, status: StatusPattern, node: &'a Node) -> Option<Response> {
        let node = match self.document.deref(node) {
            Ok(resolved) => resolved.node,
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                return None;
            }
        };
        let suffix = match status {
            // `ListOrgsResponse` is what the operation answers, whatever the status.
            StatusPattern::Code(200..=299) => "ResponseBody".to_owned(),
            StatusPattern::Code(code) => format!("Response{code}"),
            StatusPattern::Range(class) => format!("Response{class}xx"),
            StatusPattern::Default => "DefaultResponse".to_owned(),
        };
        let place = self.place(id, &suffix, Direction::Response);
        Some(Response {
            status,
            description: node
                .get("description")
                .and_then(Node::as_str)
                .unwrap_or_default()
                .to_owned(),
            headers: self.headers(node, &place),
            contents: self.contents(node, &place),
            span: node.span,
        })
    }

    fn tell_assumed(&mut self, id: &str, code: u16, span: Span) {
        self.warn(
            "response-missing",
            format!("operation `{}` declares no success response; {code} with the default envelope is assumed", printable(id)),
            span,
            format!("add `responses: {{'{code}': {{description: …, content: …}}}}`"),
        );
    }

    /// The entries of `headers`; `Content-Type` is described by `content` and ignored here.
    pub(super) fn headers(&mut self, node: &'a Node, place: &Place) -> Vec<Header> {
        let Some(entries) = node.get("headers").and_then(Node::as_object) else {
            return Vec::new();
        };
        let mut headers: Vec<Header> = Vec::new();
        for entry in entries.entries() {
            let name = &entry.key;
            let known = headers
                .iter()
                .any(|header| header.name.eq_ignore_ascii_case(name));
            if known || name.eq_ignore_ascii_case("content-type") || !is_header_name(name) {
                continue;
            }
            let node = match self.document.deref(&entry.value) {
                Ok(resolved) => resolved.node,
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                    continue;
                }
            };
            let schema = match node.get("schema") {
                Some(schema) => self.schema(schema, &place.child(name)),
                None => Schema::of(Kind::String(StringType::default()), node.span),
            };
            headers.push(Header {
                name: name.clone(),
                required: node.get("required").and_then(Node::as_bool) == Some(true),
                description: node
                    .get("description")
                    .and_then(Node::as_str)
                    .map(str::to_owned),
                schema,
            });
        }
        headers
    }
}

/// The answer to a request that the service sends, where the document says nothing about it.
fn assumed(method: Method, span: Span) -> Response {
    let (code, description) = outcome(method);
    Response {
        status: StatusPattern::Code(code),
        description: description.to_owned(),
        headers: Vec::new(),
        contents: if code == 204 {
            Vec::new()
        } else {
            vec![any_json()]
        },
        span,
    }
}

/// Whether a status says what the operation does when it works; a redirect is such an outcome too.
fn is_outcome(status: StatusPattern) -> bool {
    match status {
        StatusPattern::Code(code) => (100..400).contains(&code),
        StatusPattern::Range(class) => class < 4,
        StatusPattern::Default => false,
    }
}

fn status(key: &str) -> Option<StatusPattern> {
    if key == "default" {
        return Some(StatusPattern::Default);
    }
    if let Some(class) = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
        return class
            .parse()
            .ok()
            .filter(|class| (1..=5).contains(class))
            .map(StatusPattern::Range);
    }
    key.parse()
        .ok()
        .filter(|code| (100..600).contains(code))
        .map(StatusPattern::Code)
}

/// A field name of RFC 9110 §5.1.
fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}
