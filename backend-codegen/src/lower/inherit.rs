//! Inheritance (OpenAPI 3.0 §4.7.25): a schema with a `discriminator` and no `oneOf`, which others extend by `allOf`.
//!
//! Where such a base is used, a value is one of those that extend it, told apart by the discriminator.

use std::collections::{HashMap, HashSet};

use super::context::{Lowerer, Place};
use crate::{
    ir::{Kind, Schema, Union, UnionMode, Variant, names::Namer, names::upper_camel},
    source::Span,
    spec::{Node, RefId, Resolved},
};

/// Who extends whom among the components.
#[derive(Debug, Default)]
pub(super) struct Families<'a> {
    /// The bases, by where they stand.
    bases: HashMap<Span, Base<'a>>,
    /// Where those stand that extend a base.
    heirs: HashSet<Span>,
}

#[derive(Debug)]
struct Base<'a> {
    name: String,
    id: RefId,
    heirs: Vec<Heir<'a>>,
}

/// A schema that extends a base, directly or through others.
#[derive(Debug, Clone)]
struct Heir<'a> {
    name: String,
    id: RefId,
    node: &'a Node,
}

fn is_base(node: &Node) -> bool {
    node.get("discriminator").is_some()
        && node.get("oneOf").is_none()
        && node.get("anyOf").is_none()
}

impl<'a> Families<'a> {
    /// Whether a schema extends a base, so that it is a type of its own even when it adds nothing.
    pub(super) fn is_heir(&self, node: &Node) -> bool {
        self.heirs.contains(&node.span)
    }
}

