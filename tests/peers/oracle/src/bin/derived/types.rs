//! Types whose attributes cover the keywords.
#![allow(dead_code, reason = "read by serde alone")]

use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use backend_runtime::wire::{self, Patch};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Texts {
    #[schema(min_length = 1, max_length = 3)]
    short: String,
    #[schema(pattern = "^[0-9]{5}(-[0-9]{4})?$")]
    zip: String,
    #[schema(pattern = "^(?!x)[a-zé]+$")]
    word: Option<String>,
    #[serde(default, with = "wire::optional")]
    #[schema(format = "email")]
    email: Option<String>,
    #[serde(with = "wire")]
    day: time::Date,
    #[serde(default)]
    kind: Kind,
}

#[derive(Default, Deserialize, Validate, Schema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    #[default]
    FirstKind,
    #[serde(rename = "2")]
    Second,
}

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Numbers {
    #[schema(minimum = 0, maximum = 150)]
    age: u8,
    #[schema(multiple_of = 0.01)]
    price: f64,
    #[schema(exclusive_minimum = 0, exclusive_maximum = 1)]
    share: Option<f64>,
    #[schema(multiple_of = 3, enum = [0, 3, 9, 12])]
    step: i64,
    #[serde(default)]
    #[schema(minimum = -1)]
    patch: Patch<i32>,
}

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Lists {
    #[schema(min_items = 1, max_items = 3, unique_items, items(min_length = 1))]
    tags: Vec<String>,
    #[schema(contains(minimum = 5), min_contains = 1, max_contains = 2)]
    counted: Vec<i32>,
    pair: (bool, String),
    #[serde(with = "wire")]
    set: BTreeSet<i8>,
    #[schema(prefix_items((type = "string"), (type = "integer")), items(type = "boolean"))]
    mixed: Vec<Value>,
    array: [Option<bool>; 2],
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Deserialize, Validate, Schema)]
#[schema(pattern = "^[a-z]")]
pub(crate) struct Name(String);

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Maps {
    #[schema(min_properties = 1, max_properties = 2, values(minimum = 1))]
    counts: BTreeMap<String, i32>,
    names: BTreeMap<Name, Option<bool>>,
    #[schema(property_names(max_length = 1))]
    letters: wire::Map<Value>,
}

#[derive(Deserialize, Validate, Schema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Closed {
    first_one: bool,
    #[serde(default)]
    second_one: Option<Box<Closed>>,
}

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Flat {
    own: i32,
    #[serde(flatten)]
    base: Base,
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Base {
    #[schema(max_length = 2)]
    base: String,
}

#[derive(Deserialize, Validate, Schema)]
pub(crate) enum External {
    Nothing,
    Text(#[schema(min_length = 2)] String),
    Named {
        #[schema(minimum = 1)]
        count: i32,
    },
    Pair(i32, String),
}

#[derive(Deserialize, Validate, Schema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Internal {
    NoData,
    Named {
        #[schema(minimum = 1)]
        count: i32,
    },
    Wrapped(Base),
}

#[derive(Deserialize, Validate, Schema)]
#[serde(tag = "t", content = "c")]
pub(crate) enum Adjacent {
    Nothing,
    Text(#[schema(min_length = 2)] String),
    Named { flag: bool },
}

#[derive(Deserialize, Validate, Schema)]
#[serde(untagged)]
pub(crate) enum Untagged {
    Number(#[schema(minimum = 1)] i64),
    Named {
        #[schema(min_length = 2)]
        text: String,
    },
    List(#[schema(max_items = 2)] Vec<bool>),
}

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Free {
    #[schema(any_of((type = "string"), (type = "integer", minimum = 1)), not(const = "no"))]
    any: Value,
    #[schema(one_of((type = "number"), (type = "integer"), (type = "null")))]
    one: Value,
    #[schema(if(type = "string"), then(min_length = 2), else(type = "array"))]
    conditional: Value,
    #[schema(properties("a"(type = "string"), "b"(minimum = 2)), required("a"), closed)]
    object: Value,
    #[schema(dependent_required("a"("b")), pattern_properties("^x"(type = "integer")), values(type = "string"))]
    dependent: Value,
    #[schema(properties("a"(type = "string")), unevaluated_properties(type = "boolean"))]
    unevaluated: Value,
}

#[derive(Deserialize, Validate, Schema)]
pub(crate) struct Tree {
    #[schema(minimum = 0)]
    value: i32,
    #[serde(default)]
    #[schema(max_items = 2)]
    children: Vec<Tree>,
}
