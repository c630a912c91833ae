//! What has to be stored before a request makes sense.

use super::{
    plan::{Piece, Tests, stored_function},
    text::{key_in_json, key_of, row_variable},
};
use crate::{
    emit::lang::typescript::{Expr, Imports, Writer, key},
    ir::names::lower_camel,
    resources::{Action, Fill, Resource, ResourceOperation},
};

impl Tests<'_> {
    /// The statements that store what the path names, and the path.
    pub(super) fn prepared(
        &self,
        index: usize,
        imports: &mut Imports,
        writer: &mut Writer,
    ) -> Option<(String, Vec<(String, Expr)>)> {
        let Some((resource, one)) = self.project.resource_of(index) else {
            return Some((self.path(index, |_| None), Vec::new()));
        };
        let position = self.position(resource)?;
        let mut given = Vec::new();
        let known = self.named(resource, one, imports, writer)?;
        if one.names_row() {
            let variable = row_variable(resource);
            if let Some(property) = &one.key_property {
                let value = key_in_json(self.project, position, &variable);
                given.push((key(property), Expr::text(value)));
            }
        }
        if matches!(one.action, Action::Create(_) | Action::Replace(_)) {
            for (property, target, variable) in self.references(resource, one) {
                if !self.can_store(target, 0) {
                    return None;
                }
                let other = &self.project.input.resources.list[target];
                self.store(other, &variable, "app", imports, writer);
                let value = key_in_json(self.project, target, &variable);
                given.push((key(&property), Expr::text(value)));
            }
        }
        Some((self.path_with(index, &known), given))
    }

    /// Stores what the path of an operation names; the values of its parameters.
    fn named(
        &self,
        resource: &Resource,
        one: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) -> Option<Vec<(String, Piece)>> {
        if !one.names_row() {
            return self
                .owned(resource, one, imports, writer)
                .or_else(|| self.parent(resource, one, imports, writer));
        }
        let position = self.position(resource)?;
        if !self.can_store(position, 0) {
            return None;
        }
        let mut known = self.owned(resource, one, imports, writer)?;
        let variable = row_variable(resource);
        let arguments = if known.is_empty() {
            "app"
        } else {
            "app, {}, owners"
        };
        self.store(resource, &variable, arguments, imports, writer);
        if let Some(parameter) = &one.key_parameter {
            let value = key_of(self.project, position, &variable);
            known.push((parameter.clone(), Piece::Value(value)));
        }
        Some(known)
    }

    /// `const book = await storedBook(app);`
    pub(super) fn store(
        &self,
        resource: &Resource,
        variable: &str,
        arguments: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let stored = stored_function(resource);
        imports.value(&self.home_of_rows(resource), &stored);
        writer.line(format!("const {variable} = await {stored}({arguments});"));
    }

    /// Stores the one thing that a path names before a collection of which none can be made.
    fn parent(
        &self,
        resource: &Resource,
        one: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) -> Option<Vec<(String, Piece)>> {
        let Some(nesting) = &one.nesting else {
            return Some(Vec::new());
        };
        if !nesting.above.is_empty() {
            return None;
        }
        let Some(target) = resource.parent_of(one)?.resource else {
            return Some(Vec::new());
        };
        if !self.can_store(target, 0) {
            return None;
        }
        let owner = &self.project.input.resources.list[target];
        let variable = row_variable(owner);
        self.store(owner, &variable, "app", imports, writer);
        let value = key_of(self.project, target, &variable);
        Some(vec![(nesting.parameter.clone(), Piece::Value(value))])
    }

    /// Properties of a body that have to name rows.
    pub(super) fn references(
        &self,
        resource: &Resource,
        one: &ResourceOperation,
    ) -> Vec<(String, usize, String)> {
        let fills = match &one.action {
            Action::Create(create) => &create.fills,
            Action::Replace(replace) => &replace.fills,
            Action::List(_) | Action::Read(_) | Action::Merge(_) | Action::Delete(_) => {
                return Vec::new();
            }
        };
        resource
            .columns
            .iter()
            .zip(fills)
            .filter_map(|(column, fill)| match (column.references, fill) {
                (Some(target), Fill::Input { property, .. }) => {
                    let other = &self.project.input.resources.list[target];
                    let variable = format!("{}Referred", lower_camel(&other.singular, "item"));
                    Some((property.clone(), target, variable))
                }
                _ => None,
            })
            .collect()
    }
}
