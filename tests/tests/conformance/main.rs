//! The JSON-Schema-Test-Suite (draft 2020-12), each instance from bytes: through the walker over tables made at run time,
//! and through types that the generator makes. Every miss is listed by name in the snapshots, which are exact.

mod agreement;
mod generated;
mod oracle;
mod score;
mod suite;
mod table;

use backend_runtime::validate::{accepts, raw};
use score::{Verdict, score};
use suite::Group;

/// What the walker says about every instance.
fn walked(groups: &[Group], formats: bool) -> Vec<Vec<Verdict>> {
    let judge = |group: &Group| {
        let node = table::of(&group.schema, formats);
        let judge = |data: &serde_json::Value| {
            let bytes = data.to_string().into_bytes();
            raw::parse(&bytes, 127).is_ok_and(|tree| accepts(node, tree.view()))
        };
        let cases = group.cases.iter();
        cases.map(|case| Verdict::of(judge(&case.data))).collect()
    };
    groups.iter().map(judge).collect()
}

fn walker_score(groups: &[Group], formats: bool) -> String {
    score(groups, &walked(groups, formats))
}

/// The groups of the required suite, in and out of scope.
fn required() -> Option<(Vec<Group>, Vec<Group>)> {
    let groups = suite::load("draft2020-12")?;
    Some(groups.into_iter().partition(Group::is_in_scope))
}

fn in_scope(folder: &str) -> Option<Vec<Group>> {
    let groups = suite::load(folder)?;
    Some(groups.into_iter().filter(Group::is_in_scope).collect())
}

/// What OpenAPI 3.1 takes over from JSON Schema and 3.0 did not have: the suite, which goes through the generator in
/// `generated_types`, must have cases for each.
#[test]
fn every_keyword_that_3_1_adds_is_in_scope() {
    let Some((inside, _)) = required() else {
        return;
    };
    let keywords = [
        "\"type\":[",
        "\"const\":",
        "\"prefixItems\":",
        "\"$defs\":",
        "\"patternProperties\":",
        "\"propertyNames\":",
        "\"dependentRequired\":",
        "\"dependentSchemas\":",
        "\"if\":",
        "\"then\":",
        "\"else\":",
        "\"not\":",
        "\"contains\":",
        "\"minContains\":",
        "\"maxContains\":",
        "\"unevaluatedProperties\":",
        "\"unevaluatedItems\":",
        "\"exclusiveMinimum\":",
        "\"contentMediaType\":",
        "\"contentEncoding\":",
    ];
    for keyword in keywords {
        let with = inside
            .iter()
            .filter(|group| group.schema.to_string().contains(keyword));
        assert!(with.count() > 0, "{keyword}");
    }
    let beside = inside.iter().filter(|group| {
        let schema = group.schema.as_object();
        schema.is_some_and(|schema| schema.contains_key("$ref") && schema.len() > 3)
    });
    assert!(beside.count() > 0, "keywords beside `$ref`");
}

#[test]
fn required_suite() {
    let Some((inside, outside)) = required() else {
        return;
    };
    let outside: Vec<String> = outside
        .iter()
        .map(|group| format!("{} / {}", group.file, group.name))
        .collect();
    insta::assert_snapshot!("out_of_scope", outside.join("\n"));
    insta::assert_snapshot!("required", walker_score(&inside, false));
}

#[test]
fn typed_profile() {
    let Some((inside, _)) = required() else {
        return;
    };
    let typed: Vec<Group> = inside.into_iter().filter_map(suite::typed).collect();
    insta::assert_snapshot!("typed", walker_score(&typed, false));
}

#[test]
fn optional_suite() {
    let Some(inside) = in_scope("draft2020-12/optional") else {
        return;
    };
    insta::assert_snapshot!("optional", walker_score(&inside, false));
}

#[test]
fn optional_formats() {
    let Some(groups) = suite::load("draft2020-12/optional/format") else {
        return;
    };
    insta::assert_snapshot!("formats", walker_score(&groups, true));
}

/// All parts at once, because the types of all are compiled together.
#[test]
fn generated_types() -> Result<(), String> {
    let (Some((strict, _)), Some(optional), Some(formats)) = (
        required(),
        in_scope("draft2020-12/optional"),
        suite::load("draft2020-12/optional/format"),
    ) else {
        return Ok(());
    };
    let typed: Vec<Group> = strict.iter().cloned().filter_map(suite::typed).collect();
    let parts = [
        ("generated_strict", &strict, false),
        ("generated_typed", &typed, false),
        ("generated_optional", &optional, false),
        ("generated_formats", &formats, true),
    ];
    let all = parts
        .iter()
        .flat_map(|(_, groups, formats)| groups.iter().map(move |group| (group, *formats)));
    let types = generated::Types::of(all)?;
    for (name, groups, formats) in parts {
        insta::assert_snapshot!(name, score(groups, &types.judge(groups, formats)?));
    }
    Ok(())
}
