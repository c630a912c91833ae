//! `cargo backend openapi diff OLD NEW`

use backend_codegen::{
    compare::{Class, Report, compare},
    spec::write,
};
use clap::ValueEnum;

use super::tell;
use crate::{config::Format, error::CliError, exit, input};

/// Arguments of `openapi diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The document that clients know: a file or a URL
    #[arg(value_name = "OLD")]
    old: String,
    /// The document that comes: a file or a URL
    #[arg(value_name = "NEW")]
    new: String,
    /// Exit with 1 when there is a change of this class, or of a graver one
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,
    /// How the changes are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Follow references that leave the folder or the host of a document
    #[arg(long)]
    allow_ref: bool,
}

/// From which class on a change fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Clients that followed OLD fail
    Breaking,
    /// Breaking ones, and those that no client notices
    Compatible,
    /// Any change
    Documentation,
}

pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let read = |spec: &str| -> Result<_, CliError> {
        let input = input::read(spec, args.allow_ref)?;
        Ok(write::bundle(&input.document).to_json())
    };
    let report = compare(&read(&args.old)?, &read(&args.new)?);
    match args.format {
        Format::Text => tell::text(&report),
        Format::Json => tell::json(&report),
    }
    match args.fail_on {
        Some(class) if fails(&report, class) => Err(CliError::silent(exit::CHECK_FAILED)),
        Some(_) | None => Ok(()),
    }
}

fn fails(report: &Report, class: FailOn) -> bool {
    let least = match class {
        FailOn::Breaking => Class::Breaking,
        FailOn::Compatible => Class::Compatible,
        FailOn::Documentation => Class::Documentation,
    };
    report
        .differences
        .iter()
        .any(|difference| difference.class() <= least)
}
