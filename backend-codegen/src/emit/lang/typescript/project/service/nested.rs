//! Functions for rows that a path names together with their parent.

use super::{
    super::entity::article,
    file::{Service, function_name},
};
use crate::{
    emit::lang::typescript::{Imports, Writer},
    ir::names::lower_camel,
    resources::{Action, ResourceOperation, Shape},
};

impl Service<'_, '_> {
    pub(super) fn nested_member(
        &self,
        operation: &ResourceOperation,
        name: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let Some((parent, column)) = self.parent() else {
            return;
        };
        let mut parameters = vec![
            "database: Database".to_owned(),
            format!("{parent}: {}", self.entity.scalar(column)),
            self.key_parameter(),
        ];
        let rest = self.rest(operation, imports);
        parameters.extend(rest.iter().map(|(name, ty)| format!("{name}: {ty}")));
        let noun = self
            .entity
            .resource
            .parents
            .first()
            .map_or("", |parent| parent.singular.as_str());
        let is_void = matches!(&operation.action, Action::Delete(returned) if returned.shape == Shape::Nothing);
        let ty = if is_void {
            "void".to_owned()
        } else {
            self.ty(imports)
        };
        writer.doc(&format!(
            "The same for {} of this {} only.",
            article(&self.entity.noun()),
            noun.replace('_', " ")
        ));
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        writer.line(format!("await checkBelongs(database, {parent}, id);"));
        let mut arguments = vec!["database".to_owned(), "id".to_owned()];
        arguments.extend(rest.into_iter().map(|(name, _)| name));
        let head = if is_void { "await" } else { "return await" };
        writer.line(format!(
            "{head} {}({});",
            function_name(self.entity, operation, false),
            arguments.join(", ")
        ));
        writer.close("}");
    }

    pub(super) fn check(&self, imports: &mut Imports, writer: &mut Writer) {
        let Some((parent, column)) = self.parent() else {
            return;
        };
        writer.blank();
        let parameters = [
            "database: Database".to_owned(),
            format!("{parent}: {}", self.entity.scalar(column)),
            self.key_parameter(),
        ];
        writer.function(
            "async function checkBelongs",
            &parameters,
            ": Promise<void>",
        );
        let belongs = format!(
            "{}Belongs",
            lower_camel(&self.entity.resource.singular, "item")
        );
        let belongs = self.call(&belongs, imports);
        writer.open(format!(
            "if (!(await {belongs}(database.reader, id, {parent}))) {{"
        ));
        writer.line(self.not_found(imports));
        writer.close("}");
        writer.close("}");
    }
}
