//! What lists promise: their filters, their order, their pages.

use serde_json::{Value, json};

use super::{
    Tests,
    creator::{another_name, creator_name, inside},
    rows::{Rows, Which},
};
use crate::{
    emit::{
        layout::{Code, Writer},
        targets::rust_axum::project::{entity::module_name, sql::literal},
    },
    ir::Operation,
    resources::{
        Filter, FilterTest, Listing, Paging, Part, Resource, ResourceOperation, Sort, SortValue,
    },
};

/// The greatest width of an array on one line (`array_width` of rustfmt).
const ARRAY_WIDTH: usize = 60;

/// The key of nothing.
const NOBODY: &str = "0195a7b0-0000-7000-8000-0000000000ff";

/// A query and the rows that it leaves, in their order.
struct Case {
    /// An expression.
    query: String,
    /// What that needs before.
    before: Option<String>,
    rows: Vec<Which>,
}

impl Case {
    fn new(query: &str, rows: impl Into<Vec<Which>>) -> Self {
        Self {
            query: literal(query),
            before: None,
            rows: rows.into(),
        }
    }
}

/// A list of a resource.
#[derive(Clone, Copy)]
struct List<'a> {
    resource: &'a Resource,
    found: &'a ResourceOperation,
    listing: &'a Listing,
    operation: &'a Operation,
}

