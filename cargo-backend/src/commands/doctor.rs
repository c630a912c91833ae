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
}

const TOOLS: [Tool; 5] = [
    Tool {
        program: "cargo",
        needed_for: "building Rust services",
    },
    Tool {
        program: "rustfmt",
        needed_for: "formatting Rust services",
    },
    Tool {
        program: "psql",
        needed_for: "looking into PostgreSQL",
    },
    Tool {
        program: "mysql",
        needed_for: "looking into MySQL and MariaDB",
    },
    Tool {
        program: "docker",
        needed_for: "container images",
    },
];

/// How a thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// There, and it works.
    Ok,
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
    findings.extend(args.database_url.as_deref().map(database));
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
            Finding::new(State::Ok, tool.program, version)
        }
        Ok(_) | Err(_) => {
            let detail = format!("needed for {}", tool.needed_for);
            Finding::new(State::Missing, tool.program, detail)
        }
    }
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
            let detail = format!("{} has {CONFIG_PATH} but no Cargo.toml", root.display());
            Finding::new(State::Failed, "project", detail)
        }
        Err(error) => Finding::new(State::Failed, "project", error.message),
    };
    Some(finding)
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
        Ok(url) => {
            let detail = format!("{} answers: {url}", url.engine());
            Finding::new(State::Ok, "database", detail)
        }
        Err(error) => failed(error.to_string()),
    }
}

async fn reach(text: &str) -> Result<DatabaseUrl, ConnectError> {
    let url = DatabaseUrl::parse(text)?;
    match url.engine() {
        // Connecting would make the file; a service does that at its start.
        Engine::Sqlite => {}
        Engine::Postgres => drop(db::postgres::pool(text).await?),
        Engine::Mysql => drop(db::mysql::pool(text).await?),
    }
    Ok(url)
}
