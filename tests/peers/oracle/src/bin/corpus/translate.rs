//! OpenAPI's schemas as JSON Schema 2020-12, as a service reads them in requests.
//!
//! Beyond the dialects' spelling, this says how documents are read: the rules of `lower`, put into JSON Schema's words by
//! somebody else, so that a slip in either shows.

mod choice;
mod implied;

use std::collections::HashSet;

use oracle::{limits, readable, target};
use serde_json::{Map, Value, json};

/// Keywords whose value is a schema, and whether schemas below are read as people write them, with types left out.
const ONE: [(&str, bool); 10] = [
    ("items", true),
    ("additionalProperties", true),
    ("not", false),
    ("if", false),
    ("then", false),
    ("else", false),
    ("contains", false),
    ("propertyNames", false),
    ("unevaluatedProperties", false),
    ("unevaluatedItems", false),
];

/// Keywords whose value is a list of schemas, or an object of them.
const MANY: [(&str, bool); 7] = [
    ("properties", true),
    ("oneOf", true),
    ("anyOf", true),
    ("allOf", false),
    ("prefixItems", false),
    ("patternProperties", false),
    ("dependentSchemas", false),
];

/// Translates the schemas at these places, and every schema that they refer to.
pub(crate) fn document(original: Value, cases: &[String]) -> Value {
    let is_3_0 = original["openapi"]
        .as_str()
        .is_some_and(|version| version.starts_with("3.0"));
    let mut translated = original.clone();
    let mut done = HashSet::new();
    let mut open: Vec<String> = cases.to_vec();
    while let Some(pointer) = open.pop() {
        if !done.insert(pointer.clone()) {
            continue;
        }
        let Some(node) = target(&original, &format!("#{pointer}")) else {
            continue;
        };
        let mut reader = Reader {
            original: &original,
            is_3_0,
            references: &mut open,
        };
        let new = reader.schema(node, true);
        if let Some(place) = translated.pointer_mut(&plain(&pointer)) {
            *place = new;
        }
    }
    translated
}

/// A pointer without percent-encoding.
fn plain(pointer: &str) -> String {
    pointer
        .replace("%7B", "{")
        .replace("%7D", "}")
        .replace("%20", " ")
        .replace("%25", "%")
}

struct Reader<'a> {
    original: &'a Value,
    is_3_0: bool,
    references: &'a mut Vec<String>,
}

impl Reader<'_> {
    /// One schema; `infers` says whether a missing `type` is the one that the other keywords mean.
    fn schema(&mut self, node: &Value, infers: bool) -> Value {
        let Value::Object(members) = node else {
            return node.clone();
        };
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            self.references
                .extend(reference.strip_prefix('#').map(str::to_owned));
            if self.is_3_0 {
                return self.nullable(members, json!({"$ref": reference}));
            }
        }
        let infers = infers && !self.has_type(node);
        let mut new: Map<String, Value> = members.clone();
        for (key, below) in ONE {
            if let Some(value) = new.get_mut(key).filter(|value| value.is_object()) {
                *value = self.schema(&value.clone(), below);
            }
        }
        for (key, below) in MANY {
            let below =
                below && !(matches!(key, "oneOf" | "anyOf") && choice::is_condition(members));
            match new.get_mut(key) {
                Some(Value::Array(list)) => {
                    for value in list {
                        *value = self.schema(&value.clone(), below);
                    }
                }
                Some(Value::Object(list)) => {
                    for value in list.values_mut() {
                        *value = self.schema(&value.clone(), below);
                    }
                }
                _ => {}
            }
        }
        self.request(members, &mut new);
        keep_well_formed(&mut new);
        bounds(&mut new);
        if infers && let Some(meant) = implied::implied(members) {
            new.insert("type".to_owned(), meant.into());
        }
        limits(&mut new);
        if let Some(Value::String(pattern)) = new.get_mut("pattern") {
            *pattern = readable(pattern);
        }
        if let Some(chosen) = choice::by_discriminator(self.original, members, &new) {
            new = chosen;
        }
        self.nullable(members, Value::Object(new))
    }

    /// What only responses have is not asked of a request.
    fn request(&self, members: &Map<String, Value>, new: &mut Map<String, Value>) {
        let properties = members.get("properties").and_then(Value::as_object);
        let is_foreign = |name: &Value| {
            let property = name.as_str().and_then(|name| properties?.get(name));
            property.is_some_and(Self::is_read_only)
        };
        if let Some(Value::Array(names)) = new.get_mut("required") {
            names.retain(|name| !is_foreign(name));
        }
        for (name, property) in new
            .get_mut("properties")
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
        {
            if properties.is_some_and(|all| Self::is_read_only(&all[name])) {
                *property = Value::Bool(true);
            }
        }
    }

    /// Whether a schema or a part of it says `readOnly` itself.
    fn is_read_only(node: &Value) -> bool {
        let parts = node.get("allOf").and_then(Value::as_array);
        node["readOnly"] == true || parts.into_iter().flatten().any(Self::is_read_only)
    }

    /// `nullable: true`, which in 3.0 is what a type `null` is later.
    fn nullable(&self, members: &Map<String, Value>, schema: Value) -> Value {
        if members.get("nullable") == Some(&Value::Bool(true)) {
            return json!({"anyOf": [{"type": "null"}, schema]});
        }
        schema
    }

    /// Whether the schema says of what type its values are, by itself or by what it consists of.
    fn has_type(&self, node: &Value) -> bool {
        let mut work = vec![node];
        let mut seen = HashSet::new();
        while let Some(node) = work.pop() {
            if ["type", "enum", "const", "oneOf", "anyOf"]
                .iter()
                .any(|key| node.get(key).is_some())
            {
                return true;
            }
            if let Some(reference) = node.get("$ref").and_then(Value::as_str)
                && seen.insert(reference)
            {
                work.extend(target(self.original, reference));
            }
            work.extend(
                node.get("allOf")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten(),
            );
        }
        false
    }
}

/// 3.0's limits that `exclusiveMinimum: true` turns into exclusive ones.
fn bounds(new: &mut Map<String, Value>) {
    for (limit, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        let Some(Value::Bool(is_exclusive)) = new.get(exclusive).cloned() else {
            continue;
        };
        new.remove(exclusive);
        if is_exclusive && let Some(limit) = new.remove(limit) {
            new.insert(exclusive.to_owned(), limit);
        }
    }
}

/// Leaves out keywords whose value means nothing, which the oracle would refuse the schema for.
fn keep_well_formed(new: &mut Map<String, Value>) {
    new.retain(|key, value| match key.as_str() {
        "required" => value.is_array(),
        "$schema" | "$id" | "id" | "discriminator" | "xml" | "externalDocs" | "title"
        | "description" => false,
        "enum" => value.is_array(),
        "uniqueItems" => value.is_boolean(),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            value.is_number()
        }
        "format" | "pattern" => value.is_string(),
        _ => true,
    });
}
