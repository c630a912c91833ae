//! What is generated from hostile documents: Rust and TypeScript that parse, names inside of the project, and no payload
//! anywhere but in literals and comments.
//!
//! Payloads call themselves `PWNED` or `abort`; either as a Rust token, as an SQL word, in a build file or in an
//! instruction means that text became code.

use std::path::Path;

use backend_codegen::emit::render::Templates;
use backend_codegen::emit::targets::rust_axum::out;
use backend_codegen::generate;
use backend_codegen::lower::{LowerOptions, SchemaDialect, lower};
use backend_codegen::settings::{Database, Envelope, ProjectSettings, RuntimeSource, Selection};
use backend_codegen::spec::Document;
use proc_macro2::{TokenStream, TokenTree};

use crate::reading::{Reading, documents_below, fixtures};

/// Every kind of project that is made.
const PROJECTS: [(&str, Database); 7] = [
    ("axum", Database::Sqlite),
    ("axum", Database::Mysql),
    ("hono", Database::Mysql),
    ("fastify", Database::None),
    ("express", Database::Sqlite),
    ("koa", Database::Postgres),
    ("nestjs", Database::Sqlite),
];

/// Everything that a document becomes: paths and texts, `OUT_DIR` included.
fn generated(document: &Document, framework: &str, database: Database) -> Vec<(String, String)> {
    let settings = ProjectSettings {
        package: "shop".to_owned(),
        spec: "openapi.json".to_owned(),
        framework: framework.to_owned(),
        database,
        envelope: Envelope::Data,
        minimal: false,
        embedded: false,
        runtime: RuntimeSource::Version("0.1.0".to_owned()),
        selection: Selection::default(),
    };
    let project = generate::project(document, &settings, None, &|_| false, &Templates::default());
    let mut files: Vec<(String, String)> = project
        .plan
        .files
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect();
    if framework != "axum" {
        return files;
    }
    let options = LowerOptions {
        envelope: settings.envelope,
        selection: settings.selection,
        dialect: SchemaDialect::OpenApi,
    };
    let (api, _) = lower(document, &options);
    files.extend(
        out::emit(&api, "openapi.json")
            .into_iter()
            .map(|file| (format!("OUT_DIR/{}", file.path), file.text)),
    );
    files
}

/// What is wrong with a generated file.
fn problems(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let plain = |part: &str| {
        !part.is_empty()
            && part != ".."
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    if !path.split('/').all(plain) {
        found.push(format!("the path {path:?} is not made of plain names"));
    }
    // Literals of SQL and JSON hold the values themselves; everything else escapes what turns text around.
    let holds_values = path.ends_with(".sql") || path.ends_with(".json");
    let odd = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t') && !path.ends_with(".sql"))
            || (matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') && !holds_values)
    };
    if let Some(c) = text.chars().find(odd) {
        found.push(format!("{path} has the character {c:?}"));
    }
    match Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some("rs") => found.extend(rust_problem(path, text)),
        Some("ts") => found.extend(typescript_problem(path, text)),
        Some("sql") => found.extend(sql_problem(path, text)),
        Some("json") => {
            if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
                found.push(format!("{path} is no JSON: {error}"));
            }
        }
        Some("md") if text.contains("<script") => found.push(format!("{path} has a script")),
        Some("md") => {}
        _ if has_word(text, "PWNED") || has_word(text, "abort") => {
            found.push(format!(
                "{path} has the payload:
{text}"
            ));
        }
        _ => {}
    }
    found
}

/// Whether a word stands alone: as the end of a checked name (`AUTH_PWNED`) it is one of its letters.
fn has_word(text: &str, word: &str) -> bool {
    let in_name = |before: &str| before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(word)
        .any(|(at, _)| !in_name(&text[..at]))
}

fn rust_problem(path: &str, text: &str) -> Option<String> {
    if let Err(error) = syn::parse_file(text) {
        return Some(format!(
            "{path} is no Rust: {error} at {:?}",
            error.span().start()
        ));
    }
    let tokens: TokenStream = text.parse().ok()?;
    payload(tokens).map(|word| format!("{path} has `{word}` as code"))
}

