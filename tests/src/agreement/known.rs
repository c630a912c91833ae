//! The committed list of schemas that are judged differently, each with its reason.

use std::collections::BTreeMap;

use crate::scaffold::root;

/// By document: what [`super::Agreement::classes`] has to be.
pub type Known = BTreeMap<String, Vec<String>>;

/// Reads `tests/fixtures/agreement.txt`: `DOCUMENT: VERDICT PLACE — REASON` lines.
///
/// # Errors
/// When the file is not there, or a line has no reason.
pub fn known() -> Result<Known, String> {
    let path = root().join("tests/fixtures/agreement.txt");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut known = Known::new();
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let told = || {
            format!(
                "{}: `{line}` is no `DOCUMENT: VERDICT PLACE — REASON`",
                path.display()
            )
        };
        let (document, rest) = line.split_once(": ").ok_or_else(told)?;
        let (class, reason) = rest.split_once(" — ").ok_or_else(told)?;
        if reason.trim().is_empty() {
            return Err(told());
        }
        known
            .entry(document.to_owned())
            .or_default()
            .push(class.to_owned());
    }
    for classes in known.values_mut() {
        classes.sort();
    }
    Ok(known)
}
