//! The document read back from a compiled service equals its source; what the model does not hold is listed.
//!
//! `fixtures/roundtrip.txt` has a line for each difference that is known, `document pointer code`, and is kept exact:
//! a difference that is not listed fails, and so does a line without its difference.

use std::path::PathBuf;

use backend_codegen::compare::Report;
use backend_tests::{
    roundtrip::{line, round_trip, score},
    scaffold::{fixture, root},
};

/// Compares, and holds what differs to the list.
fn round(name: &str, spec: &std::path::Path) {
    let report =
        round_trip(&format!("{name}-back"), spec).expect("a service that prints its document");
    let listed = std::fs::read_to_string(list()).expect("the list is committed");
    let prefix = format!("{name} ");
    let mut known: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix))
        .collect();
    let mut found: Vec<String> = report.differences.iter().map(line).collect();
    known.sort_unstable();
    found.sort_unstable();
    assert!(report.nodes > 0, "nothing was compared");
    assert_eq!(known, found, "{}", told(name, &report));
}

fn list() -> PathBuf {
    root().join("tests/fixtures/roundtrip.txt")
}

fn told(name: &str, report: &Report) -> String {
    let mut text = format!(
        "{name}: {:.1} % of {} nodes are equal\n",
        score(report),
        report.nodes
    );
    for difference in &report.differences {
        text.push_str(&format!(
            "{name} {}: {}\n",
            line(difference),
            difference.message
        ));
    }
    text
}

#[test]
fn petstore() {
    round("petstore", &fixture("petstore.yaml"));
}

#[test]
fn petstore_expanded() {
    round("petstore-expanded", &fixture("petstore-expanded.yaml"));
}

#[test]
fn bookshop() {
    round("bookshop", &root().join("templates/samples/bookshop.yaml"));
}

#[test]
fn openapi_3_1() {
    round("trips", &fixture("trips-3.1.yaml"));
}

#[test]
fn several_files() {
    round("todos", &fixture("multi-file/openapi.yaml"));
}

#[test]
fn every_parameter_style() {
    round("parameters", &fixture("parameters.yaml"));
}

#[test]
fn unions() {
    round("unions", &fixture("unions.yaml"));
}

#[test]
fn uploads_and_streams() {
    round("uploads", &fixture("uploads.yaml"));
}
