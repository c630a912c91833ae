//! Rust: identifiers, types, attributes, and the shapes of the items that are generated per operation.

mod annotations;
mod attributes;
mod case;
mod default;
mod fields;
mod ident;
mod names;
mod sets;
mod settle;
mod shape;
mod types;

pub(crate) use annotations::{annotation_keys, foreign_keys};
pub(crate) use attributes::{json_literal, json_literal_const};
pub use attributes::{schema_attributes, with_assertions};
pub(crate) use case::Case;
pub use default::default_expression;
pub use fields::{FieldShape, Presence, field_shapes};
pub use ident::{field_ident, ident};
pub use names::{GroupNames, OperationNames, RustNames};
pub(crate) use shape::variant_idents;
pub use shape::{
    BodyShape, HeaderShape, OperationShape, ParameterSet, ResponseBody, VariantShape,
    operation_shape,
};
pub use types::{contains_wire, rust_type, unboxed_type};
