use backend_runtime::schema::Schema;
use backend_runtime::validate::{Validate, Violation};
use backend_runtime::wire::{self, Map, Patch};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

fn even(number: &i64) -> Result<(), Violation> {
    if number % 2 == 0 {
        Ok(())
    } else {
        Err(Violation::new("", "even").with_message("must be even"))
    }
}

fn consistent(every: &Every) -> Result<(), Violation> {
    if every.number > 0 {
        Ok(())
    } else {
        Err(Violation::new("/number", "positive"))
    }
}

fn below(number: &i64, limit: &i64) -> Result<(), Violation> {
    if number < limit {
        Ok(())
    } else {
        Err(Violation::new("", "below"))
    }
}

/// Every key on a type that takes it.
#[derive(Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(name = "EveryKey", title = "Every key", custom = consistent, extension("x-order" = [1, "a", {"b": null}]))]
struct Every {
    #[schema(
        min_length = 1,
        max_length = 9,
        pattern = "^[a-z]+$",
        description = "text",
        example = "abc"
    )]
    text: String,
    #[schema(
        format = "email",
        message = "please give an address",
        code = "bad_email"
    )]
    email: Option<String>,
    #[schema(minimum = -1, maximum = 10, exclusive_maximum = 11, exclusive_minimum = -2, multiple_of = 2)]
    #[schema(default = 4, custom = even, custom_with = below, deprecated)]
    number: i64,
    #[schema(enum = ["a", "b"], const = "a", examples = ["a"])]
    choice: String,
    #[schema(min_items = 1, max_items = 3, unique_items, items(min_length = 1))]
    list: Vec<String>,
    #[schema(
        contains(minimum = 1),
        min_contains = 1,
        max_contains = 2,
        unevaluated_items(never)
    )]
    counted: Vec<i32>,
    #[schema(prefix_items((type = "string"), (type = "integer")), items(type = "boolean"))]
    mixed: Vec<serde_json::Value>,
    #[schema(
        min_properties = 1,
        max_properties = 2,
        property_names(pattern = "^x"),
        values(minimum = 1)
    )]
    map: BTreeMap<String, i32>,
    other: Map<Vec<Option<bool>>>,
    #[serde(with = "wire")]
    set: HashSet<String>,
    #[schema(any_of((type = "string"), (type = "integer", minimum = 1)), not(const = "no"))]
    any: serde_json::Value,
    #[schema(one_of((ref = Inner), (types("boolean", "null"))), all_of((nullable)))]
    one: serde_json::Value,
    #[schema(if(type = "string"), then(min_length = 2), else(type = "array"))]
    conditional: serde_json::Value,
    #[schema(properties("na me"(type = "string")), required("na me", "b"), closed)]
    object: serde_json::Value,
    #[schema(pattern_properties("^a"(type = "integer")), values(type = "string"))]
    patterns: serde_json::Value,
    #[schema(dependent_required("card"("number", "date")), dependent_schemas("a"(required("b"))))]
    dependent: serde_json::Value,
    #[schema(
        unevaluated_properties(type = "string"),
        content_encoding = "base64",
        content_media_type = "x/y"
    )]
    unevaluated: serde_json::Value,
    #[schema(read_only)]
    #[serde(default)]
    id: u64,
    #[schema(write_only)]
    password: String,
    #[serde(with = "wire")]
    born: time::Date,
    #[serde(
        default,
        with = "wire::optional",
        skip_serializing_if = "Option::is_none"
    )]
    maybe: Option<u8>,
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    patch: Patch<f32>,
    inner: Box<Inner>,
}

#[derive(Serialize, Deserialize, Validate, Schema)]
#[schema(inline)]
struct Inner {
    pair: (i32, String),
    array: [u8; 3],
}

pub(crate) fn main() {}
