//! Questions before something that is hard to undo.

use std::io::{BufRead, IsTerminal, Write};

use serde_json::json;

use super::{common::Format, failure::Failure, output};
use crate::{error::CliError, exit};

/// Whether somebody is there to answer.
pub(super) fn is_terminal() -> bool {
    std::io::stdin().is_terminal()
}

/// Goes on when the answer is yes, given now or with `--yes`.
pub(super) fn confirm(question: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !is_terminal() {
        let first = question.lines().next().unwrap_or_default();
        return Err(CliError::usage(format!(
            "this needs an answer, and there is no terminal: {first}"
        ))
        .help("add --yes to answer yes; nothing was changed")
        .into());
    }
    ask(question)
}

/// Asks on the terminal whether to go on.
pub(super) fn ask(question: &str) -> Result<(), Failure> {
    match line(&format!("{question} [y/N]"))?.to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(CliError::new(
            exit::CHECK_FAILED,
            "stopped by the answer; nothing was changed",
        )
        .into()),
    }
}

/// Asks on the terminal for a line.
pub(super) fn line(question: &str) -> Result<String, Failure> {
    let mut terminal = std::io::stderr();
    let asked = write!(terminal, "{question} ").and_then(|()| terminal.flush());
    asked
        .map_err(|error| CliError::environment(format!("cannot write to the terminal: {error}")))?;
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| CliError::environment(format!("cannot read the answer: {error}")))?;
    Ok(answer.trim().to_owned())
}

/// What a dry run says of a command that only writes the history.
pub(super) fn would_ask(format: Format, question: &str) {
    match format {
        Format::Json => output::print_json(&json!({ "dry_run": { "question": question } })),
        Format::Text => output::print_line(format!("dry run: would ask: {question}")),
    }
}
