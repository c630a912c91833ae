//! Finding the entity in request and response bodies.

use super::{
    frame::{Scope, around},
    model::{Returned, Shape},
    words::{one_of, same},
};
use crate::ir::{
    Additional, Api, Content, ContentKind, Field, Kind, Object, Operation, Schema, StatusPattern,
    TypeId,
};

/// The object that a type is.
pub(super) fn object(api: &Api, id: TypeId) -> Option<&Object> {
    match &api.types[id].schema.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// The object type that a schema refers to; values that may be `null` are none.
pub(super) fn object_ref(api: &Api, schema: &Schema) -> Option<TypeId> {
    match schema.kind {
        Kind::Ref(id) if !schema.nullable && object(api, id).is_some() => Some(id),
        _ => None,
    }
}

/// The only content of a body, when it is JSON.
fn json(contents: &[Content]) -> Option<&Schema> {
    match contents {
        [content] if content.kind == ContentKind::Json => content.schema.as_ref(),
        _ => None,
    }
}

/// The only request body type, an object in JSON that must be sent.
pub(super) fn input(api: &Api, operation: &Operation) -> Option<TypeId> {
    let body = operation.body.as_ref()?;
    let schema = json(&body.contents)?;
    object_ref(api, schema)
}

/// Whether values have members beyond the declared ones, which no column holds.
pub(super) fn keeps_more(object: &Object) -> bool {
    matches!(object.additional, Additional::Kept(_))
}

/// The success response: its status and schema, `None` for no body. Nothing when it is no single JSON response.
pub(super) fn success(operation: &Operation) -> Option<(u16, Option<&Schema>)> {
    let mut successes = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success());
    let (first, None) = (successes.next()?, successes.next()) else {
        return None;
    };
    let StatusPattern::Code(status) = first.status else {
        return None;
    };
    match first.contents.as_slice() {
        [] => Some((status, None)),
        contents => Some((status, Some(json(contents)?))),
    }
}

/// Names of a property that holds the whole answer.
const WRAPPERS: [&str; 8] = [
    "data", "item", "result", "value", "record", "entity", "payload", "response",
];

/// The entity type of a schema: itself, or in the one property of an object that only wraps it.
pub(super) fn entity(api: &Api, schema: &Schema, singular: &str) -> Option<(TypeId, Shape)> {
    let id = object_ref(api, schema)?;
    for (path, inner) in wrapped(api, id, singular) {
        if let Ok(frame) = around(api, id, &path, Scope::One) {
            return Some((inner, Shape::Wrapped(frame)));
        }
    }
    Some((id, Shape::Entity))
}

/// What may be wrapped in an object, by the way to it; the innermost first (`data.user` before `data`).
fn wrapped(api: &Api, id: TypeId, singular: &str) -> Vec<(Vec<String>, TypeId)> {
    let fields = |id| object(api, id).map_or(&[][..], |object| &object.fields[..]);
    let inner = |field: &Field| {
        let named = one_of(&field.name, &WRAPPERS) || same(&field.name, singular);
        object_ref(api, &field.schema).filter(|_| named)
    };
    let mut found = Vec::new();
    for outer in fields(id) {
        let Some(middle) = inner(outer) else { continue };
        for field in fields(middle) {
            if let Some(deep) = inner(field) {
                found.push((vec![outer.name.clone(), field.name.clone()], deep));
            }
        }
        found.push((vec![outer.name.clone()], middle));
    }
    found
}

/// How a success response returns an entity that is already known.
pub(super) fn returned(
    api: &Api,
    operation: &Operation,
    known: TypeId,
    singular: &str,
) -> Option<Returned> {
    let (status, schema) = success(operation)?;
    let Some(schema) = schema else {
        return Some(Returned {
            status,
            shape: Shape::Nothing,
        });
    };
    if object_ref(api, schema) == Some(known) {
        return Some(Returned {
            status,
            shape: Shape::Entity,
        });
    }
    let (found, shape) = entity(api, schema, singular)?;
    (found == known).then_some(Returned { status, shape })
}
