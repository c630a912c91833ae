//! `cargo xtask bench serve`: CPU per request of a generated petstore and of the same service written by hand.
//!
//! Both have the same endpoints, middleware, SQL and pool, and are built alike. One client sends the same requests
//! to both, in turns; every status is checked, and before the turns the bodies too, so that none is fast because it
//! is wrong. `--typescript` does so for each of the TypeScript frameworks.

mod client;
mod contender;
mod duel;
mod node;

use std::process::ExitCode;

use clap::Parser;

use super::table::{Table, mebibytes, ratio};
use client::Mix;
use duel::{Duel, Effort};

/// Options of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench serve", no_binary_name = true)]
struct Options {
    /// The TypeScript services instead of the Rust one
    #[arg(long)]
    typescript: bool,
    /// Only this TypeScript framework; repeatable
    #[arg(long, requires = "typescript", value_parser = node::FRAMEWORKS)]
    framework: Vec<String>,
    /// Turns of each service; the median counts
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// Requests in a turn [default: 20000, of TypeScript services 2000]
    #[arg(long)]
    requests: Option<usize>,
    /// Connections at a time
    #[arg(long, default_value_t = 4)]
    connections: usize,
}

impl Options {
    fn effort(&self) -> Effort {
        let requests = if self.typescript { 2_000 } else { 20_000 };
        Effort {
            rounds: self.rounds,
            requests: self.requests.unwrap_or(requests),
            connections: self.connections,
        }
    }

    /// The goal: CPU of the generated service over CPU of the one written by hand.
    fn limit(&self) -> f64 {
        if self.typescript { 1.10 } else { 1.05 }
    }
}

/// Runs the benchmark; fails when a generated service costs more than the goal allows.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let options = match Options::try_parse_from(args) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    match compare(&options) {
        Ok(worst) if worst <= options.limit() => ExitCode::SUCCESS,
        Ok(worst) => {
            println!("the goal is {:.2}, measured {worst:.2}", options.limit());
            ExitCode::FAILURE
        }
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Measures every pair of services; returns the worst ratio.
fn compare(options: &Options) -> Result<f64, String> {
    let effort = options.effort();
    let mut table = Table::new([
        "requests",
        "generated",
        "by hand",
        "ratio",
        "generated",
        "by hand",
    ]);
    let mut worst: f64 = 0.0;
    if options.typescript {
        let peer = node::peer()?;
        for framework in options.frameworks() {
            println!("{framework}: compiling");
            let duel = Duel::new([node::generated(framework)?, peer.start(framework)?])?;
            worst = worst.max(rows(&mut table, &format!("{framework}: "), &duel, effort)?);
        }
    } else {
        let duel = Duel::new([contender::generated()?, contender::by_hand()?])?;
        worst = rows(&mut table, "", &duel, effort)?;
    }
    println!(
        "CPU per request and requests per second, medians of {} turns of {} requests",
        effort.rounds, effort.requests
    );
    table.print();
    Ok(worst)
}

/// One pair in the table; returns the worst ratio.
fn rows(table: &mut Table, prefix: &str, duel: &Duel, effort: Effort) -> Result<f64, String> {
    let mut worst: f64 = 0.0;
    for mix in Mix::ALL {
        let [generated, by_hand] = duel.fight(mix, effort)?;
        worst = worst.max(generated.cpu / by_hand.cpu);
        let name = format!("{prefix}{}", mix.name());
        let share = ratio(generated.cpu, by_hand.cpu);
        // The table is drawn at the end, minutes later.
        println!("{name}: {share}");
        table.row([
            name,
            micros(generated.cpu),
            micros(by_hand.cpu),
            share,
            rate(generated.rate),
            rate(by_hand.rate),
        ]);
    }
    let [generated, by_hand] = duel.peaks()?;
    #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
    let memory = ratio(generated as f64, by_hand as f64);
    table.row([
        format!("{prefix}peak memory"),
        mebibytes(generated),
        mebibytes(by_hand),
        memory,
    ]);
    Ok(worst)
}

fn micros(seconds: f64) -> String {
    format!("{:.1} µs", seconds * 1e6)
}

fn rate(per_second: f64) -> String {
    format!("{per_second:.0}/s")
}

impl Options {
    fn frameworks(&self) -> Vec<&str> {
        if self.framework.is_empty() {
            node::FRAMEWORKS.to_vec()
        } else {
            self.framework.iter().map(String::as_str).collect()
        }
    }
}
