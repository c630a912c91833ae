//! `migrate dump`

use std::{fs, path::PathBuf};

use serde_json::json;

use super::{
    common::{Common, Format},
    failure::Failure,
    output,
};
use crate::error::CliError;

/// Arguments of `dump`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to write it; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "schema.sql")]
    output: PathBuf,
}

/// Writes the schema.
pub(crate) async fn run(common: &Common, args: &Args) -> Result<(), Failure> {
    let text = common.migrator()?.dump().await?;
    if args.output.as_os_str() == "-" {
        match common.format {
            Format::Json => output::print_json(&json!({ "schema": text })),
            Format::Text => output::print_line(text.trim_end()),
        }
        return Ok(());
    }
    let shown = args.output.display();
    let temporary = args.output.with_extension("sql.tmp");
    fs::write(&temporary, &text)
        .and_then(|()| fs::rename(&temporary, &args.output))
        .map_err(|error| {
            CliError::environment(format!("cannot write {shown}: {error}"))
                .help("check the permissions of the folder")
        })?;
    match common.format {
        Format::Json => output::print_json(&json!({ "written": shown.to_string() })),
        Format::Text => output::print_line(format!("wrote {shown}")),
    }
    Ok(())
}
