//! Connecting to PostgreSQL.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::db::{
    ConnectError, ConnectErrorKind, DatabaseUrl, Engine,
    connect::{unreadable_url, within_limit},
};

/// Opens a pool, with at least one connection proven.
///
/// The URL takes the options of sqlx: `sslmode`, `sslrootcert`, `options=-csearch_path=…`, `host=/run/postgresql`, ….
///
/// # Errors
/// Each [`ConnectErrorKind`], with place, cause and remedy.
pub async fn pool(url: &str) -> Result<PgPool, ConnectError> {
    let url = DatabaseUrl::parse(url)?;
    let options = options(&url)?;
    let pool = PgPoolOptions::new().acquire_timeout(Duration::from_secs(9));
    let (place, diagnose) = (place(&options), diagnose(&options));
    within_limit(
        Engine::Postgres,
        &place,
        diagnose,
        pool.connect_with(options),
    )
    .await
}

/// One connection of our own.
#[cfg(feature = "migrate")]
pub(crate) async fn connect(url: &DatabaseUrl) -> Result<sqlx::PgConnection, ConnectError> {
    let options = options(url)?;
    let (place, diagnose) = (place(&options), diagnose(&options));
    within_limit(Engine::Postgres, &place, diagnose, options.connect()).await
}

fn options(url: &DatabaseUrl) -> Result<PgConnectOptions, ConnectError> {
    let options =
        PgConnectOptions::from_str(url.secret_text()).map_err(|error| unreadable_url(&error))?;
    let options = match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("cargo-backend"),
    };
    Ok(options.disable_statement_logging())
}

fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => format!("{}:{}", socket.display(), options.get_port()),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

/// PostgreSQL manual, appendix A: error codes.
fn diagnose(
    options: &PgConnectOptions,
) -> impl FnOnce(&sqlx::Error) -> Option<ConnectError> + use<> {
    let user = options.get_username().to_owned();
    let database = options.get_database().unwrap_or(&user).to_owned();
    let place = place(options);
    move |error| {
        let sqlx::Error::Database(refusal) = error else {
            return None;
        };
        let code = refusal.code();
        let (kind, message, help) = match code.as_deref()? {
            "28P01" | "28000" => (
                ConnectErrorKind::Password,
                format!(
                    "PostgreSQL at {place} refuses the user `{user}`: {}",
                    refusal.message()
                ),
                "check user and password in the URL, PGPASSWORD or ~/.pgpass, and pg_hba.conf",
            ),
            "3D000" => (
                ConnectErrorKind::MissingDatabase,
                format!("the database `{database}` does not exist at {place}"),
                "create it, or let --create-database do so",
            ),
            "42501" => (
                ConnectErrorKind::Permission,
                format!("the user `{user}` may not use the database `{database}` at {place}"),
                "grant CONNECT on the database",
            ),
            "53300" => (
                ConnectErrorKind::Other,
                format!("PostgreSQL at {place} has no free connection"),
                "raise max_connections or close other clients",
            ),
            _ => return None,
        };
        Some(ConnectError::new(kind, message).help(help))
    }
}
