//! Columns of a line.

/// The greatest width of a line, as the projects' `.prettierrc.json` has it.
pub(in super::super) const WIDTH: usize = 100;
/// The width of one level.
pub(in super::super) const TAB: usize = 2;

/// How many columns the last line of a text takes.
pub(super) fn width(text: &str) -> usize {
    let last = text.rsplit('\n').next().unwrap_or_default();
    last.chars().count()
}

pub(super) fn newline(level: usize) -> String {
    format!("\n{}", " ".repeat(level * TAB))
}
