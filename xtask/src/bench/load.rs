//! `cargo xtask bench load`: what a request costs the client, against the load testers that are installed.
//!
//! Server and client are pinned to a core each, clients take turns, medians count. What matters is the client's CPU
//! time for each request: it decides how much load one machine can make, and repeats on a busy machine where requests
//! per second do not. Requests are counted by what the tools report of themselves. A loop that does nothing but write and
//! read shows what of it the system charges: nobody gets below that.

mod bare;
mod server;

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
};

use clap::Parser;

use super::{
    measure::{self, Cost},
    table::{Table, mebibytes, ratio},
};
use crate::{process, root};

/// Options of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench load", no_binary_name = true)]
struct Options {
    /// Runs of each client at each number of connections; the median counts
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Seconds of each run
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// Connections, one table for each number
    #[arg(long, value_delimiter = ',', default_values_t = [50, 1000])]
    connections: Vec<u32>,
    /// A program that is built already, in place of one from this checkout
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Only be the server, for a run of this benchmark
    #[arg(long, hide = true)]
    serve: bool,
    /// Only be the client that does nothing but write and read
    #[arg(long, hide = true, value_name = "PORT,CONNECTIONS,SECONDS", value_parser = |text: &str| {
        bare::parse(text).ok_or("not PORT,CONNECTIONS,SECONDS")
    })]
    bare: Option<(u16, usize, u64)>,
}

/// A load tester: its name, its command, and how many requests its output says were answered.
struct Client {
    name: &'static str,
    /// Built here; others have to be installed.
    ours: bool,
    command: fn(&Load) -> Command,
    requests: fn(&str) -> Option<f64>,
}

/// What every client is asked to do.
struct Load {
    url: String,
    port: u16,
    connections: u32,
    seconds: u32,
    programs: Programs,
}

/// What runs here: the load tester, and the program that is server and bare client.
#[derive(Clone)]
struct Programs {
    ours: PathBuf,
    helper: PathBuf,
}

impl Programs {
    /// Those of this checkout as users get them, or the one given, with this process's program to help it.
    fn find(given: Option<&Path>) -> Result<Self, String> {
        if let Some(given) = given {
            let helper = std::env::current_exe().map_err(|error| error.to_string())?;
            return Ok(Self {
                ours: given.to_owned(),
                helper,
            });
        }
        process::run(&mut process::cargo([
            "build",
            "--release",
            "--package",
            "cargo-backend",
            "--package",
            "xtask",
        ]))?;
        let release = root::target().join("release");
        Ok(Self {
            ours: release.join("cargo-backend"),
            helper: release.join("xtask"),
        })
    }
}

/// One run of one client.
struct Run {
    cost: Cost,
    requests: f64,
}

/// Ours first: it is the base of the ratios.
const CLIENTS: [Client; 5] = [
    Client {
        name: "cargo-backend",
        ours: true,
        command: ours,
        requests: |output| {
            let report: serde_json::Value = serde_json::from_str(output).ok()?;
            report["summary"]["requests"].as_f64()
        },
    },
    Client {
        name: "write and read only",
        ours: true,
        command: bare_loop,
        requests: |output| number_before(output, " requests in "),
    },
    Client {
        name: "wrk",
        ours: false,
        command: wrk,
        requests: |output| number_before(output, " requests in "),
    },
    Client {
        name: "oha",
        ours: false,
        command: oha,
        requests: |output| {
            let report: serde_json::Value = serde_json::from_str(output).ok()?;
            let statuses = report["statusCodeDistribution"].as_object()?;
            Some(
                statuses
                    .values()
                    .filter_map(serde_json::Value::as_f64)
                    .sum(),
            )
        },
    },
    Client {
        name: "h2load",
        ours: false,
        command: h2load,
        requests: |output| number_before(output, " succeeded,"),
    },
];

