//! Scaffolded TypeScript projects: the packages of `target/node`, which `cargo xtask test` installs once for all.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::{
    Project, Service,
    tool::{root, run, target},
};

/// The shared packages; nothing where they are not installed.
#[must_use]
pub fn packages() -> Option<PathBuf> {
    let packages = target().join("node/node_modules");
    packages.is_dir().then_some(packages)
}

impl Project {
    /// Lets the project have the shared packages; the place of these, nothing where they are not installed.
    fn link_packages(&self) -> Option<PathBuf> {
        let packages = packages()?;
        let link = self.folder.join("node_modules");
        match std::os::unix::fs::symlink(&packages, &link) {
            // It is there from before, or another thread was first.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            linked => linked.expect("a link to the packages"),
        }
        Some(packages)
    }

    /// A program of the shared packages, in the project; nothing where they are not installed.
    ///
    /// # Panics
    /// When the packages cannot be linked into the project.
    #[must_use]
    pub fn node(&self, program: &str, arguments: &[&str]) -> Option<Command> {
        let packages = self.link_packages()?;
        let mut command = Command::new(packages.join(".bin").join(program));
        command.args(arguments).current_dir(&self.folder);
        command.env_remove("DATABASE_URL");
        Some(command)
    }

    /// Type-checks and lints the project as its scripts do; nothing where the packages are not installed.
    ///
    /// # Panics
    /// When the packages cannot be linked into the project.
    #[must_use]
    pub fn judge_types_and_lints(&self) -> Option<Command> {
        let script = root().join("tests/src/scaffold/judge.mjs");
        let mut command = Command::new("node");
        command.arg(script).current_dir(&self.folder);
        self.link_packages().map(|_| command)
    }

    /// `npm run build && npm start`, with an SQLite file of this name in the project's folder. Types are not checked again:
    /// that is the business of tests of their own, and takes most of the time.
    ///
    /// # Errors
    /// What the compiler or the service said.
    ///
    /// # Panics
    /// Where the packages are not installed; ask [`packages`] first.
    pub fn serve_node(
        &self,
        database: &str,
        environment: &[(&str, &str)],
    ) -> Result<Service, String> {
        let build = ["--project", "tsconfig.build.json", "--noCheck"];
        run(&mut self.node("tsc", &build).expect("the packages are there"))?;
        self.start_node("dist/server.js", database, environment)
    }

    /// Starts a compiled program of the project, likewise.
    ///
    /// # Errors
    /// What the service said.
    pub fn start_node(
        &self,
        program: &str,
        database: &str,
        environment: &[(&str, &str)],
    ) -> Result<Service, String> {
        let url = format!("sqlite:{}", self.folder.join(database).display());
        let mut command = Command::new("node");
        command.arg(program).current_dir(&self.folder);
        command.env("DATABASE_URL", url);
        Service::spawn(command, environment)
    }

    /// What people wrote by hand, from `tests/peers`, as a project beside the scaffolded ones.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn peer(name: &str) -> Result<Self, String> {
        Self::copied(
            &root().join("tests/peers").join(name),
            &format!("peer-{name}"),
        )
    }

    /// A project that somebody had before, from `tests/fixtures/existing`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn existing(name: &str) -> Result<Self, String> {
        let source = root().join("tests/fixtures/existing").join(name);
        Self::copied(&source, &format!("existing-{name}"))
    }

    fn copied(source: &Path, name: &str) -> Result<Self, String> {
        let folder = target().join("scaffold").join(name);
        replace(source, &folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self {
            folder,
            name: name.to_owned(),
            summary: Value::Null,
        })
    }
}

/// A fresh copy of a folder.
fn replace(source: &Path, folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => copy(source, folder),
    }
}

fn copy(source: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(source)? {
        let from = entry?.path();
        let Some(name) = from.file_name() else {
            continue;
        };
        let to = folder.join(name);
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}
