//! The packages of scaffolded TypeScript projects, installed once for all of them below the target folder.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::{
    process::{self, command},
    root,
};

/// Where the packages are.
pub(super) fn folder() -> PathBuf {
    root::target().join("node")
}

/// Installs every package that some project may ask for, in the versions that projects pin.
pub(super) fn install() -> Result<(), String> {
    let folder = folder();
    let manifest = manifest()?;
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == manifest) {
        println!(
            "packages of TypeScript projects: there, in {}",
            folder.display()
        );
        return Ok(());
    }
    println!(
        "installing the packages of TypeScript projects into {}",
        folder.display()
    );
    let shown = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(&folder).map_err(shown)?;
    std::fs::write(folder.join("package.json"), &manifest).map_err(shown)?;
    let quiet = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
    process::run(command("npm", quiet).arg("--prefix").arg(&folder))?;
    std::fs::write(&stamp, manifest).map_err(shown)
}

/// A package.json with everything of `templates/ts_common/versions.json`, and what only the services by hand use.
fn manifest() -> Result<String, String> {
    let mut all = Map::new();
    collect(
        &read("tests/peers/petstore-node/package.json")?["dependencies"],
        &mut all,
    );
    collect(&read("templates/ts_common/versions.json")?, &mut all);
    let manifest = json!({ "name": "projects", "private": true, "dependencies": all });
    Ok(manifest.to_string())
}

fn read(path: &str) -> Result<Value, String> {
    let path = root::root().join(path);
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| told(&error))?;
    serde_json::from_str(&text).map_err(|error| told(&error))
}

/// Texts are versions of the packages that they stand behind.
fn collect(value: &Value, all: &mut Map<String, Value>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::String(_) => {
                all.insert(name.clone(), value.clone());
            }
            inner => collect(inner, all),
        }
    }
}
