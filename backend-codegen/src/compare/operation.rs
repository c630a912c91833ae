//! Paths and operations.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::difference::{Effect, Side};
use super::document::{Comparison, Place, Tree};

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The members of an operation that are compared one by one.
const KNOWN: [&str; 9] = [
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "callbacks",
    "deprecated",
    "servers",
    "tags",
];

/// An operation with what its path item says for it.
#[derive(Clone, Copy)]
struct Found<'a> {
    path: &'a str,
    item: &'a Value,
    operation: &'a Value,
}

impl<'a> Comparison<'a> {
    /// The operations of two maps of path items.
    pub(super) fn paths(&mut self, old: Option<&'a Value>, new: Option<&'a Value>, place: &Place) {
        let (old, new) = (operations(old, &self.old), operations(new, &self.new));
        for (key, one) in &old {
            match new.get(key) {
                Some(other) => self.operation(key.1, *one, *other, place),
                None => {
                    self.lone_node();
                    let (at, name) = operation_place(key.1, one.path, place);
                    self.tell(
                        &at,
                        "operation-removed",
                        Effect::Breaking,
                        format!("`{name}` is gone"),
                        None,
                        None,
                    );
                }
            }
        }
        for (key, one) in &new {
            if !old.contains_key(key) {
                self.lone_node();
                let (at, name) = operation_place(key.1, one.path, place);
                self.tell(
                    &at,
                    "operation-added",
                    Effect::Compatible,
                    format!("`{name}` is new"),
                    None,
                    None,
                );
            }
        }
    }

    fn operation(&mut self, method: &str, old: Found<'a>, new: Found<'a>, place: &Place) {
        let (at, _) = operation_place(method, new.path, place);
        self.node(|this| {
            this.words(old.operation, new.operation, &KNOWN, &at);
            this.own_members(old.operation, new.operation, &at);
        });
        let renames: Vec<(&str, &str)> = names(old.path).into_iter().zip(names(new.path)).collect();
        self.parameters(
            parameters(old, &self.old),
            parameters(new, &self.new),
            &renames,
            &at,
        );
        self.body(
            old.operation.get("requestBody"),
            new.operation.get("requestBody"),
            &at.at("requestBody"),
        );
        self.responses(
            old.operation.get("responses"),
            new.operation.get("responses"),
            &at.at("responses").on(at.side.flipped()),
        );
        self.callbacks(old.operation, new.operation, &at.at("callbacks"));
    }

    fn own_members(&mut self, old: &'a Value, new: &'a Value, at: &Place) {
        let text = |value: &'a Value| value.get("operationId");
        if text(old) != text(new) {
            let (before, now) = (text(old), text(new));
            let message = "the operationId is another: generated clients name the call differently"
                .to_owned();
            self.tell(
                &at.at("operationId"),
                "operation-id-changed",
                Effect::Compatible,
                message,
                before,
                now,
            );
        }
        let flag = |value: &Value| value.get("deprecated") == Some(&Value::Bool(true));
        if flag(old) != flag(new) {
            let message = if flag(new) {
                "it is deprecated now"
            } else {
                "it is deprecated no more"
            };
            self.tell(
                &at.at("deprecated"),
                "deprecated-changed",
                Effect::Documentation,
                message.to_owned(),
                old.get("deprecated"),
                new.get("deprecated"),
            );
        }
        let (before, now) = (old.get("tags"), new.get("tags"));
        let none = Value::Array(Vec::new());
        if before.unwrap_or(&none) != now.unwrap_or(&none) {
            self.tell(
                &at.at("tags"),
                "tags-changed",
                Effect::Documentation,
                "it has other tags".to_owned(),
                before,
                now,
            );
        }
        if old.get("servers") != new.get("servers") {
            let message = "it is served elsewhere".to_owned();
            self.tell(
                &at.at("servers"),
                "servers-changed",
                Effect::Breaking,
                message,
                old.get("servers"),
                new.get("servers"),
            );
        }
        self.security(old, new, at);
    }

    /// What the service sends to the client: the sides change places.
    fn callbacks(&mut self, old: &'a Value, new: &'a Value, place: &Place) {
        let empty = Map::new();
        let map = |value: &'a Value| value.get("callbacks").and_then(Value::as_object);
        let (old, new) = (map(old), map(new));
        let keys = old
            .unwrap_or(&empty)
            .keys()
            .chain(new.unwrap_or(&empty).keys());
        let mut names: Vec<String> = keys.cloned().collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let before = old
                .and_then(|map| map.get(&name))
                .map(|value| self.old.deref(value));
            let now = new
                .and_then(|map| map.get(&name))
                .map(|value| self.new.deref(value));
            self.paths(before, now, &place.at(&name).on(place.side.flipped()));
        }
    }
}

fn operation_place(method: &str, path: &str, place: &Place) -> (Place, String) {
    let name = format!("{} {path}", method.to_ascii_uppercase());
    let mut at = place.at(path).at(method);
    at.operation = Some(match &place.operation {
        Some(outer) => format!("{outer} → {name}"),
        None => name.clone(),
    });
    (at, name)
}

/// The operations by path, in which parameters are nameless, and method.
fn operations<'a>(
    paths: Option<&'a Value>,
    tree: &Tree<'a>,
) -> IndexMap<(String, &'static str), Found<'a>> {
    let mut found = IndexMap::new();
    for (path, item) in paths.and_then(Value::as_object).into_iter().flatten() {
        if path.starts_with("x-") {
            continue;
        }
        let item = tree.deref(item);
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                found.insert(
                    (shape(path), method),
                    Found {
                        path,
                        item,
                        operation,
                    },
                );
            }
        }
    }
    found
}

/// The parameters of an operation: its own before those of the path item.
fn parameters<'a>(found: Found<'a>, tree: &Tree<'a>) -> Vec<&'a Value> {
    let list = |value: &'a Value| {
        value
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let mut parameters: Vec<&'a Value> = Vec::new();
    for parameter in list(found.operation).chain(list(found.item)) {
        let parameter = tree.deref(parameter);
        let key = |one: &Value| (one.get("in").cloned(), one.get("name").cloned());
        if !parameters.iter().any(|known| key(known) == key(parameter)) {
            parameters.push(parameter);
        }
    }
    parameters
}

fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shape + rest
}

fn names(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .collect()
}

impl Side {
    /// Whether clients send it.
    pub(crate) fn is_request(self) -> bool {
        self == Side::Request
    }
}
