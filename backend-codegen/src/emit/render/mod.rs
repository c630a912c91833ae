//! Fills the text templates of files that belong to the user.
//!
//! Injection-proof by construction: a value is printed as it is only when it is one of three checked types
//! ([`Identifier`], [`Literal`], [`Comment`]) or a number or boolean. Every other string comes out as a quoted literal
//! of the file's language, so a template has to write `{{ title }}`, never `"{{ title }}"`, and a mistake shows in the
//! first file that is made, whatever the value. Names that are not defined are errors.

mod checked;
mod language;
mod templates;

pub use checked::{Comment, Identifier, Literal};
pub use language::Language;
pub use templates::Templates;
