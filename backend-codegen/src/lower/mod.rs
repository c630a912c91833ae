//! From the document tree to the IR: references followed, `allOf` merged, directions applied, names given.
//!
//! Everything that a document may get wrong ends here as a located diagnostic with a defined fallback;
//! emitters read only what is right. An operation that cannot be lowered is kept, marked as refused.

mod body;
mod compose;
mod context;
mod direction;
mod object;
mod operation;
mod operation_id;
mod parameter;
mod parts;
mod raw;
mod reach;
mod response;
mod scalar;
mod schema;
mod security;
mod shape;
mod union;

use crate::{
    diagnostic::Diagnostics,
    ir::Api,
    settings::{Envelope, Selection},
    spec::Document,
};

/// What the caller decides about lowering.
#[derive(Debug, Clone, Default)]
pub struct LowerOptions {
    /// How success responses that the document does not define are wrapped.
    pub envelope: Envelope,
    /// Which operations are lowered.
    pub selection: Selection,
    /// Take a schema without `type` as JSON Schema does (any type passes) instead of inferring the type that its
    /// keywords mean, as documents written by people intend.
    pub exact_types: bool,
}

/// Lowers a document. The diagnostics tell of everything that was amended or left out.
pub fn lower(document: &Document, options: &LowerOptions) -> (Api, Diagnostics) {
    let mut lowerer = context::Lowerer::new(document, options);
    let api = lowerer.api();
    (api, lowerer.diagnostics.sorted())
}
