//! What the handler of a CRUD operation does, in the words of no framework: the framework says where a request's
//! parts are found and how an answer is sent.

use super::{
    Project,
    entity::{Entity, is_bigint, wants_total},
    repository::QueryShape,
    service::function_name,
};
use crate::{
    emit::lang::typescript::{Expr, Imports, json, key, member},
    ir::{Field, Kind, Location, Operation, Parameter, PathSegment, Schema, names::lower_camel},
    resources::{
        Action, ColumnType, Frame, KeyOrigin, Listing, Paging, Part, ResourceOperation, Shape,
    },
};

/// Where a handler finds what it needs; every entry is an expression.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    /// The database.
    pub database: &'static str,
    /// The body.
    pub body: &'static str,
    /// The preconditions.
    pub preconditions: &'static str,
    /// The id of the request.
    pub request_id: &'static str,
}

/// A handler.
#[derive(Debug)]
pub struct Handler {
    /// The path parameters that it reads: name on the wire and variable.
    pub path: Vec<(String, String)>,
    /// Whether it reads the query, as variable `query`.
    pub query: bool,
    /// Statements between reading and answering.
    pub statements: Vec<(String, Expr, String)>,
    /// The answer.
    pub answer: Answer,
}

/// What a handler answers.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body; none for none.
    pub body: Option<Expr>,
    /// Headers: names as keys, and values.
    pub headers: Vec<(String, Expr)>,
    /// The variable whose entity tag the client may know already, when 304 is declared.
    pub not_modified: Option<String>,
}

struct Builder<'a, 'e> {
    project: &'a Project<'a>,
    entity: &'e Entity<'a>,
    one: &'e ResourceOperation,
    operation: &'a Operation,
    access: Access,
}

/// The handler of an operation; `None` when it is left to the user.
pub fn handler(
    project: &Project<'_>,
    index: usize,
    access: Access,
    imports: &mut Imports,
) -> Option<Handler> {
    let (resource, one) = project.resource_of(index)?;
    let entity = Entity::new(project, resource);
    let builder = Builder {
        project,
        entity: &entity,
        one,
        operation: &project.input.api.operations[index],
        access,
    };
    let space = builder.space();
    imports.space(&format!("../services/{}.js", entity.module), &space);
    Some(builder.build(imports))
}

impl Builder<'_, '_> {
    /// `bookService`; where several collections are called so, each by its own file.
    fn space(&self) -> String {
        let resource = self.entity.resource;
        let all = &self.entity.project.input.resources.list;
        let alike = all.iter().filter(|one| one.singular == resource.singular);
        let stem = match alike.count() {
            1 => &resource.singular,
            _ => &resource.name,
        };
        format!("{}Service", lower_camel(stem, "item"))
    }

    /// What holds the row, beside what the path names.
    fn variable(&self) -> String {
        let name = self.entity.variable();
        let parameters = self.operation.parameters.iter();
        let mut in_path = parameters.filter(|parameter| parameter.location == Location::Path);
        match in_path.any(|parameter| path_variable(&parameter.name) == name) {
            true => format!("{name}Item"),
            false => name,
        }
    }

    fn build(&self, imports: &mut Imports) -> Handler {
        let variable = self.variable();
        match &self.one.action {
            Action::List(listing) => self.list(listing, imports),
            Action::Read(returned) => {
                let mut handler = self.simple(returned.status, &returned.shape, &variable, imports);
                if self.declares(304) {
                    imports.value("../lib/etag.js", "etag");
                    handler.answer.not_modified = Some(variable);
                }
                handler
            }
            Action::Delete(returned) => {
                self.simple(returned.status, &returned.shape, &variable, imports)
            }
            Action::Create(create) => self.simple(
                create.returned.status,
                &create.returned.shape,
                &variable,
                imports,
            ),
            Action::Replace(replace) => self.simple(
                replace.returned.status,
                &replace.returned.shape,
                &variable,
                imports,
            ),
            Action::Merge(merge) => self.simple(
                merge.returned.status,
                &merge.returned.shape,
                &variable,
                imports,
            ),
        }
    }

