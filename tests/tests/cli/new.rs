//! `cargo backend new`.

use crate::terminal::{Terminal, document, tree};

#[test]
fn without_a_document_a_starter_is_written_and_used() {
    let terminal = Terminal::new();
    let outcome = terminal.run("backend new shop");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    assert!(terminal.read("shop/openapi.yaml").contains("title: Tasks"));
    insta::assert_snapshot!("new_settings", terminal.read("shop/backend.toml"));
    for line in [
        "created shop from the starter document",
        "  GET /tasks (listTasks)",
        "  Cargo.toml",
        "next",
        "  cd shop",
    ] {
        assert!(
            outcome.stdout.lines().any(|it| it == line),
            "{line}: {}",
            outcome.stdout
        );
    }
}

#[test]
fn a_second_new_is_refused_and_changes_nothing() {
    let terminal = Terminal::new();
    terminal.run("backend new shop");
    let before = tree(&terminal.path("shop"));
    let outcome = terminal.run("backend new shop");
    insta::assert_snapshot!("new_twice", outcome.shown);
    assert!(tree(&terminal.path("shop")) == before);
}

#[test]
fn a_folder_with_anything_but_a_repository_is_refused() {
    let terminal = Terminal::new();
    terminal.write("taken/notes.txt", "mine");
    assert_eq!(terminal.run("backend new taken").code, 2);
    terminal.write("file", "mine");
    assert_eq!(terminal.run("backend new file").code, 2);
    assert_eq!(terminal.read("file"), "mine");
    terminal.write("cloned/.git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(terminal.run("backend new cloned").code, 0);
}

#[test]
fn names_that_cannot_be_packages_are_refused_with_a_way_out() {
    let terminal = Terminal::new();
    insta::assert_snapshot!("new_bad_folder_name", terminal.run("backend new 2nd").shown);
    let bad = terminal.run("backend new shop --name axum");
    insta::assert_snapshot!("new_bad_name", bad.shown);
    for name in ["fn", "a/b", "std", "ä", "test"] {
        let outcome = terminal.run(&format!("backend new shop --name {name}"));
        assert_eq!(outcome.code, 2, "{}", outcome.shown);
    }
    assert!(!terminal.path("shop").exists());
    assert_eq!(terminal.run("backend new 2nd --name second").code, 0);
    assert!(
        terminal
            .read("2nd/Cargo.toml")
            .contains("name = \"second\"")
    );
}

#[test]
fn a_dry_run_shows_every_file_and_writes_none() {
    let terminal = Terminal::new();
    let outcome = terminal.run("backend new shop --dry-run");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    for file in ["backend.toml", "openapi.yaml", "Cargo.toml", "src/main.rs"] {
        let line = format!("--- /dev/null\n+++ b/{file}\n");
        assert!(outcome.stdout.contains(&line), "{file}");
    }
    assert!(outcome.stderr.contains("nothing has been written"));
    assert!(!terminal.path("shop").exists());
}

#[test]
fn json_has_routes_files_and_diagnostics() {
    let terminal = Terminal::new();
    terminal.write("api.yaml", &document(&["pet"]));
    let outcome = terminal.run("backend new shop --spec api.yaml --format json");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let value: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(value["routes"][0]["method"], "GET");
    assert_eq!(value["routes"][0]["path"], "/pets");
    assert_eq!(value["routes"][0]["operation_id"], "listPets");
    assert_eq!(value["files"][0]["path"], "backend.toml");
    assert_eq!(value["files"][0]["action"], "create");
    assert!(value["diagnostics"].is_array());
}

#[test]
fn the_document_is_kept_as_it_is() {
    let terminal = Terminal::new();
    let text = format!("# A comment.\n{}", document(&["pet"]));
    terminal.write("api.yaml", &text);
    terminal.run("backend new shop --spec api.yaml");
    assert_eq!(terminal.read("shop/openapi.yaml"), text);
}

#[test]
fn wrong_runtime_sources_are_refused() {
    let terminal = Terminal::new();
    let outcome = terminal.run("backend new shop --runtime path:nowhere");
    insta::assert_snapshot!("new_wrong_runtime", outcome.shown);
    assert_eq!(terminal.run("backend new shop --runtime 0.1").code, 2);
    let by_version = terminal.run("backend new shop --runtime version:0.1.0");
    assert_eq!(by_version.code, 0, "{}", by_version.shown);
    assert!(!terminal.read("shop/Cargo.toml").contains("path ="));
}

#[test]
fn a_selection_that_means_nothing_is_refused() {
    let terminal = Terminal::new();
    for (line, hint) in [
        ("--include-tag task", "did you mean `tasks`?"),
        ("--exclude-tag nothing", "there are: tasks"),
        ("--operation listTask", "did you mean `listTasks`?"),
        ("--exclude-tag tasks", "leave out one of"),
    ] {
        let outcome = terminal.run(&format!("backend new shop {line}"));
        assert_eq!(outcome.code, 2, "{}", outcome.shown);
        assert!(outcome.stderr.contains(hint), "{}", outcome.shown);
        assert!(!terminal.path("shop").exists());
    }
    let some = terminal.run("backend new shop --operation listTasks --operation getTask");
    assert!(
        some.stdout
            .contains("\nroutes\n  GET /tasks (listTasks)\n  GET /tasks/{taskId} (getTask)\n\n"),
        "{}",
        some.shown
    );
}