/// Runs the benchmark.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let options = match Options::try_parse_from(args) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    let outcome = if options.serve {
        server::serve().map_err(|error| format!("the server under test: {error}"))
    } else if let Some(what) = options.bare {
        bare::run(what).map_err(|error| format!("the bare client: {error}"))
    } else {
        measure_all(&options)
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all(options: &Options) -> Result<(), String> {
    let programs = Programs::find(options.program.as_deref())?;
    let mut server = Server::start(&programs.helper)?;
    let clients: Vec<&Client> = CLIENTS
        .iter()
        .filter(|client| client.ours || process::on_path(client.name))
        .collect();
    for &connections in &options.connections {
        let load = Load {
            url: format!("http://127.0.0.1:{}/", server.port),
            port: server.port,
            connections,
            seconds: options.seconds,
            programs: programs.clone(),
        };
        println!(
            "\n{connections} connections, {} rounds of {} s, server and client on a core each",
            options.rounds, options.seconds
        );
        measure_at(&load, &clients, options.rounds)?;
    }
    server.stop();
    Ok(())
}

fn measure_at(load: &Load, clients: &[&Client], rounds: usize) -> Result<(), String> {
    let mut runs: Vec<_> = clients
        .iter()
        .map(|client| move || measure(client, load))
        .collect();
    let mut contenders: Vec<&mut dyn FnMut() -> Result<Option<Run>, String>> = runs
        .iter_mut()
        .map(|run| run as &mut dyn FnMut() -> Result<Option<Run>, String>)
        .collect();
    let values = measure::interleave(rounds, &mut contenders)?;
    let mut table = Table::new([
        "client",
        "CPU s/M requests",
        "requests/s",
        "peak RSS",
        "ours / theirs (CPU)",
    ]);
    let mut base = 0.0;
    for (client, runs) in clients.iter().zip(&values) {
        let runs: Vec<&Run> = runs.iter().flatten().collect();
        if runs.is_empty() {
            println!("{} did not end in any round", client.name);
            continue;
        }
        let median = |of: &dyn Fn(&Run) -> f64| {
            measure::median(&runs.iter().map(|run| of(run)).collect::<Vec<_>>()).unwrap_or_default()
        };
        let cpu = median(&|run| run.cost.cpu.as_secs_f64() / run.requests * 1e6);
        let rate = median(&|run| run.requests / f64::from(load.seconds));
        let peak = runs
            .iter()
            .map(|run| run.cost.peak_bytes)
            .max()
            .unwrap_or_default();
        if base == 0.0 {
            base = cpu;
        }
        table.row([
            client.name.to_owned(),
            format!("{cpu:.2}"),
            format!("{rate:.0}"),
            mebibytes(peak),
            ratio(base, cpu),
        ]);
    }
    table.print();
    Ok(())
}

/// One run; `None` when the client did not end, as some do not with many connections.
fn measure(client: &Client, load: &Load) -> Result<Option<Run>, String> {
    let mut command = (client.command)(load);
    let line = process::line(&command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("`{line}` could not start: {error}"))?;
    let pipe = child.stdout.take().ok_or("no pipe")?;
    let output = std::io::read_to_string(pipe).map_err(|error| format!("`{line}`: {error}"))?;
    let (cost, ended) = measure::wait(child)?;
    let requests = (client.requests)(&output).filter(|&count| count > 0.0);
    if !ended && requests.is_none() {
        println!("`{line}` failed or did not end in time: this round is left out");
        return Ok(None);
    }
    let requests = requests.ok_or_else(|| {
        format!("`{line}` did not tell how many requests were answered:\n{output}")
    })?;
    Ok(Some(Run { cost, requests }))
}

/// On the second core, as the server has the first, and only for a minute: what the client cost is what `timeout`
/// waited for.
fn pinned(program: &str) -> Command {
    process::command("taskset", ["-c", "1", "timeout", "60", program])
}

fn ours(load: &Load) -> Command {
    let mut command = pinned(&load.programs.ours.to_string_lossy());
    command.args([
        "bench",
        &load.url,
        "--threads",
        "1",
        "--output",
        "json",
        "--quiet",
    ]);
    command.args([
        "-c",
        &load.connections.to_string(),
        "-z",
        &format!("{}s", load.seconds),
    ]);
    command
}

fn bare_loop(load: &Load) -> Command {
    let mut command = pinned(&load.programs.helper.to_string_lossy());
    let what = format!("{},{},{}", load.port, load.connections, load.seconds);
    command.args(["bench", "load", "--bare", &what]);
    command
}

fn wrk(load: &Load) -> Command {
    let mut command = pinned("wrk");
    command.args(["-t", "1", "-c", &load.connections.to_string()]);
    command.args(["-d", &format!("{}s", load.seconds), &load.url]);
    command
}

fn oha(load: &Load) -> Command {
    let mut command = pinned("oha");
    command.args([
        "--no-tui",
        "--output-format",
        "json",
        "-c",
        &load.connections.to_string(),
    ]);
    command.args(["-z", &format!("{}s", load.seconds), &load.url]);
    command
}

fn h2load(load: &Load) -> Command {
    let mut command = pinned("h2load");
    command.args(["--h1", "-t", "1", "-c", &load.connections.to_string()]);
    command.args(["-D", &load.seconds.to_string(), &load.url]);
    command
}

/// The number that stands before these words.
fn number_before(output: &str, words: &str) -> Option<f64> {
    let (before, _) = output.split_once(words)?;
    before.split_whitespace().last()?.parse().ok()
}

/// The server under test, in a process of its own.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(program: &Path) -> Result<Self, String> {
        let mut command = process::command(
            "taskset",
            [
                "-c",
                "0",
                &program.to_string_lossy(),
                "bench",
                "load",
                "--serve",
            ],
        );
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("taskset: {error}"))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut line)
                .map_err(|error| error.to_string())?;
        }
        let port = line
            .trim()
            .parse()
            .map_err(|_| format!("the server under test said `{}`", line.trim()))?;
        Ok(Self { child, port })
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_counts_of_the_tools() {
        assert_eq!(
            number_before("  392345 requests in 3.00s, 47.00MB read", " requests in "),
            Some(392_345.0)
        );
        let h2load = "requests: 1000 total, 1000 started, 1000 done, 998 succeeded, 2 failed";
        assert_eq!(number_before(h2load, " succeeded,"), Some(998.0));
        assert_eq!(number_before("nothing", " requests in "), None);
    }
}
