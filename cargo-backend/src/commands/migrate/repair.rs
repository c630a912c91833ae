//! `migrate repair`: what a person knows and the history does not.

use backend_runtime::migrate::{Migrator, Repair, Standing, StatusEntry, Version};
use serde_json::json;

use super::{
    common::{self, Common, Format},
    confirm,
    failure::Failure,
    output,
};
use crate::error::CliError;

/// Arguments of `repair`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The version; without one, everything partial or edited is gone through
    version: Option<String>,
    /// Take the present text of this version's file for the one that was applied
    #[arg(long, value_name = "VERSION", conflicts_with = "version")]
    accept: Option<String>,
    /// It is wholly applied
    #[arg(long, requires = "version", conflicts_with_all = ["pending", "done"])]
    applied: bool,
    /// It is not applied at all
    #[arg(long, requires = "version", conflicts_with = "done")]
    pending: bool,
    /// That many of its statements have run
    #[arg(long, requires = "version", value_name = "N")]
    done: Option<usize>,
}

/// Changes rows by hand, after asking.
pub(crate) async fn run(common: &Common, args: &Args) -> Result<(), Failure> {
    let named = args.accept.as_deref().or(args.version.as_deref());
    let version = named.map(version).transpose()?;
    let migrator = common.loud_migrator()?;
    let wanted = match (&version, explicit(args)) {
        (Some(version), Some(repair)) => vec![(version.clone(), Some(repair))],
        (_, _) => found(&migrator, version.as_ref()).await?,
    };
    let mut titles = Vec::new();
    for (version, repair) in wanted {
        let repair = match repair {
            Some(repair) => Some(repair),
            None => ask_what_has_run(common, &version)?,
        };
        let Some(repair) = repair else { continue };
        let question = format!(
            "{} in the history of {}?",
            description(&version, repair),
            common.url()?
        );
        if common.dry_run {
            confirm::would_ask(common.format, &question);
            continue;
        }
        confirm::confirm(&question, common.yes)?;
        titles.push(migrator.repair(&version, repair).await?);
    }
    match common.format {
        _ if common.dry_run => {}
        Format::Json => output::print_json(&json!({ "repaired": titles })),
        Format::Text if titles.is_empty() => output::print_line("nothing was repaired"),
        Format::Text => titles
            .iter()
            .for_each(|title| output::print_line(format!("repaired {title}"))),
    }
    Ok(())
}

/// Files without a version are named as `history` shows them.
fn version(text: &str) -> Result<Version, CliError> {
    match text.strip_prefix("file:") {
        Some(_) => Ok(Version::new(text)),
        None => common::version(text),
    }
}

/// What the flags say.
fn explicit(args: &Args) -> Option<Repair> {
    if args.accept.is_some() {
        Some(Repair::Accept)
    } else if args.applied {
        Some(Repair::Applied)
    } else if args.pending {
        Some(Repair::Pending)
    } else {
        args.done.map(Repair::Done)
    }
}

/// What stands in need of repair: an edited file can be accepted; of a partial one only a person knows what has run.
async fn found(
    migrator: &Migrator,
    only: Option<&Version>,
) -> Result<Vec<(Version, Option<Repair>)>, Failure> {
    let status = migrator.status().await?;
    let mut found = Vec::new();
    for entry in &status.entries {
        let version = Version::new(&entry.version);
        if only.is_some_and(|only| *only != version) {
            continue;
        }
        match entry.standing {
            Standing::Edited => found.push((version, Some(Repair::Accept))),
            Standing::Partial => {
                tell(entry);
                found.push((version, None));
            }
            Standing::Applied
            | Standing::Baseline
            | Standing::Pending
            | Standing::Late
            | Standing::Missing
            | Standing::Running => {}
        }
    }
    match only {
        Some(version) if found.is_empty() => Err(CliError::usage(format!(
            "{version} is neither partial nor edited, so there is nothing to ask about it"
        ))
        .help("say what is so: --applied, --pending, --done N or --accept VERSION")
        .into()),
        Some(_) | None => Ok(found),
    }
}

#[allow(
    clippy::print_stderr,
    reason = "what a question is about goes beside it"
)]
fn tell(entry: &StatusEntry) {
    if let Some(note) = &entry.note {
        eprintln!("{note}");
    }
}

fn ask_what_has_run(common: &Common, version: &Version) -> Result<Option<Repair>, Failure> {
    let help = format!(
        "look at the database, then say `repair {version} --applied`, `--pending` or `--done N`"
    );
    if common.yes || !confirm::is_terminal() {
        let message = format!("{version} is partial, and only a person can say what has run");
        return Err(CliError::usage(message).help(help).into());
    }
    let question = format!(
        "What of {version} has run? `all`, `nothing`, the number of statements, or enter to leave it:"
    );
    match confirm::line(&question)?.to_lowercase().as_str() {
        "" => Ok(None),
        "all" => Ok(Some(Repair::Applied)),
        "nothing" => Ok(Some(Repair::Pending)),
        answer => match answer.parse() {
            Ok(done) => Ok(Some(Repair::Done(done))),
            Err(_) => {
                let message = format!("`{answer}` is no answer to that; nothing was changed");
                Err(CliError::usage(message).help(help).into())
            }
        },
    }
}

fn description(version: &Version, repair: Repair) -> String {
    match repair {
        Repair::Accept => format!("Take the present text of {version} for the applied one"),
        Repair::Applied => format!("Call {version} wholly applied"),
        Repair::Pending => format!("Forget that {version} was applied"),
        Repair::Done(done) => format!("Say that {done} statements of {version} have run"),
    }
}
