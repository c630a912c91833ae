//! What the routes of every framework have in common.

use super::Project;
use crate::{
    emit::lang::typescript::{Imports, literal},
    ir::Operation,
};

/// Those of some operations that a request can reach.
pub fn routable(project: &Project<'_>, operations: &[usize]) -> Vec<usize> {
    let is_routable = |index: &usize| {
        let refusal = &project.input.api.operations[*index].refusal;
        refusal
            .as_ref()
            .is_none_or(|refusal| !refusal.is_unroutable())
    };
    operations.iter().copied().filter(is_routable).collect()
}

/// The statement of an operation that nobody has written yet.
pub fn not_implemented(operation: &Operation, imports: &mut Imports) -> String {
    imports.value("../lib/errors.js", "notImplemented");
    format!("throw notImplemented({});", literal(&operation.id))
}
