//! What services made by `cargo backend` link, one cargo feature per concern.
//!
//! A service compiles only the features it names. This crate never depends on the generator
//! (`backend-codegen`), and the generator never depends on it: `cargo-backend` is where they meet.

#[cfg(feature = "http")]
pub mod auth;
#[cfg(feature = "bench")]
pub mod bench;
#[cfg(feature = "db")]
pub mod db;
pub mod decimal;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "migrate")]
pub mod migrate;
#[cfg(feature = "http")]
pub mod openapi;
#[cfg(feature = "outgoing")]
pub mod outgoing;
#[cfg(feature = "validate")]
pub mod schema;
#[cfg(feature = "validate")]
pub mod validate;
#[cfg(feature = "validate")]
pub mod wire;
