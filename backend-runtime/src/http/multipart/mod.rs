//! `multipart/form-data` (RFC 7578): parts read one by one, files kept in memory up to a bound and on disk beyond it.

mod decode;
mod file;
mod read;

pub(crate) use decode::{decode, is_file};
pub use file::File;
pub(crate) use read::{Part, read};
