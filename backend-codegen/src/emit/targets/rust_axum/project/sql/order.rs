//! The order of a list.

use super::repository::Repository;
use crate::{emit::layout::Writer, resources::Role};

impl Repository<'_, '_> {
    /// A column in its own order. Where a SELECT tells a number as text of the same name, that name would be the text.
    fn sorted(&self, index: usize) -> String {
        let view = self.entity.view(index);
        let name = self.name(&view.column.name);
        if self.told(&view) != name {
            return format!("{}.{name}", self.table());
        }
        self.comparable(view.column, view.is_string).column
    }

    pub(super) fn order_by(&self, writer: &mut Writer) {
        let key = self.key();
        let directed = self.shape.direction;
        writer.blank();
        writer.comment("///", "Only these columns, whatever a client sends.");
        let query = self.entity.query_type();
        writer.signature(
            "fn order_by",
            &[format!("query: &{query}")],
            " -> &'static str {",
        );
        writer.indent();
        let subject = if directed {
            "(query.sort.as_deref(), query.descending)"
        } else {
            "query.sort.as_deref()"
        };
        writer.open(format!("match {subject} {{"));
        let mut seen = Vec::new();
        for (_, listing) in self.entity.lists() {
            for value in listing.sort.iter().flat_map(|sort| &sort.values) {
                if seen.contains(&&value.value) {
                    continue;
                }
                seen.push(&value.value);
                let column = &self.entity.resource.columns[value.column];
                let sorted = self.sorted(value.column);
                let order = |descending: bool| {
                    let direction = if descending { " DESC" } else { "" };
                    if column.role == Role::Key {
                        format!("{sorted}{direction}")
                    } else {
                        format!("{sorted}{direction}, {key}")
                    }
                };
                if directed {
                    writer.line(format!(
                        "(Some({}), false) => {},",
                        literal(&value.value),
                        literal(&order(value.descending))
                    ));
                    writer.line(format!(
                        "(Some({}), true) => {},",
                        literal(&value.value),
                        literal(&order(!value.descending))
                    ));
                } else {
                    writer.line(format!(
                        "Some({}) => {},",
                        literal(&value.value),
                        literal(&order(value.descending))
                    ));
                }
            }
        }
        writer.line(format!("_ => {},", literal(&key)));
        writer.close("}");
        writer.close("}");
    }
}

/// A Rust string literal.
pub(in super::super) fn literal(text: &str) -> String {
    format!("{text:?}")
}
