//! Common keywords on structs, newtypes, unit enums and unions.

use backend_runtime::schema::Schema;
use backend_runtime::schema::Union;
use backend_runtime::validate::{DecodeError, Limits, Validate, decode};
use backend_runtime::wire::{self, Patch};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A postal address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Address {
    #[schema(min_length = 1)]
    street: String,
    #[schema(pattern = "^[0-9]{5}(-[0-9]{4})?$")]
    zip: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admin,
    Member,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(transparent)]
#[schema(min_length = 1, max_length = 32)]
struct Tag(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct User {
    #[serde(with = "wire")]
    id: uuid::Uuid,
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[schema(minimum = 0, maximum = 150)]
    age: i32,
    #[schema(max_items = 3, unique_items)]
    tags: Vec<Tag>,
    #[serde(
        default,
        with = "wire::optional",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(items(min_length = 2))]
    nick_names: Option<Vec<String>>,
    address: Address,
    role: Role,
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[schema(multiple_of = 0.01)]
    balance: Patch<f64>,
}

fn good() -> serde_json::Value {
    json!({
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "name": "Ada", "age": 36, "tags": ["a", "b"],
        "address": {"street": "Main", "zip": "12345"}, "role": "admin", "balance": 0.07
    })
}

fn decode(value: &serde_json::Value) -> Result<User, Vec<(String, &'static str)>> {
    decode_text(&value.to_string())
}

fn decode_text(text: &str) -> Result<User, Vec<(String, &'static str)>> {
    decode::json::<User>(text.as_bytes(), &Limits::default()).map_err(|error| match error {
        DecodeError::Violations(list) => list
            .into_iter()
            .map(|one| (one.field.into_string(), one.code))
            .collect(),
        DecodeError::Syntax(error) => vec![(error.to_string(), "json")],
    })
}

#[test]
fn accepts_a_good_value() {
    let user = decode(&good()).expect("valid");
    assert!(user.is_valid());
    assert_eq!(serde_json::to_value(&user).expect("json"), good());
}

