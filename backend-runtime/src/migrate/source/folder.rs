//! Where the files are: in a folder, or in this binary.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::{Migration, Problem, SourceError, load};

/// One file that [`embed!`](crate::migrate::embed) has put into the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedFile {
    /// The file name, without a folder.
    pub name: &'static str,
    /// The whole text.
    pub text: &'static str,
}

/// A set of migration files.
#[derive(Debug, Clone)]
pub struct Migrations(Place);

#[derive(Debug, Clone)]
enum Place {
    Embedded(&'static [EmbeddedFile]),
    Folder(PathBuf),
}

/// The names of all files, sorted.
pub(crate) type Listing = Vec<String>;

impl Migrations {
    /// Files in this binary; made by [`embed!`](crate::migrate::embed).
    #[must_use]
    pub const fn embedded(files: &'static [EmbeddedFile]) -> Self {
        Self(Place::Embedded(files))
    }

    /// Files in a folder, read when they are needed.
    #[must_use]
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self(Place::Folder(path.into()))
    }

    /// Reads and checks all migrations, oldest first. Of the ways back only the names are looked at.
    ///
    /// # Errors
    /// All problems at once: unreadable or non-UTF-8 files, two files of one version, bad directives, a way back
    /// without a way forward.
    pub fn load(&self) -> Result<Vec<Migration>, SourceError> {
        load(self)
    }

    /// How a file should be shown.
    pub(crate) fn display(&self, name: &str) -> String {
        match &self.0 {
            Place::Embedded(_) => name.to_owned(),
            Place::Folder(folder) => match folder.join(name).into_os_string().into_string() {
                Ok(path) => path,
                Err(path) => path.display().to_string(),
            },
        }
    }

    pub(crate) fn list(&self) -> Result<Listing, SourceError> {
        let mut names: Listing = match &self.0 {
            Place::Embedded(files) => files.iter().map(|file| file.name.to_owned()).collect(),
            Place::Folder(folder) => list_folder(folder).map_err(|error| {
                let help = match error.kind() {
                    io::ErrorKind::NotFound => {
                        "make one with `cargo backend migrate create NAME`, or name the folder with --source"
                    }
                    _ => "check its permissions",
                };
                SourceError {
                    problems: vec![Problem {
                        file: folder.display().to_string(),
                        line: 1,
                        message: format!("the folder of migrations cannot be read: {error}"),
                        help: help.to_owned(),
                    }],
                }
            })?,
        };
        names.sort();
        Ok(names)
    }

    pub(crate) fn read(&self, name: &str) -> Result<Cow<'static, [u8]>, io::Error> {
        match &self.0 {
            Place::Embedded(files) => files
                .iter()
                .find(|file| file.name == name)
                .map(|file| Cow::Borrowed(file.text.as_bytes()))
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound)),
            Place::Folder(folder) => read_whole(&folder.join(name)).map(Cow::Owned),
        }
    }
}

/// `fs::read` without asking for the size first: most migrations fit in one read, and there may be thousands.
fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut buffer = [0; 4096];
    let mut bytes = Vec::new();
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn list_folder(folder: &PathBuf) -> io::Result<Listing> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A name that is not UTF-8 cannot be a migration's.
        if let Ok(name) = entry.file_name().into_string()
            && name.ends_with(".sql")
            && !entry.file_type()?.is_dir()
        {
            names.push(name);
        }
    }
    Ok(names)
}
