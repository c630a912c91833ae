//! Strings: by format, by pattern, by length.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;

use super::{Instances, merged::Merged};

/// Words that lengths tell apart.
const WORDS: [&str; 6] = ["a", "ab", "x1", "äöü", "😀😀😀", "word"];

/// How often an unbounded repetition repeats at most.
const REPEATED: u32 = 3;

impl<'s> Instances<'s> {
    pub(super) fn text(&mut self, merged: &Merged<'s>) -> Value {
        let least = merged.greatest("minLength").unwrap_or(0) as usize;
        let most = merged
            .least("maxLength")
            .map_or(usize::MAX, |most| most as usize);
        let fits = |text: &str| (least..=most).contains(&text.chars().count());
        if let Some(pattern) = merged.first("pattern").and_then(Value::as_str)
            && let Some(hir) = parsed(pattern)
        {
            for _ in 0..20 {
                let mut text = String::new();
                self.matching(&hir, &mut text);
                if fits(&text) {
                    return text.into();
                }
            }
        }
        if let Some(list) = merged
            .first("format")
            .and_then(Value::as_str)
            .and_then(of_format)
            && let Some(text) = self.one(list)
        {
            return (*text).into();
        }
        let wanted = match self.random(4) {
            0 => least,
            1 if most < 5_000 => most,
            _ => least.saturating_add(self.random(12)).min(most),
        };
        let mut text = String::new();
        while text.chars().count() < wanted {
            text.push_str(WORDS[self.random(WORDS.len())]);
        }
        text.chars().take(wanted).collect::<String>().into()
    }

    /// Something that the pattern matches; what looks around is left to the oracle's verdict.
    fn matching(&mut self, hir: &Hir, out: &mut String) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => out.extend(self.member(class)),
            HirKind::Repetition(repetition) => {
                let most = repetition
                    .max
                    .unwrap_or(repetition.min + REPEATED)
                    .min(repetition.min + 20);
                let count =
                    repetition.min + self.random((most - repetition.min) as usize + 1) as u32;
                for _ in 0..count.min(300) {
                    self.matching(&repetition.sub, out);
                }
            }
            HirKind::Capture(capture) => self.matching(&capture.sub, out),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.matching(part, out)),
            HirKind::Alternation(choices) => {
                let index = self.random(choices.len());
                self.matching(&choices[index], out);
            }
        }
    }

    /// A character of a class, from ASCII where it has some.
    fn member(&mut self, class: &Class) -> Option<char> {
        let ranges: Vec<(char, char)> = match class {
            Class::Unicode(class) => class
                .ranges()
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect(),
            Class::Bytes(class) => class
                .ranges()
                .iter()
                .map(|range| (range.start().into(), range.end().into()))
                .collect(),
        };
        let plain: Vec<(char, char)> = ranges
            .iter()
            .filter(|(start, end)| *start <= '~' && *end >= ' ')
            .map(|(start, end)| ((*start).max(' '), (*end).min('~')))
            .collect();
        let (start, end) = *self.one(if plain.is_empty() { &ranges } else { &plain })?;
        let offset = self.random((u32::from(end) - u32::from(start)).min(200) as usize + 1) as u32;
        char::from_u32(u32::from(start) + offset)
    }
}

fn parsed(pattern: &str) -> Option<Hir> {
    // What ECMA-262 escapes without need, this syntax does not know.
    let plain = pattern.replace("\\/", "/").replace("\\-", "-");
    regex_syntax::parse(pattern)
        .or_else(|_| regex_syntax::parse(&plain))
        .ok()
}

/// A few texts of a format.
fn of_format(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "date-time" => &[
            "2020-02-29T12:30:00Z",
            "1999-12-31T23:59:59.5+01:00",
            "2024-01-01T00:00:00-08:00",
        ],
        "date" => &["2020-02-29", "1970-01-01"],
        "time" => &["12:30:00Z", "23:59:59.25+02:00"],
        "duration" => &["P1D", "PT5M"],
        "email" | "idn-email" => &["a@example.com", "first.last@example.org"],
        "hostname" | "idn-hostname" => &["example.com", "localhost"],
        "ipv4" => &["127.0.0.1", "255.255.255.255"],
        "ipv6" => &["::1", "2001:db8::8a2e:370:7334"],
        "ip" => &["127.0.0.1", "::1"],
        "uri" | "url" | "iri" => &["https://example.com/a?b=c", "urn:isbn:0451450523"],
        "uri-reference" | "iri-reference" => &["/a/b", "https://example.com"],
        "uri-template" => &["/a/{b}"],
        "uuid" => &[
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "00000000-0000-0000-0000-000000000000",
        ],
        "json-pointer" => &["/a/b", ""],
        "relative-json-pointer" => &["1/a"],
        "regex" => &["^a+$"],
        "byte" => &["", "aGk=", "AAAA"],
        "decimal" => &["1.50", "-3"],
        _ => return None,
    })
}
