//! The file of each factory. Those of the first run are together in one, which is the user's by the next; what comes
//! later stands beside the tests that it came with.

use super::plan::{Tests, body_type};
use crate::{ir::TypeId, resources::Resource};

/// The factories of the first run, as the tests import them.
pub(super) const FIRST: &str = "./factories.js";

impl Tests<'_> {
    /// Where the factory of a body is, as the tests import it.
    pub(super) fn home_of_body(&self, id: TypeId) -> String {
        let operations = &self.project.input.api.operations;
        let mut using = (0..operations.len())
            .filter(|index| body_type(&operations[*index]) == Some(id))
            .map(|index| self.home(index));
        let first = using.next().unwrap_or_else(|| FIRST.to_owned());
        if using.any(|home| home == FIRST) {
            FIRST.to_owned()
        } else {
            first
        }
    }

    /// Where the factories of a resource are.
    pub(super) fn home_of_rows(&self, resource: &Resource) -> String {
        let create = self.create_of(resource);
        create.map_or_else(|| FIRST.to_owned(), |(create, _)| self.home(create))
    }

    /// Where the factories are that came with an operation.
    fn home(&self, operation: usize) -> String {
        let past = self.project.past();
        let own = format!("{}-factories", self.modules[operation]);
        let id = &past.api.operations[operation].id;
        let is_new = past.handlers.is_some_and(|known| !known.contains_key(id));
        format!(
            "./{}.js",
            self.project.file("tests", "factories", &own, is_new)
        )
    }
}
