//! `cargo backend templates export`, and giving templates back.

use crate::terminal::{Terminal, tree};

#[test]
fn exported_templates_give_the_same_project() {
    let terminal = Terminal::new();
    let exported = terminal.run("backend templates export texts");
    assert_eq!(exported.code, 0, "{}", exported.shown);
    assert!(
        tree(&terminal.path("texts"))
            .iter()
            .all(|(name, _)| name.ends_with(".jinja"))
    );
    terminal.run("backend new plain/shop");
    let outcome = terminal.run("backend new changed/shop --templates texts");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    assert!(tree(&terminal.path("plain/shop")) == tree(&terminal.path("changed/shop")));
}

#[test]
fn a_changed_template_is_used() {
    let terminal = Terminal::new();
    terminal.run("backend templates export texts");
    let name = "texts/rust_axum/README.md.jinja";
    let text = format!("{}\nHouse rules apply.\n", terminal.read(name));
    terminal.write(name, &text);
    let outcome = terminal.run("backend new shop --templates texts");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    assert!(
        terminal
            .read("shop/README.md")
            .contains("House rules apply.")
    );
}

#[test]
fn templates_that_cannot_be_used_are_named() {
    let terminal = Terminal::new();
    terminal.run("backend templates export texts");
    terminal.write("texts/rust_axum/src/mian.rs.jinja", "");
    terminal.write("texts/rust_axum/src/main.rs.jinja", "{% if %}");
    let outcome = terminal.run("backend new shop --templates texts");
    insta::assert_snapshot!("templates_wrong", outcome.shown);
    assert!(!terminal.path("shop").exists());
    assert_eq!(terminal.run("backend new shop --templates nowhere").code, 4);
    terminal.write("empty/readme.txt", "");
    assert_eq!(terminal.run("backend new shop --templates empty").code, 2);
}

#[test]
fn an_export_never_overwrites() {
    let terminal = Terminal::new();
    terminal.write("texts/mine", "mine");
    let outcome = terminal.run("backend templates export texts");
    insta::assert_snapshot!("templates_export_taken", outcome.shown);
    assert_eq!(
        tree(&terminal.path("texts")),
        [("mine".to_owned(), "mine".to_owned())]
    );
}