impl Tests<'_> {
    pub(super) fn listed(
        &self,
        (resource, found, operation): (&Resource, &ResourceOperation, &Operation),
        listing: &Listing,
        function: &str,
        writer: &mut Writer,
    ) {
        let list = List {
            resource,
            found,
            listing,
            operation,
        };
        let narrows = |filter: &Filter| {
            let parameter = self.optional(operation, &filter.parameter);
            parameter.is_none_or(|one| one.schema.meta.default.is_some())
        };
        // A filter that is always there leaves an unknown part of what is stored.
        let is_whole = !listing.filters.iter().any(narrows);
        let Some(rows) = self.rows(resource).filter(|_| is_whole) else {
            return;
        };
        let mut filters = Vec::new();
        for filter in &listing.filters {
            self.filter_cases(list, filter, &rows, &mut filters);
        }
        self.cases(list, &format!("{function}_filters"), &filters, None, writer);
        let sorts = listing
            .sort
            .as_ref()
            .map(|sort| self.sort_cases(list, sort, &rows))
            .unwrap_or_default();
        self.cases(list, &format!("{function}_sorts"), &sorts, None, writer);
        let pages = self.page_cases(list, &rows);
        self.cases(list, &format!("{function}_pages"), &pages, Some(2), writer);
    }

    fn filter_cases(&self, list: List<'_>, filter: &Filter, rows: &Rows, cases: &mut Vec<Case>) {
        let Some(parameter) = self.optional(list.operation, &filter.parameter) else {
            return;
        };
        let add = |cases: &mut Vec<Case>, value: &Value, rows: Vec<Which>| {
            if let Some(text) = self.query_text(parameter, value) {
                cases.push(Case::new(&format!("{}={text}", filter.parameter), rows));
            }
        };
        if filter.test == FilterTest::Contains {
            if let Some(value) = rows.only_in_first(&filter.columns) {
                add(cases, value, vec![Which::First]);
                add(cases, &Value::from("nowhere"), Vec::new());
            }
            return;
        }
        if let Some(case) = self.owner_case(list, filter, rows) {
            cases.push(case);
            let strangers = [json!(NOBODY), json!(NOBODY.len()), json!("nobody")];
            let text = strangers
                .iter()
                .find_map(|key| self.query_text(parameter, key));
            let query = text.map(|text| format!("{}={text}", filter.parameter));
            return cases.extend(query.map(|query| Case::new(&query, [])));
        }
        let column = filter.columns.first().copied();
        let Some((column, (first, other))) = column.and_then(|at| Some((at, rows.values(at)?)))
        else {
            return;
        };
        if matches!(filter.test, FilterTest::Equal | FilterTest::AnyOf) {
            add(cases, first, vec![Which::First]);
            return add(cases, other, rows.present([Which::Second]));
        }
        let Some([least, greatest]) = rows.ordered(column) else {
            return;
        };
        let value = |row: Which| if row == Which::First { first } else { other };
        let is_certain = |(start, _): &(String, _)| start.is_empty();
        let both = self.certain_order(list, rows).filter(is_certain);
        let both = both.map(|(_, order)| order.to_vec());
        // The limit, and who is left by it; the other limit, and who is left by that.
        let (limit, left, other_limit, others) = match filter.test {
            FilterTest::AtLeast => (greatest, greatest, least, both),
            FilterTest::AtMost => (least, least, greatest, both),
            FilterTest::Above => (least, greatest, greatest, Some(Vec::new())),
            FilterTest::Below => (greatest, least, least, Some(Vec::new())),
            FilterTest::Equal | FilterTest::AnyOf | FilterTest::Contains => return,
        };
        add(cases, value(limit), rows.present([left]));
        if let Some(others) = others {
            add(cases, value(other_limit), others);
        }
    }

    /// Those that belong to the same: both.
    fn owner_case(&self, list: List<'_>, filter: &Filter, rows: &Rows) -> Option<Case> {
        let column = &list.resource.columns[*filter.columns.first()?];
        column
            .references
            .filter(|_| filter.test == FilterTest::Equal)?;
        let field = column.source.field()?;
        let (_, order) = self
            .certain_order(list, rows)
            .filter(|(start, _)| start.is_empty())?;
        let variable = module_name(&column.name);
        Some(Case {
            query: format!("{variable}.as_str()"),
            before: Some(format!(
                "let {variable} = format!(\"{}={{}}\", common::text(&stored[{}]));",
                filter.parameter,
                literal(field)
            )),
            rows: order.into(),
        })
    }

    /// What a query begins with so that the order of the two is certain, and that order.
    fn certain_order(&self, list: List<'_>, rows: &Rows) -> Option<(String, [Which; 2])> {
        let Some(sort) = &list.listing.sort else {
            return Some((String::new(), rows.by_key?));
        };
        let parameter = self.optional(list.operation, &sort.parameter)?;
        let order = |value: &SortValue| rows.sorted(value);
        let given = || {
            let value = sort.values.iter().find(|value| order(value).is_some())?;
            let text = self.query_text(parameter, &Value::from(value.value.as_str()))?;
            Some((format!("{}={text}&", sort.parameter), order(value)?))
        };
        match &parameter.schema.meta.default {
            None => Some((String::new(), rows.by_key?)),
            Some(default) => {
                let known = sort.values.iter().find(|value| *default == value.value);
                let order = known.and_then(order);
                order.map(|order| (String::new(), order)).or_else(given)
            }
        }
        .filter(|_| rows.are_two)
    }

    /// `?limit=1` and what follows it.
    fn page_cases(&self, list: List<'_>, rows: &Rows) -> Vec<Case> {
        let Some((start, [first, second])) = self.certain_order(list, rows) else {
            return Vec::new();
        };
        let text = |name: &str, value: u8| {
            let parameter = self.optional(list.operation, name)?;
            let text = self.query_text(parameter, &Value::from(value))?;
            Some(format!("{name}={text}"))
        };
        let (size, from, next) = match &list.listing.paging {
            Paging::Offset { limit, offset } => (Some(limit), offset.as_ref(), 1),
            Paging::Page { page, size } => (size.as_ref(), Some(page), 2),
            Paging::Cursor { limit, .. } => (limit.as_ref(), None, 0),
            Paging::None => (None, None, 0),
        };
        let Some((one, two)) = size.and_then(|size| text(size, 1).zip(text(size, 2))) else {
            return Vec::new();
        };
        let next = from.and_then(|from| text(from, next));
        let mut cases = vec![
            Case::new(&format!("{start}{one}"), [first]),
            Case::new(&format!("{start}{two}"), [first, second]),
        ];
        cases.extend(next.map(|next| Case::new(&format!("{start}{one}&{next}"), [second])));
        cases
    }

    /// Every value that a sort parameter knows, of columns in which the rows differ.
    fn sort_cases(&self, list: List<'_>, sort: &Sort, rows: &Rows) -> Vec<Case> {
        let pair = |name: &str, value: &str| {
            let parameter = self.optional(list.operation, name)?;
            Some(format!(
                "{name}={}",
                self.query_text(parameter, &Value::from(value))?
            ))
        };
        let mut cases = Vec::new();
        for value in sort.values.iter().filter(|_| rows.are_two) {
            let pair_of_sort = pair(&sort.parameter, &value.value);
            let (Some(order), Some(query)) = (rows.sorted(value), pair_of_sort) else {
                continue;
            };
            cases.push(Case::new(&query, order));
            let direction = sort.direction.as_deref();
            let reversed =
                direction.and_then(|name| pair(name, "desc").or_else(|| pair(name, "DESC")));
            cases.extend(
                reversed.map(|reversed| {
                    Case::new(&format!("{query}&{reversed}"), [order[1], order[0]])
                }),
            );
        }
        cases
    }

    /// A test that stores two, asks each query, and wants exactly these rows.
    fn cases(
        &self,
        list: List<'_>,
        name: &str,
        cases: &[Case],
        total: Option<u8>,
        writer: &mut Writer,
    ) {
        let Some(sent) = self.member(list.resource, list.found, list.operation) else {
            return;
        };
        let (Some(path), true) = (queried(&sent.path), cases.len() > 1) else {
            return;
        };
        self.test(name, list.operation, writer);
        self.client(writer);
        writer.line(format!(
            "let stored = common::{}(&client).await;",
            creator_name(list.resource)
        ));
        if let Some(another) = self.another(list.resource) {
            let first = if another.takes_first { ", &stored" } else { "" };
            let call = format!(
                "common::{}(&client{first}).await",
                another_name(list.resource)
            );
            let is_shown = cases.iter().any(|case| case.rows.contains(&Which::Second));
            writer.line(if is_shown {
                format!("let second = {call};")
            } else {
                format!("{call};")
            });
        }
        for line in &sent.before {
            writer.line(line);
        }
        write_table(cases, writer);
        let path = format!("&format!({path})");
        let mut links = self.call(list.operation, &path, "");
        links.extend([".send()".to_owned(), ".await".to_owned()]);
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        writer.line(format!(
            "assert_eq!(answer.status, {}, \"{{query}}: {{}}\", answer.text());",
            list.listing.status
        ));
        self.asserted(list.listing, total, writer);
        writer.close("}");
        writer.close("}");
    }

    /// The rows, and how many the answer says there are.
    fn asserted(&self, listing: &Listing, total: Option<u8>, writer: &mut Writer) {
        let mut equal = |left: String, right: &str| {
            let arguments = vec![left, right.to_owned(), "\"{query}\"".to_owned()];
            let call = Code::Call("assert_eq!".to_owned(), arguments);
            writer.value("", &call, ";");
        };
        let Some(frame) = &listing.frame else {
            return equal("answer.json::<Value>()".to_owned(), "rows");
        };
        equal(inside(frame), "rows");
        let Some(path) = frame.path_to(&Part::Total) else {
            return;
        };
        let steps = path.iter().map(|name| format!("[{}]", literal(name)));
        let told = format!("answer.json::<Value>(){}", steps.collect::<String>());
        match total {
            Some(total) => equal(told, &total.to_string()),
            None => equal(told, "json!(rows.as_array().map(Vec::len))"),
        }
    }
}

