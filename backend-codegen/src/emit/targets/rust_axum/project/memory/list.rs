//! Lists: which rows, in which order.

use super::{
    super::{entity::ColumnView, imports::Imports, query::FilterField, sql::literal},
    repository::{Memory, of_field},
};
use crate::{
    emit::layout::{Code, Writer},
    resources::{ColumnType, FilterTest},
};

impl Memory<'_, '_> {
    pub(super) fn list(&self, table: &str, writer: &mut Writer) {
        let shape = self.shape();
        let mut links = vec![".values()".to_owned()];
        if self.has_filters() {
            links.push(".filter(|row| matches(row, query))".to_owned());
        }
        if shape.after.is_some() {
            links.push(".filter(|row| follows(row, query))".to_owned());
        }
        links.push(if self.has_row {
            ".map(|row| row.value.clone())".to_owned()
        } else {
            ".cloned()".to_owned()
        });
        links.push(".collect()".to_owned());
        let mutable = if shape.sort { "mut " } else { "" };
        writer.value(
            &format!("let {mutable}rows: Vec<{}> = ", self.ty),
            &of_field(table, links),
            ";",
        );
        if shape.sort {
            writer.line("sort(&mut rows, query);");
        }
        if shape.pages {
            writer.line("let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);");
            writer.line("let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);");
            writer.line("Ok(rows.into_iter().skip(offset).take(limit).collect())");
        } else {
            writer.line("Ok(rows)");
        }
    }

    pub(super) fn helpers(&self, imports: &mut Imports, writer: &mut Writer) {
        if self.entity.lists().next().is_none() {
            return;
        }
        let query = self.entity.query_type();
        if self.has_filters() {
            let row = if self.has_row {
                format!("{}Row", self.entity.stem)
            } else {
                self.ty.clone()
            };
            writer.blank();
            writer.signature(
                "fn matches",
                &[format!("row: &{row}"), format!("query: &{query}")],
                " -> bool {",
            );
            writer.indent();
            let mut tests: Vec<(String, String)> = Vec::new();
            for (ident, _, column) in &self.shape().parents {
                let view = self.entity.view(*column);
                tests.push((ident.clone(), self.equals(&view, false)));
            }
            for filter in &self.shape().filters {
                tests.push((filter.ident.clone(), self.test(filter)));
            }
            for (position, (ident, test)) in tests.iter().enumerate() {
                let head = if tests.len() == 1 {
                    String::new()
                } else {
                    format!("let by_{} = ", ident.trim_start_matches("r#"))
                };
                let end = if tests.len() == 1 { "" } else { ";" };
                // What does not fit behind the closure's parameter goes into a block of its own.
                let width = test.chars().count();
                if width > 68 || width > 60 && test.contains(").") {
                    writer.open(format!(
                        "{head}query.{ident}.as_ref().is_none_or(|value| {{"
                    ));
                    let code = if test.contains(" || ") {
                        Code::text(test)
                    } else {
                        Code::breakable(test.clone())
                    };
                    writer.value("", &code, "");
                    writer.close(format!("}}){end}"));
                    continue;
                }
                let links = vec![
                    ".as_ref()".to_owned(),
                    format!(".is_none_or(|value| {test})"),
                ];
                writer.value(&head, &of_field(&format!("query.{ident}"), links), end);
                let _ = position;
            }
            if tests.len() > 1 {
                let all: Vec<String> = tests
                    .iter()
                    .map(|(ident, _)| format!("by_{}", ident.trim_start_matches("r#")))
                    .collect();
                let flat = all.join(" && ");
                if flat.len() <= 90 {
                    writer.line(flat);
                } else {
                    writer.line(&all[0]);
                    writer.indent();
                    for name in &all[1..] {
                        writer.line(format!("&& {name}"));
                    }
                    writer.dedent();
                }
            }
            writer.close("}");
        }
        if self.shape().after.is_some() {
            self.follows(writer);
        }
        if self.shape().sort {
            self.sort(imports, writer);
        }
        let mut filters = self.shape().filters.iter();
        if filters.any(|field| field.filter.test == FilterTest::Contains) {
            contains(writer);
        }
        imports.external("backend_runtime::decimal", "DecimalText");
    }

