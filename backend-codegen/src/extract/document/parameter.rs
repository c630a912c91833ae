//! Parameters of the path, the query, header fields and cookies.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::unknown;
use crate::extract::handler::Recording;
use crate::extract::routing::{Operation, PathParameter};
use crate::extract::run::{MARK, Program, add_mark};
use crate::extract::value::{Part, Place};

/// The parameters of an operation.
pub(super) fn parameters(
    program: &mut Program,
    operation: &Operation,
    recording: &mut Recording,
    renamed: &BTreeMap<String, String>,
) -> Vec<Json> {
    let mut out = Vec::new();
    for parameter in &operation.parameters {
        out.push(of_path(program, operation, recording, parameter, renamed));
    }
    for (part, location) in [
        (Part::Query, "query"),
        (Part::Header, "header"),
        (Part::Cookie, "cookie"),
    ] {
        of_part(program, operation, recording, part, location, &mut out);
    }
    out
}

fn of_path(
    program: &mut Program,
    operation: &Operation,
    recording: &Recording,
    parameter: &PathParameter,
    renamed: &BTreeMap<String, String>,
) -> Json {
    let field = recording
        .fields
        .iter()
        .find(|(part, name, _)| *part == Part::Path && *name == parameter.name);
    let field = field.map(|(.., schema)| schema.reference());
    let whole = recording.schema_of(Part::Path).cloned();
    let declared = whole.and_then(|schema| program.schemas.properties(&schema));
    let declared = declared
        .into_iter()
        .flatten()
        .find(|(name, ..)| *name == parameter.name);
    let mut schema = declared
        .map(|(_, json, _)| json)
        .or(field)
        .unwrap_or_else(|| json!({"type": "string"}));
    if let (Some(pattern), Some(map)) = (&parameter.pattern, schema.as_object_mut())
        && map.len() == 1
        && map.contains_key("type")
    {
        let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
        map.insert("pattern".to_owned(), json!(format!("^(?:{pattern})$")));
    }
    let name = renamed.get(&parameter.name).unwrap_or(&parameter.name);
    let mut out = Map::new();
    out.insert("name".to_owned(), json!(name));
    out.insert("in".to_owned(), json!("path"));
    out.insert("required".to_owned(), json!(true));
    out.insert("schema".to_owned(), schema);
    if parameter.is_wildcard {
        let what = format!(
            "`{}` may hold slashes, which no path template can say",
            parameter.name
        );
        program.unknown("extract-path", what.as_str(), operation.place);
        let mark = json!(program.mark(&what, operation.place));
        add_mark(&mut out, mark);
    }
    Json::Object(out)
}

/// Header fields that are not parameters in OpenAPI (§4.8.12.1), and those that frameworks read themselves.
const NO_PARAMETERS: [&str; 6] = [
    "accept",
    "content-type",
    "authorization",
    "content-length",
    "host",
    "cookie",
];

fn of_part(
    program: &mut Program,
    operation: &Operation,
    recording: &mut Recording,
    part: Part,
    location: &str,
    out: &mut Vec<Json>,
) {
    let schema = recording.schema_of(part).cloned();
    let declared = schema
        .as_ref()
        .map(|schema| program.schemas.properties(schema));
    match declared {
        Some(Some(properties)) => {
            for (name, schema, required) in properties {
                out.push(
                    json!({"name": name, "in": location, "required": required, "schema": schema}),
                );
            }
            return;
        }
        Some(None) => {
            let what = format!(
                "the schema of the {location} has no list of properties that could be parameters"
            );
            unknown(
                program,
                recording,
                "extract-parameter",
                &what,
                operation.place,
            );
        }
        None => {}
    }
    let fields: Vec<_> = recording
        .fields
        .iter()
        .filter(|(known, ..)| *known == part)
        .cloned()
        .collect();
    for (_, name, schema) in &fields {
        let required = !schema.is_optional();
        out.push(json!({"name": name, "in": location, "required": required, "schema": schema.reference()}));
    }
    let touched: Vec<(Option<String>, Place)> = recording
        .touched
        .iter()
        .filter(|(known, ..)| *known == part)
        .map(|(_, name, place)| (name.clone(), *place))
        .collect();
    let has_names = touched.iter().any(|(name, _)| name.is_some());
    for (name, place) in touched {
        match name {
            Some(name) => {
                let is_special = part == Part::Header
                    && NO_PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
                let is_method = part == Part::Cookie && ["get", "set"].contains(&name.as_str());
                if is_special || is_method || fields.iter().any(|(_, known, _)| *known == name) {
                    continue;
                }
                out.push(by_name(program, location, &name, place));
            }
            None if part == Part::Query && !has_names && schema.is_none() => {
                let what =
                    "the query is read as a whole; its parameters are not known from the code";
                unknown(program, recording, "extract-parameter", what, place);
            }
            None => {}
        }
    }
}

/// A parameter of which the code has the name only.
fn by_name(program: &mut Program, location: &str, name: &str, place: Place) -> Json {
    let what = format!("the {location} parameter `{name}` is read without a schema");
    let mark = super::marked(program, "extract-parameter", &what, place);
    json!({"name": name, "in": location, "required": false, "schema": {"type": "string"}, MARK: mark})
}
