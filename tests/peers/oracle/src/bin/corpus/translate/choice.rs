//! `oneOf` and `anyOf`: conditions on one object, and alternatives that a discriminator chooses from.

use std::collections::HashSet;

use oracle::target;
use serde_json::{Map, Value, json};

/// Whether the alternatives are conditions on what stands beside them, such as `{required: [a]}`: those say nothing of types.
pub(super) fn is_condition(members: &Map<String, Value>) -> bool {
    let typed = [
        "$ref",
        "type",
        "properties",
        "items",
        "enum",
        "const",
        "allOf",
        "oneOf",
        "anyOf",
        "additionalProperties",
        "format",
    ];
    ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| members.get(*key).and_then(Value::as_array))
        .flatten()
        .any(|alternative| !typed.iter().any(|key| alternative.get(key).is_some()))
}

/// The alternatives as a discriminator chooses them: its value decides which one counts, the others are not asked.
pub(super) fn by_discriminator(
    root: &Value,
    members: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let discriminator = members.get("discriminator")?;
    let property = discriminator
        .get("propertyName")
        .unwrap_or(discriminator)
        .as_str()?;
    let key = ["oneOf", "anyOf"]
        .into_iter()
        .find(|key| members.contains_key(*key))?;
    let alternatives = members.get(key)?.as_array()?;
    if alternatives.len() < 2 {
        return None;
    }
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mut tags: Vec<Vec<String>> = Vec::new();
    for alternative in alternatives {
        let reference = alternative.get("$ref").and_then(Value::as_str);
        let own = values(root, alternative, property)?;
        let mapped = mapping.into_iter().flatten().filter(|(_, to)| {
            let to = to.as_str().unwrap_or_default();
            let as_name = format!("#/components/schemas/{to}");
            reference.is_some_and(|reference| reference == to || reference == as_name)
        });
        let mapped: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
        if !own.is_empty() && mapped.iter().any(|tag| !own.contains(tag)) {
            return None;
        }
        tags.push(match (mapped.is_empty(), own.is_empty(), reference) {
            (false, _, _) => mapped,
            (true, false, _) => own,
            (true, true, Some(reference)) => vec![reference.rsplit('/').next()?.to_owned()],
            (true, true, None) => return None,
        });
    }
    let all: Vec<&String> = tags.iter().flatten().collect();
    if all.iter().collect::<HashSet<_>>().len() != all.len() {
        return None;
    }
    let mut chosen = new.clone();
    let translated = chosen.remove(key)?;
    let conditions = tags.iter().zip(translated.as_array()?).map(|(tags, alternative)| {
        json!({"if": {"properties": {property: {"enum": tags}}}, "then": alternative})
    });
    let mut parts: Vec<Value> = vec![json!({
        "type": "object",
        "required": [property],
        "properties": {property: {"enum": all}},
    })];
    parts.extend(conditions);
    if let Some(Value::Array(before)) = chosen.remove("allOf") {
        parts.extend(before);
    }
    chosen.insert("allOf".to_owned(), parts.into());
    Some(chosen)
}

/// The values that the property of an alternative may have, none for any; nothing where it has no such property.
fn values(root: &Value, alternative: &Value, property: &str) -> Option<Vec<String>> {
    let mut found = false;
    let mut values = Vec::new();
    for part in parts(root, alternative) {
        let Some(schema) = part
            .get("properties")
            .and_then(|properties| properties.get(property))
        else {
            continue;
        };
        found = true;
        for own in parts(root, schema) {
            let listed = own
                .get("enum")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            values.extend(
                listed
                    .chain(own.get("const"))
                    .filter_map(Value::as_str)
                    .map(str::to_owned),
            );
        }
    }
    found.then_some(values)
}

/// A schema with what it refers to and its `allOf`.
fn parts<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let mut list = Vec::new();
    let mut seen = HashSet::new();
    let mut work = vec![schema];
    while let Some(node) = work.pop() {
        list.push(node);
        if let Some(reference) = node.get("$ref").and_then(Value::as_str)
            && seen.insert(reference)
        {
            work.extend(target(root, reference));
        }
        work.extend(
            node.get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten(),
        );
    }
    list
}