    fn declares(&self, status: u16) -> bool {
        self.operation
            .responses
            .iter()
            .any(|response| response.status == crate::ir::StatusPattern::Code(status))
    }

    /// The path parameters in use, with their variables.
    fn path(&self) -> Vec<(String, String)> {
        let names = [self.one.parent_parameter(), self.one.key_parameter.as_ref()];
        names
            .into_iter()
            .flatten()
            .map(|name| (name.clone(), path_variable(name)))
            .collect()
    }

    fn path_argument(&self, name: &str, column: &crate::resources::Column) -> Expr {
        let parameter = self
            .operation
            .parameters_in(Location::Path)
            .find(|one| one.name == name);
        let given = parameter.is_some_and(|one| is_bigint(self.project, &one.schema));
        Expr::text(self.converted(path_variable(name), given, column))
    }

    fn converted(&self, value: String, given: bool, column: &crate::resources::Column) -> String {
        let stored = self.entity.is_bigint(column);
        match (
            column.kind == ColumnType::Int64 || column.kind == ColumnType::Int32,
            given,
            stored,
        ) {
            (true, true, false) => format!("Number({value})"),
            (true, false, true) => format!("BigInt({value})"),
            _ => value,
        }
    }

    fn parent_argument(&self) -> Option<Expr> {
        let name = self.one.parent_parameter()?;
        let column = self.entity.resource.parents.first()?.column;
        Some(self.path_argument(name, self.entity.column(column)))
    }

    fn service(&self) -> String {
        let nested = self.one.nesting.is_some();
        format!(
            "{}.{}",
            self.space(),
            function_name(self.entity, self.one, nested)
        )
    }

    fn simple(&self, status: u16, shape: &Shape, variable: &str, imports: &mut Imports) -> Handler {
        let mut arguments = vec![Expr::text(self.access.database)];
        arguments.extend(self.parent_argument());
        if let Some(name) = &self.one.key_parameter {
            arguments.push(self.path_argument(name, self.entity.key_column()));
        }
        let takes_body = super::entity::input_of(&self.one.action).is_some();
        if takes_body {
            arguments.push(self.body(imports));
        }
        if self.one.checks_etag {
            arguments.push(Expr::text(self.access.preconditions));
        }
        let headers = self.headers(status, variable, imports);
        let body = match shape {
            Shape::Nothing => None,
            Shape::Entity => Some(Expr::text(variable)),
            Shape::Wrapped(frame) => Some(self.framed(frame, variable, None, imports)),
        };
        let keeps = body.is_some() || !headers.is_empty();
        let head = if keeps {
            format!("const {variable} = await ")
        } else {
            "await ".to_owned()
        };
        let call = Expr::call(self.service(), arguments);
        Handler {
            path: self.path(),
            query: false,
            statements: vec![(head, call, ";".to_owned())],
            answer: Answer {
                status,
                body,
                headers,
                not_modified: None,
            },
        }
    }

    /// A body that the document does not require is required by what is done with it.
    fn body(&self, imports: &mut Imports) -> Expr {
        let required = self
            .operation
            .body
            .as_ref()
            .is_some_and(|body| body.required);
        if required {
            return Expr::text(self.access.body);
        }
        imports.value("../lib/request.js", "present");
        Expr::call("present", vec![Expr::text(self.access.body)])
    }

