//! From a document and settings to files: what `new`, `generate` and `demo` have in common.

use std::collections::HashSet;

use anstream::{eprintln, print, println};
use backend_codegen::{
    diagnostic::Diagnostics,
    emit::render::Templates,
    generate::{self, Generated, Snapshot},
    plan::{Action, Existing, FilePlan, Folder, Reconciled, reconcile, unified_diff},
    settings::ProjectSettings,
    summary::{Implementation, Summary},
};

use crate::{
    config::Format,
    diagnostics,
    error::CliError,
    exit,
    input::Input,
    progress::Progress,
    selection,
    summary::{self, Report},
};

/// What manifests name as their maker.
const TOOL: &str = concat!("cargo-backend ", env!("CARGO_PKG_VERSION"));

/// What a run may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write the files.
    Write,
    /// Print what would change.
    DryRun,
    /// Fail when anything would change.
    Check,
}

/// What a run is asked for.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// The document.
    pub(crate) input: &'a Input,
    /// Whether the project gets a copy of the document, from which it is then generated again.
    pub(crate) copied: bool,
    /// The settings.
    pub(crate) settings: &'a ProjectSettings,
    /// Built-in templates, or the user's.
    pub(crate) templates: &'a Templates,
    /// Where the project is, or is to be.
    pub(crate) folder: &'a Folder,
    /// Files that stand before the generated ones: settings and document.
    pub(crate) front: FilePlan,
    /// Refuse documents with problems, instead of generating what can be.
    pub(crate) strict: bool,
}

/// A run that has been thought through, with nothing written yet.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Everything found in the document.
    pub(crate) diagnostics: Diagnostics,
    /// What is generated.
    pub(crate) summary: Summary,
    /// What happens to each file.
    pub(crate) reconciled: Reconciled,
}

/// Generates in memory and compares with the disk.
pub(crate) fn prepare(job: &Job<'_>) -> Result<Prepared, CliError> {
    let previous = job.folder.manifest()?;
    let snapshot = match previous.snapshot.clone() {
        Some(value) => Some(read_snapshot(value)?),
        None => None,
    };
    let exists = |path: &str| job.folder.read(path) != Existing::Missing;
    let _progress = Progress::start(format!("generating {}", job.settings.package));
    let project = |document| {
        let snapshot = snapshot.as_ref();
        generate::project(document, job.settings, snapshot, &exists, job.templates)
    };
    let mut generated = project(&job.input.document);
    if job.copied
        && let Some(copy) = job.input.copy()?
    {
        // What is wrong is told of the files that somebody wrote.
        generated = Generated {
            diagnostics: generated.diagnostics,
            ..project(&copy)
        };
    }
    selection::check(
        &job.settings.selection,
        &job.input.document,
        &generated.summary.routes,
    )?;
    let mut plan = job.front.clone();
    plan.files.extend(generated.plan.files);
    let snapshot = serde_json::to_value(&generated.snapshot)
        .map_err(|error| CliError::input(format!("the database schema cannot be kept: {error}")))?;
    let read = |path: &str| job.folder.read(path);
    Ok(Prepared {
        diagnostics: merged(&job.input.diagnostics, generated.diagnostics),
        summary: generated.summary,
        reconciled: reconcile(&plan, &previous, TOOL, Some(snapshot), read),
    })
}

/// The problems of both steps. Where both saw the same one, the generator's says more: it knows what it did about it.
fn merged(read: &Diagnostics, generated: Diagnostics) -> Diagnostics {
    let seen: HashSet<_> = generated.iter().map(|it| (it.code, it.span)).collect();
    let only_read = read.iter().filter(|it| !seen.contains(&(it.code, it.span)));
    let mut all: Diagnostics = only_read.cloned().collect();
    all.extend(generated);
    all.sorted()
}

fn read_snapshot(value: serde_json::Value) -> Result<Snapshot, CliError> {
    serde_json::from_value(value).map_err(|error| {
        CliError::input(format!(
            "the database schema in .backend/manifest.json is not readable: {error}"
        ))
        .help("restore the file from version control")
    })
}

/// Prints problems, does what `mode` says, prints the result.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(crate) fn perform(
    job: &Job<'_>,
    mode: Mode,
    format: Format,
    title: &str,
    next: Vec<String>,
) -> Result<(), CliError> {
    let prepared = prepare(job)?;
    let sources = &job.input.document.sources;
    if format == Format::Text {
        diagnostics::print(&prepared.diagnostics, sources);
    }
    refuse_unusable(job, &prepared)?;
    let report = Report {
        title: title.to_owned(),
        summary: &prepared.summary,
        reconciled: &prepared.reconciled,
        next,
    };
    let told = || diagnostics::to_json(&prepared.diagnostics, sources);
    match (mode, format) {
        (Mode::DryRun, Format::Text) => {
            print!("{}", unified_diff(&prepared.reconciled));
            dry_run_note();
        }
        (Mode::DryRun, Format::Json) => {
            let diff = unified_diff(&prepared.reconciled);
            println!("{}", summary::json(&report, told(), Some(&diff)));
        }
        (Mode::Check, Format::Text) => {}
        (Mode::Check, Format::Json) => println!("{}", summary::json(&report, told(), None)),
        (Mode::Write, Format::Text) => {
            job.folder.apply(&prepared.reconciled)?;
            print!("{}", summary::text(&report));
        }
        (Mode::Write, Format::Json) => {
            job.folder.apply(&prepared.reconciled)?;
            println!("{}", summary::json(&report, told(), None));
        }
    }
    if mode == Mode::Check {
        check(&prepared.reconciled)?;
    }
    Ok(())
}

#[allow(clippy::print_stderr, reason = "a note beside the result")]
fn dry_run_note() {
    eprintln!("nothing has been written (--dry-run)");
}

/// `--strict`, templates that do not work, and documents of which nothing is left.
fn refuse_unusable(job: &Job<'_>, prepared: &Prepared) -> Result<(), CliError> {
    let refused = |message: String| CliError::new(exit::BAD_INPUT, message);
    if job.strict && !prepared.diagnostics.is_empty() {
        return Err(refused(format!(
            "{} has problems; nothing has been written",
            job.input.shown
        ))
        .help("fix them, or leave out --strict: what can be generated then is"));
    }
    let served =
        |route: &backend_codegen::summary::Route| route.implementation != Implementation::Refused;
    if prepared.diagnostics.has_errors() && !prepared.summary.routes.iter().any(served) {
        return Err(refused(format!(
            "no operation of {} can be generated; nothing has been written",
            job.input.shown
        )));
    }
    Ok(())
}

/// `--check`: exit 1 and the names of the files that do not follow from the document.
fn check(reconciled: &Reconciled) -> Result<(), CliError> {
    if !reconciled.is_stale() {
        return Ok(());
    }
    let stale = [Action::Create, Action::Update, Action::Conflict];
    let lines: Vec<_> = reconciled
        .with(&stale)
        .map(|change| match change.action {
            Action::Create => format!("  missing  {}", change.path),
            Action::Conflict => format!("  edited   {}", change.path),
            _ => format!("  stale    {}", change.path),
        })
        .collect();
    let message = format!(
        "the project does not follow from its document\n{}",
        lines.join("\n")
    );
    Err(CliError::new(exit::CHECK_FAILED, message)
        .help("run `cargo backend generate`; `--dry-run` shows what it would change"))
}
