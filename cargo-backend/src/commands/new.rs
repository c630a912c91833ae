//! `cargo backend new`: a project from a document, in a folder that does not exist yet.

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
    config::{self, DatabaseFlag, EnvelopeFlag, Format, SelectionFlags},
    error::CliError,
    input::{self, Input},
    project,
    scaffold::{self, Job, Mode},
};

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of the project; its name becomes the name of the package
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The OpenAPI document (3.0 or 3.1, YAML or JSON); without it a small one is written to start from
    #[arg(long, value_name = "FILE|URL")]
    spec: Option<String>,
    /// The name of the package, when it is not to follow from the folder
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What the service is built on
    #[arg(long, default_value = "axum", value_parser = clap::builder::PossibleValuesParser::new(registry::ids()))]
    framework: String,
    /// Where the service keeps its data
    #[arg(long, value_enum, default_value = "sqlite")]
    db: DatabaseFlag,
    /// How success responses that the document does not define look
    #[arg(long, value_enum, default_value = "data")]
    envelope: EnvelopeFlag,
    /// Leave out tests, Dockerfile, compose file, workflow, .env.example and README
    #[arg(long)]
    minimal: bool,
    /// Refuse a document with problems, instead of generating what can be
    #[arg(long)]
    strict: bool,
    /// Follow references that leave the folder or the host of the document
    #[arg(long)]
    allow_ref: bool,
    /// Use the templates in DIR in place of the built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Where the project takes backend-runtime from: `path:DIR` (a checkout) or `version:REQ`
    #[arg(long, value_name = "SOURCE")]
    runtime: Option<String>,
    /// Print what would be written
    #[arg(long)]
    dry_run: bool,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    selection: SelectionFlags,
}

pub(crate) fn run(args: Args) -> Result<(), CliError> {
    let package = match &args.name {
        Some(name) => project::check_package(name)?,
        None => project::derive_package(&args.path)?,
    };
    refuse_unless_empty(
        &args.path,
        "choose another folder; in a project, `cargo backend generate` brings it up to date",
    )?;
    let runtime = match &args.runtime {
        Some(text) => project::parse_runtime(text)?,
        None => project::default_runtime(),
    };
    let templates = config::templates(args.templates.as_deref())?;
    let input = match &args.spec {
        Some(spec) => input::read(spec, args.allow_ref)?,
        None => input::starter(&templates, args.envelope.into())?,
    };
    let config = ProjectConfig {
        spec: input.file_name().to_owned(),
        framework: args.framework,
        database: args.db.into(),
        envelope: args.envelope.into(),
        minimal: args.minimal,
        embedded: false,
        allow_ref: false,
        selection: args.selection.into_selection(),
    };
    let job = Job {
        front: front(&config, &input),
        settings: &config.settings(package.clone(), runtime),
        input: &input,
        copied: true,
        templates: &templates,
        folder: &Folder::new(&args.path)?,
        strict: args.strict,
    };
    let mode = if args.dry_run {
        Mode::DryRun
    } else {
        Mode::Write
    };
    let title = format!("created {package} from {}", input.shown);
    scaffold::perform(
        &job,
        mode,
        args.format,
        &title,
        next(&args.path, &config.framework, args.minimal),
    )
}

/// Settings and document come first, so that `generate` can go on where a `new` was cut off.
pub(crate) fn front(config: &ProjectConfig, input: &Input) -> FilePlan {
    let mut plan = FilePlan::default();
    plan.yours(CONFIG_PATH, config.to_text());
    plan.yours(config.spec.clone(), input.text());
    plan
}

/// What to type after a project was made in `folder`.
fn next(folder: &Path, framework: &str, minimal: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if folder != Path::new(".") {
        lines.push(format!("cd {}", shell_word(&folder.display().to_string())));
    }
    let mut add = |command: &str, about: &str| lines.push(format!("{command:<26} # {about}"));
    if let Some(target) = registry::find(framework) {
        let commands = target.commands();
        if let Some(install) = commands.install {
            add(install, "once");
        }
        add(commands.serve, "serves, and prints where");
        if !minimal {
            add(commands.test, "the tests that came with it");
        }
    }
    add("cargo backend generate", "after a change of the document");
    lines
}

fn shell_word(text: &str) -> String {
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "_-./:@,+".contains(character);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// A folder may be given when it does not exist, or holds nothing but a repository.
pub(crate) fn refuse_unless_empty(folder: &Path, help: &str) -> Result<(), CliError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            let message = format!("`{}` exists and is not a folder", folder.display());
            return Err(CliError::usage(message).help(help));
        }
        Err(error) => {
            return Err(CliError::environment(format!(
                "{}: {error}",
                folder.display()
            )));
        }
    };
    let occupied = entries.flatten().any(|entry| entry.file_name() != ".git");
    if occupied {
        let message = format!("the folder `{}` is not empty", folder.display());
        return Err(CliError::usage(message).help(help));
    }
    Ok(())
}
