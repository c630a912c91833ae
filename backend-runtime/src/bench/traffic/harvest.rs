//! Ids taken from answers, for the paths of later requests of the same resource.

use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use serde_json::Value;

use super::{
    Operation, PathPart, Traffic,
    reference::{self, Collections},
};
use crate::bench::request::Random;

/// Ids remembered for each resource; old ones make room, because old ones are more likely gone.
const KEPT: usize = 256;

/// Ids by the path of their collection, such as `/users/`.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    ids: Mutex<BTreeMap<String, Vec<Value>>>,
    collections: OnceLock<Collections>,
}

impl Harvest {
    /// Remembers an id.
    pub(crate) fn add(&self, collection: &str, id: Value) {
        let mut all = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = all.entry(collection.to_owned()).or_default();
        if ids.contains(&id) {
            return;
        }
        if ids.len() == KEPT {
            ids.remove(0);
        }
        ids.push(id);
    }

    /// One of the ids.
    pub(crate) fn pick(&self, collection: &str, random: &mut Random) -> Option<Value> {
        let all = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = all.get(collection)?;
        ids.get(random.below(ids.len() as u64) as usize).cloned()
    }

    /// The collection of the things called so in the singular.
    pub(super) fn collection_of(&self, traffic: &Traffic, stem: &str) -> Option<&str> {
        let all = (self.collections).get_or_init(|| reference::collections(traffic));
        let found = all
            .iter()
            .find(|(name, _)| reference::is_plural(name, stem));
        found.map(|(_, path)| path.as_str())
    }

    /// Forgets an id that is gone.
    pub(crate) fn remove(&self, collection: &str, id: &str) {
        let mut all = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ids) = all.get_mut(collection) {
            ids.retain(|known| text(known) != id);
        }
    }
}

pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Operation {
    /// The collection that a path parameter's ids belong to: the path before it, other parameters as `{}`.
    pub(crate) fn collection_of(&self, parameter: usize) -> Option<String> {
        let mut before = String::new();
        for part in &self.path {
            match part {
                PathPart::Text(text) => before.push_str(text),
                PathPart::Parameter(index) if *index == parameter => return Some(before),
                PathPart::Parameter(_) => before.push_str("{}"),
            }
        }
        None
    }

    /// The collection whose members this operation answers with: its own path, as a collection's prefix.
    pub(crate) fn answers_with(&self) -> String {
        let mut path = String::new();
        let last = self.path.len().saturating_sub(1);
        for (index, part) in self.path.iter().enumerate() {
            match part {
                PathPart::Text(text) => path.push_str(text),
                // `GET /users/{id}` answers with a member of `/users/`.
                PathPart::Parameter(_) if index == last => return path,
                PathPart::Parameter(_) => path.push_str("{}"),
            }
        }
        if path.ends_with('/') {
            path
        } else {
            path + "/"
        }
    }
}

/// Takes ids out of an answer: of the object, of those in its array, or of what its envelope holds.
pub(crate) fn collect(answer: &Value, names: &[&str], harvest: &mut dyn FnMut(Value)) {
    match answer {
        Value::Array(items) => items
            .iter()
            .take(32)
            .for_each(|item| collect(item, names, harvest)),
        Value::Object(object) => {
            let id = names
                .iter()
                .find_map(|name| object.get(*name))
                .filter(|id| id.is_string() || id.is_number());
            match id {
                Some(id) => harvest(id.clone()),
                // Envelopes: `data`, `items`, `results` and the like hold the resource.
                None => object
                    .values()
                    .filter(|value| value.is_array() || value.is_object())
                    .for_each(|value| collect(value, names, harvest)),
            }
        }
        _ => {}
    }
}
