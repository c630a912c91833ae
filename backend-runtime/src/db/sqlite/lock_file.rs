//! The runner lock of a SQLite file: a lock of the operating system on a file beside it.
//!
//! The operating system gives it back when the process dies, however it dies. It is not a lock on the database file
//! itself, because closing any handle on that file would drop SQLite's own locks in this process.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use crate::db::session::Holder;

/// A lock that we hold; the file is removed with it.
#[derive(Debug)]
pub(super) struct LockFile {
    path: PathBuf,
    _file: File,
}

/// What an attempt brought.
#[derive(Debug)]
pub(super) enum Attempt {
    Ours(LockFile),
    Theirs(Holder),
}

impl LockFile {
    /// The lock file of a database file.
    pub(super) fn path_for(database: &Path) -> PathBuf {
        let mut name = database.as_os_str().to_owned();
        name.push("-migrate.lock");
        PathBuf::from(name)
    }

    /// Tries to take the lock and writes `me` and the time into the file.
    pub(super) fn try_lock(path: PathBuf, me: &str) -> io::Result<Attempt> {
        loop {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .read(true)
                .write(true)
                .open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Ok(Attempt::Theirs(read_holder(&mut file)));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // The former holder may have removed the file between our opening and our locking it.
            if !is_still_there(&file, &path) {
                continue;
            }
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(me.as_bytes())?;
            file.flush()?;
            return Ok(Attempt::Ours(Self { path, _file: file }));
        }
    }

    /// Who holds it now.
    pub(super) fn holder(path: &Path) -> Option<Holder> {
        let mut file = File::open(path).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(read_holder(&mut file)),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // While we still hold it, so that nobody locks a file without a name.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(named)) => ours.ino() == named.ino() && ours.dev() == named.dev(),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => false,
    }
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_still_there(_: &File, path: &Path) -> bool {
    path.exists()
}

fn read_holder(file: &mut File) -> Holder {
    let mut text = String::new();
    let _ = file.read_to_string(&mut text);
    let mut lines = text.lines();
    let who = lines.next().unwrap_or("another process").to_owned();
    let since = lines.next().map(str::to_owned);
    let pid = who.split_whitespace().nth(1).unwrap_or("PID").to_owned();
    Holder {
        who,
        since,
        how_to_end: format!("kill {pid}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, LockFile};

    #[test]
    fn second_runner_learns_who_holds_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = LockFile::path_for(&folder.path().join("app.db"));
        let me = "process 7 on here\n2026-01-01 00:00:00\n";
        let Attempt::Ours(lock) = LockFile::try_lock(path.clone(), me).expect("io") else {
            panic!("nobody else holds it");
        };
        let Attempt::Theirs(holder) = LockFile::try_lock(path.clone(), "x").expect("io") else {
            panic!("it is taken");
        };
        assert_eq!(holder.who, "process 7 on here");
        assert_eq!(holder.since.as_deref(), Some("2026-01-01 00:00:00"));
        assert_eq!(holder.how_to_end, "kill 7");
        assert!(LockFile::holder(&path).is_some());
        drop(lock);
        assert!(LockFile::holder(&path).is_none());
        assert!(!path.exists());
    }
}
