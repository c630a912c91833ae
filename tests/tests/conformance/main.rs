//! The JSON-Schema-Test-Suite (draft 2020-12) through the walker: each schema becomes a table, each instance is
//! judged from bytes. Every miss is listed by name in the snapshots, which are exact.

mod suite;
mod table;

use backend_runtime::validate::{accepts, raw};
use suite::{Case, Group};

/// What came of a part of the suite.
#[derive(Default)]
struct Score {
    groups: usize,
    tests: usize,
    agreeing: usize,
    accepts_invalid: usize,
    rejects_valid: usize,
    misses: Vec<String>,
}

impl Score {
    fn text(&self) -> String {
        let percent = 100.0 * self.agreeing as f64 / self.tests.max(1) as f64;
        let mut text = format!(
            "{} groups, {} of {} tests agree ({percent:.2} %), {} invalid accepted, {} valid rejected",
            self.groups, self.agreeing, self.tests, self.accepts_invalid, self.rejects_valid
        );
        for miss in &self.misses {
            text.push('\n');
            text.push_str(miss);
        }
        text
    }
}

fn judge(group: &Group, case: &Case, formats: bool) -> bool {
    let node = table::of(&group.schema, formats);
    let bytes = case.data.to_string().into_bytes();
    raw::parse(&bytes, 127).is_ok_and(|tree| accepts(node, tree.view()))
}

fn score(groups: &[Group], formats: bool) -> Score {
    let mut score = Score::default();
    for group in groups {
        score.groups += 1;
        for case in &group.cases {
            score.tests += 1;
            match (judge(group, case, formats), case.valid) {
                (got, expected) if got == expected => score.agreeing += 1,
                (got, _) => {
                    *(if got {
                        &mut score.accepts_invalid
                    } else {
                        &mut score.rejects_valid
                    }) += 1;
                    let verdict = if got { "accepts" } else { "rejects" };
                    score.misses.push(format!(
                        "{verdict}: {} / {} / {}",
                        group.file, group.name, case.name
                    ));
                }
            }
        }
    }
    score
}

#[test]
fn required_suite() {
    let Some(groups) = suite::load("draft2020-12") else {
        return;
    };
    let (inside, outside): (Vec<Group>, Vec<Group>) =
        groups.into_iter().partition(Group::is_in_scope);
    let outside: Vec<String> = outside
        .iter()
        .map(|group| format!("{} / {}", group.file, group.name))
        .collect();
    insta::assert_snapshot!("out_of_scope", outside.join("\n"));
    insta::assert_snapshot!("required", score(&inside, false).text());
}

#[test]
fn typed_profile() {
    let Some(groups) = suite::load("draft2020-12") else {
        return;
    };
    let typed: Vec<Group> = groups
        .into_iter()
        .filter(Group::is_in_scope)
        .filter_map(suite::typed)
        .collect();
    insta::assert_snapshot!("typed", score(&typed, false).text());
}

#[test]
fn optional_suite() {
    let Some(groups) = suite::load("draft2020-12/optional") else {
        return;
    };
    let inside: Vec<Group> = groups.into_iter().filter(Group::is_in_scope).collect();
    insta::assert_snapshot!("optional", score(&inside, false).text());
}

#[test]
fn optional_formats() {
    let Some(groups) = suite::load("draft2020-12/optional/format") else {
        return;
    };
    insta::assert_snapshot!("formats", score(&groups, true).text());
}
