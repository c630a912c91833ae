//! What the routes of every framework have in common.

use super::Project;
use crate::{
    emit::lang::typescript::{Expr, Imports, Statement, literal},
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
pub fn not_implemented(operation: &Operation, imports: &mut Imports) -> Statement {
    imports.value("../lib/errors.js", "notImplemented");
    let id = Expr::text(literal(&operation.id));
    let made = Expr::call("notImplemented", vec![id]);
    ("throw ".to_owned(), made, ";".to_owned())
}
