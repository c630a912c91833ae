//! Which named types mention which.

use std::collections::HashSet;

use super::{Additional, Kind, RawKeyword, RawSchema, Schema, TypeId, Types};

/// For each type, the types that it mentions.
pub(crate) fn edges(types: &Types) -> Vec<Vec<TypeId>> {
    types
        .iter()
        .map(|(_, definition)| references(&definition.schema))
        .collect()
}

/// The named types that a schema mentions.
fn references(schema: &Schema) -> Vec<TypeId> {
    let mut found = Vec::new();
    collect(schema, &mut found);
    found
}

/// Adds the named types that a schema mentions directly.
pub(crate) fn collect(schema: &Schema, found: &mut Vec<TypeId>) {
    match &schema.kind {
        Kind::Ref(id) => found.push(*id),
        Kind::Array(array) => collect(&array.items, found),
        Kind::Map(map) => collect(&map.values, found),
        Kind::Object(object) => {
            object
                .fields
                .iter()
                .for_each(|field| collect(&field.schema, found));
            if let Additional::Kept(values) = &object.additional {
                collect(values, found);
            }
        }
        Kind::Union(union) => {
            let variants = union.variants.iter();
            variants.for_each(|variant| collect(&variant.schema, found));
            found.extend(union.base);
        }
        Kind::Any
        | Kind::Never
        | Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::String(_)
        | Kind::Enum(_) => {}
    }
    of_assertions(schema, found);
}

/// Adds the named types that the assertions of a schema mention, not those of the schemas that stand in it.
pub(crate) fn of_assertions(schema: &Schema, found: &mut Vec<TypeId>) {
    schema
        .assertions
        .iter()
        .for_each(|raw| collect_raw(raw, found));
}

fn collect_raw(raw: &RawSchema, found: &mut Vec<TypeId>) {
    for keyword in &raw.keywords {
        match keyword {
            RawKeyword::Ref(id) => found.push(*id),
            RawKeyword::Items(one)
            | RawKeyword::Contains(one)
            | RawKeyword::AdditionalProperties(one)
            | RawKeyword::PropertyNames(one)
            | RawKeyword::UnevaluatedProperties(one)
            | RawKeyword::UnevaluatedItems(one)
            | RawKeyword::Not(one) => collect_raw(one, found),
            RawKeyword::PrefixItems(list)
            | RawKeyword::AllOf(list)
            | RawKeyword::AnyOf(list)
            | RawKeyword::OneOf(list) => list.iter().for_each(|one| collect_raw(one, found)),
            RawKeyword::Properties(members)
            | RawKeyword::PatternProperties(members)
            | RawKeyword::DependentSchemas(members) => {
                members.iter().for_each(|(_, one)| collect_raw(one, found))
            }
            RawKeyword::If {
                condition,
                then,
                otherwise,
            } => {
                collect_raw(condition, found);
                then.iter()
                    .chain(otherwise)
                    .for_each(|one| collect_raw(one, found));
            }
            RawKeyword::Never
            | RawKeyword::Types(_)
            | RawKeyword::Enum(_)
            | RawKeyword::Const(_)
            | RawKeyword::Bounds(_)
            | RawKeyword::MinLength(_)
            | RawKeyword::MaxLength(_)
            | RawKeyword::Pattern(_)
            | RawKeyword::Format(_)
            | RawKeyword::MinContains(_)
            | RawKeyword::MaxContains(_)
            | RawKeyword::MinItems(_)
            | RawKeyword::MaxItems(_)
            | RawKeyword::UniqueItems
            | RawKeyword::Required(_)
            | RawKeyword::MinProperties(_)
            | RawKeyword::MaxProperties(_)
            | RawKeyword::DependentRequired(_) => {}
        }
    }
}

/// The types that can be reached from some, those included.
pub(crate) fn closure(edges: &[Vec<TypeId>], start: Vec<TypeId>) -> HashSet<TypeId> {
    let mut seen: HashSet<TypeId> = start.iter().copied().collect();
    let mut queue = start;
    while let Some(id) = queue.pop() {
        queue.extend(
            edges[id.0 as usize]
                .iter()
                .copied()
                .filter(|&next| seen.insert(next)),
        );
    }
    seen
}
