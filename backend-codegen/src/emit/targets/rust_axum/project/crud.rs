//! Handlers of CRUD operations: a request's values into the service, its result into the declared response.

use super::{
    Project,
    entity::{Entity, is_optional, wants_total},
    imports::Imports,
    query::QueryShape,
    services::function_name,
    sql::literal,
};
use crate::{
    emit::{
        lang::rust::{
            FieldShape, HeaderShape, OperationShape, ResponseBody, VariantShape, field_shapes,
        },
        layout::{Code, Writer},
        targets::rust_axum::out::is_boxed,
    },
    ir::{IntegerFormat, Kind, Location, Parameter, Schema, TypeId},
    resources::{Action, ColumnType, KeyOrigin, Listing, Paging, ResourceOperation, Shape, Sort},
};

pub(super) struct Crud<'a, 'e> {
    pub(super) project: &'a Project<'a>,
    pub(super) entity: &'e Entity<'a>,
    pub(super) operation: &'e ResourceOperation,
    pub(super) shape: OperationShape<'a>,
}

impl Crud<'_, '_> {
    /// The statements of the function.
    pub(super) fn body(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.own_module("services");
        match &self.operation.action {
            Action::List(listing) => self.list(listing, imports, writer),
            Action::Read(returned) | Action::Delete(returned) => {
                let deletes = matches!(self.operation.action, Action::Delete(_));
                let keeps = returned.shape != Shape::Nothing;
                self.call(
                    if keeps {
                        Some(self.entity.variable())
                    } else {
                        None
                    },
                    &[],
                    writer,
                );
                if !deletes {
                    self.not_modified(imports, writer);
                }
                self.answer(returned.status, &returned.shape, imports, writer);
            }
            Action::Create(create) => {
                self.input(writer);
                let keeps =
                    create.returned.shape != Shape::Nothing || self.location(imports).is_some();
                self.call(
                    if keeps {
                        Some(self.entity.variable())
                    } else {
                        None
                    },
                    &["input"],
                    writer,
                );
                self.answer(
                    create.returned.status,
                    &create.returned.shape,
                    imports,
                    writer,
                );
            }
            Action::Replace(replace) => self.change(
                replace.returned.status,
                &replace.returned.shape,
                imports,
                writer,
            ),
            Action::Merge(merge) => self.change(
                merge.returned.status,
                &merge.returned.shape,
                imports,
                writer,
            ),
        }
    }

    fn change(&self, status: u16, shape: &Shape, imports: &mut Imports, writer: &mut Writer) {
        self.input(writer);
        let keeps = *shape != Shape::Nothing
            || self
                .variant(status)
                .is_some_and(|variant| self.has_etag(variant));
        self.call(
            if keeps {
                Some(self.entity.variable())
            } else {
                None
            },
            &["input"],
            writer,
        );
        self.answer(status, shape, imports, writer);
    }

    /// A body that the document does not require is required by what is done with it.
    fn input(&self, writer: &mut Writer) {
        if self.shape.body.as_ref().is_some_and(|body| body.optional) {
            let missing = ".ok_or_else(|| ApiError::bad_request(\"the request has no body\"))?";
            writer.value(
                "let input = ",
                &Code::Chain("request".into(), vec![".body".into(), missing.into()]),
                ";",
            );
        }
    }

    fn body_argument(&self) -> String {
        if self.shape.body.as_ref().is_some_and(|body| body.optional) {
            "input"
        } else {
            "request.body"
        }
        .to_owned()
    }

    fn path_argument(&self, parameter: &str, kind: &ColumnType) -> String {
        let set = self
            .shape
            .parameters
            .iter()
            .find(|set| set.location == Location::Path);
        let field = set
            .into_iter()
            .flat_map(|set| &set.fields)
            .find(|(_, one)| one.name == parameter);
        let ident = field.map_or_else(|| "id".to_owned(), |(field, _)| field.ident.clone());
        match kind {
            ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid => {
                format!("request.path.{ident}")
            }
            _ => format!("&request.path.{ident}"),
        }
    }

