//! `bench merge` and `bench k8s`: load from more machines than one.

use std::path::PathBuf;

use anstream::print;
use backend_runtime::bench::{
    BenchError,
    judge::{Slo, check_endpoints},
    merge_runs,
    report::Report,
};

use super::{args::Output, modes::saved, output};
use crate::{error::CliError, exit};

/// What `bench` can do beside measuring.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Add the saved runs of all shards, then judge
    Merge(Merge),
    /// Print a Kubernetes manifest that runs a plan in shards
    K8s(K8s),
}

/// Arguments of `bench merge`.
#[derive(Debug, clap::Args)]
pub(crate) struct Merge {
    /// Runs saved with `--save part.json`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A gate for the merged run
    #[arg(long, value_name = "GATE")]
    slo: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// Arguments of `bench k8s`.
#[derive(Debug, clap::Args)]
pub(crate) struct K8s {
    /// The image that holds cargo-backend
    #[arg(long, value_name = "IMAGE")]
    image: String,
    /// Pods to share the load
    #[arg(long, value_name = "N", default_value_t = 4)]
    shards: u32,
    /// The name of the job
    #[arg(long, value_name = "NAME", default_value = "bench")]
    name: String,
    /// A persistent volume claim that all pods may write to
    #[arg(long, value_name = "CLAIM", default_value = "bench-results")]
    volume: String,
    /// Start at this moment (RFC 3339), late enough for every pod to be there [default: two minutes from now]
    #[arg(long, value_name = "TIME")]
    start_at: Option<String>,
    /// Arguments for `bench`, after `--`
    #[arg(last = true, required = true, value_name = "ARGS")]
    args: Vec<String>,
}

/// Runs the subcommand.
pub(crate) fn run(command: &Command) -> Result<(), CliError> {
    match command {
        Command::Merge(merge) => run_merge(merge),
        Command::K8s(k8s) => run_k8s(k8s),
    }
}

fn run_merge(args: &Merge) -> Result<(), CliError> {
    let slos = args
        .slo
        .iter()
        .map(|text| Slo::parse(text))
        .collect::<Result<Vec<_>, _>>()?;
    let sinks = output::sinks(&args.output)?;
    let runs = args
        .files
        .iter()
        .map(|file| saved(file))
        .collect::<Result<Vec<_>, BenchError>>()?;
    let merged = merge_runs(&runs)?;
    let names: Vec<String> = merged
        .endpoints
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    check_endpoints(&slos, &names)?;
    let report = Report::new(merged, &slos);
    output::deliver(&report, &sinks)?;
    if report.held() {
        Ok(())
    } else {
        Err(CliError::silent(exit::CHECK_FAILED))
    }
}

#[allow(clippy::print_stdout, reason = "the result of the command")]
fn run_k8s(args: &K8s) -> Result<(), CliError> {
    if args.shards == 0 {
        return Err(CliError::usage("`--shards 0` runs nothing").help("give a number above zero"));
    }
    let valid = !args.name.is_empty()
        && args.name.len() <= 52
        && args
            .name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !args.name.starts_with('-')
        && !args.name.ends_with('-');
    if !valid {
        return Err(
            CliError::usage(format!("`--name {}` is not a Kubernetes name", args.name))
                .help("use small letters, digits and `-`"),
        );
    }
    let start_at = match &args.start_at {
        Some(text) => super::plan::start_at(text).map(|_| text.clone())?,
        None => soon(),
    };
    for gate in without_gates(&args.args).1 {
        Slo::parse(&gate)?;
    }
    print!("{}", manifest(args, &start_at));
    Ok(())
}

/// Two minutes from now: long enough to apply the manifest and to start its pods.
fn soon() -> String {
    let moment = time::OffsetDateTime::now_utc() + time::Duration::minutes(2);
    moment
        .replace_nanosecond(0)
        .unwrap_or(moment)
        .format(&time::format_description::well_known::Rfc3339)
        .expect("a time of this century can be written")
}

/// The arguments of a shard, and the gates among them: no shard sees enough to judge, so `merge` does.
fn without_gates(args: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut kept, mut gates) = (Vec::new(), Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--slo") {
            Some("") => gates.extend(args.next().cloned()),
            Some(value) if value.starts_with('=') => gates.push(value[1..].to_owned()),
            Some(_) | None => kept.push(arg.clone()),
        }
    }
    (kept, gates)
}

/// An Indexed Job: Kubernetes numbers the pods, and each takes the shard of its number.
fn manifest(args: &K8s, start_at: &str) -> String {
    let (kept, gates) = without_gates(&args.args);
    // The line is a comment, so nothing may end it early.
    let gates: String = gates
        .iter()
        .map(|gate| format!(" --slo '{}'", gate.replace(char::is_control, " ")))
        .collect();
    let mut command: Vec<String> = ["cargo-backend", "bench"].map(str::to_owned).to_vec();
    command.extend(kept);
    command.extend([
        "--shard".to_owned(),
        format!("$(JOB_COMPLETION_INDEX)/{}", args.shards),
    ]);
    command.extend([
        "--start-at".to_owned(),
        start_at.to_owned(),
        "--save".to_owned(),
        "/results/shard-$(JOB_COMPLETION_INDEX).json".to_owned(),
        "--quiet".to_owned(),
    ]);
    // JSON strings are YAML strings (YAML 1.2 §1.3), so nothing in an argument can become structure.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let lines: String = command
        .iter()
        .map(|word| format!("            - {}\n", quoted(word)))
        .collect();
    format!(
        "# All shards start at {start_at}: apply this before.
# Afterwards, in the volume {volume}: cargo backend bench merge shard-*.json{gates}
apiVersion: batch/v1
kind: Job
metadata:
  name: {name}
spec:
  completionMode: Indexed
  completions: {shards}
  parallelism: {shards}
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: bench
          image: {image}
          env:
            - name: JOB_COMPLETION_INDEX
              valueFrom:
                fieldRef:
                  fieldPath: metadata.annotations['batch.kubernetes.io/job-completion-index']
          command:
{lines}          volumeMounts:
            - name: results
              mountPath: /results
      volumes:
        - name: results
          persistentVolumeClaim:
            claimName: {volume}
",
        name = args.name,
        shards = args.shards,
        image = quoted(&args.image),
        volume = quoted(&args.volume),
    )
}
