//! From bytes to text, and from text to a tree.

use super::limits::Limits;
use super::node::Node;
use super::{json, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// Text of a file without byte order mark. Bytes that are not UTF-8 are a located error beside a readable rendition.
pub(super) fn decode(bytes: Vec<u8>, source: u32) -> (String, Option<Diagnostic>) {
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let error =
            Diagnostic::error("spec-encoding", "the file is UTF-16").at(Span::new(source, 0, 0));
        return (String::new(), Some(error.help("save it as UTF-8")));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let diagnostic = Diagnostic::error(
                "spec-encoding",
                format!("byte 0x{byte:02X} is not valid UTF-8"),
            );
            let span = Span::new(source, at as u32, at as u32 + 1);
            (
                text,
                Some(diagnostic.at(span).help("save the file as UTF-8")),
            )
        }
    }
}

/// JSON or YAML, by the name and by how the text starts.
pub(super) fn parse(
    name: &str,
    text: &str,
    source: u32,
    limits: &Limits,
    nodes: &mut usize,
    diagnostics: &mut Diagnostics,
) -> Result<Node, Diagnostic> {
    let path = name
        .split(['?', '#'])
        .next()
        .unwrap_or(name)
        .to_ascii_lowercase();
    if path.ends_with(".json") {
        return json::parse(text, source, limits, nodes, diagnostics);
    }
    // JSON is the faster way; what starts like JSON and is not may still be YAML.
    if text.trim_start().starts_with(['{', '[']) {
        let (mut count, mut found) = (*nodes, Diagnostics::new());
        match json::parse(text, source, limits, &mut count, &mut found) {
            Ok(node) => {
                *nodes = count;
                diagnostics.extend(found);
                return Ok(node);
            }
            Err(error) if error.code == "spec-limit" => return Err(error),
            Err(_) => {}
        }
    }
    yaml::parse(text, source, limits, nodes, diagnostics)
}
