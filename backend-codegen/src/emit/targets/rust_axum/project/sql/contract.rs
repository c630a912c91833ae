//! The trait: which functions a repository has.

use super::{
    super::{
        entity::{is_updated, parameter_type},
        imports::Imports,
    },
    repository::Repository,
};
use crate::emit::layout::Writer;
use crate::emit::words::article;

impl Repository<'_, '_> {
    /// The functions of the trait: documentation, name, parameters, result.
    pub(in super::super) fn functions(
        &self,
        ty: &str,
        imports: &mut Imports,
    ) -> Vec<(String, String, Vec<String>, String)> {
        let entity = self.entity;
        let (noun, key) = (entity.noun(), entity.key_parameter(imports));
        let nouns = entity.resource.name.replace('_', " ");
        let this = "&mut self".to_owned();
        let query = format!("query: &{}", entity.query_type());
        let asked = |rest: Vec<String>| {
            std::iter::once(this.clone())
                .chain(rest)
                .collect::<Vec<_>>()
        };
        let listed = if self.shape.is_empty() {
            Vec::new()
        } else {
            vec![query]
        };
        let mut list = Vec::new();
        if entity.lists().next().is_some() {
            list.push((
                format!("The {nouns} asked for."),
                entity.plural_function("list"),
                asked(listed.clone()),
                format!("Vec<{ty}>"),
            ));
        }
        if entity.counts() {
            list.push((
                "How many there are on all pages.".to_owned(),
                entity.plural_function("count"),
                asked(if self.has_filters() {
                    listed
                } else {
                    Vec::new()
                }),
                "i64".to_owned(),
            ));
        }
        let by_key = asked(vec![format!("id: {key}")]);
        if self.finds() {
            list.push((
                format!("One {noun}."),
                entity.function("find"),
                by_key.clone(),
                format!("Option<{ty}>"),
            ));
        }
        if self.locks() {
            let about =
                format!("One {noun}, which nobody else changes until the transaction ends.");
            list.push((
                about,
                entity.function("lock"),
                by_key.clone(),
                format!("Option<{ty}>"),
            ));
        }
        if entity.is_parent() {
            list.push((
                "Whether there is one with this key.".to_owned(),
                format!("{}_exists", entity.resource.singular),
                by_key.clone(),
                "bool".to_owned(),
            ));
        }
        for parent in entity.checked_parents() {
            let view = entity.view(parent.column);
            let parent_type = parameter_type(&view.column.kind, imports);
            let parameters = asked(vec![
                format!("id: {key}"),
                format!("{}: {parent_type}", view.ident),
            ]);
            let about = format!(
                "Whether this {} has this {noun}.",
                parent.singular.replace('_', " ")
            );
            list.push((
                about,
                entity.belongs_function(parent),
                parameters,
                "bool".to_owned(),
            ));
        }
        let extras = |imports: &mut Imports, updating: bool| {
            let wanted = entity
                .extras()
                .filter(move |view| !updating || is_updated(view.column));
            wanted
                .map(|view| format!("{}: {}", view.ident, entity.extra_parameter(&view, imports)))
                .collect::<Vec<_>>()
        };
        let variable = entity.variable();
        if entity.creates() {
            let mut parameters = asked(vec![format!("{variable}: &{ty}")]);
            parameters.extend(extras(imports, false));
            list.push((
                format!("Stores a new {noun} and returns it as stored."),
                entity.function("insert"),
                parameters,
                ty.to_owned(),
            ));
        }
        if entity.updates() {
            let mut parameters = asked(vec![format!("{variable}: &{ty}")]);
            parameters.extend(extras(imports, true));
            list.push((
                format!("Stores a changed {noun} and returns it as stored."),
                entity.function("update"),
                parameters,
                ty.to_owned(),
            ));
        }
        if entity.deletes() {
            list.push((
                format!("Removes {}; `false` when there was none.", article(&noun)),
                entity.function("delete"),
                by_key,
                "bool".to_owned(),
            ));
        }
        list
    }

    pub(in super::super) fn contract(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        writer.doc(&format!(
            "Storage of {}.",
            self.entity.resource.name.replace('_', " ")
        ));
        writer.open(format!("pub trait {} {{", self.entity.repository()));
        for (position, (about, name, parameters, result)) in
            self.functions(ty, imports).into_iter().enumerate()
        {
            if position > 0 {
                writer.blank();
            }
            writer.doc(&about);
            writer.signature(
                &format!("async fn {name}"),
                &parameters,
                &format!(" -> Result<{result}, {}>;", self.error),
            );
        }
        writer.close("}");
    }
}
