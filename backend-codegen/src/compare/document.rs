//! The state of a comparison, and what stands at the root of documents.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::difference::{Difference, Effect, Report, Side};
use super::values::{same, shown};

/// One document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tree<'a> {
    pub(super) root: &'a Value,
    /// 3.1: what stands beside `$ref` counts.
    pub(super) refs_have_siblings: bool,
}

impl<'a> Tree<'a> {
    fn new(root: &'a Value) -> Self {
        let version = root
            .get("openapi")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Tree {
            root,
            refs_have_siblings: !version.starts_with("3.0"),
        }
    }

    /// The target of a local reference.
    pub(super) fn find(&self, reference: &str) -> Option<&'a Value> {
        let pointer = reference.strip_prefix('#')?;
        let decoded = percent_encoding::percent_decode_str(pointer)
            .decode_utf8()
            .ok()?;
        self.root.pointer(&decoded)
    }

    /// The object that a reference leads to, for everything that is no schema.
    pub(super) fn deref(&self, value: &'a Value) -> &'a Value {
        let mut value = value;
        for _ in 0..16 {
            match value
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| self.find(reference))
            {
                Some(target) => value = target,
                None => return value,
            }
        }
        value
    }

    pub(super) fn member(&self, key: &str) -> Option<&'a Value> {
        self.root.get(key)
    }
}

/// Where in both documents the comparison is.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) pointer: String,
    pub(super) operation: Option<String>,
    pub(super) side: Side,
}

impl Place {
    pub(super) fn at(&self, token: &str) -> Place {
        Place {
            pointer: crate::spec::append(&self.pointer, token),
            ..self.clone()
        }
    }

    pub(super) fn on(&self, side: Side) -> Place {
        Place {
            side,
            ..self.clone()
        }
    }
}

