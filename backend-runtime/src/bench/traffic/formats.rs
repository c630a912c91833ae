//! Strings of the formats that the OpenAPI Format Registry names: making and checking them.

use base64::Engine as _;

use crate::bench::request::Random;

const WORDS: [&str; 16] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "jasper",
    "kelp", "lumen", "maple", "nova", "onyx", "pine",
];

/// A word.
pub(super) fn word(random: &mut Random) -> &'static str {
    WORDS[random.below(WORDS.len() as u64) as usize]
}

/// A string of a format; `None` for formats that say nothing about the text.
pub(super) fn make(format: &str, random: &mut Random) -> Option<String> {
    let two = |random: &mut Random, low, high| format!("{:02}", random.between(low, high));
    let date = |random: &mut Random| {
        format!(
            "{}-{}-{}",
            random.between(2000, 2035),
            two(random, 1, 12),
            two(random, 1, 28)
        )
    };
    let time = |random: &mut Random| {
        format!(
            "{}:{}:{}",
            two(random, 0, 23),
            two(random, 0, 59),
            two(random, 0, 59)
        )
    };
    Some(match format {
        "date-time" => format!("{}T{}Z", date(random), time(random)),
        "date" => date(random),
        "time" => format!("{}Z", time(random)),
        "duration" => format!("PT{}M", random.between(1, 90)),
        "uuid" => random.uuid(),
        "email" | "idn-email" => format!(
            "{}.{}@example.com",
            word(random),
            random.below(1_000_000_000)
        ),
        "hostname" | "idn-hostname" => {
            format!("{}{}.example.com", word(random), random.below(1000))
        }
        "uri" | "url" | "iri" => format!(
            "https://example.com/{}/{}",
            word(random),
            random.below(100_000)
        ),
        "uri-reference" | "iri-reference" => format!("/{}/{}", word(random), random.below(100_000)),
        "ipv4" => format!("192.0.2.{}", random.between(1, 254)),
        "ipv6" => format!("2001:db8::{:x}", random.between(1, 65_535)),
        "byte" => base64::engine::general_purpose::STANDARD.encode(random.next().to_be_bytes()),
        "decimal" => format!("{}.{}", random.below(1000), two(random, 0, 99)),
        "json-pointer" => format!("/{}/{}", word(random), random.below(10)),
        "regex" => "^[a-z]+$".to_owned(),
        _ => return None,
    })
}

/// Whether a text is of a format; formats that are not asserted accept everything.
pub(super) fn is(format: &str, text: &str) -> bool {
    use time::format_description::well_known::{Iso8601, Rfc3339};
    match format {
        "date-time" => time::OffsetDateTime::parse(text, &Rfc3339).is_ok(),
        "date" => text.len() == 10 && time::Date::parse(text, &Iso8601::DATE).is_ok(),
        "uuid" => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "email" => text
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty()),
        "uri" | "url" => url::Url::parse(text).is_ok(),
        "byte" => base64::engine::general_purpose::STANDARD
            .decode(text)
            .is_ok(),
        _ => true,
    }
}
