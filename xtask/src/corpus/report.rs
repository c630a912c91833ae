//! The table of all documents, their sums, and what does not hold.

use super::project::{Made, Row};
use crate::bench::table::{Table, mebibytes};

/// Of a thousand operations, how many must be generated.
const GENERATED_PER_MILLE: usize = 990;

/// Prints the table and the line of sums.
pub(super) fn print(rows: &[Row]) {
    let mut table = Table::new([
        "document",
        "framework",
        "operations",
        "complete",
        "501",
        "refused",
        "lines",
        "per op",
        "generate",
        "peak",
        "compiles",
        "check",
        "peak",
    ]);
    for row in rows {
        table.row(cells(row));
    }
    println!();
    table.print();
    println!("\n{}", sums(rows));
}

fn cells(row: &Row) -> [String; 13] {
    let Ok(made) = &row.made else {
        let mut cells = [const { String::new() }; 13];
        cells[0].clone_from(&row.document);
        cells[1] = row.framework.to_owned();
        cells[2] = "not loaded".to_owned();
        return cells;
    };
    let (compiles, check, peak) = row.checked.as_ref().map_or_else(
        || ("–".to_owned(), String::new(), String::new()),
        |checked| {
            let verdict = if checked.complaints.is_empty() {
                "yes"
            } else {
                "NO"
            };
            (
                verdict.to_owned(),
                format!("{:.1} s", checked.cost.cpu.as_secs_f64()),
                mebibytes(checked.cost.peak_bytes),
            )
        },
    );
    [
        row.document.clone(),
        row.framework.to_owned(),
        made.operations().to_string(),
        made.complete.to_string(),
        made.unimplemented.to_string(),
        made.refused.to_string(),
        made.lines.to_string(),
        per_operation(made.lines, made.operations()),
        format!("{:.2} s", made.cost.cpu.as_secs_f64()),
        mebibytes(made.cost.peak_bytes),
        compiles,
        check,
        peak,
    ]
}

fn per_operation(lines: usize, operations: usize) -> String {
    lines
        .checked_div(operations)
        .map_or_else(|| "–".to_owned(), |lines| lines.to_string())
}

fn sums(rows: &[Row]) -> String {
    let made: Vec<&Made> = rows
        .iter()
        .filter_map(|row| row.made.as_ref().ok())
        .collect();
    let operations: usize = made.iter().map(|made| made.operations()).sum();
    let refused: usize = made.iter().map(|made| made.refused).sum();
    let lines: usize = made.iter().map(|made| made.lines).sum();
    let checked: Vec<bool> = rows
        .iter()
        .filter_map(|row| row.checked.as_ref())
        .map(|checked| checked.complaints.is_empty())
        .collect();
    format!(
        "{} of {} loaded; {} of {operations} operations generated; {} of {} projects compile; {} lines per operation",
        made.len(),
        rows.len(),
        operations - refused,
        checked.iter().filter(|&&holds| holds).count(),
        checked.len(),
        per_operation(lines, operations),
    )
}

/// Projects that are known not to compile yet: document, framework, and why. Kept exact: one that compiles is a failure here.
const KNOWN: [(&str, &str, &str); 0] = [];

/// What a project's compiler complains of, unless that is known.
fn complaint(row: &Row) -> Option<String> {
    let checked = row.checked.as_ref()?;
    let known = KNOWN
        .iter()
        .find(|(document, framework, _)| row.document == *document && row.framework == *framework);
    match (known, checked.complaints.is_empty()) {
        (Some((document, framework, reason)), false) => {
            println!("known: {document} does not compile for {framework}: {reason}");
            None
        }
        (Some((document, framework, _)), true) => Some(format!(
            "{document} compiles for {framework} now; take it off the list of those that do not"
        )),
        (None, true) => None,
        (None, false) => Some(format!(
            "{} does not compile without complaint:\n{}",
            row.document,
            beginning(&checked.complaints)
        )),
    }
}

/// What does not hold, with what the programs said.
pub(super) fn failures(rows: &[Row]) -> Vec<String> {
    let mut failures = Vec::new();
    let (mut operations, mut refused) = (0, Vec::new());
    for row in rows {
        match &row.made {
            Err(message) => failures.push(format!("{} does not load:\n{message}", row.document)),
            Ok(made) => {
                operations += made.operations();
                if made.refused > 0 {
                    refused.push(format!("{} ({})", row.document, made.refused));
                }
            }
        }
        failures.extend(complaint(row));
    }
    let generated = operations
        - rows
            .iter()
            .filter_map(|row| row.made.as_ref().ok())
            .map(|made| made.refused)
            .sum::<usize>();
    if generated * 1000 < operations * GENERATED_PER_MILLE {
        failures.push(format!(
            "{generated} of {operations} operations are generated; refused in {}",
            refused.join(", ")
        ));
    }
    failures
}

/// The first lines of a long text.
fn beginning(text: &str) -> String {
    const LINES: usize = 40;
    let mut lines: Vec<&str> = text.lines().take(LINES).collect();
    if text.lines().nth(LINES).is_some() {
        lines.push("…");
    }
    lines.join("\n")
}
