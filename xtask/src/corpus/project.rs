//! One document on its way: made into a project, generated, checked.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{
    documents::Document,
    target::{Checked, Target},
};
use crate::{
    bench::measure::{self, Cost},
    root,
};

/// The programs that make projects.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) tool: PathBuf,
    /// Does what a project's `build.rs` does.
    pub(super) out_dir: PathBuf,
}

/// What came of one document.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) document: String,
    pub(super) framework: &'static str,
    /// What was made of it, or why nothing was.
    pub(super) made: Result<Made, String>,
    /// What the compiler said; `None` when it was not asked.
    pub(super) checked: Option<Checked>,
}

/// A generated project.
#[derive(Debug)]
pub(super) struct Made {
    /// Operations that serve requests.
    pub(super) complete: usize,
    /// Typed and validated, answering 501 until written.
    pub(super) unimplemented: usize,
    /// Operations that could not be generated.
    pub(super) refused: usize,
    /// Lines of the generated files.
    pub(super) lines: usize,
    /// What generating those cost.
    pub(super) cost: Cost,
}

impl Made {
    /// Every operation of the document.
    pub(super) fn operations(&self) -> usize {
        self.complete + self.unimplemented + self.refused
    }
}

/// Runs one document; what the document or its project gets wrong is part of the row.
///
/// # Errors
/// When this machine fails: a program that cannot start, a full disk.
pub(super) fn run(
    document: &Document,
    target: &'static Target,
    programs: &Programs,
    check: bool,
) -> Result<Row, String> {
    let package = document.package();
    let folder = root::target()
        .join("corpus")
        .join(target.framework)
        .join(&package);
    let made = make(document, target, programs, &folder, &package)?;
    let checked = match &made {
        Ok(_) if check => Some((target.check)(&folder, &package)?),
        _ => None,
    };
    // What compiled is of no more use, and there are many.
    if checked
        .as_ref()
        .is_some_and(|checked| checked.complaints.is_empty())
    {
        remove(&folder)?;
    }
    Ok(Row {
        document: document.name.clone(),
        framework: target.framework,
        made,
        checked,
    })
}

fn make(
    document: &Document,
    target: &Target,
    programs: &Programs,
    folder: &Path,
    package: &str,
) -> Result<Result<Made, String>, String> {
    remove(folder)?;
    let mut new = Command::new(&programs.tool);
    new.arg("new")
        .arg(folder)
        .arg("--spec")
        .arg(&document.path)
        .arg("--runtime");
    new.arg(format!("path:{}/backend-runtime", root::root().display()));
    new.args([
        "--name",
        package,
        "--framework",
        target.framework,
        "--format",
        "json",
    ]);
    new.args(document.needs_allow_ref().then_some("--allow-ref"));
    let (cost, told) = match scaffold(&mut new, folder)? {
        Ok(made) => made,
        Err(message) => return Ok(Err(message)),
    };
    let summary: serde_json::Value = serde_json::from_str(&told)
        .map_err(|error| format!("{}: `new --format json`: {error}", document.name))?;
    let count = |implementation: &str| {
        let routes = summary["routes"].as_array().into_iter().flatten();
        routes
            .filter(|route| route["implementation"] == implementation)
            .count()
    };
    let (cost, lines) = match target.by_build_script {
        true => generate(programs, folder, target)?,
        false => (cost, lines(&folder.join("src"), target.language)?),
    };
    Ok(Ok(Made {
        complete: count("complete"),
        unimplemented: count("unimplemented"),
        refused: count("refused"),
        lines,
        cost,
    }))
}

/// Runs `new`: its cost and what it printed, or its complaints.
fn scaffold(new: &mut Command, folder: &Path) -> Result<Result<(Cost, String), String>, String> {
    // Files, because a full pipe would stop the program while it is measured.
    let file = |end: &str| folder.with_extension(end);
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(told)?;
    }
    let (out, err) = (file("out"), file("err"));
    new.stdin(Stdio::null())
        .stdout(File::create(&out).map_err(told)?)
        .stderr(File::create(&err).map_err(told)?);
    let (cost, success) = measure::wait(new.spawn().map_err(told)?)?;
    let printed = fs::read_to_string(&out).map_err(told)?;
    let complaints = fs::read_to_string(&err).map_err(told)?;
    for path in [out, err] {
        fs::remove_file(path).map_err(told)?;
    }
    Ok(if success {
        Ok((cost, printed))
    } else {
        Err(complaints)
    })
}

/// What `build.rs` does: its cost, and the lines it wrote.
fn generate(programs: &Programs, folder: &Path, target: &Target) -> Result<(Cost, usize), String> {
    let out_dir = folder.join("out_dir");
    let mut command = Command::new(&programs.out_dir);
    command
        .arg(folder)
        .env("OUT_DIR", &out_dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let cost = measure::command(&mut command)?;
    Ok((cost, lines(&out_dir, target.language)?))
}

/// The lines of all files below a folder whose names end so.
fn lines(folder: &Path, language: &str) -> Result<usize, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut sum = 0;
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.is_dir() {
            sum += lines(&path, language)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == language)
        {
            sum += fs::read_to_string(&path).map_err(told)?.lines().count();
        }
    }
    Ok(sum)
}

fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", folder.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
