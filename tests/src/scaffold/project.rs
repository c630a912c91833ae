//! A scaffolded project on disk.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::{
    Service,
    tool::{project_cargo, root, run, share_lock, target, tool},
};

/// A project that `cargo backend new` wrote.
#[derive(Debug)]
pub struct Project {
    /// Its folder.
    pub folder: PathBuf,
    /// The name of the package and of its program.
    pub name: String,
    /// What `new --format json` printed.
    pub summary: Value,
}

/// A route of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// In capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The operationId, given or derived.
    pub operation_id: String,
    /// `complete`, `unimplemented` or `refused`.
    pub implementation: String,
}

/// A document of the fixtures: `petstore.yaml`.
#[must_use]
pub fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures/specs/valid").join(name)
}

/// The sample that the program brings along.
#[must_use]
pub fn bookshop() -> PathBuf {
    root().join("templates/samples/bookshop.yaml")
}

impl Project {
    /// Scaffolds a document into `target/scaffold/NAME`, replacing what is there. `options` are further ones of
    /// `cargo backend new`.
    ///
    /// # Errors
    /// What the program or the disk said.
    pub fn create(name: &str, spec: &Path, options: &[&str]) -> Result<Self, String> {
        let folder = target().join("scaffold").join(name);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(format!("{}: {error}", folder.display()));
            }
            Ok(()) | Err(_) => {}
        }
        let mut command = Command::new(tool()?);
        command
            .arg("backend")
            .arg("new")
            .arg(&folder)
            .arg("--spec")
            .arg(spec);
        command
            .arg("--runtime")
            .arg(format!("path:{}", root().join("backend-runtime").display()));
        command
            .args(["--format", "json"])
            .args(options)
            .current_dir(root());
        let printed = run(&mut command)?;
        let summary = serde_json::from_str(&printed)
            .map_err(|error| format!("`new --format json`: {error}: {printed}"))?;
        share_lock(&folder)?;
        Ok(Self {
            folder,
            name: name.to_owned(),
            summary,
        })
    }

    /// Runs `cargo backend generate` in the project.
    ///
    /// # Errors
    /// What the program said.
    pub fn generate(&self, options: &[&str]) -> Result<String, String> {
        run(Command::new(tool()?)
            .args(["backend", "generate"])
            .args(options)
            .current_dir(&self.folder))
    }

    /// `cargo` in the project, with the target folder and the profile that all scaffolded projects share.
    #[must_use]
    pub fn cargo(&self, args: &[&str]) -> Command {
        project_cargo(&self.folder, args)
    }

    /// Builds the service's program.
    ///
    /// # Errors
    /// What the compiler said.
    pub fn build(&self) -> Result<PathBuf, String> {
        run(&mut self.cargo(&["build", "--quiet"]))?;
        let built = target().join("scaffold-target/debug").join(&self.name);
        // A copy of its own: another project may have a program of the same name.
        let program = self.folder.join("service");
        fs::copy(&built, &program).map_err(|error| format!("{}: {error}", built.display()))?;
        Ok(program)
    }

    /// Builds and starts the service with an SQLite file of this name in the project's folder.
    ///
    /// # Errors
    /// What the compiler or the service said.
    pub fn serve(&self, database: &str, environment: &[(&str, &str)]) -> Result<Service, String> {
        let url = format!("sqlite:{}", self.folder.join(database).display());
        let mut settings = vec![("DATABASE_URL", url.as_str())];
        settings.extend(environment);
        Service::start(&self.build()?, &self.folder, &settings)
    }

    /// The routes that the summary lists.
    ///
    /// # Panics
    /// When the summary has none: the form of `--format json` is part of the contract.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        let routes = self.summary["routes"]
            .as_array()
            .unwrap_or_else(|| panic!("no routes in {}", self.summary));
        let text = |route: &Value, key: &str| {
            let value = route[key]
                .as_str()
                .unwrap_or_else(|| panic!("no {key} in {route}"));
            value.to_owned()
        };
        let route = |route: &Value| Route {
            method: text(route, "method"),
            path: text(route, "path"),
            operation_id: text(route, "operation_id"),
            implementation: text(route, "implementation"),
        };
        routes.iter().map(route).collect()
    }

    /// Every file below the folder with its bytes, without build products.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn files(&self) -> io::Result<BTreeMap<PathBuf, Vec<u8>>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.folder).unwrap_or(&path).to_owned();
                    files.insert(name, fs::read(&path)?);
                }
            }
        }
        Ok(files)
    }
}
