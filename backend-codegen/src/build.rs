//! The `build.rs` door: the service's document becomes types, API traits and routes at every build.
//!
//! The `main` of a service's `build.rs` is one line:
//!
//! ```no_run
//! backend_codegen::build::generate("openapi.yaml");
//! ```

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    config::{CONFIG_PATH, ProjectConfig},
    disk::Disk,
    emit::targets::rust_axum::out,
    lower::{LowerOptions, SchemaDialect, lower},
    spec::{Document, LoadOptions, load},
};

/// Generates into `OUT_DIR` from a document beside `Cargo.toml`, and tells cargo what to watch.
///
/// What the document gets wrong was told by `cargo backend`, with the fallback of each; a document that cannot be read
/// fails the build with the position.
#[expect(clippy::print_stdout, reason = "how a build script talks to cargo")]
pub fn generate(document: &str) {
    println!("cargo::rerun-if-changed={CONFIG_PATH}");
    println!("cargo::rerun-if-changed=migrations");
    match run(document) {
        Ok(watched) => watched
            .iter()
            .for_each(|path| println!("cargo::rerun-if-changed={path}")),
        Err(message) => {
            println!("cargo::rerun-if-changed={document}");
            for line in message.lines() {
                println!("cargo::error={line}");
            }
        }
    }
}

/// The work of [`generate`]: the files read, or what is wrong.
fn run(path: &str) -> Result<Vec<String>, String> {
    let out_dir = PathBuf::from(
        env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: call this from a build script")?,
    );
    let config = config()?;
    let document = read(path, config.allow_ref)?;
    let options = LowerOptions {
        envelope: config.envelope,
        selection: config.selection,
        dialect: SchemaDialect::OpenApi,
    };
    let (api, _) = lower(&document, &options);
    for file in out::emit(&api, path) {
        write(&out_dir.join(&file.path), &file.text)?;
    }
    Ok(document
        .sources
        .iter()
        .map(|source| source.name.clone())
        .collect())
}

fn config() -> Result<ProjectConfig, String> {
    match fs::read_to_string(CONFIG_PATH) {
        Ok(text) => ProjectConfig::parse(&text).map_err(|error| format!("{CONFIG_PATH}: {error}")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(ProjectConfig::default()),
        Err(error) => Err(format!("{CONFIG_PATH}: {error}")),
    }
}

/// The document; only one that cannot be read at all fails the build, everything else degrades where it stands.
fn read(path: &str, allow_ref: bool) -> Result<Document, String> {
    let mut disk =
        Disk::for_entry(Path::new(path), allow_ref).map_err(|error| format!("{path}: {error}"))?;
    let options = LoadOptions {
        allow_ref,
        ..LoadOptions::default()
    };
    let (document, diagnostics) = load(path, &mut disk, &options);
    document.map_err(|sources| diagnostics.render(&sources))
}

/// Writes a file unless it has this text already, so that cargo's fingerprints stay as they are.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    fs::write(path, text).map_err(told)
}
