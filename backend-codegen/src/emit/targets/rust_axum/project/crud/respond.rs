//! The declared response: its variant, its headers, its body.

use super::Crud;
use crate::{
    emit::{
        lang::rust::{HeaderShape, ResponseBody, VariantShape},
        layout::{Code, Writer},
        targets::rust_axum::{
            out::is_boxed,
            project::{imports::Imports, sql::literal},
        },
    },
    resources::{Action, ColumnType, KeyOrigin, Shape},
};

/// What is bound to variables by the time a response is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Nothing besides the entity.
    Nothing,
    /// The headers that come from the entity.
    Headers,
    /// The number of all rows.
    Total,
}

fn is(header: &HeaderShape<'_>, name: &str) -> bool {
    header.wire.eq_ignore_ascii_case(name)
}

impl Crud<'_, '_> {
    pub(super) fn variant(&self, status: u16) -> Option<&VariantShape<'_>> {
        self.shape
            .variants
            .iter()
            .find(|variant| variant.status == Some(status))
    }

    pub(super) fn has_etag(&self, variant: &VariantShape<'_>) -> bool {
        variant.headers.iter().any(|header| is(header, "etag"))
    }

    pub(super) fn not_modified(&self, imports: &mut Imports, writer: &mut Writer) {
        let Some(variant) = self.variant(304).filter(|variant| !variant.is_struct()) else {
            return;
        };
        imports.external("backend_runtime::http", "etag");
        writer.open(format!(
            "if request.context.is_not_modified(&etag(&{})?) {{",
            self.entity.variable()
        ));
        writer.line(format!(
            "return Ok({}::{});",
            self.shape.names.response, variant.ident
        ));
        writer.close("}");
    }

    /// The declared response with an entity in it.
    pub(super) fn answer(
        &self,
        status: u16,
        shape: &Shape,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let variable = self.entity.variable();
        let body = match shape {
            Shape::Nothing => None,
            Shape::Entity => Some(variable),
            Shape::Wrapped(frame) => {
                // The object around it takes the entity away, so headers that need it are made first.
                self.bind_headers(status, imports, writer);
                let body = self.framed(frame, &variable, None, imports, writer);
                return self.respond(status, Some(body), &Bound::Headers, imports, writer);
            }
        };
        self.respond(status, body, &Bound::Nothing, imports, writer);
    }

    pub(super) fn respond(
        &self,
        status: u16,
        body: Option<String>,
        bound: &Bound,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let Some(variant) = self.variant(status) else {
            return;
        };
        if *bound != Bound::Headers && variant.headers.iter().any(|header| is(header, "location")) {
            self.bind_location(imports, writer);
        }
        let head = format!("{}::{}", self.shape.names.response, variant.ident);
        let body = body.map(|body| match &variant.body {
            ResponseBody::One(content)
                if is_boxed(self.project.api, self.project.names, &self.shape, content) =>
            {
                format!("Box::new({body})")
            }
            ResponseBody::One(_) | ResponseBody::Empty | ResponseBody::Several(..) => body,
        });
        if !variant.is_struct() {
            return match body {
                Some(body) => writer.value(
                    "",
                    &Code::Call("Ok".into(), vec![format!("{head}({body})")]),
                    "",
                ),
                None => writer.line(format!("Ok({head})")),
            };
        }
        let mut fields: Vec<(String, Option<Code>)> = Vec::new();
        for header in &variant.headers {
            let value = self.header(&header.wire, bound, imports);
            let code = match value {
                Some(code) if header.required => code,
                Some(code) => Code::Call("Some".into(), vec![code.flat()]),
                None => Code::text("None"),
            };
            fields.push((header.ident.clone(), Some(code)));
        }
        if let Some(body) = body {
            let code = (body != "body").then(|| Code::text(body));
            fields.push(("body".to_owned(), code));
        }
        writer.record(&format!("Ok({head}"), &fields, None, ")");
    }

    fn header(&self, name: &str, bound: &Bound, imports: &mut Imports) -> Option<Code> {
        if name.eq_ignore_ascii_case("etag") && !matches!(self.operation.action, Action::List(_)) {
            if *bound == Bound::Headers {
                return Some(Code::text("version"));
            }
            return Some(Code::text(self.etag(imports)));
        }
        if name.eq_ignore_ascii_case("location") {
            self.location(imports)?;
            return Some(Code::text("location"));
        }
        if name.eq_ignore_ascii_case("x-total-count") {
            return (*bound == Bound::Total).then(|| Code::text("total"));
        }
        None
    }

    /// The entity's version as a header.
    fn etag(&self, imports: &mut Imports) -> String {
        imports.external("backend_runtime::http", "etag");
        format!("etag(&{})?.to_string()", self.entity.variable())
    }

    /// `let version = …;` and `let location = …;` for a response that has these headers.
    fn bind_headers(&self, status: u16, imports: &mut Imports, writer: &mut Writer) {
        let Some(variant) = self.variant(status) else {
            return;
        };
        if self.has_etag(variant) {
            writer.line(format!("let version = {};", self.etag(imports)));
        }
        if variant.headers.iter().any(|header| is(header, "location")) {
            self.bind_location(imports, writer);
        }
    }

    /// `let location = …;`
    fn bind_location(&self, imports: &mut Imports, writer: &mut Writer) {
        let Some((format, arguments)) = self.location(imports) else {
            return;
        };
        imports.own_module("api");
        let mut all = vec![literal(&format), "api::BASE_PATH".to_owned()];
        all.extend(arguments.iter().map(|(_, value)| value.clone()));
        let is_simple = arguments.iter().all(|(_, value)| !value.contains('('));
        if all.join(", ").len() <= 60 && is_simple {
            return writer.line(format!("let location = format!({});", all.join(", ")));
        }
        let mut named = format.replacen("{}", "{base}", 1);
        writer.line("let base = api::BASE_PATH;");
        for (name, value) in &arguments {
            writer.line(format!("let {name} = {value};"));
            named = named.replacen("{}", &format!("{{{name}}}"), 1);
        }
        writer.line(format!("let location = format!({});", literal(&named)));
    }

    /// Where a new row is found: the path of the operation that reads one.
    pub(super) fn location(
        &self,
        imports: &mut Imports,
    ) -> Option<(String, Vec<(&'static str, String)>)> {
        if !matches!(self.operation.action, Action::Create(_)) {
            return None;
        }
        let read = self.entity.resource.read_of(self.operation)?;
        let template = &self.project.api.operations[read.operation].path;
        let mut format = String::from("{}");
        let mut arguments = Vec::new();
        for segment in &template.segments {
            format.push('/');
            match segment {
                crate::ir::PathSegment::Literal(text) => {
                    format.push_str(&text.replace('{', "{{").replace('}', "}}"))
                }
                crate::ir::PathSegment::Parameter(name)
                    if read.key_parameter.as_deref() == Some(name) =>
                {
                    format.push_str("{}");
                    arguments.push(("id", self.key_of_row(imports)));
                }
                crate::ir::PathSegment::Parameter(_) => {
                    format.push_str("{}");
                    arguments.push(("parent", self.parent_argument()?));
                }
                crate::ir::PathSegment::Mixed(_) => return None,
            }
        }
        Some((format, arguments))
    }

    fn key_of_row(&self, imports: &mut Imports) -> String {
        let key = self.entity.key();
        let field = format!("{}.{}", self.entity.variable(), key.ident);
        let is_chosen = self.entity.resource.key.origin != KeyOrigin::Server;
        match (key.optional, &key.column.kind) {
            (optional, ColumnType::Text(_)) => {
                let text = if optional {
                    format!("{field}.as_deref().unwrap_or_default()")
                } else {
                    format!("&{field}")
                };
                if is_chosen {
                    imports.external("backend_runtime::http::response", "path_segment");
                    return format!("path_segment({text})");
                }
                text
            }
            (false, _) => field,
            (true, _) => format!("{field}.unwrap_or_default()"),
        }
    }
}
