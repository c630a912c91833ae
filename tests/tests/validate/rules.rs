//! Rules of the service, their context, messages and what is told of a value.

use backend_runtime::schema::{Components, Dialect, Schema, to_json};
use backend_runtime::validate::{DecodeError, Limits, Validate, Violation, Violations, decode};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What the rules look at.
struct Stock {
    left: u32,
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
#[schema(custom = consistent)]
struct Order {
    #[schema(min_length = 3, message = "an article has a number", code = "article")]
    article: String,
    #[schema(minimum = 1, custom_with = available)]
    count: u32,
    gifts: u32,
    #[serde(default)]
    lines: Vec<Line>,
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
struct Line {
    #[schema(custom_with = available)]
    count: u32,
}

fn consistent(order: &Order) -> Result<(), Violation> {
    if order.gifts <= order.count {
        return Ok(());
    }
    Err(Violation::new("/gifts", "gifts").with("limit", u64::from(order.count)))
}

fn available(count: &u32, stock: &Stock) -> Result<(), Violation> {
    if *count <= stock.left {
        return Ok(());
    }
    Err(Violation::new("", "stock").with("limit", u64::from(stock.left)))
}

fn order(text: &str) -> Order {
    decode::json(text.as_bytes(), &Limits::default()).expect("valid")
}

fn listed(violations: &Violations) -> Vec<(String, &'static str)> {
    violations
        .iter()
        .map(|one| (one.field.to_string(), one.code))
        .collect()
}

const ORDER: &str = r#"{"article":"abc","count":9,"gifts":0,"lines":[{"count":1},{"count":8}]}"#;

#[test]
fn a_rule_with_context_runs_where_there_is_one() {
    let value = order(ORDER);
    assert_eq!(value.validate(), Ok(()));
    assert_eq!(value.validate_with(&Stock { left: 9 }), Ok(()));
    let found = value
        .validate_with(&Stock { left: 2 })
        .expect_err("too many");
    let expected = [("/count", "stock"), ("/lines/1/count", "stock")];
    assert_eq!(
        listed(&found),
        expected.map(|(field, code)| (field.to_owned(), code))
    );
    let wrong = value.validate_with(&7_u8).expect_err("another context");
    assert_eq!(listed(&wrong)[0], ("/count".to_owned(), "custom"));
    assert!(wrong.to_string().contains("Stock"), "{wrong}");
}

#[test]
fn a_context_comes_along_from_bytes() {
    let limits = Limits::default();
    assert!(decode::json_with::<Order, _>(ORDER.as_bytes(), &limits, &Stock { left: 9 }).is_ok());
    let error = decode::json_with::<Order, _>(ORDER.as_bytes(), &limits, &Stock { left: 8 });
    let Err(DecodeError::Violations(found)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(listed(&found), [("/count".to_owned(), "stock")]);
}

#[test]
fn messages_are_the_fields_own_or_translated() {
    let mut value = order(ORDER);
    value.article.clear();
    value.gifts = 10;
    let mut found = value.validate().expect_err("invalid");
    assert_eq!(
        listed(&found),
        [
            ("/article".to_owned(), "article"),
            ("/gifts".to_owned(), "gifts")
        ]
    );
    assert_eq!(
        found.iter().next().map(|one| one.message()).as_deref(),
        Some("an article has a number")
    );
    found.translate(|one| {
        let limit = one.param("limit").filter(|_| one.code == "gifts")?;
        Some(format!("höchstens {}", limit.to_value()))
    });
    assert_eq!(
        found.iter().last().map(|one| one.message()).as_deref(),
        Some("höchstens 9")
    );
}

#[test]
fn a_submitted_value_is_told_only_when_asked_for() {
    let submitted = json!({"article": "x", "count": 1, "gifts": 0});
    let bytes = submitted.to_string();
    let error = decode::json::<Order>(bytes.as_bytes(), &Limits::default()).expect_err("invalid");
    let found = error.into_violations();
    let text = serde_json::to_string(&found.iter().collect::<Vec<_>>()).expect("json");
    assert!(!text.contains("\"x\""), "{text}");
    let found = found.with_values(&submitted);
    let value = found.iter().next().and_then(|one| one.param("value"));
    assert_eq!(value.map(|value| value.to_value()), Some(json!("x")));
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(deny_unknown_fields)]
struct Renamed {
    #[serde(alias = "mail", alias = "e-mail")]
    #[schema(format = "email")]
    email: String,
    kind: Kind,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[serde(alias = "person")]
    Human,
    Robot,
}

#[test]
fn an_alias_is_another_name_on_the_way_in() {
    let read = |text: &str| {
        decode::json::<Renamed>(text.as_bytes(), &Limits::default())
            .map_err(|error| listed(&error.into_violations()))
    };
    let expected = Renamed {
        email: "a@b.de".to_owned(),
        kind: Kind::Human,
    };
    assert_eq!(read(r#"{"e-mail":"a@b.de","kind":"person"}"#), Ok(expected));
    // On the slow path as well.
    let bad = read(r#"{"mail":"a","kind":"cat","more":1}"#).expect_err("invalid");
    let expected = [
        ("/mail", "format"),
        ("/kind", "enum"),
        ("/more", "unknown_field"),
    ];
    let mut expected = expected
        .map(|(field, code)| (field.to_owned(), code))
        .to_vec();
    let mut bad = bad;
    bad.sort();
    expected.sort();
    assert_eq!(bad, expected);
    let twice = read(r#"{"mail":"a@b.de","email":"a@b.de","kind":"robot"}"#);
    assert_eq!(twice, Err(vec![("/email".to_owned(), "duplicate_key")]));
    let schema = to_json(
        Renamed::schema(),
        Dialect::OpenApi31,
        &mut Components::new(),
    );
    assert!(!schema.to_string().contains("mail\":{\"$"), "{schema}");
}

/// Members with one check each, the fewest that the report takes as failed without a second look.
#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
struct Signup {
    #[schema(format = "email", custom = ours)]
    email: String,
    #[schema(pattern = "^[0-9]{5}$", custom = ours)]
    zip: String,
    #[schema(pattern = "^(?!x)(a+)+$")]
    slow: String,
}

fn ours(text: &str) -> Result<(), Violation> {
    if text.contains('9') {
        return Err(Violation::new("", "ours"));
    }
    Ok(())
}

#[test]
fn a_rule_that_fails_alone_is_told_alone() {
    let signup = |email: &str, zip: &str| Signup {
        email: email.to_owned(),
        zip: zip.to_owned(),
        slow: "a".to_owned(),
    };
    for (value, expected) in [
        (signup("9@example.com", "12345"), vec![("/email", "ours")]),
        (signup("a@example.com", "99999"), vec![("/zip", "ours")]),
        (
            signup("a", "1234"),
            vec![("/email", "format"), ("/zip", "pattern")],
        ),
        (
            signup("9", "9"),
            vec![
                ("/email", "format"),
                ("/zip", "pattern"),
                ("/email", "ours"),
                ("/zip", "ours"),
            ],
        ),
    ] {
        let violations = value.validate().expect_err("something is wrong");
        let expected: Vec<(String, &str)> = expected
            .into_iter()
            .map(|(field, code)| (field.to_owned(), code))
            .collect();
        assert_eq!(listed(&violations), expected);
    }
}

#[test]
fn a_pattern_that_is_given_up_is_told_as_that() {
    let value = Signup {
        email: "a@example.com".to_owned(),
        zip: "12345".to_owned(),
        slow: format!("{}b", "a".repeat(60)),
    };
    let violations = value
        .validate()
        .expect_err("the pattern takes too many steps");
    assert_eq!(listed(&violations), [("/slow".to_owned(), "pattern_limit")]);
}
