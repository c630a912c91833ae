//! The first document that many try: much is missing, and all of it has a fallback.

use backend_codegen::diagnostic::Severity;
use backend_codegen::lower::{LowerOptions, lower};

use crate::reading::{Reading, fixtures};

#[test]
fn a_sketch_passes_with_warnings() {
    let mut reading = Reading::file(&fixtures("sketch.yaml"), false);
    let (_, more) = lower(
        reading.document.as_ref().expect("a document"),
        &LowerOptions::default(),
    );
    reading.diagnostics.extend(more);
    reading.diagnostics = std::mem::take(&mut reading.diagnostics).sorted();
    assert!(
        reading
            .diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity != Severity::Error),
        "{}",
        reading.rendered()
    );
    let folder = fixtures("sketch.yaml").display().to_string();
    insta::assert_snapshot!(reading.rendered().replace(&folder, "sketch.yaml"));
}
