//! Lists: query parameters into the query of the repository, rows into the declared page.

use super::{Crud, respond::Bound};
use crate::{
    emit::{
        lang::rust::FieldShape,
        layout::{Code, Writer},
        targets::rust_axum::project::{
            entity::{is_optional, wants_total},
            handlers::group_module,
            imports::Imports,
            query::QueryShape,
            services::function_name,
        },
    },
    ir::{IntegerFormat, Kind, Location, Parameter},
    resources::{ColumnType, Listing, Paging, Part, Sort},
};

impl Crud<'_, '_> {
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

    pub(super) fn list(&self, listing: &Listing, imports: &mut Imports, writer: &mut Writer) {
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
            let module = group_module(self.project, self.operation.operation);
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
        let own = self.entity.resource.parent_of(self.operation);
        for (ident, _, column) in &query.parents {
            let nested = own
                .filter(|parent| parent.column == *column)
                .and_then(|_| self.parent_argument())
                .map(|argument| match argument.strip_prefix('&') {
                    Some(text) => format!("Some({text}.clone())"),
                    None => format!("Some({argument})"),
                });
            let declared = || {
                let mut filters = listing.filters.iter();
                let filter = filters.find(|filter| {
                    query.is_parents(filter) && filter.columns.first() == Some(column)
                })?;
                let (shape, _) = self.parameter(&filter.parameter)?;
                Some(given(shape))
            };
            let value = nested.or_else(declared);
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
                    (name, Some(Code::breakable(value)))
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
        self.owners(writer);
        let function = function_name(self.entity, self.operation, true);
        let mut arguments = vec!["state".to_owned()];
        let parent = self.entity.resource.parent_of(self.operation);
        if parent.is_some_and(|parent| parent.resource.is_some()) {
            arguments.extend(self.parent_argument());
        }
        if !query.is_empty() {
            arguments.push("&query".to_owned());
        }
        // One service function may answer several lists, some of which want the number.
        let counted = self.entity.lists().any(|(other, listing)| {
            function_name(self.entity, other, true) == function && wants_total(listing)
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
            let more = listing.tells(&Part::HasMore) || listing.tells(&Part::NextCursor);
            if more {
                writer.line(format!("let has_more = {rows}.len() > size;"));
            }
            writer.line(format!("{rows}.truncate(size);"));
            if listing.tells(&Part::NextCursor) {
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
        } else if listing.tells(&Part::HasMore) {
            writer.line(format!(
                "let shown = i64::try_from({rows}.len()).unwrap_or(i64::MAX);"
            ));
            writer.line("let has_more = query.offset.saturating_add(shown) < total;");
        }
        let body = match &listing.frame {
            None => rows,
            Some(frame) => self.framed(frame, &rows, Some(listing), imports, writer),
        };
        self.respond(
            listing.status,
            Some(body),
            if total == "total" {
                &Bound::Total
            } else {
                &Bound::Nothing
            },
            imports,
            writer,
        );
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
