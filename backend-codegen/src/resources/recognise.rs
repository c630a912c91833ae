//! From operations to resources: candidates by path, one resource per stored type.

use std::collections::HashSet;

use super::{
    action,
    body::{entity, keeps_more, object, success},
    column,
    key::{key, key_kind},
    listing,
    model::{Column, ColumnType, Refused, Resource, Resources, Role, Source},
    nesting::Parent,
    path::{self, ResourcePath},
    reference, secret,
    words::{fold, same, singular_snake},
};
use crate::ir::{
    Api, ContentKind, Location, Method, Operation, TypeId,
    names::{Namer, snake},
};

/// An operation whose path ends in a collection or a member.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    pub(super) index: usize,
    pub(super) operation: &'a Operation,
    pub(super) path: ResourcePath<'a>,
}

/// The operations of one collection, by the stored type that they agree on.
struct Collection<'a> {
    name: &'a str,
    entity: TypeId,
    candidates: Vec<Candidate<'a>>,
}

/// Recognises the resources of an API.
pub fn recognise(api: &Api) -> Resources {
    let mut resources = Resources::default();
    let mut names = Names::default();
    let mut kept = primary(collections(api), &mut resources);
    refuse_unowned(&mut kept, &mut resources);
    for collection in kept {
        if let Some(resource) = resource(api, &collection, &mut names, &mut resources) {
            resources.list.push(resource);
        }
    }
    reference::link(api, &mut resources);
    resources
}

/// A deep path is served when each thing in it is known to own the next: `/orgs/{org}/teams/{team}/members` needs
/// teams below orgs.
fn refuse_unowned(collections: &mut [Collection<'_>], resources: &mut Resources) {
    let nested = collections.iter().flat_map(|one| &one.candidates);
    let owned: Vec<(String, String)> = nested
        .filter_map(|one| {
            let (parent, _) = one.path.parent?;
            Some((singular_snake(one.path.name), singular_snake(parent)))
        })
        .collect();
    for collection in collections {
        collection.candidates.retain(|one| {
            let mut child = one.path.parent.map_or("", |(parent, _)| parent);
            let unowned = one.path.above.iter().rev().find(|(owner, _)| {
                let pair = (singular_snake(child), singular_snake(owner));
                child = owner;
                !owned.contains(&pair)
            });
            if let Some((owner, _)) = unowned {
                resources.refused.push(Refused {
                    operation: one.index,
                    reason: format!(
                        "nothing that is stored belongs to `{owner}`, which its path names"
                    ),
                });
            }
            unowned.is_none()
        });
    }
}

/// Collections in document order; paths of one entity type under one name are one collection.
fn collections(api: &Api) -> Vec<Collection<'_>> {
    let mut by_path: Vec<(String, Vec<Candidate<'_>>)> = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(path) = path::read(&operation.path).filter(|_| operation.refusal.is_none()) else {
            continue;
        };
        if path.is_unclear {
            continue;
        }
        let candidate = Candidate {
            index,
            operation,
            path,
        };
        match by_path
            .iter_mut()
            .find(|(path, _)| *path == candidate.path.collection)
        {
            Some((_, list)) => list.push(candidate),
            None => by_path.push((candidate.path.collection.clone(), vec![candidate])),
        }
    }
    let mut collections: Vec<Collection<'_>> = Vec::new();
    for (_, candidates) in by_path {
        let name = candidates[0].path.name;
        let Some(entity) = entity_of(api, &candidates) else {
            continue;
        };
        let known = collections
            .iter_mut()
            .find(|known| known.entity == entity && is_same_noun(known.name, name));
        match known {
            Some(known) => known.candidates.extend(candidates),
            None => collections.push(Collection {
                name,
                entity,
                candidates,
            }),
        }
    }
    collections
}

/// One collection for each stored type: the one with members. Others, as `/orders/{id}/cancel` or `/books/featured`,
/// answer with the type but do not store it.
fn primary<'a>(collections: Vec<Collection<'a>>, resources: &mut Resources) -> Vec<Collection<'a>> {
    let has_members = |one: &Collection<'_>| {
        one.candidates
            .iter()
            .any(|candidate| candidate.path.key.is_some())
    };
    let chosen: Vec<bool> = (0..collections.len())
        .map(|index| {
            let own = &collections[index];
            let mut same = collections
                .iter()
                .enumerate()
                .filter(|(_, other)| other.entity == own.entity);
            let first = same
                .clone()
                .find(|(_, other)| has_members(other))
                .or_else(|| same.next());
            first.is_some_and(|(first, _)| first == index)
        })
        .collect();
    let mut kept = Vec::new();
    for (collection, is_chosen) in collections.into_iter().zip(chosen) {
        if is_chosen {
            kept.push(collection);
            continue;
        }
        let reason = "its type is stored under another path";
        let refused = collection.candidates.iter().map(|one| Refused {
            operation: one.index,
            reason: reason.to_owned(),
        });
        resources.refused.extend(refused);
    }
    kept
}

