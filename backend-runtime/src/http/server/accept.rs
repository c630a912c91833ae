//! Accepting connections, serving them, and stopping without losing requests.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_service::Service;

use super::io::WriteTimeout;
use crate::http::ServerConfig;
use crate::http::exchange::Draining;

/// More than this and hyper answers a bare 431 itself; below it the stack's own limit answers with an envelope.
const READ_BUFFER_BYTES: usize = 64 << 10;

/// A bound listener, not yet serving: the address is known and clients may connect.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    config: ServerConfig,
}

/// Binds and serves until `stop` completes, then finishes what is in flight.
///
/// # Errors
/// When the address cannot be bound.
pub async fn serve(
    router: Router,
    config: ServerConfig,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let server = Server::bind(config).await?;
    tracing::info!("listening on http://{}", server.address()?);
    server.run(router, stop).await;
    Ok(())
}

impl Server {
    /// Binds `host:port` of the configuration.
    ///
    /// # Errors
    /// When the address cannot be bound; the error names it.
    pub async fn bind(config: ServerConfig) -> io::Result<Server> {
        let address = SocketAddr::new(config.host, config.port);
        let listener = TcpListener::bind(address).await.map_err(|error| {
            io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
        })?;
        Ok(Server { listener, config })
    }

    /// Where it listens: the port is real even when 0 was asked for.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` completes, then finishes what is in flight within the grace time.
    pub async fn run(self, router: Router, stop: impl Future<Output = ()>) {
        let Server { listener, config } = self;
        let draining = Draining::default();
        let connections = Connections::new(&config, router, draining.clone());
        tokio::select! {
            () = connections.accept_all(&listener) => {}
            () = drained(stop, &draining, config.shutdown_delay) => {}
        }
        // What the system accepted for us already is served too; later connections are refused.
        connections.accept_waiting(&listener).await;
        drop(listener);
        connections.finish(config.shutdown_grace).await;
    }
}

/// Readiness goes first, so that balancers stop sending before the listener closes.
async fn drained(stop: impl Future<Output = ()>, draining: &Draining, delay: Duration) {
    stop.await;
    tracing::info!("shutting down");
    draining.begin();
    tokio::time::sleep(delay).await;
}

struct Connections {
    service: RouterService,
    builder: Arc<auto::Builder<TokioExecutor>>,
    graceful: GracefulShutdown,
    free: Arc<Semaphore>,
    write_timeout: Duration,
}

impl Connections {
    fn new(config: &ServerConfig, router: Router, draining: Draining) -> Connections {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(config.header_timeout)
            .max_buf_size(READ_BUFFER_BYTES)
            .half_close(false);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(200)
            .max_header_list_size(READ_BUFFER_BYTES as u32)
            .keep_alive_interval(Some(config.header_timeout))
            .keep_alive_timeout(config.header_timeout);
        let builder = if config.http2 {
            builder
        } else {
            builder.http1_only()
        };
        Connections {
            service: RouterService { router, draining },
            builder: Arc::new(builder),
            graceful: GracefulShutdown::new(),
            free: Arc::new(Semaphore::new(config.max_connections)),
            write_timeout: config.write_timeout,
        }
    }

    async fn accept_all(&self, listener: &TcpListener) {
        loop {
            let Ok(permit) = self.free.clone().acquire_owned().await else {
                return;
            };
            match listener.accept().await {
                Ok((stream, _)) => self.spawn(stream, permit),
                Err(error) => rest_after(&error).await,
            }
        }
    }

    async fn accept_waiting(&self, listener: &TcpListener) {
        while let Ok(permit) = self.free.clone().try_acquire_owned() {
            let now = Duration::from_millis(1);
            match tokio::time::timeout(now, listener.accept()).await {
                Ok(Ok((stream, _))) => self.spawn(stream, permit),
                Ok(Err(_)) | Err(_) => return,
            }
        }
    }

    fn spawn(&self, stream: TcpStream, permit: OwnedSemaphorePermit) {
        // Small answers are sent at once; a failure here is a connection that is gone already.
        let _ = stream.set_nodelay(true);
        let io = TokioIo::new(WriteTimeout::new(stream, self.write_timeout));
        let service = self.service.clone();
        let builder = self.builder.clone();
        let watcher = self.graceful.watcher();
        tokio::spawn(async move {
            let connection = builder.serve_connection(io, service);
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(error = %error, "connection ended");
            }
            drop(permit);
        });
    }

    async fn finish(self, grace: Duration) {
        match tokio::time::timeout(grace, self.graceful.shutdown()).await {
            Ok(()) => tracing::info!("all requests finished"),
            Err(_) => tracing::warn!("requests were still running when the grace time ended"),
        }
    }
}

/// Errors of one connection pass; when the system is out of files or memory, waiting lets it recover.
async fn rest_after(error: &io::Error) {
    let of_connection = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    );
    if !of_connection {
        tracing::error!(error = %error, "cannot accept connections");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A router as hyper's service.
#[derive(Clone)]
struct RouterService {
    router: Router,
    draining: Draining,
}

impl hyper::service::Service<http::Request<Incoming>> for RouterService {
    type Response = Response;
    type Error = Infallible;
    type Future = axum::routing::future::RouteFuture<Infallible>;

    fn call(&self, mut request: http::Request<Incoming>) -> Self::Future {
        if self.draining.has_begun() {
            request.extensions_mut().insert(self.draining.clone());
        }
        self.router.clone().call(request)
    }
}
