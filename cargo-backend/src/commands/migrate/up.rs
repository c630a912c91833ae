//! `migrate up`

use std::path::PathBuf;

use backend_runtime::migrate::{Report, UpOptions};
use serde_json::json;

use super::{
    common::{Common, Format},
    confirm, dry_run,
    failure::Failure,
    output,
};
use crate::error::CliError;

/// Arguments of `up`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Up to and including this version
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["steps", "file"])]
    to: Option<String>,
    /// At most that many
    #[arg(long, value_name = "N", conflicts_with = "file")]
    steps: Option<usize>,
    /// One file without a version, recorded under its name
    #[arg(long, value_name = "FILE", conflicts_with = "single_transaction")]
    file: Option<PathBuf>,
    /// Go on with a migration that stopped half way
    #[arg(long)]
    resume: bool,
    /// All pending migrations in one transaction (PostgreSQL, SQLite)
    #[arg(long)]
    single_transaction: bool,
}

/// Applies what is pending.
pub(crate) async fn run(common: &Common, args: &Args) -> Result<(), Failure> {
    let options = options(args)?;
    match attempt(common, args, &options).await {
        Err(Failure::Migrate(error)) => match common.answer(&error)? {
            Some(changed) => attempt(&changed, args, &options).await,
            None => Err(error.into()),
        },
        other => other,
    }
}

fn options(args: &Args) -> Result<UpOptions, CliError> {
    let to = args.to.as_deref().map(super::common::version).transpose()?;
    Ok(UpOptions {
        to,
        steps: args.steps,
        resume: args.resume,
        single_transaction: args.single_transaction,
    })
}

async fn attempt(common: &Common, args: &Args, options: &UpOptions) -> Result<(), Failure> {
    let file = args.file.as_deref();
    if common.dry_run {
        let migrator = common.loud_migrator()?;
        let report = match file {
            Some(file) => migrator.dry_run_file(file, options).await?,
            None => migrator.dry_run(options).await?,
        };
        dry_run::print(common.format, &report);
        return Ok(());
    }
    if !common.url()?.is_local() && !common.yes {
        let statements = common.migrator()?.destructive(file, options).await?;
        if !statements.is_empty() {
            confirm::confirm(&question(common, &statements)?, common.yes)?;
        }
    }
    let migrator = common.loud_migrator()?;
    let report = match file {
        Some(file) => migrator.up_file(file, options).await?,
        None => migrator.up_with(options).await?,
    };
    print(common.format, &report);
    Ok(())
}

fn question(common: &Common, statements: &[String]) -> Result<String, Failure> {
    let url = common.url()?;
    Ok(format!(
        "These statements may destroy data in {url}:\n  {}\nRun them?",
        statements.join("\n  ")
    ))
}

/// In text, migrations have been printed as they came.
pub(super) fn print(format: Format, report: &Report) {
    match format {
        Format::Json => output::print_json(&json!({ "applied": output::report_json(report) })),
        Format::Text if report.applied.is_empty() => output::print_line("nothing to apply"),
        Format::Text => {}
    }
}

#[cfg(test)]
mod tests {
    use backend_runtime::migrate::Version;

    #[test]
    fn versions_are_numbers_on_the_command_line() {
        assert_eq!(
            super::super::common::version("007").ok(),
            Some(Version::new("7"))
        );
        assert!(super::super::common::version("add_email").is_err());
    }
}
