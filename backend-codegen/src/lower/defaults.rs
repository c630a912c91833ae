//! Defaults that break the limits beside them: they are told, and not filled in.

use std::collections::HashSet;

use super::context::Lowerer;
use crate::ir::{Api, Kind, Schema};

impl Lowerer<'_> {
    /// Warns of each, once for a place that is used often.
    pub(super) fn warn_of_defaults(&mut self, api: &Api) {
        let parameters = api
            .operations
            .iter()
            .flat_map(|operation| &operation.parameters)
            .map(|parameter| &parameter.schema);
        let fields = api
            .types
            .iter()
            .filter_map(|(_, definition)| match &definition.schema.kind {
                Kind::Object(object) => Some(&object.fields),
                _ => None,
            })
            .flatten()
            .map(|field| &field.schema);
        let mut told = HashSet::new();
        for schema in parameters.chain(fields) {
            if !keeps(schema) && told.insert(schema.span) {
                self.warn(
                    "schema-default",
                    "this `default` breaks the limits of its own schema and is not filled in",
                    schema.span,
                    "give a value that the schema allows, or leave `default` out",
                );
            }
        }
    }
}

fn keeps(schema: &Schema) -> bool {
    let default = schema.meta.default.as_ref();
    default.is_none_or(|value| schema.is_within(value))
}
