//! What follows from who uses a type: its directions, whether it is recursive, whether it needs the raw value.

use std::collections::HashSet;

use crate::ir::{
    Additional, Api, Content, Kind, Method, Operation, Schema, TypeDef, TypeId, Types,
    reach::{closure, collect, edges},
};

/// Sets the flags of every type.
pub(super) fn mark(api: &mut Api) {
    open_circles(&mut api.types);
    let edges = edges(&api.types);
    let reading: Vec<TypeId> = used(api, true);
    let writing: Vec<TypeId> = used(api, false);
    for id in closure(&edges, reading) {
        api.types[id].in_requests = true;
    }
    for id in closure(&edges, writing) {
        api.types[id].in_responses = true;
    }
    for id in closure(&edges, validated(api)) {
        api.types[id].validated = true;
    }
    for id in merged(api) {
        api.types[id].in_merges = true;
    }
    mark_recursive(&mut api.types, &edges);
    mark_raw(&mut api.types, &edges);
}

/// Types that are nothing but names of each other say nothing; the circle was reported, and any value is one of them. What
/// follows references to their end may then rely on there being one.
fn open_circles(types: &mut Types) {
    let target = |types: &Types, id: TypeId| match types[id].schema.kind {
        Kind::Ref(target) => Some(target),
        _ => None,
    };
    let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
    let mut settled = HashSet::new();
    for id in ids {
        let mut passed = HashSet::new();
        let mut next = Some(id);
        while let Some(id) = next.filter(|id| !settled.contains(id)) {
            if !passed.insert(id) {
                types[id].schema.kind = Kind::Any;
                break;
            }
            next = target(types, id);
        }
        settled.extend(passed);
    }
}

/// The types that are read, and the unions, whose variants are told apart by validating them.
fn validated(api: &Api) -> Vec<TypeId> {
    let needs = |definition: &TypeDef| {
        definition.in_requests || matches!(definition.schema.kind, Kind::Union(_))
    };
    api.types
        .iter()
        .filter(|(_, definition)| needs(definition))
        .map(|(id, _)| id)
        .collect()
}

/// The types that are bodies of merge updates.
fn merged(api: &Api) -> Vec<TypeId> {
    let patches = api
        .operations
        .iter()
        .filter(|operation| operation.method == Method::Patch);
    let contents = patches
        .flat_map(|operation| &operation.body)
        .flat_map(|body| &body.contents);
    contents
        .filter(|content| content.media_type != "application/json-patch+json")
        .filter_map(|content| match content.schema.as_ref()?.kind {
            Kind::Ref(id) => Some(id),
            _ => None,
        })
        .collect()
}

/// The types that operations mention themselves, on the reading or on the writing side. What the service sends, its
/// receivers read, who are made of the same types; a request that asks for callbacks is looked at as JSON.
fn used(api: &Api, reading: bool) -> Vec<TypeId> {
    let mut found = Vec::new();
    for operation in &api.operations {
        if reading {
            of_request(operation, &mut found);
        } else {
            of_responses(operation, &mut found);
        }
        if !operation.callbacks.is_empty() {
            of_body(operation, &mut found);
        }
    }
    for outgoing in &api.outgoing {
        of_request(&outgoing.operation, &mut found);
        of_responses(&outgoing.operation, &mut found);
    }
    found
}

fn of_request(operation: &Operation, found: &mut Vec<TypeId>) {
    let parameters = operation.parameters.iter();
    parameters.for_each(|parameter| collect(&parameter.schema, found));
    of_body(operation, found);
}

fn of_body(operation: &Operation, found: &mut Vec<TypeId>) {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.for_each(|content| of_content(content, found));
}

fn of_responses(operation: &Operation, found: &mut Vec<TypeId>) {
    for response in &operation.responses {
        let contents = response.contents.iter();
        contents.for_each(|content| of_content(content, found));
        let headers = response.headers.iter();
        headers.for_each(|header| collect(&header.schema, found));
    }
}

fn of_content(content: &Content, found: &mut Vec<TypeId>) {
    content
        .schema
        .iter()
        .for_each(|schema| collect(schema, found));
}

/// A type is recursive when it is in its own strongly connected component's cycle (Tarjan, iterative).
fn mark_recursive(types: &mut Types, edges: &[Vec<TypeId>]) {
    let count = edges.len();
    let mut index = vec![usize::MAX; count];
    let mut low = vec![0; count];
    let mut on_stack = vec![false; count];
    let mut stack = Vec::new();
    let mut next_index = 0;
    for root in 0..count {
        if index[root] != usize::MAX {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some(&mut (node, ref mut edge)) = work.last_mut() {
            if *edge == 0 {
                (index[node], low[node]) = (next_index, next_index);
                next_index += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(target) = edges[node].get(*edge).map(|id| id.0 as usize) {
                *edge += 1;
                if index[target] == usize::MAX {
                    work.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            work.pop();
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == index[node] {
                let start = stack
                    .iter()
                    .rposition(|&member| member == node)
                    .expect("a root is on the stack");
                let members: Vec<usize> = stack.drain(start..).collect();
                let cyclic =
                    members.len() > 1 || edges[node].iter().any(|id| id.0 as usize == node);
                for member in members {
                    on_stack[member] = false;
                    types[TypeId(u32::try_from(member).expect("indices come from TypeId"))]
                        .recursive = cyclic;
                }
            }
        }
    }
}

/// A type needs the raw value when it, or anything below it, has assertions.
fn mark_raw(types: &mut Types, edges: &[Vec<TypeId>]) {
    let mut reverse: Vec<Vec<TypeId>> = vec![Vec::new(); edges.len()];
    for (from, targets) in (0u32..).map(TypeId).zip(edges) {
        for target in targets {
            reverse[target.0 as usize].push(from);
        }
    }
    let start = types
        .iter()
        .filter(|(_, definition)| has_assertions(&definition.schema))
        .map(|(id, _)| id)
        .collect();
    for id in closure(&reverse, start) {
        types[id].raw = true;
    }
}

/// Whether a schema, without the named types it mentions, has keywords that no type expresses.
fn has_assertions(schema: &Schema) -> bool {
    !schema.assertions.is_empty()
        || match &schema.kind {
            Kind::Array(array) => has_assertions(&array.items),
            Kind::Map(map) => has_assertions(&map.values),
            Kind::Object(object) => {
                object
                    .fields
                    .iter()
                    .any(|field| has_assertions(&field.schema))
                    || matches!(&object.additional, Additional::Kept(values) if has_assertions(values))
            }
            Kind::Union(union) => union
                .variants
                .iter()
                .any(|variant| has_assertions(&variant.schema)),
            Kind::Any
            | Kind::Never
            | Kind::Ref(_)
            | Kind::Boolean
            | Kind::Integer { .. }
            | Kind::Number { .. }
            | Kind::String(_)
            | Kind::Enum(_) => false,
        }
}
