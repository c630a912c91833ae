//! One document out of many files.
//!
//! What other files define moves into `components` under a name of its own; references become local. A path item of
//! another file is put in place in 3.0, which has no place to name it.

use std::collections::{HashMap, HashSet};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::source::Span;
use crate::spec::document::{Document, RefId, Version, reference_of};
use crate::spec::grammar::{Kind, Shape};
use crate::spec::node::{Entry, Node, Object, Value};
use crate::spec::walk::is_reference;
use crate::spec::{append, tokens};

/// The document as one tree without references to other files.
pub fn bundle(document: &Document) -> Node {
    let mut bundle = Bundle {
        document,
        names: HashMap::new(),
        queue: Vec::new(),
        taken: HashMap::new(),
        inlining: Vec::new(),
    };
    let mut root = bundle.copy(document.root(), Shape::One(Kind::OpenApi));
    let mut sections: Vec<(&'static str, Vec<Entry>)> = Vec::new();
    while let Some((id, kind, name)) = bundle.queue.pop() {
        let Some(node) = document.files.at(&id) else {
            continue;
        };
        let Some(section) = section_of(kind, document.version()) else {
            continue;
        };
        let value = bundle.copy(node, Shape::One(kind));
        let entry = Entry {
            key: name,
            key_span: value.span,
            value,
        };
        match sections.iter_mut().find(|(known, _)| *known == section) {
            Some((_, entries)) => entries.push(entry),
            None => sections.push((section, vec![entry])),
        }
    }
    sections.sort_by_key(|(section, _)| *section);
    for (section, mut entries) in sections {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        add_components(&mut root, section, entries);
    }
    root
}

struct Bundle<'a> {
    document: &'a Document,
    /// Names given to what other files define.
    names: HashMap<(RefId, Kind), String>,
    queue: Vec<(RefId, Kind, String)>,
    /// Names in use by section.
    taken: HashMap<&'static str, HashSet<String>>,
    /// Path items being put in place, so that a cycle ends.
    inlining: Vec<RefId>,
}

impl Bundle<'_> {
    fn copy(&mut self, node: &Node, shape: Shape) -> Node {
        let value = match (&node.value, shape) {
            (Value::Object(object), Shape::One(kind)) => return self.object(node, object, kind),
            (Value::Object(object), Shape::Map(kind)) => {
                self.members(object, |_| Some(Shape::One(kind)))
            }
            (Value::Object(object), Shape::Mapping) => self.mapping(object),
            (Value::Array(items), Shape::List(kind)) => Value::Array(
                items
                    .iter()
                    .map(|item| self.copy(item, Shape::One(kind)))
                    .collect(),
            ),
            (value, _) => value.clone(),
        };
        Node::new(node.span, value)
    }

    fn object(&mut self, node: &Node, object: &Object, kind: Kind) -> Node {
        let rules = kind.rules();
        let reference = reference_of(node).filter(|_| rules.referable);
        if let Some((reference, at)) = reference
            && let Some(inlined) = self.inlined_path_item(reference, at, kind)
        {
            return inlined;
        }
        let mut copied = self.members(object, |key| rules.shape_of(key));
        if let Value::Object(copy) = &mut copied {
            if let (Some((reference, at)), Some(slot)) = (reference, copy.get_mut("$ref")) {
                slot.value = Value::String(self.local(reference, at, kind));
            }
            if kind == Kind::Schema && copy.get("$id").is_some_and(|id| id.as_str().is_some()) {
                let kept = std::mem::take(copy)
                    .into_entries()
                    .into_iter()
                    .filter(|entry| entry.key != "$id");
                *copy = Object::new(kept.collect());
            }
        }
        Node::new(node.span, copied)
    }

    fn members(&mut self, object: &Object, shape_of: impl Fn(&str) -> Option<Shape>) -> Value {
        let entries = object.entries().iter().map(|entry| Entry {
            key: entry.key.clone(),
            key_span: entry.key_span,
            value: match shape_of(&entry.key) {
                Some(shape) => self.copy(&entry.value, shape),
                None => entry.value.clone(),
            },
        });
        Value::Object(Object::new(entries.collect()))
    }

    fn mapping(&mut self, object: &Object) -> Value {
        let entries = object.entries().iter().map(|entry| {
            let mut copy = entry.clone();
            if let Some(reference) = entry.value.as_str().filter(|text| is_reference(text)) {
                copy.value.value =
                    Value::String(self.local(reference, entry.value.span, Kind::Schema));
            }
            copy
        });
        Value::Object(Object::new(entries.collect()))
    }

    /// A path item where it is referred to, with what stands beside the reference.
    fn inlined_path_item(&mut self, reference: &str, at: Span, kind: Kind) -> Option<Node> {
        if kind != Kind::PathItem || section_of(kind, self.document.version()).is_some() {
            return None;
        }
        let (id, target) = self.document.files.target(reference, at).ok()?;
        if id.source == 0 || self.inlining.contains(&id) {
            return None;
        }
        self.inlining.push(id);
        let copy = self.copy(target, Shape::One(kind));
        self.inlining.pop();
        Some(copy)
    }

    /// The reference as the bundled document writes it.
    fn local(&mut self, reference: &str, at: Span, kind: Kind) -> String {
        let Ok((id, _)) = self.document.files.target(reference, at) else {
            return reference.to_owned();
        };
        let section = section_of(kind, self.document.version());
        match section {
            _ if id.source == 0 => fragment(&id.pointer),
            None => reference.to_owned(),
            Some(section) => {
                let name = self.name(id, kind, section);
                fragment(&append(&format!("/components/{section}"), &name))
            }
        }
    }

    fn name(&mut self, id: RefId, kind: Kind, section: &'static str) -> String {
        if let Some(name) = self.names.get(&(id.clone(), kind)) {
            return name.clone();
        }
        let wanted = wanted_name(self.document, &id);
        let root = self.document.root();
        let taken = self.taken.entry(section).or_insert_with(|| {
            let section = root
                .get("components")
                .and_then(|components| components.get(section))
                .and_then(Node::as_object);
            section
                .map(|object| object.iter().map(|(key, _)| key.to_owned()).collect())
                .unwrap_or_default()
        });
        let mut name = wanted.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        self.names.insert((id.clone(), kind), name.clone());
        self.queue.push((id, kind, name.clone()));
        name
    }
}

