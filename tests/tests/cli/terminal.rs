//! A folder to type commands in.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use backend_tests::scaffold::{root, tool};
use tempfile::TempDir;

/// A temporary folder and the program under test.
pub(crate) struct Terminal {
    folder: TempDir,
}

/// What a command did.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// Command, exit code and both outputs as one text, without what differs from run to run.
    pub(crate) shown: String,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        let place = self.path(path);
        fs::read_to_string(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display()))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let place = self.path(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("folders can be made");
        fs::write(place, text).expect("files can be written");
    }

    /// The program in a folder below, with arguments that words of `line` are.
    pub(crate) fn command_in(&self, below: &str, line: &str) -> Command {
        let mut command = Command::new(tool().expect("the program is built"));
        command
            .args(line.split_whitespace())
            .current_dir(self.path(below))
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| is_kept(name)))
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, line: &str) -> Outcome {
        self.run_in("", line)
    }

    pub(crate) fn run_in(&self, below: &str, line: &str) -> Outcome {
        self.finish(line, self.command_in(below, line))
    }

    /// Runs a command to its end; `line` is how it is shown.
    pub(crate) fn finish(&self, line: &str, mut command: Command) -> Outcome {
        let output = command.output().expect("the program can be started");
        let text = |bytes: &[u8]| self.redact(&String::from_utf8_lossy(bytes));
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        let code = output.status.code().expect("an exit code, not a signal");
        let mut shown = format!("$ cargo {line}\n");
        for (name, part) in [("stdout", &stdout), ("stderr", &stderr)] {
            if !part.is_empty() {
                write!(shown, "--- {name}\n{}\n", part.trim_end()).expect("strings take text");
            }
        }
        writeln!(shown, "--- exit {code}").expect("strings take text");
        Outcome {
            code,
            stdout,
            stderr,
            shown: self.redact(&shown),
        }
    }

    fn redact(&self, text: &str) -> String {
        let canonical = fs::canonicalize(self.folder.path()).expect("the folder exists");
        text.replace(&shown(&canonical), "[DIR]")
            .replace(&shown(self.folder.path()), "[DIR]")
            .replace(&shown(root()), "[CHECKOUT]")
    }
}

/// Every file below a folder with its text, by its path.
pub(crate) fn tree(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = shown(path.strip_prefix(folder).expect("it lies below"));
                files.push((name, fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    files.sort();
    files
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What a program needs of the environment to run at all; nothing that it could take for a setting.
fn is_kept(name: &std::ffi::OsStr) -> bool {
    [
        "PATH",
        "HOME",
        "CARGO_HOME",
        "RUSTUP_HOME",
        "TMPDIR",
        "SystemRoot",
    ]
    .iter()
    .any(|kept| name == *kept)
}

/// A document with so many resources.
pub(crate) fn document(resources: &[&str]) -> String {
    let mut paths = String::new();
    let mut schemas = String::new();
    for resource in resources {
        let schema = format!("{}{}", resource[..1].to_uppercase(), &resource[1..]);
        write!(
            paths,
            "  /{resource}s:
    get:
      operationId: list{schema}s
      responses:
        '200':
          description: All of them
          content: {{ application/json: {{ schema: {{ type: array, items: {{ $ref: '#/components/schemas/{schema}' }} }} }} }}
    post:
      operationId: create{schema}
      requestBody:
        required: true
        content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/{schema}' }} }} }}
      responses:
        '201':
          description: As stored
          content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/{schema}' }} }} }}
"
        )
        .expect("strings take text");
        write!(
            schemas,
            "    {schema}:
      type: object
      required: [id, name]
      properties:
        id: {{ type: integer, format: int64, readOnly: true }}
        name: {{ type: string, maxLength: 100 }}
"
        )
        .expect("strings take text");
    }
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Test, version: 1.0.0 }}\npaths:\n{paths}components:\n  schemas:\n{schemas}"
    )
}
