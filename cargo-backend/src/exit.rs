//! The exit codes that every command keeps, as `--help` lists them.

/// Done.
pub const DONE: u8 = 0;
/// A check or gate did not hold: `--check`, `verify`, an SLO, a regression, a load run that failed altogether.
pub const CHECK_FAILED: u8 = 1;
/// Wrong usage: flags, URL syntax or scheme, a missing body or CSV file.
pub const USAGE: u8 = 2;
/// Bad input: document, migration, scenario, failed SQL, drift on `up`.
pub const BAD_INPUT: u8 = 3;
/// The environment: unreachable, refused, password, missing database, permission.
pub const ENVIRONMENT: u8 = 4;
