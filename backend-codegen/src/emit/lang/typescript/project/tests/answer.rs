//! The row in the answer of what has made it.

use super::plan::Tests;
use crate::{
    emit::lang::typescript::{Imports, Writer, member},
    ir::Kind,
    resources::{Action, Frame, Part, Resource, Shape},
};

/// Where a row is in the objects around it.
struct Place {
    /// `.data?.team`
    path: String,
    /// The document lets it be absent.
    optional: bool,
}

impl Tests<'_> {
    /// Whether an answer has the row in it, if only where it is well.
    pub(super) fn holds_row(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Entity => true,
            Shape::Wrapped(frame) => self.place(frame, false).is_some(),
            Shape::Nothing => false,
        }
    }

    /// Returns the row from a factory that has sent `operation`.
    pub(super) fn return_row(
        &self,
        resource: &Resource,
        operation: usize,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let schemas = "../src/generated/schemas.js";
        let entity = self.project.names.ty(resource.entity);
        let mut operations = resource.operations.iter();
        let shape = operations.find_map(|one| match &one.action {
            Action::Create(create) if one.operation == operation => Some(&create.returned.shape),
            _ => None,
        });
        let Some(Shape::Wrapped(frame)) = shape else {
            imports.value(schemas, entity);
            writer.line(format!("return {entity}.parse(await response.json());"));
            return;
        };
        let Some(place) = self.place(frame, false) else {
            return;
        };
        imports.ty(schemas, entity);
        let around = self.project.names.ty(frame.ty);
        imports.value(schemas, around);
        writer.line(format!(
            "const answer = {around}.parse(await response.json());"
        ));
        if !place.optional {
            writer.line(format!("return answer{};", place.path));
            return;
        }
        writer.line(format!("const row = answer{};", place.path));
        writer.open("if (row === undefined) {");
        writer.line("throw new Error(\"the answer has no row in it\");");
        writer.close("}");
        writer.line("return row;");
    }

    fn place(&self, frame: &Frame, optional: bool) -> Option<Place> {
        let Kind::Object(object) = &self.project.input.api.types[frame.ty].schema.kind else {
            return None;
        };
        frame.parts.iter().find_map(|(name, part)| {
            let field = object.fields.iter().find(|field| field.name == *name)?;
            if field.schema.nullable {
                return None;
            }
            let link = match (optional, member(name)) {
                (false, member) => member,
                (true, member) if member.starts_with('.') => format!("?{member}"),
                (true, member) => format!("?.{member}"),
            };
            match part {
                Part::Content => Some(Place {
                    path: link,
                    optional: optional || !field.required,
                }),
                Part::Frame(inner) => {
                    let place = self.place(inner, optional || !field.required)?;
                    Some(Place {
                        path: link + &place.path,
                        ..place
                    })
                }
                _ => None,
            }
        })
    }
}
