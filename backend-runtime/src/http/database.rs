//! What a failed statement means to a client: the one place of this module that knows sqlx.

use sqlx::error::{DatabaseError, ErrorKind};

use super::ApiError;
use http::{HeaderValue, StatusCode, header};

/// | error | status | code |
/// |---|---|---|
/// | no row | 404 | `not_found` |
/// | unique violation | 409 | `unique_violation` |
/// | foreign key violation | 409 | `foreign_key_violation` |
/// | check or not-null violation | 400 | `check_violation`, `not_null_violation` |
/// | a value that the column cannot hold, as a NUL character in PostgreSQL text | 400 | `value_not_storable` |
/// | deadlock, serialization failure, busy | 503 with `Retry-After` | `unavailable` |
/// | no connection | 503 | `unavailable` |
/// | everything else | 500 | `internal_error` |
///
/// The statement and the database's own words are for the log only.
impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> ApiError {
        match &error {
            sqlx::Error::RowNotFound => ApiError::not_found("resource").with_source(error),
            sqlx::Error::Database(database) => match verdict(&**database) {
                Some(answer) => answer.with_source(error),
                None => ApiError::internal(error),
            },
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_) => ApiError::unavailable(error),
            _ => ApiError::internal(error),
        }
    }
}

fn verdict(error: &dyn DatabaseError) -> Option<ApiError> {
    let refused = |code, message| ApiError::new(StatusCode::BAD_REQUEST, code, message);
    Some(match error.kind() {
        ErrorKind::UniqueViolation => ApiError::conflict(
            "unique_violation",
            "a resource with these values exists already",
        ),
        ErrorKind::ForeignKeyViolation => ApiError::conflict(
            "foreign_key_violation",
            "a resource that this one refers to does not exist, or this one is still referred to",
        ),
        ErrorKind::CheckViolation => {
            refused("check_violation", "a value is outside of what is allowed")
        }
        ErrorKind::NotNullViolation => refused("not_null_violation", "a value is missing"),
        _ => return by_code(error.code().as_deref()?),
    })
}

/// Codes that sqlx does not classify: SQLSTATE of PostgreSQL and MySQL, result codes of SQLite.
fn by_code(code: &str) -> Option<ApiError> {
    // Serialization failure, deadlock, lock not available (PostgreSQL manual, appendix A); SQLITE_BUSY and LOCKED with
    // their extended codes.
    const AGAIN: [&str; 9] = [
        "40001", "40P01", "55P03", "5", "6", "261", "262", "517", "773",
    ];
    // Too many connections, shutting down, starting up.
    const AWAY: [&str; 5] = ["53300", "57P01", "57P02", "57P03", "08004"];
    if AGAIN.contains(&code) || AWAY.contains(&code) {
        let answer = ApiError::unavailable(format!("database error {code}"));
        return Some(answer.with_header(header::RETRY_AFTER, HeaderValue::from_static("1")));
    }
    // Class 22 is "data exception"; HY000 of MySQL says nothing and stays a 500.
    let five = code.len() == 5;
    (five && code.starts_with("22")).then(|| {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "value_not_storable",
            "the database cannot store one of the values",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outages_are_not_the_clients_fault() {
        for error in [sqlx::Error::PoolTimedOut, sqlx::Error::PoolClosed] {
            assert_eq!(ApiError::from(error).status(), 503);
        }
        assert_eq!(ApiError::from(sqlx::Error::RowNotFound).status(), 404);
        assert_eq!(
            ApiError::from(sqlx::Error::ColumnNotFound("x".into())).status(),
            500
        );
    }

    #[test]
    fn codes_of_databases() {
        for again in ["40001", "40P01", "5", "517"] {
            assert_eq!(
                by_code(again).map(|error| error.status().as_u16()),
                Some(503)
            );
        }
        for data in ["22021", "22003", "22001"] {
            assert_eq!(
                by_code(data).map(|error| error.status().as_u16()),
                Some(400)
            );
        }
        assert!(by_code("42601").is_none() && by_code("22").is_none());
    }
}
