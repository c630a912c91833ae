//! Bodies that break one constraint each.

use serde_json::Value;

use super::breaches;
use crate::ir::{Additional, Api, Kind, Schema};

/// How deep parts of a body are broken one by one.
const DEPTH: usize = 4;

/// What is broken in a body.
pub(crate) struct BodyCase {
    /// The broken part, as a JSON Pointer.
    pub(crate) pointer: String,
    /// The code of the violation.
    pub(crate) code: &'static str,
    pub(crate) change: Change,
}

/// What makes a valid body a broken one.
pub(crate) enum Change {
    /// The part is another value, an expression as in [`super::Breach`].
    Replaced(String),
    /// The part is left out.
    Removed,
    /// The part is there, which the schema does not know.
    Added,
}

/// The constraints of a valid value, besides its type, and of everything in it.
pub(crate) fn body_cases(api: &Api, schema: &Schema, valid: &Value) -> Vec<BodyCase> {
    let mut cases = Vec::new();
    broken(api, schema, "", &mut cases);
    cases.retain(|case| case.code != "type");
    parts(api, schema, valid, "", 0, &mut cases);
    cases
}

fn parts(
    api: &Api,
    schema: &Schema,
    valid: &Value,
    pointer: &str,
    depth: usize,
    cases: &mut Vec<BodyCase>,
) {
    if depth > DEPTH || !schema.assertions.is_empty() {
        return;
    }
    match (&schema.kind, valid) {
        (Kind::Ref(id), _) if api.types[*id].raw => {}
        (Kind::Ref(id), _) => parts(api, &api.types[*id].schema, valid, pointer, depth, cases),
        (Kind::Object(object), Value::Object(members)) => {
            for field in &object.fields {
                let Some(inner) = members.get(&field.name) else {
                    continue;
                };
                let name = field.name.replace('~', "~0").replace('/', "~1");
                let below = format!("{pointer}/{name}");
                broken(api, &field.schema, &below, cases);
                if field.required {
                    cases.push(BodyCase {
                        pointer: below.clone(),
                        code: "required",
                        change: Change::Removed,
                    });
                }
                parts(api, &field.schema, inner, &below, depth + 1, cases);
            }
            if matches!(object.additional, Additional::Refused) {
                cases.push(BodyCase {
                    pointer: format!("{pointer}/noSuchField"),
                    code: "unknown_field",
                    change: Change::Added,
                });
            }
        }
        (Kind::Array(array), Value::Array(items)) => {
            let Some(first) = items.first() else { return };
            let below = format!("{pointer}/0");
            broken(api, &array.items, &below, cases);
            parts(api, &array.items, first, &below, depth + 1, cases);
        }
        _ => {}
    }
}

fn broken(api: &Api, schema: &Schema, pointer: &str, cases: &mut Vec<BodyCase>) {
    for breach in breaches(api, schema) {
        cases.push(BodyCase {
            pointer: pointer.to_owned(),
            code: breach.code,
            change: Change::Replaced(breach.expression),
        });
    }
}
