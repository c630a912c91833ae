//! Problems in documents, for people (coloured, on standard error) and for programs (JSON).

use anstream::eprint;
use anstyle::{AnsiColor, Style};
use backend_codegen::{
    diagnostic::{Diagnostic, Diagnostics, Role, Severity},
    source::Sources,
};
use serde::Serialize;

/// Prints all problems, an empty line between two, and how many there are.
#[allow(
    clippy::print_stderr,
    reason = "problems of a document go to standard error"
)]
pub(crate) fn print(diagnostics: &Diagnostics, sources: &Sources) {
    for diagnostic in diagnostics.iter() {
        for (role, text) in diagnostic.segments(sources) {
            let style = style(role);
            eprint!("{style}{text}{style:#}");
        }
        eprint!("\n\n");
    }
    if let Some(count) = count(diagnostics) {
        eprint!("{count}\n\n");
    }
}

/// `2 errors, 1 warning`; nothing when there is at most one problem to see anyway.
fn count(diagnostics: &Diagnostics) -> Option<String> {
    let counted = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let matching = |it: &&Diagnostic| it.severity == severity;
        (severity.word(), diagnostics.iter().filter(matching).count())
    });
    let words: Vec<_> = counted
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    (diagnostics.len() > 1).then(|| words.join(", "))
}

fn style(role: Role) -> Style {
    match role {
        Role::Severity(Severity::Error) => AnsiColor::Red.on_default().bold(),
        Role::Severity(Severity::Warning) => AnsiColor::Yellow.on_default().bold(),
        Role::Severity(Severity::Note) => AnsiColor::Cyan.on_default().bold(),
        Role::Message => Style::new().bold(),
        Role::Place => AnsiColor::Blue.on_default(),
        Role::Hint => AnsiColor::Green.on_default(),
        Role::Excerpt | Role::Plain => Style::new(),
    }
}

/// A problem as `--format json` has it.
#[derive(Debug, Serialize)]
pub(crate) struct DiagnosticJson {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

/// Where, lines and columns from 1.
#[derive(Debug, Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
}

/// All problems for `--format json`.
pub(crate) fn to_json(diagnostics: &Diagnostics, sources: &Sources) -> Vec<DiagnosticJson> {
    let one = |diagnostic: &Diagnostic| DiagnosticJson {
        code: diagnostic.code,
        severity: diagnostic.severity.word(),
        message: diagnostic.message.clone(),
        place: diagnostic.span.map(|span| {
            let (line, column) = sources.line_column(span);
            let file = sources.get(span.source).name.clone();
            Place { file, line, column }
        }),
        help: diagnostic.help.clone(),
        notes: diagnostic.notes.clone(),
    };
    diagnostics.iter().map(one).collect()
}
