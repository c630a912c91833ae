//! One schema: references first, then what its parts say together.

use super::{
    context::{Lowerer, Place},
    parts::{Part, Parts},
};
use crate::{
    ir::{Direction, Kind, Meta, Schema, TypeId},
    spec::{Node, RefId, Resolved, Version},
};

impl<'a> Lowerer<'a> {
    /// Lowers a schema wherever it stands.
    pub(super) fn schema(&mut self, node: &'a Node, place: &Place) -> Schema {
        if self.too_deep(place, node.span) {
            return Schema::of(Kind::Any, node.span);
        }
        match self.sole_reference(node) {
            Sole::Reference { id, target, around } => {
                let schema = self.referenced(id, target, place);
                annotated(schema, &around)
            }
            Sole::Nowhere => Schema::of(Kind::Any, node.span),
            Sole::No => {
                let parts = self.parts(node);
                self.inline(&parts, Some(node), place)
            }
        }
    }

    /// What several schemas say together.
    pub(super) fn conjunction(&mut self, nodes: &[&'a Node], place: &Place) -> Schema {
        let speaking: Vec<&'a Node> = nodes.iter().copied().filter(|node| speaks(node)).collect();
        match (speaking.as_slice(), nodes) {
            ([], [only]) | ([only], [_]) => self.schema(only, place),
            ([only], _) => {
                let schema = self.schema(only, place);
                annotated(schema, nodes)
            }
            _ => {
                let list = nodes
                    .iter()
                    .flat_map(|node| self.parts(node).list)
                    .collect();
                self.inline(&Parts { list }, None, place)
            }
        }
    }

    /// Whether a schema is no more than a reference with annotations around it, possibly in a lone `allOf`.
    fn sole_reference(&mut self, node: &'a Node) -> Sole<'a> {
        let mut around = vec![node];
        let mut current = node;
        loop {
            if current
                .get("$ref")
                .is_some_and(|reference| reference.as_str().is_some())
            {
                if self.siblings_count(current) {
                    return Sole::No;
                }
                return match self.document.deref(current) {
                    Ok(Resolved {
                        node: target,
                        id: Some(id),
                        ..
                    }) => Sole::Reference { id, target, around },
                    Ok(_) => Sole::No,
                    Err(diagnostic) => {
                        self.unresolved(current, diagnostic);
                        Sole::Nowhere
                    }
                };
            }
            match current.get("allOf").and_then(Node::as_array) {
                Some([only])
                    if !Part::root(current).is_structural() && !self.families.is_heir(current) =>
                {
                    around.push(only);
                    current = only;
                }
                _ => return Sole::No,
            }
        }
    }

    /// Keywords beside a `$ref` restrict from 3.1 on; 3.0 ignores them, which is said.
    fn siblings_count(&mut self, node: &Node) -> bool {
        let restricts = Part::root(node).is_structural() || node.get("allOf").is_some();
        if restricts && self.document.version() == Version::V3_0 {
            self.warn(
                "ref-siblings",
                "keywords beside a `$ref` mean nothing in OpenAPI 3.0 and are ignored",
                node.span,
                "put the reference and the keywords into an `allOf`",
            );
            return false;
        }
        restricts
    }

    /// The target of a reference: a named type, or an alias that is taken over in place.
    pub(super) fn referenced(&mut self, id: RefId, node: &'a Node, place: &Place) -> Schema {
        let split = self.directions.differ(self.document, &id, node);
        let direction = if split {
            place.direction
        } else {
            Direction::Response
        };
        let key = (id, direction);
        if let Some(&known) = self.named.get(&key) {
            return self.reference(known, node);
        }
        if let Some(alias) = self.aliases.get(&key) {
            return alias.clone();
        }
        if self.in_progress.contains(&key) || is_plainly_named(node) {
            let known = self.declare_target(&key, node, split);
            if !self.in_progress.contains(&key) {
                self.postpone(known, node, place.clone());
            }
            return self.reference(known, node);
        }
        self.in_progress.insert(key.clone());
        let name = self.target_hint(&key.0);
        let body = self.body(
            node,
            &Place {
                hint: name,
                ..place.deeper()
            },
        );
        self.in_progress.remove(&key);
        match self.named.get(&key) {
            Some(&known) => {
                self.types[known].schema = body;
                self.reference(known, node)
            }
            None if is_named(&body.kind) => {
                let known = self.declare_target(&key, node, split);
                self.types[known].schema = body;
                self.reference(known, node)
            }
            None => {
                self.aliases.insert(key, body.clone());
                body
            }
        }
    }

    fn target_hint(&self, id: &RefId) -> String {
        id.pointer
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace("~1", "/")
            .replace("~0", "~")
    }

    fn declare_target(&mut self, key: &super::context::Key, node: &Node, split: bool) -> TypeId {
        let name = self.name_of(&key.0, key.1, split);
        let component = key
            .0
            .pointer
            .strip_prefix("/components/schemas/")
            .map(|_| self.target_hint(&key.0));
        let id = self.declare(name, component, node.span);
        self.named.insert(key.clone(), id);
        id
    }

    /// A named type for the target of a reference, even where an alias would do.
    pub(super) fn named_target(&mut self, id: RefId, node: &'a Node, place: &Place) -> TypeId {
        let schema = self.referenced(id.clone(), node, place);
        if let Kind::Ref(known) = schema.kind {
            return known;
        }
        let split = self.directions.differ(self.document, &id, node);
        let direction = if split {
            place.direction
        } else {
            Direction::Response
        };
        let known = self.declare_target(&(id, direction), node, split);
        self.types[known].schema = schema;
        known
    }

    fn reference(&self, id: TypeId, node: &Node) -> Schema {
        let mut schema = Schema::of(Kind::Ref(id), node.span);
        let has_null = |key| {
            let alternatives = node.get(key).and_then(Node::as_array).unwrap_or_default();
            alternatives.iter().any(super::union::is_null)
        };
        schema.nullable = nullable(node) || has_null("oneOf") || has_null("anyOf");
        schema
    }

    /// The content of a named type.
    pub(super) fn body(&mut self, node: &'a Node, place: &Place) -> Schema {
        if let Some(union) = self.inherited(node, place) {
            return union;
        }
        match self.sole_reference(node) {
            Sole::Reference { .. } | Sole::Nowhere => self.schema(node, place),
            Sole::No => {
                let parts = self.parts(node);
                let schema = self.compose(&parts, place);
                Schema {
                    meta: overlay(meta(&parts), schema.meta.clone()),
                    ..schema
                }
            }
        }
    }

    /// A schema without a name of its own; what needs one gets it from its title or place.
    fn inline(&mut self, parts: &Parts<'a>, node: Option<&'a Node>, place: &Place) -> Schema {
        let key = node.map(|node| {
            let split = self.directions.inline_differs(self.document, node);
            (
                super::shape::shape(node),
                if split {
                    place.direction
                } else {
                    Direction::Response
                },
            )
        });
        if let Some(&known) = key.as_ref().and_then(|key| self.inline.get(key)) {
            let mut schema = self.reference(known, parts.list[0].node);
            schema.meta = meta(parts);
            schema.nullable |= self.types[known].schema.nullable;
            return schema;
        }
        let schema = self.compose(parts, place);
        let schema = Schema {
            meta: overlay(meta(parts), schema.meta.clone()),
            ..schema
        };
        if !is_named(&schema.kind) {
            return schema;
        }
        let title = node
            .and_then(|node| node.get("title"))
            .and_then(Node::as_str)
            .filter(|title| title.len() <= 60);
        let name = self.inline_name(title.unwrap_or(&place.hint));
        let id = self.declare(name, None, schema.span);
        let outer = Schema {
            nullable: schema.nullable,
            meta: schema.meta.clone(),
            ..Schema::of(Kind::Ref(id), schema.span)
        };
        self.types[id].schema = schema;
        if let Some(key) = key {
            self.inline.insert(key, id);
        }
        outer
    }
}

/// What [`Lowerer::sole_reference`] finds.
enum Sole<'a> {
    /// The target, and the schemas around the reference with their annotations.
    Reference {
        id: RefId,
        target: &'a Node,
        around: Vec<&'a Node>,
    },
    /// A reference that leads nowhere; reported.
    Nowhere,
    /// More than a reference.
    No,
}

/// Whether a schema says anything that restricts values.
fn speaks(node: &Node) -> bool {
    node.get("$ref").is_some() || node.get("allOf").is_some() || Part::root(node).is_structural()
}

/// Lays the annotations of the schemas around a reference over its target's.
fn annotated(mut schema: Schema, around: &[&Node]) -> Schema {
    let parts = Parts {
        list: around.iter().map(|&node| Part::root(node)).collect(),
    };
    schema.meta = overlay(meta(&parts), schema.meta);
    schema.nullable |= around.iter().any(|node| nullable(node));
    schema.span = parts.span();
    schema
}

/// Whether the kind exists only as a named type.
pub(super) fn is_named(kind: &Kind) -> bool {
    matches!(kind, Kind::Object(_) | Kind::Enum(_) | Kind::Union(_))
}

/// Objects with properties: surely a named type, so that its content can wait.
fn is_plainly_named(node: &Node) -> bool {
    let has = |key| node.get(key).is_some();
    node.get("properties")
        .and_then(Node::as_object)
        .is_some_and(|properties| !properties.is_empty())
        && !has("oneOf")
        && !has("anyOf")
        && !has("allOf")
        && !has("$ref")
        && !has("enum")
        && !has("const")
        && node
            .get("type")
            .is_none_or(|of| of.as_str() == Some("object"))
}

/// `nullable: true` (3.0), or a `type` list with `null` (3.1).
pub(super) fn nullable(node: &Node) -> bool {
    node.get("nullable").and_then(Node::as_bool) == Some(true)
        || node
            .get("type")
            .and_then(Node::as_array)
            .is_some_and(|types| types.iter().any(|of| of.as_str() == Some("null")))
}

/// The annotations of a conjunction.
pub(super) fn meta(parts: &Parts<'_>) -> Meta {
    Meta {
        title: parts.list[0]
            .node
            .get("title")
            .and_then(Node::as_str)
            .map(str::to_owned),
        description: parts.text("description"),
        default: parts.first("default").map(Node::to_json),
        example: parts
            .first("example")
            .or_else(|| {
                parts
                    .first("examples")
                    .and_then(Node::as_array)
                    .and_then(<[Node]>::first)
            })
            .map(Node::to_json),
        deprecated: parts.flag("deprecated"),
        read_only: parts.flag("readOnly"),
        write_only: parts.flag("writeOnly"),
        unique: parts.flag("x-unique"),
    }
}

/// What the outer schema says wins over what the inner one says.
fn overlay(outer: Meta, inner: Meta) -> Meta {
    Meta {
        title: outer.title.or(inner.title),
        description: outer.description.or(inner.description),
        default: outer.default.or(inner.default),
        example: outer.example.or(inner.example),
        deprecated: outer.deprecated || inner.deprecated,
        read_only: outer.read_only || inner.read_only,
        write_only: outer.write_only || inner.write_only,
        unique: outer.unique || inner.unique,
    }
}
