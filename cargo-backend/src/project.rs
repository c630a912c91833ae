//! Projects on disk: package names, where the project is, where its runtime comes from.

use std::path::{Path, PathBuf};

use backend_codegen::{config::CONFIG_PATH, settings::RuntimeSource};
use cargo_metadata::MetadataCommand;

use crate::error::CliError;

/// Names that cargo refuses for packages or programs, or that Windows has no file for.
const RESERVED: [&str; 23] = [
    "alloc",
    "artifact",
    "aux",
    "backend",
    "build",
    "com1",
    "con",
    "core",
    "deps",
    "doc",
    "examples",
    "incremental",
    "lpt1",
    "nul",
    "package",
    "prn",
    "proc-macro",
    "release",
    "std",
    "target",
    "test",
    "tests",
    "unnamed",
];

/// Packages that every generated project depends on.
const DEPENDENCIES: [&str; 14] = [
    "axum",
    "backend-codegen",
    "backend-macros",
    "backend-runtime",
    "futures-util",
    "serde",
    "serde-json",
    "sqlx",
    "time",
    "tokio",
    "tower",
    "tower-http",
    "tracing",
    "uuid",
];

/// The package name for a new project in `folder`: the folder's name in lower case, with hyphens for what packages
/// cannot have in theirs.
pub(crate) fn derive_package(folder: &Path) -> Result<String, CliError> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = absolute.file_name().unwrap_or_default().to_string_lossy();
    let mapped = name.chars().map(|character| match character {
        'a'..='z' | '0'..='9' | '_' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        _ => '-',
    });
    let mapped: String = mapped.collect();
    let words: Vec<_> = mapped.split('-').filter(|word| !word.is_empty()).collect();
    check_package(&words.join("-")).map_err(|error| {
        let reason = error.message;
        CliError::usage(format!(
            "no package name follows from the folder `{name}`: {reason}"
        ))
        .help("give one with `--name NAME`")
    })
}

/// Checks a package name that was given.
pub(crate) fn check_package(name: &str) -> Result<String, CliError> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    let compared = name.to_lowercase().replace('_', "-");
    let reason = if name.is_empty() {
        "it is empty"
    } else if !name.chars().all(allowed) {
        "only ASCII letters, digits, `-` and `_` may stand in it"
    } else if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        "it has to start with a letter"
    } else if name.ends_with(['-', '_']) || name.contains("--") {
        "hyphens stand between words"
    } else if name.len() > 64 {
        "it is longer than 64 characters"
    } else if RESERVED.contains(&compared.as_str()) || is_keyword(name) {
        "the name is reserved"
    } else if DEPENDENCIES.contains(&compared.as_str()) {
        "the project depends on a package of that name"
    } else {
        return Ok(name.to_owned());
    };
    Err(
        CliError::usage(format!("`{name}` cannot be a package name: {reason}"))
            .help("for instance `shop` or `order-service`"),
    )
}

/// Words that cannot be the name of a Rust crate.
fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &str = "abstract as async await become box break const continue crate do dyn else enum extern \
        false final fn for gen if impl in let loop macro match mod move mut override priv pub ref return self static \
        struct super trait true try type typeof unsafe unsized use virtual where while yield";
    KEYWORDS.split_whitespace().any(|keyword| keyword == name)
}

/// The project that `start` lies in: the nearest folder upwards with a `backend.toml`.
pub(crate) fn find(start: &Path) -> Result<PathBuf, CliError> {
    let absolute = std::path::absolute(start)
        .map_err(|error| CliError::environment(format!("{}: {error}", start.display())))?;
    absolute
        .ancestors()
        .find(|folder| folder.join(CONFIG_PATH).is_file())
        .map(Path::to_owned)
        .ok_or_else(|| {
            let message = format!(
                "there is no `{CONFIG_PATH}` in {} or above it",
                absolute.display()
            );
            CliError::usage(message).help(
                "run this inside a project that `cargo backend new` made, or name the document: \
                 `cargo backend generate openapi.yaml --framework axum --output DIR`",
            )
        })
}

/// The name of the package whose Cargo.toml or package.json stands in `folder`; none when there is neither yet.
pub(crate) fn package_of(folder: &Path) -> Result<Option<String>, CliError> {
    let manifest = folder.join("Cargo.toml");
    if !manifest.is_file() {
        return node_package(&folder.join("package.json"));
    }
    let metadata = MetadataCommand::new()
        .manifest_path(&manifest)
        .no_deps()
        .exec()
        .map_err(|error| {
            let reason = error.to_string();
            CliError::environment(format!(
                "cargo cannot read {}: {}",
                manifest.display(),
                reason.trim()
            ))
        })?;
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let package = metadata
        .packages
        .iter()
        .find(|package| canonical(package.manifest_path.as_std_path()) == canonical(&manifest));
    match package {
        Some(package) => Ok(Some(package.name.to_string())),
        None => Err(
            CliError::input(format!("{} describes no package", manifest.display()))
                .help("run `generate` in the folder of a package, not of a workspace"),
        ),
    }
}

