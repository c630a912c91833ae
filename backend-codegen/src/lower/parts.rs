//! The schemas whose conjunction a schema is: itself and everything its `allOf` leads to.

use std::collections::HashSet;

use crate::{
    ir::{Bounds, Number},
    source::Span,
    spec::{Node, Resolved},
};

/// One schema object of a conjunction.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    pub(super) node: &'a Node,
    /// It is one of the schemas that the conjunction was asked for, not what `allOf` or `$ref` of another leads to.
    pub(super) root: bool,
}

impl<'a> Part<'a> {
    /// A schema on its own.
    pub(super) fn root(node: &'a Node) -> Self {
        Self { node, root: true }
    }
}

/// A conjunction, the outermost schema first. Never empty.
#[derive(Debug, Clone)]
pub(super) struct Parts<'a> {
    pub(super) list: Vec<Part<'a>>,
}

/// Keywords that only annotate, or that [`super::schema`] reads from every part.
const ANNOTATIONS: [&str; 19] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "externalDocs",
    "xml",
    "$comment",
    "$schema",
    "$id",
    "$anchor",
    "$defs",
    "definitions",
    "allOf",
    "$ref",
];

impl<'a> Part<'a> {
    /// Whether it restricts values, beyond annotating them.
    pub(super) fn is_structural(&self) -> bool {
        match self.node.as_object() {
            Some(object) => object
                .iter()
                .any(|(key, _)| !ANNOTATIONS.contains(&key) && !key.starts_with("x-")),
            None => self.node.as_bool() == Some(false),
        }
    }
}

impl<'a> Parts<'a> {
    pub(super) fn span(&self) -> Span {
        self.list[0].node.span
    }

    /// Every value of a keyword, outermost first.
    pub(super) fn all(&self, key: &'static str) -> impl Iterator<Item = &'a Node> + '_ {
        self.list.iter().filter_map(move |part| part.node.get(key))
    }

    /// The outermost value of a keyword.
    pub(super) fn first(&self, key: &'static str) -> Option<&'a Node> {
        self.all(key).next()
    }

    pub(super) fn has(&self, key: &'static str) -> bool {
        self.first(key).is_some()
    }

    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        self.all(key).find_map(Node::as_str).map(str::to_owned)
    }

    pub(super) fn flag(&self, key: &'static str) -> bool {
        self.all(key).any(|node| node.as_bool() == Some(true))
    }

    /// The strictest of several lower limits.
    pub(super) fn greatest(&self, key: &'static str) -> Option<u64> {
        self.all(key).filter_map(count).max()
    }

    /// The strictest of several upper limits.
    pub(super) fn least(&self, key: &'static str) -> Option<u64> {
        self.all(key).filter_map(count).min()
    }

    /// The numeric keywords; 3.0's boolean exclusives turn their partner into an exclusive limit.
    pub(super) fn bounds(&self) -> Bounds {
        let mut bounds = Bounds::default();
        for part in &self.list {
            let own = node_bounds(part.node);
            stricter(&mut bounds.minimum, own.minimum, |new, old| new > old);
            stricter(
                &mut bounds.exclusive_minimum,
                own.exclusive_minimum,
                |new, old| new > old,
            );
            stricter(&mut bounds.maximum, own.maximum, |new, old| new < old);
            stricter(
                &mut bounds.exclusive_maximum,
                own.exclusive_maximum,
                |new, old| new < old,
            );
            bounds.multiple_of = bounds.multiple_of.or(own.multiple_of);
        }
        bounds
    }
}

/// The numeric keywords of one schema object.
pub(super) fn node_bounds(node: &Node) -> Bounds {
    let number = |key| {
        node.get(key)
            .and_then(Node::as_number)
            .map(|number| Number::new(number.as_str()))
    };
    let flag = |key| node.get(key).and_then(Node::as_bool) == Some(true);
    let (low, high) = (flag("exclusiveMinimum"), flag("exclusiveMaximum"));
    Bounds {
        minimum: number("minimum").filter(|_| !low),
        maximum: number("maximum").filter(|_| !high),
        exclusive_minimum: if low {
            number("minimum")
        } else {
            number("exclusiveMinimum")
        },
        exclusive_maximum: if high {
            number("maximum")
        } else {
            number("exclusiveMaximum")
        },
        multiple_of: number("multipleOf"),
    }
}

fn stricter(current: &mut Option<Number>, new: Option<Number>, wins: fn(f64, f64) -> bool) {
    let Some(new) = new else { return };
    let replace = match current {
        None => true,
        Some(old) => match (new.as_f64(), old.as_f64()) {
            (Some(new), Some(old)) => wins(new, old),
            _ => false,
        },
    };
    if replace {
        *current = Some(new);
    }
}

/// A non-negative count; `5.0` is five.
pub(super) fn count(node: &Node) -> Option<u64> {
    node.as_u64().or_else(|| {
        node.as_f64()
            .filter(|value| *value >= 0.0 && value.fract() == 0.0)
            .map(|value| value as u64)
    })
}

impl<'a> super::context::Lowerer<'a> {
    /// A schema and everything that its references and `allOf` add to it, each target once.
    pub(super) fn parts(&mut self, node: &'a Node) -> Parts<'a> {
        let mut list: Vec<Part<'a>> = Vec::new();
        let mut seen = HashSet::new();
        let mut work = vec![node];
        while let Some(node) = work.pop() {
            let root = list.is_empty();
            list.push(Part { node, root });
            let mut next = Vec::new();
            if node
                .get("$ref")
                .is_some_and(|reference| reference.as_str().is_some())
            {
                match self.document.deref(node) {
                    Ok(Resolved { node, id, .. }) => {
                        next.extend(id.is_none_or(|id| seen.insert(id)).then_some(node));
                    }
                    Err(diagnostic) => self.unresolved(node, diagnostic),
                }
            }
            next.extend(
                node.get("allOf")
                    .and_then(Node::as_array)
                    .unwrap_or_default(),
            );
            work.extend(next.into_iter().rev());
        }
        Parts { list }
    }
}
