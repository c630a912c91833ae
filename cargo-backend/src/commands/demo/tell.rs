//! What the demo shows: steps, requests, answers.

use std::path::Path;

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use backend_codegen::summary::{Implementation, Summary};
use serde_json::Value;

use super::client::{Answer, Request};

/// A line about what is going on.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(super) fn step(text: &str) {
    let style = Style::new().bold();
    println!("{style}{text}{style:#}");
}

/// The log of a service that did not do as it should.
#[allow(clippy::print_stderr, reason = "explains a failure")]
pub(super) fn log(text: &str) {
    eprintln!("the service's log:\n{}", text.trim_end());
}

/// How many routes and tables there are, and which routes still need code.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(super) fn routes(summary: &Summary) {
    println!(
        "  {} routes, tables: {}",
        summary.routes.len(),
        summary.tables.join(", ")
    );
    let unwritten =
        |it: &&backend_codegen::summary::Route| it.implementation != Implementation::Complete;
    for route in summary.routes.iter().filter(unwritten) {
        println!(
            "  {} {} ({}) answers 501 until it is written in {}",
            route.method, route.path, route.operation_id, route.file
        );
    }
}

/// A request with what it is about, and the answer to it.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(super) fn exchange(about: &str, request: &Request, answer: &Answer) {
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    println!("\n{bold}{about}{bold:#}");
    let key = request.headers.iter().any(|(name, _)| *name == "x-api-key");
    let note = if key { "  (with the API key)" } else { "" };
    println!("→ {} {}{dim}{note}{dim:#}", request.method, request.path);
    for (name, value) in request
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-api-key")
    {
        println!("  {name}: {value}");
    }
    if let Some(body) = &request.body {
        json(body);
    }
    let style = status_style(answer);
    println!("← {style}{}{style:#}", answer.status);
    for (name, value) in &answer.headers {
        println!("  {name}: {value}");
    }
    json(&answer.body);
}

fn status_style(answer: &Answer) -> Style {
    let colour = if answer.status.is_success() {
        AnsiColor::Green
    } else {
        AnsiColor::Yellow
    };
    colour.on_default().bold()
}

/// The longest JSON that stands on one line.
const LINE: usize = 100;
/// As many lines of a longer one are shown.
const LINES: usize = 40;

#[allow(clippy::print_stdout, reason = "the result of the command")]
fn json(value: &Value) {
    for line in json_lines(value) {
        println!("  {line}");
    }
}

fn json_lines(value: &Value) -> Vec<String> {
    if value.is_null() {
        return Vec::new();
    }
    let short = value.to_string();
    if short.len() <= LINE {
        return vec![short];
    }
    let long = serde_json::to_string_pretty(value).unwrap_or(short);
    let mut lines: Vec<_> = long.lines().map(str::to_owned).collect();
    if lines.len() > LINES {
        let left = lines.len() - LINES;
        lines.truncate(LINES);
        lines.push(format!("… {left} more lines"));
    }
    lines
}

/// A path as one would type it here.
pub(super) fn path(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(current)
        .unwrap_or(path)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_json_takes_a_line_and_long_json_is_cut() {
        assert_eq!(json_lines(&json!({ "a": 1 })), ["{\"a\":1}"]);
        assert!(json_lines(&Value::Null).is_empty());
        let long: Vec<_> = (0..500).collect();
        let lines = json_lines(&json!(long));
        assert_eq!(lines.len(), LINES + 1);
        assert_eq!(lines[LINES], "… 462 more lines");
    }
}
