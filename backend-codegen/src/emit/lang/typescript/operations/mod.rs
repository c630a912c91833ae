//! `src/generated/operations.ts` and `outgoing.ts`: what each operation takes and answers.

mod error;
mod file;
mod outgoing;
mod request;
mod scheme;

pub(super) use error::status_key;
pub use file::operations_file;
pub(super) use outgoing::constant as outgoing_constant;
pub use outgoing::outgoing_file;
pub(super) use request::note_types;
