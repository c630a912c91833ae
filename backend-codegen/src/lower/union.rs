//! `oneOf` and `anyOf`: alternatives of types, or mere conditions on one.

use super::{
    context::{Lowerer, Place},
    parts::{Part, Parts},
};
use crate::{
    ir::{
        Bounds, Kind, RawKeyword, RawSchema, Schema, StringFormat, Union, UnionMode, Variant,
        names::upper_camel,
    },
    spec::Node,
};

impl<'a> Lowerer<'a> {
    /// A conjunction with `oneOf` or `anyOf` in one of its parts.
    pub(super) fn union(
        &mut self,
        parts: &Parts<'a>,
        types: &[&'static str],
        place: &Place,
    ) -> Schema {
        let lists: Vec<(UnionMode, &'a Node)> = parts
            .all("oneOf")
            .map(|node| (UnionMode::OneOf, node))
            .chain(parts.all("anyOf").map(|node| (UnionMode::AnyOf, node)))
            .collect();
        let [(mode, list)] = lists.as_slice() else {
            return self.asserted(parts, types, place);
        };
        let alternatives = list.as_array().unwrap_or_default();
        let (nulls, rest): (Vec<&'a Node>, Vec<&'a Node>) =
            alternatives.iter().partition(|node| is_null(node));
        let mut schema = if rest.is_empty() || rest.iter().any(|node| is_condition(node)) {
            self.asserted(parts, types, place)
        } else if let [only] = rest.as_slice() {
            self.bare_alternative(parts, only, place)
        } else {
            self.variants(parts, *mode, &rest, place)
        };
        schema.nullable |= !nulls.is_empty();
        schema
    }

    /// The keywords beside the union decide the kind; the union is left to the validator.
    fn asserted(&mut self, parts: &Parts<'a>, types: &[&'static str], place: &Place) -> Schema {
        let kind = match types {
            [only] => self.one_type(only, parts, place),
            _ => Kind::Any,
        };
        let mut schema = Schema::of(kind, parts.span());
        let mut raw = RawSchema::default();
        for part in &parts.list {
            for (key, make) in [
                (
                    "oneOf",
                    RawKeyword::OneOf as fn(Vec<RawSchema>) -> RawKeyword,
                ),
                (
                    "anyOf",
                    RawKeyword::AnyOf as fn(Vec<RawSchema>) -> RawKeyword,
                ),
            ] {
                if let Some(list) = part.node.get(key).and_then(Node::as_array) {
                    let list = list
                        .iter()
                        .map(|node| self.raw(node, &place.deeper()))
                        .collect();
                    raw.keywords.push(make(list));
                }
            }
        }
        schema.assertions.push(raw);
        schema
    }

    fn variants(
        &mut self,
        parts: &Parts<'a>,
        mode: UnionMode,
        list: &[&'a Node],
        place: &Place,
    ) -> Schema {
        let discriminator = self.discriminator(parts, list);
        let mut names = crate::ir::names::Namer::default();
        let mut variants = Vec::new();
        for (index, node) in list.iter().enumerate() {
            let hint = self.variant_name(node, index);
            let schema = self.alternative(parts, node, &place.child(&hint));
            let tags = discriminator
                .as_ref()
                .map(|found| found.tags[index].clone())
                .unwrap_or_default();
            variants.push(Variant {
                name: names.unique(&upper_camel(&hint, "Variant")),
                tags,
                schema,
            });
        }
        let discriminator = discriminator.map(|found| found.property);
        Schema::of(
            Kind::Union(Union {
                mode,
                variants,
                discriminator,
                base: None,
            }),
            parts.span(),
        )
    }

    /// One alternative together with the keywords that stand beside the union.
    fn alternative(&mut self, parts: &Parts<'a>, node: &'a Node, place: &Place) -> Schema {
        let schema = self.bare_alternative(parts, node, place);
        self.name_restricted(schema, place)
    }

    fn bare_alternative(&mut self, parts: &Parts<'a>, node: &'a Node, place: &Place) -> Schema {
        let beside: Vec<Part<'a>> = parts
            .list
            .iter()
            .filter(|part| restricts(part.node))
            .cloned()
            .collect();
        if beside.is_empty() {
            return self.schema(node, place);
        }
        let mut list = self.parts(node).list;
        list.extend(beside);
        self.compose_beside(&Parts { list }, place)
    }

    /// A schema that is restricted beyond its type becomes a type of its own, so that its restrictions have a place:
    /// variants of unions, and bodies.
    pub(super) fn name_restricted(&mut self, schema: Schema, place: &Place) -> Schema {
        let plain = schema.assertions.is_empty() && is_plain(&schema.kind);
        if plain {
            schema
        } else {
            self.name(schema, place)
        }
    }

    /// Composes without the unions of the outer parts, which have been taken apart already.
    fn compose_beside(&mut self, parts: &Parts<'a>, place: &Place) -> Schema {
        let inner = parts.list[0].node;
        if inner.get("oneOf").is_some()
            || inner.get("anyOf").is_some()
            || inner.get("$ref").is_some()
        {
            let schema = self.schema(inner, place);
            if !matches!(schema.kind, Kind::Ref(_)) || self.is_plain_object(parts) {
                return self.object_of(parts, place);
            }
            return schema;
        }
        self.object_of(parts, place)
    }

    fn is_plain_object(&self, parts: &Parts<'a>) -> bool {
        parts
            .list
            .iter()
            .any(|part| part.node.get("properties").is_some())
    }

    fn object_of(&mut self, parts: &Parts<'a>, place: &Place) -> Schema {
        let kind = match parts.text("type").as_deref() {
            Some(of @ ("boolean" | "integer" | "number" | "string" | "array")) => {
                self.one_type(of, parts, place)
            }
            _ => self.object(parts, place),
        };
        Schema::of(kind, parts.span())
    }

    fn variant_name(&mut self, node: &'a Node, index: usize) -> String {
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            let last = reference
                .rsplit(['/', '#'])
                .find(|part| !part.is_empty())
                .unwrap_or(reference);
            return last.split('.').next().unwrap_or(last).to_owned();
        }
        let title = node
            .get("title")
            .and_then(Node::as_str)
            .filter(|title| title.len() <= 60);
        let kind = node.get("type").and_then(Node::as_str);
        title
            .or(kind)
            .map_or_else(|| format!("Variant{}", index + 1), str::to_owned)
    }

    /// The discriminator, when every alternative is an object that has the property, with the values choosing each.
    fn discriminator(&mut self, parts: &Parts<'a>, list: &[&'a Node]) -> Option<Discriminator> {
        let node = parts.first("discriminator")?;
        let property = node
            .get("propertyName")
            .or(Some(node))
            .and_then(Node::as_str)?;
        let mapping = node.get("mapping").and_then(Node::as_object);
        let mut tags: Vec<Vec<String>> = vec![Vec::new(); list.len()];
        for (value, target) in mapping.into_iter().flat_map(|mapping| mapping.iter()) {
            let Some(text) = target.as_str() else {
                continue;
            };
            match list
                .iter()
                .position(|alternative| self.is_target(alternative, text, target))
            {
                Some(index) => tags[index].push(value.to_owned()),
                None => self.warn(
                    "discriminator-mapping",
                    format!(
                        "`{}` is mapped to a schema that is none of the alternatives",
                        super::compose::printable(value)
                    ),
                    target.span,
                    "name one of the schemas in `oneOf` or `anyOf`",
                ),
            }
        }
        for (index, alternative) in list.iter().enumerate() {
            let own = self.tag_values(alternative, property)?;
            if let Tag::Values(values) = &own
                && let Some(tag) = tags[index].iter().find(|tag| !values.contains(tag))
            {
                self.warn(
                    "discriminator-mapping",
                    format!(
                        "`{}` is mapped to a schema whose `{}` is never that; the alternatives are tried one by one",
                        super::compose::printable(tag),
                        super::compose::printable(property)
                    ),
                    alternative.span,
                    "add the value to the property's `enum`, or correct the mapping",
                );
                return None;
            }
            if tags[index].is_empty() {
                tags[index] = match (own, alternative.get("$ref").and_then(Node::as_str)) {
                    (Tag::Values(values), _) => values,
                    (Tag::Free, Some(reference)) => {
                        vec![
                            reference
                                .rsplit(['/', '#'])
                                .next()
                                .unwrap_or(reference)
                                .to_owned(),
                        ]
                    }
                    (Tag::Free, None) => return None,
                };
            }
        }
        let mut seen = std::collections::HashSet::new();
        tags.iter()
            .flatten()
            .all(|tag| seen.insert(tag))
            .then(|| Discriminator {
                property: property.to_owned(),
                tags,
            })
    }

