//! Building a tree from the parsers' events, within the limits.
//!
//! Both parsers use it, so depth, size and repeated keys are judged in one place. It keeps its own stack: how deep a
//! text nests never costs machine stack.

use super::limits::Limits;
use super::node::{Entry, Node, Object, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// An array or object that is still open.
pub(super) enum Frame {
    Array {
        start: Span,
        items: Vec<Node>,
    },
    Object {
        start: Span,
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
    },
}

/// Collects values into one tree.
pub(super) struct Builder<'a> {
    pub(super) source: u32,
    stack: Vec<Frame>,
    root: Option<Node>,
    limits: &'a Limits,
    nodes: &'a mut usize,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        source: u32,
        limits: &'a Limits,
        nodes: &'a mut usize,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            source,
            stack: Vec::new(),
            root: None,
            limits,
            nodes,
            diagnostics,
        }
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start as u32, end as u32)
    }

    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    pub(super) fn top(&mut self) -> Option<&mut Frame> {
        self.stack.last_mut()
    }

    pub(super) fn open_array(&mut self, start: Span) -> Result<(), Diagnostic> {
        self.push(
            Frame::Array {
                start,
                items: Vec::new(),
            },
            start,
        )
    }

    pub(super) fn open_object(&mut self, start: Span) -> Result<(), Diagnostic> {
        self.push(
            Frame::Object {
                start,
                entries: Vec::new(),
                key: None,
            },
            start,
        )
    }

    fn push(&mut self, frame: Frame, start: Span) -> Result<(), Diagnostic> {
        if self.stack.len() >= self.limits.effective_depth() {
            return Err(too_deep(self.limits).at(start));
        }
        self.stack.push(frame);
        Ok(())
    }

    /// Counts values towards the limit.
    pub(super) fn count(&mut self, nodes: usize, at: Span) -> Result<(), Diagnostic> {
        *self.nodes = self.nodes.saturating_add(nodes);
        if *self.nodes > self.limits.nodes {
            let message = format!("the document has more than {} values", self.limits.nodes);
            return Err(Diagnostic::error("spec-limit", message)
                .at(at)
                .help("split it, or raise the limit on values"));
        }
        Ok(())
    }

    /// Adds a finished value where it belongs.
    pub(super) fn value(&mut self, node: Node) -> Result<(), Diagnostic> {
        self.count(1, node.span)?;
        self.attach(node);
        Ok(())
    }

    /// Adds a value whose parts have been counted.
    pub(super) fn attach(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Frame::Array { items, .. }) => items.push(node),
            Some(Frame::Object { entries, key, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry {
                        key,
                        key_span,
                        value: node,
                    });
                }
            }
        }
    }

    /// Closes the innermost array or object; `end` is the offset after it.
    pub(super) fn close(&mut self, end: usize) -> Result<(), Diagnostic> {
        let Some(node) = self.finish_frame(end) else {
            return Ok(());
        };
        self.value(node)
    }

    /// Takes the innermost frame off as a value, without attaching it.
    pub(super) fn finish_frame(&mut self, end: usize) -> Option<Node> {
        let (start, value) = match self.stack.pop()? {
            Frame::Array { start, mut items } => {
                items.shrink_to_fit();
                (start, Value::Array(items))
            }
            Frame::Object { start, entries, .. } => {
                let diagnostics = &mut *self.diagnostics;
                let object = Object::with_duplicates(entries, |old, new| {
                    diagnostics.push(duplicate_key(old, new))
                });
                (start, Value::Object(object))
            }
        };
        Some(Node::new(
            Span {
                end: end as u32,
                ..start
            },
            value,
        ))
    }

    pub(super) fn into_root(self) -> Option<Node> {
        self.root
    }
}

fn duplicate_key(old: &Entry, new: &Entry) -> Diagnostic {
    Diagnostic::warning(
        "spec-duplicate-key",
        format!("key `{}` is written twice; the last one counts", new.key),
    )
    .at(new.key_span)
    .label(old.key_span, "the first one, which is ignored")
    .help("remove one of the two")
}

pub(super) fn too_deep(limits: &Limits) -> Diagnostic {
    let message = format!(
        "values nest more than {} levels deep",
        limits.effective_depth()
    );
    Diagnostic::error("spec-limit", message)
        .help("no usable document nests this deep; move inner schemas to components")
}
