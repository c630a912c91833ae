//! One schema in normal form: its own keywords, with references followed and `allOf` merged where that says the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::document::Tree;

/// References that lead to each other and nowhere else are followed this often.
const MAX_REFERENCES: usize = 32;

/// Keywords by name; schemas inside of them are as written.
///
/// `type` is a list without `null`, which is `nullable`; `const` is an `enum` of one; `exclusiveMinimum` and
/// `exclusiveMaximum` are numbers; `example` is `examples`; keywords with their default are left out.
pub(super) type Flat = Map<String, Value>;

pub(super) fn flat(schema: &Value, tree: &Tree<'_>) -> Flat {
    let mut flat = follow(schema, tree, MAX_REFERENCES);
    tidy(&mut flat);
    flat
}

fn follow(schema: &Value, tree: &Tree<'_>, left: usize) -> Flat {
    let object = match schema {
        Value::Object(object) => object,
        Value::Bool(false) => return Map::from_iter([("not".to_owned(), json!({}))]),
        _ => return Map::new(),
    };
    let Some(Value::String(reference)) = object.get("$ref") else {
        return compose(dialect(object), tree, left);
    };
    let mut target = match tree.find(reference) {
        Some(target) if left > 0 => follow(target, tree, left - 1),
        _ => Map::from_iter([("$ref".to_owned(), json!(reference))]),
    };
    if tree.refs_have_siblings {
        let mut siblings = object.clone();
        siblings.remove("$ref");
        let siblings = compose(dialect(&siblings), tree, left);
        for (key, value) in siblings {
            merge_key(&mut target, &key, value, true);
        }
    }
    target
}

/// Both dialects as one.
fn dialect(object: &Flat) -> Flat {
    let mut flat = object.clone();
    if let Some(types) = flat.remove("type") {
        let mut names: BTreeSet<String> = match types {
            Value::String(name) => BTreeSet::from([name]),
            Value::Array(names) => names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            _ => BTreeSet::new(),
        };
        let null = names.remove("null");
        if null && names.is_empty() {
            names.insert("null".to_owned());
        } else if null {
            flat.insert("nullable".to_owned(), Value::Bool(true));
        }
        if names.contains("number") {
            names.remove("integer");
        }
        flat.insert("type".to_owned(), json!(names));
    }
    if let Some(value) = flat.remove("const") {
        flat.insert("enum".to_owned(), json!([value]));
    }
    for (limit, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        match flat.get(exclusive) {
            Some(Value::Bool(true)) => {
                let value = flat.remove(limit).unwrap_or(Value::Null);
                flat.insert(exclusive.to_owned(), value);
            }
            Some(Value::Bool(false)) => {
                flat.remove(exclusive);
            }
            _ => {}
        }
    }
    if let Some(example) = flat.remove("example") {
        flat.entry("examples").or_insert_with(|| json!([example]));
    }
    flat
}

/// Merges `allOf`, and `anyOf` and `oneOf` of one; null among the alternatives is `nullable`.
fn compose(mut flat: Flat, tree: &Tree<'_>, left: usize) -> Flat {
    for key in ["anyOf", "oneOf"] {
        let Some(Value::Array(list)) = flat.get_mut(key) else {
            continue;
        };
        let before = list.len();
        list.retain(|schema| !is_null(schema));
        let nullable = list.len() < before;
        if list.len() == 1 {
            let only = follow(&list[0], tree, left.saturating_sub(1));
            flat.remove(key);
            absorb(&mut flat, only);
        }
        if nullable {
            flat.insert("nullable".to_owned(), Value::Bool(true));
        }
    }
    if let Some(Value::Array(parts)) = flat.remove("allOf") {
        let mut rest = Vec::new();
        for part in parts {
            let inner = match left {
                0 => Map::new(),
                left => follow(&part, tree, left - 1),
            };
            if !merges(&flat, &inner) {
                rest.push(part);
                continue;
            }
            absorb(&mut flat, inner);
        }
        if !rest.is_empty() {
            flat.insert("allOf".to_owned(), Value::Array(rest));
        }
    }
    flat
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| *name == "null")
}

/// Words, which never keep parts apart: the outermost count.
const WORDS: [&str; 10] = [
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "externalDocs",
    "xml",
    "$comment",
    "readOnly",
    "writeOnly",
];

/// Whether all that both say can stand in one schema.
fn merges(flat: &Flat, part: &Flat) -> bool {
    part.iter().all(|(key, value)| match key.as_str() {
        "properties" | "required" | "nullable" => true,
        key if WORDS.contains(&key) || key.starts_with("x-") => true,
        // What is closed looks at its own properties only.
        "additionalProperties" => {
            !flat.contains_key("properties") && !flat.contains_key("additionalProperties")
        }
        key => flat.get(key).is_none_or(|known| known == value),
    }) && !flat.contains_key("additionalProperties")
}

fn absorb(flat: &mut Flat, part: Flat) {
    for (key, value) in part {
        // That a part takes null says nothing when the others do not.
        if key != "nullable"
            || flat.is_empty()
            || flat.keys().all(|key| WORDS.contains(&key.as_str()))
        {
            merge_key(flat, &key, value, false);
        }
    }
}

fn merge_key(flat: &mut Flat, key: &str, value: Value, wins: bool) {
    match (flat.get_mut(key), value) {
        (Some(Value::Object(known)), Value::Object(more)) if key == "properties" => {
            for (name, schema) in more {
                match known.get_mut(&name) {
                    Some(first) if *first != schema => {
                        *first = json!({ "allOf": [first.take(), schema] })
                    }
                    Some(_) => {}
                    None => {
                        known.insert(name, schema);
                    }
                }
            }
        }
        (Some(Value::Array(known)), Value::Array(more)) if key == "required" => known.extend(more),
        (Some(known), value) => {
            if wins {
                *known = value;
            }
        }
        (None, value) => {
            flat.insert(key.to_owned(), value);
        }
    }
}

/// Leaves out what is the default anyway, and sorts what has no order.
fn tidy(flat: &mut Flat) {
    if let Some(Value::Array(names)) = flat.get_mut("required") {
        let sorted: BTreeSet<String> = names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        *names = sorted.into_iter().map(Value::from).collect();
    }
    if flat.get("nullable") == Some(&Value::Bool(true))
        && let Some(Value::Array(values)) = flat.get_mut("enum")
    {
        values.retain(|value| !value.is_null());
    }
    let default = |key: &str, value: &Value| match key {
        "required" | "enum" | "examples" | "dependentRequired" => is_empty(value) && key != "enum",
        "properties" | "patternProperties" | "dependentSchemas" => is_empty(value),
        "additionalProperties"
        | "items"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "propertyNames" => *value == Value::Bool(true) || (value.is_object() && is_empty(value)),
        "minItems" | "minLength" | "minProperties" => value.as_f64() == Some(0.0),
        "uniqueItems" | "deprecated" | "readOnly" | "writeOnly" | "nullable" => {
            *value == Value::Bool(false)
        }
        "description" | "title" => value.as_str() == Some(""),
        "$comment" | "$id" | "$schema" | "$defs" | "definitions" | "$anchor" => true,
        _ => false,
    };
    flat.retain(|key, value| !default(key, value));
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
