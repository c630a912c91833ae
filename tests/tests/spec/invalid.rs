//! Faulty documents: every one gives an error with a place, and the whole text of it is a snapshot.

use crate::reading::{Reading, documents_below, fixtures};

#[test]
fn every_invalid_document_has_a_located_error() {
    let root = fixtures("invalid");
    let documents = documents_below(&root);
    assert!(documents.len() >= 40, "{}", documents.len());
    for path in documents {
        let reading = Reading::file(&path, false);
        assert!(
            reading.has_located_error(),
            "{}\n{}",
            path.display(),
            reading.rendered()
        );
    }
}

#[test]
fn messages_say_what_where_and_how_to_fix() {
    let root = fixtures("invalid");
    let mut all = String::new();
    for path in documents_below(&root) {
        let relative = path
            .strip_prefix(&root)
            .expect("below the folder")
            .to_string_lossy()
            .replace('\\', "/");
        let rendered = Reading::file(&path, false).rendered();
        let rendered = rendered.replace(&format!("{}/", root.display()), "");
        all.push_str(&format!("== {relative}\n{rendered}\n\n"));
    }
    insta::assert_snapshot!(all);
}
