//! What serde reads although the schema forbids it: the fast path from bytes has the verdict of the walk.

use backend_runtime::schema::{Schema, Union};
use backend_runtime::validate::{Limits, Validate, decode};
use backend_runtime::wire::Map;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Point {
    x: i32,
    y: i32,
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
#[serde(untagged)]
enum Untagged {
    Point(Point),
    Named { point: Point },
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Internal {
    Point { at: Point },
    Lists { lists: BTreeMap<String, Point> },
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
struct Flattened {
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    rest: BTreeMap<String, Point>,
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
struct Inner {
    at: Option<Point>,
}

#[derive(Debug, Clone, PartialEq, Union)]
#[schema(one_of)]
enum Either {
    Point(Point),
    Text(String),
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
struct Within {
    either: Option<Either>,
}

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "lowercase")]
enum Name {
    A,
    B,
}

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Validate, Schema)]
struct Wrapped(String);

/// `field code` of each violation, nothing for a value.
fn told<T: DeserializeOwned + Validate>(text: &str) -> Vec<String> {
    match decode::json::<T>(text.as_bytes(), &Limits::default()) {
        Ok(_) => Vec::new(),
        Err(error) => error
            .into_violations()
            .iter()
            .map(|one| format!("{} {}", one.field, one.code))
            .collect(),
    }
}

#[test]
fn what_serde_buffers_has_no_arrays_for_structs() {
    for text in [r#"{"point": {"x": 1, "y": 2}}"#, r#"{"x": 1, "y": 2}"#] {
        assert_eq!(told::<Untagged>(text), [""; 0], "{text}");
    }
    for text in [r#"{"point": [1, 2]}"#, "[1, 2]"] {
        assert!(!told::<Untagged>(text).is_empty(), "{text}");
    }
    let good = r#"{"kind": "point", "at": {"x": 1, "y": 2}}"#;
    assert_eq!(told::<Internal>(good), [""; 0]);
    assert_eq!(
        told::<Internal>(r#"{"kind": "point", "at": [1, 2]}"#),
        ["/at type"]
    );
    assert_eq!(
        told::<Flattened>(r#"{"at": {"x": 1, "y": 2}, "b": {"x": 1, "y": 2}}"#),
        [""; 0]
    );
    assert_eq!(told::<Flattened>(r#"{"at": [1, 2]}"#), ["/at type"]);
    assert_eq!(told::<Flattened>(r#"{"b": [1, 2]}"#), ["/b type"]);
    assert_eq!(told::<Within>(r#"{"either": {"x": 1, "y": 2}}"#), [""; 0]);
    assert!(!told::<Within>(r#"{"either": [1, 2]}"#).is_empty());
}

#[test]
fn a_map_does_not_hold_a_name_twice() {
    let twice = r#"{"a": 1, "b": 2, "a": 3}"#;
    let told_twice = ["/a duplicate_key"];
    assert_eq!(told::<BTreeMap<String, i32>>(twice), told_twice);
    assert_eq!(told::<HashMap<String, i32>>(twice), told_twice);
    assert_eq!(told::<HashMap<Wrapped, i32>>(twice), told_twice);
    assert_eq!(told::<BTreeMap<Name, i32>>(twice), told_twice);
    assert_eq!(told::<Map<i32>>(twice), told_twice);
    assert_eq!(
        told::<Vec<BTreeMap<String, i32>>>(&format!("[{twice}]")),
        ["/0/a duplicate_key"]
    );
    assert_eq!(
        told::<BTreeMap<i64, bool>>(r#"{"-7": true, "-7": true}"#),
        ["/-7 duplicate_key"]
    );
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let ids = format!(r#"{{"{id}": 1, "{id}": 2}}"#);
    assert_eq!(
        told::<BTreeMap<uuid::Uuid, i32>>(&ids),
        [format!("/{id} duplicate_key")]
    );
    // The same name at another place is another member.
    let nested = r#"{"a": {"a": 1}, "b": {"a": 1}}"#;
    assert_eq!(
        told::<BTreeMap<String, BTreeMap<String, i32>>>(nested),
        [""; 0]
    );
    // Buffered maps too.
    let point = r#"{"x": 1, "y": 2}"#;
    let lists = format!(r#"{{"kind": "lists", "lists": {{"a": {point}, "a": {point}}}}}"#);
    assert_eq!(told::<Internal>(&lists), ["/lists/a duplicate_key"]);
    let rest = format!(r#"{{"a": {point}, "a": {point}}}"#);
    assert_eq!(told::<Flattened>(&rest), ["/a duplicate_key"]);
    // Free-form JSON says nothing of its members.
    assert_eq!(told::<serde_json::Value>(twice), [""; 0]);
}
