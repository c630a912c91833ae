//! `cargo backend demo`: a whole service in one command, from the document that ships with the tool.

mod build;
mod client;
mod service;
mod tell;
mod walk;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anstream::println;
use backend_codegen::{
    config::ProjectConfig,
    plan::{Folder, MANIFEST_PATH},
};
use cargo_metadata::MetadataCommand;

use self::{client::Client, service::Service};
use crate::{
    commands::new,
    config, diagnostics,
    error::CliError,
    exit, input, project,
    scaffold::{self, Job},
};

/// The name of the package.
const PACKAGE: &str = "bookshop";
/// Admits to writing; the service listens on the loopback interface only.
const API_KEY: &str = "demo-key-for-the-loopback-interface-only";

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave the service up after the walk, until Ctrl-C
    #[arg(long)]
    keep_running: bool,
}

pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::environment(format!("no asynchronous runtime: {error}")))?;
    runtime.block_on(async {
        // Dropping a branch kills the build or the service that it waits for.
        let mut service = tokio::select! {
            result = demo(args) => result?,
            () = service::interrupted() => return Err(CliError::environment("interrupted")),
        };
        if !args.keep_running {
            return service.stop().await;
        }
        tokio::select! {
            result = service.wait() => result,
            () = service::interrupted() => service.stop().await,
        }
    })
}

/// Everything up to a service that has answered all requests.
async fn demo(args: &Args) -> Result<Service, CliError> {
    let root = folder()?;
    scaffold(&root)?;
    tell::step("building it; the first time takes a while");
    let program = build::build(&root).await?;
    tell::step("starting it on SQLite; its migrations run at the start");
    let service = Service::start(&program, &root).await?;
    let client = Client::new(&service.url)?;
    let walked = walk::walk(&client).await;
    if let Err(error) = walked {
        tell::log(&service.log());
        return Err(error);
    }
    tell_next(&root, &service, args.keep_running);
    Ok(service)
}

/// `demo/bookshop` in the target folder of the workspace that the current folder lies in, else in `./target`.
fn folder() -> Result<PathBuf, CliError> {
    let metadata = MetadataCommand::new().no_deps().exec();
    let target = match metadata {
        Ok(metadata) => metadata.target_directory.into_std_path_buf(),
        Err(_) => std::path::absolute("target")
            .map_err(|error| CliError::environment(format!("./target: {error}")))?,
    };
    Ok(target.join("demo").join(PACKAGE))
}

/// Makes the project anew. What the last build left stays, so that the second demo takes seconds.
fn scaffold(root: &Path) -> Result<(), CliError> {
    let again = clear(root)?;
    let input = input::bookshop()?;
    let config = ProjectConfig {
        spec: input.file_name().to_owned(),
        ..ProjectConfig::default()
    };
    let mut front = new::front(&config, &input);
    front.yours(".env", environment_file());
    let folder = Folder::new(root)?;
    let job = Job {
        front,
        settings: &config.settings(PACKAGE.to_owned(), project::default_runtime()),
        input: &input,
        copied: true,
        templates: &config::templates(None)?,
        folder: &folder,
        strict: false,
    };
    let prepared = scaffold::prepare(&job)?;
    diagnostics::print(&prepared.diagnostics, &input.document.sources);
    folder.apply(&prepared.reconciled)?;
    build::pin_versions(root)?;
    let made = if again {
        "made again (edits in it are gone)"
    } else {
        "made"
    };
    tell::step(&format!("{made}: {}", tell::path(root)));
    tell::routes(&prepared.summary);
    Ok(())
}

/// Removes what an earlier demo made, but for build products; tells whether there was one.
fn clear(root: &Path) -> Result<bool, CliError> {
    let failed = |path: &Path, error: io::Error| {
        CliError::environment(format!("{}: {error}", path.display()))
    };
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(root, error)),
    };
    let entries: Vec<_> = entries.flatten().collect();
    if entries.is_empty() {
        return Ok(false);
    }
    if !root.join(MANIFEST_PATH).is_file() {
        let message = format!("{} holds something else than a demo", root.display());
        return Err(CliError::new(exit::USAGE, message).help("move it away"));
    }
    for entry in entries {
        let (name, path) = (entry.file_name(), entry.path());
        if name == "target" || name == "Cargo.lock" {
            continue;
        }
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let removed = if is_folder {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(|error| failed(&path, error))?;
    }
    Ok(true)
}

fn environment_file() -> String {
    format!(
        "# Settings of the demo; `cargo run` reads them.\nHOST=127.0.0.1\nPORT=8080\nDATABASE_URL=sqlite:bookshop.db\nAUTH_API_KEY={API_KEY}\n"
    )
}

#[allow(clippy::print_stdout, reason = "the result of the command")]
fn tell_next(root: &Path, service: &Service, keeps_running: bool) {
    let place = tell::path(root);
    println!(
        "\nThe project is in {place}: handlers, services, repositories, migrations and tests are yours to change."
    );
    if keeps_running {
        println!(
            "It is running on {} (documentation: {}/docs). Ctrl-C stops it.",
            service.url, service.url
        );
        println!("\n  curl {}/v1/books", service.url);
        println!(
            "  curl {}/v1/authors -H 'x-api-key: {API_KEY}' -H 'content-type: application/json' -d '{{\"name\": \"Octavia E. Butler\"}}'",
            service.url
        );
        return;
    }
    println!("\nNext");
    println!("  cd {place}");
    println!(
        "  cargo run                  # serves on http://127.0.0.1:8080, documentation at /docs"
    );
    println!("  cargo test                 # the tests that came with it");
    println!("  cargo backend generate     # after a change of openapi.yaml");
    println!(
        "  cargo backend new shop --spec openapi.yaml     # the same for a document of your own"
    );
}
