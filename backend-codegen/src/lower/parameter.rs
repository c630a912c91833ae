//! Parameters: path-level and operation-level ones merged, styles filled in with their defaults.

use super::{compose::printable, context::Lowerer};
use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, Kind, Location, Parameter, PathTemplate, Schema, StringType, Style},
    source::Span,
    spec::Node,
};

/// Header parameters that OpenAPI says to ignore (3.1 §4.8.12.1): other parts of the document describe them.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Lowerer<'a> {
    /// All parameters of an operation, in document order, the path-level ones first.
    pub(super) fn parameters(
        &mut self,
        id: &str,
        path: &PathTemplate,
        item: &'a Node,
        node: &'a Node,
    ) -> Result<Vec<Parameter>, Diagnostic> {
        let mut list: Vec<Parameter> = Vec::new();
        for holder in [item, node] {
            for entry in holder
                .get("parameters")
                .and_then(Node::as_array)
                .unwrap_or_default()
            {
                let Some(parameter) = self.parameter(id, entry)? else {
                    continue;
                };
                match list.iter_mut().find(|known| same(known, &parameter)) {
                    Some(known) => *known = parameter,
                    None => list.push(parameter),
                }
            }
        }
        self.match_template(path, &mut list, node.span);
        Ok(list)
    }

    fn parameter(&mut self, id: &str, entry: &'a Node) -> Result<Option<Parameter>, Diagnostic> {
        let node = self.document.deref(entry)?.node;
        let name = node.get("name").and_then(Node::as_str);
        let location = node.get("in").and_then(Node::as_str).and_then(location);
        let (Some(name), Some(location)) = (name, location) else {
            let what = if name.is_none() {
                "has no `name`"
            } else {
                "has no `in` of path, query, header or cookie"
            };
            return Err(
                Diagnostic::error("parameter", format!("this parameter {what}"))
                    .at(node.span)
                    .help("a parameter needs `name`, `in` and `schema`"),
            );
        };
        if location == Location::Header
            && IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str())
        {
            self.warn(
                "parameter-ignored",
                format!(
                    "header parameter `{}` is ignored, as OpenAPI says",
                    printable(name)
                ),
                node.span,
                "describe it by `responses`, `requestBody` or `security`",
            );
            return Ok(None);
        }
        let (schema, content) = self.parameter_schema(id, name, node);
        let style = self.style(node, location);
        let flag = |key: &str| node.get(key).and_then(Node::as_bool);
        Ok(Some(Parameter {
            name: name.to_owned(),
            location,
            style,
            explode: flag("explode").unwrap_or(style == Style::Form || style == Style::DeepObject),
            required: location == Location::Path || flag("required") == Some(true),
            allow_empty_value: flag("allowEmptyValue") == Some(true),
            content,
            description: node
                .get("description")
                .and_then(Node::as_str)
                .map(str::to_owned),
            deprecated: flag("deprecated") == Some(true),
            schema,
            span: node.span,
        }))
    }

    /// The schema, and the media type when the parameter is described by `content`.
    fn parameter_schema(
        &mut self,
        id: &str,
        name: &str,
        node: &'a Node,
    ) -> (Schema, Option<String>) {
        let place = self.place(id, "", Direction::Request).child(name);
        if let Some(schema) = node.get("schema") {
            return (self.schema(schema, &place), None);
        }
        let content = node
            .get("content")
            .and_then(Node::as_object)
            .and_then(|content| content.entries().first());
        if let Some(entry) = content {
            let schema = match entry.value.get("schema") {
                Some(schema) => self.schema(schema, &place),
                None => Schema::of(Kind::Any, entry.value.span),
            };
            return (schema, Some(entry.key.clone()));
        }
        self.warn(
            "parameter-schema",
            format!(
                "parameter `{}` has no `schema`; any text is allowed",
                printable(name)
            ),
            node.span,
            "add `schema: {type: string}` or the type that it has",
        );
        (
            Schema::of(Kind::String(StringType::default()), node.span),
            None,
        )
    }

    fn style(&mut self, node: &Node, location: Location) -> Style {
        let default = match location {
            Location::Query | Location::Cookie => Style::Form,
            Location::Path | Location::Header => Style::Simple,
        };
        let Some(given) = node.get("style") else {
            return default;
        };
        let style = match (given.as_str().unwrap_or_default(), location) {
            ("form", Location::Query | Location::Cookie) => Some(Style::Form),
            ("simple", Location::Path | Location::Header) => Some(Style::Simple),
            ("label", Location::Path) => Some(Style::Label),
            ("matrix", Location::Path) => Some(Style::Matrix),
            ("spaceDelimited", Location::Query) => Some(Style::SpaceDelimited),
            ("pipeDelimited", Location::Query) => Some(Style::PipeDelimited),
            ("deepObject", Location::Query) => Some(Style::DeepObject),
            _ => None,
        };
        style.unwrap_or_else(|| {
            self.warn(
                "parameter-style",
                format!("`style: {}` does not exist here; the default is used", printable(given.as_str().unwrap_or("?"))),
                given.span,
                "query: form, spaceDelimited, pipeDelimited, deepObject; path: simple, label, matrix; header: simple; cookie: form",
            );
            default
        })
    }

    /// Every name of the template is a parameter, and every path parameter is in the template.
    fn match_template(&mut self, path: &PathTemplate, list: &mut Vec<Parameter>, span: Span) {
        let names = path.parameters();
        for name in &names {
            if !list
                .iter()
                .any(|known| known.location == Location::Path && known.name == *name)
            {
                self.warn(
                    "path-parameter",
                    format!(
                        "path parameter `{}` is not described; any text is allowed",
                        printable(name)
                    ),
                    span,
                    format!(
                        "add `{{name: {}, in: path, required: true, schema: {{type: string}}}}`",
                        printable(name)
                    ),
                );
                list.push(text_parameter(name, span));
            }
        }
        list.retain(|parameter| {
            let known =
                parameter.location != Location::Path || names.contains(&parameter.name.as_str());
            if !known {
                let message = format!(
                    "path parameter `{}` does not occur in the path and is ignored",
                    printable(&parameter.name)
                );
                self.diagnostics.push(
                    Diagnostic::warning("path-parameter", message)
                        .at(parameter.span)
                        .help("put it into the path in braces, or remove it"),
                );
            }
            known
        });
    }
}

fn same(one: &Parameter, other: &Parameter) -> bool {
    one.location == other.location
        && match one.location {
            Location::Header => one.name.eq_ignore_ascii_case(&other.name),
            Location::Path | Location::Query | Location::Cookie => one.name == other.name,
        }
}

fn location(text: &str) -> Option<Location> {
    match text {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        "header" => Some(Location::Header),
        "cookie" => Some(Location::Cookie),
        _ => None,
    }
}

fn text_parameter(name: &str, span: Span) -> Parameter {
    Parameter {
        name: name.to_owned(),
        location: Location::Path,
        style: Style::Simple,
        explode: false,
        required: true,
        allow_empty_value: false,
        content: None,
        schema: Schema::of(
            Kind::String(StringType {
                min_length: Some(1),
                ..StringType::default()
            }),
            span,
        ),
        description: None,
        deprecated: false,
        span,
    }
}