    fn is_target(&self, alternative: &'a Node, text: &str, at: &Node) -> bool {
        let Ok(own) = self.document.deref(alternative) else {
            return false;
        };
        let as_name = format!("#/components/schemas/{text}");
        [text, as_name.as_str()]
            .into_iter()
            .filter_map(|reference| self.document.resolve(reference, at.span).ok())
            .any(|target| own.id.is_some() && target.id == own.id)
    }

    /// What the discriminator property of an alternative may be; `None` when it has no such property.
    fn tag_values(&mut self, alternative: &'a Node, property: &str) -> Option<Tag> {
        let parts = self.parts(alternative);
        let nodes: Vec<&'a Node> = parts
            .all("properties")
            .filter_map(|properties| properties.get(property))
            .collect();
        if nodes.is_empty() {
            return None;
        }
        let mut values = Vec::new();
        for node in nodes {
            let own = self.parts(node);
            let listed = own
                .all("enum")
                .filter_map(Node::as_array)
                .flatten()
                .chain(own.all("const"));
            values.extend(listed.filter_map(Node::as_str).map(str::to_owned));
        }
        Some(if values.is_empty() {
            Tag::Free
        } else {
            Tag::Values(values)
        })
    }
}

/// Whether the type alone says everything.
fn is_plain(kind: &Kind) -> bool {
    match kind {
        Kind::Ref(_) | Kind::Boolean | Kind::Any => true,
        Kind::Integer { bounds, values, .. } => *bounds == Bounds::default() && values.is_empty(),
        Kind::Number { bounds, .. } => *bounds == Bounds::default(),
        Kind::String(string) => {
            string.format == StringFormat::Plain
                && string.min_length.is_none()
                && string.max_length.is_none()
                && string.pattern.is_none()
        }
        Kind::Array(array) => {
            array.min_items.is_none()
                && array.max_items.is_none()
                && !array.unique_items
                && array.items.assertions.is_empty()
                && is_plain(&array.items.kind)
        }
        Kind::Map(map) => {
            map.keys.is_none()
                && map.min_properties.is_none()
                && map.max_properties.is_none()
                && map.values.assertions.is_empty()
                && is_plain(&map.values.kind)
        }
        Kind::Never | Kind::Enum(_) | Kind::Object(_) | Kind::Union(_) => false,
    }
}

