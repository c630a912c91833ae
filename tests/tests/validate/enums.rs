//! Enums with data in serde's four representations, tuples, generics, flatten.

use backend_runtime::schema::Schema;
use backend_runtime::validate::{Limits, Validate, decode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Point(#[schema(minimum = 0)] i32, #[schema(maximum = 9)] i32);

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
enum External {
    Nothing,
    Name(#[schema(min_length = 2)] String),
    Circle {
        #[schema(exclusive_minimum = 0)]
        radius: f64,
    },
    Pair(i32, #[schema(max_length = 3)] String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Internal {
    NoData,
    Circle {
        #[schema(exclusive_minimum = 0)]
        radius: f64,
    },
    Wrapped(Named),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Named {
    #[schema(min_length = 2)]
    name: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Nothing,
    Name(#[schema(min_length = 2)] String),
    Circle {
        #[schema(exclusive_minimum = 0)]
        radius: f64,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(untagged)]
enum Untagged {
    Number(#[schema(minimum = 1)] i64),
    Named {
        #[schema(min_length = 2)]
        name: String,
    },
    List(Vec<bool>),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Page<T> {
    #[schema(max_items = 2)]
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Flat {
    #[serde(flatten)]
    base: Named,
    #[schema(minimum = 1)]
    count: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, i32>,
}

fn check<T: DeserializeOwned + Serialize + Validate + PartialEq + Debug>(text: &str) -> String {
    match decode::json::<T>(text.as_bytes(), &Limits::default()) {
        Ok(value) => {
            // The view of the typed value agrees with its table.
            assert!(
                backend_runtime::validate::accepts(T::schema(), value.view()),
                "{text}"
            );
            let written = serde_json::to_string(&value).expect("json");
            assert_eq!(
                decode::json::<T>(written.as_bytes(), &Limits::default()),
                Ok(value)
            );
            "valid".to_owned()
        }
        Err(error) => {
            let list: Vec<_> = error
                .into_violations()
                .iter()
                .map(|one| format!("{} {}", one.field, one.code))
                .collect();
            list.join(", ")
        }
    }
}

fn table(check: fn(&str) -> String, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(check(text), *expected, "{text}");
    }
}

#[test]
fn tuples_are_arrays() {
    table(
        check::<Point>,
        &[
            ("[1,2]", "valid"),
            ("[-1,10]", "/0 minimum, /1 maximum"),
            ("[1]", " min_items"),
        ],
    );
}

#[test]
fn externally_tagged() {
    table(
        check::<External>,
        &[
            ("\"Nothing\"", "valid"),
            (r#"{"Name":"ab"}"#, "valid"),
            (r#"{"Name":"a"}"#, "/Name min_length"),
            (r#"{"Circle":{"radius":1.5}}"#, "valid"),
            (
                r#"{"Circle":{"radius":0}}"#,
                "/Circle/radius exclusive_minimum",
            ),
            (r#"{"Pair":[1,"abc"]}"#, "valid"),
            ("\"Else\"", " const"),
        ],
    );
}

#[test]
fn internally_tagged() {
    table(
        check::<Internal>,
        &[
            (r#"{"kind":"no_data"}"#, "valid"),
            (r#"{"kind":"circle","radius":2}"#, "valid"),
            (
                r#"{"kind":"circle","radius":-2}"#,
                "/radius exclusive_minimum",
            ),
            (r#"{"kind":"wrapped","name":"a"}"#, "/name min_length"),
            (r#"{"kind":"square"}"#, "/kind discriminator"),
        ],
    );
}

#[test]
fn adjacently_tagged() {
    table(
        check::<Adjacent>,
        &[
            (r#"{"t":"Nothing"}"#, "valid"),
            (r#"{"t":"Name","c":"ab"}"#, "valid"),
            (r#"{"t":"Name","c":"a"}"#, "/c min_length"),
            (
                r#"{"t":"Circle","c":{"radius":0}}"#,
                "/c/radius exclusive_minimum",
            ),
        ],
    );
}

#[test]
fn untagged() {
    table(
        check::<Untagged>,
        &[
            ("1", "valid"),
            ("0", " minimum"),
            (r#"{"name":"ab"}"#, "valid"),
            (r#"{"name":"a"}"#, "/name min_length"),
            ("[true]", "valid"),
            ("[1]", "/0 type"),
            ("\"x\"", " any_of"),
        ],
    );
}

#[test]
fn generic_and_recursive() {
    table(
        check::<Page<Named>>,
        &[
            (r#"{"items":[{"name":"ab"}],"next":{"items":[]}}"#, "valid"),
            (
                r#"{"items":[],"next":{"items":[{"name":"a"}]}}"#,
                "/next/items/0/name min_length",
            ),
        ],
    );
}

#[test]
fn flattened() {
    table(
        check::<Flat>,
        &[
            (r#"{"name":"ab","count":1,"x":1}"#, "valid"),
            (
                r#"{"name":"a","count":0,"x":"1"}"#,
                "/name min_length, /count minimum, /x type",
            ),
        ],
    );
}
