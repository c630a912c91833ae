//! Sketches: documents whose operations say what they take but not yet what they answer.
//!
//! What is missing is written into a copy of the document, so that everything behind it (types, CRUD, tests, the served
//! document) sees a complete one: success responses in the envelope of the settings, and, where only the body of a
//! create tells what is stored, a schema of the stored thing. Owns that completion; must not know the IR. What cannot
//! be known (a reference that leads nowhere) stays any value.

mod collection;
mod complete;
mod entity;
mod envelope;
mod tree;

pub use complete::{Completed, complete};
pub(crate) use envelope::outcome;
