//! Running `cargo backend migrate` as a user does.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use backend_tests::scaffold::tool;
use serde_json::Value;

use crate::support::Database;

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// The JSON that it printed.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Expects an exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// Expects a text in what it said.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let said = format!("{}{}", self.stdout, self.stderr);
        assert!(said.contains(text), "`{text}` is not in: {said}");
        self
    }
}

/// The program under test: the one of this checkout, unless `BACKEND_TEST_PROGRAM` names another build of it.
fn program() -> PathBuf {
    match std::env::var_os("BACKEND_TEST_PROGRAM") {
        Some(program) => program.into(),
        None => tool().expect("the program builds").to_owned(),
    }
}

/// A `migrate` command in a folder, ready to start.
pub(crate) fn command(folder: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .arg("migrate")
        .args(arguments)
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env_remove("PGPASSWORD")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if !url.is_empty() {
        command.env("DATABASE_URL", url);
    }
    command
}

/// Waits for a started command.
pub(crate) fn finish(child: Child) -> Outcome {
    let output = child.wait_with_output().expect("it can be waited for");
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs a `migrate` command in a folder.
pub(crate) fn run_in(folder: &Path, url: &str, arguments: &[&str]) -> Outcome {
    finish(command(folder, url, arguments).spawn().expect("it starts"))
}

impl Database {
    /// Starts a `migrate` command on this database.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        command(self.folder.path(), &self.url, arguments)
            .spawn()
            .expect("it starts")
    }

    /// Runs a `migrate` command on this database.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        run_in(self.folder.path(), &self.url, arguments)
    }

    /// The state of every migration, as `version=state`.
    pub(crate) fn states(&self) -> Vec<String> {
        let status = self.run(&["status", "--format", "json"]).exits(0).json();
        let migrations = status["migrations"].as_array().expect("a list");
        migrations
            .iter()
            .map(|migration| {
                let text = |key: &str| migration[key].as_str().expect("text").to_owned();
                format!("{}={}", text("version"), text("state"))
            })
            .collect()
    }
}
