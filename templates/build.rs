//! Lists every template file in one sorted table of `include_str!` lines.
//!
//! A build script rather than `include_dir`: no macro dependency, files are checked to be UTF-8 by the compiler,
//! and cargo rebuilds the crate when a template is added, changed or removed.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// Folders of the crate that hold no templates.
const NOT_TEMPLATES: [&str; 2] = ["src", "target"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut files = Vec::new();
    for entry in fs::read_dir(&root)? {
        let entry = entry?;
        let name = entry.file_name();
        let skipped = NOT_TEMPLATES.iter().any(|folder| name == *folder);
        if entry.file_type()?.is_dir() && !skipped {
            collect(&entry.path(), &mut files)?;
        }
    }
    // The whole crate: a new folder beside the others counts as well.
    println!("cargo::rerun-if-changed={}", root.display());
    fs::write(out.join("files.rs"), table(&root, files)?)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn table(root: &Path, files: Vec<PathBuf>) -> io::Result<String> {
    let mut rows = Vec::new();
    for file in files {
        let below = file.strip_prefix(root).map_err(io::Error::other)?;
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        rows.push((parts.join("/"), file.display().to_string()));
    }
    rows.sort();
    let mut text = String::from("&[\n");
    for (name, file) in rows {
        text.push_str(&format!("    ({name:?}, include_str!({file:?})),\n"));
    }
    text.push_str("]\n");
    Ok(text)
}
