//! A document that has been read: its trees, and what its references name.

use std::collections::HashMap;

use super::location;
use super::node::Node;
use super::pointer;
use super::suggest::closest;
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

/// The trees by source index.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Index is that of the source. None: it could not be read as JSON or YAML, which has been reported.
    pub(super) roots: Vec<Option<Box<Node>>>,
    /// Where each file stands; base of its references.
    pub(super) locations: Vec<String>,
    /// Source index by location.
    pub(super) by_location: HashMap<String, u32>,
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

impl Files {
    /// The place that one reference names, without following further ones.
    fn target(&self, reference: &str, at: Span) -> Result<(RefId, &Node), Diagnostic> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let source = self.source_of(file, reference, at)?;
        let root = self.roots[source as usize].as_deref().ok_or_else(|| {
            Diagnostic::error(
                "spec-ref-file",
                format!("`{reference}` is in a file that could not be read"),
            )
            .at(at)
        })?;
        let fragment = location::decode(fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return Err(not_a_pointer(reference, at));
        }
        if !pointer::is_well_escaped(&fragment) {
            let error = Diagnostic::error(
                "spec-ref",
                format!("`{reference}` has a `~` that is no escape"),
            );
            return Err(error.at(at).help("write `~0` for `~` and `~1` for `/`"));
        }
        self.walk(
            RefId {
                source,
                pointer: String::new(),
            },
            root,
            &fragment,
            at,
        )
    }

    fn source_of(&self, file: &str, reference: &str, at: Span) -> Result<u32, Diagnostic> {
        if file.is_empty() {
            return Ok(at.source);
        }
        let location = location::join(&self.locations[at.source as usize], file);
        self.by_location.get(&location).copied().ok_or_else(|| {
            Diagnostic::error(
                "spec-ref-file",
                format!("the file of `{reference}` was not read"),
            )
            .at(at)
        })
    }

    /// Goes down a pointer; a `$ref` in the middle is followed as long as it makes the way shorter.
    fn walk<'a>(
        &'a self,
        start: RefId,
        root: &'a Node,
        fragment: &str,
        at: Span,
    ) -> Result<(RefId, &'a Node), Diagnostic> {
        const MOST_HOPS: usize = 64;
        let (mut id, mut node, mut hops) = (start, root, 0);
        for token in pointer::tokens(fragment) {
            let next = loop {
                if let Some(next) = pointer::child(node, &token) {
                    break next;
                }
                let Some((reference, span)) = reference_of(node).filter(|_| hops < MOST_HOPS)
                else {
                    return Err(not_defined(fragment, node, &token, at));
                };
                hops += 1;
                (id, node) = self.target_bounded(reference, span, hops, at)?;
            };
            id.pointer = pointer::append(&id.pointer, &token);
            node = next;
        }
        Ok((id, node))
    }

    /// A reference inside of a pointer's way; only plain ones, so that the way stays bounded.
    fn target_bounded(
        &self,
        reference: &str,
        span: Span,
        hops: usize,
        at: Span,
    ) -> Result<(RefId, &Node), Diagnostic> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let source = self.source_of(file, reference, span)?;
        let root = self.roots[source as usize].as_deref();
        let fragment = location::decode(fragment);
        let (mut id, mut node) = (
            RefId {
                source,
                pointer: String::new(),
            },
            root,
        );
        for token in pointer::tokens(&fragment) {
            node = node.and_then(|node| pointer::child(node, &token));
            id.pointer = pointer::append(&id.pointer, &token);
        }
        node.map(|node| (id, node)).ok_or_else(|| {
            let message = format!("`{reference}`, on the way of this reference, is not defined");
            Diagnostic::error("spec-ref", message)
                .at(at)
                .label(span, format!("step {hops}"))
        })
    }
}

fn not_a_pointer(reference: &str, at: Span) -> Diagnostic {
    Diagnostic::error(
        "spec-ref",
        format!("`{reference}` names no place in a document"),
    )
    .at(at)
    .help("write `#/components/schemas/Name`, with a slash after the `#`")
}

/// The target does not exist: says what was looked for and what is there instead.
fn not_defined(fragment: &str, parent: &Node, token: &str, at: Span) -> Diagnostic {
    let all: Vec<String> = pointer::tokens(fragment).collect();
    let section = match all.as_slice() {
        [components, section, name] if components == "components" && name == token => {
            Some(section.as_str())
        }
        _ => None,
    };
    let near = parent
        .as_object()
        .and_then(|object| closest(token, object.iter().map(|(key, _)| key)));
    let message = match section {
        Some(section) => format!("{} `{token}` is not defined", singular(section)),
        None => format!("`#{fragment}` is not defined: there is no `{token}`"),
    };
    let help = match (section, near) {
        (Some(section), Some(near)) => {
            format!("define it under components.{section}, or did you mean `{near}`?")
        }
        (Some(section), None) => format!("define it under components.{section}"),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => "define it, or correct the reference".to_owned(),
    };
    Diagnostic::error("spec-ref", message).at(at).help(help)
}

/// What one member of a section of components is called.
fn singular(section: &str) -> &str {
    match section {
        "schemas" => "schema",
        "responses" => "response",
        "parameters" => "parameter",
        "examples" => "example",
        "requestBodies" => "request body",
        "headers" => "header",
        "securitySchemes" => "security scheme",
        "links" => "link",
        "callbacks" => "callback",
        "pathItems" => "path item",
        "mediaTypes" => "media type",
        _ => "component",
    }
}
