//! The same migrations in the layout of each contender.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::super::super::root::target;

/// Folders of migrations, one per layout.
#[derive(Debug)]
pub(super) struct Files {
    /// `<version>_<name>.sql`, read by us and by sqlx.
    pub(super) plain: PathBuf,
    /// One file with sections each, for dbmate.
    pub(super) sections: PathBuf,
    /// `V<version>__<name>.sql`, for refinery.
    pub(super) refinery: PathBuf,
    /// All statements in one file, for the database's own client.
    pub(super) all: PathBuf,
}

impl Files {
    /// Writes `count` migrations: a table, a column, an index, in turn.
    pub(super) fn write(count: usize) -> Result<Self, String> {
        let folder = target().join("bench-migrate");
        let files = Self {
            plain: folder.join("plain"),
            sections: folder.join("sections"),
            refinery: folder.join("refinery"),
            all: folder.join("all.sql"),
        };
        let _ = fs::remove_dir_all(&folder);
        for folder in [&files.plain, &files.sections, &files.refinery] {
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        let mut all = String::new();
        for number in 0..count {
            let text = statement(number);
            let version = 20_260_101_000_000 + number;
            write(&files.plain, &format!("{version}_m{number}.sql"), &text)?;
            let sections = format!("-- migrate:up\n{text}\n-- migrate:down\n");
            write(
                &files.sections,
                &format!("{version}_m{number}.sql"),
                &sections,
            )?;
            write(
                &files.refinery,
                &format!("V{}__m{number}.sql", number + 1),
                &text,
            )?;
            all.push_str(&text);
        }
        write(&folder, "all.sql", &all)?;
        Ok(files)
    }
}

fn statement(number: usize) -> String {
    let table = number / 3;
    match number % 3 {
        0 => {
            format!("CREATE TABLE t{table} (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL);\n")
        }
        1 => format!("ALTER TABLE t{table} ADD COLUMN pages INTEGER;\n"),
        _ => format!("CREATE INDEX t{table}_name ON t{table} (name);\n"),
    }
}

pub(super) fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let file = folder.join(name);
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
}