#[test]
fn reports_every_violation_wrong_types_included() {
    let mut bad = good();
    bad["name"] = json!("");
    bad["age"] = json!("36");
    bad["tags"] = json!(["a", "a", "", 1]);
    bad["nickNames"] = json!(null);
    bad["address"] = json!({"street": "", "zip": "x", "more": 1});
    bad["role"] = json!("boss");
    bad["balance"] = json!(0.071);
    bad["extra"] = json!(1);
    let found = decode(&bad).expect_err("invalid");
    let expected = [
        ("/extra", "unknown_field"),
        ("/name", "min_length"),
        ("/age", "type"),
        ("/tags", "max_items"),
        ("/tags", "unique_items"),
        ("/tags/2", "min_length"),
        ("/tags/3", "type"),
        ("/nickNames", "type"),
        ("/address/street", "min_length"),
        ("/address/zip", "pattern"),
        ("/role", "enum"),
        ("/balance", "multiple_of"),
    ];
    let mut expected: Vec<(String, &str)> = expected
        .iter()
        .map(|(field, code)| ((*field).to_owned(), *code))
        .collect();
    let mut found: Vec<(String, &str)> = found;
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn an_integer_may_be_written_with_a_fraction_of_zero() {
    let text = good().to_string().replace("\"age\":36", "\"age\":36.0");
    assert_eq!(decode_text(&text).expect("valid").age, 36);
    let text = good()
        .to_string()
        .replace("\"age\":36", "\"age\":3000000000");
    let both = vec![("/age".to_owned(), "range"), ("/age".to_owned(), "maximum")];
    assert_eq!(decode_text(&text), Err(both));
}

#[test]
fn a_member_twice_is_reported() {
    let text = good()
        .to_string()
        .replace("\"age\":36", "\"age\":36,\"age\":36");
    assert_eq!(
        decode_text(&text),
        Err(vec![("/age".to_owned(), "duplicate_key")])
    );
}

#[test]
fn typed_values_report_the_same() {
    let mut user = decode(&good()).expect("valid");
    user.name.clear();
    user.address.zip = "x".into();
    user.tags.push(Tag(String::new()));
    user.nick_names = Some(vec!["a".into()]);
    assert!(!user.is_valid());
    let found = user.validate().expect_err("invalid");
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.field.as_str(), one.code))
        .collect();
    assert_eq!(
        found,
        [
            ("/name", "min_length"),
            ("/tags/2", "min_length"),
            ("/nickNames/0", "min_length"),
            ("/address/zip", "pattern")
        ]
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
enum Shape {
    Circle { radius: f64 },
    Named(Address),
}

#[test]
fn an_array_is_no_object() {
    let expected = |field: &str| vec![(field.to_owned(), "type")];
    assert_eq!(codes::<Address>(r#"["Main","12345"]"#), expected(""));
    let mut nested = good();
    nested["address"] = json!(["Main", "12345"]);
    assert_eq!(decode(&nested), Err(expected("/address")));
    assert_eq!(codes::<Shape>(r#"{"Circle":[1.5]}"#), expected("/Circle"));
    assert_eq!(
        codes::<Shape>(r#"{"Named":["a","12345"]}"#),
        expected("/Named")
    );
    assert_eq!(
        codes::<Vec<Option<Address>>>(r#"[null,["Main","12345"]]"#),
        expected("/1")
    );
    let limits = Limits::default();
    let circle = decode::json(br#"{"Circle":{"radius":1.5}}"#, &limits);
    assert_eq!(circle, Ok(Shape::Circle { radius: 1.5 }));
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Cat {
    #[serde(rename = "petType")]
    pet_type: String,
    #[schema(minimum = 1)]
    lives: i64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Dog {
    #[serde(rename = "petType")]
    pet_type: String,
    bark: String,
}

#[derive(Debug, PartialEq, Union)]
#[schema(one_of, discriminator = "petType")]
enum Pet {
    #[schema(mapping = "cat")]
    Cat(Cat),
    Dog(Dog),
}

#[derive(Debug, PartialEq, Union)]
#[schema(one_of)]
enum Either {
    Cat(Cat),
    Text(String),
}

fn codes<T: serde::de::DeserializeOwned + Validate + std::fmt::Debug>(
    text: &str,
) -> Vec<(String, &'static str)> {
    let error = decode::json::<T>(text.as_bytes(), &Limits::default()).expect_err("invalid");
    error
        .into_violations()
        .into_iter()
        .map(|one| (one.field.into_string(), one.code))
        .collect()
}

#[test]
fn a_discriminator_decides() {
    let limits = Limits::default();
    let pet: Pet = decode::json(br#"{"petType":"cat","lives":9}"#, &limits).expect("a cat");
    assert!(matches!(pet, Pet::Cat(_)));
    let pet: Pet = decode::json(br#"{"petType":"Dog","bark":"wau"}"#, &limits).expect("a dog");
    assert!(matches!(pet, Pet::Dog(_)));
    assert_eq!(
        codes::<Pet>(r#"{"petType":"cat","lives":0}"#),
        [("/lives".to_owned(), "minimum")]
    );
    assert_eq!(
        codes::<Pet>(r#"{"petType":"cow"}"#),
        [("/petType".to_owned(), "discriminator")]
    );
    assert_eq!(codes::<Pet>("{}"), [("/petType".to_owned(), "required")]);
}

#[test]
fn without_a_discriminator_exactly_one_fits() {
    let either: Either = decode::json(b"\"x\"", &Limits::default()).expect("a text");
    assert_eq!(either, Either::Text("x".into()));
    assert_eq!(codes::<Either>("7"), [(String::new(), "one_of")]);
    assert_eq!(
        codes::<Either>(r#"{"petType":"cat","lives":0}"#),
        [("/lives".to_owned(), "minimum")]
    );
}
