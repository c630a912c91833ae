//! The suite through the generator: each schema becomes an OpenAPI request body, the body a Rust type with its validator,
//! the types a few programs, and each instance goes through what the extractor does with bytes.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use backend_codegen::emit::lang::rust::{RustNames, rust_type};
use backend_codegen::emit::targets::rust_axum::out;
use backend_codegen::ir::Api;
use backend_codegen::lower::{LowerOptions, SchemaDialect, lower};
use backend_codegen::spec::{LoadOptions, Memory, load};
use backend_tests::scaffold::{project_cargo, root, run, share_lock, target};
use serde_json::{Value, json};

use crate::score::Verdict;
use crate::suite::Group;

/// Programs that the types are spread over, so that both cores compile.
const PROGRAMS: usize = 4;

/// The generated types of all distinct schemas, compiled.
pub(crate) struct Types {
    programs: Vec<PathBuf>,
    /// Where the type of a schema is: the program, and its number there.
    places: HashMap<(String, bool), (usize, usize)>,
}

/// A schema as it is told apart from others: its text, and whether formats are asserted.
fn key(schema: &Value, formats: bool) -> (String, bool) {
    (schema.to_string(), formats)
}

impl Types {
    /// Generates and compiles the types for all groups; the flag says whether `format` is asserted.
    pub(crate) fn of<'a>(groups: impl Iterator<Item = (&'a Group, bool)>) -> Result<Self, String> {
        let mut schemas: [Vec<&Value>; 2] = [Vec::new(), Vec::new()];
        let mut seen = HashMap::new();
        for (group, formats) in groups {
            seen.entry(key(&group.schema, formats)).or_insert_with(|| {
                schemas[usize::from(formats)].push(&group.schema);
            });
        }
        let folder = target().join("conformance");
        let mut places = HashMap::new();
        let mut parts = Vec::new();
        for (formats, list) in [(false, &schemas[0]), (true, &schemas[1])] {
            let size = if formats {
                list.len()
            } else {
                list.len().div_ceil(PROGRAMS)
            };
            for chunk in list.chunks(size.max(1)) {
                for (number, schema) in chunk.iter().enumerate() {
                    places.insert(key(schema, formats), (parts.len(), number));
                }
                parts.push(source(chunk, formats)?);
            }
        }
        let programs = compile(&folder, &parts)?;
        Ok(Types { programs, places })
    }

    /// What the types say about every instance of the groups, group by group.
    pub(crate) fn judge(
        &self,
        groups: &[Group],
        formats: bool,
    ) -> Result<Vec<Vec<Verdict>>, String> {
        let mut questions = vec![String::new(); self.programs.len()];
        let mut asked: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.programs.len()];
        let mut verdicts: Vec<Vec<Verdict>> = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            verdicts.push(vec![Verdict::Unconverted; group.cases.len()]);
            let Some(&(program, number)) = self.places.get(&key(&group.schema, formats)) else {
                continue;
            };
            for (case, instance) in group.cases.iter().enumerate() {
                writeln!(questions[program], "{number}\t{}", instance.data)
                    .expect("a String takes everything");
                asked[program].push((index, case));
            }
        }
        for (program, (questions, asked)) in self.programs.iter().zip(questions.iter().zip(&asked))
        {
            let answers = ask(program, questions)?;
            if answers.lines().count() != asked.len() {
                return Err(format!(
                    "{} answered {} of {}",
                    program.display(),
                    answers.lines().count(),
                    asked.len()
                ));
            }
            for (answer, &(group, case)) in answers.lines().zip(asked) {
                verdicts[group][case] = match answer {
                    "accepts" => Verdict::Accepts,
                    "rejects" => Verdict::Rejects,
                    _ => Verdict::Panics,
                };
            }
        }
        Ok(verdicts)
    }
}

/// The files of one program: `types.rs` as generated, `main.rs` that asks the types.
struct Source {
    types: String,
    main: String,
}

fn source(schemas: &[&Value], formats: bool) -> Result<Source, String> {
    let api = lowered(schemas, formats)?;
    let names = RustNames::new(&api);
    let types = out::emit(&api, "suite")
        .into_iter()
        .find(|file| file.path == "api/types.rs")
        .ok_or("no types were generated")?;
    let mut judges = String::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let expected = format!("/case{index}");
        assert_eq!(
            operation.path.text, expected,
            "one operation for each schema, in order"
        );
        let schema = operation
            .body
            .as_ref()
            .and_then(|body| body.contents[0].schema.as_ref());
        let ty = schema.map_or_else(
            || "serde_json::Value".to_owned(),
            |schema| rust_type(schema, &api.types, &names).to_string(),
        );
        writeln!(judges, "    judge::<{ty}>,").expect("a String takes everything");
    }
    Ok(Source {
        types: types.text,
        main: MAIN.replace("JUDGES_HERE", &judges),
    })
}

