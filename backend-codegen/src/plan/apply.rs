//! The only disk writes of a generation.
//!
//! Every file is written under `.backend/tmp/` and renamed into place, so that a run that is killed leaves the old
//! text or the new one, never half of it. Before the first file the manifest records the checksums that are about to
//! be written; so the run after a killed one knows both texts as generated ones.

use std::{
    fs::{self, File},
    io,
    path::{Component, Path, PathBuf},
};

use super::{
    Action, Change, Existing, MANIFEST_PATH, Manifest, ManifestError, Ownership, Reconciled,
    checksum,
};

/// Where files are written before they are renamed.
const TEMPORARY: &str = ".backend/tmp";

/// Why a project folder could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Generated files were edited; nothing has been written.
    #[error("generated files were edited by hand: {}", .0.join(", "))]
    Conflict(Vec<String>),
    /// A path that is not below the project folder, or leads out of it through a symbolic link.
    #[error("`{0}` lies outside of the project folder")]
    Outside(String),
    /// Another run is writing to the project.
    #[error("another run is writing to this project")]
    Busy,
    /// The manifest cannot be read.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The file system said no.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A project folder, which need not exist yet.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Names a folder without touching it.
    ///
    /// # Errors
    ///
    /// The path is empty, or the current folder is gone.
    pub fn new(root: &Path) -> Result<Self, ApplyError> {
        let absolute = std::path::absolute(root).map_err(io_error(root))?;
        let root = fs::canonicalize(&absolute).unwrap_or(absolute);
        Ok(Self { root })
    }

    /// The absolute path of the folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What stands at a path of the project. Whatever lies outside of it is [`Existing::Other`].
    #[must_use]
    pub fn read(&self, path: &str) -> Existing {
        match self.resolve(path) {
            Ok(place) => read_file(&place),
            Err(_) => Existing::Other,
        }
    }

    /// The manifest of the previous run; empty when there was none.
    ///
    /// # Errors
    ///
    /// There is a manifest, but it cannot be read.
    pub fn manifest(&self) -> Result<Manifest, ApplyError> {
        match self.read(MANIFEST_PATH) {
            Existing::Missing => Ok(Manifest::default()),
            Existing::Text(text) => Ok(Manifest::parse(&text)?),
            Existing::Other => Err(ApplyError::Outside(MANIFEST_PATH.to_owned())),
        }
    }

    /// Writes every file that is to be created or updated, then the manifest.
    ///
    /// # Errors
    ///
    /// [`ApplyError::Conflict`] before anything is written; the others where they occur: files before it are new, files
    /// after it old, and a second run goes on.
    pub fn apply(&self, reconciled: &Reconciled) -> Result<(), ApplyError> {
        refuse_conflicts(reconciled)?;
        let writes: Vec<&Change> = reconciled.with(&[Action::Create, Action::Update]).collect();
        let previous = self.manifest();
        let is_same = previous.as_ref().is_ok_and(|it| *it == reconciled.manifest);
        // What a run left that was killed right before its end is cleaned up as well.
        if writes.is_empty() && is_same && !self.root.join(TEMPORARY).exists() {
            return Ok(());
        }
        let folder = self.created()?;
        let _lock = folder.lock()?;
        let pending = with_pending(previous?, reconciled, &writes);
        folder.write(MANIFEST_PATH, &pending.to_text())?;
        for change in writes {
            folder.write(&change.path, &change.after)?;
        }
        folder.write(MANIFEST_PATH, &reconciled.manifest.to_text())?;
        folder.clean_up()
    }

    /// Writes every file that is to be created or updated, into a folder that keeps no manifest.
    ///
    /// # Errors
    ///
    /// As [`Folder::apply`].
    pub fn write_files(&self, reconciled: &Reconciled) -> Result<(), ApplyError> {
        refuse_conflicts(reconciled)?;
        let folder = self.created()?;
        let _lock = folder.lock()?;
        for change in reconciled.with(&[Action::Create, Action::Update]) {
            folder.write(&change.path, &change.after)?;
        }
        folder.clean_up()
    }

    fn clean_up(&self) -> Result<(), ApplyError> {
        let temporary = self.root.join(TEMPORARY);
        fs::remove_dir_all(&temporary).map_err(io_error(&temporary))?;
        // Fails when the manifest is in there, as it should.
        if let Some(parent) = temporary.parent() {
            let _ = fs::remove_dir(parent);
        }
        Ok(())
    }

    fn created(&self) -> Result<Self, ApplyError> {
        fs::create_dir_all(&self.root).map_err(io_error(&self.root))?;
        Self::new(&self.root)
    }

    /// Held by the one run that writes; the system lets go of it when the process ends, however it ends.
    fn lock(&self) -> Result<File, ApplyError> {
        let place = self.resolve(&format!("{TEMPORARY}/lock"))?;
        create_parents(&place)?;
        let file = File::create(&place).map_err(io_error(&place))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(ApplyError::Busy),
            Err(fs::TryLockError::Error(source)) => Err(io_error(&place)(source)),
        }
    }

    /// The one function that writes.
    fn write(&self, path: &str, text: &str) -> Result<(), ApplyError> {
        let place = self.resolve(path)?;
        create_parents(&place)?;
        let temporary = self.resolve(&format!("{TEMPORARY}/file"))?;
        fs::write(&temporary, text).map_err(io_error(&temporary))?;
        if let Ok(metadata) = fs::metadata(&place) {
            fs::set_permissions(&temporary, metadata.permissions())
                .map_err(io_error(&temporary))?;
        }
        fs::rename(&temporary, &place).map_err(io_error(&place))
    }

    /// The place of a path on disk with symbolic links followed, as long as it is below the project folder.
    fn resolve(&self, path: &str) -> Result<PathBuf, ApplyError> {
        let outside = || ApplyError::Outside(path.to_owned());
        // `\` and `:` name other folders and drives on Windows.
        if path.is_empty() || path.contains(['\\', ':', '\0']) {
            return Err(outside());
        }
        let mut place = self.root.clone();
        for component in Path::new(path).components() {
            let Component::Normal(part) = component else {
                return Err(outside());
            };
            place.push(part);
            let is_link = fs::symlink_metadata(&place).is_ok_and(|it| it.is_symlink());
            if is_link {
                place = fs::canonicalize(&place).map_err(|_| outside())?;
                if !place.starts_with(&self.root) {
                    return Err(outside());
                }
            }
        }
        Ok(place)
    }
}

