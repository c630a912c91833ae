//! Schemas, keyword by keyword.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::difference::Effect;
use super::document::{Comparison, Place, kebab};
use super::flat::{Flat, flat};
use super::values::{same, shown};

/// Schemas below each other beyond this are not looked at: nothing real is as deep.
const MAX_DEPTH: usize = 64;

/// Keywords that only people read.
const WORDS: [&str; 9] = [
    "title",
    "description",
    "examples",
    "deprecated",
    "externalDocs",
    "xml",
    "contentSchema",
    "$ref",
    "default",
];

impl<'a> Comparison<'a> {
    /// Two schemas, of which either may be missing: everything is allowed then.
    pub(super) fn schemas(&mut self, old: Option<&Value>, new: Option<&Value>, place: &Place) {
        if old.is_none() && new.is_none() {
            return;
        }
        let any = Value::Bool(true);
        self.schema(old.unwrap_or(&any), new.unwrap_or(&any), place, 0);
    }

    fn schema(&mut self, old: &Value, new: &Value, place: &Place, depth: usize) {
        let name = |value: &Value| value.get("$ref").and_then(Value::as_str).map(str::to_owned);
        if let (Some(one), Some(other)) = (name(old), name(new))
            && !self.seen.insert((one, other, place.side))
        {
            return;
        }
        if depth > MAX_DEPTH {
            return;
        }
        let (old, new) = (flat(old, &self.old), flat(new, &self.new));
        self.node(|this| this.keywords(&old, &new, place));
        self.below(&old, &new, place, depth + 1);
    }

    fn keywords(&mut self, old: &Flat, new: &Flat, place: &Place) {
        self.types(old, new, place);
        self.values(old, new, place);
        self.required(old, new, place);
        for (key, lower) in LIMITS {
            self.limit(old, new, key, lower, place);
        }
        for key in [
            "pattern",
            "format",
            "multipleOf",
            "contentEncoding",
            "contentMediaType",
        ] {
            self.fixed(old, new, key, place);
        }
        self.switch(
            old,
            new,
            "nullable",
            (Effect::Wider, Effect::Narrower),
            place,
        );
        self.switch(
            old,
            new,
            "uniqueItems",
            (Effect::Narrower, Effect::Wider),
            place,
        );
        let (read_on, write_on) = if place.side.is_request() {
            (Effect::Breaking, Effect::Compatible)
        } else {
            (Effect::Compatible, Effect::Breaking)
        };
        self.switch(old, new, "readOnly", (read_on, Effect::Compatible), place);
        self.switch(old, new, "writeOnly", (write_on, Effect::Compatible), place);
        self.whole(old, new, "dependentRequired", place);
        self.discriminator(old, new, place);
        self.said(old, new, place);
    }

    fn types(&mut self, old: &Flat, new: &Flat, place: &Place) {
        let (before, now) = (old.get("type"), new.get("type"));
        if before == now {
            return;
        }
        let set = |value: Option<&Value>| -> Option<BTreeSet<String>> {
            let names = value?.as_array()?.iter();
            Some(names.filter_map(Value::as_str).map(str::to_owned).collect())
        };
        let effect = match (set(before), set(now)) {
            (None, _) => Effect::Narrower,
            (_, None) => Effect::Wider,
            (Some(before), Some(now)) => {
                let within = |small: &BTreeSet<String>, large: &BTreeSet<String>| {
                    small.iter().all(|name| {
                        large.contains(name) || (name == "integer" && large.contains("number"))
                    })
                };
                subsets(within(&before, &now), within(&now, &before))
            }
        };
        self.either(
            &place.at("type"),
            "type-changed",
            effect,
            "the type",
            before,
            now,
        );
    }