/// `for (query, rows) in [ … ] {`
fn write_table(cases: &[Case], writer: &mut Writer) {
    for line in cases.iter().filter_map(|case| case.before.as_ref()) {
        writer.line(line);
    }
    let row = |case: &Case| {
        let names: Vec<&str> = case.rows.iter().map(|row| row.variable()).collect();
        vec![case.query.clone(), format!("json!([{}])", names.join(", "))]
    };
    let rows: Vec<Code> = cases
        .iter()
        .map(|case| Code::Call(String::new(), row(case)))
        .collect();
    let flat: Vec<String> = rows.iter().map(Code::flat).collect();
    let flat = flat.join(", ");
    if flat.len() <= ARRAY_WIDTH {
        return writer.open(format!("for (query, rows) in [{flat}] {{"));
    }
    writer.open("for (query, rows) in [");
    for row in &rows {
        writer.value("", row, ",");
    }
    writer.dedent();
    writer.open("] {");
}

/// The path of a request as the argument of `format!`, with `query` behind it.
fn queried(path: &str) -> Option<String> {
    let text = path
        .strip_prefix("&format!(")
        .map_or(path, |inner| inner.strip_suffix(')').unwrap_or(inner));
    let inner = text.strip_suffix('"')?;
    let sign = if inner.contains('?') { '&' } else { '?' };
    Some(format!("{inner}{sign}{{query}}\""))
}
