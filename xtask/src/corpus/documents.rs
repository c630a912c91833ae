//! The documents below `../shared/corpus/openapi`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::root::root;

/// One document.
#[derive(Debug)]
pub(super) struct Document {
    /// Its path below the corpus.
    pub(super) name: String,
    pub(super) path: PathBuf,
}

impl Document {
    /// A name that a folder and a package may have.
    pub(super) fn package(&self) -> String {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        };
        format!(
            "corpus-{}",
            self.name.chars().map(plain).collect::<String>()
        )
    }

    /// Whether it refers to files above its own folder.
    pub(super) fn needs_allow_ref(&self) -> bool {
        self.name.contains("petstore-separate")
    }
}

/// The odd cases in few documents: composition, discriminators, 2.0, 3.1, styles, media types, webhooks, callbacks,
/// names, odd paths.
const SAMPLE: [&str; 12] = [
    "oai/v2.0/json/uber.json",
    "oai/v3.0/callback-example.yaml",
    "ogen/examples/2ch.yml",
    "ogen/examples/redoc/discriminator.json",
    "ogen/examples/tempo.yaml",
    "ogen/positive/allOf.yml",
    "ogen/positive/http_responses.json",
    "ogen/positive/webhooks.json",
    "progenitor/param-collision.json",
    "readme/v3.0/parameters-style.json",
    "readme/v3.0/polymorphism.json",
    "readme/v3.1/schema-types.json",
];

/// The documents to run, by name; `None` where the corpus is missing.
///
/// # Errors
/// When a document of the sample is missing, or no document matches.
pub(super) fn chosen(filter: &[String], sample: bool) -> Result<Option<Vec<Document>>, String> {
    let folder = root().join("../shared/corpus/openapi");
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut documents = below(&folder);
    if sample {
        documents.retain(|document| SAMPLE.contains(&document.name.as_str()));
        if documents.len() != SAMPLE.len() {
            return Err(format!(
                "{}: not all of the sample is there",
                folder.display()
            ));
        }
    }
    documents.retain(|document| {
        filter.is_empty()
            || filter
                .iter()
                .any(|part| document.name.contains(part.as_str()))
    });
    if documents.is_empty() {
        return Err(format!("no document below {} matches", folder.display()));
    }
    Ok(Some(documents))
}

/// All valid documents, sorted by name.
fn below(corpus: &Path) -> Vec<Document> {
    let mut found = Vec::new();
    let mut folders = vec![corpus.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path
                .strip_prefix(corpus)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if is_document(&name) {
                found.push(Document { name, path });
            }
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// Neither a part of another document, nor one that is wrong on purpose.
fn is_document(name: &str) -> bool {
    let text = [".json", ".yaml", ".yml"]
        .iter()
        .any(|end| name.ends_with(end));
    let part = (name.contains("petstore-separate") && !name.contains("swagger."))
        || name.contains("file_reference_external")
        || (name.starts_with("digitalocean") && !name.contains("DigitalOcean-public"));
    text && !part && !name.contains("negative")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_negative_documents_are_left_out() {
        assert!(is_document(
            "oai/v2.0/json/petstore-separate/spec/swagger.json"
        ));
        assert!(!is_document(
            "oai/v2.0/json/petstore-separate/spec/Pet.json"
        ));
        assert!(!is_document("digitalocean/resources/apps/models/app.yml"));
        assert!(!is_document("ogen/negative/a.json"));
        assert!(!is_document("oai/index.md"));
    }

    #[test]
    fn a_package_is_named_by_the_path() {
        let document = Document {
            name: "oai/v3.1/Tic_Tac.json".to_owned(),
            path: PathBuf::new(),
        };
        assert_eq!(document.package(), "corpus-oai-v3-1-tic-tac-json");
    }
}
