//! Reading and checking one document, and what that came to.

use std::path::{Path, PathBuf};

use backend_codegen::diagnostic::{Diagnostic, Diagnostics, Severity};
use backend_codegen::disk::Disk;
use backend_codegen::source::Sources;
use backend_codegen::spec::{self, Document, LoadOptions, Memory};

/// A document with all that was said about it.
pub(crate) struct Reading {
    pub(crate) document: Result<Document, Sources>,
    pub(crate) diagnostics: Diagnostics,
}

impl Reading {
    /// Reads and checks a file.
    pub(crate) fn file(path: &Path, allow_ref: bool) -> Self {
        let mut disk = Disk::for_entry(path, allow_ref).expect("the folder of the document");
        let options = LoadOptions {
            allow_ref,
            ..LoadOptions::default()
        };
        Self::checked(spec::load(&path.to_string_lossy(), &mut disk, &options))
    }

    /// Reads and checks a text.
    pub(crate) fn text(name: &str, text: impl Into<Vec<u8>>) -> Self {
        Self::checked(spec::load(
            name,
            &mut Memory::one(name, text),
            &LoadOptions::default(),
        ))
    }

    fn checked((document, mut diagnostics): (Result<Document, Sources>, Diagnostics)) -> Self {
        if let Ok(document) = &document {
            diagnostics.extend(spec::validate(document));
        }
        Self {
            document,
            diagnostics: diagnostics.sorted(),
        }
    }

    pub(crate) fn sources(&self) -> &Sources {
        match &self.document {
            Ok(document) => &document.sources,
            Err(sources) => sources,
        }
    }

    pub(crate) fn rendered(&self) -> String {
        self.diagnostics.render(self.sources())
    }

    pub(crate) fn worst(&self) -> Option<&Diagnostic> {
        self.diagnostics
            .iter()
            .min_by_key(|diagnostic| diagnostic.severity)
    }

    /// `clean`, or severity and code of the first of the worst problems.
    pub(crate) fn outcome(&self) -> String {
        match self.worst() {
            None => "clean".to_owned(),
            Some(diagnostic) => format!("{} {}", diagnostic.severity.word(), diagnostic.code),
        }
    }

    pub(crate) fn has_located_error(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.span.is_some())
    }
}

/// A folder of the fixtures.
pub(crate) fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/specs")
        .join(folder)
}

/// The documents that other people wrote, where they are at hand.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/openapi");
    if folder.is_dir() {
        return Some(folder);
    }
    backend_tests::skipped("../shared/corpus is not there");
    None
}

/// All JSON and YAML files below a folder, sorted.
pub(crate) fn documents_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .expect("a readable folder")
            .flatten()
        {
            let path = entry.path();
            let extension = path
                .extension()
                .and_then(|extension| extension.to_str())
                .unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if matches!(extension, "json" | "yaml" | "yml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
