//! Who may call.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::difference::Effect;
use super::document::{Comparison, Place, Tree};

/// An alternative: schemes with the scopes each needs.
type Alternative = BTreeMap<String, BTreeSet<String>>;

impl<'a> Comparison<'a> {
    /// The alternatives that admit a caller, of an operation or of the whole document.
    pub(super) fn security(&mut self, old: &Value, new: &Value, at: &Place) {
        let (before, now) = (alternatives(old, &self.old), alternatives(new, &self.new));
        let place = at.at("security");
        if before == now {
            return;
        }
        // An alternative that asks for no more than another admits everyone whom that one admits.
        let covered = |one: &Alternative, list: &BTreeSet<Alternative>| {
            list.iter().any(|other| {
                other.iter().all(|(scheme, scopes)| {
                    one.get(scheme).is_some_and(|known| scopes.is_subset(known))
                })
            })
        };
        let lost: Vec<&Alternative> = before.iter().filter(|one| !covered(one, &now)).collect();
        let won: Vec<&Alternative> = now.iter().filter(|one| !covered(one, &before)).collect();
        for one in &lost {
            let message = format!("{} no longer admits a caller", shown(one));
            self.tell(
                &place,
                "security-removed",
                Effect::Breaking,
                message,
                None,
                None,
            );
        }
        for one in &won {
            let message = format!("{} admits a caller now", shown(one));
            self.tell(
                &place,
                "security-added",
                Effect::Compatible,
                message,
                None,
                None,
            );
        }
        if lost.is_empty() && won.is_empty() {
            self.tell(
                &place,
                "security-changed",
                Effect::Compatible,
                "the same callers are admitted in other words".to_owned(),
                None,
                None,
            );
        }
    }

    pub(super) fn schemes(&mut self, place: &Place) {
        let map = |tree: &Tree<'a>| -> BTreeMap<&'a str, &'a Value> {
            let schemes = tree
                .root
                .pointer("/components/securitySchemes")
                .and_then(Value::as_object);
            let schemes = schemes.into_iter().flatten();
            schemes
                .map(|(name, scheme)| (name.as_str(), tree.deref(scheme)))
                .collect()
        };
        let (old, new) = (map(&self.old), map(&self.new));
        for (name, one) in &old {
            let at = place.at(name);
            match new.get(name) {
                Some(other) => self.node(|this| this.scheme(one, other, &at)),
                // Where it was asked for, the operations tell.
                None => self.tell(
                    &at,
                    "scheme-removed",
                    Effect::Compatible,
                    format!("the security scheme `{name}` is gone"),
                    Some(one),
                    None,
                ),
            }
        }
        for (name, one) in &new {
            if !old.contains_key(name) {
                self.tell(
                    &place.at(name),
                    "scheme-added",
                    Effect::Compatible,
                    format!("the security scheme `{name}` is new"),
                    None,
                    Some(one),
                );
            }
        }
    }

    fn scheme(&mut self, old: &Value, new: &Value, place: &Place) {
        const BINDING: [&str; 6] = ["type", "name", "in", "scheme", "flows", "openIdConnectUrl"];
        for key in BINDING {
            let (before, now) = (lower(old.get(key), key), lower(new.get(key), key));
            if before != now {
                let message = format!("`{key}` of the security scheme is another");
                self.tell(
                    &place.at(key),
                    "scheme-changed",
                    Effect::Breaking,
                    message,
                    before.as_ref(),
                    now.as_ref(),
                );
            }
        }
        self.words(old, new, &BINDING, place);
    }
}

/// Names of HTTP schemes and headers have no case.
fn lower(value: Option<&Value>, key: &str) -> Option<Value> {
    match (value, key) {
        (Some(Value::String(text)), "scheme") => Some(Value::from(text.to_ascii_lowercase())),
        (value, _) => value.cloned(),
    }
}

/// The alternatives of an operation: its own, else the root's. One without schemes admits everybody.
fn alternatives(operation: &Value, tree: &Tree<'_>) -> BTreeSet<Alternative> {
    let list = operation
        .get("security")
        .or_else(|| tree.member("security"));
    let one = |requirement: &Map<String, Value>| -> Alternative {
        let scopes = |value: &Value| {
            let scopes = value.as_array().into_iter().flatten();
            scopes
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        requirement
            .iter()
            .map(|(name, value)| (name.clone(), scopes(value)))
            .collect()
    };
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let mut alternatives: BTreeSet<Alternative> =
        list.filter_map(Value::as_object).map(one).collect();
    if alternatives.is_empty() {
        alternatives.insert(Alternative::new());
    }
    alternatives
}

fn shown(alternative: &Alternative) -> String {
    if alternative.is_empty() {
        return "no credential at all".to_owned();
    }
    let schemes: Vec<String> = alternative
        .iter()
        .map(|(scheme, scopes)| match scopes.is_empty() {
            true => format!("`{scheme}`"),
            false => {
                let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
                format!("`{scheme}` with {}", scopes.join(", "))
            }
        })
        .collect();
    schemes.join(" and ")
}