fn refuse_conflicts(reconciled: &Reconciled) -> Result<(), ApplyError> {
    let conflicts: Vec<_> = reconciled
        .with(&[Action::Conflict])
        .map(|change| change.path.clone())
        .collect();
    if conflicts.is_empty() {
        Ok(())
    } else {
        Err(ApplyError::Conflict(conflicts))
    }
}

/// The previous manifest, knowing also the texts that this run is about to write.
fn with_pending(mut previous: Manifest, reconciled: &Reconciled, writes: &[&Change]) -> Manifest {
    previous.tool.clone_from(&reconciled.manifest.tool);
    for change in writes {
        if change.ownership == Ownership::Generated {
            previous
                .pending
                .insert(change.path.clone(), checksum(&change.after));
        }
    }
    previous
}

fn read_file(place: &Path) -> Existing {
    match fs::read(place) {
        Ok(bytes) => String::from_utf8(bytes).map_or(Existing::Other, Existing::Text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Existing::Missing,
        Err(_) => Existing::Other,
    }
}

fn create_parents(place: &Path) -> Result<(), ApplyError> {
    match place.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(io_error(parent)),
        None => Ok(()),
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> ApplyError {
    let path = path.to_owned();
    move |source| ApplyError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{FilePlan, reconcile};

    fn run(folder: &Folder, plan: &FilePlan) -> Result<Reconciled, ApplyError> {
        let reconciled = reconcile(plan, &folder.manifest()?, "tool 0", None, |path| {
            folder.read(path)
        });
        folder.apply(&reconciled)?;
        Ok(reconciled)
    }

    fn plan(text: &str) -> FilePlan {
        let mut plan = FilePlan::default();
        plan.generated("src/api/books.rs", text);
        plan.yours("src/main.rs", "fn main() {}\n");
        plan
    }

    fn in_temporary() -> (tempfile::TempDir, Folder) {
        let parent = tempfile::tempdir().unwrap();
        let folder = Folder::new(&parent.path().join("shop")).unwrap();
        (parent, folder)
    }

    #[test]
    fn writes_files_and_manifest_and_cleans_up() {
        let (_parent, folder) = in_temporary();
        run(&folder, &plan("1\n")).unwrap();
        assert_eq!(
            folder.read("src/api/books.rs"),
            Existing::Text("1\n".to_owned())
        );
        assert!(folder.manifest().unwrap().pending.is_empty());
        assert!(!folder.root().join(TEMPORARY).exists());
    }

    #[test]
    fn a_run_without_changes_touches_nothing() {
        let (_parent, folder) = in_temporary();
        run(&folder, &plan("1\n")).unwrap();
        let modified = |path: &str| {
            let place = folder.root().join(path);
            fs::metadata(place).unwrap().modified().unwrap()
        };
        let before = modified(MANIFEST_PATH);
        run(&folder, &plan("1\n")).unwrap();
        assert_eq!(modified(MANIFEST_PATH), before);
    }

    #[test]
    fn a_run_without_changes_still_cleans_up_after_one_that_was_killed() {
        let (_parent, folder) = in_temporary();
        run(&folder, &plan("1\n")).unwrap();
        let left = folder.root().join(TEMPORARY).join("file");
        create_parents(&left).unwrap();
        fs::write(&left, "half").unwrap();
        run(&folder, &plan("1\n")).unwrap();
        assert!(!left.exists());
    }

    #[test]
    fn keeps_user_edit_and_refuses_to_overwrite_a_generated_file() {
        let (_parent, folder) = in_temporary();
        run(&folder, &plan("1\n")).unwrap();
        fs::write(folder.root().join("src/main.rs"), "// mine\n").unwrap();
        run(&folder, &plan("2\n")).unwrap();
        assert_eq!(
            folder.read("src/main.rs"),
            Existing::Text("// mine\n".to_owned())
        );

        fs::write(folder.root().join("src/api/books.rs"), "edited\n").unwrap();
        let error = run(&folder, &plan("3\n")).unwrap_err();
        assert!(matches!(&error, ApplyError::Conflict(paths) if paths == &["src/api/books.rs"]));
        assert_eq!(
            folder.read("src/api/books.rs"),
            Existing::Text("edited\n".to_owned())
        );
    }

    #[test]
    fn refuses_paths_that_leave_the_folder() {
        let (_parent, folder) = in_temporary();
        for path in [
            "../x",
            "/etc/x",
            "a/../../x",
            "",
            "C:x",
            "a\\b",
            "./a/../../b",
        ] {
            let mut plan = FilePlan::default();
            plan.yours(path, "x");
            let reconciled = reconcile(&plan, &Manifest::default(), "tool 0", None, |_| {
                Existing::Missing
            });
            let error = folder.apply(&reconciled).unwrap_err();
            assert!(matches!(error, ApplyError::Outside(_)), "{path}: {error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn refuses_symbolic_links_that_lead_out_and_follows_those_that_stay() {
        use std::os::unix::fs::symlink;
        let (parent, folder) = in_temporary();
        let elsewhere = parent.path().join("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        fs::create_dir_all(folder.root().join("real")).unwrap();
        let folder = Folder::new(folder.root()).unwrap();

        symlink(&elsewhere, folder.root().join("src")).unwrap();
        let error = run(&folder, &plan("1\n")).unwrap_err();
        assert!(matches!(error, ApplyError::Conflict(_)), "{error}");
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);

        fs::remove_file(folder.root().join("src")).unwrap();
        symlink("real", folder.root().join("src")).unwrap();
        run(&folder, &plan("1\n")).unwrap();
        assert!(folder.root().join("real/api/books.rs").exists());

        let mut dangling = FilePlan::default();
        dangling.yours("link", "x");
        symlink("/nonexistent/x", folder.root().join("link")).unwrap();
        let reconciled = reconcile(&dangling, &Manifest::default(), "tool 0", None, |_| {
            Existing::Missing
        });
        assert!(matches!(
            folder.apply(&reconciled).unwrap_err(),
            ApplyError::Outside(_)
        ));
    }

    #[test]
    fn a_second_writer_is_refused() {
        let (_parent, folder) = in_temporary();
        let folder = folder.created().unwrap();
        let _lock = folder.lock().unwrap();
        assert!(matches!(
            run(&folder, &plan("1\n")).unwrap_err(),
            ApplyError::Busy
        ));
    }

    #[test]
    fn a_run_after_one_that_was_cut_off_goes_on() {
        let (_parent, folder) = in_temporary();
        run(&folder, &plan("1\n")).unwrap();
        let second = reconcile(
            &plan("2\n"),
            &folder.manifest().unwrap(),
            "tool 0",
            None,
            |it| folder.read(it),
        );
        // As after a kill between the first file and the manifest.
        let writes: Vec<_> = second.with(&[Action::Update]).collect();
        let pending = with_pending(folder.manifest().unwrap(), &second, &writes);
        fs::write(folder.root().join(MANIFEST_PATH), pending.to_text()).unwrap();
        fs::write(folder.root().join("src/api/books.rs"), "2\n").unwrap();
        run(&folder, &plan("3\n")).unwrap();
        assert_eq!(
            folder.read("src/api/books.rs"),
            Existing::Text("3\n".to_owned())
        );
    }
}
