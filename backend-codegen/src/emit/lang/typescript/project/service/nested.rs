//! Functions for rows that a path names together with their parent.

use super::file::{Service, check_function, function_name};
use crate::emit::words::article;
use crate::{
    emit::lang::typescript::{Imports, Writer},
    resources::{Action, Parent, ResourceOperation, Shape},
};

impl Service<'_, '_> {
    pub(super) fn nested_member(
        &self,
        operation: &ResourceOperation,
        name: &str,
        owner: &Parent,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let (parent, _) = self.entity.parent_key(owner);
        let mut parameters = vec![
            "database: Database".to_owned(),
            self.parent_parameter(owner),
            self.key_parameter(),
        ];
        let rest = self.rest(operation, imports);
        parameters.extend(rest.iter().map(|(name, ty)| format!("{name}: {ty}")));
        let is_void = matches!(&operation.action, Action::Delete(returned) if returned.shape == Shape::Nothing);
        let ty = if is_void {
            "void".to_owned()
        } else {
            self.ty(imports)
        };
        writer.doc(&format!(
            "The same for {} of this {} only.",
            article(&self.entity.noun()),
            owner.singular.replace('_', " ")
        ));
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let check = check_function(owner);
        writer.line(format!("await {check}(database, {parent}, id);"));
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

    pub(super) fn check(&self, owner: &Parent, imports: &mut Imports, writer: &mut Writer) {
        let (parent, _) = self.entity.parent_key(owner);
        writer.blank();
        let (noun, owned_by) = (self.entity.noun(), owner.singular.replace('_', " "));
        writer.doc(&format!(
            "Not found, unless the {noun} is one of this {owned_by}."
        ));
        let parameters = [
            "database: Database".to_owned(),
            self.parent_parameter(owner),
            self.key_parameter(),
        ];
        writer.function(
            &format!("export async function {}", check_function(owner)),
            &parameters,
            ": Promise<void>",
        );
        let belongs = self.call(&self.entity.belongs_function(owner), imports);
        writer.open(format!(
            "if (!(await {belongs}(database.reader, id, {parent}))) {{"
        ));
        writer.line(self.not_found(imports));
        writer.close("}");
        writer.close("}");
    }
}
