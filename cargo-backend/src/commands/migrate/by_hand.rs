//! `migrate baseline` and `migrate repair`

use backend_runtime::migrate::{Repair, Version};
use serde_json::json;

use super::{
    common::{self, Common, Format},
    confirm, output,
};
use crate::error::CliError;

/// Arguments of `baseline`.
#[derive(Debug, clap::Args)]
pub(crate) struct BaselineArgs {
    /// The newest version that the database already has
    version: String,
}

/// Arguments of `repair`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(crate) struct RepairArgs {
    /// The version, unless --accept names it
    #[arg(required_unless_present = "accept")]
    version: Option<String>,
    /// Take the present text of this version's file for the one that was applied
    #[arg(
        long,
        value_name = "VERSION",
        group = "what",
        conflicts_with = "version"
    )]
    accept: Option<String>,
    /// It is wholly applied
    #[arg(long, group = "what")]
    applied: bool,
    /// It is not applied at all
    #[arg(long, group = "what")]
    pending: bool,
    /// That many of its statements have run
    #[arg(long, value_name = "N", group = "what")]
    done: Option<usize>,
}

/// Takes migrations for granted, after asking.
pub(crate) async fn baseline(common: &Common, args: &BaselineArgs) -> Result<(), CliError> {
    let version = common::version(&args.version)?;
    let migrator = common.loud_migrator()?;
    let url = common.url()?;
    let question =
        format!("Record all migrations up to {version} as applied in {url}, without running them?");
    if common.dry_run {
        output::print_line(format!("dry run: would ask: {question}"));
        return Ok(());
    }
    confirm::confirm(&question, common.yes)?;
    let titles = migrator
        .baseline(&version)
        .await
        .map_err(|error| common.fail(error))?;
    match common.format {
        Format::Json => output::print_json(&json!({ "baseline": titles })),
        Format::Text if titles.is_empty() => output::print_line("all of them are recorded already"),
        Format::Text => titles
            .iter()
            .for_each(|title| output::print_line(format!("recorded {title}"))),
    }
    Ok(())
}

/// Changes a row by hand, after asking.
pub(crate) async fn repair(common: &Common, args: &RepairArgs) -> Result<(), CliError> {
    let (version, repair, what) = chosen(args)?;
    let url = common.url()?;
    let question = format!("{what} in the history of {url}?");
    if common.dry_run {
        output::print_line(format!("dry run: would ask: {question}"));
        return Ok(());
    }
    let migrator = common.loud_migrator()?;
    confirm::confirm(&question, common.yes)?;
    let title = migrator
        .repair(&version, repair)
        .await
        .map_err(|error| common.fail(error))?;
    match common.format {
        Format::Json => output::print_json(&json!({ "repaired": title })),
        Format::Text => output::print_line(format!("repaired {title}")),
    }
    Ok(())
}

fn chosen(args: &RepairArgs) -> Result<(Version, Repair, String), CliError> {
    let text = args
        .accept
        .as_deref()
        .or(args.version.as_deref())
        .unwrap_or_default();
    // Files without a version are named as `history` shows them.
    let version = match text.strip_prefix("file:") {
        Some(_) => Version::new(text),
        None => common::version(text)?,
    };
    let (repair, what) = if args.accept.is_some() {
        (
            Repair::Accept,
            format!("Take the present text of {version} for the applied one"),
        )
    } else if args.applied {
        (Repair::Applied, format!("Call {version} wholly applied"))
    } else if let Some(done) = args.done {
        (
            Repair::Done(done),
            format!("Say that {done} statements of {version} have run"),
        )
    } else {
        (
            Repair::Pending,
            format!("Forget that {version} was applied"),
        )
    };
    Ok((version, repair, what))
}