fn is_same_noun(left: &str, right: &str) -> bool {
    singular_snake(left) == singular_snake(right)
}

/// The type that a collection stores: what reading one returns, else what creating, changing or listing returns.
fn entity_of(api: &Api, candidates: &[Candidate<'_>]) -> Option<TypeId> {
    let one = |method: Method, member: bool| {
        let found = candidates.iter().find(|candidate| {
            candidate.operation.method == method && candidate.path.key.is_some() == member
        })?;
        let (_, schema) = success(found.operation)?;
        entity(api, schema?, &singular_snake(found.path.name)).map(|(id, _)| id)
    };
    let listed = || {
        let is_list = |candidate: &&Candidate<'_>| {
            candidate.operation.method == Method::Get && candidate.path.key.is_none()
        };
        listing::items(api, candidates.iter().find(is_list)?.operation).map(|items| items.entity)
    };
    one(Method::Get, true)
        .or_else(listed)
        .or_else(|| one(Method::Post, false))
        .or_else(|| one(Method::Put, true))
        .or_else(|| one(Method::Put, false))
        .or_else(|| one(Method::Patch, true))
}

/// Rows must come from somewhere: without creating or changing them a table is no use.
fn is_stored(candidates: &[Candidate<'_>]) -> bool {
    let has = |method: Method, member: bool| {
        candidates
            .iter()
            .any(|one| one.operation.method == method && one.path.key.is_some() == member)
    };
    has(Method::Post, false)
        || has(Method::Put, true)
        || has(Method::Put, false)
        || has(Method::Patch, true)
        || has(Method::Delete, true)
}

fn resource(
    api: &Api,
    collection: &Collection<'_>,
    names: &mut Names,
    resources: &mut Resources,
) -> Option<Resource> {
    let candidates = &collection.candidates;
    if !is_stored(candidates) {
        return None;
    }
    let mut refuse = |reason: &str| {
        let refusals = candidates.iter().map(|one| Refused {
            operation: one.index,
            reason: reason.to_owned(),
        });
        resources.refused.extend(refusals);
    };
    let entity = object(api, collection.entity)?;
    if keeps_more(entity) {
        refuse("its type keeps members beyond the declared ones, which no column holds");
        return None;
    }
    let singular = singular_snake(collection.name);
    let creates: Vec<&Operation> = candidates
        .iter()
        .filter(|one| one.operation.method == Method::Post && one.path.key.is_none())
        .map(|one| one.operation)
        .collect();
    let sent: HashSet<String> = creates
        .iter()
        .filter_map(|create| object(api, super::body::input(api, create)?))
        .flat_map(|input| input.fields.iter().map(|field| fold(&field.name)))
        .collect();
    let mut columns: Vec<Column> = entity
        .fields
        .iter()
        .map(|field| {
            let sent = sent.contains(&fold(&field.name));
            column::of_field(api, field, Source::Field(field.name.clone()), !sent)
        })
        .collect();
    let Some(key) = key(api, candidates, &singular, &mut columns, &creates) else {
        refuse("no property of its type is the key that its path names");
        return None;
    };
    let secrets = secret::add(api, candidates, &mut columns);
    let parents = parents(api, candidates, &mut columns);
    name_columns(&mut columns);
    mark_unique(&creates, &mut columns);
    let name = names.tables.unique(&snake(collection.name, "rows"));
    let mut resource = Resource {
        has_etag: candidates.iter().any(|one| declares_etag(one.operation)),
        operations: Vec::new(),
        entity: collection.entity,
        singular,
        name,
        key,
        parents,
        columns,
    };
    for candidate in candidates {
        let read = secret::agrees(api, candidate.operation, &secrets)
            .and_then(|()| action::read(api, candidate, &resource, &mut resources.advice));
        match read {
            Ok(operation) => resource.operations.push(operation),
            Err(reason) => resources.refused.push(Refused {
                operation: candidate.index,
                reason,
            }),
        }
    }
    secret::advise(&resource, &mut resources.advice);
    if resource.operations.is_empty() {
        return None;
    }
    // What was read above is told by the word of the path; types and variables of several resources need one each.
    resource.singular = names.singulars.unique(&resource.singular);
    Some(resource)
}

/// The names that resources have, each once.
#[derive(Default)]
struct Names {
    tables: Namer,
    singulars: Namer,
}

/// The property of a body that must be sent or may be.
pub(super) fn input_field(api: &Api, operation: &Operation, name: &str) -> Option<bool> {
    let input = super::body::input(api, operation)?;
    object(api, input)?
        .fields
        .iter()
        .find(|field| same(&field.name, name))
        .map(|field| field.required)
}

fn declares_etag(operation: &Operation) -> bool {
    let mut successes = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success());
    successes.any(|response| {
        response
            .headers
            .iter()
            .any(|header| header.name.eq_ignore_ascii_case("etag"))
    })
}

