//! `migrate status`

use backend_runtime::migrate::{Standing, Status, StatusEntry};
use serde_json::{Value, json};

use super::{
    common::{Common, Format},
    failure::Failure,
    output,
};
use crate::{error::CliError, exit};

/// Arguments of `status`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Exit with 1 when anything is pending, drifted or partial
    #[arg(long)]
    check: bool,
}

/// Prints where every migration stands.
pub(crate) async fn run(common: &Common, args: &Args) -> Result<(), Failure> {
    let status = common.migrator()?.status().await?;
    match common.format {
        Format::Json => output::print_json(&to_json(&status)),
        Format::Text => text(&status),
    }
    if args.check && !status.is_clean() {
        return Err(CliError::silent(exit::CHECK_FAILED).into());
    }
    Ok(())
}

/// Prints the table and everything that needs attention.
pub(super) fn text(status: &Status) {
    let mut rows = vec![
        ["version", "name", "state", "applied at", "took"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(status.entries.iter().map(row));
    output::print_table(&rows);
    for entry in &status.entries {
        if let Some(note) = &entry.note {
            output::print_line(format!("{}: {note}", entry.standing.as_str()));
        }
    }
    for index in &status.invalid_indexes {
        output::print_line(format!(
            "invalid: the index {} on {} was not finished; remove it with: {}",
            index.index, index.table, index.remedy
        ));
    }
    if let Some(holder) = &status.runner {
        output::print_line(format!("a runner is at work: {}", holder.who));
    }
    if let Some((tool, count)) = status.other_history {
        output::print_line(format!(
            "{tool} has recorded {count} migrations here; take them over with `up --adopt {tool}`"
        ));
    }
    output::print_line(summary(status));
}

fn summary(status: &Status) -> String {
    let all = [
        Standing::Applied,
        Standing::Baseline,
        Standing::Pending,
        Standing::Late,
        Standing::Edited,
        Standing::Missing,
        Standing::Partial,
        Standing::Running,
    ];
    let parts: Vec<String> = all
        .into_iter()
        .map(|standing| (status.count(standing), standing))
        .filter(|(count, _)| *count > 0)
        .map(|(count, standing)| format!("{count} {}", standing.as_str()))
        .collect();
    if parts.is_empty() {
        "no migrations".to_owned()
    } else {
        parts.join(", ")
    }
}

fn row(entry: &StatusEntry) -> Vec<String> {
    let record = entry
        .record
        .as_ref()
        .filter(|record| record.state.is_applied());
    vec![
        entry.version.clone(),
        entry.name.clone(),
        entry.standing.as_str().to_owned(),
        record
            .map(|record| record.applied_at.clone())
            .unwrap_or_default(),
        record
            .map(|record| output::duration(record.elapsed))
            .unwrap_or_default(),
    ]
}

pub(super) fn to_json(status: &Status) -> Value {
    let entries: Vec<Value> = status
        .entries
        .iter()
        .map(|entry| {
            let record = entry.record.as_ref();
            json!({
                "version": entry.version,
                "name": entry.name,
                "state": entry.standing.as_str(),
                "file": entry.file,
                "has_down": entry.has_down,
                "applied_at": record.filter(|record| record.state.is_applied()).map(|record| &record.applied_at),
                "elapsed_ms": record.map(|record| output::milliseconds(record.elapsed)),
                "statements_done": record.map(|record| record.statements_done),
                "statements_total": record.map(|record| record.statements_total),
                "uncertain": record.map(|record| record.is_uncertain()),
                "note": entry.note,
            })
        })
        .collect();
    let invalid: Vec<Value> = status
        .invalid_indexes
        .iter()
        .map(|index| json!({ "index": index.index, "table": index.table, "remedy": index.remedy }))
        .collect();
    json!({
        "clean": status.is_clean(),
        "consistent": status.is_consistent(),
        "migrations": entries,
        "invalid_indexes": invalid,
        "runner": status.runner.as_ref().map(|holder| &holder.who),
        "other_history": status.other_history.map(|(tool, count)| json!({ "tool": tool, "migrations": count })),
    })
}
