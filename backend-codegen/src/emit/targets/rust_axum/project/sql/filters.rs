//! The conditions of a list.

use super::{
    super::{imports::Imports, query::FilterField},
    order::literal,
    repository::Repository,
};
use crate::{
    emit::{
        layout::{Code, Writer},
        sql::{Dialect, MYSQL_DECIMAL},
    },
    resources::{Column, ColumnType, DecimalForm, FilterTest},
};

impl Repository<'_, '_> {
    pub(super) fn helpers(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        let reads = self.finds()
            || self.entity.lists().next().is_some()
            || self.entity.creates()
            || self.entity.updates();
        if reads {
            self.row_function(ty, imports, writer);
        }
        if self.entity.lists().next().is_some() && self.has_filters() {
            self.push_filters(imports, writer);
        }
        if self.shape.sort {
            self.order_by(writer);
        }
        if self
            .shape
            .filters
            .iter()
            .any(|field| field.filter.test == FilterTest::Contains)
        {
            contains(self.dialect, writer);
        }
    }

    pub(super) fn push_filters(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.external("sqlx", "QueryBuilder");
        imports.external("sqlx", self.engine.database);
        writer.blank();
        let parameters = [
            format!("select: &mut QueryBuilder<{}>", self.engine.database),
            format!("query: &{}", self.entity.query_type()),
        ];
        writer.signature("fn push_filters", &parameters, " {");
        writer.indent();
        writer.line("select.push(\" WHERE 1 = 1\");");
        for (ident, _, column) in &self.shape.parents {
            let column = self.name(&self.entity.view(*column).column.name);
            writer.open(format!("if let Some({ident}) = &query.{ident} {{"));
            self.push_pair(&format!(" AND {column} = "), ident, writer);
            writer.close("}");
        }
        for field in &self.shape.filters {
            self.push_filter(field, writer);
        }
        writer.close("}");
    }

    fn push_pair(&self, sql: &str, value: &str, writer: &mut Writer) {
        let links = vec![
            format!(".push({})", literal(sql)),
            format!(".push_bind({value})"),
        ];
        writer.value("", &Code::Chain("select".into(), links), ";");
    }

    fn push_filter(&self, field: &FilterField, writer: &mut Writer) {
        let ident = &field.ident;
        let columns: Vec<&Column> = field
            .filter
            .columns
            .iter()
            .map(|&index| &self.entity.resource.columns[index])
            .collect();
        let Some(Column { kind, .. }) = columns.first() else {
            return;
        };
        let is_text = matches!(field.ty.as_str(), "String" | "Vec<String>");
        let is_word = !is_text && matches!(kind, ColumnType::Enum(_));
        let value = |name: &str| match kind {
            ColumnType::Enum(_) if is_word => format!("{name}.as_str()"),
            ColumnType::Decimal(_) if self.dialect == Dialect::Sqlite && !is_text => {
                format!("{name}.to_string()")
            }
            _ => name.to_owned(),
        };
        let Comparison {
            column,
            value: around,
        } = self.comparable(columns[0], is_text);
        match field.filter.test {
            FilterTest::AnyOf => {
                writer.open(format!("if let Some({ident}) = query.{ident}.as_ref().filter(|list| !list.is_empty()) {{"));
                writer.line(format!(
                    "select.push({});",
                    literal(&format!(" AND {column} IN ("))
                ));
                writer.line("let mut list = select.separated(\", \");");
                writer.open(format!("for value in {ident} {{"));
                match around {
                    Some((before, behind)) => writer.value(
                        "",
                        &Code::Chain(
                            "list".into(),
                            vec![
                                format!(".push({})", literal(before)),
                                format!(".push_bind_unseparated({})", value("value")),
                                format!(".push_unseparated({})", literal(&behind)),
                            ],
                        ),
                        ";",
                    ),
                    None => writer.line(format!("list.push_bind({});", value("value"))),
                }
                writer.close("}");
                writer.line("select.push(\")\");");
            }
            FilterTest::Contains => {
                writer.open(format!("if let Some({ident}) = &query.{ident} {{"));
                writer.line(format!("let pattern = contains({ident});"));
                for (position, column) in columns.iter().enumerate() {
                    let open = if position == 0 { " AND (" } else { " OR " };
                    let like = self.like(&self.name(&column.name));
                    self.push_pair(&format!("{open}{like} "), "pattern.clone()", writer);
                    writer.line("select.push(\" ESCAPE '!'\");");
                }
                writer.line("select.push(\")\");");
            }
            test => {
                writer.open(format!("if let Some({ident}) = &query.{ident} {{"));
                let before = around.as_ref().map_or("", |(before, _)| before);
                let comparison = format!(" AND {column} {} {before}", operator(test));
                let mut links = vec![
                    format!(".push({})", literal(&comparison)),
                    format!(".push_bind({})", value(ident)),
                ];
                links.extend(around.map(|(_, behind)| format!(".push({})", literal(&behind))));
                writer.value("", &Code::Chain("select".into(), links), ";");
            }
        }
        writer.close("}");
    }

