//! Random instances, made by the emitted schema and spoilt in part: what a derived type says about the bytes must be what
//! `jsonschema` says with the schema that the type emits. Prints a line for each type; fails with the first differences.

mod types;

use backend_runtime::schema::{Components, Dialect, to_json};
use backend_runtime::validate::{Limits, Validate, decode};
use oracle::{Instances, all_limits};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Instances for each type.
const COUNT: usize = 4_000;

/// Differences that are shown.
const SHOWN: usize = 5;

fn document<T: Validate>() -> Value {
    let mut components = Components::new();
    let root = to_json(T::schema(), Dialect::OpenApi31, &mut components);
    let (components, conflicts) = components.finish_all(Dialect::OpenApi31);
    assert!(conflicts.is_empty(), "{conflicts:?}");
    let mut document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [root],
        "components": {"schemas": components},
    });
    // A width is a format, which JSON Schema does not assert.
    all_limits(&mut document);
    document
}

/// How many instances are judged alike; the differences are printed.
fn compare<T: DeserializeOwned + Validate>(name: &str) -> bool {
    let schema = document::<T>();
    let oracle = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|error| panic!("{name} emits no schema: {error}"));
    let mut instances = Instances::of(&schema, &schema, name);
    let (mut accepted, mut different) = (0, 0);
    for number in 0..COUNT {
        let instance = if number % 2 == 0 {
            instances.valid()
        } else {
            instances.broken()
        };
        let ours = decode::json::<T>(instance.to_string().as_bytes(), &Limits::default());
        let theirs = oracle.is_valid(&instance);
        accepted += usize::from(theirs);
        if ours.is_ok() != theirs {
            different += 1;
            if different <= SHOWN {
                let words = ours
                    .err()
                    .map_or_else(|| "accepted".to_owned(), |error| error.to_string());
                println!("{name}: {instance}: the oracle says {theirs}, the type: {words}");
            }
        }
        // What was read is valid as a typed value too.
        if let Ok(value) = decode::json::<T>(instance.to_string().as_bytes(), &Limits::default()) {
            assert!(value.validate().is_ok(), "{name}: {instance}");
        }
    }
    println!("{name}: {accepted} of {COUNT} valid, {different} judged differently");
    // Both verdicts must be tried.
    let telling = (COUNT / 100..COUNT - COUNT / 20).contains(&accepted);
    if !telling {
        println!("{name}: the instances are too one-sided");
    }
    different == 0 && telling
}

fn main() -> ExitCode {
    let agree = [
        compare::<types::Texts>("Texts"),
        compare::<types::Numbers>("Numbers"),
        compare::<types::Lists>("Lists"),
        compare::<types::Maps>("Maps"),
        compare::<types::Closed>("Closed"),
        compare::<types::Flat>("Flat"),
        compare::<types::External>("External"),
        compare::<types::Internal>("Internal"),
        compare::<types::Adjacent>("Adjacent"),
        compare::<types::Untagged>("Untagged"),
        compare::<types::Free>("Free"),
        compare::<types::Tree>("Tree"),
    ];
    if agree.iter().all(|agree| *agree) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
