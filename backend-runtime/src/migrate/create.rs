//! `create`: a pair of empty files whose version nobody else has.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use time::{Duration, OffsetDateTime, macros::format_description};

/// Why no files were made.
#[derive(Debug)]
pub enum CreateError {
    /// The name has no letters or digits, or parts of a path.
    Name(String),
    /// The folder or a file cannot be written.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for CreateError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(
                formatter,
                "`{name}` cannot be a migration's name; use letters, digits, `_` and `-`, such as add_email_to_users"
            ),
            Self::Io(path, error) => write!(formatter, "cannot write {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for CreateError {}

/// Makes `<version>_<name>.up.sql` and `.down.sql`; the version is `now`, or the next second that is free.
///
/// # Errors
/// [`CreateError`]; no file is left behind.
pub fn create(folder: &Path, name: &str, now: OffsetDateTime) -> Result<[PathBuf; 2], CreateError> {
    let name = file_name(name)?;
    let io_error = |path: &Path| {
        let path = path.to_owned();
        move |error| CreateError::Io(path, error)
    };
    fs::create_dir_all(folder).map_err(io_error(folder))?;
    let mut time = now;
    loop {
        let version = version(time);
        time += Duration::SECOND;
        // Claimed first, looked for second: two who create at once never see the same second as free.
        let claim = folder.join(format!(".{version}.claim"));
        match OpenOptions::new().write(true).create_new(true).open(&claim) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(CreateError::Io(claim, error)),
        }
        let result = write_pair(folder, &version, &name);
        let _ = fs::remove_file(&claim);
        match result {
            Ok(Some(files)) => return Ok(files),
            Ok(None) => {}
            Err((path, error)) => return Err(CreateError::Io(path, error)),
        }
    }
}

fn file_name(name: &str) -> Result<String, CreateError> {
    let cleaned = name.trim().replace(' ', "_");
    let is_fine = cleaned
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if is_fine && cleaned.chars().any(char::is_alphanumeric) {
        Ok(cleaned)
    } else {
        Err(CreateError::Name(name.to_owned()))
    }
}

fn version(time: OffsetDateTime) -> String {
    let format = format_description!("[year][month][day][hour][minute][second]");
    time.to_offset(time::UtcOffset::UTC)
        .format(&format)
        .expect("a date has all these parts")
}

fn write_pair(
    folder: &Path,
    version: &str,
    name: &str,
) -> Result<Option<[PathBuf; 2]>, (PathBuf, io::Error)> {
    let entries = fs::read_dir(folder).map_err(|error| (folder.to_owned(), error))?;
    let is_taken = entries
        .filter_map(Result::ok)
        .any(|entry| entry.file_name().to_string_lossy().starts_with(version));
    if is_taken {
        return Ok(None);
    }
    let up = folder.join(format!("{version}_{name}.up.sql"));
    let down = folder.join(format!("{version}_{name}.down.sql"));
    fs::write(&up, "-- The way forward.\n").map_err(|error| (up.clone(), error))?;
    if let Err(error) = fs::write(&down, "-- The way back.\n") {
        let _ = fs::remove_file(&up);
        return Err((down, error));
    }
    Ok(Some([up, down]))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::macros::datetime;

    use super::{CreateError, create};

    #[test]
    fn quick_creates_never_collide() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = datetime!(2026-01-02 03:04:59 UTC);
        let path = folder.path();
        let versions: BTreeSet<String> = std::thread::scope(|scope| {
            let creates: Vec<_> = (0..8)
                .map(|index| scope.spawn(move || create(path, &format!("n{index}"), now)))
                .collect();
            creates
                .into_iter()
                .map(|create| {
                    let [up, _] = create.join().expect("no panic").expect("created");
                    up.file_name().expect("a name").to_string_lossy()[..14].to_owned()
                })
                .collect()
        });
        assert_eq!(versions.len(), 8);
        assert!(versions.contains("20260102030459"));
        assert_eq!(std::fs::read_dir(path).expect("the folder").count(), 16);
    }

    #[test]
    fn names_with_path_parts_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["../x", "a/b", "a\\b", "", "..", "a.up"] {
            let result = create(folder.path(), name, datetime!(2026-01-01 0:00 UTC));
            assert!(matches!(result, Err(CreateError::Name(_))), "{name}");
        }
        assert_eq!(
            std::fs::read_dir(folder.path())
                .expect("the folder")
                .count(),
            0
        );
    }
}
