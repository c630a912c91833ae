//! File plan × manifest × disk → what has to happen to each file. Reads nothing itself.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{FilePlan, Manifest, Ownership, PlannedFile, manifest::checksum};

/// Migrations are history: a run plans new ones only, and the others are no leftovers.
const HISTORY: &str = "migrations/";

/// What stands at a path now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Existing {
    /// Nothing.
    Missing,
    /// A file with this text.
    Text(String),
    /// Something that is no text file: a folder, a device, bytes that are not UTF-8.
    Other,
}

/// What happens to one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Written for the first time.
    Create,
    /// A generated file gets new text.
    Update,
    /// A generated file has the text already.
    Unchanged,
    /// A file of the user's exists and stays as it is.
    Keep,
    /// A file of the user's was written once and has been deleted since: it stays away.
    Deleted,
    /// A generated file was edited, or somebody else's file stands in its place: the run is refused.
    Conflict,
    /// Written by an earlier run and no longer needed: reported, never deleted.
    Leftover,
}

/// One file and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Path below the project folder.
    pub path: String,
    /// What happens.
    pub action: Action,
    /// Who owns the file.
    pub ownership: Ownership,
    /// The text that stands there now, as far as it is text.
    pub before: Option<String>,
    /// The text that the plan has; empty for leftovers.
    pub after: String,
}

/// Everything that a run would do, and the manifest that it leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// In the order of the plan; leftovers last.
    pub changes: Vec<Change>,
    /// What the next run is to know.
    pub manifest: Manifest,
}

impl Reconciled {
    /// The changes with one of these actions.
    pub fn with<'a>(&'a self, actions: &'a [Action]) -> impl Iterator<Item = &'a Change> {
        self.changes
            .iter()
            .filter(|change| actions.contains(&change.action))
    }

    /// Whether files would be written: the tree does not follow from the document.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        let stale = [Action::Create, Action::Update, Action::Conflict];
        self.with(&stale).next().is_some()
    }
}

/// Decides about every file. `existing` tells what stands at a path of the project.
pub fn reconcile(
    plan: &FilePlan,
    previous: &Manifest,
    tool: &str,
    snapshot: Option<serde_json::Value>,
    mut existing: impl FnMut(&str) -> Existing,
) -> Reconciled {
    let mut changes = Vec::with_capacity(plan.files.len());
    let mut manifest = Manifest {
        tool: tool.to_owned(),
        snapshot,
        yours: previous.yours.clone(),
        ..Manifest::default()
    };
    for file in &plan.files {
        let change = decide(file, previous, existing(&file.path));
        match file.ownership {
            Ownership::Generated => {
                manifest.yours.remove(&file.path);
                manifest
                    .generated
                    .insert(file.path.clone(), checksum(&file.text));
            }
            Ownership::Yours => {
                manifest.yours.insert(file.path.clone());
            }
        }
        changes.push(change);
    }
    for (path, ownership) in dropped(plan, previous) {
        match existing(path) {
            Existing::Missing => {
                manifest.yours.remove(path);
            }
            found => {
                keep_on_record(&mut manifest, previous, path);
                changes.push(leftover(path, ownership, found));
            }
        }
    }
    Reconciled { changes, manifest }
}

fn decide(file: &PlannedFile, previous: &Manifest, existing: Existing) -> Change {
    let action = match (file.ownership, &existing) {
        (Ownership::Yours, Existing::Missing) if previous.yours.contains(&file.path) => {
            Action::Deleted
        }
        (Ownership::Generated | Ownership::Yours, Existing::Missing) => Action::Create,
        (Ownership::Yours, Existing::Text(_) | Existing::Other) => Action::Keep,
        (Ownership::Generated, Existing::Text(text)) if same(text, &file.text) => Action::Unchanged,
        (Ownership::Generated, Existing::Text(text)) if previous.wrote(&file.path, text) => {
            Action::Update
        }
        (Ownership::Generated, Existing::Text(_) | Existing::Other) => Action::Conflict,
    };
    Change {
        path: file.path.clone(),
        action,
        ownership: file.ownership,
        before: text_of(existing),
        after: file.text.clone(),
    }
}

/// Equal but for line ends.
fn same(one: &str, other: &str) -> bool {
    one == other || (one.contains("\r\n") && one.replace("\r\n", "\n") == other)
}

fn text_of(existing: Existing) -> Option<String> {
    match existing {
        Existing::Text(text) => Some(text),
        Existing::Missing | Existing::Other => None,
    }
}

/// What an earlier run wrote and this one does not plan.
fn dropped<'a>(
    plan: &FilePlan,
    previous: &'a Manifest,
) -> impl Iterator<Item = (&'a str, Ownership)> {
    let planned: BTreeSet<String> = plan.files.iter().map(|file| file.path.clone()).collect();
    let generated = previous
        .generated
        .keys()
        .map(|path| (path.as_str(), Ownership::Generated));
    let yours = previous
        .yours
        .iter()
        .map(|path| (path.as_str(), Ownership::Yours));
    generated
        .chain(yours)
        .filter(move |(path, _)| !planned.contains(*path) && !path.starts_with(HISTORY))
}

