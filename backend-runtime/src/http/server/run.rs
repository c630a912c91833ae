//! The usual `main`: configuration, logging, service, server, exit code.

use std::future::Future;
use std::process::ExitCode;

use axum::Router;

use super::{serve, shutdown_signal};
use crate::http::{Cause, ConfigError, Env, LogConfig, ServerConfig};

/// Reads the environment, starts logging, lets `start` build the service, and serves it until SIGTERM or SIGINT.
///
/// `start` takes its settings from [`Env`], calls [`Env::finish`] before it connects to anything, and returns the
/// service. Exit code 0 after a graceful stop, 3 for settings, 4 when something that it needs is not there.
pub async fn run<S, F, E>(start: S) -> ExitCode
where
    S: FnOnce(Env) -> F,
    F: Future<Output = Result<(Router, ServerConfig), E>>,
    E: Into<Cause>,
{
    let mut env = Env::load();
    LogConfig::from_env(&mut env).init();
    let outcome = match start(env).await {
        Ok((router, config)) => serve(router, config, shutdown_signal())
            .await
            .map_err(Cause::from),
        Err(error) => Err(error.into()),
    };
    let Err(cause) = outcome else {
        return ExitCode::SUCCESS;
    };
    if let Some(config) = cause.downcast_ref::<ConfigError>() {
        for problem in &config.problems {
            tracing::error!("{problem}");
        }
        return ExitCode::from(3);
    }
    tracing::error!(error = %Chain(&*cause), "cannot start");
    ExitCode::from(4)
}

/// An error with its causes.
struct Chain<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}
