//! Connecting to MySQL and MariaDB.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, MySqlPool,
    mysql::{MySqlConnectOptions, MySqlDatabaseError, MySqlPoolOptions},
};

use crate::db::{
    ConnectError, ConnectErrorKind, DatabaseUrl, Engine,
    connect::{unreadable_url, within_limit},
};

/// Opens a pool, with at least one connection proven.
///
/// The URL takes the options of sqlx: `ssl-mode`, `ssl-ca`, `charset`, `collation`, `socket`, `timezone`, ….
///
/// # Errors
/// Each [`ConnectErrorKind`], with place, cause and remedy.
pub async fn pool(url: &str) -> Result<MySqlPool, ConnectError> {
    let url = DatabaseUrl::parse(url)?;
    let options = options(&url)?;
    let pool = MySqlPoolOptions::new().acquire_timeout(Duration::from_secs(9));
    let (place, diagnose) = (place(&options), diagnose(&options));
    within_limit(Engine::Mysql, &place, diagnose, pool.connect_with(options)).await
}

/// One connection of our own.
#[cfg(feature = "migrate")]
pub(crate) async fn connect(url: &DatabaseUrl) -> Result<sqlx::MySqlConnection, ConnectError> {
    let options = options(url)?;
    let (place, diagnose) = (place(&options), diagnose(&options));
    within_limit(Engine::Mysql, &place, diagnose, options.connect()).await
}

fn options(url: &DatabaseUrl) -> Result<MySqlConnectOptions, ConnectError> {
    let options =
        MySqlConnectOptions::from_str(url.secret_text()).map_err(|error| unreadable_url(&error))?;
    Ok(options.disable_statement_logging())
}

fn place(options: &MySqlConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

/// MariaDB and MySQL share these error numbers.
fn diagnose(
    options: &MySqlConnectOptions,
) -> impl FnOnce(&sqlx::Error) -> Option<ConnectError> + use<> {
    let user = options.get_username().to_owned();
    let database = options.get_database().unwrap_or_default().to_owned();
    let place = place(options);
    move |error| {
        let sqlx::Error::Database(refusal) = error else {
            return None;
        };
        let number = refusal.try_downcast_ref::<MySqlDatabaseError>()?.number();
        let (kind, message, help) = match number {
            1045 | 1698 => (
                ConnectErrorKind::Password,
                format!(
                    "MySQL at {place} refuses the user `{user}`: {}",
                    refusal.message()
                ),
                "check user and password in the URL",
            ),
            1049 => (
                ConnectErrorKind::MissingDatabase,
                format!("the database `{database}` does not exist at {place}"),
                "create it, or let --create-database do so",
            ),
            1044 => (
                ConnectErrorKind::Permission,
                format!("the user `{user}` may not use the database `{database}` at {place}"),
                "grant privileges on the database",
            ),
            1040 | 1203 => (
                ConnectErrorKind::Other,
                format!("MySQL at {place} has no free connection"),
                "raise max_connections or close other clients",
            ),
            _ => return None,
        };
        Some(ConnectError::new(kind, message).help(help))
    }
}
