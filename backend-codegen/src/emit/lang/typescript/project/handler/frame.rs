//! Objects around an answer.

use super::super::entity::is_bigint;
use super::builder::Builder;
use crate::{
    emit::lang::typescript::{Expr, Imports, json, key, member},
    ir::{Field, Kind, Schema},
    resources::{Frame, Listing, Paging, Part},
};

impl Builder<'_, '_> {
    /// An object around the answer; members that nothing is known about are absent.
    pub(super) fn framed(
        &self,
        frame: &Frame,
        content: &str,
        listing: Option<&Listing>,
        imports: &mut Imports,
    ) -> Expr {
        let Some(object) = super::super::entity::object(self.project, frame.ty) else {
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
    pub(super) fn part(
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

    pub(super) fn echo(&self, parameter: &str, listing: &Listing, imports: &mut Imports) -> String {
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