    /// Whether a row comes behind the last one that the client has seen.
    fn follows(&self, writer: &mut Writer) {
        let row = if self.has_row {
            format!("{}Row", self.entity.stem)
        } else {
            self.ty.clone()
        };
        let parameters = [
            format!("row: &{row}"),
            format!("query: &{}", self.entity.query_type()),
        ];
        let view = self.entity.key();
        let key = self.field("row", &view);
        let test = match (view.optional, self.is_text_key()) {
            (true, _) => format!("{key}.as_ref() > Some(after)"),
            (false, _) => format!("{key} > *after"),
        };
        writer.blank();
        writer.signature("fn follows", &parameters, " -> bool {");
        writer.indent();
        let links = vec![
            ".as_ref()".to_owned(),
            format!(".is_none_or(|after| {test})"),
        ];
        writer.value("", &of_field("query.after", links), "");
        writer.close("}");
    }

    fn equals(&self, view: &ColumnView<'_>, spelled: bool) -> String {
        let field = self.field("row", view);
        match (view.optional, spelled) {
            (true, true) => format!("{field}.is_some_and(|own| own.as_str() == value)"),
            (false, true) => format!("{field}.as_str() == value"),
            (true, false) => format!("{field}.as_ref() == Some(value)"),
            (false, false) => format!("{field} == *value"),
        }
    }

    pub(super) fn test(&self, filter: &FilterField) -> String {
        let view = self
            .entity
            .view(filter.filter.columns.first().copied().unwrap_or_default());
        let spelled = matches!(view.column.kind, ColumnType::Enum(_))
            && matches!(filter.ty.as_str(), "String" | "Vec<String>");
        let field = self.field("row", &view);
        if matches!(view.column.kind, ColumnType::Decimal(_)) {
            return decimal_test(&field, &view, filter);
        }
        let compare = |operator: &str| match view.optional {
            true => format!("{field}.as_ref().is_some_and(|own| own {operator} value)"),
            false => format!("{field} {operator} *value"),
        };
        match filter.filter.test {
            FilterTest::Equal => self.equals(&view, spelled),
            FilterTest::AnyOf => {
                let contains = match (view.optional, spelled) {
                    (true, true) => format!(
                        "{field}.is_some_and(|own| value.iter().any(|word| word == own.as_str()))"
                    ),
                    (false, true) => format!("value.iter().any(|word| word == {field}.as_str())"),
                    (true, false) => {
                        format!("{field}.as_ref().is_some_and(|own| value.contains(own))")
                    }
                    (false, false) => format!("value.contains(&{field})"),
                };
                format!("value.is_empty() || {contains}")
            }
            FilterTest::AtLeast => compare(">="),
            FilterTest::AtMost => compare("<="),
            FilterTest::Above => compare(">"),
            FilterTest::Below => compare("<"),
            FilterTest::Contains => {
                let fields: Vec<String> = filter
                    .filter
                    .columns
                    .iter()
                    .map(|&index| {
                        let view = self.entity.view(index);
                        let field = self.field("row", &view);
                        if view.optional {
                            format!("{field}.as_deref()")
                        } else {
                            format!("Some({field}.as_str())")
                        }
                    })
                    .collect();
                format!(
                    "[{}].iter().flatten().any(|text| contains(text, value))",
                    fields.join(", ")
                )
            }
        }
    }