/// The last token of the pointer, or the name of the file, with characters that component names may have.
fn wanted_name(document: &Document, id: &RefId) -> String {
    let from_file = || {
        let file = document
            .location(id.source)
            .rsplit('/')
            .next()
            .unwrap_or_default();
        file.split('.').next().unwrap_or_default().to_owned()
    };
    let name = tokens(&id.pointer).last().unwrap_or_else(from_file);
    let cleaned: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect();
    if cleaned.is_empty() {
        "component".to_owned()
    } else {
        cleaned
    }
}

/// Where components of a kind live.
fn section_of(kind: Kind, version: Version) -> Option<&'static str> {
    Some(match kind {
        Kind::Schema => "schemas",
        Kind::Response => "responses",
        Kind::Parameter => "parameters",
        Kind::Example => "examples",
        Kind::RequestBody => "requestBodies",
        Kind::Header => "headers",
        Kind::SecurityScheme => "securitySchemes",
        Kind::Link => "links",
        Kind::Callback => "callbacks",
        Kind::PathItem if version >= Version::V3_1 => "pathItems",
        Kind::MediaType if version >= Version::V3_2 => "mediaTypes",
        _ => return None,
    })
}

/// A pointer as URI fragment (RFC 6901 §6).
fn fragment(pointer: &str) -> String {
    const NOT_IN_FRAGMENTS: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'[')
        .add(b'\\')
        .add(b']')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    format!("#{}", utf8_percent_encode(pointer, NOT_IN_FRAGMENTS))
}

fn add_components(root: &mut Node, section: &str, entries: Vec<Entry>) {
    let span = root.span;
    let Some(components) = member(root, "components", span) else {
        return;
    };
    let Some(slot) = member(components, section, span) else {
        return;
    };
    if let Value::Object(object) = &mut slot.value {
        let mut all = std::mem::take(object).into_entries();
        all.extend(entries);
        *object = Object::new(all);
    }
}

/// The member of an object, made as an empty object where missing.
fn member<'n>(node: &'n mut Node, key: &str, span: Span) -> Option<&'n mut Node> {
    let Value::Object(object) = &mut node.value else {
        return None;
    };
    if object
        .get(key)
        .is_none_or(|value| value.as_object().is_none())
    {
        let mut all = std::mem::take(object).into_entries();
        all.retain(|entry| entry.key != key);
        let value = Node::new(span, Value::Object(Object::default()));
        all.push(Entry {
            key: key.to_owned(),
            key_span: span,
            value,
        });
        *object = Object::new(all);
    }
    object.get_mut(key)
}
