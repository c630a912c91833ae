//! Migration files: a version, a name, and the way up and down.

use super::{
    ddl,
    dialect::Dialect,
    diff::Change,
    table::{TableColumn, bounded},
};

/// One migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// 1 for the first.
    pub version: u64,
    /// `create_books`
    pub name: String,
    /// What applies it.
    pub up: String,
    /// What undoes it.
    pub down: String,
}

impl Migration {
    /// `00000000000001_create_books`: the start of both files' names.
    pub fn stem(&self) -> String {
        format!("{:014}_{}", self.version, self.name)
    }
}

/// One migration for each change that has one, numbered after `last`.
pub fn migrations(dialect: Dialect, last: u64, changes: &[Change]) -> Vec<Migration> {
    let mut list: Vec<Migration> = Vec::new();
    for change in changes {
        let version = last + list.len() as u64 + 1;
        list.extend(migration(dialect, version, change));
    }
    list
}

fn migration(dialect: Dialect, version: u64, change: &Change) -> Option<Migration> {
    let made = |name: String, up: String, down: String| {
        Some(Migration {
            version,
            name: bounded(&name),
            up,
            down,
        })
    };
    match change {
        Change::CreateTable(table) => made(
            format!("create_{}", table.name),
            ddl::create_table(dialect, table),
            ddl::drop_table(dialect, table),
        ),
        Change::AddColumn(table, column) => made(
            format!("add_{}_to_{table}", column.name),
            add_column(dialect, table, column),
            drop_column(dialect, table, column),
        ),
        Change::AddIndex(table, index) => made(
            format!("index_{table}_{}", index.columns.join("_")),
            ddl::create_index(dialect, table, index),
            ddl::drop_index(dialect, table, index),
        ),
        Change::Advice(_) => None,
    }
}

fn add_column(dialect: Dialect, table: &str, column: &TableColumn) -> String {
    let name = dialect.name(table);
    let mut text = format!(
        "ALTER TABLE {name} ADD COLUMN {};\n",
        ddl::added(dialect, column)
    );
    let Some(target) = &column.references else {
        return text;
    };
    match dialect {
        // SQLite cannot drop a column with a foreign key again, and a migration must be reversible.
        Dialect::Sqlite => text.insert_str(
            0,
            &format!(
                "-- Refers to {} ({}); SQLite could not drop the column again if it said so.\n",
                target.table, target.column
            ),
        ),
        Dialect::Postgres | Dialect::Mysql => text.push_str(&format!(
            "\nALTER TABLE {name} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({});\n",
            constraint(table, column),
            dialect.name(&column.name),
            dialect.name(&target.table),
            dialect.name(&target.column)
        )),
    }
    text
}

fn drop_column(dialect: Dialect, table: &str, column: &TableColumn) -> String {
    let name = dialect.name(table);
    let dropped = format!(
        "ALTER TABLE {name} DROP COLUMN {};\n",
        dialect.name(&column.name)
    );
    match dialect {
        Dialect::Mysql if column.references.is_some() => {
            format!(
                "ALTER TABLE {name} DROP FOREIGN KEY {};\n\n{dropped}",
                constraint(table, column)
            )
        }
        Dialect::Sqlite | Dialect::Postgres | Dialect::Mysql => dropped,
    }
}

fn constraint(table: &str, column: &TableColumn) -> String {
    bounded(&format!("{table}_{}_fkey", column.name))
}
