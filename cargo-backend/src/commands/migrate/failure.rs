//! What ends a subcommand, as an exit code for the shell, a message for people and, for scripts, JSON.

use backend_runtime::{
    db::ConnectError,
    migrate::{Drift, MigrateError, Outcome},
};
use serde_json::{Value, json};

use super::{common::Format, output};
use crate::error::CliError;

/// Why a subcommand did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The library refused, or the database.
    Migrate(MigrateError),
    /// The command line, a file of its own, or the answer to a question.
    Cli(CliError),
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        Self::Migrate(error)
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        Self::Migrate(error.into())
    }
}

impl From<CliError> for Failure {
    fn from(error: CliError) -> Self {
        Self::Cli(error)
    }
}

/// Prints the JSON form when it is wanted, and gives the error for people.
pub(super) fn report(format: Format, failure: Failure) -> CliError {
    let (details, error) = match failure {
        Failure::Migrate(error) => (details(&error), for_people(&error)),
        Failure::Cli(error) => (json!({ "code": "command" }), error),
    };
    // A check that does not hold has printed its result already.
    if format == Format::Json && !error.message.is_empty() {
        let mut value = details;
        value["message"] = json!(error.message);
        value["help"] = json!(error.help);
        output::print_json(&json!({ "error": value }));
    }
    error
}

fn for_people(error: &MigrateError) -> CliError {
    let message = error.to_string();
    let mut cli = if error.is_usage() {
        CliError::usage(message)
    } else if error.is_environment() {
        CliError::environment(message)
    } else {
        CliError::input(message)
    };
    cli.help = error.help();
    cli
}

fn details(error: &MigrateError) -> Value {
    match error {
        MigrateError::Connect(_) => json!({ "code": "connect" }),
        MigrateError::Source(error) => {
            let problems: Vec<Value> = error
                .problems
                .iter()
                .map(|problem| {
                    json!({
                        "file": problem.file, "line": problem.line, "message": problem.message, "help": problem.help,
                    })
                })
                .collect();
            json!({ "code": "files", "problems": problems })
        }
        MigrateError::Drift(drifts) => {
            let drifts: Vec<Value> = drifts.iter().map(drift).collect();
            json!({ "code": "drift", "drifts": drifts })
        }
        MigrateError::Partial(partial) => json!({
            "code": "partial",
            "version": partial.record.version.as_str(),
            "statements_done": partial.record.statements_done,
            "statements_total": partial.record.statements_total,
            "uncertain": partial.record.is_uncertain(),
            "next_statement": partial.next_statement,
        }),
        MigrateError::Statement(failure) => json!({
            "code": "statement",
            "version": failure.version,
            "statement": failure.statement,
            "statements_total": failure.total,
            "file": failure.file,
            "line": failure.line,
            "column": failure.column,
            "database_message": failure.cause.message,
            "database_code": failure.cause.code,
            "database_hint": failure.cause.hint,
            "outcome": match failure.outcome {
                Outcome::RolledBack => "rolled back",
                Outcome::Stopped { .. } => "stopped",
                Outcome::Unknown => "unknown",
            },
        }),
        MigrateError::Locked { holder, waited } => json!({
            "code": "locked", "holder": holder.who, "since": holder.since, "waited_ms": output::milliseconds(*waited),
        }),
        MigrateError::Database { cause, .. } => {
            json!({ "code": "database", "database_code": cause.code })
        }
        MigrateError::OtherHistory { tool, count } => {
            json!({ "code": "other-history", "tool": tool, "migrations": count })
        }
        MigrateError::Refused { .. } => json!({ "code": "refused" }),
        MigrateError::Usage { .. } => json!({ "code": "usage" }),
        // The library may learn new errors; their text is always there.
        _ => json!({ "code": "other" }),
    }
}

fn drift(drift: &Drift) -> Value {
    let kind = match drift {
        Drift::Edited { .. } => "edited",
        Drift::Missing { .. } => "missing",
        Drift::Late { .. } => "late",
    };
    json!({ "kind": kind, "message": drift.to_string() })
}
