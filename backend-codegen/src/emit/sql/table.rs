//! Tables as plain data, made from resources and remembered between runs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::resources::{Check, ColumnType, KeyKind, KeyOrigin, Resources, Role};

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<TableColumn>,
    /// Its indexes besides those of keys and unique columns.
    pub indexes: Vec<Index>,
    /// The document has left it; it stays, because its rows are not ours to drop.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retired: bool,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnType,
    /// It may hold NULL.
    pub nullable: bool,
    /// It is the primary key.
    pub primary: bool,
    /// The database gives the next number.
    pub identity: bool,
    /// No two rows have the same value.
    pub unique: bool,
    /// What it refers to.
    pub references: Option<ForeignKey>,
    /// Its constraints.
    pub checks: Vec<Check>,
    /// Its default.
    pub default: Option<Value>,
    /// The document has left it; it stays, because its values are not ours to drop.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retired: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// The other end of a foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The table.
    pub table: String,
    /// Its primary key.
    pub column: String,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name, unique in the schema.
    pub name: String,
    /// What it covers.
    pub columns: Vec<String>,
}

/// The tables of all resources, those that others refer to first.
pub fn tables(resources: &Resources) -> Vec<Table> {
    resources
        .list
        .iter()
        .map(|resource| table(resources, resource))
        .collect()
}

fn table(resources: &Resources, resource: &crate::resources::Resource) -> Table {
    let columns: Vec<TableColumn> = resource
        .columns
        .iter()
        .map(|column| {
            let primary = column.role == Role::Key;
            TableColumn {
                name: column.name.clone(),
                kind: column.kind.clone(),
                nullable: column.nullable && !primary,
                primary,
                identity: primary
                    && resource.key.kind == KeyKind::Identity
                    && resource.key.origin != KeyOrigin::Client,
                unique: column.unique && !primary,
                references: column.references.map(|target| {
                    let target = &resources.list[target];
                    ForeignKey {
                        table: target.name.clone(),
                        column: target.key_column().name.clone(),
                    }
                }),
                checks: column.checks.clone(),
                default: column.default.clone(),
                retired: false,
            }
        })
        .collect();
    let indexes = columns
        .iter()
        .filter(|column| column.references.is_some() && !column.unique && !column.primary)
        .map(|column| Index {
            name: bounded(&format!("{}_{}_idx", resource.name, column.name)),
            columns: vec![column.name.clone()],
        })
        .collect();
    Table {
        name: resource.name.clone(),
        columns,
        indexes,
        retired: false,
    }
}

/// PostgreSQL cuts names at 63 bytes, which could make two of them one; ours stay below and end in a hash.
pub(super) fn bounded(name: &str) -> String {
    if name.len() <= 60 {
        return name.to_owned();
    }
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{}_{:08x}", &name[..50], hash >> 32)
}
