//! Scaffolded TypeScript projects type-check, are linted and formatted, and pass their own tests.
//!
//! The packages are those of `target/node`, which `cargo xtask test` installs once for all projects.

mod existing;

use std::{path::Path, process::Command};

use backend_tests::{
    roundtrip::{assert_listed, read_back},
    scaffold::{
        Project, add_vaccinations, bookshop, fixture, packages, root, run, serves_vaccinations,
    },
    servers::{self, Server, Unavailable},
    skipped,
};
use serde_json::json;

/// Scaffolds a document and has the project's own tools judge it.
fn golden(
    framework: &str,
    name: &str,
    spec: &Path,
    options: &[&str],
    environment: &[(&str, &str)],
) {
    let options: Vec<&str> = ["--framework", framework]
        .into_iter()
        .chain(options.iter().copied())
        .collect();
    let folder = format!("ts-{framework}-{name}");
    let project = Project::create(&folder, spec, &options).expect("a project");
    let Some(mut judge) = project.judge_types_and_lints() else {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    };
    run(&mut judge).expect("the project type-checks and has nothing to lint");
    let format = project.node("prettier", &["--check", "."]);
    run(&mut format.expect("installed")).expect("the project is formatted");
    let mut tests = project.node("vitest", &["run"]).expect("installed");
    tests.envs(environment.iter().copied());
    let printed = run(&mut tests).expect("the project passes its own tests");
    assert!(
        printed.contains("passed"),
        "{framework} {name} has no tests:\n{printed}"
    );
    let read = read_back(&project, spec).expect("the service prints its document");
    assert_listed("roundtrip-typescript.txt", name, &read);
}

/// The documents that every framework is judged by.
macro_rules! documents {
    ($framework:ident) => {
        mod $framework {
            use super::{bookshop, fixture, golden};

            const FRAMEWORK: &str = stringify!($framework);

            #[test]
            fn bookshop_the_sample() {
                golden(FRAMEWORK, "bookshop", &bookshop(), &[], &[]);
            }

            #[test]
            fn petstore() {
                golden(FRAMEWORK, "petstore", &fixture("petstore.yaml"), &[], &[]);
            }

            #[test]
            fn unions() {
                golden(FRAMEWORK, "unions", &fixture("unions.yaml"), &[], &[]);
            }

            #[test]
            fn every_parameter_style() {
                let spec = fixture("parameters.yaml");
                golden(FRAMEWORK, "parameters", &spec, &[], &[]);
            }
        }
    };
}

documents!(hono);
documents!(fastify);
documents!(express);

#[test]
fn openapi_3_1() {
    golden("hono", "trips", &fixture("trips-3.1.yaml"), &[], &[]);
}

/// Types that hold themselves, with rules that the compiler has to see through, and typed members beyond the declared.
#[test]
fn recursive_types_with_rules() {
    golden("hono", "trees", &fixture("trees.yaml"), &[], &[]);
}

#[test]
fn below_several_parents() {
    golden("hono", "workspaces", &fixture("workspaces.yaml"), &[], &[]);
}

#[test]
fn a_constraint_of_every_kind() {
    golden("hono", "prices", &fixture("prices.yaml"), &[], &[]);
}

/// Webhooks and callbacks: what the service sends is what the document says, and stands in the document made of the code.
#[test]
fn webhooks_and_callbacks() {
    let spec = fixture("deliveries.yaml");
    golden("express", "deliveries", &spec, &[], &[]);
    let options = ["--framework", "express"];
    let project = Project::create("ts-express-sends", &spec, &options).expect("a project");
    let test = root().join("tests/fixtures/outgoing/deliver.test.ts");
    std::fs::copy(test, project.folder.join("tests/deliver.test.ts")).expect("a test more");
    let Some(mut tests) = project.node("vitest", &["run", "tests/deliver.test.ts"]) else {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    };
    let printed = run(&mut tests).expect("what is sent arrives");
    assert!(printed.contains("7 passed"), "{printed}");
}

