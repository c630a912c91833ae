//! What differs between the databases.

use crate::{resources::ColumnType, settings::Database};

/// A dialect of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite 3.38 and later
    Sqlite,
    /// PostgreSQL 13 and later
    Postgres,
    /// MySQL 8 and MariaDB 10.6, and later
    Mysql,
}

impl Dialect {
    /// The dialect of a database; services without one have none.
    pub fn of(database: Database) -> Option<Self> {
        match database {
            Database::Sqlite => Some(Self::Sqlite),
            Database::Postgres => Some(Self::Postgres),
            Database::Mysql => Some(Self::Mysql),
            Database::None => None,
        }
    }

    /// An identifier, quoted when it is a reserved word somewhere.
    pub fn name(self, name: &str) -> String {
        if !RESERVED.contains(&name) {
            return name.to_owned();
        }
        match self {
            Self::Sqlite | Self::Postgres => format!("\"{name}\""),
            Self::Mysql => format!("`{name}`"),
        }
    }

    /// A string literal; `None` for text that has none in every mode of the database.
    pub fn string(self, text: &str) -> Option<String> {
        let odd = text.contains('\0') || self == Self::Mysql && text.contains('\\');
        (!odd).then(|| format!("'{}'", text.replace('\'', "''")))
    }

    /// The type of a column; `is_indexed` when it is a key, unique or refers to one.
    pub(super) fn column_type(self, kind: &ColumnType, is_indexed: bool) -> String {
        match self {
            Self::Sqlite => sqlite_type(kind).to_owned(),
            Self::Postgres => postgres_type(kind).to_owned(),
            Self::Mysql => mysql_type(kind, is_indexed),
        }
    }

    /// The function that counts characters.
    pub(super) fn length(self) -> &'static str {
        match self {
            Self::Sqlite => "length",
            Self::Postgres | Self::Mysql => "char_length",
        }
    }
}

fn sqlite_type(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean => "BOOLEAN",
        ColumnType::Int32 | ColumnType::Int64 => "INTEGER",
        ColumnType::Float | ColumnType::Double => "REAL",
        ColumnType::Uuid => "BLOB",
        ColumnType::Text(_)
        | ColumnType::Enum(_)
        | ColumnType::Decimal
        | ColumnType::DateTime
        | ColumnType::Date
        | ColumnType::Json => "TEXT",
    }
}

fn postgres_type(kind: &ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean => "BOOLEAN",
        ColumnType::Int32 => "INTEGER",
        ColumnType::Int64 => "BIGINT",
        ColumnType::Float => "REAL",
        ColumnType::Double => "DOUBLE PRECISION",
        ColumnType::Uuid => "UUID",
        // Decimals are kept as they are written: `9.90` stays `9.90`.
        ColumnType::Text(_) | ColumnType::Enum(_) | ColumnType::Decimal => "TEXT",
        ColumnType::DateTime => "TIMESTAMPTZ",
        ColumnType::Date => "DATE",
        ColumnType::Json => "JSONB",
    }
}

/// The longest text that an index of InnoDB takes whole in four bytes a character is 768.
const INDEXED_TEXT: u64 = 700;

fn mysql_type(kind: &ColumnType, is_indexed: bool) -> String {
    match kind {
        ColumnType::Boolean => "BOOLEAN".to_owned(),
        ColumnType::Int32 => "INT".to_owned(),
        ColumnType::Int64 => "BIGINT".to_owned(),
        ColumnType::Float => "FLOAT".to_owned(),
        ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Uuid => "BINARY(16)".to_owned(),
        ColumnType::Text(longest) => match (is_indexed, longest) {
            (true, longest) => format!(
                "VARCHAR({})",
                longest.unwrap_or(INDEXED_TEXT).clamp(1, INDEXED_TEXT)
            ),
            (false, Some(longest)) if *longest <= 1000 => format!("VARCHAR({})", (*longest).max(1)),
            (false, _) => "LONGTEXT".to_owned(),
        },
        ColumnType::Enum(words) => {
            let longest = words
                .iter()
                .map(|word| word.chars().count())
                .max()
                .unwrap_or(0);
            if longest <= 700 {
                format!("VARCHAR({})", longest.max(1))
            } else {
                "LONGTEXT".to_owned()
            }
        }
        ColumnType::Decimal => "VARCHAR(66)".to_owned(),
        ColumnType::DateTime => "DATETIME(6)".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Json => "JSON".to_owned(),
    }
}

/// Words that some of the databases reserve, and that documents use as names.
const RESERVED: [&str; 119] = [
    "add",
    "all",
    "alter",
    "analyze",
    "and",
    "array",
    "as",
    "asc",
    "authorization",
    "before",
    "between",
    "both",
    "by",
    "call",
    "cascade",
    "case",
    "cast",
    "change",
    "character",
    "check",
    "collate",
    "collation",
    "column",
    "condition",
    "constraint",
    "convert",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "cursor",
    "database",
    "databases",
    "default",
    "delete",
    "desc",
    "describe",
    "distinct",
    "div",
    "do",
    "drop",
    "else",
    "end",
    "except",
    "exists",
    "explain",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "groups",
    "having",
    "if",
    "ignore",
    "in",
    "index",
    "inner",
    "insert",
    "interval",
    "into",
    "is",
    "join",
    "key",
    "keys",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "lock",
    "match",
    "natural",
    "not",
    "null",
    "of",
    "offset",
    "on",
    "or",
    "order",
    "over",
    "partition",
    "primary",
    "range",
    "rank",
    "read",
    "references",
    "release",
    "rename",
    "replace",
    "right",
    "row",
    "rows",
    "schema",
    "select",
    "set",
    "system",
    "table",
    "then",
    "to",
    "transaction",
    "trigger",
    "true",
    "union",
    "unique",
    "update",
    "usage",
    "user",
    "using",
    "values",
    "view",
    "when",
    "where",
];
