//! What differs between the databases.

use crate::{
    resources::{ColumnType, DecimalForm, Digits},
    settings::Database,
};

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

    /// An identifier, quoted when it is a keyword; MySQL and MariaDB reserve so many, and differ in which, that theirs
    /// always are.
    pub fn name(self, name: &str) -> String {
        match self {
            Self::Mysql => format!("`{name}`"),
            Self::Sqlite | Self::Postgres if KEYWORDS.contains(&name) => format!("\"{name}\""),
            Self::Sqlite | Self::Postgres => name.to_owned(),
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
            Self::Postgres => postgres_type(kind),
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
        // SQLite has no exact decimals; its text compares as a number where queries say so.
        ColumnType::Text(_)
        | ColumnType::Enum(_)
        | ColumnType::Decimal(_)
        | ColumnType::DateTime
        | ColumnType::Date
        | ColumnType::Json => "TEXT",
    }
}

fn postgres_type(kind: &ColumnType) -> String {
    let name = match kind {
        ColumnType::Boolean => "BOOLEAN",
        ColumnType::Int32 => "INTEGER",
        ColumnType::Int64 => "BIGINT",
        ColumnType::Float => "REAL",
        ColumnType::Double => "DOUBLE PRECISION",
        ColumnType::Uuid => "UUID",
        ColumnType::Decimal(DecimalForm::Fixed(digits)) => return numeric("NUMERIC", *digits),
        // Without limits a number keeps its zeros: `9.90` stays `9.90`.
        ColumnType::Decimal(DecimalForm::Free(_)) => "NUMERIC",
        ColumnType::Text(_) | ColumnType::Enum(_) | ColumnType::Decimal(DecimalForm::Spelled) => {
            "TEXT"
        }
        ColumnType::DateTime => "TIMESTAMPTZ",
        ColumnType::Date => "DATE",
        ColumnType::Json => "JSONB",
    };
    name.to_owned()
}

/// `NUMERIC(8, 2)`: every number that the document allows, and no other scale.
fn numeric(name: &str, digits: Digits) -> String {
    format!("{name}({}, {})", digits.whole + digits.scale, digits.scale)
}

/// Room for every decimal number that the format takes: 28 digits on either side of the point.
pub const MYSQL_DECIMAL: &str = "DECIMAL(56, 28)";

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
        // At most 28 digits on either side, which `DECIMAL(65, 30)` has room for.
        ColumnType::Decimal(DecimalForm::Fixed(digits) | DecimalForm::Free(digits)) => {
            numeric("DECIMAL", *digits)
        }
        ColumnType::Decimal(DecimalForm::Spelled) => "VARCHAR(66)".to_owned(),
        ColumnType::DateTime => "DATETIME(6)".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Json => "JSON".to_owned(),
    }
}

/// What SQLite and PostgreSQL reserve or read as a keyword somewhere.
const KEYWORDS: [&str; 182] = [
    "abort",
    "action",
    "add",
    "after",
    "all",
    "alter",
    "always",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "attach",
    "authorization",
    "autoincrement",
    "before",
    "begin",
    "between",
    "binary",
    "both",
    "by",
    "cascade",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "conflict",
    "constraint",
    "create",
    "cross",
    "current",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "database",
    "default",
    "deferrable",
    "deferred",
    "delete",
    "desc",
    "detach",
    "distinct",
    "do",
    "drop",
    "each",
    "else",
    "end",
    "escape",
    "except",
    "exclude",
    "exclusive",
    "exists",
    "explain",
    "fail",
    "false",
    "fetch",
    "filter",
    "first",
    "following",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "generated",
    "glob",
    "grant",
    "group",
    "groups",
    "having",
    "if",
    "ignore",
    "ilike",
    "immediate",
    "in",
    "index",
    "indexed",
    "initially",
    "inner",
    "insert",
    "instead",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "last",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "match",
    "materialized",
    "natural",
    "no",
    "not",
    "nothing",
    "notnull",
    "null",
    "nulls",
    "of",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "others",
    "outer",
    "over",
    "overlaps",
    "partition",
    "placing",
    "plan",
    "pragma",
    "preceding",
    "primary",
    "query",
    "raise",
    "range",
    "recursive",
    "references",
    "regexp",
    "reindex",
    "release",
    "rename",
    "replace",
    "restrict",
    "returning",
    "right",
    "rollback",
    "row",
    "rows",
    "savepoint",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "table",
    "tablesample",
    "temp",
    "temporary",
    "then",
    "ties",
    "to",
    "trailing",
    "transaction",
    "trigger",
    "true",
    "unbounded",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "vacuum",
    "values",
    "variadic",
    "verbose",
    "view",
    "virtual",
    "when",
    "where",
    "window",
    "with",
    "without",
];
