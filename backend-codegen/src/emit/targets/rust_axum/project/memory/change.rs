//! Rows that come, change and go.

use super::{
    super::{
        entity::{Entity, has_identity, is_updated, module_name},
        imports::Imports,
        sql::literal,
    },
    repository::{Memory, of_field},
};
use crate::{
    emit::layout::{Code, Writer},
    resources::{ColumnType, KeyKind, KeyOrigin, Role},
};

/// The 409 that a database would answer.
fn conflict(code: &str, message: &str, writer: &mut Writer) {
    writer.line(format!("let message = {};", literal(message)));
    writer.line(format!(
        "return Err(ApiError::conflict({}, message));",
        literal(code)
    ));
}

impl Memory<'_, '_> {
    pub(super) fn insert(&self, table: &str, imports: &mut Imports, writer: &mut Writer) {
        let _ = imports;
        let variable = self.entity.variable();
        let key = self.entity.key();
        let identity = has_identity(self.entity.resource);
        writer.line(format!(
            "let {}stored = {variable}.clone();",
            if identity { "mut " } else { "" }
        ));
        if identity {
            let links = vec![
                ".last_key_value()".to_owned(),
                ".map_or(1, |(last, _)| last + 1)".to_owned(),
            ];
            let next = of_field(table, links);
            let chosen = self.entity.resource.key.origin != KeyOrigin::Server;
            match (key.optional, chosen) {
                (true, true) => {
                    writer.value("let next = ", &next, ";");
                    writer.line(format!("let id = stored.{}.unwrap_or(next);", key.ident));
                    writer.line(format!("stored.{} = Some(id);", key.ident));
                }
                (true, false) => {
                    writer.value("let id = ", &next, ";");
                    writer.line(format!("stored.{} = Some(id);", key.ident));
                }
                (false, true) => {
                    writer.value("let next = ", &next, ";");
                    writer.open(format!("if stored.{} == 0 {{", key.ident));
                    writer.line(format!("stored.{} = next;", key.ident));
                    writer.close("}");
                    writer.line(format!("let id = stored.{};", key.ident));
                }
                (false, false) => {
                    writer.value("let id = ", &next, ";");
                    writer.line(format!("stored.{} = id;", key.ident));
                }
            }
        } else {
            let text = match (key.optional, self.is_text_key()) {
                (true, _) => format!("stored.{}.clone().unwrap_or_default()", key.ident),
                (false, true) => format!("stored.{}.clone()", key.ident),
                (false, false) => format!("stored.{}", key.ident),
            };
            writer.line(format!("let id = {text};"));
        }
        if self.entity.resource.key.origin != KeyOrigin::Server {
            writer.open(format!("if {table}.contains_key(&id) {{"));
            let message = format!("another {} has this key", self.entity.noun());
            conflict("unique_violation", &message, writer);
            writer.close("}");
        }
        self.checks("stored", true, writer);
        self.put(table, true, writer);
        writer.line("Ok(stored)");
    }

    fn put(&self, table: &str, inserting: bool, writer: &mut Writer) {
        if !self.has_row {
            return writer.line(format!("{table}.insert(id, stored.clone());"));
        }
        let mut fields: Vec<(String, Option<Code>)> =
            vec![("value".to_owned(), Some(Code::text("stored.clone()")))];
        for view in self.entity.extras() {
            let value = match (&view.column.source, &view.column.kind) {
                (crate::resources::Source::Secret(_), ColumnType::Text(_)) => {
                    format!("{}.map(str::to_owned)", view.ident)
                }
                (crate::resources::Source::Secret(_), _) => format!("{}.cloned()", view.ident),
                (_, ColumnType::Text(_)) if view.optional => {
                    format!("{}.map(str::to_owned)", view.ident)
                }
                (_, ColumnType::Text(_)) => format!("{}.to_owned()", view.ident),
                _ => view.ident.clone(),
            };
            if inserting {
                let code = (value != view.ident).then_some(Code::Text(value));
                fields.push((view.ident.clone(), code));
            }
        }
        if inserting {
            writer.record(
                &format!("let row = {}Row", self.entity.stem),
                &fields,
                None,
                ";",
            );
            writer.line(format!("{table}.insert(id, row);"));
        }
    }

