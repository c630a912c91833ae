//! The file of one repository, and what its parts have in common.

use super::super::{
    entity::{ColumnView, Entity, owned_type},
    imports::Imports,
    query::QueryShape,
    sql::Repository,
};
use crate::{
    emit::layout::{Code, Writer},
    resources::{ColumnType, KeyKind, Parent},
};

pub(super) struct Memory<'a, 'e> {
    pub(super) repository: Repository<'a, 'e>,
    pub(super) entity: &'e Entity<'a>,
    pub(super) ty: String,
    pub(super) has_row: bool,
}

pub(super) fn file(entity: &Entity<'_>) -> String {
    let (query, repository, row) = (
        entity.query_type(),
        entity.repository(),
        format!("{}Row", entity.stem),
    );
    let mut imports =
        Imports::reserving(["Tables", "ApiError", "Ordering", &query, &repository, &row]);
    imports.external("backend_runtime::http", "ApiError");
    imports.own("repositories", "Tables");
    let shape = QueryShape::new(entity, &mut imports);
    let memory = Memory {
        repository: Repository::in_memory(entity, shape),
        entity,
        ty: imports.named(entity.type_name),
        has_row: entity.extras().next().is_some(),
    };
    let mut body = Writer::default();
    if !memory.shape().is_empty() {
        memory.shape().write(entity, &mut body);
        body.blank();
    }
    memory.row(&mut imports, &mut body);
    memory
        .repository
        .contract(&memory.ty, &mut imports, &mut body);
    body.blank();
    memory.implementation(&mut imports, &mut body);
    memory.helpers(&mut imports, &mut body);
    let mut writer = Writer::default();
    writer.module_doc(&format!(
        "{} in memory.",
        capital(&entity.resource.name.replace('_', " "))
    ));
    writer.blank();
    let body = body.finish();
    imports.keep_mentioned(&body);
    imports.write(&mut writer);
    writer.finish() + &body
}

/// A chain that starts at a field of a variable.
pub(super) fn of_field(path: &str, links: Vec<String>) -> Code {
    let (root, field) = path.split_once('.').unwrap_or((path, ""));
    let first = format!(".{field}");
    let fields = (!field.is_empty()).then_some(first);
    Code::Chain(root.to_owned(), fields.into_iter().chain(links).collect())
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + characters.as_str()
    })
}

impl Memory<'_, '_> {
    pub(super) fn shape(&self) -> &QueryShape {
        &self.repository.shape
    }

    pub(super) fn row(&self, imports: &mut Imports, writer: &mut Writer) {
        if !self.has_row {
            return;
        }
        writer.doc(&format!(
            "A stored {} with what its type does not show.",
            self.entity.noun()
        ));
        writer.line("#[derive(Debug, Clone)]");
        writer.open(format!("pub struct {}Row {{", self.entity.stem));
        writer.line(format!("value: {},", self.ty));
        for view in self.entity.extras() {
            let ty = match &view.column.source {
                crate::resources::Source::Secret(name) => {
                    format!("Option<{}>", self.entity.secret_type(name, imports))
                }
                crate::resources::Source::Field(_) | crate::resources::Source::Path(_) => {
                    let bare = owned_type(&view.column.kind, imports);
                    if view.optional {
                        format!("Option<{bare}>")
                    } else {
                        bare
                    }
                }
            };
            writer.line(format!("{}: {ty},", view.ident));
        }
        writer.close("}");
        writer.blank();
    }

    /// The entity in a row.
    pub(super) fn value(&self, row: &str) -> String {
        if self.has_row {
            format!("{row}.value")
        } else {
            row.to_owned()
        }
    }

    /// A column's value in a row.
    pub(super) fn field(&self, row: &str, view: &ColumnView<'_>) -> String {
        match view.column.source.field() {
            Some(_) => format!("{}.{}", self.value(row), view.ident),
            None => format!("{row}.{}", view.ident),
        }
    }

    fn key_reference(&self) -> &'static str {
        if self.is_text_key() { "id" } else { "&id" }
    }

    pub(super) fn is_text_key(&self) -> bool {
        self.entity.resource.key.kind == KeyKind::Text
    }

    fn implementation(&self, imports: &mut Imports, writer: &mut Writer) {
        writer.open(format!("impl {} for Tables {{", self.entity.repository()));
        let functions = self.repository.functions(&self.ty, imports);
        for (position, (_, name, parameters, result)) in functions.into_iter().enumerate() {
            if position > 0 {
                writer.blank();
            }
            writer.signature(
                &format!("async fn {name}"),
                &parameters,
                &format!(" -> Result<{result}, ApiError> {{"),
            );
            writer.indent();
            self.body(&name, imports, writer);
            writer.close("}");
        }
        writer.close("}");
    }

    pub(super) fn body(&self, name: &str, imports: &mut Imports, writer: &mut Writer) {
        let table = format!("self.{}", self.entity.module);
        let key = self.key_reference();
        let mut checked = self.entity.checked_parents().into_iter();
        if let Some(parent) = checked.find(|one| self.entity.belongs_function(one) == name) {
            return self.belongs(parent, &table, key, writer);
        }
        match name.split('_').next().unwrap_or_default() {
            _ if name.ends_with("_exists") => {
                writer.line(format!("Ok({table}.contains_key({key}))"))
            }
            "list" => self.list(&table, writer),
            "count" => {
                let filtered = if self.has_filters() {
                    ".filter(|row| matches(row, query))"
                } else {
                    ""
                };
                let mut links = vec![".values()".to_owned()];
                links.extend((!filtered.is_empty()).then(|| filtered.to_owned()));
                links.push(".count()".to_owned());
                writer.value("let count = ", &of_field(&table, links), ";");
                writer.line("Ok(i64::try_from(count).unwrap_or(i64::MAX))");
            }
            "find" | "lock" => {
                writer.line(format!("let found = {table}.get({key});"));
                let value = if self.has_row {
                    "Ok(found.map(|row| row.value.clone()))"
                } else {
                    "Ok(found.cloned())"
                };
                writer.line(value);
            }
            "insert" => self.insert(&table, imports, writer),
            "update" => self.update(&table, writer),
            _ => self.delete(&table, key, writer),
        }
    }

    fn belongs(&self, parent: &Parent, table: &str, key: &str, writer: &mut Writer) {
        let view = self.entity.view(parent.column);
        let field = self.field("row", &view);
        let test = match (view.optional, &view.column.kind) {
            (true, ColumnType::Text(_)) => format!("{field}.as_deref() == Some({})", view.ident),
            (true, _) => format!("{field} == Some({})", view.ident),
            (false, _) => format!("{field} == {}", view.ident),
        };
        writer.line(format!("let found = {table}.get({key});"));
        writer.line(format!("Ok(found.is_some_and(|row| {test}))"));
    }

    pub(super) fn has_filters(&self) -> bool {
        !self.shape().filters.is_empty() || !self.shape().parents.is_empty()
    }
}
