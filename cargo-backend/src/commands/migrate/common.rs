//! What all subcommands share: the database, the files, and how to go about it.

use std::{path::PathBuf, time::Duration};

use backend_runtime::{
    db::{ConnectErrorKind, DatabaseUrl},
    migrate::{
        Adopt, Event, MigrateError, Migrations, Migrator, Order, Settings, Version, parse_duration,
    },
};
use clap::ValueEnum;

use super::{confirm, failure::Failure};
use crate::error::CliError;

/// Flags that every subcommand takes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Common {
    /// The database: postgres://…, mysql://…, sqlite:… (default: DATABASE_URL)
    #[arg(long, alias = "connection", value_name = "URL", global = true)]
    database_url: Option<String>,
    /// The folder of migrations
    #[arg(long, value_name = "DIR", default_value = "migrations", global = true)]
    pub(super) source: PathBuf,
    /// Run everything and take it back; on MySQL on a scratch database
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
    /// Answer every question with yes
    #[arg(long, short, global = true)]
    pub(super) yes: bool,
    /// What to do about files that are missing or came late
    #[arg(long, value_enum, default_value = "strict", global = true)]
    order: OrderFlag,
    /// How long to wait for another runner
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration, global = true)]
    lock_wait: Duration,
    /// Take over the history of another tool
    #[arg(long, value_enum, value_name = "TOOL", global = true)]
    adopt: Option<AdoptFlag>,
    /// Create the database when it does not exist
    #[arg(long, global = true)]
    create_database: bool,
    /// How to print results
    #[arg(long, value_enum, default_value = "text", global = true)]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OrderFlag {
    /// They are an error
    Strict,
    /// Missing files are left alone, late ones are applied
    Allow,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AdoptFlag {
    Sqlx,
    Dbmate,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

fn duration(text: &str) -> Result<Duration, String> {
    parse_duration(text)
        .ok_or_else(|| "write a number and a unit, such as 500ms, 60s or 2min".to_owned())
}

impl Common {
    /// The database that the flags, the environment or `.env` name.
    pub(super) fn url(&self) -> Result<DatabaseUrl, Failure> {
        let given = self.database_url.clone();
        let text = match given.or_else(|| std::env::var("DATABASE_URL").ok()) {
            Some(text) if !text.is_empty() => text,
            Some(_) | None => database_of_env_file()?.ok_or_else(|| {
                CliError::usage("no database is named")
                    .help("give --database-url, or set DATABASE_URL in the environment or in .env")
            })?,
        };
        Ok(DatabaseUrl::parse(&text)?)
    }

    /// The runner for the database and the files.
    pub(super) fn migrator(&self) -> Result<Migrator, Failure> {
        let settings = Settings {
            order: match self.order {
                OrderFlag::Strict => Order::Strict,
                OrderFlag::Allow => Order::Allow,
            },
            lock_wait: self.lock_wait,
            adopt: self.adopt.map(|tool| match tool {
                AdoptFlag::Sqlx => Adopt::Sqlx,
                AdoptFlag::Dbmate => Adopt::Dbmate,
            }),
            create_database: self.create_database,
            ..Settings::default()
        };
        let migrations = Migrations::folder(&self.source);
        Ok(Migrator::new(self.url()?, &migrations).with_settings(settings))
    }

    /// The same with what happens shown on the terminal.
    pub(super) fn loud_migrator(&self) -> Result<Migrator, Failure> {
        let progress = super::progress::Progress::new(self.format);
        Ok(self
            .migrator()?
            .on_event(move |event: &Event| progress.show(event)))
    }

    /// What a missing database or a foreign history can be answered with, after asking; `None` when it cannot.
    pub(super) fn answer(&self, error: &MigrateError) -> Result<Option<Self>, Failure> {
        let mut changed = self.clone();
        let question = match error {
            MigrateError::Connect(error)
                if error.kind == ConnectErrorKind::MissingDatabase && !self.create_database =>
            {
                changed.create_database = true;
                format!("{}. Create it?", error.message)
            }
            MigrateError::OtherHistory { tool, count } if self.adopt.is_none() => {
                changed.adopt = Some(if *tool == "sqlx" {
                    AdoptFlag::Sqlx
                } else {
                    AdoptFlag::Dbmate
                });
                format!("{tool} has recorded {count} migrations here. Take them over?")
            }
            _ => return Ok(None),
        };
        // An offer, not a condition: without a terminal the error itself says which flag helps.
        if self.yes || !confirm::is_terminal() {
            return Ok(None);
        }
        confirm::ask(&question)?;
        Ok(Some(changed))
    }
}

/// `DATABASE_URL` of `.env`, in this folder or the nearest one above that has such a file.
pub(in crate::commands) fn database_of_env_file() -> Result<Option<String>, CliError> {
    // The error of a line shows the line, which may have a password.
    let unreadable = |error: dotenvy::Error| match error {
        dotenvy::Error::LineParse(_, position) => CliError::usage(format!(
            "a line of .env cannot be read, at its character {}",
            position + 1
        ))
        .help("write NAME=value, with quotes around a value that has spaces, # or $"),
        other => CliError::environment(format!(".env cannot be read: {other}")),
    };
    let variables = match dotenvy::dotenv_iter() {
        Ok(variables) => variables,
        Err(error) if error.not_found() => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    for variable in variables {
        match variable.map_err(unreadable)? {
            (name, value) if name == "DATABASE_URL" && !value.is_empty() => {
                return Ok(Some(value));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// A version as the command line takes it.
pub(super) fn version(text: &str) -> Result<Version, CliError> {
    let version = Version::new(text);
    match version.number() {
        Some(_) => Ok(version),
        None => Err(CliError::usage(format!("`{text}` is not a version"))
            .help("write the digits at the start of the file name, such as 20260101120000")),
    }
}
