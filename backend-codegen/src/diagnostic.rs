//! Problems found in a document: collected, located, rendered as plain text.
//!
//! Owns: the form of a message. Must not know: terminals and colours (the command line paints the [`Role`]s).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::source::{Sources, Span};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The document, or a part of it, cannot be used.
    Error,
    /// Faulty but usable, with a defined fallback.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A second place that explains a problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// One problem: what, where, how to fix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Stable code such as `spec-ref`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no final full stop.
    pub message: String,
    /// Where, if it is about a place in a text.
    pub span: Option<Span>,
    /// How to fix it.
    pub help: Option<String>,
    /// Further facts.
    pub notes: Vec<String>,
    /// Further places.
    pub labels: Vec<Label>,
}

impl Diagnostic {
    /// A diagnostic without a place yet.
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            severity,
            message,
            span: None,
            help: None,
            notes: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// The same with its place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with one more fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Plain text of several lines, without a final line break.
    pub fn render(&self, sources: &Sources) -> String {
        self.segments(sources)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    /// The rendered text in pieces, each with what it is, so that a terminal can colour it.
    pub fn segments(&self, sources: &Sources) -> Vec<(Role, String)> {
        let mut out = vec![
            (
                Role::Severity(self.severity),
                format!("{}[{}]", self.severity.word(), self.code),
            ),
            (Role::Message, format!(": {}", printable(&self.message))),
        ];
        if let Some(span) = self.span {
            place(&mut out, sources, "-->", span, None);
        }
        for label in &self.labels {
            place(&mut out, sources, ":::", label.span, Some(&label.text));
        }
        for note in &self.notes {
            out.push((Role::Hint, "\n  note: ".to_owned()));
            out.push((Role::Plain, printable(note)));
        }
        if let Some(help) = &self.help {
            out.push((Role::Hint, "\n  help: ".to_owned()));
            out.push((Role::Plain, printable(help)));
        }
        out
    }
}

/// What a piece of a rendered diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `error[code]`.
    Severity(Severity),
    /// The message.
    Message,
    /// Arrow, file, line and column.
    Place,
    /// A line of the source.
    Excerpt,
    /// `help:` and `note:`.
    Hint,
    /// Everything else.
    Plain,
}

fn place(
    out: &mut Vec<(Role, String)>,
    sources: &Sources,
    arrow: &str,
    span: Span,
    text: Option<&str>,
) {
    let source = sources.get(span.source);
    let (line, column) = sources.line_column(span);
    let after = text
        .map(|text| format!(": {}", printable(text)))
        .unwrap_or_default();
    out.push((
        Role::Place,
        format!(
            "\n  {arrow} {}:{line}:{column}{after}",
            printable(&source.name)
        ),
    ));
    let excerpt = excerpt(source.line_at(span.start).0, column - 1);
    if !excerpt.is_empty() {
        out.push((Role::Place, "\n   |  ".to_owned()));
        out.push((Role::Excerpt, excerpt));
    }
}

/// Longest excerpt and message part in characters; longer ones are cut around the place.
const WIDTH: usize = 120;

/// The part of a line worth showing, given the column (from 0) that matters.
fn excerpt(line: &str, column: usize) -> String {
    let indent = line.chars().take_while(|c| c.is_whitespace()).count();
    let length = line.trim_end().chars().count();
    if length.saturating_sub(indent) <= WIDTH {
        return printable(line.trim());
    }
    let from = column.saturating_sub(WIDTH / 3).max(indent);
    let part: String = line.chars().skip(from).take(WIDTH).collect();
    let before = if from > indent { "…" } else { "" };
    let after = if from + WIDTH < length { "…" } else { "" };
    format!("{before}{}{after}", printable(part.trim_end()))
}

/// Text that cannot drive a terminal: control, direction and zero-width characters are written as escapes, and
/// what is longer than a message should be is cut.
pub fn printable(text: &str) -> String {
    const LONGEST: usize = 600;
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        match c {
            '\t' => out.push(' '),
            c if is_unprintable(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe007f)
}

/// Problems in the order in which they were found.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all problems of another list.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(other);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// All, by position (those without one first), each once. Of two that differ only in what they add, the one that
    /// says more stays.
    #[must_use]
    pub fn sorted(self) -> Self {
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.0.len());
        let mut known: HashMap<(&'static str, Option<Span>, String), usize> = HashMap::new();
        for diagnostic in self.0 {
            let key = (diagnostic.code, diagnostic.span, diagnostic.message.clone());
            match known.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(kept.len());
                    kept.push(diagnostic);
                }
                Entry::Occupied(entry) if says_more(&diagnostic, &kept[*entry.get()]) => {
                    kept[*entry.get()] = diagnostic
                }
                Entry::Occupied(_) => {}
            }
        }
        kept.sort_by_key(|diagnostic| diagnostic.span);
        Self(kept)
    }

    /// All as plain text with an empty line between two.
    pub fn render(&self, sources: &Sources) -> String {
        let all: Vec<String> = self
            .0
            .iter()
            .map(|diagnostic| diagnostic.render(sources))
            .collect();
        all.join("\n\n")
    }
}

fn says_more(one: &Diagnostic, other: &Diagnostic) -> bool {
    let said = |diagnostic: &Diagnostic| diagnostic.notes.len() + diagnostic.labels.len();
    said(one) > said(other)
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(iter: T) -> Self {
        Self(iter.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn renders_what_where_and_how_to_fix() {
        let mut sources = Sources::new();
        let text = "a: 1\n    $ref: '#/components/schemas/Pet'\n";
        let index = sources.add(Source::new("petstore.yaml", text));
        let diagnostic = Diagnostic::error("spec-ref", "schema `Pet` is not defined")
            .at(Span::new(index, 15, 20))
            .help("define it under components.schemas, or did you mean `Pets`?");
        let expected = "error[spec-ref]: schema `Pet` is not defined\n  --> petstore.yaml:2:11\n   |  \
             $ref: '#/components/schemas/Pet'\n  help: define it under components.schemas, or did you mean `Pets`?";
        assert_eq!(diagnostic.render(&sources), expected);
    }

    #[test]
    fn escapes_what_could_drive_a_terminal() {
        assert_eq!(
            printable("a\u{1b}[31mb\u{202e}c\td\u{9b}"),
            "a\\u{1b}[31mb\\u{202e}c d\\u{9b}"
        );
    }

    #[test]
    fn cuts_long_lines_around_the_place() {
        let line = format!("{}HERE{}", "a".repeat(1000), "b".repeat(1000));
        let cut = excerpt(&line, 1000);
        assert!(
            cut.starts_with('…') && cut.ends_with('…') && cut.contains("HERE"),
            "{cut}"
        );
        assert!(cut.chars().count() <= WIDTH + 2);
    }

    #[test]
    fn sorts_by_position_and_drops_repeats() {
        let late = Diagnostic::warning("b", "late").at(Span::new(0, 9, 9));
        let early = Diagnostic::warning("a", "early").at(Span::new(0, 1, 1));
        let all: Diagnostics = [late.clone(), early, late].into_iter().collect();
        let codes: Vec<_> = all.sorted().iter().map(|d| d.code).collect();
        assert_eq!(codes, ["a", "b"]);
    }
}
