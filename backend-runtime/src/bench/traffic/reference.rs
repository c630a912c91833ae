//! References from one resource to another: `authorId` in a body or in the query is the id of one of `/authors`.

use serde_json::Value;

use super::{Harvest, Kind, Parameter, Place, Schema, Traffic, check};
use crate::bench::request::Random;

/// Where ids of each resource come from: the last text of a collection's path, and the collection.
pub(super) type Collections = Vec<(String, String)>;

/// The ids that are known, for members and parameters that are named after a resource.
pub(crate) struct References<'a> {
    harvest: &'a Harvest,
    traffic: &'a Traffic,
    /// An id was wanted and none is known yet.
    pub(crate) missing: bool,
}

impl<'a> References<'a> {
    pub(crate) fn new(harvest: &'a Harvest, traffic: &'a Traffic) -> Self {
        Self {
            harvest,
            traffic,
            missing: false,
        }
    }

    /// A known id (several for `authorIds`), where the name is that of a reference and the id fits the schema.
    pub(crate) fn value(
        &mut self,
        name: &str,
        schema: &Schema,
        random: &mut Random,
    ) -> Option<Value> {
        let (stem, many) = stem(name)?;
        let collection = self.harvest.collection_of(self.traffic, &stem)?;
        let value = match (&schema.resolved(&self.traffic.schemas).kind, many) {
            (Kind::Array { min, max, .. }, true) => {
                let most = max.unwrap_or(3).min(3).max(*min).max(1);
                let mut ids: Vec<Value> = Vec::new();
                for _ in 0..random.between(1, most as i64) {
                    let id = self.harvest.pick(collection, random);
                    ids.extend(id.filter(|id| !ids.contains(id)));
                }
                (!ids.is_empty()).then_some(Value::Array(ids))
            }
            (Kind::Array { .. }, false) | (_, true) => return None,
            (_, false) => self.harvest.pick(collection, random),
        };
        self.missing |= value.is_none();
        value.filter(|value| check(value, schema, &self.traffic.schemas).is_ok())
    }

    /// The collections that a request cannot do without, as far as members of its body say.
    pub(crate) fn needed(&self, body: &Schema) -> Vec<&'a str> {
        let Kind::Object { fields, .. } = &body.resolved(&self.traffic.schemas).kind else {
            return Vec::new();
        };
        let required = fields.iter().filter(|field| field.required);
        required
            .filter_map(|field| stem(&field.name))
            .filter_map(|(stem, _)| self.harvest.collection_of(self.traffic, &stem))
            .collect()
    }
}

/// A header that asks for a state of the resource (RFC 9110 §13.1): with a value that is made up, requests only fail.
pub(crate) fn is_condition(parameter: &Parameter) -> bool {
    const CONDITIONS: [&str; 6] = [
        "if-match",
        "if-none-match",
        "if-modified-since",
        "if-unmodified-since",
        "if-range",
        "range",
    ];
    let name = parameter.name.to_ascii_lowercase();
    parameter.place == Place::Header && CONDITIONS.contains(&name.as_str())
}

/// The collections with ids, the shortest path first.
pub(super) fn collections(traffic: &Traffic) -> Collections {
    let mut all: Collections = Vec::new();
    for operation in &traffic.operations {
        let paths =
            (0..operation.parameters.len()).filter_map(|index| operation.collection_of(index));
        for path in paths {
            let last = path.split('/').rfind(|segment| !segment.is_empty());
            if let Some(last) = last.filter(|last| *last != "{}") {
                let entry = (letters(last), path.clone());
                if !all.contains(&entry) {
                    all.push(entry);
                }
            }
        }
    }
    all.sort_by_key(|(_, path)| path.len());
    all
}

/// Whether a collection is that of the things called so in the singular.
pub(super) fn is_plural(collection: &str, stem: &str) -> bool {
    let of_y = |rest: &str| collection.strip_suffix("ies") == Some(rest);
    match collection.strip_prefix(stem) {
        Some("" | "s" | "es") => true,
        _ => stem.strip_suffix('y').is_some_and(of_y),
    }
}

/// `author` of `authorId`, `author_id` and `author-ids`; also whether there are several.
fn stem(name: &str) -> Option<(String, bool)> {
    let cut = |endings: [&str; 4]| {
        let rest = endings
            .into_iter()
            .find_map(|ending| name.strip_suffix(ending));
        rest.map(letters).filter(|stem| !stem.is_empty())
    };
    let one = cut(["Id", "ID", "_id", "-id"]).map(|stem| (stem, false));
    one.or_else(|| cut(["Ids", "IDs", "_ids", "-ids"]).map(|stem| (stem, true)))
}

fn letters(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_collections() {
        for (name, collection) in [
            ("authorId", "authors"),
            ("author_id", "authors"),
            ("bookAuthorID", "bookauthors"),
            ("category-ids", "categories"),
            ("boxId", "boxes"),
            ("staffId", "staff"),
        ] {
            let (stem, many) = stem(name).expect(name);
            assert!(is_plural(collection, &stem), "{name}");
            assert_eq!(many, name.ends_with("ids"));
        }
        for name in ["id", "Id", "paid", "grids", "title"] {
            assert_eq!(stem(name), None, "{name}");
        }
        assert!(!is_plural("authorships", "author") && !is_plural("authors", "book"));
    }
}
