//! Printing results, and small forms that several subcommands share.
#![allow(clippy::print_stdout, reason = "results go to standard output")]

use std::time::Duration;

use anstream::{print, println};
use backend_runtime::migrate::Report;
use serde_json::{Value, json};

/// Prints a JSON document.
pub(super) fn print_json(value: &Value) {
    println!("{value:#}");
}

/// Prints a line.
pub(super) fn print_line(line: impl std::fmt::Display) {
    println!("{line}");
}

/// `850 µs`, `12 ms`, `3.4 s`
pub(super) fn duration(time: Duration) -> String {
    if time < Duration::from_millis(1) {
        format!("{} µs", time.as_micros())
    } else if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// Milliseconds with a fraction.
pub(super) fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// The migrations of a report.
pub(super) fn report_json(report: &Report) -> Value {
    report
        .applied
        .iter()
        .map(|applied| {
            json!({
                "version": applied.version,
                "name": applied.name,
                "statements": applied.statements,
                "elapsed_ms": milliseconds(applied.elapsed),
            })
        })
        .collect()
}

/// Prints rows as columns of equal width.
pub(super) fn print_table(rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    // In one piece: a write for each of ten thousand lines would cost more than finding out what to write.
    let mut table = String::new();
    for row in rows {
        for (cell, width) in row.iter().zip(&widths) {
            table.push_str(cell);
            let filled = cell.chars().count();
            table.extend(std::iter::repeat_n(' ', width.saturating_sub(filled) + 2));
        }
        table.truncate(table.trim_end_matches(' ').len());
        table.push('\n');
    }
    print!("{table}");
}
