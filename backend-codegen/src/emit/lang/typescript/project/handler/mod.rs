//! What the handler of a CRUD operation does, in the words of no framework: the framework says where a request's
//! parts are found and how an answer is sent.

mod builder;
mod frame;
mod list;
mod model;
mod names;

pub use builder::handler;
pub use model::{Access, Answer, Handler};
pub(super) use names::path_variable;