/// Two documents being compared.
pub(super) struct Comparison<'a> {
    pub(super) old: Tree<'a>,
    pub(super) new: Tree<'a>,
    pub(super) report: Report,
    /// Pairs of references that were compared, or are being compared.
    pub(super) seen: HashSet<(String, String, Side)>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(old: &'a Value, new: &'a Value) -> Self {
        Comparison {
            old: Tree::new(old),
            new: Tree::new(new),
            report: Report::default(),
            seen: HashSet::new(),
        }
    }

    pub(super) fn documents(&mut self) {
        let root = Place {
            pointer: String::new(),
            operation: None,
            side: Side::Request,
        };
        self.info(&root.at("info"));
        self.servers(&root.at("servers"));
        self.tags(&root.at("tags"));
        let (old, new) = (self.old.member("paths"), self.new.member("paths"));
        self.paths(old, new, &root.at("paths"));
        let (old, new) = (self.old.member("webhooks"), self.new.member("webhooks"));
        self.paths(old, new, &root.at("webhooks").on(Side::Response));
        self.schemes(&root.at("components").at("securitySchemes"));
        let known = [
            "openapi",
            "info",
            "servers",
            "tags",
            "paths",
            "webhooks",
            "components",
            "security",
            "jsonSchemaDialect",
        ];
        self.words(self.old.root, self.new.root, &known, &root);
    }

    fn info(&mut self, place: &Place) {
        let empty = Value::Null;
        let (old, new) = (self.old.member("info"), self.new.member("info"));
        self.node(|this| this.words(old.unwrap_or(&empty), new.unwrap_or(&empty), &[], place));
    }

    fn servers(&mut self, place: &Place) {
        let list = |tree: &Tree<'a>| -> IndexMap<String, &'a Value> {
            let servers = tree.member("servers").and_then(Value::as_array);
            let servers = servers.into_iter().flatten();
            let url = |server: &Value| {
                let url = server.get("url").and_then(Value::as_str).unwrap_or("/");
                url.trim_end_matches('/').to_owned()
            };
            servers.map(|server| (url(server), server)).collect()
        };
        let (old, new) = (list(&self.old), list(&self.new));
        for (url, server) in &old {
            match new.get(url) {
                Some(other) => self.words(server, other, &["url"], place),
                // A document without servers is served from the root.
                None if url.is_empty() && new.is_empty() => {}
                None => self.tell(
                    place,
                    "server-removed",
                    Effect::Breaking,
                    format!("the server `{url}` is gone"),
                    Some(server),
                    None,
                ),
            }
        }
        for (url, server) in &new {
            let is_default = url.is_empty() && old.is_empty();
            if !is_default && !old.contains_key(url) {
                self.tell(
                    place,
                    "server-added",
                    Effect::Compatible,
                    format!("the server `{url}` is new"),
                    None,
                    Some(server),
                );
            }
        }
    }

    fn tags(&mut self, place: &Place) {
        let list = |tree: &Tree<'a>| -> IndexMap<&'a str, &'a Value> {
            let tags = tree.member("tags").and_then(Value::as_array);
            let tags = tags.into_iter().flatten();
            tags.filter_map(|tag| Some((tag.get("name")?.as_str()?, tag)))
                .collect()
        };
        let (old, new) = (list(&self.old), list(&self.new));
        let empty = Value::Object(Map::new());
        for (name, tag) in &old {
            let other = new.get(name).copied().unwrap_or(&empty);
            self.words(tag, other, &["name"], &place.at(name));
        }
        for (name, tag) in &new {
            if !old.contains_key(name) {
                self.words(&empty, tag, &["name"], &place.at(name));
            }
        }
    }

    /// Compares members that are words for people: every one but those of `known`.
    pub(super) fn words(&mut self, old: &Value, new: &Value, known: &[&str], place: &Place) {
        let empty = Map::new();
        let (old, new) = (
            old.as_object().unwrap_or(&empty),
            new.as_object().unwrap_or(&empty),
        );
        let keys: Vec<&String> = old
            .keys()
            .chain(new.keys().filter(|key| !old.contains_key(*key)))
            .collect();
        for key in keys {
            if known.contains(&key.as_str()) || key == "$ref" {
                continue;
            }
            let (before, now) = (
                old.get(key).filter(|value| !is_unsaid(value)),
                new.get(key).filter(|value| !is_unsaid(value)),
            );
            let equal = match (before, now) {
                (Some(before), Some(now)) => same(before, now),
                (None, None) => true,
                _ => false,
            };
            if !equal {
                let message = match (before, now) {
                    (Some(_), Some(_)) => format!("`{key}` reads differently"),
                    (None, _) => format!("`{key}` is new"),
                    (_, None) => format!("`{key}` is gone"),
                };
                let code = format!("{}-changed", kebab(key));
                self.tell(
                    &place.at(key),
                    &code,
                    Effect::Documentation,
                    message,
                    before,
                    now,
                );
            }
        }
    }

    /// Counts one node, and whether `compare` finds it equal.
    pub(super) fn node(&mut self, compare: impl FnOnce(&mut Self)) {
        let before = self.report.differences.len();
        compare(self);
        self.report.nodes += 1;
        if self.report.differences.len() == before {
            self.report.equal += 1;
        }
    }

    /// Counts a node that stands in one document only.
    pub(super) fn lone_node(&mut self) {
        self.report.nodes += 1;
    }

    pub(super) fn tell(
        &mut self,
        place: &Place,
        code: &str,
        effect: Effect,
        message: String,
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        self.report.differences.push(Difference {
            pointer: place.pointer.clone(),
            operation: place.operation.clone(),
            side: place.side,
            code: code.to_owned(),
            message,
            effect,
            old: old.cloned(),
            new: new.cloned(),
        });
    }

    /// A value that changed, with both in the message.
    pub(super) fn changed(
        &mut self,
        place: &Place,
        code: &str,
        effect: Effect,
        what: &str,
        old: &Value,
        new: &Value,
    ) {
        let message = format!("{what} is {} and was {}", shown(new), shown(old));
        self.tell(place, code, effect, message, Some(old), Some(new));
    }
}

/// Text that is empty says as much as none.
fn is_unsaid(value: &Value) -> bool {
    value.as_str() == Some("") || *value == Value::Bool(false)
}

/// `operationId` → `operation-id`
pub(super) fn kebab(key: &str) -> String {
    let mut text = String::new();
    for letter in key.chars() {
        if letter.is_uppercase() {
            text.push('-');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
