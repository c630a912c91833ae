//! What has to be stored before a request makes sense.

use super::super::Project;
use super::{
    plan::{Tests, stored_function},
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
        let is_deep = one
            .nesting
            .as_ref()
            .is_some_and(|nesting| !nesting.above.is_empty());
        if is_deep {
            return None;
        }
        let position = self.position(resource)?;
        let mut given = Vec::new();
        let mut known: Vec<(String, String)> = Vec::new();
        if one.names_row() {
            if !self.can_store(position, 0) || one.parent_parameter().is_some() {
                return None;
            }
            let variable = row_variable(resource);
            imports.value("./factories.js", &stored_function(resource));
            writer.line(format!(
                "const {variable} = await {}(app);",
                stored_function(resource)
            ));
            if let Some(parameter) = &one.key_parameter {
                let value = key_of(self.project, position, &variable);
                known.push((parameter.clone(), value));
            }
            if let Some(property) = &one.key_property {
                let value = key_in_json(self.project, position, &variable);
                given.push((key(property), Expr::text(value)));
            }
        } else {
            if let Some(parameter) = one.parent_parameter() {
                let parent = resource.parent_of(one)?;
                if let Some(target) = parent.resource {
                    if !self.can_store(target, 0) {
                        return None;
                    }
                    let owner = &self.project.input.resources.list[target];
                    let variable = row_variable(owner);
                    imports.value("./factories.js", &stored_function(owner));
                    writer.line(format!(
                        "const {variable} = await {}(app);",
                        stored_function(owner)
                    ));
                    known.push((parameter.clone(), key_of(self.project, target, &variable)));
                }
            }
        }
        if matches!(one.action, Action::Create(_) | Action::Replace(_)) {
            for (property, target, variable) in self.references(resource, one) {
                if !self.can_store(target, 0) {
                    return None;
                }
                let other = &self.project.input.resources.list[target];
                imports.value("./factories.js", &stored_function(other));
                writer.line(format!(
                    "const {variable} = await {}(app);",
                    stored_function(other)
                ));
                let value = key_in_json(self.project, target, &variable);
                given.push((key(&property), Expr::text(value)));
            }
        }
        let path = self.path(index, |name| {
            known
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        });
        Some((path, given))
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

pub(super) fn needs_key(
    project: &Project<'_>,
    needs: &[(Option<String>, usize, String)],
    owner: usize,
) -> String {
    let variable = needs
        .iter()
        .find(|(property, target, _)| property.is_none() && *target == owner)
        .map_or_else(|| "parent".to_owned(), |(_, _, variable)| variable.clone());
    key_of(project, owner, &variable)
}
