//! What one operation does with a resource.

use super::{
    body::{input, keeps_more, object, returned},
    fill::{Row, Writing, fills, same_type},
    key::{names_column, names_key},
    listing,
    model::{Action, Create, Fill, Merge, Replace, Resource, ResourceOperation, Returned, Shape},
    nesting::Nesting,
    recognise::{Candidate, is_json_body},
    words::{same, singular_snake},
};
use crate::ir::{Api, Method, TypeId};

/// Reads an operation; an error says why it is not CRUD.
pub(super) fn read(
    api: &Api,
    candidate: &Candidate<'_>,
    resource: &Resource,
    advice: &mut Vec<String>,
) -> Result<ResourceOperation, String> {
    let operation = candidate.operation;
    known_headers(candidate)?;
    if let Some(parameter) = candidate.path.key {
        names_key(api, operation, parameter, resource)?;
    }
    let nesting = nesting(candidate, resource)?;
    if let Some(nesting) = &nesting {
        let column = &resource.columns[resource.parents[nesting.parent].column];
        names_column(api, operation, &nesting.parameter, column)?;
    }
    let changes = matches!(operation.method, Method::Put | Method::Patch);
    let key_property = if changes && candidate.path.key.is_none() {
        let found = key_property(api, candidate, resource);
        Some(found.ok_or("neither its path nor its body names the row to change")?)
    } else {
        None
    };
    let action = match (operation.method, candidate.path.key) {
        (Method::Get, None) => {
            same_entity(api, candidate, resource)?;
            Action::List(Box::new(listing::read(
                api,
                operation,
                &resource.columns,
                resource.key.column,
                advice,
            )?))
        }
        (Method::Post, None) => create(api, candidate, resource)?,
        (Method::Get, Some(_)) => {
            let found = answer(api, candidate, resource)?;
            if found.shape == Shape::Nothing {
                return Err("its success response has no body".to_owned());
            }
            Action::Read(found)
        }
        (Method::Put, _) => {
            let (input, fills) = written(api, candidate, resource, Writing::Replace)?;
            Action::Replace(Replace {
                returned: answer(api, candidate, resource)?,
                input,
                fills,
            })
        }
        (Method::Patch, _) => {
            let (input, fills) = written(api, candidate, resource, Writing::Merge)?;
            Action::Merge(Merge {
                returned: answer(api, candidate, resource)?,
                input,
                fills,
            })
        }
        (Method::Delete, Some(_)) => Action::Delete(answer(api, candidate, resource)?),
        (method, Some(_)) => return Err(format!("{} of one is not CRUD", method.as_str())),
        (method, None) => return Err(format!("{} of a collection is not CRUD", method.as_str())),
    };
    let writes = matches!(
        action,
        Action::Replace(_) | Action::Merge(_) | Action::Delete(_)
    );
    Ok(ResourceOperation {
        operation: candidate.index,
        key_parameter: candidate.path.key.map(str::to_owned),
        key_property,
        nesting,
        action,
        checks_etag: writes && resource.has_etag,
    })
}

/// The parent that the path names.
fn nesting(candidate: &Candidate<'_>, resource: &Resource) -> Result<Option<Nesting>, String> {
    let Some((collection, parameter)) = candidate.path.parent else {
        return Ok(None);
    };
    let singular = singular_snake(collection);
    let mut parents = resource.parents.iter();
    let parent = parents.position(|parent| parent.singular == singular);
    let parent = parent
        .ok_or_else(|| format!("`{parameter}` in its path has a type that is no key of a table"))?;
    Ok(Some(Nesting {
        parent,
        parameter: parameter.to_owned(),
        above: Vec::new(),
    }))
}

/// The property of the body that names the row, for a path that does not.
fn key_property(api: &Api, candidate: &Candidate<'_>, resource: &Resource) -> Option<String> {
    let key = resource.key_column().source.field()?;
    let body = object(api, input(api, candidate.operation)?)?;
    let mut fields = body.fields.iter();
    let field = fields.find(|field| same(&field.name, key))?;
    let stored = object(api, resource.entity)?;
    let own = stored.fields.iter().find(|own| own.name == key)?;
    same_type(&field.schema, &own.schema).then(|| field.name.clone())
}

/// Headers that every success response must have are ones that can be filled.
fn known_headers(candidate: &Candidate<'_>) -> Result<(), String> {
    let operation = candidate.operation;
    let successes = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success());
    for header in successes
        .flat_map(|response| &response.headers)
        .filter(|header| header.required)
    {
        let is_etag = header.name.eq_ignore_ascii_case("etag") && candidate.path.key.is_some();
        if !is_etag {
            return Err(format!(
                "it is not known what the header `{}` holds",
                header.name
            ));
        }
    }
    Ok(())
}

fn same_entity(api: &Api, candidate: &Candidate<'_>, resource: &Resource) -> Result<(), String> {
    let listed = listing::items(api, candidate.operation);
    match listed {
        Some(items) if items.entity == resource.entity => Ok(()),
        Some(_) => Err("it lists another type than the one that is stored".to_owned()),
        None => Err("its success response is no list".to_owned()),
    }
}

fn answer(api: &Api, candidate: &Candidate<'_>, resource: &Resource) -> Result<Returned, String> {
    returned(
        api,
        candidate.operation,
        resource.entity,
        &resource.singular,
    )
    .ok_or_else(|| "its success response is not the stored type in JSON".to_owned())
}

fn create(api: &Api, candidate: &Candidate<'_>, resource: &Resource) -> Result<Action, String> {
    let (input, fills) = written(api, candidate, resource, Writing::Create)?;
    Ok(Action::Create(Create {
        returned: answer(api, candidate, resource)?,
        input,
        fills,
    }))
}

fn written(
    api: &Api,
    candidate: &Candidate<'_>,
    resource: &Resource,
    writing: Writing,
) -> Result<(TypeId, Vec<Fill>), String> {
    if candidate.operation.body.is_none() {
        return Err("it has no body to store".to_owned());
    }
    if !is_json_body(candidate.operation) {
        return Err("its body is not JSON only".to_owned());
    }
    if candidate
        .operation
        .body
        .as_ref()
        .is_some_and(|body| body.contents.len() > 1)
    {
        return Err("its body has several media types".to_owned());
    }
    let id =
        input(api, candidate.operation).ok_or("its body is no object with named properties")?;
    let (Some(entity), Some(input)) = (object(api, resource.entity), object(api, id)) else {
        return Err("its body is no object with named properties".to_owned());
    };
    if keeps_more(input) {
        return Err("its body keeps members beyond the declared ones".to_owned());
    }
    let path = nesting(candidate, resource)?.map(|nesting| resource.parents[nesting.parent].column);
    let row = Row {
        api,
        entity,
        columns: &resource.columns,
        origin: resource.key.origin,
        path,
        input,
        writing,
    };
    let fills = fills(&row).map_err(|name| format!("it is not known where `{name}` comes from"))?;
    Ok((id, fills))
}
