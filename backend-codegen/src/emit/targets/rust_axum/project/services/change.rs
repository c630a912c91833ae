//! Functions that write.

use super::{super::imports::Imports, service::Service};
use crate::emit::words::article;
use crate::{
    emit::{
        layout::{Code, Writer},
        sql::Dialect,
    },
    resources::{Create, Fill, Merge, Parent, Replace, ResourceOperation},
};

impl Service<'_, '_> {
    /// The row to be changed, held against the precondition.
    pub(super) fn current(
        &self,
        operation: &ResourceOperation,
        mutable: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let verb = if matches!(self.dialect, Some(Dialect::Postgres | Dialect::Mysql)) {
            "lock"
        } else {
            "find"
        };
        writer.value("let mut db = ", &self.transaction(), ";");
        self.find("let found = ", verb, writer);
        let name = if mutable {
            format!("mut {}", self.entity.variable())
        } else {
            "current".to_owned()
        };
        writer.value(
            &format!("let {name} = "),
            &Code::chain("found", [&format!(".ok_or_else(|| {})?", self.missing())]),
            ";",
        );
        if operation.checks_etag {
            imports.external("backend_runtime::http", "etag");
            let name = if mutable {
                self.entity.variable()
            } else {
                "current".to_owned()
            };
            writer.line(format!(
                "context.check_preconditions(Some(&etag(&{name})?))?;"
            ));
        }
    }

    pub(super) fn create(
        &self,
        create: &Create,
        name: &str,
        owner: Option<&Parent>,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let input = self.named(create.input, imports);
        let mut parameters = vec!["state: &AppState".to_owned()];
        let parent = owner.map(|owner| self.parent_parameter(owner, imports));
        parameters.extend(parent.iter().map(|(ident, ty)| format!("{ident}: {ty}")));
        parameters.push(format!("input: {input}"));
        writer.doc(&format!("Stores a new {}.", entity.noun()));
        writer.signature(
            &format!("pub async fn {name}"),
            &parameters,
            &format!(" -> Result<{}, ApiError> {{", self.ty),
        );
        writer.indent();
        self.open_input(create.input, &create.fills, "input", writer);
        let now = create
            .fills
            .iter()
            .filter(|fill| **fill == Fill::Now)
            .count();
        if now > 1 {
            writer.line("let now = now();");
        }
        let fields = self.entity_fields(
            &create.fills,
            create.input,
            if now > 1 { "now" } else { "now()" },
            imports,
        );
        writer.record(
            &format!("let {} = {}", entity.variable(), self.ty),
            &fields,
            None,
            ";",
        );
        writer.value("let mut db = ", &self.connection(), ";");
        let owner = owner.and_then(|owner| entity.owner(owner));
        if let (Some((ident, _)), Some(parent)) = (&parent, owner) {
            self.check_parent(&parent, ident, imports, writer);
        }
        let mut arguments = vec![format!("&{}", entity.variable())];
        arguments.extend(self.extra_arguments(&create.fills, create.input, false));
        self.store("insert", &arguments, writer);
        writer.close("}");
    }

    fn store(&self, verb: &str, arguments: &[String], writer: &mut Writer) {
        let call = format!(".{}({})", self.entity.function(verb), arguments.join(", "));
        let links = vec![call, ".await?".to_owned()];
        writer.value("let stored = ", &Code::Chain("db".to_owned(), links), ";");
        if verb == "update" {
            self.commit(writer);
        }
        writer.line("Ok(stored)");
    }

    pub(super) fn replace(
        &self,
        replace: &Replace,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        self.open_change(
            "replace",
            &format!("Replaces {}.", article(&entity.noun())),
            operation,
            imports,
            writer,
        );
        self.current(operation, false, imports, writer);
        self.open_input(replace.input, &replace.fills, "input", writer);
        let fields = self.entity_fields(&replace.fills, replace.input, "now()", imports);
        writer.record(
            &format!("let {} = {}", entity.variable(), self.ty),
            &fields,
            None,
            ";",
        );
        let mut arguments = vec![format!("&{}", entity.variable())];
        arguments.extend(self.extra_arguments(&replace.fills, replace.input, true));
        self.store("update", &arguments, writer);
        writer.close("}");
    }

    fn open_change(
        &self,
        name: &str,
        about: &str,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let mut parameters = vec!["state: &AppState".to_owned(), self.key_parameter(imports)];
        parameters.extend(
            self.rest(operation, imports)
                .into_iter()
                .map(|(name, ty)| format!("{name}: {ty}")),
        );
        writer.doc(about);
        writer.signature(
            &format!("pub async fn {name}"),
            &parameters,
            &format!(" -> Result<{}, ApiError> {{", self.result(operation)),
        );
        writer.indent();
    }

    pub(super) fn merge(
        &self,
        merge: &Merge,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let variable = entity.variable();
        let about = format!("Changes what is given of {}.", article(&entity.noun()));
        self.open_change("update", &about, operation, imports, writer);
        self.current(operation, true, imports, writer);
        self.open_input(merge.input, &merge.fills, "changes", writer);
        let shapes = self.input_shapes(merge.input);
        for (view, fill) in entity.views().zip(&merge.fills) {
            if view.column.source.field().is_none() {
                continue;
            }
            let target = format!("{variable}.{}", view.ident);
            match fill {
                Fill::Now => {
                    let value = if view.optional {
                        "Some(now())"
                    } else {
                        "now()"
                    };
                    writer.line(format!("{target} = {value};"));
                }
                Fill::Input { property, .. } => {
                    if let Some(shape) = shapes.iter().find(|shape| shape.wire == property) {
                        self.assign(&target, shape, &view, writer);
                    }
                }
                Fill::NewKey | Fill::Keep | Fill::Path | Fill::Null | Fill::Default(_) => {}
            }
        }
        let mut arguments = vec![format!("&{variable}")];
        arguments.extend(self.extra_arguments(&merge.fills, merge.input, true));
        self.store("update", &arguments, writer);
        writer.close("}");
    }

    pub(super) fn delete(
        &self,
        operation: &ResourceOperation,
        returns: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        self.open_change(
            "delete",
            &format!("Removes {}.", article(&self.entity.noun())),
            operation,
            imports,
            writer,
        );
        let delete = format!("db.{}(id).await?", self.entity.function("delete"));
        if returns || operation.checks_etag {
            self.current(operation, false, imports, writer);
            writer.line(format!("{delete};"));
            self.commit(writer);
            writer.line(if returns { "Ok(current)" } else { "Ok(())" });
        } else {
            writer.value("let mut db = ", &self.connection(), ";");
            writer.open(format!("if !{delete} {{"));
            writer.line(format!("return Err({});", self.missing()));
            writer.close("}");
            writer.line("Ok(())");
        }
        writer.close("}");
    }
}
