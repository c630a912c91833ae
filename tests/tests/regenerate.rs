//! Scaffolding repeats byte for byte, and generating again keeps what the user wrote.

use std::{fs, path::Path};

use backend_tests::scaffold::{Project, add_vaccinations, fixture, run, serves_vaccinations};
use serde_json::json;

fn petstore(name: &str) -> Project {
    Project::create(name, &fixture("petstore.yaml"), &[]).expect("the document is scaffolded")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for spec in [
        "petstore.yaml",
        "trips-3.1.yaml",
        "unions.yaml",
        "multi-file/openapi.yaml",
    ] {
        let create =
            || Project::create("twice", &fixture(spec), &[]).expect("the document is scaffolded");
        let first = create().files().expect("a readable folder");
        let second = create().files().expect("a readable folder");
        assert_eq!(
            first.keys().collect::<Vec<_>>(),
            second.keys().collect::<Vec<_>>(),
            "{spec}"
        );
        for (name, bytes) in first {
            assert!(second[&name] == bytes, "{spec}: {} differs", name.display());
        }
    }
}

#[test]
fn a_fresh_project_is_up_to_date() {
    petstore("regenerate-fresh")
        .generate(&["--check"])
        .expect("nothing to do");
}

#[test]
fn a_user_edit_survives_a_new_operation_and_a_new_column() {
    let project = petstore("regenerate-edit");
    let handler = project.folder.join(handler_of(&project, "listPets"));
    let edited = format!(
        "{}\n// A line of the user's.\n",
        fs::read_to_string(&handler).expect("the handler")
    );
    fs::write(&handler, &edited).expect("the handler can be written");
    let before = project.files().expect("a readable folder");

    add_operation_and_column(&project.folder.join("openapi.yaml"));
    project
        .generate(&["--check"])
        .expect_err("the tree is stale");
    assert!(
        project.files().expect("a readable folder") == changed(&before, &project),
        "--check wrote something"
    );
    project.generate(&["--dry-run"]).expect("a dry run");
    assert!(
        project.files().expect("a readable folder") == changed(&before, &project),
        "--dry-run wrote something"
    );
    project
        .generate(&[])
        .expect("the new operation is generated");

    assert_eq!(fs::read_to_string(&handler).expect("the handler"), edited);
    let after = project.files().expect("a readable folder");
    for (name, bytes) in before
        .iter()
        .filter(|(name, _)| name.starts_with("migrations"))
    {
        assert!(&after[name] == bytes, "{} was changed", name.display());
    }
    let migrations = |files: &std::collections::BTreeMap<_, _>| {
        files
            .keys()
            .filter(|name: &&std::path::PathBuf| name.starts_with("migrations"))
            .count()
    };
    assert!(migrations(&after) > migrations(&before), "no new migration");
    project
        .generate(&["--check"])
        .expect("the tree is up to date again");
}

/// `before` with the document that the test itself has changed.
fn changed(
    before: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>,
    project: &Project,
) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut files = before.clone();
    let document = fs::read(project.folder.join("openapi.yaml")).expect("the document");
    files.insert("openapi.yaml".into(), document);
    files
}

#[test]
fn a_database_takes_the_new_column_and_keeps_its_rows() {
    let project = petstore("regenerate-column");
    let service = project.serve("pets.db", &[]).expect("a running service");
    let stored = service
        .json("POST", "/v1/pets", &json!({"name": "old"}))
        .json();
    assert!(service.stop().success());

    add_column(&project.folder.join("openapi.yaml"));
    project.generate(&[]).expect("the new column is generated");
    // Repositories name every field, so the compiler may point at the place where the new one belongs.
    let built = run(&mut project.cargo(&["check", "--quiet"]));
    if let Err(message) = built {
        assert!(
            message.contains("nickname"),
            "the error does not name the field: {message}"
        );
        return;
    }
    let service = project
        .serve("pets.db", &[])
        .expect("the service migrates and starts");
    let read = service.get(&format!("/v1/pets/{}", stored["id"])).json();
    assert_eq!(read["name"], "old");
}

/// What the older files lack is asked for by what they have.
#[test]
fn a_new_resource_below_an_older_one_is_served() {
    let project = petstore("regenerate-below");
    add_vaccinations(&project.folder.join("openapi.yaml"));
    project
        .generate(&[])
        .expect("the new resource is generated");
    let service = project.serve("pets.db", &[]).expect("a running service");
    serves_vaccinations(&service);
}

/// The file in which the code of an operation stands, as the summary says.
fn handler_of(project: &Project, operation_id: &str) -> String {
    let routes = project.summary["routes"].as_array().expect("routes");
    let route = routes
        .iter()
        .find(|route| route["operation_id"] == operation_id)
        .expect("the operation");
    route["file"].as_str().expect("a file").to_owned()
}

fn add_operation_and_column(document: &Path) {
    let text = fs::read_to_string(document).expect("the document");
    let operation = concat!(
        "paths:\n",
        "  /vaccinations:\n",
        "    post:\n",
        "      operationId: vaccinateAll\n",
        "      tags: [pets]\n",
        "      responses:\n",
        "        '204': {description: Done}\n",
    );
    assert!(
        text.contains("paths:\n"),
        "the form of the fixture has changed"
    );
    fs::write(document, text.replacen("paths:\n", operation, 1))
        .expect("the document can be written");
    add_column(document);
}

/// Gives both schemas of a pet an optional field.
fn add_column(document: &Path) {
    let text = fs::read_to_string(document).expect("the document");
    let tag = "        tag:\n          type: string\n";
    assert_eq!(
        text.matches(tag).count(),
        2,
        "the form of the fixture has changed"
    );
    let nickname = "        nickname:\n          type: string\n          maxLength: 20\n";
    fs::write(document, text.replace(tag, &format!("{nickname}{tag}")))
        .expect("the document can be written");
}