impl<'a> Lowerer<'a> {
    /// The families of the document.
    pub(super) fn families(&self) -> Families<'a> {
        let members = self.members();
        let mut children: HashMap<&RefId, Vec<usize>> = HashMap::new();
        let parents: Vec<Vec<RefId>> = members.iter().map(|one| self.parents(one.node)).collect();
        for (index, parents) in parents.iter().enumerate() {
            for parent in parents {
                children.entry(parent).or_default().push(index);
            }
        }
        let mut families = Families::default();
        for base in members.iter().filter(|one| is_base(one.node)) {
            let mut found = HashSet::new();
            let mut work = vec![&base.id];
            while let Some(id) = work.pop() {
                for &child in children.get(id).into_iter().flatten() {
                    if members[child].id != base.id && found.insert(child) {
                        work.push(&members[child].id);
                    }
                }
            }
            let mut found: Vec<usize> = found.into_iter().collect();
            found.sort_unstable();
            let heirs: Vec<Heir<'a>> = found.iter().map(|&index| members[index].clone()).collect();
            if heirs.is_empty() {
                continue;
            }
            families
                .heirs
                .extend(heirs.iter().map(|heir| heir.node.span));
            let (name, id) = (base.name.clone(), base.id.clone());
            families
                .bases
                .insert(base.node.span, Base { name, id, heirs });
        }
        families
    }

    /// The components, in document order.
    fn members(&self) -> Vec<Heir<'a>> {
        let root = self.document.root();
        let schemas = root
            .get("components")
            .and_then(|components| components.get("schemas"))
            .and_then(Node::as_object);
        let entries = schemas.into_iter().flat_map(|schemas| schemas.entries());
        entries
            .filter_map(|entry| {
                let resolved = self.document.deref(&entry.value).ok()?;
                let id = resolved.id.unwrap_or_else(|| RefId {
                    source: root.span.source,
                    pointer: format!(
                        "/components/schemas/{}",
                        entry.key.replace('~', "~0").replace('/', "~1")
                    ),
                });
                Some(Heir {
                    name: entry.key.clone(),
                    id,
                    node: resolved.node,
                })
            })
            .collect()
    }

    /// The schemas that a schema extends.
    fn parents(&self, node: &'a Node) -> Vec<RefId> {
        let all_of = node
            .get("allOf")
            .and_then(Node::as_array)
            .unwrap_or_default();
        all_of
            .iter()
            .filter(|part| part.get("$ref").is_some())
            .filter_map(|part| self.document.deref(part).ok()?.id)
            .collect()
    }

    /// A base as the union of what extends it; `None` when it is no base, or its values cannot be told apart.
    pub(super) fn inherited(&mut self, node: &'a Node, place: &Place) -> Option<Schema> {
        let base = self.families.bases.get(&node.span)?;
        let (base_name, base_id, heirs) = (base.name.clone(), base.id.clone(), base.heirs.clone());
        let discriminator = node.get("discriminator")?;
        let property = discriminator
            .get("propertyName")
            .or(Some(discriminator))
            .and_then(Node::as_str)?;
        let own = node.get("properties")?.get(property)?;
        let mut tags = self.mapped(discriminator, &heirs, &base_id);
        let listed = listed(own);
        for (heir, tags) in heirs.iter().zip(&mut tags.heirs) {
            if tags.is_empty() {
                *tags = narrowed(heir.node, property);
            }
            if tags.is_empty() {
                tags.push(heir.name.clone());
            }
        }
        if tags.base.is_empty() && listed.contains(&base_name) {
            tags.base.push(base_name);
        }
        let mut seen = HashSet::new();
        if !tags
            .heirs
            .iter()
            .flatten()
            .chain(&tags.base)
            .all(|tag| seen.insert(tag.clone()))
        {
            return None;
        }
        let parts = self.parts(node);
        let shape = self.object(&parts, place);
        if !matches!(shape, Kind::Object(_)) {
            return None;
        }
        let shape = Schema {
            meta: super::schema::meta(&parts),
            ..Schema::of(shape, node.span)
        };
        let base = self.name(shape, &place.child("Base"));
        let Kind::Ref(base_type) = base.kind else {
            return None;
        };
        let mut names = Namer::default();
        let mut variants = Vec::new();
        if !tags.base.is_empty() {
            variants.push(Variant {
                name: names.unique("Base"),
                tags: tags.base,
                schema: base,
            });
        }
        for (heir, tags) in heirs.into_iter().zip(tags.heirs) {
            variants.push(Variant {
                name: names.unique(&upper_camel(&heir.name, "Variant")),
                tags,
                schema: self.referenced(heir.id, heir.node, place),
            });
        }
        let union = Union {
            mode: UnionMode::OneOf,
            variants,
            discriminator: Some(property.to_owned()),
            base: Some(base_type),
        };
        Some(Schema {
            nullable: super::schema::nullable(node),
            meta: super::schema::meta(&parts),
            ..Schema::of(Kind::Union(union), node.span)
        })
    }

    /// The values that `mapping` gives to each.
    fn mapped(&self, discriminator: &'a Node, heirs: &[Heir<'a>], base: &RefId) -> Tags {
        let mut tags = Tags {
            heirs: vec![Vec::new(); heirs.len()],
            base: Vec::new(),
        };
        let mapping = discriminator.get("mapping").and_then(Node::as_object);
        for (value, target) in mapping.into_iter().flat_map(|mapping| mapping.iter()) {
            let Some(text) = target.as_str() else {
                continue;
            };
            let as_name = format!("#/components/schemas/{text}");
            let ids: Vec<RefId> = [text, as_name.as_str()]
                .into_iter()
                .filter_map(|reference| self.document.resolve(reference, target.span).ok())
                .filter_map(|Resolved { id, .. }| id)
                .collect();
            if let Some(index) = heirs.iter().position(|heir| ids.contains(&heir.id)) {
                tags.heirs[index].push(value.to_owned());
            } else if ids.contains(base) {
                tags.base.push(value.to_owned());
            }
        }
        tags
    }

    /// Tells each heir that is a type which bases it extends.
    pub(super) fn mark_heirs(&mut self) {
        let mut found = Vec::new();
        for (id, definition) in self.types.iter() {
            if let Kind::Union(union) = &definition.schema.kind
                && union.base.is_some()
            {
                let heirs = union
                    .variants
                    .iter()
                    .filter_map(|variant| match variant.schema.kind {
                        Kind::Ref(heir) => Some(heir),
                        _ => None,
                    });
                let heirs = heirs.filter(|heir| Some(*heir) != union.base);
                found.extend(heirs.map(|heir| (heir, id)));
            }
        }
        for (heir, base) in found {
            self.types[heir].extends.push(base);
        }
    }
}

/// The values of the discriminator that choose each.
struct Tags {
    heirs: Vec<Vec<String>>,
    base: Vec<String>,
}

/// What `enum` or `const` of a property lists.
fn listed(property: &Node) -> Vec<String> {
    let values = property.get("enum").and_then(Node::as_array);
    let values = values
        .unwrap_or_default()
        .iter()
        .chain(property.get("const"));
    values.filter_map(Node::as_str).map(str::to_owned).collect()
}

/// The values to which a schema itself, not what it extends, narrows a property.
fn narrowed(node: &Node, property: &str) -> Vec<String> {
    let inline = node
        .get("allOf")
        .and_then(Node::as_array)
        .unwrap_or_default();
    let own = inline.iter().filter(|part| part.get("$ref").is_none());
    std::iter::once(node)
        .chain(own)
        .filter_map(|part| part.get("properties")?.get(property))
        .flat_map(listed)
        .collect()
}
