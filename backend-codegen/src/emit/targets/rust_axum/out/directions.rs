//! Which types are read, and which are written: each derives only what its direction needs.

use std::collections::HashSet;

use crate::{
    ir::{
        Api, Kind, TypeDef, TypeId,
        reach::{closure, edges},
    },
    resources::recognise,
};

/// The types of both directions.
#[derive(Debug)]
pub(super) struct Directions {
    reads: HashSet<TypeId>,
    writes: HashSet<TypeId>,
}

impl Directions {
    /// What requests hold is read, what responses hold is written. Unions and what databases store go both ways.
    pub(super) fn of(api: &Api) -> Self {
        let stored = stored(api);
        let edges = edges(&api.types);
        let start = |wanted: &dyn Fn(&TypeDef) -> bool| {
            let both = |id: TypeId, definition: &TypeDef| {
                stored.contains(&id) || matches!(definition.schema.kind, Kind::Union(_))
            };
            let types = api.types.iter();
            types
                .filter(|(id, definition)| wanted(definition) || both(*id, definition))
                .map(|(id, _)| id)
                .collect()
        };
        Self {
            reads: closure(&edges, start(&|definition| definition.in_requests)),
            writes: closure(&edges, start(&|definition| definition.in_responses)),
        }
    }

    pub(super) fn reads(&self, id: TypeId) -> bool {
        self.reads.contains(&id)
    }

    pub(super) fn writes(&self, id: TypeId) -> bool {
        self.writes.contains(&id)
    }
}

/// What databases store: the entities, and what is stored as it came in.
fn stored(api: &Api) -> HashSet<TypeId> {
    let mut stored = HashSet::new();
    for resource in recognise(api).list {
        stored.insert(resource.entity);
        let operations = resource.operations.iter();
        let bodies = operations.flat_map(|one| &api.operations[one.operation].body);
        let schemas = bodies
            .flat_map(|body| &body.contents)
            .filter_map(|content| content.schema.as_ref());
        stored.extend(schemas.filter_map(|schema| match schema.kind {
            Kind::Ref(id) => Some(id),
            _ => None,
        }));
    }
    stored
}
