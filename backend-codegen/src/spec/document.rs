//! A document that has been read: its trees, and what its references name.

use super::files::Files;
use super::node::Node;
use super::pointer;
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};

/// The version of the specification a document follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// OpenAPI 3.0; also Swagger 2.0, which is upgraded on reading.
    V3_0,
    /// OpenAPI 3.1.
    V3_1,
    /// OpenAPI 3.2.
    V3_2,
}

/// The entry file and every file it reaches.
#[derive(Debug)]
pub struct Document {
    /// The texts, for rendering diagnostics.
    pub sources: Sources,
    pub(super) files: Files,
    pub(super) version: Version,
}

/// What a reference names in the end. Equal for equal targets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefId {
    /// Index of the source.
    pub source: u32,
    /// JSON Pointer without `#`, such as `/components/schemas/Pet`.
    pub pointer: String,
}

impl RefId {
    /// The last token, unescaped: `Pet` of `/components/schemas/Pet`.
    pub fn name(&self) -> String {
        pointer::tokens(&self.pointer).last().unwrap_or_default()
    }
}

/// A node, possibly reached by references.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The node in the end.
    pub node: &'a Node,
    /// Its identity; none when nothing was followed.
    pub id: Option<RefId>,
    /// Everything that was passed, the end included, in order.
    pub chain: Vec<RefId>,
}

impl Document {
    /// The tree of the entry file.
    pub fn root(&self) -> &Node {
        self.files.roots[0]
            .as_deref()
            .expect("a document is only made of an entry file that was read")
    }

    /// The version of the specification.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The tree of a file, if it could be read.
    pub fn file(&self, source: u32) -> Option<&Node> {
        self.files.roots.get(source as usize)?.as_deref()
    }

    /// Where a file stands.
    pub fn location(&self, source: u32) -> &str {
        &self.files.locations[source as usize]
    }

    /// Follows `$ref` when the node is an object with a string `$ref`, through chains; otherwise gives the node itself.
    ///
    /// In 3.1 and later a schema may have keywords beside `$ref`. The first reference is always followed (its siblings
    /// are the caller's to read); the chain then stops at a target whose own `$ref` has such siblings.
    ///
    /// # Errors
    /// A diagnostic when the target does not exist or the chain is a cycle.
    pub fn deref<'a>(&'a self, node: &'a Node) -> Result<Resolved<'a>, Diagnostic> {
        match reference_of(node) {
            Some((reference, span)) => self.resolve(reference, span),
            None => Ok(Resolved {
                node,
                id: None,
                chain: Vec::new(),
            }),
        }
    }

    /// What a reference names, as seen from the file of `at`; chains are followed.
    ///
    /// # Errors
    /// A diagnostic when the target does not exist or the chain is a cycle.
    pub fn resolve<'a>(&'a self, reference: &str, at: Span) -> Result<Resolved<'a>, Diagnostic> {
        let mut chain: Vec<RefId> = Vec::new();
        let (mut reference, mut from) = (reference.to_owned(), at);
        loop {
            let (id, node) = self.files.target(&reference, from)?;
            if chain.contains(&id) {
                return Err(cycle(&chain, at));
            }
            chain.push(id.clone());
            match reference_of(node) {
                Some((next, span))
                    if self.version < Version::V3_1 || !has_keywords_beside(node) =>
                {
                    (reference, from) = (next.to_owned(), span);
                }
                _ => {
                    return Ok(Resolved {
                        node,
                        id: Some(id),
                        chain,
                    });
                }
            }
        }
    }
}

fn cycle(chain: &[RefId], at: Span) -> Diagnostic {
    let names: Vec<String> = chain.iter().map(RefId::name).collect();
    Diagnostic::error(
        "spec-ref-cycle",
        "this reference leads back to itself without ever reaching a definition",
    )
    .at(at)
    .note(format!("it goes through {}", names.join(" → ")))
    .help("give one of them a definition instead of a `$ref`")
}

/// The text of a node's `$ref` and where it stands.
pub(super) fn reference_of(node: &Node) -> Option<(&str, Span)> {
    let reference = node.as_object()?.get("$ref")?;
    Some((reference.as_str()?, reference.span))
}

/// Whether an object with `$ref` says more than annotations.
fn has_keywords_beside(node: &Node) -> bool {
    let annotation = |key: &str| {
        matches!(
            key,
            "$ref" | "summary" | "description" | "title" | "$comment"
        ) || key.starts_with("x-")
    };
    node.as_object()
        .is_some_and(|object| object.iter().any(|(key, _)| !annotation(key)))
}
