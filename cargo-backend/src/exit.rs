//! The exit codes that every command keeps, as `--help` lists them.

/// Done.
pub(crate) const DONE: u8 = 0;
/// A check or gate did not hold: `--check`, `verify`, an SLO, a regression, a load run that failed altogether.
pub(crate) const CHECK_FAILED: u8 = 1;
/// Wrong usage: flags, URL syntax or scheme, a missing body or CSV file.
pub(crate) const USAGE: u8 = 2;
/// Bad input: document, migration, scenario, failed SQL, drift on `up`.
pub(crate) const BAD_INPUT: u8 = 3;
/// The environment: unreachable, refused, password, missing database, permission.
pub(crate) const ENVIRONMENT: u8 = 4;
