//! Links between resources: whose key a column holds, and an order in which tables can be made.

use super::{
    model::{ColumnType, Resource, Resources, Role},
    words::fold,
};
use crate::ir::Api;

/// Finds parents and foreign keys, then puts tables before those that refer to them.
pub(super) fn link(_api: &Api, resources: &mut Resources) {
    let keys: Vec<(String, ColumnType)> = resources
        .list
        .iter()
        .map(|resource| (fold(&resource.singular), resource.key_column().kind.clone()))
        .collect();
    let find = |name: &str, kind: &ColumnType| {
        keys.iter()
            .position(|(key, held)| key == name && is_same(held, kind))
    };
    for resource in &mut resources.list {
        for column in resource
            .columns
            .iter_mut()
            .filter(|column| column.role == Role::Plain)
        {
            let name = fold(&column.name);
            column.references = name
                .strip_suffix("id")
                .and_then(|stem| find(stem, &column.kind));
        }
        if let Some(parent) = &mut resource.parent {
            let column = &mut resource.columns[parent.column];
            parent.resource = find(&fold(&parent.singular), &column.kind);
            column.references = parent.resource.or(column.references);
        }
    }
    order(resources);
}

fn is_same(left: &ColumnType, right: &ColumnType) -> bool {
    matches!((left, right), (ColumnType::Text(_), ColumnType::Text(_))) || left == right
}

/// Depth first; a reference that closes a circle is dropped, because no order of creation satisfies it.
fn order(resources: &mut Resources) {
    let count = resources.list.len();
    let mut placed: Vec<usize> = Vec::with_capacity(count);
    while placed.len() < count {
        let ready = (0..count).find(|index| {
            !placed.contains(index)
                && references(&resources.list[*index])
                    .all(|target| target == *index || placed.contains(&target))
        });
        let next = ready.unwrap_or_else(|| {
            let first = (0..count)
                .find(|index| !placed.contains(index))
                .expect("some are not placed");
            drop_open_references(resources, first, &placed);
            first
        });
        placed.push(next);
    }
    let mut list: Vec<Option<Resource>> = std::mem::take(&mut resources.list)
        .into_iter()
        .map(Some)
        .collect();
    let position = |old: usize| {
        placed
            .iter()
            .position(|&index| index == old)
            .expect("all are placed")
    };
    for &old in &placed {
        let mut resource = list[old].take().expect("each is placed once");
        for column in &mut resource.columns {
            column.references = column.references.map(position);
        }
        if let Some(parent) = &mut resource.parent {
            parent.resource = parent.resource.map(position);
        }
        resources.list.push(resource);
    }
}

fn references(resource: &Resource) -> impl Iterator<Item = usize> {
    resource
        .columns
        .iter()
        .filter_map(|column| column.references)
}

fn drop_open_references(resources: &mut Resources, index: usize, placed: &[usize]) {
    let resource = &mut resources.list[index];
    for column in &mut resource.columns {
        if column
            .references
            .is_some_and(|target| target != index && !placed.contains(&target))
        {
            column.references = None;
            resources.advice.push(format!(
                "`{}.{}` has no foreign key, because the tables refer to each other in a circle",
                resource.name, column.name
            ));
        }
    }
}
