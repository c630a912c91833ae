//! Hostile documents end in bounded time and memory: 10 seconds of CPU and 1 GB, for the whole program.
//!
//! The limits are those of the program that people use, and hold for one without optimisation, which is what tests have: it
//! takes up to 1.5 seconds and 80 MB for these. They are for reading, generating and formatting in memory (`--dry-run`); what
//! a compiler needs for the outcome is another matter, and so are documents past the reader's own limits, which are refused.

use std::{path::Path, process::Command};

use backend_tests::scaffold::{root, tool};

const CPU_SECONDS: u32 = 10;

/// How `new` ends for a document: its exit code and what it said.
fn ending(document: &Path, framework: &str, folder: &Path) -> (Option<i32>, String) {
    // Address space is in kilobytes.
    let bounded = format!("ulimit -v 1048576 && ulimit -t {CPU_SECONDS} && exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &bounded])
        .arg(tool().expect("the program is built"))
        .args(["backend", "new"])
        .arg(folder.join("made"))
        .arg("--spec")
        .arg(document)
        .args([
            "--name",
            "made",
            "--dry-run",
            "--format",
            "json",
            "--framework",
            framework,
        ])
        .current_dir(folder)
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), told)
}

/// A project or an error about the document, and nothing that drives a terminal.
fn check(document: &Path, framework: &str, folder: &Path) -> Option<String> {
    let (code, told) = ending(document, framework, folder);
    let drives = told.chars().any(|c| c.is_control() && c != '\n');
    let ends = matches!(code, Some(0 | 3)) && !drives;
    let beginning: String = told.chars().take(600).collect();
    (!ends).then(|| {
        format!(
            "{} for {framework}: {code:?}\n{beginning}",
            document.display()
        )
    })
}

fn documents_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(documents_below(&path));
        } else if path.extension().is_some_and(|extension| extension != "txt") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_hostile_document_ends_in_bounded_time_and_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = documents_below(&root().join("tests/fixtures/specs/hostile"));
    assert!(documents.len() >= 120, "{}", documents.len());
    let frameworks = ["axum", "hono"];
    let found: Vec<String> = documents
        .iter()
        .zip(frameworks.iter().cycle())
        .filter_map(|(document, framework)| check(document, framework, folder.path()))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A document whose only operation takes the schema `A`.
fn document(schemas: &str) -> String {
    let a = r##"{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}"##;
    format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"T","version":"1"}},"paths":{{"/a":{{"post":{{"operationId":"a","requestBody":{{"required":true,"content":{a}}},"responses":{{"200":{{"description":"ok","content":{a}}}}}}}}}}},"components":{{"schemas":{{{schemas}}}}}}}"#
    )
}

/// A chain of schemas, each made from the name of the next, that ends in a string.
fn chain(length: usize, link: impl Fn(&str) -> String) -> String {
    let mut schemas: Vec<String> = (0..length)
        .map(|number| {
            let next = format!(r##"{{"$ref":"#/components/schemas/S{}"}}"##, number + 1);
            format!(r#""S{number}":{}"#, link(&next))
        })
        .collect();
    schemas.push(format!(r#""S{length}":{{"type":"string"}}"#));
    schemas.push(r##""A":{"$ref":"#/components/schemas/S0"}"##.to_owned());
    document(&schemas.join(","))
}

/// Schemas that only name each other, in a circle.
fn ring(length: usize) -> String {
    let names = (0..length).map(|number| {
        let next = (number + 1) % length;
        format!(r##""S{number}":{{"$ref":"#/components/schemas/S{next}"}}"##)
    });
    let first = r##""A":{"$ref":"#/components/schemas/S0"}"##.to_owned();
    names.chain([first]).collect::<Vec<_>>().join(",")
}

#[test]
fn large_and_deep_documents_end_in_bounded_time_and_memory() {
    let members: Vec<String> = (0..100_000)
        .map(|number| format!("\"member {number}\""))
        .collect();
    let numbers: Vec<String> = (0..100_000).map(|number| number.to_string()).collect();
    let members = members.join(",");
    let object = |inner: &str| {
        document(&format!(
            r#""A":{{"type":"object","properties":{{"e":{inner}}}}}"#
        ))
    };
    let cases = [
        (
            "enum",
            object(&format!(r#"{{"type":"string","enum":[{members}]}}"#)),
        ),
        (
            "numbers",
            object(&format!(
                r#"{{"type":"integer","enum":[{}]}}"#,
                numbers.join(",")
            )),
        ),
        (
            "megabytes",
            document(&format!(
                r#""A":{{"description":"{}"}}"#,
                "x".repeat(50 << 20)
            )),
        ),
        (
            "pattern",
            object(&format!(
                r#"{{"type":"string","pattern":"{}{}"}}"#,
                "(".repeat(5_000),
                ")".repeat(5_000)
            )),
        ),
        (
            "properties",
            chain(5_000, |next| {
                format!(r#"{{"type":"object","properties":{{"a":{next}}}}}"#)
            }),
        ),
        ("names", chain(5_000, str::to_owned)),
        ("ring", document(&ring(5_000))),
        (
            "arrays",
            chain(5_000, |next| {
                format!(r#"{{"type":"array","items":{next}}}"#)
            }),
        ),
        (
            "choices",
            chain(5_000, |next| {
                format!(r#"{{"oneOf":[{next},{{"type":"integer"}}]}}"#)
            }),
        ),
        (
            "parts",
            chain(40, |next| format!(r#"{{"allOf":[{next},{next}]}}"#)),
        ),
        (
            "twice",
            chain(40, |next| {
                format!(r#"{{"oneOf":[{next},{{"type":"array","items":{next}}}]}}"#)
            }),
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let mut found = Vec::new();
    for (name, text) in &cases {
        let path = folder.path().join(format!("{name}.json"));
        std::fs::write(&path, text).expect("a file");
        found.extend(
            ["axum", "hono"]
                .iter()
                .filter_map(|framework| check(&path, framework, folder.path())),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
