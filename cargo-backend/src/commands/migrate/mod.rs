//! `cargo backend migrate`: one file per subcommand over the library that services use at their start.

mod back;
mod baseline;
mod common;
mod confirm;
mod create;
mod dry_run;
mod dump;
mod failure;
mod history;
mod output;
mod progress;
mod repair;
mod status;
mod up;
mod verify;

use std::future::Future;

use clap::Subcommand;

use crate::error::CliError;
use common::Common;
use failure::Failure;

pub(super) use common::database_of_env_file;

/// Arguments of `migrate`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The database comes from --database-url, or from DATABASE_URL in the environment or in .env.\n\
    Files: <version>_<name>.up.sql and .down.sql; <version>_<name>.sql; or one file with `-- migrate:up` and\n\
    `-- migrate:down` sections. First lines may say `-- no-transaction`, `-- lock-timeout: 5s`, `-- statement-timeout: 30s`.\n\
    Exit codes: 0 done; 1 a check did not hold; 2 wrong usage; 3 bad migration, failed SQL, drift; 4 environment."
)]
pub(crate) struct Args {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the two files of a new migration
    Create(create::Args),
    /// Apply what is pending
    Up(up::Args),
    /// Take the newest migrations back
    Rollback(back::RollbackArgs),
    /// Take the newest migration back and apply it again
    Redo,
    /// Where every migration stands
    Status(status::Args),
    /// What was applied when, by whom, and how long it took
    History,
    /// Compare files with history, and prove the way back
    Verify(verify::Args),
    /// Take migrations for granted that a database already has
    Baseline(baseline::Args),
    /// Set the history right by hand
    Repair(repair::Args),
    /// Write the schema as SQL, the same text for the same schema
    Dump(dump::Args),
}

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    dispatch(args).map_err(|failure| failure::report(args.common.format, failure))
}

fn dispatch(args: &Args) -> Result<(), Failure> {
    let common = &args.common;
    match &args.command {
        Command::Create(args) => create::run(common, args),
        Command::Up(args) => wait(up::run(common, args)),
        Command::Rollback(args) => wait(back::rollback(common, args)),
        Command::Redo => wait(back::redo(common)),
        Command::Status(args) => wait(status::run(common, args)),
        Command::History => wait(history::run(common)),
        Command::Verify(args) => wait(verify::run(common, args)),
        Command::Baseline(args) => wait(baseline::run(common, args)),
        Command::Repair(args) => wait(repair::run(common, args)),
        Command::Dump(args) => wait(dump::run(common, args)),
    }
}

/// One thread is enough for one connection.
fn wait(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::environment(format!("cannot start the runtime: {error}")))?
        .block_on(command)
}
