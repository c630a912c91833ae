//! Finding a server's programs and running them as somebody who is not root.

use std::{
    ffi::OsString,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::Unavailable;

/// User and group `nobody`.
const NOBODY: u32 = 65534;

/// The full path of a program, from `PATH` or where Debian and Homebrew hide servers.
pub(super) fn find(name: &str) -> Result<PathBuf, Unavailable> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.extend(postgres_folders());
    folders
        .into_iter()
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .ok_or_else(|| Unavailable(format!("the program `{name}` is not installed")))
}

fn postgres_folders() -> Vec<PathBuf> {
    let Ok(versions) = fs::read_dir("/usr/lib/postgresql") else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .collect();
    folders.sort();
    folders.reverse();
    folders
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Gives a folder to the user that the server will run as.
pub(super) fn give(folder: &Path) -> Result<(), Unavailable> {
    if is_root() {
        std::os::unix::fs::chown(folder, Some(NOBODY), Some(NOBODY))?;
    }
    Ok(())
}

/// The words that run `program` in `folder`, without root's rights and with an empty environment.
pub(super) fn unprivileged(program: &Path, folder: &Path) -> Vec<OsString> {
    let mut words: Vec<OsString> = Vec::new();
    if is_root() {
        words.extend(
            [
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
            ]
            .map(Into::into),
        );
    }
    let mut home = OsString::from("HOME=");
    home.push(folder);
    words.extend(["env".into(), "-i".into(), home]);
    words.push("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into());
    words.push(program.into());
    words
}

/// Runs a command to its end.
pub(super) fn run(words: &[OsString]) -> Result<(), Unavailable> {
    let (program, arguments) = words.split_first().expect("a command has a program");
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .current_dir("/")
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(Unavailable(format!(
        "`{}` failed: {}",
        program.display(),
        text.trim()
    )))
}
