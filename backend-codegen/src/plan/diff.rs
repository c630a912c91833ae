//! What a run would change, as unified diffs.

use similar::TextDiff;

use super::{Action, Change, Reconciled};

/// The diff of every file that would be written, and of conflicts; empty when nothing would change.
#[must_use]
pub fn unified_diff(reconciled: &Reconciled) -> String {
    let shown = [Action::Create, Action::Update, Action::Conflict];
    reconciled.with(&shown).map(change_diff).collect()
}

fn change_diff(change: &Change) -> String {
    let old_name = match change.before {
        Some(_) => format!("a/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let before = change.before.as_deref().unwrap_or_default();
    TextDiff::from_lines(before, &change.after)
        .unified_diff()
        .context_radius(3)
        .header(&old_name, &format!("b/{}", change.path))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Existing, FilePlan, Manifest, reconcile};

    #[test]
    fn shows_new_and_changed_files_and_nothing_else() {
        let mut plan = FilePlan::default();
        plan.generated("changed.rs", "a\nc\n");
        plan.generated("same.rs", "same\n");
        plan.yours("new.rs", "one\ntwo\n");
        let reconciled = reconcile(
            &plan,
            &Manifest::default(),
            "tool 0",
            None,
            |path| match path {
                "changed.rs" => Existing::Text("a\nb\n".to_owned()),
                "same.rs" => Existing::Text("same\n".to_owned()),
                _ => Existing::Missing,
            },
        );
        insta::assert_snapshot!(unified_diff(&reconciled), @r"
        --- a/changed.rs
        +++ b/changed.rs
        @@ -1,2 +1,2 @@
         a
        -b
        +c
        --- /dev/null
        +++ b/new.rs
        @@ -0,0 +1,2 @@
        +one
        +two
        ");
    }
}
