//! From the parser's events to a tree: anchors, aliases, merge keys, tags.

use std::collections::{HashMap, HashSet};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Tag};

use super::scalar;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::spec::build::{Builder, Frame, too_deep};
use crate::spec::limits::Limits;
use crate::spec::node::{Entry, Node, Value};
use crate::spec::tree::measure;

/// Longest key without quotes; YAML has 1,024, but longer ones are clear enough.
const LONGEST_PLAIN_KEY: usize = 16 * 1024;

/// Reads one YAML text of one document.
pub(in crate::spec) fn parse(
    text: &str,
    source: u32,
    limits: &Limits,
    nodes: &mut usize,
    diagnostics: &mut Diagnostics,
) -> Result<Node, Diagnostic> {
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let span = Span::new(source, at as u32, at as u32 + 1);
        return Err(
            Diagnostic::error("spec-syntax", "NUL character in the text")
                .at(span)
                .help("remove it; is this a text file?"),
        );
    }
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: limits.effective_depth(),
        block_nesting_limit: limits.effective_depth(),
        simple_key_max_lookahead: LONGEST_PLAIN_KEY,
    };
    let build = Builder::new(source, limits, nodes, diagnostics);
    let mut tree = Tree {
        limits,
        build,
        open: Vec::new(),
        anchors: HashMap::new(),
        copied: 0,
        documents: 0,
        finished: false,
        text_len: text.len(),
    };
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| scan_error(&error, source, text, limits))?;
        let range = span.byte_range().unwrap_or(0..0);
        tree.event(
            event,
            Span::new(source, range.start as u32, range.end as u32),
        )?;
        if tree.finished {
            break;
        }
    }
    let empty = Span::new(source, 0, 0);
    tree.build.into_root().ok_or_else(|| {
        Diagnostic::error("spec-syntax", "the file is empty")
            .at(empty)
            .help("an OpenAPI document starts with `openapi: 3.1.0`")
    })
}

/// What an anchor names, and what a copy costs.
struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

/// What the builder does not know of an open collection.
#[derive(Default)]
struct Open {
    anchor: usize,
    /// The key just read is `<<`.
    merging: bool,
    /// Members that come from merged mappings.
    merged: Vec<Entry>,
}

struct Tree<'a> {
    limits: &'a Limits,
    build: Builder<'a>,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    /// Values copied so far.
    copied: usize,
    documents: usize,
    finished: bool,
    text_len: usize,
}

