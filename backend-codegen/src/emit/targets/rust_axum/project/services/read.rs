//! Functions that read.

use super::{
    super::{
        entity::{Entity, wants_total},
        imports::Imports,
    },
    service::{Service, function_name},
};
use crate::{
    emit::{
        layout::{Code, Writer},
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
        let parent = owner.map(|owner| self.parent_parameter(owner, imports));
        let parent_entity = owner.and_then(|owner| entity.owner(owner));
        let total = entity.lists().any(|(operation, listing)| {
            function_name(entity, operation, true) == name && wants_total(listing)
        });
        let mut parameters = vec!["state: &AppState".to_owned()];
        if let (Some((ident, ty)), Some(_)) = (&parent, &parent_entity) {
            parameters.push(format!("{ident}: {ty}"));
        }
        if self.has_query {
            parameters.push(format!("query: &{}", entity.query_type()));
        }
        let (argument, counted) = (
            if self.has_query { "query" } else { "" },
            if self.count_takes_query { "query" } else { "" },
        );
        let rows = format!("Vec<{}>", self.ty);
        let result = if total {
            format!("({rows}, i64)")
        } else {
            rows
        };
        let nouns = entity.resource.name.replace('_', " ");
        writer.doc(&if total {
            format!("The {nouns} asked for, and how many there are in all.")
        } else {
            format!("The {nouns} asked for.")
        });
        writer.signature(
            &format!("pub async fn {name}"),
            &parameters,
            &format!(" -> Result<{result}, ApiError> {{"),
        );
        writer.indent();
        writer.value("let mut db = ", &self.connection(), ";");
        if let (Some((ident, _)), Some(parent)) = (&parent, &parent_entity) {
            self.check_parent(parent, ident, imports, writer);
        }
        let list = format!("db.{}({argument}).await?", entity.plural_function("list"));
        if total {
            writer.line(format!("let rows = {list};"));
            writer.line(format!(
                "let total = db.{}({counted}).await?;",
                entity.plural_function("count")
            ));
            writer.line("Ok((rows, total))");
        } else {
            writer.line(format!("let rows = {list};"));
            writer.line("Ok(rows)");
        }
        writer.close("}");
    }

    pub(super) fn check_parent(
        &self,
        parent: &Entity<'_>,
        ident: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        imports.own(
            &format!("repositories::{}", parent.module),
            &parent.repository(),
        );
        match self.entity.project.past().asked(parent.resource) {
            Some(Asked::Find) => {
                let find = parent.function("find");
                writer.open(format!("if db.{find}({ident}).await?.is_none() {{"));
            }
            Some(Asked::Exists) | None => {
                let singular = &parent.resource.singular;
                writer.open(format!("if !db.{singular}_exists({ident}).await? {{"));
            }
        }
        writer.line(format!(
            "return Err(ApiError::not_found({:?}));",
            parent.noun()
        ));
        writer.close("}");
    }

    pub(super) fn get(&self, imports: &mut Imports, writer: &mut Writer) {
        writer.doc(&format!("One {}.", self.entity.noun()));
        let parameters = ["state: &AppState".to_owned(), self.key_parameter(imports)];
        writer.signature(
            "pub async fn get",
            &parameters,
            &format!(" -> Result<{}, ApiError> {{", self.ty),
        );
        writer.indent();
        writer.value("let mut db = ", &self.connection(), ";");
        self.find("let found = ", "find", writer);
        writer.line(format!("found.ok_or_else(|| {})", self.missing()));
        writer.close("}");
    }

    pub(super) fn find(&self, head: &str, verb: &str, writer: &mut Writer) {
        let links = vec![
            format!(".{}(id)", self.entity.function(verb)),
            ".await?".to_owned(),
        ];
        writer.value(head, &Code::Chain("db".into(), links), ";");
    }
}
