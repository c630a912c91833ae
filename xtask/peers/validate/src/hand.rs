//! What somebody writes who has time: tables of bytes, one pass, no allocation.

use crate::Candidate;
use crate::data::{GOOD, break_it};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct User {
    email: String,
    id: String,
    name: String,
    age: u8,
    url: String,
    tags: Vec<String>,
    address: Address,
    #[allow(dead_code, reason = "its type is its check")]
    role: Role,
}

#[derive(Deserialize)]
struct Address {
    street: String,
    city: String,
    zip: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code, reason = "read by serde")]
enum Role {
    Admin,
    Member,
    Guest,
}

const fn table(text: &str) -> [bool; 256] {
    let mut table = [false; 256];
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
}

static ATOM: [bool; 256] =
    table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~");
static URL: [bool; 256] =
    table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?#[]");

fn email(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().rposition(|byte| *byte == b'@') else { return false };
    let mut after_dot = true;
    for byte in &bytes[..at] {
        let atom = ATOM[*byte as usize];
        if !atom && (*byte != b'.' || after_dot) {
            return false;
        }
        after_dot = !atom;
    }
    !after_dot && at <= 64 && domain(&bytes[at + 1..])
}

fn domain(bytes: &[u8]) -> bool {
    if bytes.is_empty() || bytes.len() > 253 {
        return false;
    }
    let (mut label, mut last) = (0, b'-');
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => label += 1,
            b'-' if label > 0 => label += 1,
            b'.' if label > 0 && last != b'-' => label = 0,
            _ => return false,
        }
        if label > 63 {
            return false;
        }
        last = *byte;
    }
    last != b'-' && last != b'.'
}

fn uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn url(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(colon) = bytes.iter().position(|byte| *byte == b':') else { return false };
    let scheme = &bytes[..colon];
    if !scheme.first().is_some_and(u8::is_ascii_alphabetic)
        || !scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    {
        return false;
    }
    let (mut index, mut fragment) = (colon + 1, false);
    while index < bytes.len() {
        match bytes[index] {
            b'#' if fragment => return false,
            b'#' => fragment = true,
            b'%' => {
                let hex = bytes.get(index + 1..index + 3);
                if !hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
                    return false;
                }
                index += 2;
            }
            byte if !URL[byte as usize] => return false,
            _ => {}
        }
        index += 1;
    }
    true
}

fn zip(text: &str) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    match text.as_bytes() {
        bytes if bytes.len() == 5 => digits(bytes),
        bytes if bytes.len() == 10 => digits(&bytes[..5]) && bytes[5] == b'-' && digits(&bytes[6..]),
        _ => false,
    }
}

fn length(text: &str, min: usize, max: usize) -> bool {
    if text.len() < min {
        return false;
    }
    text.len() <= max || text.chars().count() <= max
}

impl User {
    fn is_valid(&self) -> bool {
        email(&self.email)
            && uuid(&self.id)
            && length(&self.name, 1, 100)
            && self.age <= 150
            && url(&self.url)
            && self.tags.len() <= 10
            && self.tags.iter().all(|tag| length(tag, 1, 32))
            && length(&self.address.street, 1, 100)
            && length(&self.address.city, 1, 100)
            && zip(&self.address.zip)
    }

    fn errors(&self) -> Vec<(String, &'static str)> {
        let mut errors = Vec::new();
        let mut check = |valid: bool, field: &str, code| {
            if !valid {
                errors.push((field.to_owned(), code));
            }
        };
        check(email(&self.email), "/email", "format");
        check(uuid(&self.id), "/id", "format");
        check(!self.name.is_empty(), "/name", "min_length");
        check(self.name.chars().count() <= 100, "/name", "max_length");
        check(self.age <= 150, "/age", "maximum");
        check(url(&self.url), "/url", "format");
        check(self.tags.len() <= 10, "/tags", "max_items");
        for (index, tag) in self.tags.iter().enumerate() {
            if tag.is_empty() {
                errors.push((format!("/tags/{index}"), "min_length"));
            }
            if tag.chars().count() > 32 {
                errors.push((format!("/tags/{index}"), "max_length"));
            }
        }
        let mut check = |valid: bool, field: &str, code| {
            if !valid {
                errors.push((field.to_owned(), code));
            }
        };
        check(length(&self.address.street, 1, 100), "/address/street", "length");
        check(length(&self.address.city, 1, 100), "/address/city", "length");
        check(zip(&self.address.zip), "/address/zip", "pattern");
        errors
    }
}

pub(crate) fn read(text: &str) -> User {
    serde_json::from_str(text).expect("the sample is valid")
}

pub(crate) fn candidates() -> Vec<Candidate> {
    let good = read(GOOD);
    let mut bad = read(GOOD);
    break_it(&mut bad.email, &mut bad.name, &mut bad.tags, &mut bad.address.zip);
    assert!(good.is_valid());
    assert_eq!(bad.errors().len(), 4);
    vec![
        Candidate::new("good value", "hand", move || good.is_valid()),
        Candidate::new("four errors", "hand", move || bad.errors()),
        Candidate::new("bytes to struct", "hand", || {
            serde_json::from_slice::<User>(GOOD.as_bytes()).ok().filter(User::is_valid)
        }),
        Candidate::new("bytes to struct", "serde_json alone", || {
            serde_json::from_slice::<User>(GOOD.as_bytes()).ok()
        }),
    ]
}
