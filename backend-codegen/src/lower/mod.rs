//! From the document tree to the IR: references followed, `allOf` merged, directions applied, names given.
//!
//! Everything that a document may get wrong ends here as a located diagnostic with a defined fallback;
//! emitters read only what is right. An operation that cannot be lowered is kept, marked as refused.

mod body;
mod compose;
mod context;
mod defaults;
mod direction;
mod expression;
mod head;
mod inherit;
mod object;
mod operation;
mod operation_id;
mod outgoing;
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

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostics,
    ir::Api,
    settings::{Envelope, Selection},
    sketch,
    spec::Document,
};

/// What the caller decides about lowering.
#[derive(Debug, Clone, Default)]
pub struct LowerOptions {
    /// How success responses that the document does not define are wrapped.
    pub envelope: Envelope,
    /// Which operations are lowered.
    pub selection: Selection,
    /// How schemas are read.
    pub dialect: SchemaDialect,
}

/// How schemas are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SchemaDialect {
    /// As people write OpenAPI documents: a schema without `type` has the one that its keywords mean, and formats are
    /// asserted.
    #[default]
    OpenApi,
    /// As JSON Schema 2020-12 says: without `type` any type passes, and formats are annotations (Validation §7.2)
    /// unless they are asked for.
    JsonSchema {
        /// Assert the formats that are known.
        formats: bool,
    },
}

impl SchemaDialect {
    /// Whether a schema without `type` has the type that its keywords mean.
    pub(crate) fn infers_types(self) -> bool {
        self == SchemaDialect::OpenApi
    }

    /// Whether `format` restricts values.
    pub(crate) fn asserts_formats(self) -> bool {
        self != SchemaDialect::JsonSchema { formats: false }
    }
}

/// Lowers a document. The diagnostics tell of everything that was amended or left out.
pub fn lower(document: &Document, options: &LowerOptions) -> (Api, Diagnostics) {
    let completed = sketch::complete(document, options.envelope);
    let (document, assumed) = match &completed {
        Some(completed) => (&completed.document, completed.assumed.clone()),
        None => (document, HashSet::new()),
    };
    let mut lowerer = context::Lowerer::new(document, options, assumed);
    let api = lowerer.api();
    (api, lowerer.diagnostics.sorted())
}

/// The name that an operation without one gets, from the key of its method (`get`) and its path.
#[cfg(feature = "extract")]
pub(crate) fn derived_operation_id(method: &str, path: &crate::ir::PathTemplate) -> String {
    let known = crate::ir::Method::ALL
        .into_iter()
        .find(|it| it.key() == method);
    operation_id::derive(known.unwrap_or(crate::ir::Method::Get), path)
}