    fn parent_argument(&self) -> Option<String> {
        let parameter = self.operation.parent_parameter.as_ref()?;
        let column = self.entity.resource.parent.as_ref()?.column;
        Some(self.path_argument(parameter, &self.entity.view(column).column.kind))
    }

    /// Calls the service with the values of the path, the body and the context.
    fn call(&self, variable: Option<String>, rest: &[&str], writer: &mut Writer) {
        let nested = self.operation.parent_parameter.is_some();
        let function = function_name(self.entity, self.operation, nested);
        let mut arguments = vec!["state".to_owned()];
        arguments.extend(self.parent_argument());
        if let Some(parameter) = &self.operation.key_parameter {
            arguments.push(self.path_argument(parameter, &self.entity.key().column.kind));
        }
        arguments.extend(rest.iter().map(|_| self.body_argument()));
        if self.operation.checks_etag {
            arguments.push("&request.context".to_owned());
        }
        let head = variable.map_or_else(String::new, |variable| format!("let {variable} = "));
        let callee = format!("services::{}::{function}", self.entity.module);
        writer.call_chain(&head, &callee, &arguments, &[".await?"], ";");
    }

    fn variant(&self, status: u16) -> Option<&VariantShape<'_>> {
        self.shape
            .variants
            .iter()
            .find(|variant| variant.status == Some(status))
    }

    fn has_etag(&self, variant: &VariantShape<'_>) -> bool {
        variant
            .headers
            .iter()
            .any(|header| header.wire.eq_ignore_ascii_case("etag"))
    }

    fn not_modified(&self, imports: &mut Imports, writer: &mut Writer) {
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
    fn answer(&self, status: u16, shape: &Shape, imports: &mut Imports, writer: &mut Writer) {
        let variable = self.entity.variable();
        let body = match shape {
            Shape::Nothing => None,
            Shape::Entity => Some(variable),
            Shape::Wrapped(id, property) => {
                let fields = self.wrapper(*id, |field| {
                    (field.wire == property).then(|| variable.clone())
                });
                writer.record(
                    &format!(
                        "let body = {}",
                        imports.named(self.project.names.type_name(*id))
                    ),
                    &fields,
                    None,
                    ";",
                );
                Some("body".to_owned())
            }
        };
        self.respond(status, body, None, imports, writer);
    }

    /// Fields of an object around the answer; those that `value` does not know are absent.
    fn wrapper(
        &self,
        id: TypeId,
        value: impl Fn(&FieldShape<'_>) -> Option<String>,
    ) -> Vec<(String, Option<Code>)> {
        let definition = &self.project.api.types[id];
        field_shapes(definition, &self.project.api.types, self.project.names)
            .iter()
            .map(|field| {
                let text = match value(field) {
                    Some(text) if is_optional(field.presence) => format!("Some({text})"),
                    Some(text) => text,
                    None if is_optional(field.presence) => "None".to_owned(),
                    None => "Default::default()".to_owned(),
                };
                if text == field.ident {
                    (text, None)
                } else {
                    (field.ident.clone(), Some(Code::text(text)))
                }
            })
            .collect()
    }

    fn respond(
        &self,
        status: u16,
        body: Option<String>,
        total: Option<&str>,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let Some(variant) = self.variant(status) else {
            return;
        };
        let is_location = |header: &HeaderShape<'_>| header.wire.eq_ignore_ascii_case("location");
        if variant.headers.iter().any(is_location) {
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
            let value = self.header(&header.wire, total, imports);
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

    fn header(&self, name: &str, total: Option<&str>, imports: &mut Imports) -> Option<Code> {
        if name.eq_ignore_ascii_case("etag") && !matches!(self.operation.action, Action::List(_)) {
            imports.external("backend_runtime::http", "etag");
            return Some(Code::text(format!(
                "etag(&{})?.to_string()",
                self.entity.variable()
            )));
        }
        if name.eq_ignore_ascii_case("location") {
            self.location(imports)?;
            return Some(Code::text("location"));
        }
        if name.eq_ignore_ascii_case("x-total-count") {
            return total.map(Code::text);
        }
        None
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
    fn location(&self, imports: &mut Imports) -> Option<(String, Vec<(&'static str, String)>)> {
        if !matches!(self.operation.action, Action::Create(_)) {
            return None;
        }
        let resource = self.entity.resource;
        let reads = resource
            .operations
            .iter()
            .filter(|one| matches!(one.action, Action::Read(_)));
        let nested = self.operation.parent_parameter.is_some();
        let read = reads
            .into_iter()
            .find(|one| one.parent_parameter.is_none() || nested)?;
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

    fn query_fields(&self) -> Vec<&(FieldShape<'_>, &Parameter)> {
        let set = self
            .shape
            .parameters
            .iter()
            .find(|set| set.location == Location::Query);
        set.into_iter().flat_map(|set| &set.fields).collect()
    }

    fn parameter(&self, name: &str) -> Option<&(FieldShape<'_>, &Parameter)> {
        self.query_fields()
            .into_iter()
            .find(|(_, parameter)| parameter.name == name)
    }

    fn list(&self, listing: &Listing, imports: &mut Imports, writer: &mut Writer) {
        let query = QueryShape::new(self.entity, &mut Imports::default());
        let used = |name: &str| {
            let paging = match &listing.paging {
                Paging::None => false,
                Paging::Offset { limit, offset } => {
                    limit == name || offset.as_deref() == Some(name)
                }
                Paging::Page { page, size } => page == name || size.as_deref() == Some(name),
                Paging::Cursor { cursor, limit } => {
                    cursor == name || limit.as_deref() == Some(name)
                }
            };
            let sort = listing.sort.as_ref();
            paging
                || sort.is_some_and(|sort| {
                    sort.parameter == name || sort.direction.as_deref() == Some(name)
                })
                || listing
                    .filters
                    .iter()
                    .any(|filter| filter.parameter == name)
        };
        let fields = self.query_fields();
        if let Some(set) = self
            .shape
            .parameters
            .iter()
            .find(|set| set.location == Location::Query)
        {
            let module = super::handlers::group_module(self.project, self.operation.operation);
            imports.own(&module, &set.name);
            let names: Vec<(String, Option<Code>)> = fields
                .iter()
                .map(|(field, parameter)| {
                    (
                        field.ident.clone(),
                        (!used(&parameter.name)).then(|| Code::text("_")),
                    )
                })
                .collect();
            writer.record(
                &format!("let {}", set.name),
                &names,
                None,
                " = request.query;",
            );
        }
        self.sizes(listing, writer);
        if !query.is_empty() {
            imports.own(
                &format!("repositories::{}", self.entity.module),
                &self.entity.query_type(),
            );
            let values = self.query_values(&query, listing, imports);
            writer.record(
                &format!("let query = {}", self.entity.query_type()),
                &values,
                None,
                ";",
            );
        }
        self.rows(listing, &query, imports, writer);
    }

    /// `size` and `page`, where more than one expression needs them.
    fn sizes(&self, listing: &Listing, writer: &mut Writer) {
        match &listing.paging {
            Paging::None | Paging::Offset { .. } => {}
            Paging::Page { page, size } => {
                writer.line(format!(
                    "let size = {};",
                    self.number(size.as_deref(), 20, 0)
                ));
                writer.line(format!(
                    "let page_number = {};",
                    self.number(Some(page), 1, 1)
                ));
            }
            Paging::Cursor { limit, .. } => writer.line(format!(
                "let size = {};",
                self.number(limit.as_deref(), 20, 0)
            )),
        }
    }

    /// An integer parameter as `i64`, not less than `least`; without one, `default`.
    fn number(&self, name: Option<&str>, default: i64, least: i64) -> String {
        let Some((field, parameter)) = name.and_then(|name| self.parameter(name)) else {
            return format!("{default}_i64");
        };
        let Kind::Integer { format, bounds, .. } = &parameter.schema.kind else {
            return default.to_string();
        };
        let ident = &field.ident;
        let text = match (format, is_optional(field.presence)) {
            (IntegerFormat::Int64, false) => ident.clone(),
            (IntegerFormat::Int64, true) => format!("{ident}.unwrap_or({default})"),
            (IntegerFormat::Int32 | IntegerFormat::Uint32, false) => format!("i64::from({ident})"),
            (IntegerFormat::Int32 | IntegerFormat::Uint32, true) => {
                format!("{ident}.map_or({default}, i64::from)")
            }
            (IntegerFormat::Uint64, false) => format!("i64::try_from({ident}).unwrap_or(i64::MAX)"),
            (IntegerFormat::Uint64, true) => {
                format!(
                    "{ident}.map_or({default}, |value| i64::try_from(value).unwrap_or(i64::MAX))"
                )
            }
        };
        let minimum = bounds.minimum.as_ref().and_then(crate::ir::Number::as_i128);
        if minimum.is_some_and(|minimum| minimum >= i128::from(least)) {
            text
        } else {
            format!("{text}.max({least})")
        }
    }

    fn query_values(
        &self,
        query: &QueryShape,
        listing: &Listing,
        imports: &mut Imports,
    ) -> Vec<(String, Option<Code>)> {
        let mut list: Vec<(String, String)> = Vec::new();
        if let Some((ident, _, _)) = &query.parent {
            let value = self
                .parent_argument()
                .map(|argument| match argument.strip_prefix('&') {
                    Some(text) => format!("Some({text}.clone())"),
                    None => format!("Some({argument})"),
                });
            let declared = || {
                let filter = listing
                    .filters
                    .iter()
                    .find(|filter| query.is_parents(filter))?;
                let (shape, _) = self.parameter(&filter.parameter)?;
                Some(given(shape))
            };
            let value = value.or_else(declared);
            list.push((ident.clone(), value.unwrap_or_else(|| "None".to_owned())));
        }
        for field in &query.filters {
            let own = listing.filters.iter().find(|filter| {
                query
                    .field(filter)
                    .is_some_and(|known| known.ident == field.ident)
            });
            let value = own
                .and_then(|filter| self.parameter(&filter.parameter))
                .map_or_else(
                    || "None".to_owned(),
                    |(shape, _)| {
                        if is_optional(shape.presence) {
                            shape.ident.clone()
                        } else {
                            format!("Some({})", shape.ident)
                        }
                    },
                );
            list.push((field.ident.clone(), value));
        }
        if query.sort {
            list.push((
                "sort".to_owned(),
                listing
                    .sort
                    .as_ref()
                    .map_or_else(|| "None".to_owned(), |sort| self.sort(sort)),
            ));
        }
        if query.direction {
            let value = listing.sort.as_ref().and_then(|sort| self.descending(sort));
            list.push((
                "descending".to_owned(),
                value.unwrap_or_else(|| "false".to_owned()),
            ));
        }
        if query.after.is_some() {
            list.push(("after".to_owned(), self.after(listing)));
        }
        if query.pages {
            list.extend(self.window(listing));
        }
        let _ = imports;
        list.into_iter()
            .map(|(name, value)| {
                if name == value {
                    (name, None)
                } else {
                    (name, Some(breakable(value)))
                }
            })
            .collect()
    }

    fn sort(&self, sort: &Sort) -> String {
        let Some((field, parameter)) = self.parameter(&sort.parameter) else {
            return "None".to_owned();
        };
        let is_text = matches!(parameter.schema.kind, Kind::String(_));
        match (is_optional(field.presence), is_text) {
            (true, true) => field.ident.clone(),
            (false, true) => format!("Some({})", field.ident),
            (true, false) => format!("{}.map(|sort| sort.as_str().to_owned())", field.ident),
            (false, false) => format!("Some({}.as_str().to_owned())", field.ident),
        }
    }

    fn descending(&self, sort: &Sort) -> Option<String> {
        let (field, _) = self.parameter(sort.direction.as_deref()?)?;
        let test = "as_str().to_ascii_lowercase().starts_with(\"desc\")";
        Some(match is_optional(field.presence) {
            true => format!("{}.is_some_and(|word| word.{test})", field.ident),
            false => format!("{}.{test}", field.ident),
        })
    }

    fn after(&self, listing: &Listing) -> String {
        let Paging::Cursor { cursor, .. } = &listing.paging else {
            return "None".to_owned();
        };
        let Some((field, parameter)) = self.parameter(cursor) else {
            return "None".to_owned();
        };
        let ident = &field.ident;
        let optional = is_optional(field.presence);
        let some = |text: String| {
            if optional {
                text
            } else {
                format!("Some({text})")
            }
        };
        match (&parameter.schema.kind, &self.entity.key().column.kind) {
            (Kind::String(_), ColumnType::Text(_)) => some(ident.clone()),
            (Kind::String(_), _) => {
                let given = if optional {
                    ident.clone()
                } else {
                    format!("Some({ident})")
                };
                format!(
                    "{given}.map(|cursor| cursor.parse()).transpose().map_err(|_| ApiError::bad_request(\"no such cursor\"))?"
                )
            }
            (
                Kind::Integer {
                    format: IntegerFormat::Int32,
                    ..
                },
                ColumnType::Int64,
            ) if optional => {
                format!("{ident}.map(i64::from)")
            }
            (
                Kind::Integer {
                    format: IntegerFormat::Int64,
                    ..
                },
                ColumnType::Int32,
            ) if optional => {
                format!("{ident}.and_then(|cursor| i32::try_from(cursor).ok())")
            }
            _ => some(ident.clone()),
        }
    }

    fn window(&self, listing: &Listing) -> Vec<(String, String)> {
        let (limit, offset) = match &listing.paging {
            Paging::None => ("i64::MAX".to_owned(), "0".to_owned()),
            Paging::Offset { limit, offset } => (
                self.number(Some(limit), 20, 0),
                offset
                    .as_deref()
                    .map_or_else(|| "0".to_owned(), |name| self.number(Some(name), 0, 0)),
            ),
            Paging::Page { .. } => (
                "size".to_owned(),
                "(page_number - 1).saturating_mul(size)".to_owned(),
            ),
            Paging::Cursor { .. } => ("size.saturating_add(1)".to_owned(), "0".to_owned()),
        };
        vec![("limit".to_owned(), limit), ("offset".to_owned(), offset)]
    }

    fn rows(
        &self,
        listing: &Listing,
        query: &QueryShape,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let nested = self.operation.parent_parameter.is_some();
        let function = function_name(self.entity, self.operation, nested);
        let mut arguments = vec!["state".to_owned()];
        if self.entity.parent().is_some() {
            arguments.extend(self.parent_argument());
        }
        if !query.is_empty() {
            arguments.push("&query".to_owned());
        }
        // One service function may answer several lists, some of which want the number.
        let counted = self.entity.lists().any(|(other, listing)| {
            (other.parent_parameter.is_some() == nested) && wants_total(listing)
        });
        let header = self.variant(listing.status).is_some_and(|variant| {
            variant
                .headers
                .iter()
                .any(|header| header.wire.eq_ignore_ascii_case("x-total-count"))
        });
        let cursor = matches!(listing.paging, Paging::Cursor { .. });
        let rows = self.entity.resource.name.clone();
        let rows = crate::emit::lang::rust::ident(&rows).to_string();
        let total = if wants_total(listing) || (header && counted) {
            "total"
        } else {
            "_"
        };
        let mutable = if cursor { "mut " } else { "" };
        let head = if counted {
            format!("let ({mutable}{rows}, {total}) = ")
        } else {
            format!("let {mutable}{rows} = ")
        };
        let callee = format!("services::{}::{function}", self.entity.module);
        writer.call_chain(&head, &callee, &arguments, &[".await?"], ";");
        if cursor {
            writer.line("let size = usize::try_from(size).unwrap_or(usize::MAX);");
            let more = listing.has_more.is_some() || listing.next_cursor.is_some();
            if more {
                writer.line(format!("let has_more = {rows}.len() > size;"));
            }
            writer.line(format!("{rows}.truncate(size);"));
            if listing.next_cursor.is_some() {
                let key = self.entity.key();
                writer.line(format!("let last = {rows}.last().filter(|_| has_more);"));
                let links = if key.optional {
                    let inner = format!(".and_then(|row| row.{}.as_ref())", key.ident);
                    vec![inner, ".map(ToString::to_string)".to_owned()]
                } else {
                    vec![format!(".map(|row| row.{}.to_string())", key.ident)]
                };
                writer.value(
                    "let next_cursor = ",
                    &Code::Chain("last".to_owned(), links),
                    ";",
                );
            }
        } else if listing.has_more.is_some() {
            writer.line(format!(
                "let shown = i64::try_from({rows}.len()).unwrap_or(i64::MAX);"
            ));
            writer.line("let has_more = query.offset.saturating_add(shown) < total;");
        }
        let body = match &listing.wrapper {
            None => rows,
            Some((id, property)) => {
                let fields = self.page(*id, property, listing, &rows);
                writer.record(
                    &format!(
                        "let body = {}",
                        imports.named(self.project.names.type_name(*id))
                    ),
                    &fields,
                    None,
                    ";",
                );
                "body".to_owned()
            }
        };
        self.respond(
            listing.status,
            Some(body),
            (total == "total").then_some("total"),
            imports,
            writer,
        );
    }

    fn page(
        &self,
        id: TypeId,
        property: &str,
        listing: &Listing,
        rows: &str,
    ) -> Vec<(String, Option<Code>)> {
        let definition = &self.project.api.types[id];
        let shapes = field_shapes(definition, &self.project.api.types, self.project.names);
        shapes
            .iter()
            .map(|field| {
                let optional = is_optional(field.presence);
                let some = |text: String| {
                    if optional {
                        format!("Some({text})")
                    } else {
                        text
                    }
                };
                let is = |name: &Option<String>| name.as_deref() == Some(field.wire);
                let text = if field.wire == property {
                    some(rows.to_owned())
                } else if is(&listing.total) {
                    some(integer("total", field.schema))
                } else if is(&listing.has_more) {
                    some("has_more".to_owned())
                } else if is(&listing.next_cursor) {
                    if optional {
                        "next_cursor".to_owned()
                    } else {
                        "next_cursor.unwrap_or_default()".to_owned()
                    }
                } else if let Some((_, parameter)) =
                    listing.echoes.iter().find(|(name, _)| name == field.wire)
                {
                    some(self.echo(parameter, listing, field.schema))
                } else if optional {
                    "None".to_owned()
                } else {
                    "Default::default()".to_owned()
                };
                if text == field.ident {
                    (text, None)
                } else {
                    (field.ident.clone(), Some(Code::text(text)))
                }
            })
            .collect()
    }

    fn echo(&self, parameter: &str, listing: &Listing, schema: &Schema) -> String {
        let value = match &listing.paging {
            Paging::Offset { limit, .. } if limit == parameter => "query.limit",
            Paging::Offset { offset, .. } if offset.as_deref() == Some(parameter) => "query.offset",
            Paging::Page { page, .. } if page == parameter => "page_number",
            Paging::Page { size, .. } if size.as_deref() == Some(parameter) => "query.limit",
            Paging::Cursor { limit, .. } if limit.as_deref() == Some(parameter) => {
                "query.limit - 1"
            }
            _ => "0",
        };
        integer(value, schema)
    }
}

/// A query parameter as an `Option`.
fn given(shape: &FieldShape<'_>) -> String {
    if is_optional(shape.presence) {
        shape.ident.clone()
    } else {
        format!("Some({})", shape.ident)
    }
}

/// An `i64` as the integer type of a schema.
fn integer(value: &str, schema: &Schema) -> String {
    let ty = match &schema.kind {
        Kind::Integer {
            format: IntegerFormat::Int32,
            ..
        } => "i32",
        Kind::Integer {
            format: IntegerFormat::Uint32,
            ..
        } => "u32",
        Kind::Integer {
            format: IntegerFormat::Uint64,
            ..
        } => "u64",
        _ => return value.to_owned(),
    };
    format!("{ty}::try_from({value}).unwrap_or({ty}::MAX)")
}

/// A long chain may break at its links.
fn breakable(text: String) -> Code {
    if text.len() <= 60 || !text.contains(").") {
        return Code::Text(text);
    }
    let mut links = Vec::new();
    let mut depth = 0usize;
    let mut current = String::new();
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '.' if depth == 0 && !current.is_empty() => links.push(std::mem::take(&mut current)),
            _ => {}
        }
        current.push(character);
    }
    links.push(current);
    let root = links.remove(0);
    Code::Chain(root, links)
}
