//! The schema of a database as SQL text, the same text for the same schema.
//!
//! Made from the catalog, so that it needs no other program and carries no version of one. It has tables, columns,
//! constraints, indexes, views, sequences, types, routines, triggers, policies and comments; it has no data, owners or
//! grants, and not the history table.

mod mysql;
mod postgres;
mod sqlite;

use super::{MigrateError, runner::Runner};
use crate::db::Engine;

/// The schema as statements.
pub(crate) async fn dump(runner: &mut Runner) -> Result<String, MigrateError> {
    let mut text = format!(
        "-- The schema of a {} database, written by `cargo backend migrate dump`; do not edit.\n",
        runner.engine()
    );
    let body = match runner.engine() {
        Engine::Sqlite => sqlite::dump(runner).await?,
        Engine::Postgres => postgres::dump(runner).await?,
        Engine::Mysql => mysql::dump(runner).await?,
    };
    text.push_str(&body);
    Ok(text)
}

/// The lines that only one of two dumps has, marked `-` and `+`.
pub(crate) fn difference(before: &str, after: &str) -> Vec<String> {
    let only = |these: &str, those: &str, mark: char| -> Vec<String> {
        let mut others: Vec<&str> = those.lines().collect();
        these
            .lines()
            .filter(|line| match others.iter().position(|other| other == line) {
                Some(index) => {
                    others.swap_remove(index);
                    false
                }
                None => true,
            })
            .map(|line| format!("{mark} {line}"))
            .collect()
    };
    let mut lines = only(before, after, '-');
    lines.extend(only(after, before, '+'));
    lines
}

/// The first column of all rows.
async fn texts(runner: &mut Runner, query: &str) -> Result<Vec<String>, MigrateError> {
    let rows = runner
        .rows("cannot read the catalog", query.to_owned())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| row.into_iter().next()?)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn difference_has_marked_lines_only() {
        assert_eq!(difference("a\nb\nc\n", "a\nd\nc\n"), ["- b", "+ d"]);
        assert!(difference("a\n", "a\n").is_empty());
    }
}