struct Discriminator {
    property: String,
    tags: Vec<Vec<String>>,
}

enum Tag {
    /// The property lists its values.
    Values(Vec<String>),
    /// It is any string; the schema's name is its value.
    Free,
}

/// `{"type": "null"}`, and `enum` or `const` of null alone.
pub(super) fn is_null(node: &Node) -> bool {
    node.get("type").and_then(Node::as_str) == Some("null")
        || node.get("const").is_some_and(Node::is_null)
        || node
            .get("enum")
            .and_then(Node::as_array)
            .is_some_and(|list| list.len() == 1 && list[0].is_null())
}

/// A schema that names no type: a condition on the object beside it, such as `{required: [a]}`.
fn is_condition(node: &Node) -> bool {
    let typed = [
        "$ref",
        "type",
        "properties",
        "items",
        "enum",
        "const",
        "allOf",
        "oneOf",
        "anyOf",
        "additionalProperties",
        "format",
    ];
    !typed.iter().any(|key| node.get(key).is_some())
}

/// Whether a part has keywords for the alternatives to heed, beside the union itself.
fn restricts(node: &Node) -> bool {
    [
        "properties",
        "required",
        "additionalProperties",
        "minProperties",
        "maxProperties",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "items",
    ]
    .iter()
    .any(|key| node.get(key).is_some())
}