    /// How text is looked for: upper and lower case are the same.
    fn like(&self, column: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => format!("{column} LIKE"),
            Dialect::Postgres => format!("{column} ILIKE"),
            Dialect::Mysql => format!("LOWER({column}) LIKE"),
        }
    }

    /// How a column compares in its own order, with a value that is text or has a type of its own.
    pub(super) fn comparable(&self, column: &Column, is_text: bool) -> Comparison {
        let name = self.name(&column.name);
        let cast = |ty: &str| Some(("CAST(", format!(" AS {ty})"))).filter(|_| is_text);
        let (column, value) = match (self.dialect, &column.kind) {
            // Instants are text in SQLite, with or without a fraction of a second and in any zone.
            (Dialect::Sqlite, ColumnType::DateTime) => (
                format!("julianday({name})"),
                Some(("julianday(", ")".to_owned())),
            ),
            // So are decimal numbers; the runtime's connections know how they compare.
            (Dialect::Sqlite, ColumnType::Decimal(_)) => (format!("{name} COLLATE decimal"), None),
            (Dialect::Postgres, ColumnType::Decimal(DecimalForm::Spelled)) => {
                (format!("CAST({name} AS NUMERIC)"), cast("NUMERIC"))
            }
            (Dialect::Postgres, ColumnType::Decimal(_)) => (name, cast("NUMERIC")),
            (Dialect::Mysql, ColumnType::Decimal(DecimalForm::Spelled)) => (
                format!("CAST({name} AS {MYSQL_DECIMAL})"),
                cast(MYSQL_DECIMAL),
            ),
            (Dialect::Mysql, ColumnType::Decimal(_)) => (name, cast(MYSQL_DECIMAL)),
            _ => (name, None),
        };
        Comparison { column, value }
    }
}

/// The two sides of a comparison.
pub(super) struct Comparison {
    /// The column.
    pub(super) column: String,
    /// What stands around the value.
    value: Option<(&'static str, String)>,
}

fn contains(dialect: Dialect, writer: &mut Writer) {
    writer.blank();
    writer.doc("The pattern of text that contains this one, whose wildcards mean themselves.");
    writer.open("fn contains(text: &str) -> String {");
    writer.open("let plain = text");
    writer.line(".replace('!', \"!!\")");
    writer.line(".replace('%', \"!%\")");
    writer.line(".replace('_', \"!_\");");
    writer.dedent();
    let cased = if dialect == Dialect::Mysql {
        ".to_lowercase()"
    } else {
        ""
    };
    writer.line(format!("format!(\"%{{plain}}%\"){cased}"));
    writer.close("}");
}

fn operator(test: FilterTest) -> &'static str {
    match test {
        FilterTest::Equal | FilterTest::AnyOf | FilterTest::Contains => "=",
        FilterTest::AtLeast => ">=",
        FilterTest::AtMost => "<=",
        FilterTest::Above => ">",
        FilterTest::Below => "<",
    }
}
