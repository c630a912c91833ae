//! The HTTP side of the runtime as services use it: operations written by hand in exactly the shape of generated code.

mod auth;
mod bodies;
mod bookshop;
mod database;
mod log;
mod odd_paths;
mod operations;
mod own_endpoints;
mod shop;
mod sockets;
mod styles;
