//! `bench k8s`: the manifest of a job that runs a plan in shards.

use anstream::print;
use backend_runtime::bench::judge::{Slo, check_endpoints};

use clap::Parser;

use super::super::{args::Args, output, plan};
use crate::error::CliError;

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

/// Prints the manifest, when the pods could run what it says.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(super) fn run(args: &K8s) -> Result<(), CliError> {
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
        Some(text) => plan::start_at(text).map(|_| text.clone())?,
        None => soon(),
    };
    let (kept, gates) = without_gates(&args.args);
    let command = command(kept, args.shards, &start_at);
    check(&command, &gates)?;
    print!("{}", manifest(args, &command, &gates, &start_at));
    Ok(())
}

/// The program's arguments, as a pod parses them.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
struct Line {
    #[command(flatten)]
    args: Args,
}

/// Parses what the pods will run as they will; their files and hosts are known only there.
fn check(command: &[String], gates: &[String]) -> Result<(), CliError> {
    let after = command.iter().skip(2);
    let line = after.map(|word| word.replace("$(JOB_COMPLETION_INDEX)", "0"));
    let args = Line::try_parse_from(line)
        .map_err(|error| {
            let text = error.to_string();
            let what = text.lines().next().unwrap_or_default();
            let what = what.trim_start_matches("error: ");
            CliError::usage(format!("after `--`: {what}")).help(
                "give what `bench` takes; `--shard`, `--start-at` and `--quiet` are added by themselves",
            )
        })?
        .args;
    if args.command.is_some() {
        return Err(CliError::usage(
            "after `--`: a pod measures, it does not merge or print manifests",
        )
        .help("give a URL and flags, such as `-- http://shop/ -q 5000`"));
    }
    let slos = gates.iter().map(|gate| Slo::parse(gate));
    let slos = slos.collect::<Result<Vec<_>, _>>()?;
    if let Some(names) = plan::check(&args)? {
        check_endpoints(&slos, &names)?;
    }
    for file in &args.output.save {
        output::format_of(file)?;
    }
    Ok(())
}

/// What a pod runs.
fn command(kept: Vec<String>, shards: u32, start_at: &str) -> Vec<String> {
    let mut command = ["cargo-backend", "bench"].map(str::to_owned).to_vec();
    command.extend(kept.into_iter().filter(|word| word != "--quiet"));
    command.extend([
        "--shard".to_owned(),
        format!("$(JOB_COMPLETION_INDEX)/{shards}"),
        "--start-at".to_owned(),
        start_at.to_owned(),
        "--save".to_owned(),
        "/results/shard-$(JOB_COMPLETION_INDEX).json".to_owned(),
        "--quiet".to_owned(),
    ]);
    command
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
fn manifest(args: &K8s, command: &[String], gates: &[String], start_at: &str) -> String {
    // The line is a comment, so nothing may end it early.
    let gates: String = gates
        .iter()
        .map(|gate| format!(" --slo '{}'", gate.replace(char::is_control, " ")))
        .collect();
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