    fn values(&mut self, old: &Flat, new: &Flat, place: &Place) {
        let list = |flat: &Flat| flat.get("enum").and_then(Value::as_array).cloned();
        let at = place.at("enum");
        match (list(old), list(new)) {
            (None, None) => {}
            (None, Some(_)) => self.either(
                &at,
                "enum-added",
                Effect::Narrower,
                "the list of values",
                None,
                new.get("enum"),
            ),
            (Some(_), None) => self.either(
                &at,
                "enum-removed",
                Effect::Wider,
                "the list of values",
                old.get("enum"),
                None,
            ),
            (Some(before), Some(now)) => {
                let missing = |from: &[Value], other: &[Value]| -> Vec<Value> {
                    from.iter()
                        .filter(|one| !other.iter().any(|value| same(one, value)))
                        .cloned()
                        .collect()
                };
                for value in missing(&before, &now) {
                    self.tell(
                        &at,
                        "enum-value-removed",
                        Effect::Narrower,
                        format!("the value {} is gone", shown(&value)),
                        Some(&value),
                        None,
                    );
                }
                for value in missing(&now, &before) {
                    self.tell(
                        &at,
                        "enum-value-added",
                        Effect::Wider,
                        format!("the value {} is new", shown(&value)),
                        None,
                        Some(&value),
                    );
                }
            }
        }
    }

