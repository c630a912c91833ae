//! Documents too large for files: sizes, depths and counts that end in a clear error or are simply read.

use backend_codegen::spec::{self, Limits, LoadOptions, Memory};

use crate::reading::Reading;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n";

fn outcome(name: &str, text: impl Into<Vec<u8>>) -> String {
    Reading::text(name, text).outcome()
}

/// A JSON document with these schemas.
fn with_schemas(schemas: &str) -> String {
    format!(
        "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"paths\":{{}},\"components\":{{\"schemas\":{{{schemas}}}}}}}"
    )
}

#[test]
fn nesting_of_10_000_and_a_million_levels_is_an_error() {
    for levels in [10_000, 1_000_000] {
        assert_eq!(outcome("a.json", "[".repeat(levels)), "error spec-limit");
        assert_eq!(
            outcome("a.json", "{\"a\":".repeat(levels)),
            "error spec-limit"
        );
        assert_eq!(
            outcome("a.yaml", format!("{HEAD}x-a: {}", "[".repeat(levels))),
            "error spec-limit"
        );
        assert_eq!(
            outcome("a.yaml", format!("{HEAD}x-a: {}", "{a: ".repeat(levels))),
            "error spec-limit"
        );
        assert_eq!(
            outcome("a.yaml", format!("{HEAD}x-a:\n  {}a", "- ".repeat(levels))),
            "error spec-limit"
        );
    }
}

#[test]
fn a_document_of_50_megabytes_is_refused() {
    let text = with_schemas(&format!(
        "\"A\":{{\"description\":\"{}\"}}",
        "x".repeat(50 << 20)
    ));
    assert_eq!(outcome("a.json", text), "error spec-limit");
}

#[test]
fn a_million_values_are_read_and_more_than_the_limit_refused() {
    let text = with_schemas(&format!("\"A\":{{\"enum\":[{}0]}}", "0,".repeat(1_000_000)));
    assert_eq!(outcome("a.json", text.clone()), "clean");
    let limits = Limits {
        nodes: 500_000,
        ..Limits::default()
    };
    let options = LoadOptions {
        limits,
        ..LoadOptions::default()
    };
    let (document, found) = spec::load("a.json", &mut Memory::one("a.json", text), &options);
    assert!(document.is_err());
    assert_eq!(
        found.iter().next().map(|diagnostic| diagnostic.code),
        Some("spec-limit")
    );
}

#[test]
fn an_enum_of_100_000_members_is_read() {
    let members: Vec<String> = (0..100_000)
        .map(|number| format!("\"member {number}\""))
        .collect();
    assert_eq!(
        outcome(
            "a.json",
            with_schemas(&format!(
                "\"A\":{{\"type\":\"string\",\"enum\":[{}]}}",
                members.join(",")
            ))
        ),
        "clean"
    );
}

#[test]
fn names_of_10_000_characters_are_read() {
    let name = "n".repeat(10_000);
    assert_eq!(
        outcome(
            "a.json",
            with_schemas(&format!("\"{name}\":{{\"type\":\"string\"}}"))
        ),
        "clean"
    );
    assert_eq!(
        outcome(
            "a.yaml",
            format!("{HEAD}components:\n  schemas:\n    {name}: {{type: string}}\n")
        ),
        "clean"
    );
}

#[test]
fn a_chain_of_20_000_references_is_followed_no_further_than_it_must() {
    let schemas: Vec<String> = (0..20_000)
        .map(|n| {
            format!(
                "\"S{n}\":{{\"properties\":{{\"a\":{{\"$ref\":\"#/components/schemas/S{}\"}}}}}}",
                (n + 1) % 20_000
            )
        })
        .collect();
    assert_eq!(outcome("a.json", with_schemas(&schemas.join(","))), "clean");
}

#[test]
fn a_chain_of_20_000_bare_references_ends() {
    let schemas: Vec<String> = (0..20_000)
        .map(|n| format!("\"S{n}\":{{\"$ref\":\"#/components/schemas/S{}\"}}", n + 1))
        .collect();
    let reading = Reading::text("a.json", with_schemas(&schemas.join(",")));
    assert_eq!(reading.outcome(), "warning spec-ref");
}

#[test]
fn repeated_keys_and_unknown_keys_by_the_thousand_stay_readable() {
    let keys: Vec<String> = (0..20_000).map(|n| format!("\"k\":{n}")).collect();
    let reading = Reading::text(
        "a.json",
        format!("{{\"openapi\":\"3.0.3\",{}}}", keys.join(",")),
    );
    assert!(
        reading
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == "spec-duplicate-key")
    );
}

#[test]
fn a_wide_alias_bomb_ends() {
    let item = format!("x-a: &a [{}0]\n", "0, ".repeat(1_000));
    let text = format!("{HEAD}{item}x-b: [{}0]\n", "*a, ".repeat(100_000));
    assert_eq!(outcome("a.yaml", text), "error spec-limit");
}

#[test]
fn misplaced_references_to_themselves_end() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      callbacks:\n        c:\n          u:\n            get: {$ref: '#/paths/~1a/get'}\n            put: {$ref: '#/paths/~1a/get'}\n";
    assert_eq!(outcome("a.yaml", text), "error spec-limit");
}

#[test]
fn bytes_at_random_never_panic() {
    // A small generator with a fixed seed: the same texts in every run.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let words = [
        "openapi", ": ", "3.0.3", "\n", "  ", "- ", "{", "}", "[", "]", ",", "\"", "'", "&a ",
        "*a", "<<", "!!str ", "|", ">", "#", "$ref", "\u{0}", "\u{85}", "é", "? ", "\t", "\r",
        "---\n", "0x", "1e9", "\\u", "%",
    ];
    for _ in 0..3_000 {
        let length = (next() % 40) as usize;
        let text: String = (0..length)
            .map(|_| words[(next() % words.len() as u64) as usize])
            .collect();
        for name in ["a.json", "a.yaml"] {
            let _ = Reading::text(name, text.clone()).rendered();
            let _ = Reading::text(name, format!("{HEAD}x-a: {text}")).rendered();
        }
    }
}
