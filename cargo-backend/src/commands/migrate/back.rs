//! `migrate rollback` and `migrate redo`

use std::path::PathBuf;

use backend_runtime::migrate::{Back, Report};
use serde_json::json;

use super::{
    common::{self, Common, Format},
    confirm, dry_run,
    failure::Failure,
    output,
};

/// Arguments of `rollback`.
#[derive(Debug, clap::Args)]
pub(crate) struct RollbackArgs {
    /// That many, the newest first (default: 1)
    #[arg(long, value_name = "N", conflicts_with_all = ["to", "file"])]
    steps: Option<usize>,
    /// Everything above this version; 0 is everything
    #[arg(long, value_name = "VERSION", conflicts_with = "file")]
    to: Option<String>,
    /// The file that `up --file` applied
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Takes migrations back, after asking.
pub(crate) async fn rollback(common: &Common, args: &RollbackArgs) -> Result<(), Failure> {
    let back = match (&args.to, &args.file) {
        (Some(to), _) => Back::To(common::version(to)?),
        (None, Some(file)) => Back::File(file.clone()),
        (None, None) => Back::Steps(args.steps.unwrap_or(1)),
    };
    let migrator = common.loud_migrator()?;
    if common.dry_run {
        let report = migrator.rollback_dry_run(&back).await?;
        dry_run::print(common.format, &report);
        return Ok(());
    }
    let titles = migrator.rollback_plan(&back).await?;
    if titles.is_empty() {
        print(common.format, &Report::default());
        return Ok(());
    }
    ask(common, &titles, "Take back")?;
    let report = migrator.rollback(&back).await?;
    print(common.format, &report);
    Ok(())
}

/// Takes the newest one back and applies it again, after asking.
pub(crate) async fn redo(common: &Common) -> Result<(), Failure> {
    let migrator = common.loud_migrator()?;
    let back = Back::Steps(1);
    if common.dry_run {
        let report = migrator.rollback_dry_run(&back).await?;
        dry_run::print(common.format, &report);
        return Ok(());
    }
    let titles = migrator.rollback_plan(&back).await?;
    ask(common, &titles, "Take back and apply again")?;
    let report = migrator.redo().await?;
    super::up::print(common.format, &report);
    Ok(())
}

fn ask(common: &Common, titles: &[String], what: &str) -> Result<(), Failure> {
    let url = common.url()?;
    let question = format!("{what} in {url}: {}?", titles.join(", "));
    confirm::confirm(&question, common.yes)
}

fn print(format: Format, report: &Report) {
    match format {
        Format::Json => output::print_json(&json!({ "rolled_back": output::report_json(report) })),
        Format::Text if report.applied.is_empty() => output::print_line("nothing to roll back"),
        Format::Text => {}
    }
}
