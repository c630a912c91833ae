//! Objects: the properties of all parts merged, one direction's view of them.

use super::{
    context::{Lowerer, Place},
    parts::Parts,
    schema::is_named,
};
use crate::{
    ir::{Additional, Direction, Field, Kind, Object, Schema},
    source::Span,
    spec::{Node, Value},
};

/// What `additionalProperties` of all parts comes to.
enum Rest<'a> {
    Unsaid,
    Allowed,
    Refused,
    Schemas(Vec<&'a Node>),
}

impl<'a> Lowerer<'a> {
    pub(super) fn object(&mut self, parts: &Parts<'a>, place: &Place) -> Kind {
        let properties = self.properties(parts);
        let rest = rest(parts);
        if properties.is_empty() {
            let values = match rest {
                Rest::Schemas(schemas) => self.conjunction(&schemas, &place.child("value")),
                Rest::Unsaid | Rest::Allowed => Schema::of(Kind::Any, parts.span()),
                Rest::Refused => return self.closed_empty(parts),
            };
            return self.map(parts, values);
        }
        let required = required(parts);
        let (foreign, fields) = properties
            .iter()
            .map(|property| {
                self.field(
                    property,
                    required.contains(&property.0),
                    parts.span(),
                    place,
                )
            })
            .partition(|field| is_foreign(field, place.direction));
        let additional = match rest {
            _ if parts.has("patternProperties") => {
                Additional::Kept(Box::new(Schema::of(Kind::Any, parts.span())))
            }
            Rest::Unsaid | Rest::Allowed if counts_members(parts) => {
                Additional::Kept(Box::new(Schema::of(Kind::Any, parts.span())))
            }
            Rest::Unsaid | Rest::Allowed => Additional::Ignored,
            Rest::Refused => Additional::Refused,
            Rest::Schemas(schemas) => {
                Additional::Kept(Box::new(self.conjunction(&schemas, &place.child("value"))))
            }
        };
        Kind::Object(Object {
            fields,
            foreign,
            additional,
            min_properties: parts.greatest("minProperties"),
            max_properties: parts.least("maxProperties"),
        })
    }

    fn closed_empty(&mut self, parts: &Parts<'a>) -> Kind {
        if parts.has("patternProperties") {
            return self.map(parts, Schema::of(Kind::Any, parts.span()));
        }
        Kind::Object(Object {
            fields: Vec::new(),
            foreign: Vec::new(),
            additional: Additional::Refused,
            min_properties: parts.greatest("minProperties"),
            max_properties: parts.least("maxProperties"),
        })
    }

    /// Every property with all its definitions, in order of first mention; a required one without any is free-form.
    fn properties(&mut self, parts: &Parts<'a>) -> Vec<(&'a str, Vec<&'a Node>)> {
        let mut list: Vec<(&'a str, Vec<&'a Node>)> = Vec::new();
        let mut index = std::collections::HashMap::new();
        for (name, node) in parts
            .all("properties")
            .filter_map(Node::as_object)
            .flat_map(|object| object.iter())
        {
            let position = *index.entry(name).or_insert_with(|| {
                list.push((name, Vec::new()));
                list.len() - 1
            });
            list[position].1.push(node);
        }
        if !list.is_empty() {
            for name in required(parts) {
                if !index.contains_key(name)
                    && !parts.has("additionalProperties")
                    && !parts.has("patternProperties")
                {
                    list.push((name, Vec::new()));
                }
            }
        }
        list
    }

    /// One property.
    fn field(
        &mut self,
        (name, nodes): &(&'a str, Vec<&'a Node>),
        required: bool,
        span: Span,
        place: &Place,
    ) -> Field {
        let place = place.child(name);
        let schema = match nodes.as_slice() {
            [] => Schema::of(Kind::Any, span),
            nodes => self.conjunction(nodes, &place),
        };
        Field {
            name: (*name).to_owned(),
            schema,
            required,
        }
    }

    /// Gives a lowered inline schema the name of its place.
    pub(super) fn name_inline(&mut self, schema: Schema, place: &Place) -> Schema {
        if is_named(&schema.kind) {
            self.name(schema, place)
        } else {
            schema
        }
    }

    /// Makes a schema a type named after its place.
    pub(super) fn name(&mut self, schema: Schema, place: &Place) -> Schema {
        let name = self.inline_name(&place.hint);
        let id = self.declare(name, None, schema.span);
        let outer = Schema {
            nullable: schema.nullable,
            ..Schema::of(Kind::Ref(id), schema.span)
        };
        self.types[id].schema = schema;
        outer
    }
}

/// Whether a property belongs to the other direction only.
fn is_foreign(field: &Field, direction: Direction) -> bool {
    match direction {
        Direction::Request => field.schema.meta.read_only,
        Direction::Response => field.schema.meta.write_only,
    }
}

/// The names in all `required` lists.
pub(super) fn required<'a>(parts: &Parts<'a>) -> Vec<&'a str> {
    let mut names: Vec<&'a str> = Vec::new();
    for name in parts
        .all("required")
        .filter_map(Node::as_array)
        .flatten()
        .filter_map(Node::as_str)
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Keywords that look at members which the properties do not name, so that they must be kept to be judged.
const COUNTING: [&str; 7] = [
    "maxProperties",
    "propertyNames",
    "not",
    "if",
    "unevaluatedProperties",
    "dependentSchemas",
    "dependentRequired",
];

/// Whether there is such a keyword, in one of several conditions as well.
fn counts_members(parts: &Parts<'_>) -> bool {
    let mut conditions = ["anyOf", "oneOf"]
        .into_iter()
        .flat_map(|key| parts.all(key))
        .filter_map(Node::as_array)
        .flatten();
    COUNTING.into_iter().any(|key| parts.has(key))
        || conditions.any(|one| COUNTING.into_iter().any(|key| one.get(key).is_some()))
}

fn rest<'a>(parts: &Parts<'a>) -> Rest<'a> {
    let mut result = Rest::Unsaid;
    for node in parts.all("additionalProperties") {
        result = match (&node.value, result) {
            (Value::Bool(false), _) | (_, Rest::Refused) => Rest::Refused,
            (Value::Bool(true), Rest::Unsaid) => Rest::Allowed,
            (Value::Bool(true), before) => before,
            (Value::Object(object), before) if object.is_empty() => match before {
                Rest::Unsaid => Rest::Allowed,
                other => other,
            },
            (_, Rest::Schemas(mut schemas)) => {
                schemas.push(node);
                Rest::Schemas(schemas)
            }
            (_, Rest::Unsaid | Rest::Allowed) => Rest::Schemas(vec![node]),
        };
    }
    result
}
