//! `cargo xtask bench serve`: CPU per request of a generated petstore and of the same service written by hand.
//!
//! Both have the same endpoints, middleware, SQL and pool, and are built alike. One client sends the same requests
//! to both, in turns; every status is checked, and before the turns the bodies too, so that none is fast because it
//! is wrong.

mod client;
mod contender;

use std::process::ExitCode;

use backend_tests::scaffold::Service;
use clap::Parser;

use super::{
    measure,
    table::{Table, mebibytes, ratio},
};
use client::Mix;

/// Options of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench serve", no_binary_name = true)]
struct Options {
    /// Turns of each service; the median counts
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// Requests in a turn
    #[arg(long, default_value_t = 20_000)]
    requests: usize,
    /// Connections at a time
    #[arg(long, default_value_t = 4)]
    connections: usize,
}

/// The goal: CPU of the generated service over CPU of the one written by hand.
const LIMIT: f64 = 1.05;

/// Runs the benchmark; fails when the generated service costs more than the goal allows.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let options = match Options::try_parse_from(args) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    match compare(&options) {
        Ok(worst) if worst <= LIMIT => ExitCode::SUCCESS,
        Ok(worst) => {
            println!("the goal is {LIMIT:.2}, measured {worst:.2}");
            ExitCode::FAILURE
        }
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Measures every mix; returns the worst ratio.
fn compare(options: &Options) -> Result<f64, String> {
    let services = [contender::generated()?, contender::by_hand()?];
    client::same_answers(&services[0], &services[1])?;
    let mut table = Table::new(["requests", "generated", "by hand", "ratio"]);
    let mut worst: f64 = 0.0;
    for mix in [Mix::Crud, Mix::Read, Mix::List] {
        let [generated, by_hand] = measure_mix(mix, &services, options)?;
        worst = worst.max(generated / by_hand);
        let micros = |seconds: f64| format!("{:.1} µs", seconds * 1e6);
        table.row([
            mix.name().to_owned(),
            micros(generated),
            micros(by_hand),
            ratio(generated, by_hand),
        ]);
    }
    let [generated, by_hand] = [peak(&services[0])?, peak(&services[1])?];
    #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
    let memory = ratio(generated as f64, by_hand as f64);
    table.row([
        "peak memory".to_owned(),
        mebibytes(generated),
        mebibytes(by_hand),
        memory,
    ]);
    println!(
        "CPU per request, median of {} turns of {} requests",
        options.rounds, options.requests
    );
    table.print();
    Ok(worst)
}

/// Median CPU seconds a request of both services.
fn measure_mix(mix: Mix, services: &[Service; 2], options: &Options) -> Result<[f64; 2], String> {
    for service in services {
        // Warm: pools filled, statements prepared, pages cached.
        client::drive(service, mix, options.connections, options.requests / 4)?;
    }
    let mut first = || turn(&services[0], mix, options);
    let mut second = || turn(&services[1], mix, options);
    let values = measure::interleave(options.rounds, &mut [&mut first, &mut second])?;
    let median = |values: &[f64]| measure::median(values).ok_or_else(|| "no rounds".to_owned());
    Ok([median(&values[0])?, median(&values[1])?])
}

/// CPU seconds a request in one turn.
fn turn(service: &Service, mix: Mix, options: &Options) -> Result<f64, String> {
    let before = measure::cpu_so_far(service.pid())?;
    let sent = client::drive(service, mix, options.connections, options.requests)?;
    let after = measure::cpu_so_far(service.pid())?;
    #[expect(clippy::cast_precision_loss, reason = "far fewer requests than 2^52")]
    let requests = sent as f64;
    Ok((after - before).as_secs_f64() / requests)
}

fn peak(service: &Service) -> Result<u64, String> {
    measure::peak_bytes_so_far(service.pid())
}
