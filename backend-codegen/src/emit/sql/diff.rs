//! From the tables of the last run to those of this one.

use super::{
    ddl,
    dialect::Dialect,
    table::{Index, Table, TableColumn},
};

/// One step from one schema to the next.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A new table.
    CreateTable(Table),
    /// A new column that old rows can have: nullable, or with a default.
    AddColumn(String, TableColumn),
    /// A new index.
    AddIndex(String, Index),
    /// What cannot be done without knowing the data: a sentence with the SQL to consider.
    Advice(String),
}

/// All changes, in an order in which they can be applied.
pub fn changes(dialect: Dialect, old: &[Table], new: &[Table]) -> Vec<Change> {
    let mut list = Vec::new();
    for table in new {
        match old.iter().find(|known| known.name == table.name) {
            None => list.push(Change::CreateTable(table.clone())),
            Some(known) => {
                if known.retired {
                    list.push(Change::Advice(format!(
                        "table `{}` is back in the document; the one that was left in place is used, rows and all",
                        table.name
                    )));
                }
                alter(dialect, known, table, &mut list);
            }
        }
    }
    for gone in old
        .iter()
        .filter(|table| !table.retired && new.iter().all(|other| other.name != table.name))
    {
        list.push(Change::Advice(format!(
            "table `{}` is no longer in the document; when its rows are not needed: {}",
            gone.name,
            ddl::drop_table(dialect, gone).trim_end()
        )));
    }
    list
}

/// What stands in the database once the changes are made: the document's tables, and what it has left and nobody drops.
pub fn remembered(old: &[Table], new: Vec<Table>) -> Vec<Table> {
    let mut tables = new;
    for known in old {
        match tables.iter_mut().find(|table| table.name == known.name) {
            Some(table) => {
                let names: Vec<String> = table.columns.iter().map(|one| one.name.clone()).collect();
                let left = known
                    .columns
                    .iter()
                    .filter(|one| !names.contains(&one.name));
                table.columns.extend(left.map(|column| TableColumn {
                    retired: true,
                    ..column.clone()
                }));
            }
            None => tables.push(Table {
                retired: true,
                ..known.clone()
            }),
        }
    }
    tables
}

fn alter(dialect: Dialect, old: &Table, new: &Table, list: &mut Vec<Change>) {
    let table = dialect.name(&new.name);
    for column in &new.columns {
        match old.columns.iter().find(|known| known.name == column.name) {
            None if column.nullable || ddl::default(dialect, column).is_some() => {
                list.push(Change::AddColumn(new.name.clone(), column.clone()));
                if column.unique {
                    list.push(Change::Advice(unique(dialect, new, column)));
                }
            }
            None => list.push(Change::Advice(format!(
                "column `{}.{}` is required and has no default, so rows that exist have no value for it; \
                 consider: ALTER TABLE {table} ADD COLUMN {} DEFAULT …;",
                new.name,
                column.name,
                ddl::added(dialect, column)
            ))),
            Some(known) => list.extend(changed(dialect, new, known, column)),
        }
    }
    for gone in old
        .columns
        .iter()
        .filter(|column| !column.retired)
        .filter(|column| new.columns.iter().all(|other| other.name != column.name))
    {
        // Nothing fills it any more.
        let hinders = if gone.nullable || ddl::default(dialect, gone).is_some() {
            ""
        } else {
            ", and it has to have a value, so that no row can be added before it is dropped or made nullable"
        };
        list.push(Change::Advice(format!(
            "column `{}.{}` is no longer in the document{hinders}; when its values are not needed: ALTER TABLE {table} DROP COLUMN {};",
            new.name,
            gone.name,
            dialect.name(&gone.name)
        )));
    }
    let fresh = new
        .indexes
        .iter()
        .filter(|index| old.indexes.iter().all(|known| known.name != index.name));
    for index in fresh {
        let exists = |column: &String| {
            old.columns.iter().any(|known| known.name == *column)
                || list.iter().any(
                    |change| matches!(change, Change::AddColumn(_, added) if added.name == *column),
                )
        };
        if index.columns.iter().all(exists) {
            list.push(Change::AddIndex(new.name.clone(), index.clone()));
        }
    }
}

fn unique(dialect: Dialect, table: &Table, column: &TableColumn) -> String {
    format!(
        "`{}.{}` is now unique, which fails while rows share a value; consider: CREATE UNIQUE INDEX {}_{}_key ON {} ({});",
        table.name,
        column.name,
        table.name,
        column.name,
        dialect.name(&table.name),
        dialect.name(&column.name)
    )
}

/// What changed in a column that both have; all of it depends on the rows.
fn changed(dialect: Dialect, table: &Table, old: &TableColumn, new: &TableColumn) -> Vec<Change> {
    let mut list = Vec::new();
    let indexed = new.unique || new.primary || new.references.is_some();
    let (before, after) = (
        dialect.column_type(&old.kind, indexed),
        dialect.column_type(&new.kind, indexed),
    );
    if before != after {
        list.push(format!(
            "`{}.{}` changes its type from {before} to {after}; write a migration that converts its values",
            table.name, new.name
        ));
    } else if old.checks != new.checks || old.kind != new.kind {
        list.push(format!(
            "the limits of `{}.{}` changed; the service enforces the new ones, the table keeps the old; \
             consider replacing the column: {}",
            table.name,
            new.name,
            ddl::definition(dialect, new)
        ));
    }
    if old.nullable != new.nullable {
        let word = if new.nullable { "optional" } else { "required" };
        list.push(format!(
            "`{}.{}` is now {word}; consider: ALTER TABLE {} ALTER COLUMN {} {} NOT NULL; (SQLite: rebuild the table)",
            table.name,
            new.name,
            dialect.name(&table.name),
            dialect.name(&new.name),
            if new.nullable { "DROP" } else { "SET" }
        ));
    }
    if new.unique && !old.unique {
        list.push(unique(dialect, table, new));
    }
    if new.references.is_some() && old.references != new.references {
        list.push(format!(
            "`{}.{}` now refers to another table; consider adding the foreign key once all rows satisfy it",
            table.name, new.name
        ));
    }
    list.into_iter().map(Change::Advice).collect()
}
