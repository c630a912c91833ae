//! `kill -9` in the middle of a run.

use std::{
    collections::BTreeMap,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::terminal::{Terminal, document, tree};

/// How often a run is killed, each time a little later.
const KILLS: u32 = 25;

/// The project's files. Migrations lose their version, which goes up with each new one.
fn files(terminal: &Terminal) -> BTreeMap<String, String> {
    let all = tree(&terminal.path("shop")).into_iter();
    all.filter(|(name, _)| !name.starts_with(".backend/"))
        .map(|(name, text)| match name.strip_prefix("migrations/") {
            Some(migration) => (
                migration.trim_start_matches(char::is_numeric).to_owned(),
                text,
            ),
            None => (name, text),
        })
        .collect()
}

/// Brings the project up to date with a document and gives its files.
fn generate(terminal: &Terminal, text: &str) -> (BTreeMap<String, String>, Duration) {
    terminal.write("shop/openapi.yaml", text);
    let started = Instant::now();
    let outcome = terminal.run_in("shop", "backend generate");
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    (files(terminal), started.elapsed())
}

#[test]
fn a_killed_run_leaves_each_file_old_or_new_and_the_next_one_finishes() {
    let (small, large) = (
        document(&["pet"]),
        document(&["pet", "toy", "book", "shelf"]),
    );
    let terminal = Terminal::new();
    terminal.write("api.yaml", &small);
    terminal.run("backend new shop --spec api.yaml");
    let (_, lasting) = generate(&terminal, &large);
    let (old, _) = generate(&terminal, &small);
    let (new, _) = generate(&terminal, &large);
    generate(&terminal, &small);
    let expected = [&old, &new];

    for kill in 0..KILLS {
        terminal.write("shop/openapi.yaml", &large);
        let mut child = terminal
            .command_in("shop", "backend generate")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        // This test is about time: it has to hit the moments between two files.
        thread::sleep(lasting * kill / KILLS);
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        for (name, text) in files(&terminal) {
            if name == "openapi.yaml" {
                continue;
            }
            let known = expected.iter().filter_map(|files| files.get(&name));
            assert!(
                known.clone().count() > 0,
                "{name} is not part of the project"
            );
            assert!(
                known.clone().any(|it| *it == text),
                "{name} is half written:\n{text}"
            );
        }
        // The run after it takes the other document: texts of the killed run count as generated ones.
        let (after, _) = generate(&terminal, &small);
        for (name, text) in &old {
            assert_eq!(after.get(name), Some(text), "{name}");
        }
        assert!(!terminal.path("shop/.backend/tmp").exists());
    }
}
