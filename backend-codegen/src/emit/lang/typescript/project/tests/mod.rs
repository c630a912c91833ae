//! `tests/`: factories, and for every operation its success, each constraint, and what is not there.

mod answer;
mod cases;
mod factories;
mod file;
mod homes;
mod invalid;
mod owners;
mod plan;
mod references;
mod text;

pub(super) use plan::emit;