    pub(super) fn update(&self, table: &str, writer: &mut Writer) {
        let variable = self.entity.variable();
        let key = self.entity.key();
        writer.line(format!("let stored = {variable}.clone();"));
        let text = match (key.optional, self.is_text_key()) {
            (true, _) => format!("stored.{}.clone().unwrap_or_default()", key.ident),
            (false, true) => format!("stored.{}.clone()", key.ident),
            (false, false) => format!("stored.{}", key.ident),
        };
        let text = if key.optional && !self.is_text_key() {
            text.replace(".clone()", "")
        } else {
            text
        };
        writer.line(format!("let id = {text};"));
        self.checks("stored", false, writer);
        if !self.has_row {
            writer.line(format!("{table}.insert(id, stored.clone());"));
            return writer.line("Ok(stored)");
        }
        writer.open(format!("if let Some(row) = {table}.get_mut(&id) {{"));
        writer.line("row.value = stored.clone();");
        for view in self.entity.extras().filter(|view| is_updated(view.column)) {
            writer.open(format!("if let Some({0}) = {0} {{", view.ident));
            let value = if matches!(view.column.kind, ColumnType::Text(_)) {
                "to_owned"
            } else {
                "clone"
            };
            writer.line(format!("row.{0} = Some({0}.{value}());", view.ident));
            writer.close("}");
        }
        writer.close("}");
        writer.line("Ok(stored)");
    }

    /// Unique values and keys of other tables.
    fn checks(&self, stored: &str, inserting: bool, writer: &mut Writer) {
        let resources = &self.entity.project.resources.list;
        for view in self
            .entity
            .views()
            .filter(|view| view.column.role != Role::Key)
        {
            let is_field = view.column.source.field().is_some();
            if view.column.unique && is_field {
                let field = self.field("row", &view);
                let own = format!("{stored}.{}", view.ident);
                let some = if view.optional {
                    format!(" && {own}.is_some()")
                } else {
                    String::new()
                };
                writer.line(format!(
                    "let mut others = self.{}.iter().filter(|(key, _)| **key != id);",
                    self.entity.module
                ));
                writer.open(format!(
                    "if others.any(|(_, row)| {field} == {own}){some} {{"
                ));
                let message = format!(
                    "another {} has this {}",
                    self.entity.noun(),
                    view.column.name
                );
                conflict("unique_violation", &message, writer);
                writer.close("}");
            }
            let Some(target) = view.column.references.filter(|_| is_field || inserting) else {
                continue;
            };
            let table = module_name(&resources[target].name);
            let is_text = resources[target].key.kind == KeyKind::Text;
            let own = if is_field {
                format!("{stored}.{}", view.ident)
            } else {
                view.ident.clone()
            };
            let key = if is_field || is_text { "key" } else { "&key" };
            let test = format!(".is_some_and(|key| !self.{table}.contains_key({key}))");
            match (view.optional, is_field) {
                (true, true) => {
                    let chain = of_field(&own, vec![".as_ref()".to_owned(), test]);
                    writer.value("let is_unknown = ", &chain, ";");
                    writer.open("if is_unknown {");
                }
                (true, false) => {
                    writer.value("let is_unknown = ", &Code::Chain(own, vec![test]), ";");
                    writer.open("if is_unknown {");
                }
                (false, _) if !is_field && is_text => {
                    writer.open(format!("if !self.{table}.contains_key({own}) {{"));
                }
                (false, _) => writer.open(format!("if !self.{table}.contains_key(&{own}) {{")),
            }
            let message = format!(
                "there is no such {}",
                resources[target].singular.replace('_', " ")
            );
            conflict("foreign_key_violation", &message, writer);
            writer.close("}");
        }
    }

    pub(super) fn delete(&self, table: &str, key: &str, writer: &mut Writer) {
        let resources = &self.entity.project.resources.list;
        let own = resources
            .iter()
            .position(|other| std::ptr::eq(other, self.entity.resource));
        for other in resources {
            let child = Entity::new(self.entity.project, other);
            let has_row = child.extras().next().is_some();
            for view in child
                .views()
                .filter(|view| view.column.references.is_some() && view.column.references == own)
            {
                let row = match (view.column.source.field().is_some(), has_row) {
                    (true, true) => format!("row.value.{}", view.ident),
                    (true, false) | (false, _) => format!("row.{}", view.ident),
                };
                let test = match (view.optional, self.is_text_key()) {
                    (true, true) => format!("{row}.as_deref() == Some(id)"),
                    (true, false) => format!("{row} == Some(id)"),
                    (false, _) => format!("{row} == id"),
                };
                writer.open(format!(
                    "if self.{}.values().any(|row| {test}) {{",
                    child.module
                ));
                let message = format!(
                    "{} refer to this {}",
                    other.name.replace('_', " "),
                    self.entity.noun()
                );
                conflict("foreign_key_violation", &message, writer);
                writer.close("}");
            }
        }
        writer.line(format!("Ok({table}.remove({key}).is_some())"));
    }
}