#[test]
fn without_a_database() {
    let spec = fixture("petstore.yaml");
    golden("fastify", "petstore-memory", &spec, &["--db", "none"], &[]);
}

#[test]
fn koa_bookshop() {
    golden("koa", "bookshop", &bookshop(), &[], &[]);
}

#[test]
fn koa_petstore() {
    golden("koa", "petstore", &fixture("petstore.yaml"), &[], &[]);
}

#[test]
fn koa_unions() {
    golden("koa", "unions", &fixture("unions.yaml"), &[], &[]);
}

#[test]
fn koa_every_parameter_style() {
    golden("koa", "parameters", &fixture("parameters.yaml"), &[], &[]);
}

#[test]
fn nestjs_bookshop() {
    golden("nestjs", "bookshop", &bookshop(), &[], &[]);
}

#[test]
fn nestjs_petstore() {
    golden("nestjs", "petstore", &fixture("petstore.yaml"), &[], &[]);
}

#[test]
fn nestjs_unions() {
    golden("nestjs", "unions", &fixture("unions.yaml"), &[], &[]);
}

#[test]
fn nestjs_every_parameter_style() {
    golden(
        "nestjs",
        "parameters",
        &fixture("parameters.yaml"),
        &[],
        &[],
    );
}

/// What the benchmark compares with is code that compiles, and is formatted.
#[test]
fn peers_by_hand_type_check() {
    let peer = Project::peer("petstore-node").expect("a copy");
    let Some(mut check) = peer.node("tsc", &["--noEmit"]) else {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    };
    run(&mut check).expect("the peers type-check");
    let mut format = peer
        .node("prettier", &["--check", "."])
        .expect("installed as tsc is");
    run(&mut format).expect("the peers are formatted");
}

#[test]
fn hono_on_postgresql() {
    on_a_server("hono", "postgres", servers::postgres());
}

#[test]
fn fastify_on_postgresql() {
    on_a_server("fastify", "postgres", servers::postgres());
}

#[test]
fn hono_on_mariadb() {
    on_a_server("hono", "mysql", servers::mariadb());
}

fn on_a_server(framework: &str, database: &str, server: Result<Server, Unavailable>) {
    let server = match server {
        Ok(server) => server,
        Err(unavailable) => return skipped(unavailable),
    };
    let url = server
        .scratch_database(framework)
        .expect("a database of our own");
    golden(
        framework,
        &format!("bookshop-{database}"),
        &bookshop(),
        &["--db", database],
        &[("TEST_DATABASE_URL", &url)],
    );
}

/// `1.5` and `1.50` are one price, whatever SQLite thinks of the texts.
#[test]
fn lists_of_decimals_compare_numbers() {
    let options = ["--framework", "hono", "--minimal"];
    let project = Project::create("ts-decimals", &fixture("prices.yaml"), &options);
    let project = project.expect("a project");
    if packages().is_none() {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    }
    let service = project
        .serve_node("decimals.db", &[])
        .expect("a running service");
    for price in ["12.50", "7.00", "3.25"] {
        let offer = json!({"name": "offer", "amount": "1", "price": price});
        assert_eq!(service.json("POST", "/offers", &offer).status, 201);
    }
    let found = service
        .get("/offers?prices=12.5&prices=007&prices=1")
        .json();
    let prices: Vec<&str> = (found["items"].as_array().into_iter().flatten())
        .filter_map(|offer| offer["price"].as_str())
        .collect();
    assert_eq!(prices, ["12.50", "7.00"], "{found}");
    assert!(service.stop().success());
}

