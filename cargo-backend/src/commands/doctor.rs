//! `cargo backend doctor`: what is installed, reachable and missing.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anstream::println;
use anstyle::{AnsiColor, Style};
use backend_codegen::config::CONFIG_PATH;
use backend_runtime::db::{self, ConnectError, DatabaseUrl, Engine};
use serde::Serialize;

use super::migrate::database_of_env_file;
use crate::{config::Format, error::CliError, exit, project};

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database to look for
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A program that some command makes use of.
struct Tool {
    program: &'static str,
    needed_for: &'static str,
    /// The first version that will do, where that matters.
    least: Option<(u32, u32)>,
}

impl Tool {
    const fn any(program: &'static str, needed_for: &'static str) -> Self {
        Self {
            program,
            needed_for,
            least: None,
        }
    }

    const fn since(self, major: u32, minor: u32) -> Self {
        Self {
            least: Some((major, minor)),
            ..self
        }
    }
}

const TOOLS: [Tool; 7] = [
    Tool::any("cargo", "building Rust services").since(1, 95),
    Tool::any("rustfmt", "formatting Rust services"),
    Tool::any("node", "running TypeScript services").since(20, 0),
    Tool::any("npm", "the packages of TypeScript services"),
    Tool::any("psql", "looking into PostgreSQL"),
    Tool::any("mysql", "looking into MySQL and MariaDB"),
    Tool::any("docker", "container images"),
];

/// How a thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// There, and it works.
    Ok,
    /// There, but older than what is needed.
    Old,
    /// Not there; something that may never be wanted.
    Missing,
    /// Asked for, and it does not work.
    Failed,
}

/// One thing that was looked for.
#[derive(Debug, Serialize)]
struct Finding {
    state: State,
    name: String,
    detail: String,
}

impl Finding {
    fn new(state: State, name: &str, detail: impl Into<String>) -> Self {
        Self {
            state,
            name: name.to_owned(),
            detail: detail.into(),
        }
    }
}

/// Prints one line for each thing; fails when one that was asked for does not work.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    let mut findings: Vec<_> = TOOLS.iter().map(tool).collect();
    findings.extend(project_here());
    findings.push(named_database(args.database_url.as_deref()));
    match args.format {
        Format::Text => findings.iter().for_each(print),
        Format::Json => {
            let text = serde_json::to_string_pretty(&findings);
            println!(
                "{}",
                text.expect("plain data with string keys is valid JSON")
            );
        }
    }
    let failed = findings.iter().any(|it| it.state == State::Failed);
    if failed {
        return Err(CliError::silent(exit::ENVIRONMENT));
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the result of the command")]
fn print(finding: &Finding) {
    let (word, colour) = match finding.state {
        State::Ok => ("ok", AnsiColor::Green),
        State::Old => ("old", AnsiColor::Yellow),
        State::Missing => ("missing", AnsiColor::Yellow),
        State::Failed => ("failed", AnsiColor::Red),
    };
    let style = Style::new().fg_color(Some(colour.into()));
    println!(
        "{style}{word:<8}{style:#} {:<9} {}",
        finding.name, finding.detail
    );
}

fn tool(tool: &Tool) -> Finding {
    match Command::new(tool.program).arg("--version").output() {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout);
            let version = text.lines().next().unwrap_or_default();
            match tool.least {
                Some((major, minor)) if number(version) < Some((major, minor)) => {
                    let needed_for = tool.needed_for;
                    let detail =
                        format!("{version}; {major}.{minor} or later is needed for {needed_for}");
                    Finding::new(State::Old, tool.program, detail)
                }
                Some(_) | None => Finding::new(State::Ok, tool.program, version),
            }
        }
        Ok(_) | Err(_) => {
            let detail = format!("needed for {}", tool.needed_for);
            Finding::new(State::Missing, tool.program, detail)
        }
    }
}

/// The version in `cargo 1.95.0 (f2d3ce0bd 2026-03-21)` or `v20.19.2`.
fn number(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let mut parts = text[start..].split(|character: char| !character.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The project that the current folder lies in, if it does.
fn project_here() -> Option<Finding> {
    let root: PathBuf = project::find(Path::new(".")).ok()?;
    let finding = match project::package_of(&root) {
        Ok(Some(package)) => {
            let detail = format!("{package} in {}", root.display());
            Finding::new(State::Ok, "project", detail)
        }
        Ok(None) => {
            let detail = format!(
                "{} has {CONFIG_PATH} but neither Cargo.toml nor package.json",
                root.display()
            );
            Finding::new(State::Failed, "project", detail)
        }
        Err(error) => Finding::new(State::Failed, "project", error.message),
    };
    Some(finding)
}

/// The database of the flag, of the environment, or of `.env`.
fn named_database(given: Option<&str>) -> Finding {
    if let Some(text) = given.filter(|text| !text.is_empty()) {
        return database(text);
    }
    match database_of_env_file() {
        Ok(Some(text)) => database(&text),
        Ok(None) => {
            let detail =
                "none is named: --database-url, or DATABASE_URL in the environment or in .env";
            Finding::new(State::Missing, "database", detail)
        }
        Err(error) => Finding::new(State::Failed, "database", error.message),
    }
}

/// Connects as a service would. No message has the password.
fn database(text: &str) -> Finding {
    let failed = |message: String| Finding::new(State::Failed, "database", message);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return failed(format!("no asynchronous runtime: {error}")),
    };
    match runtime.block_on(reach(text)) {
        Ok((url, Reached::Answers)) => {
            let detail = format!("{} answers: {url}", url.engine());
            Finding::new(State::Ok, "database", detail)
        }
        Ok((url, Reached::ToBeMade)) => {
            let detail = format!("{url}: a service makes the file at its start");
            Finding::new(State::Ok, "database", detail)
        }
        Err(error) => failed(error.to_string()),
    }
}

/// What became of an attempt to connect.
enum Reached {
    Answers,
    /// A file that is not there yet.
    ToBeMade,
}

async fn reach(text: &str) -> Result<(DatabaseUrl, Reached), ConnectError> {
    let url = DatabaseUrl::parse(text)?;
    match url.engine() {
        // Connecting would make the file; a service does that at its start.
        Engine::Sqlite if is_to_be_made(text) => return Ok((url, Reached::ToBeMade)),
        Engine::Sqlite => drop(db::sqlite::pool(text).await?),
        Engine::Postgres => drop(db::postgres::pool(text).await?),
        Engine::Mysql => drop(db::mysql::pool(text).await?),
    }
    Ok((url, Reached::Answers))
}

/// Whether a SQLite URL names a file that is missing in a folder that is there.
fn is_to_be_made(url: &str) -> bool {
    let place = url.split_once(':').map_or(url, |(_, place)| place);
    let place = place.strip_prefix("//").unwrap_or(place);
    let file = Path::new(place.split('?').next().unwrap_or_default());
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    !url.contains(":memory:") && !file.exists() && folder.is_none_or(Path::exists)
}
