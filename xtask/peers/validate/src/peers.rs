//! garde, validator and jsonschema's compile-time validator.

use crate::Candidate;
use crate::data::{GOOD, break_it};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code, reason = "read by serde")]
enum Role {
    Admin,
    Member,
    Guest,
}

mod with_garde {
    use super::Role;
    use garde::Validate;
    use serde::Deserialize;

    #[derive(Deserialize, Validate)]
    pub(super) struct User {
        #[garde(email)]
        pub(super) email: String,
        #[garde(custom(uuid))]
        pub(super) id: String,
        #[garde(length(chars, min = 1, max = 100))]
        pub(super) name: String,
        #[garde(range(max = 150))]
        pub(super) age: u8,
        #[garde(url)]
        pub(super) url: String,
        #[garde(length(max = 10), inner(length(chars, min = 1, max = 32)))]
        pub(super) tags: Vec<String>,
        #[garde(dive)]
        pub(super) address: Address,
        #[garde(skip)]
        #[allow(dead_code, reason = "its type is its check")]
        pub(super) role: Role,
    }

    #[derive(Deserialize, Validate)]
    pub(super) struct Address {
        #[garde(length(chars, min = 1, max = 100))]
        pub(super) street: String,
        #[garde(length(chars, min = 1, max = 100))]
        pub(super) city: String,
        #[garde(pattern("^[0-9]{5}(-[0-9]{4})?$"))]
        pub(super) zip: String,
    }

    fn uuid(text: &str, _context: &()) -> garde::Result {
        if super::uuid(text) { Ok(()) } else { Err(garde::Error::new("not a uuid")) }
    }
}

mod with_validator {
    use super::Role;
    use serde::Deserialize;
    use std::sync::LazyLock;
    use validator::{Validate, ValidationError};

    static ZIP: LazyLock<regex::Regex> =
        LazyLock::new(|| regex::Regex::new("^[0-9]{5}(-[0-9]{4})?$").expect("a pattern"));

    #[derive(Deserialize, Validate)]
    pub(super) struct User {
        #[validate(email)]
        pub(super) email: String,
        #[validate(custom(function = "uuid"))]
        pub(super) id: String,
        #[validate(length(min = 1, max = 100))]
        pub(super) name: String,
        #[validate(range(max = 150))]
        pub(super) age: u8,
        #[validate(url)]
        pub(super) url: String,
        #[validate(length(max = 10), custom(function = "tags"))]
        pub(super) tags: Vec<String>,
        #[validate(nested)]
        pub(super) address: Address,
        #[allow(dead_code, reason = "its type is its check")]
        pub(super) role: Role,
    }

    #[derive(Deserialize, Validate)]
    pub(super) struct Address {
        #[validate(length(min = 1, max = 100))]
        pub(super) street: String,
        #[validate(length(min = 1, max = 100))]
        pub(super) city: String,
        #[validate(regex(path = *ZIP))]
        pub(super) zip: String,
    }

    fn uuid(text: &str) -> Result<(), ValidationError> {
        if super::uuid(text) { Ok(()) } else { Err(ValidationError::new("uuid")) }
    }

    fn tags(tags: &[String]) -> Result<(), ValidationError> {
        let fits = |tag: &String| (1..=32).contains(&tag.chars().count());
        if tags.iter().all(fits) { Ok(()) } else { Err(ValidationError::new("tag")) }
    }
}

fn uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The same schema for `jsonschema`.
#[jsonschema::validator(schema = r#"{"type":"object","required":["email","id","name","age","url","tags","address","role"],"properties":{"email":{"type":"string","format":"email"},"id":{"type":"string","format":"uuid"},"name":{"type":"string","minLength":1,"maxLength":100},"age":{"type":"integer","minimum":0,"maximum":150},"url":{"type":"string","format":"uri"},"tags":{"type":"array","maxItems":10,"items":{"type":"string","minLength":1,"maxLength":32}},"address":{"type":"object","required":["street","city","zip"],"properties":{"street":{"type":"string","minLength":1,"maxLength":100},"city":{"type":"string","minLength":1,"maxLength":100},"zip":{"type":"string","pattern":"^[0-9]{5}(-[0-9]{4})?$"}}},"role":{"enum":["admin","member","guest"]}}}"#, validate_formats = true)]
struct JsonSchema;

pub(crate) fn candidates() -> Vec<Candidate> {
    use garde::Validate as _;
    use validator::Validate as _;
    fn read<T: for<'de> Deserialize<'de>>() -> T {
        serde_json::from_str(GOOD).expect("the sample is valid")
    }
    let good_garde: with_garde::User = read();
    let mut bad_garde: with_garde::User = read();
    let one = &mut bad_garde;
    break_it(&mut one.email, &mut one.name, &mut one.tags, &mut one.address.zip);
    let good_validator: with_validator::User = read();
    let mut bad_validator: with_validator::User = read();
    let one = &mut bad_validator;
    break_it(&mut one.email, &mut one.name, &mut one.tags, &mut one.address.zip);
    let good: serde_json::Value = read();
    assert!(good_garde.validate().is_ok() && good_validator.validate().is_ok() && JsonSchema::is_valid(&good));
    vec![
        Candidate::new("good value", "garde", move || good_garde.validate()),
        Candidate::new("good value", "validator", move || good_validator.validate()),
        Candidate::new("good value", "jsonschema macro", move || JsonSchema::is_valid(&good)),
        Candidate::new("four errors", "garde", move || bad_garde.validate()),
        Candidate::new("four errors", "validator", move || bad_validator.validate()),
        Candidate::new("bytes to struct", "garde", || {
            serde_json::from_slice::<with_garde::User>(GOOD.as_bytes()).ok().filter(|one| one.validate().is_ok())
        }),
        Candidate::new("bytes to struct", "validator", || {
            serde_json::from_slice::<with_validator::User>(GOOD.as_bytes()).ok().filter(|one| one.validate().is_ok())
        }),
    ]
}
