//! Functions that write.

use super::file::Service;
use crate::emit::words::article;
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Writer},
        sql::Dialect,
    },
    ir::TypeId,
    resources::{Create, Fill, Fit, Parent, ResourceOperation},
};

impl Service<'_, '_> {
    pub(super) fn create(
        &self,
        create: &Create,
        name: &str,
        owner: Option<&Parent>,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let ty = self.ty(imports);
        let mut parameters = vec!["database: Database".to_owned()];
        parameters.extend(owner.map(|owner| self.parent_parameter(owner)));
        parameters.push(format!("input: {}", self.input(create.input, imports)));
        writer.doc(&format!("Stores a new {}.", entity.noun()));
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let times = create
            .fills
            .iter()
            .filter(|fill| **fill == Fill::Now)
            .count();
        let now = if times > 1 {
            imports.value("../lib/ids.js", "now");
            writer.line("const time = now();");
            "time"
        } else {
            "now()"
        };
        let values = self.values((create.input, &create.fills), owner, now, imports);
        let parent = owner.and_then(|owner| Some((owner, entity.owner(owner)?)));
        // What MySQL has stored is read by a second statement.
        let is_one = parent.is_none() && self.dialect != Dialect::Mysql;
        let run = if is_one { "statement" } else { "write" };
        writer.open(format!(
            "return await database.{run}(async (connection) => {{"
        ));
        if let Some((owner, parent)) = &parent {
            let (key, _) = entity.parent_key(owner);
            self.check_parent(parent, &key, "connection", imports, writer);
        }
        let insert = self.call(&entity.function("insert"), imports);
        let call = Expr::call(insert, vec![Expr::text("connection"), values]);
        writer.expr("return await ", &call, ";");
        writer.close("});");
        writer.close("}");
    }

    /// Reads the row to be changed and holds it against the precondition.
    pub(super) fn current(
        &self,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let verb = if self.dialect == Dialect::Sqlite {
            "find"
        } else {
            "lock"
        };
        let find = self.call(&self.entity.function(verb), imports);
        writer.line(format!("const current = await {find}(connection, id);"));
        self.refuse_missing("current", imports, writer);
        if operation.checks_etag {
            imports.value("../lib/etag.js", "checkPreconditions");
            writer.line("checkPreconditions(preconditions, current);");
        }
    }

    pub(super) fn member_parameters(
        &self,
        operation: &ResourceOperation,
        imports: &mut Imports,
    ) -> Vec<String> {
        let mut parameters = vec!["database: Database".to_owned(), self.key_parameter()];
        let rest = self.rest(operation, imports);
        parameters.extend(rest.iter().map(|(name, ty)| format!("{name}: {ty}")));
        parameters
    }

    pub(super) fn change(
        &self,
        operation: &ResourceOperation,
        name: &str,
        about: &str,
        (input, fills): (TypeId, &[Fill]),
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let ty = self.ty(imports);
        writer.doc(about);
        let parameters = self.member_parameters(operation, imports);
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        writer.open("return await database.write(async (connection) => {");
        self.current(operation, imports, writer);
        let values = self.values((input, fills), None, "now()", imports);
        self.store_change(values, self.may_be_nothing(input, fills), imports, writer);
        writer.close("});");
        writer.close("}");
    }

    /// Whether a request may give nothing, so that there is nothing to change.
    fn may_be_nothing(&self, input: TypeId, fills: &[Fill]) -> bool {
        let merges = self.entity.project.input.api.types[input].in_merges;
        let stays = |fill: &Fill| match fill {
            Fill::Keep => true,
            Fill::Input { fit, .. } => *fit == Fit::IfPresent,
            Fill::NewKey | Fill::Now | Fill::Path | Fill::Null | Fill::Default(_) => false,
        };
        merges && fills.iter().all(stays)
    }

    /// Databases take no statement that sets nothing.
    fn store_change(
        &self,
        values: Expr,
        may_be_nothing: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        if values == Expr::Object(Vec::new()) {
            return writer.line("return current;");
        }
        let update = self.call(&self.entity.function("update"), imports);
        let store = |values: Expr| {
            let arguments = vec![Expr::text("connection"), Expr::text("id"), values];
            Expr::call(&update, arguments)
        };
        if !may_be_nothing {
            return writer.expr("return await ", &store(values), ";");
        }
        imports.value("../lib/sql.js", "changesAnything");
        writer.expr("const changes = ", &values, ";");
        writer.open("if (!changesAnything(changes)) {");
        writer.line("return current;");
        writer.close("}");
        writer.expr("return await ", &store(Expr::text("changes")), ";");
    }

    pub(super) fn delete(
        &self,
        operation: &ResourceOperation,
        name: &str,
        returns: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let ty = if returns {
            self.ty(imports)
        } else {
            "void".to_owned()
        };
        writer.doc(&format!("Removes {}.", article(&self.entity.noun())));
        let parameters = self.member_parameters(operation, imports);
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let delete = self.call(&self.entity.function("delete"), imports);
        let head = if returns { "return await" } else { "await" };
        let reads = returns || operation.checks_etag;
        let run = if reads { "write" } else { "statement" };
        writer.open(format!("{head} database.{run}(async (connection) => {{"));
        if reads {
            self.current(operation, imports, writer);
            writer.line(format!("await {delete}(connection, id);"));
            if returns {
                writer.line("return current;");
            }
        } else {
            writer.open(format!("if (!(await {delete}(connection, id))) {{"));
            writer.line(self.not_found(imports));
            writer.close("}");
        }
        writer.close("});");
        writer.close("}");
    }
}
