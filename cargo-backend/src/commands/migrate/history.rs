//! `migrate history`

use backend_runtime::migrate::Record;
use serde_json::{Value, json};

use super::{
    common::{Common, Format},
    failure::Failure,
    output,
};

/// Prints the history in the order of application.
pub(crate) async fn run(common: &Common) -> Result<(), Failure> {
    let records = common.migrator()?.history().await?;
    match common.format {
        Format::Json => output::print_json(
            &json!({ "history": records.iter().map(to_json).collect::<Vec<_>>() }),
        ),
        Format::Text if records.is_empty() => output::print_line("no migration has run here"),
        Format::Text => {
            let head = [
                "version",
                "name",
                "state",
                "statements",
                "applied at",
                "took",
                "by",
            ];
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            rows.extend(records.iter().map(row));
            output::print_table(&rows);
        }
    }
    Ok(())
}

fn row(record: &Record) -> Vec<String> {
    vec![
        record.version.to_string(),
        record.name.clone(),
        record.state.as_str().to_owned(),
        format!("{}/{}", record.statements_done, record.statements_total),
        record.applied_at.clone(),
        output::duration(record.elapsed),
        by(record),
    ]
}

fn by(record: &Record) -> String {
    if record.host.is_empty() {
        return record.tool.clone();
    }
    format!(
        "{} (process {} on {})",
        record.tool, record.pid, record.host
    )
}

fn to_json(record: &Record) -> Value {
    json!({
        "version": record.version.as_str(),
        "name": record.name,
        "state": record.state.as_str(),
        "checksum": record.checksum,
        "position": record.position,
        "statements_done": record.statements_done,
        "statements_total": record.statements_total,
        "applied_at": record.applied_at,
        "rolled_back_at": record.rolled_back_at,
        "elapsed_ms": output::milliseconds(record.elapsed),
        "host": record.host,
        "pid": record.pid,
        "tool": record.tool,
        "detail": record.detail,
    })
}
