//! `generate SPEC --framework F --output DIR` into a project that somebody wrote.

use std::{fs, process::Command};

use backend_tests::{
    scaffold::{Project, fixture, packages, run, tool},
    skipped,
};
use serde_json::json;

fn generate(project: &Project, arguments: &[&str]) -> String {
    let mut command = Command::new(tool().expect("the program"));
    command.args(["backend", "generate"]).args(arguments);
    run(command.current_dir(&project.folder)).expect("it is generated")
}

/// The project has an application, settings and routes of its own, under names that the generated ones have as well; its
/// program mounts what is generated.
#[test]
fn a_hono_project_gets_routes_and_keeps_its_files() {
    if packages().is_none() {
        return skipped("target/node has no packages; run `cargo xtask test --stage install`");
    }
    let project = Project::existing("hono").expect("a copy");
    let before = project.files().expect("a readable folder");
    let spec = fixture("petstore.yaml");
    let spec = spec.to_str().expect("a path in UTF-8");
    let summary = generate(&project, &[spec, "--framework", "hono", "--output", "."]);
    for route in ["GET /pets (listPets)", "DELETE /pets/{petId} (deletePet)"] {
        assert!(summary.contains(route), "{route} is missing:\n{summary}");
    }
    assert!(summary.contains("createApp({ config, database, logger })"));
    let after = project.files().expect("a readable folder");
    for (path, text) in &before {
        assert_eq!(after.get(path), Some(text), "{} changed", path.display());
    }
    let added = after.keys().filter(|path| !before.contains_key(*path));
    for path in added {
        let is_expected = ["src/api/", "assets/", "migrations/", ".backend/"]
            .iter()
            .any(|folder| path.starts_with(folder))
            || ["backend.toml", "openapi.yaml"]
                .iter()
                .any(|file| path.ends_with(file));
        assert!(is_expected, "{} is not asked for", path.display());
    }
    generate(&project, &["--check"]);

    run(&mut project.node("tsc", &[]).expect("the packages are there")).expect("it type-checks");
    let service = project
        .start_node("dist/server.js", "existing.db", &[])
        .expect("a running service");
    assert_eq!(service.get("/").text(), "hello");
    let pet = service.json("POST", "/v1/pets", &json!({"name": "Rex"}));
    assert_eq!((pet.status, &pet.json()["name"]), (201, &json!("Rex")));
    let refused = service.json("POST", "/v1/pets", &json!({"name": ""}));
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert_eq!(service.get("/docs").status, 200);
    assert!(service.stop().success());
    fs::remove_dir_all(&project.folder).expect("our own folder");
}