fn payload(tokens: TokenStream) -> Option<String> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => payload(group.stream()),
        TokenTree::Ident(ident) => {
            Some(ident.to_string()).filter(|word| word == "PWNED" || word == "abort")
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

fn typescript_problem(path: &str, text: &str) -> Option<String> {
    let allocator = oxc_allocator::Allocator::default();
    let parsed = oxc_parser::Parser::new(&allocator, text, oxc_span::SourceType::ts()).parse();
    if let Some(error) = parsed.diagnostics.errors().next() {
        return Some(format!("{path} is no TypeScript: {error:?}"));
    }
    // The reader below knows no regular expressions, which only files without a word of the document's have.
    if !text.contains("PWNED") && !text.contains("abort") {
        return None;
    }
    let code = typescript_code(text);
    let mut words = ["PWNED", "abort"].into_iter();
    let word = words.find(|word| has_word(&code, word))?;
    Some(format!("{path} has `{word}` as code"))
}

/// The text without what stands in comments, quotes and templates; what templates insert is code.
fn typescript_code(text: &str) -> String {
    let mut code = String::new();
    // The braces that are open in each template around.
    let mut templates: Vec<usize> = Vec::new();
    let mut rest = text.char_indices();
    let mut quote: Option<char> = None;
    while let Some((at, c)) = rest.next() {
        let follows = |word: &str| text[at..].starts_with(word);
        match (quote, c) {
            (Some(_), '\\') => drop(rest.next()),
            (Some('`'), '$') if follows("${") => {
                rest.next();
                templates.push(0);
                quote = None;
            }
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '/') if follows("//") || follows("/*") => {
                let end = if follows("//") { "\n" } else { "*/" };
                let after = text[at + 2..]
                    .find(end)
                    .map_or(text.len(), |length| at + 2 + length);
                while rest
                    .clone()
                    .next()
                    .is_some_and(|(next, _)| next < after + end.len())
                {
                    rest.next();
                }
            }
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '}') if templates.last() == Some(&0) => {
                templates.pop();
                quote = Some('`');
            }
            (None, c) => {
                if let Some(open) = templates.last_mut() {
                    *open = match c {
                        '{' => *open + 1,
                        '}' => *open - 1,
                        _ => *open,
                    };
                }
                code.push(c);
            }
        }
    }
    code
}

#[test]
fn code_is_told_from_what_is_quoted() {
    let text =
        "a('PWNED'); // PWNED\n/* PWNED */ b(`PWNED ${c({ d: 'PWNED' })} PWNED`); \"\\\" PWNED\"";
    assert!(!has_word(&typescript_code(text), "PWNED"));
    for text in [
        "''; PWNED",
        "`${PWNED}`",
        "`${{}} ${PWNED}`",
        "/**/ PWNED /**/",
        "// \u{2028}\nPWNED",
    ] {
        assert!(has_word(&typescript_code(text), "PWNED"), "{text}");
    }
}

/// The words of SQL outside of quotes and comments.
fn sql_problem(path: &str, text: &str) -> Option<String> {
    let mut rest = text;
    let mut code = String::new();
    while let Some(at) = rest.find(['\'', '"', '`', '-']) {
        code.push_str(&rest[..at]);
        let after = &rest[at..];
        let mark = &after[..1];
        rest = if mark == "-" && !after.starts_with("--") {
            code.push('-');
            &after[1..]
        } else {
            let end = if mark == "-" { "\n" } else { mark };
            match after[1..].find(end) {
                Some(length) => &after[length + 2..],
                None if mark == "-" => "",
                None => return Some(format!("{path} has a quote that is never closed")),
            }
        };
    }
    code.push_str(rest);
    let bad = code.contains("PWNED") || (path.contains(".up.") && code.contains("DROP"));
    bad.then(|| format!("{path} has the payload as code:\n{text}"))
}

fn check(folder: &str) {
    let root = fixtures(folder);
    let mut found = Vec::new();
    let mut documents = 0;
    for path in documents_below(&root) {
        let name = path
            .strip_prefix(&root)
            .expect("below")
            .display()
            .to_string();
        let Ok(document) = Reading::file(&path, false).document else {
            continue;
        };
        documents += 1;
        for (framework, database) in PROJECTS {
            for (file, text) in generated(&document, framework, database) {
                found.extend(
                    problems(&file, &text)
                        .into_iter()
                        .map(|problem| format!("{name}: {framework}: {problem}")),
                );
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} problems\n{}",
        found.len(),
        found.join("\n")
    );
    assert!(documents > 10, "{documents}");
}

#[test]
fn payloads_in_every_place_stay_data() {
    check("hostile/injection");
}

#[test]
fn broken_references_and_texts_give_projects_all_the_same() {
    check("hostile/cycles");
    check("hostile/references");
    check("hostile/text");
}

#[test]
fn what_is_generated_is_the_same_every_time() {
    for path in documents_below(&fixtures("hostile/injection"))
        .iter()
        .step_by(10)
    {
        let read = || {
            Reading::file(path, false)
                .document
                .map(|document| {
                    [("axum", Database::Postgres), ("hono", Database::Sqlite)]
                        .map(|(framework, database)| generated(&document, framework, database))
                })
                .ok()
        };
        assert!(read() == read(), "{}", path.display());
    }
}

/// What fuzzing has found: it is read and generated without a panic.
#[test]
fn found_cases_stay_mended() {
    for path in documents_below(&fixtures("found")) {
        let reading = Reading::file(&path, false);
        let _ = reading.rendered();
        let Ok(document) = reading.document else {
            continue;
        };
        for (framework, database) in PROJECTS {
            for (file, text) in generated(&document, framework, database) {
                let found = problems(&file, &text);
                assert!(found.is_empty(), "{}: {found:?}", path.display());
            }
        }
    }
}
