//! Links between resources: whose key a column holds, and an order in which tables can be made.

use super::{
    key::{is_same, names_column},
    model::{Column, ColumnType, Refused, Resource, ResourceOperation, Resources, Role},
    nesting::{Above, Parent},
    path::{self, ResourcePath},
    words::{fold, singular_snake},
};
use crate::ir::Api;

/// Finds parents and foreign keys, then puts tables before those that refer to them.
pub(super) fn link(api: &Api, resources: &mut Resources) {
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
        for parent in &mut resource.parents {
            let column = &mut resource.columns[parent.column];
            parent.resource = find(&fold(&parent.singular), &column.kind);
            column.references = parent.resource.or(column.references);
        }
    }
    order(resources);
    nest(resources, api);
    drop_unused(resources);
}

/// Leaves out what no operation is left for: nobody could make a row, so that nothing may refer to one either.
fn drop_unused(resources: &mut Resources) {
    let operations = resources.list.iter().flat_map(|one| &one.operations);
    let nestings = operations.filter_map(|operation| operation.nesting.as_ref());
    let owning: Vec<usize> = nestings
        .flat_map(|nesting| nesting.above.iter().map(|above| above.child))
        .collect();
    let mut count = 0;
    let places: Vec<Option<usize>> = resources
        .list
        .iter()
        .enumerate()
        .map(|(index, resource)| {
            let kept = !resource.operations.is_empty() || owning.contains(&index);
            count += usize::from(kept);
            kept.then(|| count - 1)
        })
        .collect();
    let mut places_left = places.iter();
    resources
        .list
        .retain(|_| places_left.next().is_some_and(Option::is_some));
    let place = |old: Option<usize>| old.and_then(|old| places[old]);
    for resource in &mut resources.list {
        for column in &mut resource.columns {
            column.references = place(column.references);
        }
        for parent in &mut resource.parents {
            parent.resource = place(parent.resource);
        }
        let nestings = resource.operations.iter_mut();
        for nesting in nestings.filter_map(|operation| operation.nesting.as_mut()) {
            for above in &mut nesting.above {
                above.child = places[above.child].expect("what owns something is kept");
            }
        }
    }
}

/// Finds what deep paths name before the parent. An operation whose path names something that is not stored, or not
/// stored as owner of the next, is left to the user.
fn nest(resources: &mut Resources, api: &Api) {
    let mut refused: Vec<Refused> = Vec::new();
    let mut found: Vec<(usize, usize, Vec<Above>)> = Vec::new();
    for (index, resource) in resources.list.iter().enumerate() {
        for (position, operation) in resource.operations.iter().enumerate() {
            let path = path::read(&api.operations[operation.operation].path);
            let Some(path) = path.filter(|path| !path.above.is_empty()) else {
                continue;
            };
            let parent = resource.parent_of(operation);
            let named = &api.operations[operation.operation];
            let owners = owners(&resources.list, parent, &path, |parameter, column| {
                names_column(api, named, parameter, column)
            });
            match owners {
                Ok(above) => found.push((index, position, above)),
                Err(reason) => refused.push(Refused {
                    operation: operation.operation,
                    reason,
                }),
            }
        }
    }
    for (index, position, above) in found {
        if let Some(nesting) = &mut resources.list[index].operations[position].nesting {
            nesting.above = above;
        }
    }
    for resource in &mut resources.list {
        let is_refused = |one: &ResourceOperation| {
            refused
                .iter()
                .any(|refused| refused.operation == one.operation)
        };
        resource.operations.retain(|one| !is_refused(one));
    }
    resources.refused.append(&mut refused);
}

/// From the parent outwards: each has to belong to the one before it in the path, and its parameter has to fit the
/// column that holds its key.
fn owners(
    list: &[Resource],
    parent: Option<&Parent>,
    path: &ResourcePath<'_>,
    fits: impl Fn(&str, &Column) -> Result<(), String>,
) -> Result<Vec<Above>, String> {
    let mut above = Vec::new();
    let mut child = parent.and_then(|parent| parent.resource);
    let mut child_parameter = path.parent.map_or("", |(_, parameter)| parameter);
    for (collection, parameter) in path.above.iter().rev() {
        let singular = singular_snake(collection);
        let owned = child.and_then(|child| {
            let parents = &list[child].parents;
            let parent = parents.iter().position(|one| one.singular == singular)?;
            Some((child, parent))
        });
        let Some((owned, parent)) = owned else {
            return Err(format!(
                "it is not known which `{collection}` owns what its path names next"
            ));
        };
        let owner = &list[owned].parents[parent];
        fits(parameter, &list[owned].columns[owner.column])?;
        above.push(Above {
            child: owned,
            parent,
            parameter: (*parameter).to_owned(),
            child_parameter: child_parameter.to_owned(),
        });
        child = owner.resource;
        child_parameter = parameter;
    }
    above.reverse();
    Ok(above)
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
        for parent in &mut resource.parents {
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
