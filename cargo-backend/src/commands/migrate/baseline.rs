//! `migrate baseline V`

use serde_json::json;

use super::{
    common::{self, Common, Format},
    confirm,
    failure::Failure,
    output,
};

/// Arguments of `baseline`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The newest version that the database already has
    version: String,
}

/// Takes migrations for granted, after asking.
pub(crate) async fn run(common: &Common, args: &Args) -> Result<(), Failure> {
    let version = common::version(&args.version)?;
    let migrator = common.loud_migrator()?;
    let url = common.url()?;
    let question =
        format!("Record all migrations up to {version} as applied in {url}, without running them?");
    if common.dry_run {
        confirm::would_ask(common.format, &question);
        return Ok(());
    }
    confirm::confirm(&question, common.yes)?;
    let titles = migrator.baseline(&version).await?;
    match common.format {
        Format::Json => output::print_json(&json!({ "baseline": titles })),
        Format::Text if titles.is_empty() => output::print_line("all of them are recorded already"),
        Format::Text => titles
            .iter()
            .for_each(|title| output::print_line(format!("recorded {title}"))),
    }
    Ok(())
}
