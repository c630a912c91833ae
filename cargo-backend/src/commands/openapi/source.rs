//! What SRC is.

use std::path::{Path, PathBuf};

use backend_codegen::config::CONFIG_PATH;
use cargo_metadata::{Metadata, MetadataCommand, Package as Described, TargetKind};

use super::typescript;
use crate::error::CliError;

/// Code that has a document.
#[derive(Debug)]
pub(super) enum Source {
    /// A package with a program that answers `openapi`.
    Cargo(Package),
    /// The folder of a TypeScript service that was generated: it prints its document.
    Node(PathBuf),
    /// A folder or file of TypeScript or JavaScript.
    TypeScript(PathBuf),
}

/// A package of a Rust service.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) manifest: PathBuf,
    pub(super) name: String,
}

/// Finds the code: SRC, or what the current folder lies in.
pub(super) fn find(source: Option<&Path>, package: Option<&str>) -> Result<Source, CliError> {
    let folder = match source {
        None => {
            return match generated_around() {
                Some(folder) => Ok(Source::Node(folder)),
                None => cargo(None, package),
            };
        }
        Some(file)
            if file.file_name().is_some_and(|name| name == "Cargo.toml") && file.is_file() =>
        {
            return cargo(Some(file), package);
        }
        Some(folder) => folder,
    };
    if !folder.exists() {
        return Err(
            CliError::usage(format!("there is no `{}`", folder.display()))
                .help("name the folder of a package: the one with its Cargo.toml, or a folder of TypeScript sources"),
        );
    }
    let manifest = folder.join("Cargo.toml");
    if manifest.is_file() {
        return cargo(Some(&manifest), package);
    }
    if is_generated(folder) {
        return Ok(Source::Node(folder.to_owned()));
    }
    if typescript::has_sources(folder)? {
        return Ok(Source::TypeScript(folder.to_owned()));
    }
    Err(CliError::usage(format!(
        "there is no Cargo.toml and no TypeScript or JavaScript in `{}`",
        folder.display()
    ))
    .help("name the folder of a package, or of sources; to compare documents, use `cargo backend openapi diff OLD NEW`"))
}

/// Whether a folder is that of a service in TypeScript that was generated.
fn is_generated(folder: &Path) -> bool {
    folder.join("package.json").is_file() && folder.join(CONFIG_PATH).is_file()
}

/// The service in TypeScript that the current folder lies in, unless a package of Rust is nearer.
fn generated_around() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let nearest = current
        .ancestors()
        .find(|folder| is_generated(folder) || folder.join("Cargo.toml").is_file())?;
    is_generated(nearest).then(|| nearest.to_owned())
}

fn cargo(manifest: Option<&Path>, package: Option<&str>) -> Result<Source, CliError> {
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(manifest) = manifest {
        command.manifest_path(manifest);
    }
    let metadata = command.exec().map_err(|error| {
        let reason = error.to_string();
        let reason = reason
            .trim()
            .trim_start_matches("`cargo metadata` exited with an error:")
            .trim();
        CliError::usage(format!(
            "there is no package here: {}",
            reason.trim_start_matches("error: ")
        ))
        .help("run this in the folder of a service, or name that folder")
    })?;
    let found = choose(&metadata, manifest, package)?;
    Ok(Source::Cargo(Package {
        manifest: found.manifest_path.clone().into(),
        name: found.name.to_string(),
    }))
}

/// The package that was named, else the one of the folder, else the only one that links the runtime.
fn choose<'a>(
    metadata: &'a Metadata,
    manifest: Option<&Path>,
    named: Option<&str>,
) -> Result<&'a Described, CliError> {
    let members = metadata.workspace_packages();
    let names = || {
        let services = members.iter().filter(|package| is_service(package));
        let names: Vec<&str> = services.map(|package| package.name.as_str()).collect();
        names.join(", ")
    };
    if let Some(named) = named {
        let found = members.iter().find(|package| package.name == named);
        return found.copied().ok_or_else(|| {
            CliError::usage(format!("there is no package `{named}` here"))
                .help(format!("there is: {}", names()))
        });
    }
    let wanted = manifest.map_or_else(nearest_manifest, |path| Some(path.to_owned()));
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let wanted = wanted.map(|path| canonical(&path));
    let own = members
        .iter()
        .find(|package| Some(canonical(package.manifest_path.as_std_path())) == wanted);
    if let Some(own) = own {
        return Ok(own);
    }
    let services: Vec<&&Described> = members
        .iter()
        .filter(|package| is_service(package))
        .collect();
    match services[..] {
        [only] => Ok(only),
        [] => Err(CliError::usage(
            "no package of this workspace has a program that links `backend-runtime`",
        )
        .help("make a service with `cargo backend new`")),
        _ => Err(
            CliError::usage("several packages of this workspace are services")
                .help(format!("choose with `--package NAME`: {}", names())),
        ),
    }
}

fn nearest_manifest() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let mut manifests = current.ancestors().map(|folder| folder.join("Cargo.toml"));
    manifests.find(|manifest| manifest.is_file())
}

fn is_service(package: &Described) -> bool {
    let links = package
        .dependencies
        .iter()
        .any(|one| one.name == "backend-runtime");
    let runs = package
        .targets
        .iter()
        .any(|target| target.kind.contains(&TargetKind::Bin));
    links && runs
}