const MAIN: &str = r#"
mod types;
#[allow(unused_imports, reason = "only some types are wire's own")]
use backend_runtime::wire;
use backend_runtime::validate::{Limits, Validate, decode};
use std::io::BufRead;

/// What the extractor does with the bytes of a body.
fn judge<T: serde::de::DeserializeOwned + Validate>(bytes: &[u8]) -> bool {
    decode::json::<T>(bytes, &Limits::default()).is_ok()
}

const JUDGES: &[fn(&[u8]) -> bool] = &[
JUDGES_HERE];

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("UTF-8");
        let (number, text) = line.split_once('\t').expect("a number and an instance");
        let judge = JUDGES[number.parse::<usize>().expect("a number")];
        println!("{}", match std::panic::catch_unwind(|| judge(text.as_bytes())) {
            Ok(true) => "accepts",
            Ok(false) => "rejects",
            Err(_) => "panics",
        });
    }
}
"#;

/// A document with each schema as a component and as the body of an operation, lowered.
fn lowered(schemas: &[&Value], formats: bool) -> Result<Api, String> {
    let mut components = serde_json::Map::new();
    let mut paths = serde_json::Map::new();
    for (index, schema) in schemas.iter().enumerate() {
        let name = format!("Case{index}");
        let at = format!("#/components/schemas/{name}");
        components.insert(name, moved(schema, &at));
        let body =
            json!({"required": true, "content": {"application/json": {"schema": {"$ref": at}}}});
        let operation = json!({
            "operationId": format!("judge{index}"),
            "requestBody": body,
            "responses": {"204": {"description": "valid"}},
        });
        paths.insert(format!("/case{index}"), json!({"post": operation}));
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "suite", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    });
    let (document, diagnostics) = load(
        "suite.json",
        &mut Memory::one("suite.json", document.to_string()),
        &LoadOptions::default(),
    );
    let document = document.map_err(|sources| diagnostics.render(&sources))?;
    let options = LowerOptions {
        dialect: SchemaDialect::JsonSchema { formats },
        ..LowerOptions::default()
    };
    Ok(lower(&document, &options).0)
}

/// The schema at another place: references to its own root lead to where it stands now.
fn moved(schema: &Value, at: &str) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(|item| moved(item, at)).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, value)| {
                    let value = match (&**key, value) {
                        ("$ref", Value::String(uri)) => json!(format!("{at}{}", &uri[1..])),
                        ("enum" | "const", value) => value.clone(),
                        (_, value) => moved(value, at),
                    };
                    (key.clone(), value)
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

fn compile(folder: &Path, parts: &[Source]) -> Result<Vec<PathBuf>, String> {
    let told = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| format!("{path}: {error}")
    };
    let mut manifest = format!(
        "[package]\nname = \"conformance\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nbackend-runtime = {{ path = {:?}, default-features = false, features = [\"decimal\", \"time\", \"uuid\", \"validate\"] }}\n",
        root().join("backend-runtime")
    );
    manifest.push_str("serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\ntime = \"0.3\"\nuuid = \"1\"\nrust_decimal = { version = \"1\", default-features = false }\n");
    for (index, part) in parts.iter().enumerate() {
        let bin = folder.join(format!("src/bin/part{index}"));
        std::fs::create_dir_all(&bin).map_err(told(&bin))?;
        for (name, text) in [("types.rs", &part.types), ("main.rs", &part.main)] {
            write(&bin.join(name), text)?;
        }
    }
    write(&folder.join("Cargo.toml"), &manifest)?;
    share_lock(folder)?;
    run(&mut project_cargo(folder, &["build", "--quiet"]))?;
    let built = target().join("scaffold-target/debug");
    Ok((0..parts.len())
        .map(|index| built.join(format!("part{index}")))
        .collect())
}

/// Writes a file unless it has this text, so that what has not changed is not compiled again.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn ask(program: &Path, questions: &str) -> Result<String, String> {
    let told = |error: std::io::Error| format!("{}: {error}", program.display());
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(told)?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    let questions = questions.to_owned();
    let writer = std::thread::spawn(move || input.write_all(questions.as_bytes()));
    let output = child.wait_with_output().map_err(told)?;
    writer
        .join()
        .map_err(|_| "the writer panicked")?
        .map_err(told)?;
    if !output.status.success() {
        return Err(format!(
            "{} ended with {}",
            program.display(),
            output.status
        ));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}
