//! What a generation wants on disk: paths, text and who owns each file.

use serde::{Deserialize, Serialize};

/// Who may change a file after it has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// Rewritten on every `generate`; its header line says so.
    Generated,
    /// Written once, never touched again.
    Yours,
}

/// One file of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    /// Path below the project folder, `/` between parts, made of checked identifiers only.
    pub path: String,
    /// The whole text, `\n` line ends.
    pub text: String,
    /// Who owns it.
    pub ownership: Ownership,
}

/// All files of a generation, in the order in which they are reported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilePlan {
    /// The files; no path occurs twice.
    pub files: Vec<PlannedFile>,
}

impl FilePlan {
    /// Adds a file that is rewritten on every run.
    pub fn generated(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.push(path.into(), text.into(), Ownership::Generated);
    }

    /// Adds a file that is written once and then belongs to the user.
    pub fn yours(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.push(path.into(), text.into(), Ownership::Yours);
    }

    fn push(&mut self, path: String, text: String, ownership: Ownership) {
        debug_assert!(
            self.files.iter().all(|file| file.path != path),
            "{path} is planned twice"
        );
        self.files.push(PlannedFile {
            path,
            text,
            ownership,
        });
    }
}
