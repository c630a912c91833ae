//! `migrate up`

use std::path::{Path, PathBuf};

use backend_runtime::migrate::{FileRun, MigrateError, Report, UpOptions};
use serde_json::json;

use super::{
    common::{Common, Format},
    confirm, dry_run, output,
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
pub(crate) async fn run(common: &Common, args: &Args) -> Result<(), CliError> {
    let options = options(args)?;
    let result = attempt(common, args, &options).await?;
    match result {
        Ok(()) => Ok(()),
        Err(error) => match common.answer(&error)? {
            Some(changed) => attempt(&changed, args, &options)
                .await?
                .map_err(|error| common.fail(error)),
            None => Err(common.fail(error)),
        },
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

/// The outer error is final; the inner one may be answered.
async fn attempt(
    common: &Common,
    args: &Args,
    options: &UpOptions,
) -> Result<Result<(), MigrateError>, CliError> {
    if let Some(file) = &args.file {
        return one_file(common, file).await;
    }
    if common.dry_run {
        let migrator = common.loud_migrator()?;
        return Ok(migrator
            .dry_run(options)
            .await
            .map(|report| dry_run::print(common.format, &report)));
    }
    if !common.url()?.is_local() && !common.yes {
        match common.migrator()?.destructive(options).await {
            Ok(statements) if statements.is_empty() => {}
            Ok(statements) => confirm::confirm(&question(common, &statements)?, common.yes)?,
            Err(error) => return Ok(Err(error)),
        }
    }
    let migrator = common.loud_migrator()?;
    Ok(migrator
        .up_with(options)
        .await
        .map(|report| print(common.format, &report)))
}

fn question(common: &Common, statements: &[String]) -> Result<String, CliError> {
    let url = common.url()?;
    Ok(format!(
        "These statements may destroy data in {url}:\n  {}\nRun them?",
        statements.join("\n  ")
    ))
}

async fn one_file(common: &Common, file: &Path) -> Result<Result<(), MigrateError>, CliError> {
    let migrator = common.loud_migrator()?;
    let result = migrator.up_file(file, common.dry_run).await;
    Ok(result.map(|run| match run {
        FileRun::Applied(report) => print(common.format, &report),
        FileRun::Dry(report) => dry_run::print(common.format, &report),
    }))
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
