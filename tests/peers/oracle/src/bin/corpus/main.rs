//! Instances for the schemas of a document, with the verdict of the `jsonschema` crate.
//!
//! `corpus FILE COUNT`: the file is an OpenAPI document whose paths `/case0`, `/case1`, … take each a schema as the body of
//! a `post`. Prints `NUMBER<tab>valid|invalid<tab>INSTANCE` lines, and `NUMBER<tab>unjudged<tab>REASON` for a schema that
//! the oracle refuses.

mod translate;

use std::io::Write as _;

use jsonschema::{Draft, Registry};
use oracle::{Instances, target};
use serde_json::{Value, json};

/// The address of the translated document.
const DOCUMENT: &str = "urn:document";

/// How long an instance may be, written down.
const LONGEST: usize = 60_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, count] = arguments.as_slice() else {
        panic!("usage: corpus FILE COUNT");
    };
    let text = std::fs::read_to_string(file).expect("a document");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let count: usize = count.parse().expect("a number");
    let cases = (0..)
        .map(|number| {
            format!("/paths/~1case{number}/post/requestBody/content/application~1json/schema")
        })
        .take_while(|pointer| document.pointer(pointer).is_some())
        .collect::<Vec<_>>();
    let translated = translate::document(document, &cases);
    let registry = Registry::new()
        .add(DOCUMENT, &translated)
        .and_then(|registry| registry.prepare())
        .unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, pointer) in cases.iter().enumerate() {
        case(&translated, &registry, number, pointer, count, &mut out);
    }
}

fn case(
    translated: &Value,
    registry: &Registry<'_>,
    number: usize,
    pointer: &str,
    count: usize,
    out: &mut impl std::io::Write,
) {
    let mut print = |verdict: &str, what: &str| {
        writeln!(out, "{number}\t{verdict}\t{what}").expect("standard output is open");
    };
    let oracle = oracle::formats(jsonschema::options())
        .with_draft(Draft::Draft202012)
        .with_registry(registry)
        .should_validate_formats(true)
        .build(&json!({"$ref": format!("{DOCUMENT}#{pointer}")}));
    let oracle = match oracle {
        Ok(oracle) => oracle,
        Err(error) => {
            let reason: String = error.to_string().chars().take(200).collect();
            return print("unjudged", &reason.replace(['\n', '\t'], " "));
        }
    };
    let schema = target(translated, &format!("#{pointer}")).expect("the case is there");
    let mut instances = Instances::of(translated, schema, pointer);
    let mut seen = std::collections::HashSet::new();
    for turn in 0..count {
        let instance = if turn % 2 == 0 {
            instances.valid()
        } else {
            instances.broken()
        };
        let text = instance.to_string();
        if text.len() <= LONGEST && seen.insert(text.clone()) {
            print(
                if oracle.is_valid(&instance) {
                    "valid"
                } else {
                    "invalid"
                },
                &text,
            );
        }
    }
}
