//! The suite through the generator: each schema becomes an OpenAPI request body, the body a Rust type with its validator,
//! the types a few programs, and each instance goes through what the extractor does with bytes.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use backend_codegen::ir::Api;
use backend_codegen::lower::{LowerOptions, SchemaDialect, lower};
use backend_codegen::spec::{LoadOptions, Memory, load};
use backend_tests::judges::{ask, compile, source};
use serde_json::{Value, json};

use crate::score::Verdict;
use crate::suite::Group;

/// Programs that the types are spread over, so that both cores compile.
const PROGRAMS: usize = 4;

/// The generated types of all distinct schemas, compiled.
pub(crate) struct Types {
    programs: Vec<PathBuf>,
    /// Where the type of a schema is: the program, and its number there.
    places: HashMap<(String, bool), (usize, usize)>,
}

/// A schema as it is told apart from others: its text, and whether formats are asserted.
fn key(schema: &Value, formats: bool) -> (String, bool) {
    (schema.to_string(), formats)
}

impl Types {
    /// Generates and compiles the types for all groups; the flag says whether `format` is asserted.
    pub(crate) fn of<'a>(groups: impl Iterator<Item = (&'a Group, bool)>) -> Result<Self, String> {
        let mut schemas: [Vec<&Value>; 2] = [Vec::new(), Vec::new()];
        let mut seen = HashMap::new();
        for (group, formats) in groups {
            seen.entry(key(&group.schema, formats)).or_insert_with(|| {
                schemas[usize::from(formats)].push(&group.schema);
            });
        }
        let mut places = HashMap::new();
        let mut parts = Vec::new();
        for (formats, list) in [(false, &schemas[0]), (true, &schemas[1])] {
            let size = if formats {
                list.len()
            } else {
                list.len().div_ceil(PROGRAMS)
            };
            for chunk in list.chunks(size.max(1)) {
                for (number, schema) in chunk.iter().enumerate() {
                    places.insert(key(schema, formats), (parts.len(), number));
                }
                let source = source(&lowered(chunk, formats)?)?;
                parts.push((format!("part{}", parts.len()), source));
            }
        }
        let programs = compile("conformance", &parts)?;
        Ok(Types { programs, places })
    }

    /// What the types say about every instance of the groups, group by group.
    pub(crate) fn judge(
        &self,
        groups: &[Group],
        formats: bool,
    ) -> Result<Vec<Vec<Verdict>>, String> {
        let mut questions = vec![String::new(); self.programs.len()];
        let mut asked: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.programs.len()];
        let mut verdicts: Vec<Vec<Verdict>> = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            verdicts.push(vec![Verdict::Unconverted; group.cases.len()]);
            let Some(&(program, number)) = self.places.get(&key(&group.schema, formats)) else {
                continue;
            };
            for (case, instance) in group.cases.iter().enumerate() {
                writeln!(questions[program], "{number}\t{}", instance.data)
                    .expect("a String takes everything");
                asked[program].push((index, case));
            }
        }
        for (program, (questions, asked)) in self.programs.iter().zip(questions.iter().zip(&asked))
        {
            let answers = ask(program, questions)?;
            if answers.lines().count() != asked.len() {
                return Err(format!(
                    "{} answered {} of {}",
                    program.display(),
                    answers.lines().count(),
                    asked.len()
                ));
            }
            for (answer, &(group, case)) in answers.lines().zip(asked) {
                verdicts[group][case] = match answer {
                    "accepts" => Verdict::Accepts,
                    "rejects" => Verdict::Rejects,
                    _ => Verdict::Panics,
                };
            }
        }
        Ok(verdicts)
    }
}

/// A document with each schema as a component and as the body of an operation, lowered.
fn lowered(schemas: &[&Value], formats: bool) -> Result<Api, String> {
    let mut components = serde_json::Map::new();
    let mut paths = serde_json::Map::new();
    for (index, schema) in schemas.iter().enumerate() {
        let name = format!("Case{index}");
        let at = format!("#/components/schemas/{name}");
        components.insert(name, moved(schema, &at));
        let body =
            json!({"required": true, "content": {"application/json": {"schema": {"$ref": at}}}});
        let operation = json!({
            "operationId": format!("judge{index}"),
            "requestBody": body,
            "responses": {"204": {"description": "valid"}},
        });
        paths.insert(format!("/case{index}"), json!({"post": operation}));
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "suite", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    });
    let (document, diagnostics) = load(
        "suite.json",
        &mut Memory::one("suite.json", document.to_string()),
        &LoadOptions::default(),
    );
    let document = document.map_err(|sources| diagnostics.render(&sources))?;
    let options = LowerOptions {
        dialect: SchemaDialect::JsonSchema { formats },
        ..LowerOptions::default()
    };
    Ok(lower(&document, &options).0)
}

/// The schema at another place: references to its own root lead to where it stands now.
fn moved(schema: &Value, at: &str) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(|item| moved(item, at)).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, value)| {
                    let value = match (&**key, value) {
                        ("$ref", Value::String(uri)) => json!(format!("{at}{}", &uri[1..])),
                        ("enum" | "const", value) => value.clone(),
                        (_, value) => moved(value, at),
                    };
                    (key.clone(), value)
                })
                .collect(),
        ),
        other => other.clone(),
    }
}
