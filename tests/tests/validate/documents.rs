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

/// Its example is somebody's wish.
#[derive(Serialize, Deserialize, Schema)]
struct Wish {
    #[schema(min_length = 5, pattern = "^[0-9]+$", example = "abc")]
    text: String,
    #[schema(example = "many")]
    count: i64,
}

#[test]
fn an_example_need_not_match_its_schema() {
    let mut components = Components::new();
    to_json(Wish::schema(), Dialect::OpenApi30, &mut components);
    let (components, _) = components.finish_all(Dialect::OpenApi30);
    let properties = &serde_json::json!(components)["Wish"]["properties"];
    assert_eq!(properties["text"]["example"], "abc", "{properties}");
    assert_eq!(properties["count"]["example"], "many", "{properties}");
}
