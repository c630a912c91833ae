//! `migrate create NAME`

use backend_runtime::migrate::{CreateError, create};
use serde_json::json;
use time::OffsetDateTime;

use super::{
    common::{Common, Format},
    failure::Failure,
    output,
};
use crate::error::CliError;

/// Arguments of `create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the migration does, such as `add_email_to_users`
    name: String,
}

/// Makes the two files.
pub(crate) fn run(common: &Common, args: &Args) -> Result<(), Failure> {
    let files = create(&common.source, &args.name, OffsetDateTime::now_utc()).map_err(|error| {
        let message = error.to_string();
        match error {
            CreateError::Name(_) => CliError::usage(message),
            CreateError::Io(..) => {
                CliError::environment(message).help("check the permissions of the folder")
            }
        }
    })?;
    let files = files.map(|file| file.display().to_string());
    match common.format {
        Format::Json => output::print_json(&json!({ "created": files })),
        Format::Text => files
            .iter()
            .for_each(|file| output::print_line(format!("created {file}"))),
    }
    Ok(())
}
