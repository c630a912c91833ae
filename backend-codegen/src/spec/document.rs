//! A document that has been read: its trees, and what its references name.

use super::chain::Chains;
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
    pub(super) chains: Chains,
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
}

impl Document {
    /// The tree of the entry file.
    pub fn root(&self) -> &Node {
        self.files.roots[0]
            .as_deref()
            .expect("a document is only made of an entry file that was read")
    }

    /// The same document with another tree for the entry file.
    pub(crate) fn with_root(&self, root: Node) -> Self {
        let mut files = self.files.clone();
        files.roots[0] = Some(Box::new(root));
        Self {
            sources: self.sources.clone(),
            files,
            version: self.version,
            chains: Chains::default(),
        }
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
            None => Ok(Resolved { node, id: None }),
        }
    }
}

/// The text of a node's `$ref` and where it stands.
pub(super) fn reference_of(node: &Node) -> Option<(&str, Span)> {
    let reference = node.as_object()?.get("$ref")?;
    Some((reference.as_str()?, reference.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{LoadOptions, Memory, load};

    const HEAD: &str = "info: {title: T, version: '1'}\npaths: {}\n";

    fn read(files: Memory) -> Document {
        let (document, found) = load("api/openapi.yaml", &mut { files }, &LoadOptions::default());
        let document = document.unwrap_or_else(|sources| panic!("{}", found.render(&sources)));
        assert!(found.is_empty(), "{}", found.render(&document.sources));
        document
    }

    fn schemas(version: &str, schemas: &str) -> Memory {
        Memory::one(
            "api/openapi.yaml",
            format!("openapi: {version}\n{HEAD}components:\n  schemas: {schemas}\n"),
        )
    }

    fn target(document: &Document, reference: &str) -> Result<String, &'static str> {
        let resolved = document
            .resolve(reference, document.root().span)
            .map_err(|problem| problem.code)?;
        let id = resolved.id.ok_or("nothing followed")?;
        Ok(format!("{}#{}", document.location(id.source), id.pointer))
    }

    #[test]
    fn escapes_and_percent_encoding_name_the_same_place() {
        let document = read(schemas("3.0.3", "{'a/b ~ü%': {type: string}}"));
        let expected = Ok("api/openapi.yaml#/components/schemas/a~1b ~0ü%".to_owned());
        for name in ["a~1b ~0ü%25", "a~1b%20~0%C3%BC%25", "a%7E1b%20%7E0ü%"] {
            assert_eq!(
                target(&document, &format!("#/components/schemas/{name}")),
                expected,
                "{name}"
            );
        }
        assert_eq!(
            target(&document, "openapi.yaml#/components/schemas/a~1b%20~0ü%25"),
            expected
        );
    }

    #[test]
    fn chains_end_at_the_definition_and_cycles_are_errors() {
        let document = read(schemas(
            "3.0.3",
            "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/C'}, C: {type: string}, D: {$ref: '#/components/schemas/E'}, E: {$ref: '#/components/schemas/D'}}",
        ));
        assert_eq!(
            target(&document, "#/components/schemas/A"),
            Ok("api/openapi.yaml#/components/schemas/C".to_owned())
        );
        assert_eq!(
            target(&document, "#/components/schemas/D"),
            Err("spec-ref-cycle")
        );
        // From a link in the middle too, whatever was asked before.
        assert_eq!(
            target(&document, "#/components/schemas/B"),
            target(&document, "#/components/schemas/A")
        );
    }

    #[test]
    fn keywords_beside_a_reference_stop_a_chain_since_3_1() {
        let both = "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/C', maxLength: 3}, C: {type: string}}";
        let end = |version| target(&read(schemas(version, both)), "#/components/schemas/A");
        assert_eq!(
            end("3.0.3"),
            Ok("api/openapi.yaml#/components/schemas/C".to_owned())
        );
        assert_eq!(
            end("3.1.0"),
            Ok("api/openapi.yaml#/components/schemas/B".to_owned())
        );
    }

    #[test]
    fn anchors_and_ids_are_names() {
        let files = schemas(
            "3.1.0",
            "{A: {$anchor: here, type: string}, B: {$id: 'https://e.org/schemas/b', $defs: {x: {type: integer}}, properties: {x: {$ref: '#/$defs/x'}, c: {$ref: c}}}, C: {$id: 'https://e.org/schemas/c', type: 'null'}, D: {$ref: 'types.yaml#money'}}",
        )
        .with("api/types.yaml", "definitions: {m: {$anchor: money, type: number}}\nexample: {$anchor: money}\n");
        let document = read(files);
        assert_eq!(
            target(&document, "#here"),
            Ok("api/openapi.yaml#/components/schemas/A".to_owned())
        );
        assert_eq!(
            target(&document, "https://e.org/schemas/b#/$defs/x"),
            Ok("api/openapi.yaml#/components/schemas/B/$defs/x".to_owned())
        );
        assert_eq!(
            target(&document, "types.yaml#money"),
            Ok("api/types.yaml#/definitions/m".to_owned())
        );
        let properties = document
            .root()
            .get("components")
            .and_then(|c| c.get("schemas"))
            .and_then(|s| s.get("B"))
            .and_then(|b| b.get("properties"));
        let end = |name: &str| {
            let node = properties.and_then(|p| p.get(name)).expect("a property");
            document
                .deref(node)
                .expect("a target")
                .id
                .expect("followed")
                .pointer
        };
        assert_eq!(end("x"), "/components/schemas/B/$defs/x");
        assert_eq!(end("c"), "/components/schemas/C");
    }

    #[test]
    fn a_reference_on_the_way_of_a_pointer_is_followed() {
        let files = schemas("3.0.3", "{A: {properties: {b: {$ref: 'more/b.yaml'}}}}")
            .with("api/more/b.yaml", "properties: {c: {type: string}}\n");
        let document = read(files);
        assert_eq!(
            target(
                &document,
                "#/components/schemas/A/properties/b/properties/c"
            ),
            Ok("api/more/b.yaml#/properties/c".to_owned())
        );
    }

    #[test]
    fn only_files_of_reference_positions_are_read() {
        let files = schemas(
            "3.1.0",
            "{A: {example: {$ref: no.yaml}, default: {$ref: no.yaml}, enum: [{$ref: no.yaml}], const: {$ref: no.yaml}, x-a: {$ref: no.yaml}, properties: {$ref: {type: string}}}}",
        );
        assert_eq!(read(files).sources.len(), 1);
    }
}
