//! Mistakes, all at once, and what was probably meant.

use proc_macro2::Span;
use syn::{Error, Result};

/// Collects errors, so that all are reported at once.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>, usize);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        self.1 += 1;
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(Error::new(span, message));
    }

    /// How often something was wrong.
    pub(crate) fn count(&self) -> usize {
        self.1
    }

    pub(crate) fn into_result(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// All results, or all mistakes.
pub(crate) fn all<T>(results: impl IntoIterator<Item = Result<T>>) -> Result<Vec<T>> {
    let (mut list, mut errors) = (Vec::new(), Errors::default());
    for result in results {
        match result {
            Ok(one) => list.push(one),
            Err(error) => errors.push(error),
        }
    }
    errors.into_result().map(|()| list)
}

/// The known word that was meant, if one is near.
pub(super) fn near<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |text: &str| text.replace(['_', '-'], "");
    let spelled = |known: &&&str| plain(known).eq_ignore_ascii_case(&plain(name));
    let near = || {
        known
            .iter()
            .map(|known| (distance(known, name), *known))
            .min()
    };
    match known.iter().find(spelled) {
        Some(known) => Some(known),
        None => near()
            .filter(|(distance, _)| *distance <= 1 + name.len() / 4)
            .map(|(_, known)| known),
    }
}

/// What is said of a word that is none of the known ones.
pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    match near(name, known) {
        Some(near) => format!("unknown {what} `{name}`, did you mean `{near}`?"),
        None => {
            let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
            format!("unknown {what} `{name}`: expected {}", known.join(", "))
        }
    }
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, right) in b.iter().enumerate() {
            let replace = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = replace.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