    fn headers(&self, status: u16, variable: &str, imports: &mut Imports) -> Vec<(String, Expr)> {
        let response = self
            .operation
            .responses
            .iter()
            .find(|response| response.status == crate::ir::StatusPattern::Code(status));
        let mut headers = Vec::new();
        for header in response.into_iter().flat_map(|response| &response.headers) {
            if header.name.eq_ignore_ascii_case("etag") && self.one.key_parameter.is_some()
                || header.name.eq_ignore_ascii_case("etag")
                    && matches!(self.one.action, Action::Create(_))
            {
                imports.value("../lib/etag.js", "etag");
                headers.push(("ETag".to_owned(), Expr::text(format!("etag({variable})"))));
            }
        }
        let mut declared = response.into_iter().flat_map(|response| &response.headers);
        let is_declared = declared.any(|header| header.name.eq_ignore_ascii_case("location"));
        // A new resource says where it is (RFC 9110 §15.3.2), whether or not the document mentions the header.
        if (is_declared || status == 201)
            && let Some(location) = self.location(variable)
        {
            imports.value("../generated/operations.js", "basePath");
            headers.push(("Location".to_owned(), Expr::text(location)));
        }
        headers
    }

    /// Where a new row is found: the path of the operation that reads one.
    fn location(&self, variable: &str) -> Option<String> {
        if !matches!(self.one.action, Action::Create(_)) {
            return None;
        }
        let nested = self.one.nesting.is_some();
        let reads = self.entity.resource.operations.iter();
        let read = reads
            .filter(|one| matches!(one.action, Action::Read(_)))
            .find(|one| one.nesting.is_none() || nested)?;
        let template = &self.project.input.api.operations[read.operation].path;
        let mut text = String::from("`${basePath}");
        for segment in &template.segments {
            text.push('/');
            match segment {
                PathSegment::Literal(literal) => {
                    let plain = literal
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "-_.~:@+".contains(c));
                    if !plain {
                        return None;
                    }
                    text.push_str(literal);
                }
                PathSegment::Parameter(name) if read.key_parameter.as_deref() == Some(name) => {
                    text.push_str(&format!("${{{}}}", self.key_of_row(variable)));
                }
                PathSegment::Parameter(_) => {
                    let parent = self.one.parent_parameter()?;
                    text.push_str(&format!(
                        "${{encodeURIComponent({})}}",
                        path_variable(parent)
                    ));
                }
                PathSegment::Mixed(_) => return None,
            }
        }
        text.push('`');
        Some(text)
    }

    fn key_of_row(&self, variable: &str) -> String {
        let column = self.entity.key_column();
        let value = format!("{variable}{}", member(&self.entity.property(column)));
        let is_required = self.entity.field(column).is_none_or(|field| field.required);
        let value = if is_required {
            value
        } else {
            format!("{value} ?? \"\"")
        };
        match column.kind {
            ColumnType::Text(_) if self.entity.resource.key.origin != KeyOrigin::Server => {
                format!("encodeURIComponent({value})")
            }
            ColumnType::Int32 | ColumnType::Int64 => format!("String({value})"),
            _ => value,
        }
    }

    fn query(&self, name: &str) -> Option<&Parameter> {
        self.operation
            .parameters_in(Location::Query)
            .find(|one| one.name == name)
    }

    /// An integer parameter as a number of rows.
    fn number(
        &self,
        name: Option<&str>,
        default: i64,
        least: i64,
        imports: &mut Imports,
    ) -> String {
        let Some(parameter) = name.and_then(|name| self.query(name)) else {
            return default.to_string();
        };
        let value = format!("query{}", member(&parameter.name));
        let value = match parameter.schema.nullable {
            true => format!("{value} ?? undefined"),
            false => value,
        };
        let always = parameter.required || parameter.schema.meta.default.is_some();
        let minimum = match &parameter.schema.kind {
            Kind::Integer { bounds, .. } => {
                bounds.minimum.as_ref().and_then(crate::ir::Number::as_i128)
            }
            _ => None,
        };
        let is_bounded = minimum.is_some_and(|minimum| minimum >= i128::from(least));
        if always && is_bounded && !is_bigint(self.project, &parameter.schema) {
            return value;
        }
        imports.value("../lib/sql.js", "rowCount");
        let more = if least == 0 {
            String::new()
        } else {
            format!(", {least}")
        };
        format!("rowCount({value}, {default}{more})")
    }

    fn list(&self, listing: &Listing, imports: &mut Imports) -> Handler {
        let query = QueryShape::new(self.entity);
        let mut statements = Vec::new();
        let mut bind = |name: &str, value: String| {
            statements.push((
                format!("const {name} = "),
                Expr::text(value),
                ";".to_owned(),
            ));
        };
        match &listing.paging {
            Paging::None | Paging::Offset { .. } => {}
            Paging::Page { page, size } => {
                bind("size", self.number(size.as_deref(), 20, 0, imports));
                bind("page", self.number(Some(page), 1, 1, imports));
            }
            Paging::Cursor { limit, .. } => {
                bind("size", self.number(limit.as_deref(), 20, 0, imports));
            }
        }
        let mut arguments = vec![Expr::text(self.access.database)];
        if self.entity.parent().is_some() {
            arguments.extend(self.parent_argument());
        }
        let values = self.values(&query, listing, imports);
        if !query.is_empty() {
            arguments.push(Expr::Object(values));
        }
        let nested = self.one.nesting.is_some();
        let counted = self
            .entity
            .lists()
            .any(|(other, listing)| other.nesting.is_some() == nested && wants_total(listing));
        let cursor = matches!(listing.paging, Paging::Cursor { .. });
        let uses_total = wants_total(listing);
        let rows = if cursor { "found" } else { "rows" };
        let head = match (counted, uses_total) {
            (true, true) if cursor => format!("const {{ rows: {rows}, total }} = await "),
            (true, true) => "const { rows, total } = await ".to_owned(),
            (true, false) if cursor => format!("const {{ rows: {rows} }} = await "),
            (true, false) => "const { rows } = await ".to_owned(),
            (false, _) => format!("const {rows} = await "),
        };
        statements.push((head, Expr::call(self.service(), arguments), ";".to_owned()));
        if cursor {
            statements.push((
                "const rows = ".to_owned(),
                Expr::text("found.slice(0, size)"),
                ";".to_owned(),
            ));
            if listing.tells(&Part::HasMore) || listing.tells(&Part::NextCursor) {
                statements.push((
                    "const hasMore = ".to_owned(),
                    Expr::text("found.length > size"),
                    ";".to_owned(),
                ));
            }
        }
        let body = match &listing.frame {
            None => Expr::text("rows"),
            Some(frame) => self.framed(frame, "rows", Some(listing), imports),
        };
        let uses_query = statements_use_query(&statements, &body);
        Handler {
            path: self
                .one
                .parent_parameter()
                .into_iter()
                .map(|name| (name.clone(), path_variable(name)))
                .collect(),
            query: uses_query,
            statements,
            answer: Answer {
                status: listing.status,
                body: Some(body),
                headers: Vec::new(),
                not_modified: None,
            },
        }
    }

    fn values(
        &self,
        query: &QueryShape<'_>,
        listing: &Listing,
        imports: &mut Imports,
    ) -> Vec<(String, Expr)> {
        let mut list: Vec<(String, Expr)> = Vec::new();
        let mut add = |name: String, value: String| {
            let value = if value == name {
                Expr::Shorthand
            } else {
                Expr::text(value)
            };
            list.push((name, value));
        };
        if let (Some(column), Some(parent)) = (query.parent, self.entity.resource.parents.first()) {
            let declared = listing
                .filters
                .iter()
                .find(|filter| filter.columns.first() == Some(&parent.column))
                .and_then(|filter| self.query(&filter.parameter));
            let value = match (self.one.parent_parameter(), declared) {
                (Some(name), _) => self.path_argument(name, column).flat(),
                (None, Some(parameter)) => Some(self.filter(parameter, column)),
                (None, None) => None,
            };
            if let Some(value) = value {
                add(self.entity.key(column), value);
            }
        }
        for field in &query.fields {
            let own = listing
                .filters
                .iter()
                .find(|filter| **filter == field.filter);
            let parameter = own.and_then(|filter| self.query(&filter.parameter));
            if let Some(parameter) = parameter {
                let column = self.entity.column(field.filter.columns[0]);
                add(key(&field.name), self.filter(parameter, column));
            }
        }
        if let Some(sort) = &listing.sort {
            add(
                "sort".to_owned(),
                format!("query{}", member(&sort.parameter)),
            );
            if let Some(direction) = &sort.direction {
                let value = format!("query{}", member(direction));
                let optional = self
                    .query(direction)
                    .is_some_and(|one| !one.required && one.schema.meta.default.is_none());
                let dot = if optional { "?." } else { "." };
                let end = if optional { " === true" } else { "" };
                add(
                    "descending".to_owned(),
                    format!("{value}{dot}toLowerCase().startsWith(\"desc\"){end}"),
                );
            }
        }
        if let Paging::Cursor { cursor, .. } = &listing.paging
            && let Some(parameter) = self.query(cursor)
        {
            let column = self.entity.key_column();
            let value = format!("query{}", member(cursor));
            let is_text = matches!(parameter.schema.kind, Kind::String(_));
            let stored = self.entity.scalar(column);
            let value = if is_text && stored != "string" {
                imports.value("../lib/request.js", "cursorOf");
                let made = format!("cursorOf({value})");
                if stored == "bigint" {
                    made
                } else {
                    format!("Number({made})")
                }
            } else {
                self.filter(parameter, column)
            };
            add("after".to_owned(), value);
        }
        if query.pages {
            let (limit, offset) = self.window(listing, imports);
            add("limit".to_owned(), limit);
            add("offset".to_owned(), offset);
        }
        list
    }

    fn filter(&self, parameter: &Parameter, column: &crate::resources::Column) -> String {
        let value = format!("query{}", member(&parameter.name));
        let given = is_bigint(self.project, &parameter.schema);
        let stored = self.entity.is_bigint(column);
        let is_integer = matches!(column.kind, ColumnType::Int32 | ColumnType::Int64);
        let convert = match (is_integer, given, stored) {
            (true, true, false) => "Number",
            (true, false, true) => "BigInt",
            _ => return value,
        };
        if parameter.required || parameter.schema.meta.default.is_some() {
            format!("{convert}({value})")
        } else {
            format!("{value} === undefined ? undefined : {convert}({value})")
        }
    }

    fn window(&self, listing: &Listing, imports: &mut Imports) -> (String, String) {
        match &listing.paging {
            Paging::None => ("Number.MAX_SAFE_INTEGER".to_owned(), "0".to_owned()),
            Paging::Offset { limit, offset } => (
                self.number(Some(limit), 20, 0, imports),
                match offset {
                    Some(name) => self.number(Some(name), 0, 0, imports),
                    None => "0".to_owned(),
                },
            ),
            Paging::Page { .. } => ("size".to_owned(), "(page - 1) * size".to_owned()),
            Paging::Cursor { .. } => ("size + 1".to_owned(), "0".to_owned()),
        }
    }

    /// An object around the answer; members that nothing is known about are absent.
    fn framed(
        &self,
        frame: &Frame,
        content: &str,
        listing: Option<&Listing>,
        imports: &mut Imports,
    ) -> Expr {
        let Some(object) = super::entity::object(self.project, frame.ty) else {
            return Expr::text(content);
        };
        let mut members = Vec::new();
        for field in &object.fields {
            let name = key(&field.name);
            let part = frame.parts.iter().find(|(own, _)| *own == field.name);
            match part {
                Some((_, Part::Frame(inner))) => {
                    let inner = self.framed(inner, content, listing, imports);
                    members.push((name, inner));
                }
                Some((_, part)) => {
                    let value = self.part(part, field, content, listing, imports);
                    let value = if value == name {
                        Expr::Shorthand
                    } else {
                        Expr::text(value)
                    };
                    members.push((name, value));
                }
                None if field.required => members.push((name, empty(&field.schema))),
                None => {}
            }
        }
        Expr::Object(members)
    }

    /// What one member of it holds.
    fn part(
        &self,
        part: &Part,
        field: &Field,
        content: &str,
        listing: Option<&Listing>,
        imports: &mut Imports,
    ) -> String {
        let integer = |value: String| {
            if is_bigint(self.project, &field.schema) {
                format!("BigInt({value})")
            } else {
                value
            }
        };
        match (part, listing) {
            (Part::Content, _) => content.to_owned(),
            (Part::Yes, _) => "true".to_owned(),
            (Part::RequestId, _) => self.access.request_id.to_owned(),
            (Part::Total, _) => integer("total".to_owned()),
            (Part::Pages, Some(listing)) => {
                let limit = self.window(listing, imports).0;
                integer(format!("Math.ceil(total / Math.max({limit}, 1))"))
            }
            (Part::HasMore, Some(listing)) => match listing.paging {
                Paging::Cursor { .. } => "hasMore".to_owned(),
                _ => format!("{} + rows.length < total", self.window(listing, imports).1),
            },
            (Part::NextCursor, _) => {
                let column = self.entity.key_column();
                let last = format!("rows.at(-1)?{}", member(&self.entity.property(column)));
                let last = if self.entity.scalar(column) == "string" {
                    last
                } else {
                    format!("{last}.toString()")
                };
                format!("hasMore ? {last} : undefined")
            }
            (Part::Echo(parameter), Some(listing)) => {
                integer(self.echo(parameter, listing, imports))
            }
            (Part::Frame(_) | Part::Pages | Part::HasMore | Part::Echo(_), _) => {
                "undefined".to_owned()
            }
        }
    }

    fn echo(&self, parameter: &str, listing: &Listing, imports: &mut Imports) -> String {
        let (limit, offset) = self.window(listing, imports);
        match &listing.paging {
            Paging::Offset { limit: name, .. } if name == parameter => limit,
            Paging::Offset { offset: name, .. } if name.as_deref() == Some(parameter) => offset,
            Paging::Page { page, .. } if page == parameter => "page".to_owned(),
            Paging::Page { size, .. } if size.as_deref() == Some(parameter) => "size".to_owned(),
            Paging::Cursor { limit: name, .. } if name.as_deref() == Some(parameter) => {
                "size".to_owned()
            }
            _ => "0".to_owned(),
        }
    }
}

