//! `src/generated/operations.ts`: what each operation takes and answers.

mod error;
mod file;
mod request;
mod scheme;

pub(super) use error::status_key;
pub use file::operations_file;
pub(super) use request::note_types;
