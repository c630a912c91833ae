//! What connecting has in common over all engines: a time limit, and what a refusal means.

use std::{
    future::Future,
    io,
    time::{Duration, Instant},
};

use super::{ConnectError, ConnectErrorKind, Engine};

/// How long a server may take to answer.
const LIMIT: Duration = Duration::from_secs(10);

/// Waits for a connection and explains what went wrong; `place` says where, `diagnose` knows the server's codes.
pub(crate) async fn within_limit<T>(
    engine: Engine,
    place: &str,
    diagnose: impl FnOnce(&sqlx::Error) -> Option<ConnectError>,
    connecting: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, ConnectError> {
    let started = Instant::now();
    let error = match tokio::time::timeout(LIMIT, connecting).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(error)) => error,
        Err(_) => sqlx::Error::PoolTimedOut,
    };
    if let Some(known) = diagnose(&error) {
        return Err(known);
    }
    let after = started.elapsed().as_secs_f64();
    Err(explain(engine, place, &error, after))
}

/// What a driver does not understand in a URL.
pub(crate) fn unreadable_url(error: &sqlx::Error) -> ConnectError {
    let message = format!("the database URL cannot be read: {}", innermost(error));
    ConnectError::new(ConnectErrorKind::Url, message)
}

fn explain(engine: Engine, place: &str, error: &sqlx::Error, after: f64) -> ConnectError {
    let unreachable = |cause: String| {
        let message = format!("cannot reach {engine} at {place}: {cause} (after {after:.1} s)");
        ConnectError::new(ConnectErrorKind::Unreachable, message)
            .help("check host and port, that the server runs, and that no firewall is between")
    };
    match error {
        // A handshake that fails, and a certificate that cannot be used, come as errors of the stream.
        sqlx::Error::Io(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            not_encrypted(engine, place, &innermost(cause))
        }
        sqlx::Error::Io(cause)
            if cause.kind() == io::ErrorKind::NotFound && !place.starts_with('/') =>
        {
            not_encrypted(
                engine,
                place,
                "a certificate or key file that the URL names does not exist",
            )
        }
        sqlx::Error::Io(cause) => unreachable(io_cause(cause)),
        sqlx::Error::PoolTimedOut => unreachable("no answer".to_owned()),
        sqlx::Error::Tls(cause) => not_encrypted(engine, place, &innermost(cause.as_ref())),
        sqlx::Error::Configuration(_) => unreadable_url(error),
        sqlx::Error::Database(database) => ConnectError::new(
            ConnectErrorKind::Other,
            format!(
                "{engine} at {place} refuses the connection: {}",
                database.message()
            ),
        ),
        // The driver's enum is open; its own words are the best we have.
        other => ConnectError::new(
            ConnectErrorKind::Other,
            format!("cannot connect to {engine} at {place}: {other}"),
        ),
    }
}

fn not_encrypted(engine: Engine, place: &str, cause: &str) -> ConnectError {
    ConnectError::new(
        ConnectErrorKind::Tls,
        format!("cannot encrypt the connection to {engine} at {place}: {cause}"),
    )
    .help("choose another TLS mode in the URL (sslmode=… or ssl-mode=…), or name the certificate of the server's authority (sslrootcert=… or ssl-ca=…)")
}

/// The cause of all causes: the others repeat it.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

fn io_cause(error: &io::Error) -> String {
    let cause = match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused",
        io::ErrorKind::NotFound => "the socket does not exist",
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::TimedOut => "no answer",
        io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof => {
            "the connection was closed at once"
        }
        // Resolving a name has no kind of its own.
        _ if error.to_string().contains("lookup") => "the host name cannot be resolved",
        _ => return error.to_string(),
    };
    cause.to_owned()
}
