//! `cargo backend migrate` and the library behind it, on three databases.

mod command;
mod concurrency;
mod connections;
mod crash;
mod dbmate;
mod failure;
mod flow;
mod library;
mod support;
mod surroundings;
mod terminal;
mod timeouts;