    fn required(&mut self, old: &Flat, new: &Flat, place: &Place) {
        let set = |flat: &Flat| -> BTreeSet<String> {
            let names = flat
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            names.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (before, now) = (set(old), set(new));
        let at = place.at("required");
        for name in now.difference(&before) {
            self.tell(
                &at,
                "property-required",
                Effect::Narrower,
                format!("`{name}` is required now"),
                None,
                Some(&name.as_str().into()),
            );
        }
        for name in before.difference(&now) {
            self.tell(
                &at,
                "property-optional",
                Effect::Wider,
                format!("`{name}` may be missing now"),
                Some(&name.as_str().into()),
                None,
            );
        }
    }

    /// A bound: what it does when it is raised depends on whether it is a lower one.
    fn limit(&mut self, old: &Flat, new: &Flat, key: &str, lower: bool, place: &Place) {
        let (before, now) = (old.get(key), new.get(key));
        let number = |value: Option<&Value>| value.and_then(Value::as_f64);
        let (raised, effect) = match (number(before), number(now)) {
            (None, None) => return,
            (None, Some(_)) => ("added", Effect::Narrower),
            (Some(_), None) => ("removed", Effect::Wider),
            (Some(before), Some(now)) if before == now => return,
            (Some(before), Some(now)) => {
                let raised = now > before;
                let effect = if raised == lower {
                    Effect::Narrower
                } else {
                    Effect::Wider
                };
                (if raised { "raised" } else { "lowered" }, effect)
            }
        };
        let code = format!("{}-{raised}", kebab(key));
        self.either(
            &place.at(key),
            &code,
            effect,
            &format!("`{key}`"),
            before,
            now,
        );
    }

    /// A keyword whose values do not compare: another one allows other values.
    fn fixed(&mut self, old: &Flat, new: &Flat, key: &str, place: &Place) {
        let (before, now) = (old.get(key), new.get(key));
        let (effect, word) = match (before, now) {
            (None, None) => return,
            (Some(before), Some(now)) if same(before, now) => return,
            (None, Some(_)) => (Effect::Narrower, "added"),
            (Some(_), None) => (Effect::Wider, "removed"),
            (Some(before), Some(now)) => {
                let effect = match (key, before.as_f64(), now.as_f64()) {
                    ("multipleOf", Some(before), Some(now)) => {
                        subsets((before / now).fract() == 0.0, (now / before).fract() == 0.0)
                    }
                    ("format", _, _) => format_effect(before, now),
                    _ => Effect::Other,
                };
                (effect, "changed")
            }
        };
        let code = format!("{}-{word}", kebab(key));
        self.either(
            &place.at(key),
            &code,
            effect,
            &format!("`{key}`"),
            before,
            now,
        );
    }

    fn switch(
        &mut self,
        old: &Flat,
        new: &Flat,
        key: &str,
        effects: (Effect, Effect),
        place: &Place,
    ) {
        let value = |flat: &Flat| {
            Value::Object(
                flat.get_key_value(key)
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .into_iter()
                    .collect(),
            )
        };
        self.flag(&value(old), &value(new), key, effects, place);
    }

    /// A keyword that is compared as a whole.
    fn whole(&mut self, old: &Flat, new: &Flat, key: &str, place: &Place) {
        let effect = match (old.get(key), new.get(key)) {
            (None, None) => return,
            (Some(before), Some(now)) if same(before, now) => return,
            (None, Some(_)) => Effect::Narrower,
            (Some(_), None) => Effect::Wider,
            (Some(_), Some(_)) => Effect::Other,
        };
        let code = format!("{}-changed", kebab(key));
        self.either(
            &place.at(key),
            &code,
            effect,
            &format!("`{key}`"),
            old.get(key),
            new.get(key),
        );
    }

    fn discriminator(&mut self, old: &Flat, new: &Flat, place: &Place) {
        let (before, now) = (discriminator(old), discriminator(new));
        if before != now {
            let (before, now) = (old.get("discriminator"), new.get("discriminator"));
            self.either(
                &place.at("discriminator"),
                "discriminator-changed",
                Effect::Breaking,
                "the discriminator",
                before,
                now,
            );
        }
    }

    /// Words, and the default, which is more than words when clients may leave the value out.
    fn said(&mut self, old: &Flat, new: &Flat, place: &Place) {
        let keys = old
            .keys()
            .chain(new.keys().filter(|key| !old.contains_key(*key)));
        for key in keys {
            let is_word = WORDS.contains(&key.as_str()) || key.starts_with("x-");
            let (before, now) = (old.get(key), new.get(key));
            let equal = match (before, now) {
                (Some(before), Some(now)) => same(before, now),
                (before, now) => before.is_none() && now.is_none(),
            };
            if !is_word || equal {
                continue;
            }
            let effect = match key.as_str() {
                "default" if place.side.is_request() => Effect::Breaking,
                _ => Effect::Documentation,
            };
            let code = format!("{}-changed", kebab(key));
            self.either(
                &place.at(key),
                &code,
                effect,
                &format!("`{key}`"),
                before,
                now,
            );
        }
    }

    fn either(
        &mut self,
        place: &Place,
        code: &str,
        effect: Effect,
        what: &str,
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        match (old, new) {
            (Some(before), Some(now)) => self.changed(place, code, effect, what, before, now),
            (None, Some(now)) => self.tell(
                place,
                code,
                effect,
                format!("{what} {} is new", shown(now)),
                None,
                new,
            ),
            (Some(before), None) => self.tell(
                place,
                code,
                effect,
                format!("{what} {} is gone", shown(before)),
                old,
                None,
            ),
            (None, None) => {}
        }
    }

    /// The schemas inside.
    fn below(&mut self, old: &Flat, new: &Flat, place: &Place, depth: usize) {
        self.properties(old, new, place, depth);
        for key in [
            "additionalProperties",
            "items",
            "propertyNames",
            "contains",
            "unevaluatedItems",
            "unevaluatedProperties",
        ] {
            self.one(old, new, key, place, depth);
        }
        for key in ["not", "if", "then", "else"] {
            self.opaque(old, new, key, place, depth);
        }
        for key in ["patternProperties", "dependentSchemas"] {
            self.named(old, new, key, place, depth);
        }
        for (key, added, removed) in [
            ("oneOf", Effect::Wider, Effect::Narrower),
            ("anyOf", Effect::Wider, Effect::Narrower),
            ("allOf", Effect::Narrower, Effect::Wider),
            ("prefixItems", Effect::Narrower, Effect::Wider),
        ] {
            self.list(old, new, key, (added, removed), place, depth);
        }
    }

    fn properties(&mut self, old: &Flat, new: &Flat, place: &Place, depth: usize) {
        let empty = Map::new();
        let map = |flat: &'_ Flat| flat.get("properties").and_then(Value::as_object).cloned();
        let (before, now) = (
            map(old).unwrap_or_else(|| empty.clone()),
            map(new).unwrap_or(empty),
        );
        let is_required = |flat: &Flat, name: &str| {
            let names = flat.get("required").and_then(Value::as_array);
            names.is_some_and(|names| names.iter().any(|one| one == name))
        };
        for (name, one) in &before {
            let at = place.at("properties").at(name);
            match now.get(name) {
                Some(other) => self.schema(one, other, &at, depth),
                None => {
                    self.lone_node();
                    let kept = !place.side.is_request() && !is_required(old, name);
                    let effect = if kept {
                        Effect::Compatible
                    } else {
                        Effect::Breaking
                    };
                    self.tell(
                        &at,
                        "property-removed",
                        effect,
                        format!("the property `{name}` is gone"),
                        Some(one),
                        None,
                    );
                }
            }
        }
        for (name, one) in &now {
            if !before.contains_key(name) {
                self.lone_node();
                // That it is required is told of the object.
                self.tell(
                    &place.at("properties").at(name),
                    "property-added",
                    Effect::Compatible,
                    format!("the property `{name}` is new"),
                    None,
                    Some(one),
                );
            }
        }
    }

    /// A schema that narrows when it is added.
    fn one(&mut self, old: &Flat, new: &Flat, key: &str, place: &Place, depth: usize) {
        let at = place.at(key);
        let is_closed = |value: &Value| *value == Value::Bool(false);
        match (old.get(key), new.get(key)) {
            (None, None) => {}
            (Some(before), Some(now)) if is_closed(before) == is_closed(now) => {
                self.schema(before, now, &at, depth)
            }
            (before, now) => {
                self.lone_node();
                let closing = now.is_some_and(is_closed) || before.is_none();
                let opened_answer =
                    !closing && key == "additionalProperties" && !place.side.is_request();
                let effect = match (closing, opened_answer) {
                    (true, _) => Effect::Narrower,
                    // Clients ignore members that they do not know.
                    (false, true) => Effect::Compatible,
                    (false, false) => Effect::Wider,
                };
                self.either(
                    &at,
                    &format!("{}-changed", kebab(key)),
                    effect,
                    &format!("`{key}`"),
                    before,
                    now,
                );
            }
        }
    }

    /// A schema inside of which narrower and wider change places or mean nothing.
    fn opaque(&mut self, old: &Flat, new: &Flat, key: &str, place: &Place, depth: usize) {
        let (before, now) = (old.get(key), new.get(key));
        let at = place.at(key);
        if let (Some(before), Some(now)) = (before, now) {
            let start = self.report.differences.len();
            self.schema(before, now, &at, depth);
            for difference in &mut self.report.differences[start..] {
                if difference.effect != Effect::Documentation {
                    difference.effect = Effect::Other;
                }
            }
            return;
        }
        if before.is_some() || now.is_some() {
            self.lone_node();
            self.whole(old, new, key, place);
        }
    }

    fn named(&mut self, old: &Flat, new: &Flat, key: &str, place: &Place, depth: usize) {
        let map = |flat: &Flat| {
            flat.get(key)
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default()
        };
        let (before, now) = (map(old), map(new));
        for (name, one) in &before {
            let at = place.at(key).at(name);
            match now.get(name) {
                Some(other) => self.schema(one, other, &at, depth),
                None => {
                    self.lone_node();
                    self.either(
                        &at,
                        &format!("{}-changed", kebab(key)),
                        Effect::Wider,
                        &format!("`{key}`"),
                        Some(one),
                        None,
                    );
                }
            }
        }
        for (name, one) in &now {
            if !before.contains_key(name) {
                self.lone_node();
                self.either(
                    &place.at(key).at(name),
                    &format!("{}-changed", kebab(key)),
                    Effect::Narrower,
                    &format!("`{key}`"),
                    None,
                    Some(one),
                );
            }
        }
    }

    /// Alternatives are paired by reference or equal text first, the rest by order.
    fn list(
        &mut self,
        old: &Flat,
        new: &Flat,
        key: &str,
        (added, removed): (Effect, Effect),
        place: &Place,
        depth: usize,
    ) {
        let items = |flat: &Flat| {
            flat.get(key)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let (before, now) = (items(old), items(new));
        let mut partner: Vec<Option<usize>> = vec![None; before.len()];
        let mut free: Vec<usize> = (0..now.len()).collect();
        for (index, one) in before.iter().enumerate() {
            if let Some(at) = free.iter().position(|other| now[*other] == *one) {
                partner[index] = Some(free.remove(at));
            }
        }
        for slot in partner.iter_mut().filter(|slot| slot.is_none()) {
            if !free.is_empty() {
                *slot = Some(free.remove(0));
            }
        }
        for (index, one) in before.iter().enumerate() {
            match partner[index] {
                Some(other) => self.schema(
                    one,
                    &now[other],
                    &place.at(key).at(&other.to_string()),
                    depth,
                ),
                None => {
                    self.lone_node();
                    self.either(
                        &place.at(key).at(&index.to_string()),
                        &format!("{}-removed", kebab(key)),
                        removed,
                        "the alternative",
                        Some(one),
                        None,
                    );
                }
            }
        }
        for index in free {
            self.lone_node();
            self.either(
                &place.at(key).at(&index.to_string()),
                &format!("{}-added", kebab(key)),
                added,
                "the alternative",
                None,
                Some(&now[index]),
            );
        }
    }
}

/// The bounds, and whether each is a lower one.
const LIMITS: [(&str, bool); 12] = [
    ("minimum", true),
    ("exclusiveMinimum", true),
    ("maximum", false),
    ("exclusiveMaximum", false),
    ("minLength", true),
    ("maxLength", false),
    ("minItems", true),
    ("maxItems", false),
    ("minProperties", true),
    ("maxProperties", false),
    ("minContains", true),
    ("maxContains", false),
];

/// The effect when the old values are among the new ones, and the other way round.
fn subsets(old_in_new: bool, new_in_old: bool) -> Effect {
    match (old_in_new, new_in_old) {
        (true, true) => Effect::Compatible,
        (true, false) => Effect::Wider,
        (false, true) => Effect::Narrower,
        (false, false) => Effect::Other,
    }
}

/// `int32` is among `int64`, `float` among `double`.
fn format_effect(before: &Value, now: &Value) -> Effect {
    match (before.as_str(), now.as_str()) {
        (Some("int32"), Some("int64")) | (Some("float"), Some("double")) => Effect::Wider,
        (Some("int64"), Some("int32")) | (Some("double"), Some("float")) => Effect::Narrower,
        _ => Effect::Other,
    }
}

/// The property that decides, and which value chooses which component: without a mapping their names do.
fn discriminator(flat: &Flat) -> Option<(String, BTreeSet<(String, String)>)> {
    let object = flat.get("discriminator")?;
    let property = object.get("propertyName")?.as_str()?.to_owned();
    let last = |reference: &str| reference.rsplit('/').next().unwrap_or(reference).to_owned();
    let mapping = object
        .get("mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let mut mapped: BTreeSet<(String, String)> = mapping
        .filter_map(|(tag, target)| Some((tag.clone(), last(target.as_str()?))))
        .collect();
    for key in ["oneOf", "anyOf"] {
        for schema in flat
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Some(name) = schema.get("$ref").and_then(Value::as_str).map(last)
                && !mapped.iter().any(|(_, target)| *target == name)
            {
                mapped.insert((name.clone(), name));
            }
        }
    }
    Some((property, mapped))
}
