//! Document → compiled service → document: what the service reads back says what its source said.

use std::{path::Path, process::Command};

use backend_codegen::{
    compare::{Difference, Report, compare},
    disk::Disk,
    spec::{LoadOptions, load, write},
};
use serde_json::{Map, Value, json};

use crate::scaffold::{Project, run};

/// Makes a service of a document and compares what it prints with it.
///
/// # Errors
/// What scaffolding, the compiler or the service said.
pub fn round_trip(name: &str, spec: &Path) -> Result<Report, String> {
    let project = Project::create(name, spec, &["--db", "none", "--minimal"])?;
    let program = project.build()?;
    let printed = run(Command::new(program)
        .arg("openapi")
        .current_dir(&project.folder))?;
    let built: Value =
        serde_json::from_str(&printed).map_err(|error| format!("{name}: {error}: {printed}"))?;
    Ok(compare(&source(spec)?, &built))
}

/// A document as one tree, in which numbers say the format that they have without one, and listed texts their type.
///
/// # Errors
/// What is wrong with it.
pub fn source(spec: &Path) -> Result<Value, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", spec.display());
    let entry = spec.to_string_lossy().into_owned();
    let mut disk = Disk::for_entry(spec, false).map_err(|error| told(&error))?;
    let (document, diagnostics) = load(&entry, &mut disk, &LoadOptions::default());
    let document = document.map_err(|sources| told(&diagnostics.render(&sources)))?;
    let mut tree = write::bundle(&document).to_json();
    make_formats_explicit(&mut tree);
    Ok(tree)
}

/// A whole number without a format is an `int64`, any other a `double`: that is what they are read as.
fn make_formats_explicit(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let types = |name: &str| match members.get("type") {
                Some(Value::String(one)) => one == name,
                Some(Value::Array(list)) => list.iter().any(|one| one == name),
                _ => false,
            };
            let format = match (types("integer"), types("number")) {
                _ if members.contains_key("format") || is_listed(members) => None,
                (_, true) => Some("double"),
                (true, false) => Some("int64"),
                (false, false) => None,
            };
            if let Some(format) = format {
                members.insert("format".to_owned(), json!(format));
            }
            if is_list_of_texts(members) {
                members.entry("type").or_insert_with(|| json!("string"));
            }
            members.values_mut().for_each(make_formats_explicit);
        }
        Value::Array(items) => items.iter_mut().for_each(make_formats_explicit),
        _ => {}
    }
}

/// A list of values without a type, all of them text: they are read as strings.
fn is_list_of_texts(members: &Map<String, Value>) -> bool {
    let listed = match (members.get("enum"), members.get("const")) {
        (Some(Value::Array(values)), _) => values.iter().all(Value::is_string),
        (_, Some(value)) => value.is_string(),
        _ => false,
    };
    listed && !members.contains_key("properties")
}

/// A property may be called `type`: that is no schema.
fn is_listed(members: &Map<String, Value>) -> bool {
    members.get("type").is_some_and(Value::is_object)
}

/// One difference as a line: `pointer code`.
#[must_use]
pub fn line(difference: &Difference) -> String {
    format!("{} {}", difference.pointer, difference.code)
}

/// Equal nodes of all, in percent.
#[must_use]
pub fn score(report: &Report) -> f64 {
    match report.nodes {
        0 => 100.0,
        nodes => report.equal as f64 * 100.0 / nodes as f64,
    }
}
