//! What the previous run wrote: `.backend/manifest.json`, the only place where versions stand.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where the manifest stands in a project.
pub const MANIFEST_PATH: &str = ".backend/manifest.json";

/// The record of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// The tool and its version, such as `cargo-backend 0.1.0`.
    #[serde(default)]
    pub tool: String,
    /// Generated files and the checksum of the text that was written.
    #[serde(default)]
    pub generated: BTreeMap<String, String>,
    /// Checksums that a run was about to write. Not empty only after a run was cut off: then both texts are ours.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pending: BTreeMap<String, String>,
    /// Files that were written once and belong to the user.
    #[serde(default)]
    pub yours: BTreeSet<String>,
    /// What the generator wants to remember (the database schema as of this run).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<serde_json::Value>,
}

/// A manifest that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{MANIFEST_PATH} is not readable: {0}")]
pub struct ManifestError(#[from] serde_json::Error);

impl Manifest {
    /// Reads the text of a manifest.
    ///
    /// # Errors
    ///
    /// The text is not JSON of this shape (a merge conflict, most often).
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        Ok(serde_json::from_str(text)?)
    }

    /// The text of the manifest: one entry a line, sorted, so that merges stay small.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("maps with string keys are valid JSON");
        text.push('\n');
        text
    }

    /// Whether `text` at `path` is what a previous run wrote, or was about to write when it was cut off.
    #[must_use]
    pub fn wrote(&self, path: &str, text: &str) -> bool {
        let sum = checksum(text);
        [self.generated.get(path), self.pending.get(path)].contains(&Some(&sum))
    }
}

/// SHA-256 in hexadecimal. Line ends do not count: git may have checked a file out with `\r\n`.
#[must_use]
pub fn checksum(text: &str) -> String {
    let digest = if text.contains("\r\n") {
        Sha256::digest(text.replace("\r\n", "\n"))
    } else {
        Sha256::digest(text)
    };
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_as_the_same_manifest() {
        let manifest = Manifest {
            tool: "cargo-backend 0.0.0".to_owned(),
            generated: BTreeMap::from([("src/api.rs".to_owned(), checksum("a"))]),
            pending: BTreeMap::new(),
            yours: BTreeSet::from(["src/main.rs".to_owned()]),
            snapshot: Some(serde_json::json!({ "tables": [] })),
        };
        assert_eq!(Manifest::parse(&manifest.to_text()).unwrap(), manifest);
    }

    #[test]
    fn checksums_do_not_see_line_ends() {
        assert_eq!(checksum("a\nb\n"), checksum("a\r\nb\r\n"));
        assert_ne!(checksum("a\nb\n"), checksum("a\nb"));
    }

    #[test]
    fn a_merge_conflict_is_an_error_that_names_the_file() {
        let error = Manifest::parse("<<<<<<< HEAD\n{}").unwrap_err();
        assert!(error.to_string().starts_with(".backend/manifest.json"));
    }
}
