//! One migration, both ways.

use super::{Migrations, Script, SourceError, load};
use crate::migrate::Version;

/// A migration as its files tell it.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The version, or the name of a file without one.
    pub version: Version,
    /// The part of the file name after the version.
    pub name: String,
    /// The way forward.
    pub up: Script,
    pub(super) down: Down,
}

/// The way back, read only when it is needed.
#[derive(Debug, Clone)]
pub(super) enum Down {
    None,
    /// A file of its own, by its name in the listing.
    File(String),
    Section(Script),
}

impl Migration {
    /// `<version>_<name>`
    #[must_use]
    pub fn title(&self) -> String {
        if self.name.is_empty() || self.version.number().is_none() {
            self.version.to_string()
        } else {
            format!("{}_{}", self.version, self.name)
        }
    }

    /// Whether there is something to roll it back with.
    #[must_use]
    pub fn has_down(&self) -> bool {
        match self.down {
            Down::None => false,
            Down::File(_) | Down::Section(_) => true,
        }
    }

    /// Reads the way back.
    pub(crate) fn down(&self, source: &Migrations) -> Result<Option<Script>, SourceError> {
        match &self.down {
            Down::None => Ok(None),
            Down::Section(script) => Ok(Some(script.clone())),
            Down::File(name) => match load::read_script(source, name) {
                Ok(script) => Ok(Some(script)),
                Err(problem) => Err(SourceError {
                    problems: vec![problem],
                }),
            },
        }
    }
}