#[test]
fn logs_hide_secrets() {
    let options = ["--framework", "hono", "--minimal"];
    let project = Project::create("ts-log", &bookshop(), &options).expect("a project");
    let code = "import { createLogger } from './src/lib/log.js';\n\
        const request = { authorization: 'Bearer abc', path: '/books' };\n\
        createLogger('info').info({ request, user: { password: 'abc', name: 'Ann' } }, 'seen');";
    std::fs::write(project.folder.join("log.ts"), code).expect("our own folder");
    let Some(mut command) = project.node("tsx", &["log.ts"]) else {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    };
    let line = run(&mut command).expect("a line of log");
    let line: serde_json::Value = serde_json::from_str(&line).expect("in JSON");
    let hidden = json!({"authorization": "[Redacted]", "path": "/books"});
    assert_eq!(line["request"], hidden, "{line}");
    assert_eq!(
        line["user"],
        json!({"password": "[Redacted]", "name": "Ann"})
    );
}

#[test]
fn generating_again_changes_nothing() {
    let project =
        Project::create("ts-again", &bookshop(), &["--framework", "hono"]).expect("a project");
    let before = project.files().expect("a readable folder");
    project
        .generate(&["--check"])
        .expect("the project follows from its document");
    project.generate(&[]).expect("it can be generated again");
    assert_eq!(before, project.files().expect("a readable folder"));
}

/// A new table has a file of its own, and what the older files lack is asked for by what they have.
#[test]
fn a_new_resource_below_an_older_one_is_served() {
    let options = ["--framework", "hono"];
    let project = Project::create("ts-below", &fixture("petstore.yaml"), &options);
    let project = project.expect("a project");
    add_vaccinations(&project.folder.join("openapi.yaml"));
    project
        .generate(&[])
        .expect("the new resource is generated");
    let Some(mut judge) = project.judge_types_and_lints() else {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    };
    run(&mut judge).expect("types and lints are clean");
    let format = project.node("prettier", &["--check", "."]);
    run(&mut format.expect("installed")).expect("the project is formatted");
    let service = project
        .serve_node("pets.db", &[])
        .expect("a running service");
    serves_vaccinations(&service);
}

/// What `--minimal` leaves out is missed by nothing that it leaves in; and no framework has a trouble of its own with several
/// parents and deep paths.
#[test]
fn minimal_projects_type_check() {
    let documents = [
        ("bookshop", bookshop()),
        ("workspaces", fixture("workspaces.yaml")),
    ];
    for framework in ["hono", "fastify", "express", "koa", "nestjs"] {
        for (name, spec) in &documents {
            minimal(framework, name, spec);
        }
    }
}

fn minimal(framework: &str, name: &str, spec: &Path) {
    let options = ["--framework", framework, "--minimal"];
    let folder = format!("ts-{framework}-minimal-{name}");
    let project = Project::create(&folder, spec, &options).expect("a project");
    let manifest = std::fs::read_to_string(project.folder.join("package.json"));
    let manifest = manifest.expect("a package.json");
    for package in ["supertest", "vitest"] {
        assert!(!manifest.contains(package), "{framework}: {manifest}");
    }
    let Some(mut check) = project.node("tsc", &[]) else {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    };
    run(&mut check).expect("the project type-checks");
    let format = project.node("prettier", &["--check", "."]);
    run(&mut format.expect("installed")).expect("the project is formatted");
}

#[test]
fn every_script_that_ends_runs() {
    let project = Project::create("ts-scripts", &bookshop(), &["--framework", "hono"]);
    let project = project.expect("a project");
    if project.node("tsc", &[]).is_none() {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    }
    let npm = |script: &str| {
        let mut npm = Command::new("npm");
        npm.args(["run", "--silent", script])
            .current_dir(&project.folder)
            .env_remove("DATABASE_URL");
        run(&mut npm).unwrap_or_else(|error| panic!("{script}: {error}"))
    };
    npm("format");
    npm("typecheck");
    npm("lint");
    npm("build");
    assert!(project.folder.join("dist/server.js").is_file());
    assert!(npm("migrate").starts_with("applied "));
    assert!(npm("migrate:rollback").starts_with("rolled back "));
    assert!(npm("test:coverage").contains("% Stmts"));
    let document: serde_json::Value =
        serde_json::from_str(&npm("openapi")).expect("nothing but the document");
    assert_eq!(document["openapi"], "3.1.0");
}
