//! `cargo xtask corpus --agree`: generated types and the `jsonschema` crate about the schemas of published documents.

use std::collections::BTreeMap;

use backend_tests::agreement::{self, Different};

use super::{Args, documents};
use crate::bench::table::Table;

/// Instances of each schema.
const COUNT: usize = 200;

/// Differences that are shown for each schema.
const SHOWN: usize = 3;

/// Prints some differences of each schema.
fn show(all: &[Different]) {
    let mut shown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for Different {
        schema,
        verdict,
        instance,
    } in all
    {
        let count = shown.entry((verdict, schema)).or_default();
        *count += 1;
        if *count <= SHOWN {
            println!("  {verdict} {schema} {instance}");
        }
    }
}

/// Judges all documents; returns what differs from the committed list.
pub(super) fn run(args: &Args) -> Result<Vec<String>, String> {
    let Some(documents) = documents::chosen(&args.filter, args.sample)? else {
        println!("skipped: ../shared/corpus/openapi is not there");
        return Ok(Vec::new());
    };
    let known = agreement::known()?;
    let mut table = Table::new([
        "document",
        "schemas",
        "instances",
        "valid",
        "different",
        "unjudged",
    ]);
    let mut failures = Vec::new();
    let mut sums = [0; 5];
    for document in &documents {
        println!("{}", document.name);
        let allow_ref = document.needs_allow_ref();
        let judged = match agreement::judge(&document.name, &document.path, allow_ref, COUNT) {
            Ok(judged) => judged,
            Err(message) => {
                println!("{message}");
                failures.push(format!("{}: {message}", document.name));
                continue;
            }
        };
        let row = [
            judged.schemas,
            judged.instances,
            judged.valid,
            judged.different.len(),
            judged.unjudged.len(),
        ];
        let [schemas, instances, valid, different, unjudged] = row.map(|count| count.to_string());
        let name = document.name.clone();
        table.row([name, schemas, instances, valid, different, unjudged]);
        for (sum, count) in sums.iter_mut().zip(row) {
            *sum += count;
        }
        let expected = known.get(&document.name).cloned().unwrap_or_default();
        let found = judged.classes();
        for new in found.iter().filter(|class| !expected.contains(class)) {
            failures.push(format!("{}: {new}", document.name));
        }
        for gone in expected.iter().filter(|class| !found.contains(class)) {
            failures.push(format!("{}: {gone}: no longer so", document.name));
        }
        show(&judged.different);
    }
    println!();
    table.print();
    let [schemas, instances, valid, different, unjudged] = sums;
    println!(
        "\n{schemas} schemas, {instances} instances, {valid} of them valid; {different} judged differently; {unjudged} schemas unjudged"
    );
    Ok(failures)
}
