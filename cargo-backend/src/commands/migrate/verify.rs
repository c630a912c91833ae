//! `migrate verify`

use backend_runtime::migrate::{RoundTrip, RoundTripOutcome, Status};
use serde_json::{Value, json};

use super::{
    common::{Common, Format},
    failure::Failure,
    output,
};
use crate::{error::CliError, exit};

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Also run up, down and up on a scratch database and compare the schemas
    #[arg(long)]
    roundtrip: bool,
}

/// Compares files with history; exits with 1 when they contradict each other.
pub(crate) async fn run(common: &Common, args: &Args) -> Result<(), Failure> {
    let migrator = common.migrator()?;
    let status = migrator.status().await?;
    let trips = if args.roundtrip {
        migrator.roundtrip().await?
    } else {
        Vec::new()
    };
    match common.format {
        Format::Json => output::print_json(&to_json(&status, &trips)),
        Format::Text => text(&status, &trips),
    }
    if status.is_consistent() && trips.iter().all(|trip| trip.outcome.holds()) {
        Ok(())
    } else {
        Err(CliError::silent(exit::CHECK_FAILED).into())
    }
}

fn text(status: &Status, trips: &[RoundTrip]) {
    for entry in status
        .entries
        .iter()
        .filter(|entry| entry.standing.is_drift())
    {
        let note = entry.note.as_deref().unwrap_or_default();
        output::print_line(format!(
            "{}: {}_{}: {note}",
            entry.standing.as_str(),
            entry.version,
            entry.name
        ));
    }
    for trip in trips {
        let title = &trip.title;
        match &trip.outcome {
            RoundTripOutcome::Faithful => output::print_line(format!("round trip holds: {title}")),
            RoundTripOutcome::NoDown => output::print_line(format!("no way back: {title}")),
            RoundTripOutcome::DownDiffers(lines) => {
                differs(
                    &format!("{title}: the way back does not restore what was before"),
                    lines,
                );
            }
            RoundTripOutcome::UpFails(failure) => {
                output::print_line(format!(
                    "{title}: after the way back, the way forward fails"
                ));
                output::print_line(format!("  {failure}"));
            }
            RoundTripOutcome::UpDiffers(lines) => {
                differs(
                    &format!("{title}: the second way forward differs from the first"),
                    lines,
                );
            }
        }
    }
    output::print_line(if status.is_consistent() {
        "files and history agree"
    } else {
        "files and history contradict each other"
    });
}

fn differs(what: &str, lines: &[String]) {
    output::print_line(what);
    for line in lines {
        output::print_line(format!("  {line}"));
    }
}

fn to_json(status: &Status, trips: &[RoundTrip]) -> Value {
    let trips: Vec<Value> = trips
        .iter()
        .map(|trip| {
            let (outcome, lines) = match &trip.outcome {
                RoundTripOutcome::Faithful => ("faithful", Vec::new()),
                RoundTripOutcome::NoDown => ("no down", Vec::new()),
                RoundTripOutcome::DownDiffers(lines) => ("down differs", lines.clone()),
                RoundTripOutcome::UpDiffers(lines) => ("up differs", lines.clone()),
                RoundTripOutcome::UpFails(failure) => ("up fails", vec![failure.to_string()]),
            };
            json!({ "migration": trip.title, "outcome": outcome, "difference": lines })
        })
        .collect();
    json!({
        "consistent": status.is_consistent(),
        "migrations": super::status::to_json(status)["migrations"],
        "roundtrip": trips,
    })
}
