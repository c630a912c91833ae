//! Licences, duplicate versions and banned crates, from `cargo metadata` and the list in `dependencies.json`.
//!
//! The list gives a reason for every exception. An exception that is no longer needed is a failure too, so that
//! the list stays true.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::Metadata;
use serde_json::Value;

use super::licence;
use crate::{metadata, root::root};

/// What `dependencies.json` says: name to reason.
struct Rules {
    licences: BTreeMap<String, String>,
    duplicates: BTreeMap<String, String>,
    banned: BTreeMap<String, String>,
}

/// Reports every violation at once.
pub(super) fn check() -> Result<(), String> {
    let rules = read_rules()?;
    let metadata = metadata::load()?;
    let mut problems = licence_problems(&metadata, &rules);
    problems.extend(duplicate_problems(&versions(&metadata), &rules.duplicates));
    problems.extend(banned_problems(&metadata, &rules));
    if problems.is_empty() {
        println!("dependencies: {} packages", metadata.packages.len());
        return Ok(());
    }
    Err(format!(
        "dependencies (rules in xtask/dependencies.json):\n  {}",
        problems.join("\n  ")
    ))
}

fn read_rules() -> Result<Rules, String> {
    let path = root().join("xtask/dependencies.json");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let json: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let section = |name: &str| -> Result<BTreeMap<String, String>, String> {
        serde_json::from_value(json[name].clone())
            .map_err(|error| format!("{}: `{name}`: {error}", path.display()))
    };
    Ok(Rules {
        licences: section("licences")?,
        duplicates: section("duplicates")?,
        banned: section("banned")?,
    })
}

fn licence_problems(metadata: &Metadata, rules: &Rules) -> Vec<String> {
    let allowed = |id: &str| rules.licences.contains_key(id);
    let check = |package: &cargo_metadata::Package| match package.license.as_deref() {
        None => Some(format!(
            "{} {} names no licence",
            package.name, package.version
        )),
        Some(expression) => match licence::satisfied(expression, &allowed) {
            Ok(true) => None,
            Ok(false) => Some(format!(
                "{} {}: licence {expression} is not allowed",
                package.name, package.version
            )),
            Err(message) => Some(format!("{} {}: {message}", package.name, package.version)),
        },
    };
    metadata.packages.iter().filter_map(check).collect()
}

/// Name to the versions in the graph.
fn versions(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in &metadata.packages {
        versions
            .entry(package.name.to_string())
            .or_default()
            .insert(package.version.to_string());
    }
    versions
}

fn duplicate_problems(
    versions: &BTreeMap<String, BTreeSet<String>>,
    allowed: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, found) in versions.iter().filter(|(_, found)| found.len() > 1) {
        if !allowed.contains_key(name) {
            let list = found.iter().cloned().collect::<Vec<_>>().join(", ");
            problems.push(format!(
                "{name} is there in {} versions: {list}",
                found.len()
            ));
        }
    }
    for name in allowed.keys() {
        if versions.get(name).is_none_or(|found| found.len() < 2) {
            problems.push(format!("{name} is no longer a duplicate: delete its line"));
        }
    }
    problems
}

fn banned_problems(metadata: &Metadata, rules: &Rules) -> Vec<String> {
    let reason = |package: &cargo_metadata::Package| {
        let reason = rules.banned.get(package.name.as_str())?;
        Some(format!(
            "{} {} is banned: {reason}",
            package.name, package.version
        ))
    };
    metadata.packages.iter().filter_map(reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, versions: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        BTreeMap::from([(
            name.to_owned(),
            versions.iter().map(|&version| version.to_owned()).collect(),
        )])
    }

    #[test]
    fn an_unlisted_duplicate_is_a_problem() {
        let problems = duplicate_problems(&found("rand", &["0.8.0", "0.9.0"]), &BTreeMap::new());
        assert_eq!(problems, ["rand is there in 2 versions: 0.8.0, 0.9.0"]);
    }

    #[test]
    fn an_exception_without_a_duplicate_is_a_problem() {
        let allowed = BTreeMap::from([("rand".to_owned(), "why".to_owned())]);
        assert_eq!(
            duplicate_problems(&found("rand", &["0.9.0"]), &allowed),
            ["rand is no longer a duplicate: delete its line"]
        );
        assert!(duplicate_problems(&found("rand", &["0.8.0", "0.9.0"]), &allowed).is_empty());
    }
}
