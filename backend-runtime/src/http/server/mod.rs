//! The server loop: our own over hyper, because `axum::serve` sets no timers.
//!
//! Owns connections, their limits and shutdown. It must not know routes or operations.

mod accept;
mod io;
mod run;
mod signal;

pub use accept::{Server, serve};
pub use run::run;
pub use signal::shutdown_signal;