/// The name in a package.json, when it is one that a package of ours may have.
fn node_package(manifest: &Path) -> Result<Option<String>, CliError> {
    let Ok(text) = std::fs::read_to_string(manifest) else {
        return Ok(None);
    };
    let parsed: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| CliError::input(format!("{}: {error}", manifest.display())))?;
    let name = parsed["name"].as_str();
    Ok(name.and_then(|name| check_package(name).ok()))
}

/// Reads `--runtime path:DIR` and `--runtime version:REQ`. DIR is a checkout, or `backend-runtime` in one.
pub(crate) fn parse_runtime(text: &str) -> Result<RuntimeSource, CliError> {
    match text.split_once(':') {
        Some(("path", path)) => runtime_path(Path::new(path)),
        Some(("version", version)) if is_version(version) => {
            Ok(RuntimeSource::Version(version.to_owned()))
        }
        _ => Err(
            CliError::usage(format!("`--runtime {text}` is not understood"))
                .help("write `--runtime path:DIR` (a checkout) or `--runtime version:0.1.0`"),
        ),
    }
}

fn runtime_path(given: &Path) -> Result<RuntimeSource, CliError> {
    let folder = given.canonicalize().map_err(|error| {
        CliError::usage(format!("--runtime path:{}: {error}", given.display()))
            .help("name the folder that holds `backend-runtime`")
    })?;
    let holds = |folder: &Path| folder.join("backend-runtime/Cargo.toml").is_file();
    [Some(folder.as_path()), folder.parent()]
        .into_iter()
        .flatten()
        .find(|folder| holds(folder))
        .map(|folder| RuntimeSource::Path(folder.display().to_string()))
        .ok_or_else(|| {
            CliError::usage(format!(
                "there is no `backend-runtime` in {}",
                folder.display()
            ))
            .help("name the folder that holds `backend-runtime`")
        })
}

/// A version requirement of plain characters; cargo has the last word.
fn is_version(text: &str) -> bool {
    let allowed =
        |character: char| character.is_ascii_alphanumeric() || ".-+^~=<>*, ".contains(character);
    text.chars()
        .any(|character| character.is_ascii_digit() || character == '*')
        && text.chars().all(allowed)
}

/// By path when this program was built from a checkout that still exists, else by this program's version.
pub(crate) fn default_runtime() -> RuntimeSource {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match runtime_path(&checkout) {
        Ok(source) => source,
        Err(_) => RuntimeSource::Version(env!("CARGO_PKG_VERSION").to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_folders() {
        for (folder, name) in [
            ("shop", "shop"),
            ("some/My Shop", "my-shop"),
            ("Größe x", "gr-e-x"),
            ("order_service", "order_service"),
            ("--a--b--", "a-b"),
        ] {
            assert_eq!(derive_package(Path::new(folder)).unwrap(), name, "{folder}");
        }
    }

    #[test]
    fn names_invalid() {
        for name in [
            "",
            "2nd",
            "a b",
            "a/b",
            "test",
            "std",
            "fn",
            "self",
            "axum",
            "serde_json",
            "a-",
            "a--b",
            "CON",
            "ä",
        ] {
            let error = check_package(name).unwrap_err();
            assert_eq!(error.exit, crate::exit::USAGE, "{name}");
        }
        assert!(
            derive_package(Path::new("2nd"))
                .unwrap_err()
                .message
                .contains("`2nd`")
        );
    }

    #[test]
    fn runtime_flags() {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let expected = RuntimeSource::Path(checkout.canonicalize().unwrap().display().to_string());
        assert_eq!(default_runtime(), expected);
        let below = format!("path:{}", checkout.join("backend-runtime").display());
        assert_eq!(parse_runtime(&below).unwrap(), expected);
        let version = parse_runtime("version:^0.1").unwrap();
        assert_eq!(version, RuntimeSource::Version("^0.1".to_owned()));
        for bad in [
            "",
            "x",
            "path:/nonexistent",
            "version:",
            "version:\"1\"\n",
            "git:x",
        ] {
            assert_eq!(
                parse_runtime(bad).unwrap_err().exit,
                crate::exit::USAGE,
                "{bad:?}"
            );
        }
    }

    #[test]
    fn the_package_name_comes_from_cargo() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(
            package_of(folder).unwrap().as_deref(),
            Some("cargo-backend")
        );
        assert_eq!(package_of(&folder.join("src")).unwrap(), None);
    }
}
