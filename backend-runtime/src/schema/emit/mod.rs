//! The table as JSON Schema: OpenAPI 3.1 (2020-12) or 3.0.
//!
//! A node with a name is written once under `components.schemas` and referred to. A node without one is merged into
//! the node that refers to it, whose own keywords win: `#[schema(format = "")]` takes away what `i64` brings along.

mod components;
mod keyword;
mod null;

pub use components::Components;

use super::{Json, Keyword, Meta, Node};
use serde_json::{Map, Value, json};

/// Which vocabulary is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAPI 3.0: `nullable`, boolean `exclusiveMinimum`, no siblings of `$ref`. What it has no keyword for
    /// (`prefixItems`, `contains`, `if`, `patternProperties`, `propertyNames`, `dependent…`, `unevaluated…`) is left
    /// out.
    OpenApi30,
    /// OpenAPI 3.1 and plain JSON Schema 2020-12.
    OpenApi31,
}

/// Writes a schema. Nodes with names are collected in `components` and referred to as
/// `#/components/schemas/<name>`.
pub fn to_json(node: &'static Node, dialect: Dialect, components: &mut Components) -> Value {
    let mut emitter = Emitter {
        dialect,
        components,
    };
    match node.name {
        Some(name) => emitter.reference(name, node),
        None => emitter.inline(node),
    }
}

struct Emitter<'c> {
    dialect: Dialect,
    components: &'c mut Components,
}

/// What a node becomes before null and references are settled.
#[derive(Default)]
struct Draft {
    members: Map<String, Value>,
    references: Vec<Value>,
    nullable: bool,
    never: bool,
}

impl Emitter<'_> {
    fn is_30(&self) -> bool {
        self.dialect == Dialect::OpenApi30
    }

    fn reference(&mut self, name: &'static str, node: &'static Node) -> Value {
        if self.components.begin(name, node) {
            let schema = self.inline(node);
            self.components.finish(name, schema);
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn inline(&mut self, node: &'static Node) -> Value {
        let mut draft = Draft::default();
        self.fill(node, &mut draft);
        self.settle(draft)
    }

    /// Adds what a node says; later keywords win.
    fn fill(&mut self, node: &'static Node, draft: &mut Draft) {
        draft.nullable |= node.nullable;
        for keyword in node.keywords {
            match keyword {
                Keyword::Never => draft.never = true,
                Keyword::Ref(target) => {
                    let target = target.node();
                    match target.name {
                        Some(name) => {
                            let reference = self.reference(name, target);
                            draft.references.push(reference);
                        }
                        None => self.fill(target, draft),
                    }
                }
                Keyword::Extends(target) => {
                    let target = target.node();
                    if let Some(name) = target.name {
                        let reference = self.reference(name, target);
                        draft.references.push(reference);
                    }
                }
                Keyword::Discriminator(discriminator) => {
                    if let Some(base) = &discriminator.base {
                        self.fill(base.node(), draft);
                    }
                    self.discriminator(discriminator, node.name, &mut draft.members);
                }
                other => self.keyword(other, &mut draft.members),
            }
        }
        if let Some(meta) = node.meta {
            if !meta.foreign.is_empty() {
                self.properties(meta.foreign, &mut draft.members);
            }
            self.meta(meta, &mut draft.members);
        }
    }

    fn meta(&self, meta: &Meta, members: &mut Map<String, Value>) {
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(key.to_owned(), value);
            }
        };
        set("title", meta.title.map(Value::from));
        set("description", meta.description.map(Value::from));
        set("default", meta.default.as_ref().map(Json::to_value));
        set("deprecated", meta.deprecated.then_some(Value::Bool(true)));
        set("readOnly", meta.read_only.then_some(Value::Bool(true)));
        set("writeOnly", meta.write_only.then_some(Value::Bool(true)));
        match meta.examples {
            [] => {}
            [first, ..] if self.dialect == Dialect::OpenApi30 => {
                set("example", Some(first.to_value()))
            }
            all => set("examples", Some(all.iter().map(Json::to_value).collect())),
        }
        for (name, value) in meta.extensions {
            set(name, Some(value.to_value()));
        }
    }

    fn settle(&self, draft: Draft) -> Value {
        let Draft {
            mut members,
            mut references,
            nullable,
            never,
        } = draft;
        if never {
            return if self.is_30() {
                json!({ "not": {} })
            } else {
                Value::Bool(false)
            };
        }
        let structural = [
            "properties",
            "additionalProperties",
            "unevaluatedProperties",
            "allOf",
        ];
        let alone = references.len() == 1
            && !structural.iter().any(|key| members.contains_key(*key))
            && (members.is_empty() || !self.is_30())
            && !nullable;
        if alone && let Some(Value::Object(mut whole)) = references.pop() {
            whole.append(&mut members);
            return Value::Object(whole);
        }
        if nullable {
            return null::admit(members, references, self.is_30());
        }
        null::all_of(&mut members, references);
        Value::Object(members)
    }
}
