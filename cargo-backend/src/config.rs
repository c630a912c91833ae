//! Flags that `new` and `generate` share, and how they become validated settings.

use std::{collections::BTreeMap, fs, path::Path};

use backend_codegen::{
    diagnostic::Diagnostics,
    emit::render::Templates,
    settings::{Database, Envelope, Selection},
    source::Sources,
};
use clap::{Args, ValueEnum};

use crate::error::CliError;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// The database of a project, as `--db` spells it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DatabaseFlag {
    /// Embedded SQLite
    Sqlite,
    /// PostgreSQL 13 or later
    Postgres,
    /// MySQL 8, MariaDB 10.6 or later
    Mysql,
    /// In memory, behind the same trait
    None,
}

impl From<DatabaseFlag> for Database {
    fn from(flag: DatabaseFlag) -> Self {
        match flag {
            DatabaseFlag::Sqlite => Self::Sqlite,
            DatabaseFlag::Postgres => Self::Postgres,
            DatabaseFlag::Mysql => Self::Mysql,
            DatabaseFlag::None => Self::None,
        }
    }
}

/// How success responses that the document does not define look, as `--envelope` spells it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EnvelopeFlag {
    /// {"data": …, "meta": {"requestId": …}}
    Data,
    /// The same with "success": true
    Success,
    /// The bare value
    None,
}

impl From<EnvelopeFlag> for Envelope {
    fn from(flag: EnvelopeFlag) -> Self {
        match flag {
            EnvelopeFlag::Data => Self::Data,
            EnvelopeFlag::Success => Self::Success,
            EnvelopeFlag::None => Self::None,
        }
    }
}

/// Which operations are generated.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectionFlags {
    /// Only operations with this tag (may be repeated)
    #[arg(long = "include-tag", value_name = "TAG")]
    include_tags: Vec<String>,
    /// No operation with this tag (may be repeated)
    #[arg(long = "exclude-tag", value_name = "TAG")]
    exclude_tags: Vec<String>,
    /// Only the operation with this operationId (may be repeated)
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,
}

impl SelectionFlags {
    /// The selection, as `backend.toml` keeps it.
    pub(crate) fn into_selection(self) -> Selection {
        Selection {
            include_tags: self.include_tags,
            exclude_tags: self.exclude_tags,
            operations: self.operations,
        }
    }
}

/// The built-in templates, with those below `folder` in place of the ones of the same name.
pub(crate) fn templates(folder: Option<&Path>) -> Result<Templates, CliError> {
    let Some(folder) = folder else {
        return Ok(Templates::default());
    };
    let mut overrides = BTreeMap::new();
    collect(folder, folder, &mut overrides)?;
    if overrides.is_empty() {
        let message = format!("there is no template in {}", folder.display());
        return Err(CliError::usage(message)
            .help("`cargo backend templates export DIR` writes the built-in ones to start from"));
    }
    let templates = Templates::new(overrides);
    let problems: Diagnostics = templates.check().into_iter().collect();
    if problems.is_empty() {
        return Ok(templates);
    }
    let message = format!("the templates in {} cannot be used", folder.display());
    Err(CliError::input(message).diagnostics(problems, Sources::default()))
}

/// Every `*.jinja` below `folder`, by its path below `root`.
fn collect(
    root: &Path,
    folder: &Path,
    found: &mut BTreeMap<String, String>,
) -> Result<(), CliError> {
    let failed = |path: &Path, error: std::io::Error| {
        CliError::environment(format!("{}: {error}", path.display()))
            .help("`--templates` takes a folder that `cargo backend templates export DIR` wrote")
    };
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        if path.is_dir() {
            collect(root, &path, found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "jinja")
        {
            let below = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            found.insert(parts.join("/"), text);
        }
    }
    Ok(())
}
