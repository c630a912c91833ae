//! The document of an existing TypeScript or JavaScript service, read from its sources.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use anstream::eprintln;
use backend_codegen::extract::{About, Extraction, extract};
use serde_json::Value;

use crate::{diagnostics, error::CliError, progress::Progress};

/// Endings of source files.
const ENDINGS: [&str; 8] = ["ts", "tsx", "mts", "cts", "js", "mjs", "cjs", "jsx"];

/// Folders that hold no code of the service itself.
const NO_SOURCES: [&str; 12] = [
    "node_modules",
    "dist",
    "build",
    "out",
    "coverage",
    "test",
    "tests",
    "__tests__",
    "__mocks__",
    "e2e",
    "vendor",
    "public",
];

/// Files of one service.
const MOST_FILES: usize = 20_000;

/// How long reading may take. Thousands of files take seconds.
const LONGEST: Duration = Duration::from_secs(120);

/// Whether a folder or file holds TypeScript or JavaScript.
pub(super) fn has_sources(source: &Path) -> Result<bool, CliError> {
    Ok(!paths(source)?.is_empty())
}

/// Reads the sources of a folder or file. What is not known of the service is told on standard error.
#[allow(
    clippy::print_stderr,
    reason = "what is not known goes to standard error"
)]
pub(super) fn document(source: &Path) -> Result<Value, CliError> {
    let files = files(source)?;
    let about = about(source);
    let _progress = Progress::start(format!("reading {}", source.display()));
    let Extraction {
        document,
        diagnostics,
        sources,
        operations,
    } = within_time(files, about)?;
    if operations == 0 {
        return Err(CliError::input(format!("no routes were found in `{}`", source.display()))
            .help("name the folder with the code that makes the Express, Fastify, Koa, Hono or NestJS application")
            .diagnostics(diagnostics, sources));
    }
    diagnostics::print(&diagnostics, &sources);
    if !diagnostics.is_empty() {
        eprintln!("what is not known from the code stands under `x-unknown` in the document");
    }
    Ok(document.to_json())
}

/// The parser is quick with code that people write; code made to be slow must not keep anybody waiting.
fn within_time(files: BTreeMap<String, String>, about: About) -> Result<Extraction, CliError> {
    let current = Arc::new(Mutex::new(String::new()));
    let (done, result) = mpsc::channel();
    let told = Arc::clone(&current);
    thread::spawn(move || {
        let reading = move |path: &str| {
            path.clone_into(&mut told.lock().unwrap_or_else(PoisonError::into_inner))
        };
        // Nobody listens any more when it took too long.
        let _ = done.send(extract(&files, &about, &reading));
    });
    match result.recv_timeout(LONGEST) {
        Ok(Ok(extraction)) => Ok(extraction),
        Ok(Err(error)) => Err(CliError::environment(format!(
            "the sources cannot be read: {error}"
        ))),
        Err(_) => {
            let current = current.lock().unwrap_or_else(PoisonError::into_inner);
            let message = format!(
                "`{current}` was not read within {} seconds",
                LONGEST.as_secs()
            );
            Err(CliError::input(message).help("name a folder without that file"))
        }
    }
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|it| it.to_str());
    ending.is_some_and(|it| ENDINGS.contains(&it))
}

fn paths(source: &Path) -> Result<Vec<PathBuf>, CliError> {
    let metadata = fs::metadata(source).map_err(|error| unreadable(source, &error))?;
    if metadata.is_file() {
        return Ok(if has_ending(source) {
            vec![source.to_owned()]
        } else {
            Vec::new()
        });
    }
    let mut paths = Vec::new();
    collect(source, &mut paths)?;
    Ok(paths)
}

fn files(source: &Path) -> Result<BTreeMap<String, String>, CliError> {
    let mut files = BTreeMap::new();
    for path in paths(source)? {
        let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        files.insert(shown(&path), text);
    }
    Ok(files)
}

/// Source files below a folder. Links are not followed: they lead out of the service, or around in it.
fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        for entry in entries.flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() && !name.starts_with('.') && !NO_SOURCES.contains(&&*name) {
                waiting.push(path);
            } else if kind.is_file() && has_ending(&path) && !is_aside(&name) {
                out.push(path);
            }
        }
        if out.len() > MOST_FILES {
            let message = format!(
                "there are more than {MOST_FILES} source files in `{}`",
                folder.display()
            );
            return Err(CliError::usage(message).help("name the folder of one service"));
        }
    }
    Ok(())
}

/// Tests, declarations, configuration and bundles.
fn is_aside(name: &str) -> bool {
    let parts: Vec<&str> = name.split('.').collect();
    let inner = parts
        .get(1..parts.len().saturating_sub(1))
        .unwrap_or_default();
    inner.iter().any(|part| {
        [
            "d", "test", "spec", "e2e-spec", "config", "min", "bundle", "stories",
        ]
        .contains(part)
    })
}

/// With `/`, as imports are written, and without `./`.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

/// Title and version from the nearest `package.json`.
fn about(source: &Path) -> About {
    let start = source.canonicalize().unwrap_or_else(|_| source.to_owned());
    let package = start.ancestors().take(6).find_map(|folder| {
        let text = fs::read_to_string(folder.join("package.json")).ok()?;
        serde_json::from_str::<Value>(&text).ok()
    });
    let text = |key: &str| {
        package
            .as_ref()
            .and_then(|it| it.get(key)?.as_str())
            .map(str::to_owned)
    };
    let folder = start
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    About {
        title: text("name").or(folder).unwrap_or_else(|| "API".to_owned()),
        version: text("version").unwrap_or_else(|| "0.0.0".to_owned()),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> CliError {
    match error.kind() {
        io::ErrorKind::NotFound => CliError::usage(format!("there is no `{}`", path.display()))
            .help("name the folder of the sources, such as `src/`"),
        _ => CliError::environment(format!("`{}` cannot be read: {error}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_declarations_are_left_out() {
        for name in ["app.test.ts", "app.d.ts", "vite.config.ts", "x.min.js"] {
            assert!(is_aside(name), "{name}");
        }
        for name in ["app.ts", "users.controller.ts", "test.ts", "config.js"] {
            assert!(!is_aside(name), "{name}");
        }
    }

    #[test]
    fn folders_of_others_are_not_entered() {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "src/app.ts",
            "node_modules/x/index.js",
            "dist/app.js",
            ".cache/a.js",
            "src/notes.md",
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = files(folder.path()).unwrap();
        let names: Vec<&str> = found
            .keys()
            .filter_map(|it| it.rsplit('/').next())
            .collect();
        assert_eq!(names, ["app.ts"]);
    }
}
