//! SQLite keeps the text of its statements; we only put them in order.

use crate::migrate::{MigrateError, runner::Runner};

pub(super) async fn dump(runner: &mut Runner) -> Result<String, MigrateError> {
    let query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                 AND tbl_name <> '_backend_migrations' ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 \
                 WHEN 'view' THEN 3 ELSE 4 END, name";
    let statements = super::texts(runner, query).await?;
    Ok(statements
        .iter()
        .map(|statement| format!("\n{};\n", statement.trim()))
        .collect())
}
