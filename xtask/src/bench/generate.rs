//! `cargo xtask bench generate`: CPU seconds and peak memory to read a document and write a service, against
//! the generators that are installed.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use clap::Parser;

use super::{
    measure::{self, Cost},
    table::{Table, mebibytes, ratio},
};
use crate::{process, root};

/// Options of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench generate", no_binary_name = true)]
struct Options {
    /// Runs of each generator; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Only documents whose name contains this
    #[arg(long)]
    document: Option<String>,
}

/// A document to read: its name in the table and where it is.
struct Document {
    name: &'static str,
    path: PathBuf,
}

/// A generator: its name and the commands that read a document into an empty folder.
struct Generator {
    name: &'static str,
    commands: fn(&Path, &Path) -> Vec<Command>,
}

/// Runs the benchmark.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let options = match Options::try_parse_from(args) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    match measure_all(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all(options: &Options) -> Result<(), String> {
    process::run(&mut process::cargo([
        "build",
        "--release",
        "--package",
        "cargo-backend",
    ]))?;
    process::run(&mut process::cargo([
        "build",
        "--release",
        "--package",
        "backend-codegen",
        "--example",
        "out_dir",
    ]))?;
    let generators = installed();
    let mut table = Table::new([
        "document, generator",
        "CPU",
        "peak",
        "CPU ratio",
        "peak ratio",
    ]);
    for document in documents() {
        if options
            .document
            .as_ref()
            .is_some_and(|wanted| !document.name.contains(wanted.as_str()))
        {
            continue;
        }
        if !document.path.is_file() {
            println!(
                "skipped {}: {} is missing",
                document.name,
                document.path.display()
            );
            continue;
        }
        measure_document(&document, &generators, options.rounds, &mut table)?;
    }
    table.print();
    Ok(())
}

fn documents() -> [Document; 2] {
    let corpus = root::root().join("../shared/corpus/openapi");
    [
        Document {
            name: "petstore",
            path: corpus.join("ogen/examples/swagger-petstore-1.0.27.yaml"),
        },
        Document {
            name: "GitHub",
            path: corpus.join("ogen/examples/api.github.com.json"),
        },
    ]
}

/// Ours first: it is the base of the ratios.
fn installed() -> Vec<Generator> {
    let peers = [
        Generator {
            name: "openapi-to-rust",
            commands: openapi_to_rust,
        },
        Generator {
            name: "openapi-generator",
            commands: openapi_generator,
        },
    ];
    let mut generators = vec![Generator {
        name: "cargo-backend",
        commands: cargo_backend,
    }];
    for peer in peers {
        if process::on_path(peer.name) {
            generators.push(peer);
        } else {
            println!("skipped {}: not on the PATH", peer.name);
        }
    }
    generators
}

/// The project that belongs to the user, and then what its `build.rs` writes into `OUT_DIR`.
fn cargo_backend(document: &Path, output: &Path) -> Vec<Command> {
    let release = root::target().join("release");
    let mut new = Command::new(release.join("cargo-backend"));
    new.arg("new").arg(output).arg("--spec").arg(document);
    new.arg("--runtime").arg(format!(
        "path:{}",
        root::root().join("backend-runtime").display()
    ));
    let mut out_dir = Command::new(release.join("examples/out_dir"));
    out_dir.arg(output).env("OUT_DIR", output.join("out_dir"));
    vec![new, out_dir]
}

fn openapi_to_rust(document: &Path, output: &Path) -> Vec<Command> {
    let mut command = Command::new("openapi-to-rust");
    command
        .arg("generate")
        .arg(document)
        .arg("--output-dir")
        .arg(output);
    vec![command]
}

fn openapi_generator(document: &Path, output: &Path) -> Vec<Command> {
    let mut command = Command::new("openapi-generator");
    command
        .args(["generate", "-g", "rust-axum", "--skip-validate-spec", "-i"])
        .arg(document)
        .arg("-o")
        .arg(output);
    vec![command]
}

fn measure_document(
    document: &Document,
    generators: &[Generator],
    rounds: usize,
    table: &mut Table,
) -> Result<(), String> {
    let folder = root::target().join("bench/generate");
    let mut runs: Vec<_> = generators
        .iter()
        .map(|generator| {
            move || one_run(generator, document, &root::target().join("bench/generate"))
        })
        .collect();
    let mut contenders: Vec<&mut dyn FnMut() -> Result<Option<Cost>, String>> = Vec::new();
    for run in &mut runs {
        contenders.push(run);
    }
    let values = measure::interleave(rounds, &mut contenders)?;
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    add_rows(document, generators, &values, table);
    Ok(())
}

/// One run into an empty folder; `None` when a generator refuses the document.
fn one_run(
    generator: &Generator,
    document: &Document,
    folder: &Path,
) -> Result<Option<Cost>, String> {
    let output = folder.join(generator.name);
    match std::fs::remove_dir_all(&output) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("{}: {error}", output.display()));
        }
        _ => std::fs::create_dir_all(folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?,
    }
    let mut sum = Cost {
        cpu: Duration::ZERO,
        peak_bytes: 0,
    };
    for mut command in (generator.commands)(&document.path, &output) {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command
            .spawn()
            .map_err(|error| format!("{} could not start: {error}", generator.name))?;
        let (cost, success) = measure::wait(child)?;
        if !success {
            return Ok(None);
        }
        sum = Cost {
            cpu: sum.cpu + cost.cpu,
            peak_bytes: sum.peak_bytes.max(cost.peak_bytes),
        };
    }
    Ok(Some(sum))
}

fn add_rows(
    document: &Document,
    generators: &[Generator],
    values: &[Vec<Option<Cost>>],
    table: &mut Table,
) {
    let medians: Vec<Option<(f64, f64)>> = values.iter().map(|costs| medians(costs)).collect();
    let base = medians.first().copied().flatten();
    for (generator, cost) in generators.iter().zip(medians) {
        let name = format!("{}, {}", document.name, generator.name);
        let Some((cpu, peak)) = cost else {
            table.row([
                name,
                "refused".to_owned(),
                String::new(),
                String::new(),
                String::new(),
            ]);
            continue;
        };
        let (base_cpu, base_peak) = base.unwrap_or((0.0, 0.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size in bytes"
        )]
        let bytes = peak as u64;
        table.row([
            name,
            format!("{cpu:.3} s"),
            mebibytes(bytes),
            ratio(cpu, base_cpu),
            ratio(peak, base_peak),
        ]);
    }
}

/// Median CPU seconds and peak bytes; `None` when a run was refused.
fn medians(costs: &[Option<Cost>]) -> Option<(f64, f64)> {
    let costs: Vec<Cost> = costs.iter().copied().collect::<Option<_>>()?;
    let cpu: Vec<f64> = costs.iter().map(|cost| cost.cpu.as_secs_f64()).collect();
    #[expect(
        clippy::cast_precision_loss,
        reason = "a size in bytes, shown with one decimal"
    )]
    let peak: Vec<f64> = costs.iter().map(|cost| cost.peak_bytes as f64).collect();
    Some((measure::median(&cpu)?, measure::median(&peak)?))
}
