//! Functions that read.

use super::{
    super::entity::{Entity, wants_total},
    file::{Service, function_name, repository_space},
};
use crate::{
    emit::{
        lang::typescript::{Imports, Writer},
        past::Asked,
    },
    resources::Parent,
};

impl Service<'_, '_> {
    pub(super) fn list(
        &self,
        name: &str,
        owner: Option<&Parent>,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let ty = self.ty(imports);
        let total = entity.lists().any(|(operation, listing)| {
            function_name(entity, operation, true) == name && wants_total(listing)
        });
        // Where the parent is nothing that is stored, the query alone asks for it.
        let parent = owner.and_then(|owner| Some((owner, entity.owner(owner)?)));
        let mut parameters = vec!["database: Database".to_owned()];
        parameters.extend(parent.iter().map(|(owner, _)| self.parent_parameter(owner)));
        let has_query = !self.query.is_empty();
        if has_query {
            imports.ty(&self.repository(), &entity.query_type());
            parameters.push(format!("query: {}", entity.query_type()));
        }
        let result = if total {
            format!("{{ rows: {ty}[]; total: number }}")
        } else {
            format!("{ty}[]")
        };
        let nouns = entity.nouns();
        writer.doc(&if total {
            format!("The {nouns} asked for, and how many there are in all.")
        } else {
            format!("The {nouns} asked for.")
        });
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{result}>"),
        );
        if let Some((owner, parent)) = &parent {
            let (key, _) = entity.parent_key(owner);
            self.check_parent(parent, &key, "database.reader", imports, writer);
        }
        let query = if has_query { ", query" } else { "" };
        let list = self.call(&entity.plural_function("list"), imports);
        if total {
            let counted = if self.query.is_filtered() {
                ", query"
            } else {
                ""
            };
            let count = self.call(&entity.plural_function("count"), imports);
            writer.line(format!(
                "const rows = await {list}(database.reader{query});"
            ));
            writer.line(format!(
                "const total = await {count}(database.reader{counted});"
            ));
            writer.line("return { rows, total };");
        } else {
            writer.line(format!("return await {list}(database.reader{query});"));
        }
        writer.close("}");
    }

    pub(super) fn check_parent(
        &self,
        parent: &Entity<'_>,
        name: &str,
        connection: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let space = repository_space(parent.resource);
        imports.space(&format!("../repositories/{}.js", parent.module), &space);
        imports.value("../lib/errors.js", "notFound");
        let arguments = format!("({connection}, {name})");
        match self.entity.project.past().asked(parent.resource) {
            Some(Asked::Find) => {
                let find = parent.function("find");
                writer.line(format!("const parent = await {space}.{find}{arguments};"));
                writer.open("if (parent === undefined) {");
            }
            Some(Asked::Exists) | None => {
                let has = parent.function("has");
                writer.open(format!("if (!(await {space}.{has}{arguments})) {{"));
            }
        }
        writer.line(format!("throw notFound({:?});", parent.noun()));
        writer.close("}");
    }

    pub(super) fn get(&self, name: &str, imports: &mut Imports, writer: &mut Writer) {
        let ty = self.ty(imports);
        let variable = self.entity.variable();
        writer.doc(&format!("One {}.", self.entity.noun()));
        let parameters = ["database: Database".to_owned(), self.key_parameter()];
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let find = self.call(&self.entity.function("find"), imports);
        writer.line(format!(
            "const {variable} = await {find}(database.reader, id);"
        ));
        self.refuse_missing(&variable, imports, writer);
        writer.line(format!("return {variable};"));
        writer.close("}");
    }

    pub(super) fn refuse_missing(
        &self,
        variable: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        writer.open(format!("if ({variable} === undefined) {{"));
        writer.line(self.not_found(imports));
        writer.close("}");
    }
}
