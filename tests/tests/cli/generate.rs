//! `cargo backend generate`.

use crate::terminal::{Terminal, document, tree};

/// A project for pets, in the folder `shop`.
fn project() -> Terminal {
    let terminal = Terminal::new();
    terminal.write("api.yaml", &document(&["pet"]));
    let outcome = terminal.run("backend new shop --spec api.yaml");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    terminal
}

/// The generated file that the tests change.
fn generated(terminal: &Terminal) -> String {
    let manifest: serde_json::Value =
        serde_json::from_str(&terminal.read("shop/.backend/manifest.json")).expect("JSON");
    let files = manifest["generated"].as_object().expect("generated files");
    let sources = files.keys().filter(|path| path.ends_with(".rs"));
    sources.min().expect("a Rust file").clone()
}

#[test]
fn a_fresh_project_is_up_to_date_and_generate_changes_nothing() {
    let terminal = project();
    let before = tree(&terminal.path("shop"));
    assert_eq!(
        terminal.run_in("shop", "backend generate --check").shown,
        "$ cargo backend generate --check\n--- exit 0\n"
    );
    let outcome = terminal.run_in("shop/src", "backend generate");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    assert!(!outcome.stdout.contains("files"), "{}", outcome.stdout);
    assert!(tree(&terminal.path("shop")) == before);
}

#[test]
fn a_changed_document_is_stale_until_it_is_generated() {
    let terminal = project();
    terminal.write("shop/openapi.yaml", &document(&["pet", "toy"]));
    let before = tree(&terminal.path("shop"));
    let check = terminal.run_in("shop", "backend generate --check");
    assert_eq!(check.code, 1, "{}", check.shown);
    assert!(
        check.stderr.contains("help: run `cargo backend generate`"),
        "{}",
        check.stderr
    );
    let dry = terminal.run_in("shop", "backend generate --dry-run");
    assert_eq!(dry.code, 0, "{}", dry.shown);
    assert!(dry.stdout.contains("\n+"), "{}", dry.shown);
    assert!(
        tree(&terminal.path("shop")) == before,
        "something was written"
    );

    let outcome = terminal.run_in("shop", "backend generate");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    assert!(
        outcome.stdout.contains("GET /toys (listToys)"),
        "{}",
        outcome.stdout
    );
    assert_eq!(terminal.run_in("shop", "backend generate --check").code, 0);
}

#[test]
fn an_edited_generated_file_is_never_overwritten() {
    let terminal = project();
    let file = generated(&terminal);
    let edited = format!("{}// edited\n", terminal.read(&format!("shop/{file}")));
    terminal.write(&format!("shop/{file}"), &edited);
    terminal.write("shop/openapi.yaml", &document(&["pet", "toy"]));
    let outcome = terminal.run_in("shop", "backend generate");
    assert_eq!(outcome.code, 3, "{}", outcome.shown);
    assert!(
        outcome.stderr.contains(&format!("edited by hand: {file}")),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome
            .stderr
            .contains("help: move the change into a file of yours")
    );
    assert_eq!(terminal.read(&format!("shop/{file}")), edited);

    std::fs::remove_file(terminal.path(&format!("shop/{file}"))).expect("it can be deleted");
    assert_eq!(terminal.run_in("shop", "backend generate").code, 0);
}

#[test]
fn outside_of_a_project_it_says_what_to_do() {
    let terminal = Terminal::new();
    let outcome = terminal.run("backend generate");
    insta::assert_snapshot!("generate_outside", outcome.shown);
}

#[test]
fn mistakes_in_the_settings_are_named_with_their_place() {
    let terminal = project();
    terminal.write(
        "shop/backend.toml",
        "spec = \"openapi.yaml\"\ndatabase = \"oracle\"\n",
    );
    let outcome = terminal.run_in("shop", "backend generate");
    insta::assert_snapshot!("generate_wrong_settings", outcome.shown);
}

#[test]
fn a_document_from_elsewhere_is_taken_over() {
    let terminal = Terminal::new();
    terminal.write("api.yaml", &document(&["pet"]));
    let line = "backend generate api.yaml --framework axum --output shop";
    let first = terminal.run(line);
    assert_eq!(first.code, 0, "{}", first.shown);
    assert!(terminal.read("shop/openapi.yaml").contains("listPets"));

    terminal.write("api.yaml", &document(&["pet", "toy"]));
    assert_eq!(terminal.run(&format!("{line} --check")).code, 1);
    assert_eq!(terminal.run(line).code, 0);
    assert!(terminal.read("shop/openapi.yaml").contains("listToys"));

    terminal.write("shop/openapi.yaml", "# mine\n");
    let refused = terminal.run(line);
    assert_eq!(refused.code, 3, "{}", refused.shown);
    assert_eq!(terminal.read("shop/openapi.yaml"), "# mine\n");
}

#[test]
fn a_removed_operation_leaves_its_files_and_they_are_named() {
    let terminal = Terminal::new();
    terminal.write("api.yaml", &document(&["pet", "toy"]));
    terminal.run("backend new shop --spec api.yaml");
    let before: Vec<_> = tree(&terminal.path("shop"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    terminal.write("shop/openapi.yaml", &document(&["pet"]));
    let outcome = terminal.run_in("shop", "backend generate");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    let after: Vec<_> = tree(&terminal.path("shop"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(
        before.iter().all(|name| after.contains(name)),
        "something was deleted"
    );
}

#[test]
fn a_package_that_is_there_keeps_its_program_and_its_packaging() {
    let terminal = Terminal::new();
    terminal.write("api.yaml", &document(&["pet"]));
    let manifest =
        "[package]\nname = \"old\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
    terminal.write("old/Cargo.toml", manifest);
    terminal.write("old/src/main.rs", "fn main() {}\n");
    let outcome = terminal.run("backend generate --framework axum --output old api.yaml");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    for told in [
        "GET /pets (listPets)",
        "Cargo.toml is yours; what it needs",
        "backend-runtime = ",
        "backend-codegen = ",
    ] {
        assert!(outcome.stdout.contains(told), "{told}: {}", outcome.shown);
    }
    assert_eq!(terminal.read("old/src/main.rs"), "fn main() {}\n");
    assert_eq!(terminal.read("old/Cargo.toml"), manifest);
    assert!(terminal.path("old/src/api.rs").is_file() && terminal.path("old/build.rs").is_file());
    for left_out in ["Dockerfile", "README.md", "tests", ".github", ".gitignore"] {
        assert!(!terminal.path("old").join(left_out).exists(), "{left_out}");
    }
    let again = terminal.run_in("old", "backend generate --check");
    assert_eq!(again.code, 0, "{}", again.shown);
}
