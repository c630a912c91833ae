//! schemathesis finds nothing in what scaffolded services serve at `/openapi.json`.
//!
//! Every check and every phase is on; seeds and the number of examples are fixed. Operations that answer 501 are
//! left out, exactly those that the summary of `new` lists as such.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use backend_tests::{
    scaffold::{Project, Service, fixture, root, run, target},
    skipped,
};

/// The key that the services of these tests are given, and that schemathesis sends.
const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A request whose `If-Match` is well-formed but names another version is valid and answered 412; schemathesis has no
/// such status among those that a valid request may get.
const CONFIGURATION: &str = "\
[checks.positive_data_acceptance]
expected-statuses = ['2xx', '3xx', 401, 403, 404, 409, 412, 429, '5xx']
";

/// The program in the Python environment that `cargo xtask test` makes, or the one on the search path.
fn program() -> Option<PathBuf> {
    let ours = target().join("python/bin/schemathesis");
    if ours.is_file() {
        return Some(ours);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join("schemathesis"))
        .find(|program| program.is_file())
}

/// Serves a document and lets schemathesis loose on it.
fn explore(name: &str, spec: &Path, environment: &[(&str, &str)], headers: &[String]) {
    let Some(program) = program() else {
        return skipped("schemathesis is not installed (cargo xtask test --stage install)");
    };
    let project = Project::create(name, spec, &["--minimal"]).expect("the document is scaffolded");
    let service = project
        .serve("explored.db", environment)
        .expect("a running service");
    let mut command = schemathesis(&program, &project, &service);
    for header in headers {
        command.args(["--header", header]);
    }
    if let Err(message) = run(&mut command) {
        panic!(
            "schemathesis found something:\n{message}\n\nthe end of the service's log:\n{}",
            end(&service.log())
        );
    }
    assert!(service.stop().success());
}

fn schemathesis(program: &Path, project: &Project, service: &Service) -> Command {
    let mut command = Command::new(program);
    // A folder of its own: schemathesis keeps what it found and would try that first in the next run.
    let folder = project.folder.join("schemathesis");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("schemathesis.toml"), CONFIGURATION)
        .expect("the configuration can be written");
    command
        .current_dir(&folder)
        .env("NO_COLOR", "1")
        .env("PYTHONHASHSEED", "0");
    command.args([
        "run",
        "--checks",
        "all",
        "--phases",
        "examples,coverage,fuzzing,stateful",
    ]);
    command.args([
        "--mode",
        "all",
        "--max-examples",
        "40",
        "--seed",
        "1",
        "--workers",
        "1",
    ]);
    command.args([
        "--generation-database",
        "none",
        "--continue-on-failure",
        "--request-timeout",
        "10",
    ]);
    for route in project.routes() {
        if route.implementation != "complete" {
            command.args(["--exclude-operation-id", &route.operation_id]);
        }
    }
    command.arg(format!("http://{}/openapi.json", service.address));
    command
}

fn end(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

#[test]
fn petstore() {
    explore("explored-petstore", &fixture("petstore.yaml"), &[], &[]);
}

#[test]
fn trips() {
    explore("explored-trips", &fixture("trips-3.1.yaml"), &[], &[]);
}

#[test]
fn bookshop() {
    let bookshop = root().join("templates/samples/bookshop.yaml");
    explore(
        "explored-bookshop",
        &bookshop,
        &[("AUTH_API_KEY", KEY)],
        &[format!("X-API-Key: {KEY}")],
    );
}
