//! Documents made to hurt: each comes to the outcome that `expected.txt` gives, and nothing it says reaches a terminal.

use std::collections::BTreeMap;
use std::path::Path;

use crate::reading::{Reading, documents_below, fixtures};

fn expected() -> BTreeMap<String, String> {
    let text =
        std::fs::read_to_string(fixtures("hostile").join("expected.txt")).expect("expected.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once(": ").expect("file: outcome"))
        .map(|(file, outcome)| (file.to_owned(), outcome.to_owned()))
        .collect()
}

fn name(path: &Path) -> String {
    let relative = path
        .strip_prefix(fixtures("hostile"))
        .expect("below the folder");
    relative.to_string_lossy().replace('\\', "/")
}

#[test]
fn every_hostile_document_comes_to_what_is_expected() {
    let expected = expected();
    let found: BTreeMap<String, String> = documents_below(&fixtures("hostile"))
        .iter()
        .map(|path| (name(path), Reading::file(path, false).outcome()))
        .collect();
    let differing: Vec<String> = found
        .iter()
        .filter(|(file, outcome)| expected.get(*file) != Some(outcome))
        .map(|(file, outcome)| format!("{file}: {outcome} (expected {:?})", expected.get(file)))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert_eq!(
        expected.len(),
        found.len(),
        "expected.txt names files that are not there"
    );
    assert!(found.len() >= 120);
}

#[test]
fn errors_are_located_and_drive_no_terminal() {
    for path in documents_below(&fixtures("hostile")) {
        let reading = Reading::file(&path, false);
        let text = reading.rendered();
        let bad = text.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(bad, None, "{}\n{text:?}", name(&path));
        for diagnostic in reading.diagnostics.iter() {
            assert!(
                diagnostic.span.is_some(),
                "{}: {}",
                name(&path),
                diagnostic.message
            );
            assert!(
                diagnostic.help.is_some(),
                "{}: {} has no remedy",
                name(&path),
                diagnostic.message
            );
        }
        let longest = text
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or_default();
        assert!(
            longest < 6_000,
            "{}: a line of {longest} characters",
            name(&path)
        );
    }
}
