//! Whether a value of one type says all that a value of another one needs: the parts of a request's body against those
//! of what is stored.

use super::{body::object, fill::same_type, words::same};
use crate::ir::{Additional, Api, Field, Kind, Object, Schema, TypeId};

/// How deep types may nest in each other.
const DEPTH: usize = 8;

/// Whether values of `from` can be made into values of `to`, part by part. What the receiver does not have is left out.
pub(crate) fn converts(api: &Api, from: &Schema, to: &Schema) -> bool {
    part(api, from, to, 0)
}

fn part(api: &Api, from: &Schema, to: &Schema, depth: usize) -> bool {
    if same_type(from, to) {
        return true;
    }
    if depth > DEPTH {
        return false;
    }
    let fits = |from: &Schema, to: &Schema| {
        (to.nullable || !from.nullable) && part(api, from, to, depth + 1)
    };
    match (&from.kind, &to.kind) {
        (Kind::Array(from), Kind::Array(to)) => fits(&from.items, &to.items),
        (Kind::Map(from), Kind::Map(to)) => fits(&from.values, &to.values),
        (Kind::Ref(from), Kind::Ref(to)) => named(api, *from, *to, depth),
        _ => false,
    }
}

fn named(api: &Api, from: TypeId, to: TypeId, depth: usize) -> bool {
    let (given, wanted) = (&api.types[from], &api.types[to]);
    let is_plain = |id: TypeId| {
        let definition = &api.types[id];
        !definition.recursive && !definition.in_merges && !definition.schema.nullable
    };
    if !is_plain(from) || !is_plain(to) {
        return false;
    }
    match (&given.schema.kind, &wanted.schema.kind) {
        (Kind::Enum(given), Kind::Enum(wanted)) => given.iter().all(|word| wanted.contains(word)),
        _ => match (object(api, from), object(api, to)) {
            (Some(given), Some(wanted)) => objects(api, given, wanted, depth),
            _ => false,
        },
    }
}

fn objects(api: &Api, from: &Object, to: &Object, depth: usize) -> bool {
    let is_open = |object: &Object| matches!(object.additional, Additional::Kept(_));
    !is_open(from)
        && !is_open(to)
        && to.fields.iter().all(|wanted| {
            let given = from
                .fields
                .iter()
                .find(|given| same(&given.name, &wanted.name));
            match given {
                None => may_be_missing(wanted),
                Some(given) => {
                    let optional = given.schema.nullable
                        || (!given.required && given.schema.meta.default.is_none());
                    (!optional || may_be_missing(wanted))
                        && part(api, &given.schema, &wanted.schema, depth + 1)
                }
            }
        })
}

/// An absent list is an empty one.
fn may_be_missing(field: &Field) -> bool {
    !field.required || field.schema.nullable || matches!(field.schema.kind, Kind::Array(_))
}
