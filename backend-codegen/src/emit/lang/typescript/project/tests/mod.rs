//! `tests/`: factories, and for every operation its success, each constraint, and what is not there.

mod cases;
mod factories;
mod file;
mod invalid;
mod plan;
mod references;
mod text;

pub(super) use plan::emit;
