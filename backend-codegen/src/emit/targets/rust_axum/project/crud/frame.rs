//! Objects around an answer, one statement for each.

use super::Crud;
use crate::{
    emit::{
        lang::rust::{FieldShape, field_ident, field_shapes},
        layout::{Code, Writer},
        targets::rust_axum::project::{entity::is_optional, imports::Imports},
    },
    ir::{IntegerFormat, Kind, Schema},
    resources::{Frame, Listing, Paging, Part},
};

impl Crud<'_, '_> {
    /// Binds `body` to the object with `content` in it.
    pub(super) fn framed(
        &self,
        frame: &Frame,
        content: &str,
        listing: Option<&Listing>,
        imports: &mut Imports,
        writer: &mut Writer,
    ) -> String {
        self.bind("body", frame, content, listing, imports, writer);
        "body".to_owned()
    }

    /// `let variable = Type { … };`, the objects in it first.
    fn bind(
        &self,
        variable: &str,
        frame: &Frame,
        content: &str,
        listing: Option<&Listing>,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        for (name, part) in &frame.parts {
            if let Part::Frame(inner) = part {
                let own = inner_variable(name, content);
                self.bind(&own, inner, content, listing, imports, writer);
            }
        }
        let definition = &self.project.api.types[frame.ty];
        let shapes = field_shapes(definition, &self.project.api.types, self.project.names);
        let fields: Vec<(String, Option<Code>)> = shapes
            .iter()
            .map(|field| {
                let known = frame.parts.iter().find(|(name, _)| name == field.wire);
                let text = match known {
                    Some((name, part)) => self.part(part, name, field, content, listing),
                    None if is_optional(field.presence) => "None".to_owned(),
                    None => "Default::default()".to_owned(),
                };
                let code = (text != field.ident).then(|| Code::text(text));
                (field.ident.clone(), code)
            })
            .collect();
        let ty = imports.named(self.project.names.type_name(frame.ty));
        writer.record(&format!("let {variable} = {ty}"), &fields, None, ";");
    }

    /// A recursive type stands in a box wherever it is a property.
    fn is_boxed(&self, schema: &Schema) -> bool {
        matches!(schema.kind, Kind::Ref(id) if self.project.api.types[id].recursive)
    }

    /// What one property holds.
    fn part(
        &self,
        part: &Part,
        name: &str,
        field: &FieldShape<'_>,
        content: &str,
        listing: Option<&Listing>,
    ) -> String {
        let optional = is_optional(field.presence);
        let value = match part {
            Part::Content if self.is_boxed(field.schema) => format!("Box::new({content})"),
            Part::Content => content.to_owned(),
            Part::Yes => "true".to_owned(),
            Part::RequestId => "request.context.request_id.to_string()".to_owned(),
            Part::Total => integer("total", field.schema),
            Part::Pages => integer(pages(listing), field.schema),
            Part::HasMore => "has_more".to_owned(),
            Part::NextCursor if optional => return "next_cursor".to_owned(),
            Part::NextCursor => "next_cursor.unwrap_or_default()".to_owned(),
            Part::Echo(parameter) => integer(echo(parameter, listing), field.schema),
            Part::Frame(_) => inner_variable(name, content),
        };
        if optional {
            format!("Some({value})")
        } else {
            value
        }
    }
}

/// The variable of an object in the body, apart from those that are there already.
fn inner_variable(name: &str, content: &str) -> String {
    let taken = [
        content,
        "body",
        "has_more",
        "location",
        "next_cursor",
        "page_number",
        "query",
        "request",
        "size",
        "state",
        "total",
    ];
    let ident = field_ident(name);
    if taken.contains(&ident.as_str()) {
        format!("{ident}_object")
    } else {
        ident
    }
}

/// How many pages there are; an empty one counts as none.
fn pages(listing: Option<&Listing>) -> &'static str {
    match listing.map(|listing| &listing.paging) {
        Some(Paging::Page { .. }) => "total.saturating_add(size - 1) / size.max(1)",
        _ => "total.saturating_add(query.limit - 1) / query.limit.max(1)",
    }
}

/// A request parameter as the page was made with it.
fn echo(parameter: &str, listing: Option<&Listing>) -> &'static str {
    match listing.map(|listing| &listing.paging) {
        Some(Paging::Offset { limit, .. }) if limit == parameter => "query.limit",
        Some(Paging::Offset { offset, .. }) if offset.as_deref() == Some(parameter) => {
            "query.offset"
        }
        Some(Paging::Page { page, .. }) if page == parameter => "page_number",
        Some(Paging::Page { size, .. }) if size.as_deref() == Some(parameter) => "query.limit",
        Some(Paging::Cursor { limit, .. }) if limit.as_deref() == Some(parameter) => {
            "query.limit - 1"
        }
        _ => "0",
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
