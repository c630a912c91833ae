//! Questions about a node that look through references: what request parameters are read by.

use super::{Keyword, Node, TypeSet};

/// References that are followed before a cycle without an end is assumed.
const MAX_REFERENCES: usize = 32;

impl Node {
    /// Calls `found` with the keywords of this node and of those it includes by `Ref` or `AllOf`, own first.
    pub fn each_keyword(&'static self, found: &mut dyn FnMut(&'static Keyword)) {
        self.each_keyword_within(MAX_REFERENCES, found);
    }

    fn each_keyword_within(&'static self, left: usize, found: &mut dyn FnMut(&'static Keyword)) {
        if left == 0 {
            return;
        }
        self.keywords.iter().for_each(&mut *found);
        for keyword in self.keywords {
            match keyword {
                Keyword::Ref(target) => target.node().each_keyword_within(left - 1, found),
                Keyword::AllOf(nodes) => nodes
                    .iter()
                    .for_each(|node| node.each_keyword_within(left - 1, found)),
                _ => {}
            }
        }
    }

    /// Whether the node is there only because a Rust container needs one, as the items of `Vec<Value>` or the names of
    /// `BTreeMap<String, _>`: then it restricts nothing, and has not looked at anything.
    pub fn says_nothing(&'static self) -> bool {
        match self.keywords {
            [Keyword::Ref(target)] => target.node().keywords.is_empty(),
            _ => false,
        }
    }

    /// The types that a value may have. Unions give what any of their variants has.
    pub fn types(&'static self) -> TypeSet {
        self.types_within(MAX_REFERENCES)
    }

    fn types_within(&'static self, left: usize) -> TypeSet {
        if left == 0 {
            return TypeSet::ANY;
        }
        let union = |nodes: &'static [Node]| {
            nodes.iter().fold(TypeSet::NONE, |set, node| {
                set.or(node.types_within(left - 1))
            })
        };
        let mut types = TypeSet::ANY;
        for keyword in self.keywords {
            types = types.and(match keyword {
                Keyword::Type(set) => *set,
                Keyword::Ref(target) => target.node().types_within(left - 1),
                Keyword::AllOf(nodes) => nodes.iter().fold(TypeSet::ANY, |set, node| {
                    set.and(node.types_within(left - 1))
                }),
                Keyword::AnyOf(nodes) | Keyword::OneOf(nodes) => union(nodes),
                Keyword::Discriminator(_) => TypeSet::OBJECT,
                Keyword::Never => TypeSet::NONE,
                _ => TypeSet::ANY,
            });
        }
        if self.nullable {
            types.or(TypeSet::NULL)
        } else {
            types
        }
    }

    /// The schema of a declared member.
    pub fn property(&'static self, name: &str) -> Option<&'static Node> {
        let mut answer = None;
        self.each_keyword(&mut |keyword| {
            if let Keyword::Properties(properties) = keyword
                && answer.is_none()
            {
                answer = properties
                    .iter()
                    .find(|property| property.name == name)
                    .map(|property| &property.node);
            }
        });
        answer
    }

    /// The schema of members that are not declared; `None` when nothing is said about them.
    pub fn additional(&'static self) -> Option<&'static Node> {
        let mut answer = None;
        self.each_keyword(&mut |keyword| {
            if let Keyword::AdditionalProperties(node) | Keyword::UnevaluatedProperties(node) =
                keyword
            {
                answer = better(answer, node);
            }
        });
        answer
    }

    /// The schema of the item at `index`.
    pub fn item(&'static self, index: usize) -> Option<&'static Node> {
        let mut answer = None;
        self.each_keyword(&mut |keyword| match keyword {
            Keyword::PrefixItems(nodes) => {
                if let Some(node) = nodes.get(index) {
                    answer = better(answer, node);
                }
            }
            Keyword::Items(node) => answer = better(answer, node),
            _ => {}
        });
        answer
    }
}

/// A field's own `items(…)` adds limits to what its type says; the one that names a type tells more.
fn better(known: Option<&'static Node>, other: &'static Node) -> Option<&'static Node> {
    match known {
        Some(node) if node.types() != TypeSet::ANY || other.types() == TypeSet::ANY => Some(node),
        _ => Some(other),
    }
}
