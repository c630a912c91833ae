//! A petstore as one writes it by hand with axum, sqlx and tower-http.

mod error;
mod middleware;
mod pets;

use std::{net::Ipv4Addr, str::FromStr, sync::Arc, time::Duration};

use axum::{Router, http::StatusCode, routing::get};
use sqlx::{
    ConnectOptions, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tokio::{net::TcpListener, signal::unix::SignalKind};
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};
use tracing_subscriber::EnvFilter;

use crate::middleware::Metrics;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS pets (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) >= 1 AND length(name) <= 60),
    tag TEXT CHECK (length(tag) <= 30)
)";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .init();

    let pool = connect(&std::env::var("DATABASE_URL")?).await?;
    sqlx::query(CREATE).execute(&pool).await?;

    let port: u16 = std::env::var("PORT")?.parse()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app(pool))
        .with_graceful_shutdown(terminated())
        .await?;
    Ok(())
}

async fn connect(url: &str) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(10)
        .connect_with(options)
        .await
}

fn app(pool: SqlitePool) -> Router {
    let metrics = Arc::new(Metrics::default());
    let ready = pool.clone();
    Router::new()
        .nest("/v1", pets::routes(pool))
        .fallback(async || error::ApiError::new(StatusCode::NOT_FOUND, "not found"))
        .route_layer(axum::middleware::from_fn_with_state(
            metrics.clone(),
            middleware::count,
        ))
        .route(
            "/readyz",
            get(async move || {
                ready
                    .acquire()
                    .await
                    .map(drop)
                    .map_err(error::ApiError::from)
            }),
        )
        .route("/metrics", get(async move || metrics.render()))
        .layer(CatchPanicLayer::new())
        .layer(RequestBodyLimitLayer::new(2 * 1024 * 1024))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .layer(axum::middleware::from_fn(middleware::surround))
}

async fn terminated() {
    let mut signal =
        tokio::signal::unix::signal(SignalKind::terminate()).expect("SIGTERM can be caught");
    signal.recv().await;
}