/// A variable for a path parameter.
pub(super) fn path_variable(name: &str) -> String {
    let variable = lower_camel(name, "parameter");
    if [
        "app",
        "basePath",
        "c",
        "case",
        "class",
        "ctx",
        "database",
        "default",
        "delete",
        "done",
        "enum",
        "in",
        "input",
        "new",
        "next",
        "operations",
        "page",
        "preconditions",
        "query",
        "reply",
        "req",
        "request",
        "res",
        "response",
        "rows",
        "size",
        "total",
    ]
    .contains(&variable.as_str())
    {
        return format!("{variable}Parameter");
    }
    variable
}

fn statements_use_query(statements: &[(String, Expr, String)], body: &Expr) -> bool {
    let mentions = |expr: &Expr| {
        let text = format!("{expr:?}");
        text.contains("query.") || text.contains("query[")
    };
    statements.iter().any(|(_, expr, _)| mentions(expr)) || mentions(body)
}

/// The least value of a schema, for members that have to be there.
fn empty(schema: &Schema) -> Expr {
    if let Some(value) = &schema.meta.default {
        return json(value);
    }
    Expr::text(match &schema.kind {
        _ if schema.nullable => "null",
        Kind::Boolean => "false",
        Kind::Integer { .. } | Kind::Number { .. } => "0",
        Kind::String(_) => "\"\"",
        Kind::Array(_) => "[]",
        _ => "{}",
    })
}
