//! `cargo backend generate`: brings a project up to date with its document.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use backend_codegen::{
    config::{CONFIG_PATH, ProjectConfig},
    emit::registry,
    plan::{FilePlan, Folder},
};

use crate::{
    commands::new,
    config::{self, Format},
    error::CliError,
    input::{self, Input},
    project,
    scaffold::{self, Job, Mode},
};

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The document, when it is not the one that `backend.toml` names; it becomes the project's
    #[arg(value_name = "SPEC")]
    spec: Option<String>,
    /// What the service is built on, when there is no `backend.toml` yet
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(registry::ids()))]
    framework: Option<String>,
    /// The project's folder [default: the one that the current folder lies in]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Exit with 1 when the project does not follow from its document; write nothing
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    /// Print what would change; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Refuse a document with problems, instead of generating what can be
    #[arg(long)]
    strict: bool,
    /// Follow references that leave the folder or the host of the document
    #[arg(long)]
    allow_ref: bool,
    /// Use the templates in DIR in place of the built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    let root = root(args)?;
    let found = read_config(&root)?;
    let (config, input, front, copied) = match (&args.spec, found) {
        (None, Some(config)) => {
            let path = shown(&root.join(&config.spec));
            let input = input::read(&path, args.allow_ref || config.allow_ref)?;
            let front = new::front(&config, &input);
            (config, input, front, false)
        }
        (Some(spec), found) => {
            let allowed = found.as_ref().is_some_and(|config| config.allow_ref);
            let input = input::read(spec, args.allow_ref || allowed)?;
            let config = match found {
                Some(config) => config,
                None => first_config(args, &input, &root)?,
            };
            let is_own = is_same(spec, &root.join(&config.spec));
            let front = match is_own {
                true => new::front(&config, &input),
                false => front(&config, &input),
            };
            (config, input, front, !is_own)
        }
        (None, None) => {
            let message = format!("there is no `{CONFIG_PATH}` in {}", root.display());
            return Err(CliError::usage(message)
                .help("name the document: `cargo backend generate SPEC --output DIR`"));
        }
    };
    refuse_other_framework(args, &config)?;
    let package = match project::package_of(&root)? {
        Some(package) => package,
        None => project::derive_package(&root)?,
    };
    let job = Job {
        front,
        copied,
        settings: &config.settings(package.clone(), project::default_runtime()),
        templates: &config::templates(args.templates.as_deref())?,
        folder: &Folder::new(&root)?,
        input: &input,
        strict: args.strict,
    };
    let mode = match (args.check, args.dry_run) {
        (true, _) => Mode::Check,
        (false, true) => Mode::DryRun,
        (false, false) => Mode::Write,
    };
    let title = format!("{package} follows from {}", config.spec);
    let test = registry::find(&config.framework).map(|target| target.commands().test);
    let next = test.into_iter().map(str::to_owned).collect();
    scaffold::perform(&job, mode, args.format, &title, next)
}

/// The project's folder: `--output`, else the one that the current folder lies in, else (with SPEC) the current one.
fn root(args: &Args) -> Result<PathBuf, CliError> {
    if let Some(output) = &args.output {
        return Ok(output.clone());
    }
    match (project::find(Path::new(".")), &args.spec) {
        (Ok(root), _) => Ok(root),
        (Err(error), None) => Err(error),
        (Err(_), Some(_)) => Ok(PathBuf::from(".")),
    }
}

/// The path as people would type it: relative when it lies below the current folder.
fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let below = path.strip_prefix(current).unwrap_or(path);
    below.display().to_string()
}

fn read_config(root: &Path) -> Result<Option<ProjectConfig>, CliError> {
    let path = root.join(CONFIG_PATH);
    match fs::read_to_string(&path) {
        Ok(text) => ProjectConfig::parse(&text)
            .map(Some)
            .map_err(|error| CliError::input(error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CliError::environment(format!(
            "{}: {error}",
            path.display()
        ))),
    }
}

/// A package that is there already gets routes, types and what serves them, and keeps its program and its packaging.
fn first_config(args: &Args, input: &Input, root: &Path) -> Result<ProjectConfig, CliError> {
    let default = ProjectConfig::default();
    let embedded = project::package_of(root)?.is_some();
    Ok(ProjectConfig {
        spec: input.file_name().to_owned(),
        framework: args.framework.clone().unwrap_or(default.framework),
        minimal: embedded,
        embedded,
        ..default
    })
}

fn is_same(one: &str, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// A document from elsewhere is copied into the project. It counts as generated then: when the copy was edited, the
/// run is refused.
fn front(config: &ProjectConfig, input: &Input) -> FilePlan {
    let mut plan = FilePlan::default();
    plan.yours(CONFIG_PATH, config.to_text());
    plan.generated(config.spec.clone(), input.text());
    plan
}

fn refuse_other_framework(args: &Args, config: &ProjectConfig) -> Result<(), CliError> {
    match &args.framework {
        Some(framework) if *framework != config.framework => {
            let message = format!(
                "the project is built on {}, not {framework}",
                config.framework
            );
            Err(CliError::usage(message).help("generate into another folder with `--output DIR`"))
        }
        Some(_) | None => Ok(()),
    }
}
