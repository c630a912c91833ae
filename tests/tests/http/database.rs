//! Real errors of a real database become statuses.

use backend_runtime::http::ApiError;
use sqlx::{Connection, Executor, SqliteConnection};

async fn error_of(sql: &str) -> ApiError {
    let mut connection = SqliteConnection::connect("sqlite::memory:")
        .await
        .expect("memory is there");
    let schema = "PRAGMA foreign_keys = ON;
        CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (length(name) < 9));
        CREATE TABLE books (id INTEGER PRIMARY KEY, author INTEGER NOT NULL REFERENCES authors (id));
        INSERT INTO authors VALUES (1, 'Austen');";
    connection
        .execute(schema)
        .await
        .expect("the schema is valid");
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    let error = connection
        .execute(sql)
        .await
        .expect_err("the statement fails");
    ApiError::from(error)
}

#[tokio::test]
async fn constraint_violations_have_a_status_and_leak_nothing() {
    for (sql, status, code) in [
        (
            "INSERT INTO authors VALUES (2, 'Austen')",
            409,
            "unique_violation",
        ),
        (
            "INSERT INTO authors VALUES (1, 'Other')",
            409,
            "unique_violation",
        ),
        (
            "INSERT INTO books VALUES (1, 99)",
            409,
            "foreign_key_violation",
        ),
        (
            "INSERT INTO authors VALUES (3, 'much too long')",
            400,
            "check_violation",
        ),
        (
            "INSERT INTO authors VALUES (3, NULL)",
            400,
            "not_null_violation",
        ),
        ("SELECT * FROM nowhere", 500, "internal_error"),
    ] {
        let error = error_of(sql).await;
        assert_eq!(
            (error.status().as_u16(), error.code()),
            (status, code),
            "{sql}"
        );
        assert!(
            !error.message().contains("authors") && !error.message().contains("nowhere"),
            "{sql}"
        );
    }
}