/// The parents of nested collections, each with the column that holds its key.
fn parents(api: &Api, candidates: &[Candidate<'_>], columns: &mut Vec<Column>) -> Vec<Parent> {
    let mut parents: Vec<Parent> = Vec::new();
    for nested in candidates {
        let Some((collection, parameter)) = nested.path.parent else {
            continue;
        };
        let singular = singular_snake(collection);
        if parents.iter().any(|known| known.singular == singular) {
            continue;
        }
        let mut schemas = nested.operation.parameters_in(Location::Path);
        let Some(schema) = schemas
            .find(|one| one.name == parameter)
            .map(|one| &one.schema)
        else {
            continue;
        };
        let kind = column::kind(api, schema);
        if key_kind(&kind).is_none() {
            continue;
        }
        let column = match parent_column(columns, parameter, &singular, &kind) {
            Some(known) => known,
            None => {
                // A path without this parent may create rows that have none.
                let nullable = candidates.iter().any(|one| {
                    let own = one.path.parent.map(|(other, _)| singular_snake(other));
                    one.operation.method == Method::Post
                        && one.path.key.is_none()
                        && own.as_ref() != Some(&singular)
                });
                columns.push(path_column(parameter, &singular, kind, nullable));
                columns.len() - 1
            }
        };
        parents.push(Parent {
            resource: None,
            column,
            singular,
        });
    }
    parents
}

/// The column that holds the parent's key already.
fn parent_column(
    columns: &[Column],
    parameter: &str,
    singular: &str,
    kind: &ColumnType,
) -> Option<usize> {
    let names = [
        fold(parameter),
        format!("{}id", fold(singular)),
        fold(singular),
    ];
    names.iter().find_map(|name| {
        columns.iter().position(|column| {
            fold(&column.name) == *name
                && column.kind == *kind
                && column.role == Role::Plain
                && !matches!(column.source, Source::Secret(_))
        })
    })
}

/// A column that only paths fill.
fn path_column(parameter: &str, singular: &str, kind: ColumnType, nullable: bool) -> Column {
    let name = if fold(parameter) == "id" {
        format!("{singular}_id")
    } else {
        snake(parameter, "parent_id")
    };
    Column {
        name,
        source: Source::Path(parameter.to_owned()),
        kind,
        nullable,
        role: Role::Plain,
        unique: false,
        references: None,
        checks: Vec::new(),
        default: None,
    }
}

/// Two properties may be one word in snake case.
fn name_columns(columns: &mut [Column]) {
    let mut names = Namer::default();
    for column in columns {
        column.name = names.unique(&column.name);
    }
}

/// A documented 409 that speaks of a property says that it is unique.
fn mark_unique(creates: &[&Operation], columns: &mut [Column]) {
    let conflicts = creates
        .iter()
        .flat_map(|create| &create.responses)
        .filter(|response| response.status == crate::ir::StatusPattern::Code(409))
        .map(|response| response.description.to_lowercase());
    for text in conflicts {
        let says_so = ["exist", "taken", "unique", "duplicate", "already", "in use"]
            .iter()
            .any(|word| text.contains(word));
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        for column in columns
            .iter_mut()
            .filter(|column| says_so && column.role == Role::Plain)
        {
            let scalar = matches!(column.kind, ColumnType::Text(_) | ColumnType::Uuid);
            column.unique |= scalar && words.contains(&fold(&column.name).as_str());
        }
    }
}

/// Whether all bodies of an operation are JSON.
pub(super) fn is_json_body(operation: &Operation) -> bool {
    operation.body.as_ref().is_some_and(|body| {
        body.contents
            .iter()
            .all(|content| content.kind == ContentKind::Json)
    })
}
