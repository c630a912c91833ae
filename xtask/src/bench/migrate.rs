//! `cargo xtask bench migrate`: 1,000 small migrations, against the database's own client and other runners.
//!
//! Runs are interleaved, each on a fresh database. What counts is CPU, of the client and (PostgreSQL) of the server;
//! wall time is told too. Peers that are not on PATH are left out.

mod files;
mod runs;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;

use super::{
    measure,
    table::{Table, ratio},
};
use runs::{Contender, Cost};

/// Options of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench migrate", no_binary_name = true)]
struct Options {
    /// Turns of each contender; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many migrations
    #[arg(long, default_value_t = 1_000)]
    migrations: usize,
    /// How many applied migrations `status` reads
    #[arg(long, default_value_t = 10_000)]
    applied: usize,
    /// A program that is built already, in place of one from this checkout
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

/// Runs the benchmark; a goal that is missed is told in the table, not in the exit code, because peers vary.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let options = match Options::try_parse_from(args) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    match compare(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn compare(options: &Options) -> Result<(), String> {
    let files = files::Files::write(options.migrations)?;
    let program = match &options.program {
        Some(program) => program.clone(),
        None => runs::build()?,
    };
    for contenders in [
        runs::postgres(&program, &files)?,
        runs::sqlite(&program, &files)?,
    ] {
        print(&contenders, options.rounds)?;
    }
    let cpu = runs::status(&program, options.applied)?;
    println!(
        "status with {} applied: {:.0} ms CPU",
        options.applied,
        cpu.as_secs_f64() * 1e3
    );
    Ok(())
}

/// Measures all contenders of one database and prints them, also as ratios to the first and to sqlx.
fn print(contenders: &[Contender], rounds: usize) -> Result<(), String> {
    let mut closures: Vec<Box<dyn FnMut() -> Result<Cost, String> + '_>> = contenders
        .iter()
        .map(|contender| Box::new(|| contender.run()) as Box<dyn FnMut() -> Result<Cost, String>>)
        .collect();
    let mut borrowed: Vec<&mut dyn FnMut() -> Result<Cost, String>> = closures
        .iter_mut()
        .map(|closure| closure.as_mut() as _)
        .collect();
    let costs = measure::interleave(rounds, &mut borrowed)?;
    let medians: Vec<Cost> = costs.iter().map(|costs| Cost::median(costs)).collect();
    let first = medians.first().copied().unwrap_or_default();
    let sqlx = contenders
        .iter()
        .position(|contender| contender.name == "sqlx");
    let to_sqlx = |value: f64, part: fn(&Cost) -> f64| {
        sqlx.map_or_else(String::new, |index| ratio(value, part(&medians[index])))
    };
    let mut table = Table::new([
        "runner",
        "client CPU",
        "server CPU",
        "CPU",
        "to first",
        "to sqlx",
        "wall",
        "to sqlx",
    ]);
    for (contender, cost) in contenders.iter().zip(&medians) {
        table.row([
            contender.name.to_owned(),
            seconds(cost.client),
            seconds(cost.server),
            seconds(cost.cpu()),
            ratio(cost.cpu(), first.cpu()),
            to_sqlx(cost.cpu(), Cost::cpu),
            seconds(cost.wall),
            to_sqlx(cost.wall, |cost| cost.wall),
        ]);
    }
    table.print();
    println!();
    Ok(())
}

fn seconds(value: f64) -> String {
    format!("{value:.2} s")
}
