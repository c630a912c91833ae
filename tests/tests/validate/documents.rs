//! What the derives write.

use backend_runtime::schema::{Components, Dialect, Schema, to_json};
use backend_runtime::wire::{self, Patch};
use serde::{Deserialize, Serialize};

/// A pet.
///
/// Of any kind.
#[derive(Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pet {
    /// Given by the server.
    #[schema(read_only)]
    #[serde(default)]
    id: i64,
    #[schema(min_length = 1, max_length = 100, example = "Rex")]
    name: String,
    #[schema(exclusive_minimum = 0, default = 1.5)]
    weight_kg: f64,
    #[schema(minimum = 1, format = "")]
    count: i64,
    #[serde(
        default,
        with = "wire::optional",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(format = "email")]
    contact: Option<String>,
    #[serde(with = "wire")]
    born: Option<time::Date>,
    #[serde(default)]
    owner: Patch<Box<Owner>>,
    #[schema(max_items = 3, unique_items, items(pattern = "^[a-z]+$"))]
    tags: Vec<String>,
    kind: Kind,
    parents: Vec<Pet>,
    age: u8,
}

#[derive(Serialize, Deserialize, Schema)]
struct Owner {
    name: String,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Dog,
    Cat,
}

fn document(dialect: Dialect) -> String {
    let mut components = Components::new();
    let root = to_json(Pet::schema(), dialect, &mut components);
    let (components, conflicts) = components.finish_all(dialect);
    assert!(conflicts.is_empty(), "{conflicts:?}");
    let document = serde_json::json!({ "root": root, "components": components });
    serde_json::to_string_pretty(&document).expect("json")
}

#[test]
fn openapi_31() {
    insta::assert_snapshot!(document(Dialect::OpenApi31));
}

#[test]
fn openapi_30() {
    insta::assert_snapshot!(document(Dialect::OpenApi30));
}
