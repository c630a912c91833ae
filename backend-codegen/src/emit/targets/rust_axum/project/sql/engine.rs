//! What sqlx calls the parts of an engine.

use crate::emit::sql::Dialect;

/// What sqlx calls the parts of an engine.
pub(super) struct Engine {
    pub(super) database: &'static str,
    pub(super) connection: &'static str,
    pub(super) row: &'static str,
    pub(super) module: &'static str,
}

pub(super) fn engine(dialect: Dialect) -> Engine {
    match dialect {
        Dialect::Sqlite => Engine {
            database: "Sqlite",
            connection: "SqliteConnection",
            row: "SqliteRow",
            module: "sqlite",
        },
        Dialect::Postgres => Engine {
            database: "Postgres",
            connection: "PgConnection",
            row: "PgRow",
            module: "postgres",
        },
        Dialect::Mysql => Engine {
            database: "MySql",
            connection: "MySqlConnection",
            row: "MySqlRow",
            module: "mysql",
        },
    }
}
