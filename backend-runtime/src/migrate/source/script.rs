//! The text of one direction of a migration, with its place.

use std::{borrow::Cow, ops::Range};

use super::{Directives, Problem, directives};
use crate::migrate::checksum;

/// SQL with the file it comes from.
#[derive(Debug, Clone)]
pub struct Script {
    pub(super) file: String,
    pub(super) raw: Cow<'static, str>,
    /// The part of the normalised text that this script is; all of it, when there are no sections.
    pub(super) range: Option<Range<usize>>,
    pub(super) no_transaction: bool,
}

impl Script {
    /// The file, as it should be shown.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What is executed and what the checksum is made of.
    pub(crate) fn sql(&self) -> Cow<'_, str> {
        let Some(range) = self.range.clone() else {
            return checksum::normalised(&self.raw);
        };
        match checksum::normalised(&self.raw) {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        }
    }

    pub(crate) fn checksum(&self) -> String {
        checksum::checksum(&self.sql())
    }

    /// What sqlx would have recorded for this file.
    pub(crate) fn sqlx_checksum(&self) -> String {
        checksum::sqlx_checksum(&self.raw)
    }

    pub(crate) fn directives(&self) -> Result<Directives, Problem> {
        let mut found = directives::parse(&self.sql()).map_err(|bad| Problem {
            file: self.file.clone(),
            line: self.line_of_script() + bad.line,
            message: format!("the directive `-- {}` has no duration", bad.text),
            help: "write a number and a unit, such as 500ms, 5s or 2min".to_owned(),
        })?;
        found.no_transaction |= self.no_transaction;
        Ok(found)
    }

    /// Line and column in the file, both from 1, of a byte offset in [`Self::sql`].
    pub(crate) fn locate(&self, offset: usize) -> (usize, usize) {
        let sql = self.sql();
        let before = &sql[..offset.min(sql.len())];
        let line = before.matches('\n').count();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before[line_start..].chars().count() + 1;
        (self.line_of_script() + line, column)
    }

    /// The line of the file on which this script starts.
    fn line_of_script(&self) -> usize {
        let start = self.range.as_ref().map_or(0, |range| range.start);
        checksum::normalised(&self.raw)[..start]
            .matches('\n')
            .count()
            + 1
    }
}
