//! schemathesis finds nothing in what scaffolded services serve at `/openapi.json`.
//!
//! Every check and every phase is on; seeds and the number of examples are fixed. Operations that answer 501 are
//! left out, exactly those that the summary of `new` lists as such. TypeScript services share their library, so that
//! fewer examples do for each.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use backend_tests::{
    scaffold::{Project, Route, Service, bookshop, fixture, packages, run, target},
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
    judge(
        &program,
        &project,
        service,
        &["--max-examples", "40"],
        headers,
    );
}

/// A document in TypeScript.
fn explore_typescript(framework: &str, name: &str, spec: &Path) {
    let Some(program) = program() else {
        return skipped("schemathesis is not installed (cargo xtask test --stage install)");
    };
    if packages().is_none() {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    }
    let options = ["--minimal", "--framework", framework];
    let folder = format!("explored-{framework}-{name}");
    let project = Project::create(&folder, spec, &options).expect("the document is scaffolded");
    let service = project
        .serve_node("explored.db", &[("AUTH_API_KEY", KEY)])
        .expect("a running service");
    judge(
        &program,
        &project,
        service,
        // SQLite's client for Node cuts a text at NUL.
        &["--max-examples", "8", "--generation-allow-x00", "false"],
        &[format!("X-API-Key: {KEY}")],
    );
}

fn judge(
    program: &Path,
    project: &Project,
    service: Service,
    options: &[&str],
    headers: &[String],
) {
    let mut command = schemathesis(program, project, &service);
    command.args(options);
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
    command.args(["--mode", "all", "--seed", "1", "--workers", "1"]);
    command.args([
        "--generation-database",
        "none",
        "--continue-on-failure",
        "--request-timeout",
        "10",
    ]);
    let routes = project.routes();
    let is_stub = |route: &Route| route.implementation != "complete";
    if routes.iter().all(is_stub) {
        // Valid requests get 501. They are not told from others by their acceptance: schemathesis writes an object in a
        // header as Python does, and encodes the commas of one in a query, which makes them part of a value.
        command.args([
            "--exclude-checks",
            "not_a_server_error,positive_data_acceptance",
        ]);
    } else {
        for route in routes.into_iter().filter(is_stub) {
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

/// The documents that a framework is explored by.
macro_rules! documents {
    ($framework:ident) => {
        mod $framework {
            use super::{bookshop, explore_typescript, fixture};

            const FRAMEWORK: &str = stringify!($framework);

            #[test]
            fn bookshop_the_sample() {
                explore_typescript(FRAMEWORK, "bookshop", &bookshop());
            }

            #[test]
            fn petstore() {
                explore_typescript(FRAMEWORK, "petstore", &fixture("petstore.yaml"));
            }

            #[test]
            fn unions() {
                explore_typescript(FRAMEWORK, "unions", &fixture("unions.yaml"));
            }

            #[test]
            fn every_parameter_style() {
                explore_typescript(FRAMEWORK, "parameters", &fixture("parameters.yaml"));
            }
        }
    };
}

documents!(hono);
documents!(fastify);

#[test]
fn express() {
    explore_typescript("express", "bookshop", &bookshop());
}

#[test]
fn koa() {
    explore_typescript("koa", "bookshop", &bookshop());
}

#[test]
fn nestjs() {
    explore_typescript("nestjs", "bookshop", &bookshop());
}

#[test]
fn bookshop_the_sample() {
    explore(
        "explored-bookshop",
        &bookshop(),
        &[("AUTH_API_KEY", KEY)],
        &[format!("X-API-Key: {KEY}")],
    );
}
