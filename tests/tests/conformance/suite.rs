//! The files of the suite, and what of them is in scope.

use serde_json::Value;
use std::path::Path;

/// One schema with its instances.
#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) file: String,
    pub(crate) name: String,
    pub(crate) schema: Value,
    pub(crate) cases: Vec<Case>,
}

/// One instance.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) data: Value,
    pub(crate) valid: bool,
}

/// The groups of a folder, in the order of file names; `None`, said aloud, where the corpus is not there.
#[allow(clippy::print_stderr, reason = "a test that does nothing must say so")]
pub(crate) fn load(folder: &str) -> Option<Vec<Group>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/corpus/json-schema")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    let mut groups = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a readable suite file");
        let file = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let Value::Array(list) = serde_json::from_str(&text).expect("a suite file") else {
            continue;
        };
        groups.extend(list.into_iter().map(|group| read(&file, &group)));
    }
    Some(groups)
}

fn read(file: &str, group: &Value) -> Group {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let cases = group["tests"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|case| Case {
            name: text(&case["description"]),
            data: case["data"].clone(),
            valid: case["valid"] == true,
        });
    Group {
        file: file.to_owned(),
        name: text(&group["description"]),
        schema: group["schema"].clone(),
        cases: cases.collect(),
    }
}

impl Group {
    /// `$dynamicRef`, `$anchor` and `$id` scoping, remote references and vocabularies are out of scope.
    pub(crate) fn is_in_scope(&self) -> bool {
        is_in_scope(&self.schema)
    }
}

fn is_in_scope(schema: &Value) -> bool {
    match schema {
        Value::Array(items) => items.iter().all(is_in_scope),
        Value::Object(members) => members.iter().all(|(key, value)| match (&**key, value) {
            (
                "$dynamicRef" | "$dynamicAnchor" | "$anchor" | "$id" | "$vocabulary",
                Value::String(_),
            ) => false,
            ("$schema", Value::String(uri)) => {
                uri == "https://json-schema.org/draft/2020-12/schema"
            }
            ("$ref", Value::String(uri)) => uri == "#" || uri.starts_with("#/"),
            ("enum" | "const", _) => true,
            (_, value) => is_in_scope(value),
        }),
        _ => true,
    }
}

/// The typed profile: a root `type` where the keywords imply exactly one, and the instances of that type.
pub(crate) fn typed(mut group: Group) -> Option<Group> {
    // A type at the root of a schema that refers to its own root would also bind what is inside.
    if group.schema.get("type").is_none() && group.schema.to_string().contains("\"$ref\":\"#\"") {
        return None;
    }
    let schema = group.schema.as_object_mut()?;
    let name = match schema.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(_) => return None,
        None => {
            let mut implied: Vec<&str> =
                schema.keys().filter_map(|key| implied_type(key)).collect();
            implied.dedup();
            let [only] = implied[..] else { return None };
            let only = only.to_owned();
            schema.insert("type".to_owned(), Value::String(only.clone()));
            only
        }
    };
    group.cases.retain(|case| is_of(&case.data, &name));
    (!group.cases.is_empty()).then_some(group)
}

fn implied_type(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "minLength" | "maxLength" | "pattern" | "format" => "string",
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => "number",
        "items" | "prefixItems" | "contains" | "minContains" | "maxContains" | "minItems"
        | "maxItems" | "uniqueItems" | "unevaluatedItems" => "array",
        "properties"
        | "patternProperties"
        | "additionalProperties"
        | "propertyNames"
        | "required"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedProperties" => "object",
        _ => return None,
    })
}

fn is_of(data: &Value, name: &str) -> bool {
    match name {
        "null" => data.is_null(),
        "boolean" => data.is_boolean(),
        "integer" | "number" => data.is_number(),
        "string" => data.is_string(),
        "array" => data.is_array(),
        _ => data.is_object(),
    }
}
