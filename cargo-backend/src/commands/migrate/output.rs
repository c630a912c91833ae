//! Printing results, and small forms that several subcommands share.
#![allow(clippy::print_stdout, reason = "results go to standard output")]

use std::time::Duration;

use anstream::println;
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
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        println!("{}", line.trim_end());
    }
}