/// A leftover stays on record, so that it is reported until it is gone.
fn keep_on_record(manifest: &mut Manifest, previous: &Manifest, path: &str) {
    if let Some(sum) = previous.generated.get(path) {
        manifest.generated.insert(path.to_owned(), sum.clone());
    }
}

fn leftover(path: &str, ownership: Ownership, existing: Existing) -> Change {
    Change {
        path: path.to_owned(),
        action: Action::Leftover,
        ownership,
        before: text_of(existing),
        after: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn plan() -> FilePlan {
        let mut plan = FilePlan::default();
        plan.generated("src/api.rs", "new\n");
        plan.yours("src/main.rs", "mine\n");
        plan
    }

    fn run(plan: &FilePlan, previous: &Manifest, disk: &[(&str, &str)]) -> Reconciled {
        let disk: BTreeMap<_, _> = disk.iter().copied().collect();
        reconcile(plan, previous, "tool 0", None, |path| {
            disk.get(path)
                .map_or(Existing::Missing, |text| Existing::Text((*text).to_owned()))
        })
    }

    fn actions(reconciled: &Reconciled) -> Vec<(&str, Action)> {
        reconciled
            .changes
            .iter()
            .map(|change| (change.path.as_str(), change.action))
            .collect()
    }

    #[test]
    fn a_first_run_creates_everything() {
        let first = run(&plan(), &Manifest::default(), &[]);
        assert_eq!(
            actions(&first),
            [
                ("src/api.rs", Action::Create),
                ("src/main.rs", Action::Create)
            ]
        );
        assert!(first.is_stale());
        assert!(first.manifest.wrote("src/api.rs", "new\n"));
    }

    #[test]
    fn a_second_run_changes_nothing() {
        let first = run(&plan(), &Manifest::default(), &[]);
        let disk = [("src/api.rs", "new\r\n"), ("src/main.rs", "edited\n")];
        let second = run(&plan(), &first.manifest, &disk);
        assert_eq!(
            actions(&second),
            [
                ("src/api.rs", Action::Unchanged),
                ("src/main.rs", Action::Keep)
            ]
        );
        assert!(!second.is_stale());
        assert_eq!(second.manifest, first.manifest);
    }

    #[test]
    fn an_edited_generated_file_is_a_conflict_and_an_old_one_an_update() {
        let mut old = FilePlan::default();
        old.generated("src/api.rs", "old\n");
        let previous = run(&old, &Manifest::default(), &[]).manifest;
        let edited = run(&plan(), &previous, &[("src/api.rs", "edited\n")]);
        assert_eq!(actions(&edited)[0], ("src/api.rs", Action::Conflict));
        let stale = run(&plan(), &previous, &[("src/api.rs", "old\n")]);
        assert_eq!(actions(&stale)[0], ("src/api.rs", Action::Update));
    }

    #[test]
    fn a_foreign_file_in_the_place_of_a_generated_one_is_a_conflict() {
        let found = run(&plan(), &Manifest::default(), &[("src/api.rs", "theirs\n")]);
        assert_eq!(actions(&found)[0], ("src/api.rs", Action::Conflict));
        let folder = reconcile(&plan(), &Manifest::default(), "tool 0", None, |_| {
            Existing::Other
        });
        assert_eq!(actions(&folder)[0], ("src/api.rs", Action::Conflict));
    }

    #[test]
    fn a_file_of_the_users_that_was_deleted_stays_away() {
        let first = run(&plan(), &Manifest::default(), &[]);
        let second = run(&plan(), &first.manifest, &[("src/api.rs", "new\n")]);
        assert_eq!(actions(&second)[1], ("src/main.rs", Action::Deleted));
        assert!(!second.is_stale());
    }

    #[test]
    fn leftovers_are_reported_until_they_are_gone_and_migrations_never() {
        let mut old = plan();
        old.yours("src/handlers/pets.rs", "fn pets() {}\n");
        old.yours("migrations/00000000000001_create_pets.up.sql", "--\n");
        old.generated("src/old.rs", "old\n");
        let mut previous = run(&old, &Manifest::default(), &[]).manifest;
        let disk = [
            ("src/handlers/pets.rs", "fn pets() {}\n"),
            ("migrations/00000000000001_create_pets.up.sql", "--\n"),
            ("src/old.rs", "old\n"),
        ];
        for _ in 0..2 {
            let run = run(&plan(), &previous, &disk);
            let left: Vec<_> = run
                .with(&[Action::Leftover])
                .map(|change| change.path.as_str())
                .collect();
            assert_eq!(left, ["src/old.rs", "src/handlers/pets.rs"]);
            previous = run.manifest;
        }
        let gone = run(&plan(), &previous, &[]);
        assert_eq!(gone.with(&[Action::Leftover]).count(), 0);
        assert!(!gone.manifest.generated.contains_key("src/old.rs"));
    }

    #[test]
    fn a_run_that_was_cut_off_owns_both_texts() {
        let mut previous = Manifest::default();
        previous
            .generated
            .insert("src/api.rs".to_owned(), checksum("old\n"));
        previous
            .pending
            .insert("src/api.rs".to_owned(), checksum("half\n"));
        for text in ["old\n", "half\n"] {
            let run = run(&plan(), &previous, &[("src/api.rs", text)]);
            assert_eq!(actions(&run)[0], ("src/api.rs", Action::Update));
        }
    }
}
