//! One schema: keywords and what the document says about them.

use super::{Json, Keyword, Property};

/// One schema of the table. `Node::ANY` accepts everything.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// The component name; a named node is emitted once under `components.schemas` and referred to.
    pub name: Option<&'static str>,
    /// `null` is valid whatever the keywords say.
    pub nullable: bool,
    /// What only the document and messages use.
    pub meta: Option<&'static Meta>,
    /// All must hold. An empty list accepts everything.
    pub keywords: &'static [Keyword],
}

impl Node {
    /// Accepts everything: the schema `true`.
    pub const ANY: Node = Node::new(&[]);
    /// Accepts nothing: the schema `false`.
    pub const NEVER: Node = Node::new(&[Keyword::Never]);

    /// A node without name and annotations.
    pub const fn new(keywords: &'static [Keyword]) -> Self {
        Node {
            name: None,
            nullable: false,
            meta: None,
            keywords,
        }
    }
}

/// Annotations of a schema: they never decide validity, except that members which are `read_only` are not
/// checked in what clients send.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// `title`
    pub title: Option<&'static str>,
    /// `description`; doc comments by default
    pub description: Option<&'static str>,
    /// `default`
    pub default: Option<Json>,
    /// `example` (3.0) or `examples` (3.1)
    pub examples: &'static [Json],
    /// `deprecated`
    pub deprecated: bool,
    /// `readOnly`: sent by the server, ignored in requests
    pub read_only: bool,
    /// `writeOnly`: sent by clients, never returned
    pub write_only: bool,
    /// Replaces the message of every violation of this node.
    pub message: Option<&'static str>,
    /// Replaces the code of every violation of this node.
    pub code: Option<&'static str>,
    /// Members of the other direction (`readOnly` in what comes in): the document has them, values have not.
    pub foreign: &'static [Property],
    /// `x-…` members of the document.
    pub extensions: &'static [(&'static str, Json)],
}

impl Meta {
    /// Nothing said.
    pub const NONE: Meta = Meta {
        title: None,
        description: None,
        default: None,
        examples: &[],
        deprecated: false,
        read_only: false,
        write_only: false,
        message: None,
        code: None,
        foreign: &[],
        extensions: &[],
    };
}
