//! `cargo xtask bench NAME`: measurements against a peer, as ratios.
//!
//! One file and one line of [`BENCHMARKS`] per benchmark. Machines differ and are busy, so benchmarks compare
//! CPU seconds, run the peers interleaved and report medians.

mod compile;
mod generate;
mod load;
pub(crate) mod measure;
mod migrate;
mod serve;
pub(crate) mod table;
mod validate;

use std::process::ExitCode;

/// One measurement: its name, what it compares, and the function that takes the remaining arguments.
struct Benchmark {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> ExitCode,
}

/// Every benchmark, in the order of the list that `cargo xtask bench` prints.
const BENCHMARKS: &[Benchmark] = &[
    Benchmark {
        name: "generate",
        about: "reading a document and writing the service, against other generators",
        run: generate::run,
    },
    Benchmark {
        name: "serve",
        about: "CPU per request of a generated service, against the same one written by hand",
        run: serve::run,
    },
    Benchmark {
        name: "migrate",
        about: "1,000 small migrations, against psql, sqlx, refinery and dbmate",
        run: migrate::run,
    },
    Benchmark {
        name: "validate",
        about: "what a check costs, against checks by hand, garde, validator and jsonschema",
        run: validate::run,
    },
    Benchmark {
        name: "compile",
        about: "what the derives cost the compiler, against serde alone",
        run: compile::run,
    },
    Benchmark {
        name: "load",
        about: "what a request costs the load tester, against wrk, oha and h2load",
        run: load::run,
    },
];

/// Which benchmark to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The benchmark; without it, the list of them
    name: Option<String>,
    /// Arguments of the benchmark
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Runs the named benchmark.
pub(crate) fn run(args: &Args) -> ExitCode {
    let Some(name) = &args.name else {
        list();
        return ExitCode::SUCCESS;
    };
    if let Some(benchmark) = BENCHMARKS.iter().find(|benchmark| benchmark.name == name) {
        return (benchmark.run)(&args.args);
    }
    println!("no benchmark is called `{name}`; there are:");
    list();
    ExitCode::from(2)
}

fn list() {
    for benchmark in BENCHMARKS {
        println!("  {:<10} {}", benchmark.name, benchmark.about);
    }
}
