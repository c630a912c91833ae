//! Programs that ask generated types about bytes: the types of a document whose paths `/case0`, `/case1`, … take each a
//! schema as the body of a `post`.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use backend_codegen::{
    emit::{
        lang::rust::{RustNames, rust_type},
        targets::rust_axum::out,
    },
    ir::Api,
};

use crate::scaffold::{project_cargo, root, run, share_lock, target};

/// The files of one program: `types.rs` as generated, `main.rs` that asks the types.
#[derive(Debug)]
pub struct Source {
    types: String,
    main: String,
}

/// The program for an API with an operation for each case, in order.
///
/// # Errors
/// When the API has no types.
///
/// # Panics
/// When an operation is not that of its number.
pub fn source(api: &Api) -> Result<Source, String> {
    let names = RustNames::new(api);
    let types = out::emit(api, "cases")
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

/// Compiles programs of these names in a package of their own; returns where each stands.
///
/// # Errors
/// What the compiler or the disk said.
pub fn compile(package: &str, programs: &[(String, Source)]) -> Result<Vec<PathBuf>, String> {
    let folder = target().join(package);
    let told = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| format!("{path}: {error}")
    };
    let runtime = root().join("backend-runtime");
    let manifest = MANIFEST
        .replace("PACKAGE", package)
        .replace("RUNTIME", &format!("{runtime:?}"));
    let mut build = vec!["build", "--quiet"];
    for (name, source) in programs {
        let bin = folder.join("src/bin").join(name);
        std::fs::create_dir_all(&bin).map_err(told(&bin))?;
        for (name, text) in [("types.rs", &source.types), ("main.rs", &source.main)] {
            write(&bin.join(name), text)?;
        }
        build.extend(["--bin", name]);
    }
    write(&folder.join("Cargo.toml"), &manifest)?;
    share_lock(&folder)?;
    run(&mut project_cargo(&folder, &build))?;
    let built = target().join("scaffold-target/debug");
    Ok(programs.iter().map(|(name, _)| built.join(name)).collect())
}

const MANIFEST: &str = r#"[package]
name = "PACKAGE"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
backend-runtime = { path = RUNTIME, default-features = false, features = ["decimal", "time", "uuid", "validate"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
time = "0.3"
uuid = "1"
rust_decimal = { version = "1", default-features = false }
"#;

/// Writes a file unless it has this text, so that what has not changed is not compiled again.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The answers of a program to `NUMBER<tab>INSTANCE` lines: `accepts`, `rejects` or `panics`, a line each.
///
/// # Errors
/// When the program does not run to its end.
pub fn ask(program: &Path, questions: &str) -> Result<String, String> {
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
