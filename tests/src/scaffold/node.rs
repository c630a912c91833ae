//! Scaffolded TypeScript projects: the packages of `target/node`, which `cargo xtask test` installs once for all.

use std::{path::PathBuf, process::Command};

use super::{
    Project, Service,
    tool::{run, target},
};

/// The shared packages; nothing where they are not installed.
#[must_use]
pub fn packages() -> Option<PathBuf> {
    let packages = target().join("node/node_modules");
    packages.is_dir().then_some(packages)
}

impl Project {
    /// A program of the shared packages, in the project; nothing where they are not installed.
    ///
    /// # Panics
    /// When the packages cannot be linked into the project.
    #[must_use]
    pub fn node(&self, program: &str, arguments: &[&str]) -> Option<Command> {
        let packages = packages()?;
        let link = self.folder.join("node_modules");
        if !link.exists() {
            std::os::unix::fs::symlink(&packages, &link).expect("a link to the packages");
        }
        let mut command = Command::new(packages.join(".bin").join(program));
        command.args(arguments).current_dir(&self.folder);
        command.env_remove("DATABASE_URL");
        Some(command)
    }

    /// `npm run build && npm start`, with an SQLite file of this name in the project's folder.
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
        let build = ["--project", "tsconfig.build.json"];
        run(&mut self.node("tsc", &build).expect("the packages are there"))?;
        let url = format!("sqlite:{}", self.folder.join(database).display());
        let mut command = Command::new("node");
        command.arg("dist/server.js").current_dir(&self.folder);
        command.env("DATABASE_URL", url);
        Service::spawn(command, environment)
    }
}
