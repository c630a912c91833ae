//! The report of `--dry-run`.

use backend_runtime::migrate::{DryRun, DryRunMethod};
use serde_json::{Value, json};

use super::{common::Format, output};

/// Prints what a dry run found out.
pub(super) fn print(format: Format, report: &DryRun) {
    match format {
        Format::Json => output::print_json(&to_json(report)),
        Format::Text => text(report),
    }
}

fn text(report: &DryRun) {
    if report.migrations.is_empty() {
        return output::print_line("nothing to apply");
    }
    for migration in &report.migrations {
        output::print_line(&migration.title);
        if let Some(reason) = &migration.skipped {
            output::print_line(format!("  not run: {reason}"));
        }
        for (index, statement) in migration.statements.iter().enumerate() {
            let time = statement
                .elapsed
                .map_or("parsed".to_owned(), output::duration);
            output::print_line(format!("  {} {} ({time})", index + 1, statement.text));
            for lock in &statement.locks {
                output::print_line(format!("      takes {lock}"));
            }
        }
    }
    output::print_line(match &report.method {
        DryRunMethod::RolledBack => "dry run: everything was run and rolled back".to_owned(),
        DryRunMethod::Scratch => {
            "dry run: everything was run on a scratch database, which is gone again".to_owned()
        }
        DryRunMethod::Parsed(reason) => {
            format!("dry run: the statements were only parsed, not run: {reason}")
        }
    });
}

fn to_json(report: &DryRun) -> Value {
    let migrations: Vec<Value> = report
        .migrations
        .iter()
        .map(|migration| {
            let statements: Vec<Value> = migration
                .statements
                .iter()
                .map(|statement| {
                    json!({
                        "text": statement.text,
                        "elapsed_ms": statement.elapsed.map(output::milliseconds),
                        "locks": statement.locks,
                    })
                })
                .collect();
            json!({ "migration": migration.title, "skipped": migration.skipped, "statements": statements })
        })
        .collect();
    let (method, reason) = match &report.method {
        DryRunMethod::RolledBack => ("rolled back", None),
        DryRunMethod::Scratch => ("scratch database", None),
        DryRunMethod::Parsed(reason) => ("parsed", Some(reason)),
    };
    json!({ "dry_run": { "method": method, "reason": reason, "migrations": migrations } })
}
