//! Reading a set of migrations and finding everything that is wrong with it.

use std::{borrow::Cow, collections::BTreeMap, fs, path::Path};

use super::{
    Migration, Migrations, Problem, Script, SourceError,
    file_name::{self, Direction, FileName},
    migration::Down,
    sections,
};
use crate::migrate::{Version, checksum};

/// All migrations, oldest first.
pub(crate) fn load(source: &Migrations) -> Result<Vec<Migration>, SourceError> {
    let mut problems = Vec::new();
    let mut ups: BTreeMap<Version, (FileName, String)> = BTreeMap::new();
    let mut downs: BTreeMap<Version, (FileName, String)> = BTreeMap::new();
    for file in source.list()? {
        let Some(parsed) = file_name::parse(&file) else {
            if file_name::looks_like_one(&file) {
                problems.push(nameless(source, &file));
            }
            continue;
        };
        let side = match parsed.direction {
            Direction::Up => &mut ups,
            Direction::Down => &mut downs,
        };
        if let Some((_, first)) = side.get(&parsed.version) {
            problems.push(duplicate(source, &parsed.version, first, &file));
            continue;
        }
        side.insert(parsed.version.clone(), (parsed, file));
    }
    let mut migrations = Vec::with_capacity(ups.len());
    for (version, (parsed, file)) in ups {
        let down = downs.remove(&version).map(|(_, file)| file);
        match migration(source, parsed, &file, down) {
            Ok(migration) => migrations.push(migration),
            Err(problem) => problems.push(problem),
        }
    }
    for (_, file) in downs.into_values() {
        problems.push(Problem {
            file: source.display(&file),
            line: 1,
            message: "there is a way back but no way forward".to_owned(),
            help: format!(
                "add {}, or remove this file",
                file.replace(".down.sql", ".up.sql")
            ),
        });
    }
    if problems.is_empty() {
        Ok(migrations)
    } else {
        Err(SourceError { problems })
    }
}

fn nameless(source: &Migrations, file: &str) -> Problem {
    Problem {
        file: source.display(file),
        line: 1,
        message: "the name of this migration does not start with a version and `_`".to_owned(),
        help: "name it as `cargo backend migrate create` does: 20260131120000_what_it_does.up.sql"
            .to_owned(),
    }
}

fn duplicate(source: &Migrations, version: &Version, first: &str, second: &str) -> Problem {
    Problem {
        file: source.display(second),
        line: 1,
        message: format!(
            "version {version} is used twice; the other file is {}",
            source.display(first)
        ),
        help: "rename one of them to a later version".to_owned(),
    }
}

fn migration(
    source: &Migrations,
    parsed: FileName,
    file: &str,
    down: Option<String>,
) -> Result<Migration, Problem> {
    let whole = read_script(source, file)?;
    let (up, section) = split_sections(whole);
    up.directives()?;
    let down = match (down, section) {
        (Some(file), _) => Down::File(file),
        (None, Some(section)) => Down::Section(section),
        (None, None) => Down::None,
    };
    Ok(Migration {
        version: parsed.version,
        name: parsed.name,
        up,
        down,
    })
}

fn split_sections(whole: Script) -> (Script, Option<Script>) {
    let text = checksum::normalised(&whole.raw);
    let Some(found) = sections::find(&text) else {
        drop(text);
        return (whole, None);
    };
    drop(text);
    let part = |section: sections::Section| Script {
        range: Some(section.range),
        no_transaction: section.no_transaction,
        ..whole.clone()
    };
    (part(found.up), found.down.map(part))
}

/// Reads one file of the set.
pub(super) fn read_script(source: &Migrations, file: &str) -> Result<Script, Problem> {
    let shown = source.display(file);
    let bytes = source
        .read(file)
        .map_err(|error| unreadable(&shown, &error))?;
    script(shown, bytes)
}

fn script(shown: String, bytes: Cow<'static, [u8]>) -> Result<Script, Problem> {
    let raw = match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| not_utf8(&shown, bytes, error.valid_up_to())),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            not_utf8(&shown, error.as_bytes(), valid)
        }),
    }?;
    Ok(Script {
        file: shown,
        raw,
        range: None,
        no_transaction: false,
    })
}

fn unreadable(file: &str, error: &std::io::Error) -> Problem {
    Problem {
        file: file.to_owned(),
        line: 1,
        message: format!("this file cannot be read: {error}"),
        help: "check that it exists and that you may read it".to_owned(),
    }
}

fn not_utf8(file: &str, bytes: &[u8], valid: usize) -> Problem {
    let line = bytes[..valid].iter().filter(|&&byte| byte == b'\n').count() + 1;
    Problem {
        file: file.to_owned(),
        line,
        message: "this file is not UTF-8".to_owned(),
        help: "save it as UTF-8".to_owned(),
    }
}

/// Under what a single file is recorded: its version if its name has one, otherwise its name.
pub(crate) fn single_version(path: &Path) -> Version {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    match file_name::parse(&name) {
        Some(parsed) => parsed.version,
        None => Version::new(&format!(
            "file:{}",
            name.strip_suffix(".sql").unwrap_or(&name)
        )),
    }
}

/// Reads one file that has no version, with `<stem>_rollback.sql` beside it when there is one.
pub(crate) fn read_single(path: &Path) -> Result<Migration, SourceError> {
    let read = |path: &Path| {
        let shown = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| unreadable(&shown, &error))?;
        script(shown, Cow::Owned(bytes))
    };
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let stem = name.strip_suffix(".sql").unwrap_or(&name);
    let rollback = path.with_file_name(format!("{stem}_rollback.sql"));
    let load = || -> Result<Migration, Problem> {
        let (up, section) = split_sections(read(path)?);
        up.directives()?;
        let down = if rollback.exists() {
            Down::Section(read(&rollback)?)
        } else {
            section.map_or(Down::None, Down::Section)
        };
        Ok(Migration {
            version: single_version(path),
            name: file_name::parse(&name).map_or_else(|| stem.to_owned(), |parsed| parsed.name),
            up,
            down,
        })
    };
    load().map_err(|problem| SourceError {
        problems: vec![problem],
    })
}
