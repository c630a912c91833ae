//! The command line as people see it: help, results, errors with their remedies, exit codes.

mod bounds;
mod demo;
mod extract;
mod generate;
mod help;
mod killed;
mod new;
mod openapi;
mod spec;
mod templates;
mod terminal;
