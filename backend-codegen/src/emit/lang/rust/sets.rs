//! Parameters that several operations of a group have alike: one struct for all.

use std::collections::HashMap;

use super::{
    attributes::schema_attributes,
    names::{RustNames, suffix},
    shape::parameter_fields,
};
use crate::ir::{
    Api, Location,
    names::{Namer, upper_camel},
};

/// Up to how many parameters a shared struct is called after them.
const NAMED_BY_FIELDS: usize = 3;

/// Where the parameters of a path, query, header and cookie go.
pub(super) const LOCATIONS: [Location; 4] = [
    Location::Path,
    Location::Query,
    Location::Header,
    Location::Cookie,
];

/// The names of shared structs, by operation and location.
pub(super) fn shared(api: &Api, names: &RustNames) -> HashMap<(usize, Location), String> {
    let mut shared = HashMap::new();
    for (group, members) in api.groups.iter().enumerate() {
        let mut namer = taken(names, group, &members.operations);
        let mut alike: indexmap::IndexMap<String, Vec<(usize, Location)>> =
            indexmap::IndexMap::new();
        for &operation in &members.operations {
            for location in LOCATIONS {
                if let Some(key) = key(api, operation, location, names) {
                    alike.entry(key).or_default().push((operation, location));
                }
            }
        }
        for users in alike.into_values().filter(|users| users.len() > 1) {
            let name = namer.unique(&name(api, users[0], names));
            shared.extend(users.into_iter().map(|user| (user, name.clone())));
        }
    }
    shared
}

/// What the group's module declares besides.
fn taken(names: &RustNames, group: usize, operations: &[usize]) -> Namer {
    let own = operations.iter().flat_map(|&operation| {
        let own = names.operation(operation);
        let ends = ["Body", "Header", "Cookie"].map(|end| format!("{}{end}", own.stem));
        [own.request.clone(), own.response.clone()]
            .into_iter()
            .chain(ends)
    });
    let mut taken: Vec<String> = own.collect();
    taken.push(names.group(group).api_trait.clone());
    Namer::reserving(taken.iter().map(String::as_str))
}

/// Everything that the struct will say; `None` without parameters.
fn key(api: &Api, operation: usize, location: Location, names: &RustNames) -> Option<String> {
    let fields = parameter_fields(&api.operations[operation], location, api, names);
    let mut key = format!("{location:?}");
    for (field, parameter) in &fields {
        let attributes = schema_attributes(field.schema, names);
        let attributes = quote::quote!(#(#attributes),*);
        let written = (
            parameter.style,
            parameter.explode,
            parameter.allow_empty_value,
            &parameter.content,
            &parameter.description,
            parameter.deprecated,
            &parameter.schema.meta,
        );
        key.push_str(&format!(
            "\n{} {} {} {:?} {:?} {attributes} {written:?}",
            field.wire,
            field.ident,
            field.ty,
            field.presence,
            field.default.as_ref().map(ToString::to_string),
        ));
    }
    (!fields.is_empty()).then_some(key)
}

/// Few parameters name their struct (`OwnerRepoPath`); of many, the first operation does.
fn name(api: &Api, (operation, location): (usize, Location), names: &RustNames) -> String {
    let parameters: Vec<&str> = api.operations[operation]
        .parameters_in(location)
        .map(|parameter| parameter.name.as_str())
        .collect();
    if parameters.len() > NAMED_BY_FIELDS {
        return format!("{}{}", names.operation(operation).stem, suffix(location));
    }
    let joined: String = parameters
        .iter()
        .map(|name| upper_camel(name, "Value"))
        .collect();
    format!("{joined}{}", suffix(location))
}
