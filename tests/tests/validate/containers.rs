//! Containers of the standard library and types of other crates: what is inside is checked, keys included.

use backend_runtime::schema::{Components, Dialect, Schema, to_json};
use backend_runtime::validate::{Limits, Validate, decode};
use backend_runtime::wire;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Validate, Schema,
)]
#[serde(transparent)]
#[schema(pattern = "^[a-z]+$", inline)]
struct Word(String);

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct All {
    map: BTreeMap<Word, Word>,
    hashed: HashMap<Word, u8>,
    numbers: BTreeMap<i32, Word>,
    ids: BTreeMap<uuid::Uuid, bool>,
    #[serde(with = "wire")]
    set: BTreeSet<Word>,
    #[serde(with = "wire")]
    hash_set: HashSet<Word>,
    queue: VecDeque<Word>,
    array: [Word; 2],
    tuple: (Word, u8, bool, char, Word),
    #[schema(max_length = 3)]
    cow: Cow<'static, str>,
    #[serde(with = "wire")]
    shared: Arc<Word>,
    boxed: Box<Option<Word>>,
}

fn good() -> serde_json::Value {
    json!({
        "map": {"a": "b"}, "hashed": {"a": 1}, "numbers": {"-7": "x"},
        "ids": {"67e55044-10b1-426f-9247-bb680e5fe0c8": true}, "set": ["a"], "hash_set": ["a"], "queue": ["a", "a"],
        "array": ["a", "b"], "tuple": ["a", 1, true, "c", "d"], "cow": "abc", "shared": "a", "boxed": null
    })
}

fn violations(value: &serde_json::Value) -> Vec<String> {
    match decode::json::<All>(value.to_string().as_bytes(), &Limits::default()) {
        Ok(value) => {
            assert!(value.is_valid());
            Vec::new()
        }
        Err(error) => error
            .into_violations()
            .iter()
            .map(|one| format!("{} {}", one.field, one.code))
            .collect(),
    }
}

#[test]
fn what_is_inside_is_checked() {
    assert_eq!(violations(&good()), [""; 0]);
    for (pointer, bad, expected) in [
        ("/map", json!({"a": "B"}), "/map/a pattern"),
        ("/map", json!({"A": "b"}), "/map/A property_names"),
        ("/hashed", json!({"a b": 1}), "/hashed/a b property_names"),
        (
            "/numbers",
            json!({"1.5": "x"}),
            "/numbers/1.5 property_names",
        ),
        ("/ids", json!({"x": true}), "/ids/x property_names"),
        ("/set", json!(["A"]), "/set/0 pattern"),
        ("/set", json!(["a", "a"]), "/set unique_items"),
        ("/hash_set", json!(["1"]), "/hash_set/0 pattern"),
        ("/queue", json!(["a", "_"]), "/queue/1 pattern"),
        ("/array", json!(["a", "B"]), "/array/1 pattern"),
        ("/array", json!(["a"]), "/array min_items"),
        (
            "/tuple",
            json!(["a", 1, true, "c", "D"]),
            "/tuple/4 pattern",
        ),
        ("/cow", json!("abcd"), "/cow max_length"),
        ("/shared", json!("A"), "/shared pattern"),
        ("/boxed", json!("A"), "/boxed pattern"),
    ] {
        let mut value = good();
        *value.pointer_mut(pointer).expect("a member") = bad;
        assert_eq!(violations(&value), [expected], "{value}");
    }
}

#[test]
fn a_typed_key_is_checked_too() {
    let mut all: All = serde_json::from_value(good()).expect("the types fit");
    all.map.insert(Word("A".to_owned()), Word("b".to_owned()));
    let found = all.validate().expect_err("a bad key");
    let fields: Vec<String> = found
        .iter()
        .map(|one| format!("{} {}", one.field, one.code))
        .collect();
    assert_eq!(fields, ["/map/A property_names"]);
}

#[test]
fn keys_stand_in_the_document_where_they_say_something() {
    let mut components = Components::new();
    to_json(All::schema(), Dialect::OpenApi31, &mut components);
    let (components, _) = components.finish_all(Dialect::OpenApi31);
    let schema = serde_json::to_string(&components).expect("json");
    assert!(
        schema.contains(r#""propertyNames":{"type":"string","pattern":"^[a-z]+$"}"#),
        "{schema}"
    );
    let plain = to_json(
        BTreeMap::<String, u8>::schema(),
        Dialect::OpenApi31,
        &mut Components::new(),
    );
    assert!(!plain.to_string().contains("propertyNames"), "{plain}");
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Foreign {
    #[serde(with = "wire")]
    home: url::Url,
    #[serde(with = "wire")]
    born: chrono::NaiveDate,
    #[serde(with = "wire")]
    seen: chrono::DateTime<chrono::Utc>,
    #[serde(with = "wire")]
    sent: chrono::DateTime<chrono::FixedOffset>,
    #[serde(with = "wire")]
    octets: bytes::Bytes,
}

#[test]
fn types_of_other_crates_are_strings_of_their_formats() {
    let good = json!({
        "home": "https://example.com/", "born": "2020-02-29", "seen": "2020-02-29T12:00:00+00:00",
        "sent": "2020-02-29T12:00:00+02:00", "octets": "AAEC"
    });
    let read = |value: &serde_json::Value| {
        decode::json::<Foreign>(value.to_string().as_bytes(), &Limits::default())
    };
    let value = read(&good).expect("valid");
    assert_eq!(value.octets, &[0, 1, 2][..]);
    assert_eq!(serde_json::to_value(&value).ok(), Some(good.clone()));
    for (member, bad) in [
        ("home", "no uri"),
        ("born", "2021-02-29"),
        ("seen", "2020-02-29 12:00"),
        ("sent", "yesterday"),
        ("octets", "?"),
    ] {
        let mut value = good.clone();
        value[member] = bad.into();
        let found = read(&value).expect_err(member).into_violations();
        let found: Vec<String> = found
            .iter()
            .map(|one| format!("{} {}", one.field, one.code))
            .collect();
        assert_eq!(found, [format!("/{member} format")]);
    }
}
