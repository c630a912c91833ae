//! Reading a document: the entry file, then every file that its references reach.

use super::document::{Document, Files, Version};
use super::fetch::{Fetch, FetchError};
use super::limits::Limits;
use super::node::Node;
use super::text;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Source, Sources, Span};

/// How to read a document.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Allows references that leave the folder or the host of the entry file.
    pub allow_ref: bool,
    /// What it may cost.
    pub limits: Limits,
}

/// Reads a document. There is one when the entry file could be read; the problems may still include errors.
pub fn load(
    entry: &str,
    fetch: &mut dyn Fetch,
    options: &LoadOptions,
) -> (Option<Document>, Diagnostics) {
    let mut loader = Loader {
        fetch,
        options,
        sources: Sources::new(),
        files: Files::default(),
        nodes: 0,
        bytes: 0,
        diagnostics: Diagnostics::new(),
    };
    let entry_read = loader.read(entry, None);
    let root = entry_read.and_then(|_| loader.files.roots[0].as_deref());
    let version = match root.map(version_of) {
        Some(Ok(version)) => version,
        Some(Err(problem)) => {
            loader.diagnostics.push(problem);
            Version::V3_1
        }
        None => return (None, loader.diagnostics.sorted()),
    };
    let document = Document {
        sources: loader.sources,
        files: loader.files,
        version,
    };
    (Some(document), loader.diagnostics.sorted())
}

struct Loader<'a> {
    fetch: &'a mut dyn Fetch,
    options: &'a LoadOptions,
    sources: Sources,
    files: Files,
    nodes: usize,
    bytes: usize,
    diagnostics: Diagnostics,
}

impl Loader<'_> {
    /// Reads one file and gives its index. `at` is the reference that wants it.
    fn read(&mut self, location: &str, at: Option<Span>) -> Option<u32> {
        let bytes = match self.fetch.read(location) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.diagnostics.push(unreadable(location, &error, at));
                return None;
            }
        };
        self.bytes = self.bytes.saturating_add(bytes.len());
        let limits = &self.options.limits;
        if bytes.len() > limits.file_bytes || self.bytes > limits.total_bytes {
            self.diagnostics.push(unreadable(
                location,
                &FetchError::TooLarge(limits.file_bytes.min(limits.total_bytes)),
                at,
            ));
            return None;
        }
        let source = self.sources.len() as u32;
        let (text, problem) = text::decode(bytes, source);
        self.sources.add(Source::new(location, text));
        let text = &self.sources.get(source).text;
        let parsed = match problem {
            Some(problem) => Err(problem),
            None => text::parse(
                location,
                text,
                source,
                limits,
                &mut self.nodes,
                &mut self.diagnostics,
            ),
        };
        let root = parsed
            .map_err(|problem| self.diagnostics.push(problem))
            .ok();
        self.files.roots.push(root.map(Box::new));
        self.files.locations.push(location.to_owned());
        self.files.by_location.insert(location.to_owned(), source);
        Some(source)
    }
}

fn unreadable(location: &str, error: &FetchError, at: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::error("spec-file", format!("cannot read `{location}`: {error}"));
    match at {
        Some(span) => diagnostic.at(span),
        None => diagnostic.help("check the path of the document"),
    }
}

/// The version that the root says.
fn version_of(root: &Node) -> Result<Version, Diagnostic> {
    let Some(object) = root.as_object() else {
        let message = format!(
            "an OpenAPI document is an object, this is {}",
            root.kind_name()
        );
        return Err(Diagnostic::error("spec-version", message).at(root.span));
    };
    let Some(node) = object.get("openapi").or_else(|| object.get("swagger")) else {
        return Err(Diagnostic::error(
            "spec-version",
            "this is no OpenAPI document: the key `openapi` is missing",
        )
        .at(Span {
            end: root.span.start,
            ..root.span
        })
        .help("start it with `openapi: 3.1.0`"));
    };
    let text = match (node.as_str(), node.as_number()) {
        (Some(text), _) => text,
        (None, Some(number)) => number.as_str(),
        (None, None) => "",
    };
    match text.split('.').collect::<Vec<_>>().as_slice() {
        ["3", "0", ..] => Ok(Version::V3_0),
        ["3", "1", ..] => Ok(Version::V3_1),
        ["3", "2", ..] => Ok(Version::V3_2),
        _ => Err(
            Diagnostic::error("spec-version", format!("version `{text}` is not known"))
                .at(node.span)
                .help("versions 2.0, 3.0, 3.1 and 3.2 are read"),
        ),
    }
}