    fn sort(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.external("std::cmp", "Ordering");
        let query = self.entity.query_type();
        let directed = self.shape().direction;
        writer.blank();
        writer.signature(
            "fn sort",
            &[
                format!("rows: &mut [{}]", self.ty),
                format!("query: &{query}"),
            ],
            " {",
        );
        writer.indent();
        writer.open("rows.sort_by(|a, b| {");
        writer.open("let order = match query.sort.as_deref() {");
        let mut seen: Vec<&str> = Vec::new();
        for (_, listing) in self.entity.lists() {
            for value in listing.sort.iter().flat_map(|sort| &sort.values) {
                if seen.contains(&value.value.as_str()) {
                    continue;
                }
                seen.push(&value.value);
                let view = self.entity.view(value.column);
                let (left, right) = if value.descending {
                    ("b", "a")
                } else {
                    ("a", "b")
                };
                let number = matches!(view.column.kind, ColumnType::Decimal(_)) && view.is_string;
                let place = |row: &str| format!("{row}.{}", view.ident);
                let compared = match (number, view.optional) {
                    (true, true) => {
                        let other = format!("{}.as_deref().map(DecimalText)", place(right));
                        let links = [".as_deref()", ".map(DecimalText)"].map(str::to_owned);
                        let last = format!(".partial_cmp(&{other})");
                        of_field(&place(left), links.into_iter().chain([last]).collect())
                    }
                    (true, false) => {
                        let other = format!(".partial_cmp(&DecimalText(&{}))", place(right));
                        Code::Chain(format!("DecimalText(&{})", place(left)), vec![other])
                    }
                    (false, _) => {
                        let other = format!(".partial_cmp(&{})", place(right));
                        of_field(&place(left), vec![other])
                    }
                };
                let head = format!("Some({}) => ", literal(&value.value));
                writer.value(&head, &compared, ",");
            }
        }
        writer.line("_ => None,");
        writer.close("};");
        if directed {
            writer.line("let order = order.unwrap_or(Ordering::Equal);");
            writer.line("if query.descending { order.reverse() } else { order }");
        } else {
            writer.line("order.unwrap_or(Ordering::Equal)");
        }
        writer.close("});");
        writer.close("}");
    }
}

/// Comparisons of a decimal number, which may be text on either side.
fn decimal_test(field: &str, view: &ColumnView<'_>, filter: &FilterField) -> String {
    let is_text = matches!(filter.ty.as_str(), "String" | "Vec<String>");
    let compares_text = view.is_string || is_text;
    if filter.filter.test == FilterTest::AnyOf && compares_text {
        let own = match (view.is_string, view.optional) {
            (true, true) => format!("{field}.as_deref()"),
            (true, false) => format!("Some({field}.as_str())"),
            (false, true) => format!("{field}.map(|own| own.to_string()).as_deref()"),
            (false, false) => format!("Some({field}.to_string().as_str())"),
        };
        return format!("DecimalText::is_any_of({own}, value)");
    }
    let side = |value: &str, is_text: bool| match (compares_text, is_text) {
        (true, true) => format!("DecimalText({value})"),
        (true, false) => format!("DecimalText(&{value}.to_string())"),
        (false, _) => value.to_owned(),
    };
    let stored = match (view.optional, compares_text && view.is_string) {
        (true, _) => "own".to_owned(),
        (false, true) => format!("&{field}"),
        (false, false) => field.to_owned(),
    };
    let own = side(&stored, view.is_string);
    let compared = |operator: &str| {
        let by_value = !compares_text && !view.optional;
        let given = side(if by_value { "*value" } else { "value" }, is_text);
        format!("{own} {operator} {given}")
    };
    let test = match filter.filter.test {
        FilterTest::Equal | FilterTest::Contains => compared("=="),
        FilterTest::AtLeast => compared(">="),
        FilterTest::AtMost => compared("<="),
        FilterTest::Above => compared(">"),
        FilterTest::Below => compared("<"),
        FilterTest::AnyOf if view.optional => "value.contains(own)".to_owned(),
        FilterTest::AnyOf => format!("value.contains(&{field})"),
    };
    let found = if view.optional {
        format!("{field}.as_ref().is_some_and(|own| {test})")
    } else {
        test
    };
    match filter.filter.test {
        FilterTest::AnyOf => format!("value.is_empty() || {found}"),
        FilterTest::Equal
        | FilterTest::Contains
        | FilterTest::AtLeast
        | FilterTest::AtMost
        | FilterTest::Above
        | FilterTest::Below => found,
    }
}

fn contains(writer: &mut Writer) {
    writer.blank();
    writer.doc("Whether one text is in the other; upper and lower case are the same.");
    writer.open("fn contains(text: &str, part: &str) -> bool {");
    writer.line("text.to_lowercase().contains(&part.to_lowercase())");
    writer.close("}");
}
