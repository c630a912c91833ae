//! `cargo xtask bench validate`: a user with eight fields checked by hand, by the derives and by peers: a good value, four
//! errors collected, bytes to a checked struct. The measuring program is `xtask/peers/validate`, a workspace of its own.

use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;

use super::table::Table;
use crate::{process, root};

/// Options of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench validate", no_binary_name = true)]
struct Options {
    /// Also garde, validator and the compile-time validator of jsonschema, which take minutes to build
    #[arg(long)]
    peers: bool,
}

/// Runs the benchmark.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let options = match Options::try_parse_from(args) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    match measure(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<(), String> {
    let target = root::target().join("bench/validate");
    let mut build = process::cargo(["build", "--release", "--quiet"]);
    if options.peers {
        build.args(["--features", "peers"]);
    }
    build
        .current_dir(root::root().join("xtask/peers/validate"))
        .env("CARGO_TARGET_DIR", &target);
    process::run(&mut build)?;
    let program = target.join("release/bench-validate");
    let printed = process::output(&mut std::process::Command::new(&program))?;
    let rows: Vec<Value> = serde_json::from_str(&printed)
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let mut table = Table::new(["task, by", "time", "ratio", "allocations"]);
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        table.row([
            format!("{}, {}", text("task"), text("name")),
            format!("{:.0} ns", row["nanos"].as_f64().unwrap_or(f64::NAN)),
            format!("{:.2} ×", row["ratio"].as_f64().unwrap_or(f64::NAN)),
            row["allocations"].to_string(),
        ]);
    }
    table.print();
    Ok(())
}
