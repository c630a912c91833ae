//! Documents that other people publish: all valid ones are read without an error.

use std::collections::BTreeMap;
use std::path::Path;

use crate::reading::{Reading, corpus, documents_below, fixtures};

/// Parts of other documents, which are no documents themselves.
fn is_part(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let swagger_parts = text.contains("petstore-separate") && !text.contains("swagger.");
    swagger_parts
        || text.contains("file_reference_external")
        || (text.contains("digitalocean") && !text.contains("DigitalOcean-public"))
}

/// Documents with errors by the specification, and why.
const FAULTY: [(&str, &str); 0] = [];

#[test]
fn every_valid_document_is_read_without_an_error() {
    let Some(corpus) = corpus() else { return };
    let mut read = 0;
    for path in documents_below(&corpus)
        .iter()
        .filter(|path| !is_part(path))
    {
        let relative = path
            .strip_prefix(&corpus)
            .expect("below")
            .to_string_lossy()
            .into_owned();
        if relative.contains("negative") || FAULTY.iter().any(|(name, _)| *name == relative) {
            continue;
        }
        // One of them refers to the folder above it.
        let reading = Reading::file(path, relative.contains("petstore-separate"));
        assert!(
            reading.document.is_ok(),
            "{relative}\n{}",
            reading.rendered()
        );
        assert!(
            !reading.diagnostics.has_errors(),
            "{relative}\n{}",
            reading.rendered()
        );
        read += 1;
    }
    assert!(read >= 170, "{read}");
}

#[test]
fn negative_documents_come_to_what_the_committed_list_says() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("ogen/negative");
    let text = std::fs::read_to_string(fixtures("ogen-negative.txt")).expect("the list");
    let expected: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .map(|(file, rest)| (file, rest.split(" — ").next().unwrap_or(rest)))
        .collect();
    let mut differing = Vec::new();
    let documents = documents_below(&folder);
    for path in &documents {
        let relative = path
            .strip_prefix(&folder)
            .expect("below")
            .to_string_lossy()
            .into_owned();
        let outcome = Reading::file(path, false).outcome();
        let class = if outcome == "clean" {
            "valid".to_owned()
        } else {
            outcome
        };
        if expected.get(relative.as_str()) != Some(&class.as_str()) {
            differing.push(format!("{relative}: {class}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert_eq!(expected.len(), documents.len());
}

#[test]
fn references_in_examples_are_data() {
    let Some(corpus) = corpus() else { return };
    let reading = Reading::file(&corpus.join("ogen/examples/api.github.com.json"), false);
    assert_eq!(reading.rendered(), "");
    assert_eq!(reading.document.expect("a document").sources.len(), 1);
}
