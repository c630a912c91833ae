//! The order in which schemas are written, so that each stands behind what it is made of.

use std::collections::HashSet;

use crate::ir::{Additional, Api, Kind, Schema, TypeId, reach::of_assertions};

/// Every type once. What is needed at once comes before; members of objects that lead back to the object come whenever,
/// because getters read them later.
pub(super) fn order(api: &Api) -> Vec<TypeId> {
    let mut order = Order {
        api,
        done: HashSet::new(),
        started: HashSet::new(),
        list: Vec::new(),
    };
    for (id, _) in api.types.iter() {
        order.visit(id);
    }
    order.list
}

struct Order<'a> {
    api: &'a Api,
    done: HashSet<TypeId>,
    started: HashSet<TypeId>,
    list: Vec<TypeId>,
}

impl Order<'_> {
    fn visit(&mut self, id: TypeId) {
        if !self.started.insert(id) {
            return;
        }
        for target in references(&self.api.types[id].schema) {
            // A union or alias that leads back here has to wait for this object, which reads it by a getter.
            let waits =
                self.is_lazy(id) && self.api.types[target].recursive && self.reaches(target, id);
            if !waits {
                self.visit(target);
            }
        }
        if self.done.insert(id) {
            self.list.push(id);
        }
    }

    fn is_lazy(&self, id: TypeId) -> bool {
        matches!(self.api.types[id].schema.kind, Kind::Object(_))
    }

    fn reaches(&self, from: TypeId, to: TypeId) -> bool {
        let mut seen = HashSet::from([from]);
        let mut next = vec![from];
        while let Some(id) = next.pop() {
            let refs = references(&self.api.types[id].schema);
            if refs.contains(&to) {
                return true;
            }
            next.extend(refs.into_iter().filter(|target| seen.insert(*target)));
        }
        false
    }
}

/// A schema and those that stand in it without a name.
fn each<'a>(schema: &'a Schema, visit: &mut dyn FnMut(&'a Schema)) {
    visit(schema);
    match &schema.kind {
        Kind::Array(array) => each(&array.items, visit),
        Kind::Map(map) => each(&map.values, visit),
        Kind::Object(object) => {
            object
                .fields
                .iter()
                .for_each(|field| each(&field.schema, visit));
            if let Additional::Kept(values) = &object.additional {
                each(values, visit);
            }
        }
        Kind::Union(union) => union
            .variants
            .iter()
            .for_each(|variant| each(&variant.schema, visit)),
        Kind::Any
        | Kind::Never
        | Kind::Ref(_)
        | Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::String(_)
        | Kind::Enum(_) => {}
    }
}

/// The named types that a schema is made of. What assertions refer to is looked up later and is not among them.
pub(crate) fn references(schema: &Schema) -> Vec<TypeId> {
    let mut found = Vec::new();
    each(schema, &mut |inner| {
        if let Kind::Ref(id) = &inner.kind {
            found.push(*id);
        }
    });
    found
}

/// The named types that the text of a schema mentions, assertions included.
pub(super) fn mentions(schema: &Schema) -> Vec<TypeId> {
    let mut found = references(schema);
    each(schema, &mut |inner| of_assertions(inner, &mut found));
    found
}
