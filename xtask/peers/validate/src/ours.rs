//! The derives.

use crate::Candidate;
use crate::data::{GOOD, break_it};
use backend_runtime::schema::Schema;
use backend_runtime::validate::{Limits, Validate, decode};
use serde::Deserialize;

#[derive(Deserialize, Validate, Schema)]
struct User {
    #[schema(format = "email")]
    email: String,
    #[schema(format = "uuid")]
    id: String,
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[schema(maximum = 150)]
    age: u8,
    #[schema(format = "uri")]
    url: String,
    #[schema(max_items = 10, items(min_length = 1, max_length = 32))]
    tags: Vec<String>,
    address: Address,
    role: Role,
}

#[derive(Deserialize, Validate, Schema)]
struct Address {
    #[schema(min_length = 1, max_length = 100)]
    street: String,
    #[schema(min_length = 1, max_length = 100)]
    city: String,
    #[schema(pattern = "^[0-9]{5}(-[0-9]{4})?$")]
    zip: String,
}

#[derive(Deserialize, Validate, Schema)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admin,
    Member,
    Guest,
}

pub(crate) fn candidates() -> Vec<Candidate> {
    let read = || serde_json::from_str::<User>(GOOD).expect("the sample is valid");
    let good = read();
    let mut bad = read();
    break_it(&mut bad.email, &mut bad.name, &mut bad.tags, &mut bad.address.zip);
    assert!(good.is_valid());
    assert_eq!(bad.validate().map_err(|violations| violations.len()), Err(4));
    let limits = Limits::default();
    vec![
        Candidate::new("good value", "derive(Validate)", move || good.is_valid()),
        Candidate::new("four errors", "derive(Validate)", move || bad.validate()),
        Candidate::new("bytes to struct", "derive(Validate)", move || {
            decode::json::<User>(GOOD.as_bytes(), &limits).is_ok()
        }),
    ]
}
