//! The HTTP side of the runtime as services use it: operations written by hand in exactly the shape of generated code.

mod auth;
mod bookshop;
mod operations;
mod own_endpoints;
mod shop;
mod styles;
