//! The same requests get the same answers from the axum service and from the five TypeScript services of a document.
//!
//! `bench --spec --negative` makes the requests, valid ones and ones that break a constraint, with a fixed seed; a
//! recorder between it and the axum service keeps them. What no schema describes (broken JSON, repeated members, other
//! methods, missing credentials) is made of the recorded ones. Then every other service gets the list in the same order.

mod answer;
mod hostile;
mod migrations;
mod owners;
mod record;

use std::path::Path;

use backend_tests::{
    scaffold::{Project, Service, bookshop, fixture, packages},
    skipped,
};

use answer::Translation;
use record::Exchange;

/// The key that all services are given, and that requests carry.
const KEY: &str = "0123456789abcdef0123456789abcdef";
const FRAMEWORKS: [&str; 5] = ["hono", "fastify", "express", "koa", "nestjs"];

fn environment() -> [(&'static str, &'static str); 2] {
    [("AUTH_API_KEY", KEY), ("APP_ENV", "development")]
}

/// Every difference between the recorded answers and those of a service.
fn differences(framework: &str, service: &Service, exchanges: &[Exchange]) -> Vec<String> {
    let mut translation = Translation::default();
    let mut found = Vec::new();
    for (number, exchange) in exchanges.iter().enumerate() {
        let answer = exchange.request.send(service, &translation);
        if let Err(difference) = translation.compare(&exchange.answer, &answer) {
            found.push(format!(
                "{framework}, request {number}: {}\n  {difference}\n  axum: {} {}\n  {framework}: {} {}",
                exchange.request,
                exchange.answer.status,
                exchange.answer.text(),
                answer.status,
                answer.text(),
            ));
        }
    }
    found
}

/// Sends what `bench` makes of the document to axum, and then what `script` does, and the same to each framework.
fn agree(name: &str, spec: &Path, script: fn(&Service) -> Vec<Exchange>) {
    if packages().is_none() {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    }
    let rust = Project::create(&format!("parity-{name}"), spec, &["--minimal"]);
    let rust = rust.expect("a project");
    let service = rust
        .serve("parity.db", &environment())
        .expect("a running service");
    let mut exchanges = record::record(&service, spec, 200);
    exchanges.extend(script(&service));
    assert!(service.stop().success());
    let invalid = exchanges
        .iter()
        .filter(|exchange| exchange.answer.status == 400);
    assert!(invalid.count() >= 50, "too few requests are invalid");
    let mut found = Vec::new();
    for framework in FRAMEWORKS {
        let folder = format!("parity-{name}-{framework}");
        let options = ["--minimal", "--framework", framework];
        let project = Project::create(&folder, spec, &options).expect("a project");
        let service = project
            .serve_node("parity.db", &environment())
            .expect("a running service");
        found.extend(differences(framework, &service, &exchanges));
        assert!(service.stop().success());
    }
    assert!(
        found.is_empty(),
        "{} differences\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn bookshop_the_sample() {
    agree("bookshop", &bookshop(), |_| Vec::new());
}

#[test]
fn petstore() {
    agree("petstore", &fixture("petstore.yaml"), |_| Vec::new());
}

#[test]
fn unions() {
    agree("unions", &fixture("unions.yaml"), |_| Vec::new());
}

#[test]
fn every_parameter_style() {
    agree("parameters", &fixture("parameters.yaml"), |_| Vec::new());
}

/// Several parents, deep paths, rows that a body names, bodies whose parts differ from what is stored.
#[test]
fn below_several_parents() {
    agree("workspaces", &fixture("workspaces.yaml"), owners::told);
}
