//! Parameters, bodies, responses, headers and media types.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::difference::Effect;
use super::document::{Comparison, Place, kebab};
use super::values::same;

impl<'a> Comparison<'a> {
    /// `renames`: names of path parameters in the old and in the new path.
    pub(super) fn parameters(
        &mut self,
        old: Vec<&'a Value>,
        new: Vec<&'a Value>,
        renames: &[(&str, &str)],
        at: &Place,
    ) {
        let now_named = |location: &str, name: &str| match location {
            "path" => renames
                .iter()
                .find(|(before, _)| *before == name)
                .map_or(name, |(_, now)| now)
                .to_owned(),
            "header" => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        };
        let text = |value: &'a Value, key: &str| {
            value.get(key).and_then(Value::as_str).unwrap_or_default()
        };
        let key = |value: &'a Value, rename: bool| {
            let (location, name) = (text(value, "in"), text(value, "name"));
            let name = if rename || location == "header" {
                now_named(location, name)
            } else {
                name.to_owned()
            };
            (location.to_owned(), name)
        };
        let old: IndexMap<(String, String), &'a Value> =
            old.into_iter().map(|one| (key(one, true), one)).collect();
        let new: IndexMap<(String, String), &'a Value> =
            new.into_iter().map(|one| (key(one, false), one)).collect();
        let place =
            |location: &str, name: &str| at.at("parameters").at(&format!("{location}.{name}"));
        for ((location, name), one) in &old {
            let place = place(location, name);
            match new.get(&(location.clone(), name.clone())) {
                Some(other) => self.parameter(one, other, location, &place),
                None => {
                    self.lone_node();
                    self.tell(
                        &place,
                        "parameter-removed",
                        Effect::Breaking,
                        format!("the {location} parameter `{name}` is gone"),
                        Some(one),
                        None,
                    );
                }
            }
        }
        for ((location, name), one) in &new {
            if !old.contains_key(&(location.clone(), name.clone())) {
                self.lone_node();
                let (code, effect, kind) = if is_true(one, "required") {
                    ("parameter-added-required", Effect::Narrower, "required ")
                } else {
                    ("parameter-added", Effect::Compatible, "")
                };
                self.tell(
                    &place(location, name),
                    code,
                    effect,
                    format!("the {kind}{location} parameter `{name}` is new"),
                    None,
                    Some(one),
                );
            }
        }
    }

    fn parameter(&mut self, old: &'a Value, new: &'a Value, location: &str, place: &Place) {
        const KNOWN: [&str; 12] = [
            "name",
            "in",
            "required",
            "deprecated",
            "style",
            "explode",
            "allowReserved",
            "allowEmptyValue",
            "schema",
            "content",
            "example",
            "examples",
        ];
        self.node(|this| {
            this.words(old, new, &KNOWN, place);
            this.examples(old, new, place);
            if location != "path" {
                this.flag(
                    old,
                    new,
                    "required",
                    (Effect::Narrower, Effect::Wider),
                    place,
                );
            }
            this.flag(
                old,
                new,
                "deprecated",
                (Effect::Documentation, Effect::Documentation),
                place,
            );
            this.flag(
                old,
                new,
                "allowEmptyValue",
                (Effect::Wider, Effect::Narrower),
                place,
            );
            this.flag(
                old,
                new,
                "allowReserved",
                (Effect::Compatible, Effect::Compatible),
                place,
            );
            if old.get("content").is_none() && new.get("content").is_none() {
                this.style(old, new, location, place);
            }
        });
        self.carried(old, new, place);
    }

    /// A style is the location's own unless said otherwise, and so is `explode`.
    fn style(&mut self, old: &Value, new: &Value, location: &str, place: &Place) {
        let usual = if matches!(location, "query" | "cookie") {
            "form"
        } else {
            "simple"
        };
        let style = |value: &Value| {
            value
                .get("style")
                .and_then(Value::as_str)
                .unwrap_or(usual)
                .to_owned()
        };
        let explode = |value: &Value| {
            value
                .get("explode")
                .and_then(Value::as_bool)
                .unwrap_or(style(value) == "form")
        };
        let (before, now) = (Value::from(style(old)), Value::from(style(new)));
        if before != now {
            self.changed(
                &place.at("style"),
                "style-changed",
                Effect::Breaking,
                "the style",
                &before,
                &now,
            );
        }
        let (before, now) = (Value::from(explode(old)), Value::from(explode(new)));
        if before != now {
            self.changed(
                &place.at("explode"),
                "explode-changed",
                Effect::Breaking,
                "`explode`",
                &before,
                &now,
            );
        }
    }

    /// `schema` or `content` of a parameter or header.
    fn carried(&mut self, old: &'a Value, new: &'a Value, place: &Place) {
        match (old.get("content"), new.get("content")) {
            (None, None) => self.schemas(old.get("schema"), new.get("schema"), &place.at("schema")),
            (Some(old), Some(new)) => self.contents(Some(old), Some(new), &place.at("content")),
            (old, new) => {
                let message =
                    "it is written as a media type in one document and by a style in the other"
                        .to_owned();
                self.tell(place, "style-changed", Effect::Breaking, message, old, new);
            }
        }
    }

    pub(super) fn body(&mut self, old: Option<&'a Value>, new: Option<&'a Value>, place: &Place) {
        let (old, new) = (
            old.map(|value| self.old.deref(value)),
            new.map(|value| self.new.deref(value)),
        );
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                self.node(|this| {
                    this.words(old, new, &["required", "content"], place);
                    this.flag(
                        old,
                        new,
                        "required",
                        (Effect::Narrower, Effect::Wider),
                        place,
                    );
                });
                self.contents(old.get("content"), new.get("content"), &place.at("content"));
            }
            (Some(old), None) => {
                self.lone_node();
                self.tell(
                    place,
                    "body-removed",
                    Effect::Breaking,
                    "the request body is gone".to_owned(),
                    Some(old),
                    None,
                );
            }
            (None, Some(new)) => {
                self.lone_node();
                let (code, effect, kind) = if is_true(new, "required") {
                    ("body-added-required", Effect::Narrower, "a required")
                } else {
                    ("body-added", Effect::Compatible, "an optional")
                };
                self.tell(
                    place,
                    code,
                    effect,
                    format!("{kind} request body is new"),
                    None,
                    Some(new),
                );
            }
        }
    }

    pub(super) fn responses(
        &mut self,
        old: Option<&'a Value>,
        new: Option<&'a Value>,
        place: &Place,
    ) {
        let map = |value: Option<&'a Value>| value.and_then(Value::as_object);
        let (old, new) = (map(old), map(new));
        for (status, one) in old.into_iter().flatten() {
            if status.starts_with("x-") {
                continue;
            }
            let at = place.at(status);
            let one = self.old.deref(one);
            match new.and_then(|new| new.get(status)) {
                Some(other) => {
                    let other = self.new.deref(other);
                    self.response(one, other, &at);
                }
                None => {
                    self.lone_node();
                    let effect = if status.starts_with('2') {
                        Effect::Breaking
                    } else {
                        Effect::Compatible
                    };
                    self.tell(
                        &at,
                        "response-removed",
                        effect,
                        format!("the response {status} is gone"),
                        None,
                        None,
                    );
                }
            }
        }
        for (status, _) in new.into_iter().flatten() {
            if !status.starts_with("x-") && !old.is_some_and(|old| old.contains_key(status)) {
                self.lone_node();
                self.tell(
                    &place.at(status),
                    "response-added",
                    Effect::Compatible,
                    format!("the response {status} is new"),
                    None,
                    None,
                );
            }
        }
    }

    fn response(&mut self, old: &'a Value, new: &'a Value, place: &Place) {
        self.node(|this| this.words(old, new, &["headers", "content"], place));
        self.headers(old.get("headers"), new.get("headers"), &place.at("headers"));
        self.contents(old.get("content"), new.get("content"), &place.at("content"));
    }

    fn headers(&mut self, old: Option<&'a Value>, new: Option<&'a Value>, place: &Place) {
        let map = |value: Option<&'a Value>| -> IndexMap<String, &'a Value> {
            let members = value.and_then(Value::as_object).into_iter().flatten();
            members
                .map(|(name, value)| (name.to_ascii_lowercase(), value))
                .collect()
        };
        let (old, new) = (map(old), map(new));
        for (name, one) in &old {
            let one = self.old.deref(one);
            let at = place.at(name);
            match new.get(name) {
                Some(other) => {
                    let other = self.new.deref(other);
                    self.header(one, other, &at);
                }
                None => {
                    self.lone_node();
                    let effect = if is_true(one, "required") {
                        Effect::Breaking
                    } else {
                        Effect::Compatible
                    };
                    self.tell(
                        &at,
                        "header-removed",
                        effect,
                        format!("the header `{name}` is gone"),
                        Some(one),
                        None,
                    );
                }
            }
        }
        for (name, one) in &new {
            if !old.contains_key(name) {
                self.lone_node();
                self.tell(
                    &place.at(name),
                    "header-added",
                    Effect::Compatible,
                    format!("the header `{name}` is new"),
                    None,
                    Some(one),
                );
            }
        }
    }

    fn header(&mut self, old: &'a Value, new: &'a Value, place: &Place) {
        const KNOWN: [&str; 8] = [
            "required",
            "deprecated",
            "style",
            "explode",
            "schema",
            "content",
            "example",
            "examples",
        ];
        self.node(|this| {
            this.words(old, new, &KNOWN, place);
            this.examples(old, new, place);
            this.flag(
                old,
                new,
                "required",
                (Effect::Narrower, Effect::Wider),
                place,
            );
            this.flag(
                old,
                new,
                "deprecated",
                (Effect::Documentation, Effect::Documentation),
                place,
            );
        });
        self.carried(old, new, place);
    }

    pub(super) fn contents(
        &mut self,
        old: Option<&'a Value>,
        new: Option<&'a Value>,
        place: &Place,
    ) {
        let map = |value: Option<&'a Value>| -> IndexMap<String, &'a Value> {
            let members = value.and_then(Value::as_object).into_iter().flatten();
            members
                .map(|(name, value)| (media_type(name), value))
                .collect()
        };
        let (old, new) = (map(old), map(new));
        for (name, one) in &old {
            match new.get(name) {
                Some(other) => self.content(one, other, &place.at(name)),
                None => {
                    self.lone_node();
                    self.tell(
                        &place.at(name),
                        "media-type-removed",
                        Effect::Breaking,
                        format!("the media type `{name}` is gone"),
                        Some(one),
                        None,
                    );
                }
            }
        }
        for (name, one) in &new {
            if !old.contains_key(name) {
                self.lone_node();
                self.tell(
                    &place.at(name),
                    "media-type-added",
                    Effect::Compatible,
                    format!("the media type `{name}` is new"),
                    None,
                    Some(one),
                );
            }
        }
    }

    fn content(&mut self, old: &'a Value, new: &'a Value, place: &Place) {
        self.node(|this| {
            this.words(
                old,
                new,
                &["schema", "encoding", "example", "examples"],
                place,
            );
            this.examples(old, new, place);
        });
        self.encodings(old, new, &place.at("encoding"));
        self.schemas(old.get("schema"), new.get("schema"), &place.at("schema"));
    }

    fn encodings(&mut self, old: &'a Value, new: &'a Value, place: &Place) {
        let map = |value: &'a Value| value.get("encoding").and_then(Value::as_object);
        let (old, new) = (map(old), map(new));
        let known = |name: &str| old.is_some_and(|old| old.contains_key(name));
        let names =
            |map: Option<&'a Map<String, Value>>| map.into_iter().flatten().map(|(name, _)| name);
        for name in names(old).chain(names(new).filter(|name| !known(name))) {
            let part = |map: Option<&'a Map<String, Value>>| map.and_then(|map| map.get(name));
            let (before, now) = (part(old), part(new));
            for key in ["contentType", "style", "explode", "headers"] {
                let member = |value: Option<&'a Value>| value.and_then(|value| value.get(key));
                if member(before) != member(now) {
                    let code = format!("encoding-{}-changed", kebab(key));
                    let message = format!("`{key}` of the part `{name}` is another");
                    self.tell(
                        &place.at(name).at(key),
                        &code,
                        Effect::Breaking,
                        message,
                        member(before),
                        member(now),
                    );
                }
            }
        }
    }

    /// One `example`, or several by name, of which only the values count.
    fn examples(&mut self, old: &Value, new: &Value, place: &Place) {
        let values = |value: &Value| -> Vec<Value> {
            let many = value
                .get("examples")
                .and_then(Value::as_object)
                .into_iter()
                .flatten();
            let one = value.get("example").cloned().into_iter();
            one.chain(many.map(|(_, example)| example.get("value").unwrap_or(example).clone()))
                .collect()
        };
        let (before, now) = (Value::Array(values(old)), Value::Array(values(new)));
        if !same(&before, &now) {
            self.tell(
                &place.at("example"),
                "example-changed",
                Effect::Documentation,
                "the examples are others".to_owned(),
                Some(&before),
                Some(&now),
            );
        }
    }

    /// A switch that is off unless it is there: what switching it on does, and off.
    pub(super) fn flag(
        &mut self,
        old: &Value,
        new: &Value,
        key: &str,
        (on, off): (Effect, Effect),
        place: &Place,
    ) {
        let (before, now) = (is_true(old, key), is_true(new, key));
        if before != now {
            let (effect, code) = if now { (on, "set") } else { (off, "cleared") };
            let message = format!("`{key}` is {now} and was {before}");
            let code = format!("{}-{code}", kebab(key));
            self.tell(
                &place.at(key),
                &code,
                effect,
                message,
                Some(&before.into()),
                Some(&now.into()),
            );
        }
    }
}

fn is_true(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

/// A media type without parameters, in lower case.
fn media_type(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or(name);
    essence.trim().to_ascii_lowercase()
}