impl Tree<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        match event {
            Event::DocumentStart(..) => self.document(span),
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), span)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.no_collection_key(span)?;
                check_collection_tag(tag.as_deref(), "seq", span)?;
                self.build.open_array(span)?;
                self.open.push(Open {
                    anchor,
                    ..Open::default()
                });
                Ok(())
            }
            Event::MappingStart(_, anchor, tag) => {
                self.no_collection_key(span)?;
                check_collection_tag(tag.as_deref(), "map", span)?;
                self.build.open_object(span)?;
                self.open.push(Open {
                    anchor,
                    ..Open::default()
                });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span),
            _ => Ok(()),
        }
    }

    fn document(&mut self, span: Span) -> Result<(), Diagnostic> {
        self.documents += 1;
        // `---` at the very end opens a document without content, which is no mistake worth a word.
        if self.documents > 1 && (span.end as usize) + 1 < self.text_len {
            return Err(Diagnostic::error(
                "spec-syntax",
                "the file holds more than one YAML document",
            )
            .at(span)
            .help("put each into a file of its own; remove the `---` between them"));
        }
        self.finished = self.documents > 1;
        Ok(())
    }

    fn at_key(&mut self) -> bool {
        matches!(self.build.top(), Some(Frame::Object { key: None, .. }))
    }

    fn no_collection_key(&mut self, span: Span) -> Result<(), Diagnostic> {
        if self.at_key() {
            return Err(Diagnostic::error(
                "spec-syntax",
                "a mapping or a sequence cannot be a key",
            )
            .at(span)
            .help("is this `{name}` without quotes? write `'{name}'`"));
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Diagnostic> {
        if self.at_key() {
            if let Some(tag) = tag {
                scalar_of_tag(tag, text, span)?;
            }
            self.remember(anchor, &Node::new(span, Value::String(text.to_owned())))?;
            let merging = style == ScalarStyle::Plain && text == "<<";
            return self.key(text.to_owned(), span, merging);
        }
        let value = match tag {
            Some(tag) => scalar_of_tag(tag, text, span)?,
            None if style == ScalarStyle::Plain => self.plain(text, span),
            None => Value::String(text.to_owned()),
        };
        self.finished_value(Node::new(span, value), anchor)
    }

    fn plain(&mut self, text: &str, span: Span) -> Value {
        if scalar::is_not_finite(text) {
            let warning = Diagnostic::warning(
                "spec-yaml-number",
                format!("`{text}` has no counterpart in JSON and is read as text"),
            );
            self.build
                .diagnostics
                .push(warning.at(span).help("put it in quotes, or leave it out"));
        } else if scalar::has_leading_zero(text) {
            let warning = Diagnostic::warning(
                "spec-yaml-number",
                format!("`{text}` is read as a decimal number"),
            );
            self.build.diagnostics.push(
                warning
                    .at(span)
                    .help("write `0o…` for an octal number, or quotes for text"),
            );
        }
        scalar::plain(text)
    }

    fn key(&mut self, text: String, span: Span, merging: bool) -> Result<(), Diagnostic> {
        self.build.count(0, span)?;
        if let Some(Frame::Object { key, .. }) = self.build.top() {
            *key = Some((text, span));
        }
        if let Some(open) = self.open.last_mut() {
            open.merging = merging;
        }
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), Diagnostic> {
        let open = self.open.pop().unwrap_or_default();
        if let Some(Frame::Object { entries, .. }) = self.build.top()
            && !open.merged.is_empty()
        {
            let explicit: HashSet<String> = entries.iter().map(|entry| entry.key.clone()).collect();
            entries.extend(
                open.merged
                    .into_iter()
                    .filter(|entry| !explicit.contains(&entry.key)),
            );
        }
        match self.build.finish_frame(span.end as usize) {
            Some(node) => self.finished_value(node, open.anchor),
            None => Ok(()),
        }
    }

    /// Puts a finished value where it belongs: under its key, into its array, or merged into the open mapping.
    fn finished_value(&mut self, node: Node, anchor: usize) -> Result<(), Diagnostic> {
        self.remember(anchor, &node)?;
        self.build.count(1, node.span)?;
        self.place(node)
    }

    fn place(&mut self, node: Node) -> Result<(), Diagnostic> {
        match self.open.last_mut() {
            Some(open) if open.merging => {
                open.merging = false;
                let merged = mappings_to_merge(node)?;
                let known: HashSet<String> =
                    open.merged.iter().map(|entry| entry.key.clone()).collect();
                open.merged.extend(
                    merged
                        .into_iter()
                        .filter(|entry| !known.contains(&entry.key)),
                );
                if let Some(Frame::Object { key, .. }) = self.build.top() {
                    *key = None;
                }
            }
            _ => self.build.attach(node),
        }
        Ok(())
    }

    fn remember(&mut self, anchor: usize, node: &Node) -> Result<(), Diagnostic> {
        if anchor == 0 {
            return Ok(());
        }
        let (size, depth) = measure(node);
        self.pay(size, node.span)?;
        self.anchors.insert(
            anchor,
            Anchored {
                node: node.clone(),
                size,
                depth,
            },
        );
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Diagnostic> {
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(
                Diagnostic::error("spec-syntax", "an alias inside of what it stands for")
                    .at(span)
                    .help("a YAML value cannot contain itself; use `$ref` for recursion"),
            );
        };
        let (size, depth) = (anchored.size, anchored.depth);
        if self.build.depth() + depth > self.limits.effective_depth() {
            return Err(too_deep(self.limits).at(span));
        }
        self.pay(size, span)?;
        self.build.count(size, span)?;
        let node = match self.anchors.get(&id) {
            Some(anchored) => anchored.node.clone(),
            None => return Ok(()),
        };
        if !self.at_key() {
            return self.place(node);
        }
        match node.value {
            Value::String(text) => self.key(text, span, false),
            Value::Number(number) => self.key(number.to_string(), span, false),
            Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => {
                self.no_collection_key(span)
            }
        }
    }

    /// Copies cost; a bomb of aliases ends here.
    fn pay(&mut self, size: usize, span: Span) -> Result<(), Diagnostic> {
        self.copied = self.copied.saturating_add(size);
        if self.copied > self.limits.alias_nodes {
            let message = format!(
                "YAML aliases copy more than {} values",
                self.limits.alias_nodes
            );
            return Err(Diagnostic::error("spec-limit", message)
                .at(span)
                .help("use `$ref` instead of aliases"));
        }
        Ok(())
    }
}

fn mappings_to_merge(node: Node) -> Result<Vec<Entry>, Diagnostic> {
    let span = node.span;
    let refused = || {
        Diagnostic::error("spec-syntax", "`<<` merges mappings only")
            .at(span)
            .help("write `<<: *anchor`")
    };
    match node.value {
        Value::Object(object) => Ok(object.into_entries()),
        Value::Array(items) => {
            let mut all: Vec<Entry> = Vec::new();
            let mut known = HashSet::new();
            for item in items {
                let Value::Object(object) = item.value else {
                    return Err(refused());
                };
                all.extend(
                    object
                        .into_entries()
                        .into_iter()
                        .filter(|entry| known.insert(entry.key.clone())),
                );
            }
            Ok(all)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Err(refused()),
    }
}

fn check_collection_tag(tag: Option<&Tag>, expected: &str, span: Span) -> Result<(), Diagnostic> {
    match tag {
        Some(tag) if tag.core_suffix() != Some(expected) && !is_non_specific(tag) => {
            Err(refused_tag(tag, span))
        }
        _ => Ok(()),
    }
}

fn is_non_specific(tag: &Tag) -> bool {
    tag.original() == "!"
}

fn scalar_of_tag(tag: &Tag, text: &str, span: Span) -> Result<Value, Diagnostic> {
    let plain = scalar::plain(text);
    let value = match tag.core_suffix() {
        Some("str") => Some(Value::String(text.to_owned())),
        Some("int") => matches!(&plain, Value::Number(n) if n.is_integer()).then_some(plain),
        Some("float") => matches!(plain, Value::Number(_)).then_some(plain),
        Some("bool") => matches!(plain, Value::Bool(_)).then_some(plain),
        Some("null") => matches!(plain, Value::Null).then_some(plain),
        _ if is_non_specific(tag) => Some(Value::String(text.to_owned())),
        _ => return Err(refused_tag(tag, span)),
    };
    value.ok_or_else(|| {
        let message = format!("`{text}` is not what its tag `{}` says", tag.original());
        Diagnostic::error("spec-syntax", message)
            .at(span)
            .help("remove the tag")
    })
}

fn refused_tag(tag: &Tag, span: Span) -> Diagnostic {
    Diagnostic::error(
        "spec-yaml-tag",
        format!(
            "YAML tag `{}` has no meaning in an OpenAPI document",
            tag.original()
        ),
    )
    .at(span)
    .help("remove the tag; text in quotes is always a string")
}

fn scan_error(error: &ScanError, source: u32, text: &str, limits: &Limits) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len()) as u32;
    let span = Span::new(source, at, at);
    let line = text[..floor(text, at as usize)]
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let info = error.info();
    let diagnostic = match error.kind() {
        ErrorKind::UnknownAnchor => {
            Diagnostic::error("spec-syntax", "this alias names no anchor before it")
                .help("define it first with `&name`, or quote text that starts with `*`")
        }
        _ if info.contains("nest") || info.contains("recursion") => too_deep(limits),
        _ => Diagnostic::error(
            "spec-syntax",
            format!("not valid YAML: {}", info.trim_end_matches('.')),
        ),
    };
    let starts_with_tab = line.starts_with('\t') || text[at as usize..].starts_with('\t');
    let help = if starts_with_tab {
        "indent with spaces; YAML does not allow tabs"
    } else if info.contains("mapping values are not allowed") {
        "put text that holds `: ` in quotes, or check the indentation"
    } else {
        "check quotes, brackets and indentation here and in the lines before"
    };
    let diagnostic = if diagnostic.help.is_some() {
        diagnostic
    } else {
        diagnostic.help(help)
    };
    diagnostic.at(span)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Result<Node, Diagnostic>, Diagnostics) {
        let mut found = Diagnostics::new();
        let node = parse(text, 0, &Limits::default(), &mut 0, &mut found);
        (node, found)
    }

    fn json(text: &str) -> serde_json::Value {
        let (node, found) = read(text);
        assert!(found.is_empty(), "{found:?}");
        node.unwrap().to_json()
    }

    #[test]
    fn keys_are_strings_whatever_they_look_like() {
        let text = "200: a\n1.0: b\ntrue: c\n~: d\n2024-01-01: e\n'x': f\n? long\n: g\n";
        let expected = serde_json::json!({"200": "a", "1.0": "b", "true": "c", "~": "d", "2024-01-01": "e", "x": "f", "long": "g"});
        assert_eq!(json(text), expected);
    }

    #[test]
    fn what_is_written_counts_more_than_what_is_merged() {
        let text = "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc:\n  y: 3\n  <<: [*a, *b]\nd: {<<: *a, \"<<\": text}\n";
        let value = json(text);
        assert_eq!(value["c"], serde_json::json!({"y": 3, "x": 1, "z": 2}));
        assert_eq!(
            value["d"],
            serde_json::json!({"<<": "text", "x": 1, "y": 1})
        );
    }

    #[test]
    fn aliases_are_copies_and_the_latest_anchor_counts() {
        let text = "a: &n 1\nb: *n\nc: &n [2]\nd: *n\n*n : 3\n";
        let (node, _) = read(text);
        assert!(node.is_err(), "a sequence as a key");
        assert_eq!(
            json("a: &n 1\nb: *n\nc: &n [2]\nd: *n\n"),
            serde_json::json!({"a": 1, "b": 1, "c": [2], "d": [2]})
        );
    }

    #[test]
    fn spans_point_at_keys_and_values() {
        let text = "info:\n  title: 'A'\n  list: [1, {a: b}]\n";
        let node = read(text).0.unwrap();
        let slice = |span: Span| &text[span.start as usize..span.end as usize];
        let info = node.as_object().unwrap().entry("info").unwrap();
        assert_eq!(slice(info.key_span), "info");
        let title = info.value.as_object().unwrap().entry("title").unwrap();
        assert_eq!(
            (slice(title.key_span), slice(title.value.span)),
            ("title", "'A'")
        );
        let list = info.value.get("list").unwrap();
        assert_eq!(slice(list.span), "[1, {a: b}]");
        assert_eq!(slice(list.as_array().unwrap()[1].span), "{a: b}");
    }

    #[test]
    fn repeated_keys_are_a_warning_and_the_last_counts() {
        let (node, found) = read("a: 1\nb: 2\na: 3\n");
        assert_eq!(node.unwrap().to_json(), serde_json::json!({"b": 2, "a": 3}));
        assert_eq!(
            found.iter().map(|warning| warning.code).collect::<Vec<_>>(),
            ["spec-duplicate-key"]
        );
    }

    #[test]
    fn tags_of_the_core_schema_mean_what_they_say_and_others_are_refused() {
        assert_eq!(
            json("a: !!str 1\nb: !!float 1\nc: ! 2\nd: !!map {}\n"),
            serde_json::json!({"a": "1", "b": 1, "c": "2", "d": {}})
        );
        for text in [
            "a: !!python/object:x {}",
            "a: !env HOME",
            "a: !!binary aGk=",
            "!x a: 1",
            "a: !!int x",
        ] {
            assert!(read(text).0.is_err(), "{text}");
        }
    }
}
