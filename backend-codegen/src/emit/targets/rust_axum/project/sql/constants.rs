//! The statements, as constants.

use super::{
    super::entity::{ColumnView, has_identity},
    order::literal,
    repository::Repository,
};
use crate::{
    emit::{layout::Writer, sql::Dialect},
    resources::{Parent, Role, Source},
};

impl Repository<'_, '_> {
    pub(super) fn constants(&self, writer: &mut Writer) {
        let (table, key) = (self.table(), self.key());
        let place = self.place(1);
        let entity = self.entity;
        if entity.lists().next().is_some() {
            constant(
                writer,
                "SELECT",
                &format!("SELECT {}\nFROM {table}", self.selected()),
            );
        }
        if entity.counts() {
            constant(writer, "COUNT", &format!("SELECT COUNT(*)\nFROM {table}"));
        }
        if self.finds() {
            constant(
                writer,
                "FIND",
                &format!(
                    "SELECT {}\nFROM {table}\nWHERE {key} = {place}",
                    self.selected()
                ),
            );
        }
        if self.locks() {
            let text = format!(
                "SELECT {}\nFROM {table}\nWHERE {key} = {place}\nFOR UPDATE",
                self.selected()
            );
            constant(writer, "LOCK", &text);
        }
        if entity.is_parent() {
            constant(
                writer,
                "EXISTS",
                &format!("SELECT 1\nFROM {table}\nWHERE {key} = {place}"),
            );
        }
        for parent in entity.checked_parents() {
            let column = self.name(&entity.view(parent.column).column.name);
            let text = format!(
                "SELECT 1\nFROM {table}\nWHERE {key} = {place} AND {column} = {}",
                self.place(2)
            );
            constant(writer, &belongs_constant(parent), &text);
        }
        if entity.creates() {
            constant(writer, "INSERT", &self.insert());
        }
        if entity.updates() {
            constant(writer, "UPDATE", &self.update());
        }
        if entity.deletes() {
            constant(
                writer,
                "DELETE",
                &format!("DELETE FROM {table}\nWHERE {key} = {place}"),
            );
        }
    }

    pub(super) fn insert(&self) -> String {
        let columns = self.inserted();
        let names: Vec<String> = columns
            .iter()
            .map(|view| self.name(&view.column.name))
            .collect();
        let values: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(index, view)| self.inserted_value(index + 1, view))
            .collect();
        format!(
            "INSERT INTO {} ({})\nVALUES ({}){}",
            self.table(),
            names.join(", "),
            values.join(", "),
            self.returning()
        )
    }

    /// A number that the client may leave out is the next one of the table.
    fn inserted_value(&self, number: usize, view: &ColumnView<'_>) -> String {
        let place = self.place(number);
        let chosen = view.column.role == Role::Key && has_identity(self.entity.resource);
        if !chosen {
            return self.taken(place, view);
        }
        let given = if view.optional {
            place
        } else {
            format!("NULLIF({place}, 0)")
        };
        match self.dialect {
            Dialect::Sqlite | Dialect::Mysql => given,
            Dialect::Postgres => {
                let (table, key) = (self.table(), &view.column.name);
                format!("COALESCE({given}, nextval(pg_get_serial_sequence('{table}', '{key}')))")
            }
        }
    }

    pub(super) fn update(&self) -> String {
        let columns = self.updated();
        let sets: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(index, view)| {
                let name = self.name(&view.column.name);
                let place = self.taken(self.place(index + 1), view);
                match view.column.source {
                    // Clients that leave a secret out keep it.
                    Source::Secret(_) => format!("{name} = COALESCE({place}, {name})"),
                    Source::Field(_) | Source::Path(_) => format!("{name} = {place}"),
                }
            })
            .collect();
        let place = self.place(columns.len() + 1);
        format!(
            "UPDATE {}\nSET {}\nWHERE {} = {place}{}",
            self.table(),
            sets.join(", "),
            self.key(),
            self.returning()
        )
    }
}

/// `IS_OF_AUTHOR`
pub(super) fn belongs_constant(parent: &Parent) -> String {
    format!("IS_OF_{}", parent.singular.to_ascii_uppercase())
}

/// `const NAME: &str = "…";` with SQL on lines of its own.
pub(super) fn constant(writer: &mut Writer, name: &str, sql: &str) {
    let flat = sql.replace('\n', " ");
    let line = format!("const {name}: &str = {};", literal(&flat));
    if line.len() <= 100 {
        writer.line(line);
        writer.blank();
        return;
    }
    writer.open(format!("const {name}: &str = \"\\"));
    let mut lines: Vec<String> = Vec::new();
    for part in sql.split('\n') {
        let mut current = String::new();
        for word in part.split_inclusive(", ") {
            if current.trim().len() > 3 && current.len() + word.trim_end().len() > 88 {
                lines.push(
                    std::mem::replace(&mut current, "    ".to_owned())
                        .trim_end()
                        .to_owned(),
                );
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    for (index, line) in lines.iter().enumerate() {
        let end = if index + 1 == lines.len() { "\";" } else { "" };
        writer.line(format!(
            "{}{end}",
            line.replace('\\', "\\\\").replace('"', "\\\"")
        ));
    }
    writer.dedent();
    writer.blank();
}
