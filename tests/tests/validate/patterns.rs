//! Patterns that are made to take for ever: what means the same in linear time is run so, what does not is given up after a
//! fixed number of steps, which is a violation of its own.

use backend_runtime::schema::Schema;
use backend_runtime::validate::{DecodeError, Limits, Validate, decode};
use serde::Deserialize;

#[derive(Debug, Deserialize, Validate, Schema)]
#[allow(dead_code, reason = "read by serde alone")]
struct Hostile {
    #[serde(default)]
    #[schema(pattern = "^(a+)+$")]
    nested: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^(a|aa)+$")]
    overlapping: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^(?!b)(a+)+$")]
    looking: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^(a+)+\\1$")]
    referring: Option<String>,
}

fn codes(body: &str) -> Vec<(String, &'static str)> {
    match decode::json::<Hostile>(body.as_bytes(), &Limits::default()) {
        Ok(_) => Vec::new(),
        Err(DecodeError::Violations(violations)) => violations
            .iter()
            .map(|one| (one.field.to_string(), one.code))
            .collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn what_can_be_matched_in_linear_time_is() {
    let text = format!("{}!", "a".repeat(200_000));
    for field in ["nested", "overlapping"] {
        let found = codes(&format!(r#"{{"{field}":"{text}"}}"#));
        assert_eq!(found, [(format!("/{field}"), "pattern")]);
    }
}

#[test]
fn what_takes_too_many_steps_is_a_violation_of_its_own() {
    let text = format!("{}!", "a".repeat(60));
    for field in ["looking", "referring"] {
        let found = codes(&format!(r#"{{"{field}":"{text}"}}"#));
        assert_eq!(found, [(format!("/{field}"), "pattern_limit")]);
        // What matches soon is not affected.
        assert!(codes(&format!(r#"{{"{field}":"aaaa"}}"#)).is_empty());
    }
}
