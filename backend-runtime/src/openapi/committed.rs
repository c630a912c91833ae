//! A committed document that `cargo test` keeps up to date.

use std::path::Path;

use serde_json::Value;

use super::{Problems, to_yaml};

/// The environment variable that has the file rewritten.
const UPDATE: &str = "UPDATE_OPENAPI";

/// Fails unless `file` holds this document; with `UPDATE_OPENAPI=1` in the environment the file is rewritten instead.
/// `.json` is written as JSON, every other name as YAML.
///
/// ```no_run
/// # use backend_runtime::openapi::{self, ApiRouter, Dialect};
/// # fn router() -> ApiRouter { ApiRouter::new() }
/// #[test]
/// fn the_document_is_current() {
///     openapi::assert_committed("openapi.yaml", router().openapi(Dialect::OpenApi31));
/// }
/// ```
///
/// # Panics
/// When the file is stale or missing (with the first lines that differ), when it cannot be written, and with the
/// problems of a document that cannot be built.
#[track_caller]
pub fn assert_committed(file: impl AsRef<Path>, document: Result<Value, Problems>) {
    let file = file.as_ref();
    let update = std::env::var_os(UPDATE).is_some_and(|value| !value.is_empty() && value != "0");
    if let Err(message) = keep(file, document, update) {
        panic!("{message}");
    }
}

fn keep(file: &Path, document: Result<Value, Problems>, update: bool) -> Result<(), String> {
    let document = document.map_err(|problems| format!("there is no document:\n{problems}"))?;
    let json = file.extension().is_some_and(|name| name == "json");
    let text = if json {
        format!("{document:#}\n")
    } else {
        to_yaml(&document)
    };
    let shown = file.display();
    // A file that was never written differs as an empty one does; whatever else is wrong shows when it is written.
    let known = std::fs::read_to_string(file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if known == text {
        return Ok(());
    }
    if update {
        return std::fs::write(file, text).map_err(|error| format!("{shown}: {error}"));
    }
    Err(format!(
        "{shown} is not what the code has{}\nrun the test with {UPDATE}=1 to rewrite it",
        difference(&known, &text)
    ))
}

/// The first line that differs.
fn difference(known: &str, text: &str) -> String {
    let (mut old, mut new) = (known.lines(), text.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (old.next(), new.next()) {
            (None, None) => return String::new(),
            (one, other) if one == other => {}
            (one, other) => {
                let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
                return format!(", from line {line} on:\n- {one}\n+ {other}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::Problem;
    use serde_json::json;

    #[test]
    fn fails_when_stale_and_rewrites_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("openapi.yaml");
        let document = |version: &str| Ok(json!({ "openapi": version }));
        let missing = keep(&file, document("3.1.0"), false).unwrap_err();
        assert!(missing.contains("UPDATE_OPENAPI=1"), "{missing}");
        keep(&file, document("3.1.0"), true).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "openapi: 3.1.0\n");
        keep(&file, document("3.1.0"), false).unwrap();
        let stale = keep(&file, document("3.0.3"), false).unwrap_err();
        assert!(
            stale.contains("line 1 on:\n- openapi: 3.1.0\n+ openapi: 3.0.3"),
            "{stale}"
        );
        let json = folder.path().join("openapi.json");
        keep(&json, document("3.1.0"), true).unwrap();
        assert!(std::fs::read_to_string(&json).unwrap().starts_with('{'));
    }

    #[test]
    fn tells_why_there_is_no_document() {
        let problems = Problems(vec![Problem::ConflictingComponent {
            name: "User".into(),
        }]);
        let told = keep(Path::new("x.yaml"), Err(problems), true).unwrap_err();
        assert!(told.contains("`User`"), "{told}");
    }
}
