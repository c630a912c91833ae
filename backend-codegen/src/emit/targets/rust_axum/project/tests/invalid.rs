//! Requests that break one constraint each: of the body with everything in it, and of every parameter.

use super::{Tests, json::write_json};
use crate::{
    emit::{
        layout::{Code, Writer},
        sample::{BodyCase, Breach, body_cases, breaches, whole},
        targets::rust_axum::project::sql::literal,
    },
    ir::{ContentKind, Kind, Location, Operation, Parameter, StatusPattern},
};

/// The values of one row of a table.
type Row = Vec<String>;

impl Tests<'_> {
    /// Whether the standard envelope tells of violations, because the document has no shape of its own.
    fn has_standard_errors(&self, operation: &Operation) -> bool {
        !operation.responses.iter().any(|response| {
            let is_client = match response.status {
                StatusPattern::Code(code) => code == 400,
                StatusPattern::Range(class) => class == 4,
                StatusPattern::Default => true,
            };
            is_client && !response.contents.is_empty()
        })
    }

    /// 400 for every part of the body that breaks one constraint.
    pub(super) fn invalid_body(&self, function: &str, operation: &Operation, writer: &mut Writer) {
        let Some(body) = &operation.body else { return };
        let [content] = body.contents.as_slice() else {
            return;
        };
        let Some(schema) = content
            .schema
            .as_ref()
            .filter(|_| content.kind == ContentKind::Json)
        else {
            return;
        };
        let (Some(path), Some(valid)) = (
            self.path_to_nothing(operation),
            whole(self.project.api, schema),
        ) else {
            return;
        };
        let cases = body_cases(self.project.api, schema, &valid);
        if cases.is_empty() || !self.is_simple(operation) {
            return;
        }
        let (broken, missing): (Vec<_>, Vec<_>) =
            cases.into_iter().partition(|case| case.value.is_some());
        self.test(
            &format!("{function}_refuses_invalid_bodies"),
            operation,
            writer,
        );
        self.client(writer);
        write_json("let valid = ", &valid, writer);
        if !broken.is_empty() {
            let rows: Vec<Row> = broken.iter().map(row).collect();
            table("cases", &rows, writer);
            writer.open("for (pointer, code, value) in cases {");
            writer.line("let body = replaced(&valid, pointer, value);");
            self.refused(operation, &path, "code", writer);
            writer.close("}");
        }
        if !missing.is_empty() {
            let rows: Vec<Row> = missing
                .iter()
                .map(|one| vec![literal(&one.pointer)])
                .collect();
            table("required", &rows, writer);
            writer.open("for pointer in required {");
            writer.line("let body = removed(&valid, pointer);");
            self.refused(operation, &path, "\"required\"", writer);
            writer.close("}");
        }
        writer.close("}");
    }

    /// Sends `body` and wants a 400 that names `pointer`.
    fn refused(&self, operation: &Operation, path: &str, code: &str, writer: &mut Writer) {
        let mut links = self.call(operation, &literal(path), "");
        links.extend([".json(&body)", ".send()", ".await"].map(str::to_owned));
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        writer.line("let text = answer.text();");
        let named = if code == "code" { " {code}" } else { "" };
        writer.line(format!(
            "assert_eq!(answer.status, 400, \"{{pointer}}{named}: {{text}}\");"
        ));
        if self.has_standard_errors(operation) {
            let pair = format!("(pointer.to_owned(), {code}.to_owned())");
            writer.line(format!("let violation = {pair};"));
            writer.line("let found = answer.violations();");
            writer.line("assert!(found.contains(&violation), \"{pointer}: {text}\");");
        }
    }

    /// 400 for every parameter that breaks one constraint, wherever it travels.
    pub(super) fn invalid_parameters(
        &self,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        if !self.is_simple(operation) || operation.body.as_ref().is_some_and(|body| body.required) {
            return;
        }
        self.invalid_paths(function, operation, writer);
        self.invalid_query(function, operation, writer);
        self.invalid_headers(function, operation, writer);
    }

    fn invalid_paths(&self, function: &str, operation: &Operation, writer: &mut Writer) {
        let query = self.query(operation, "");
        let mut rows = Vec::new();
        for parameter in operation.parameters_in(Location::Path) {
            for breach in self.texts(parameter) {
                let Some(text) = &breach.text else { continue };
                let path = self.bare_path(operation, |one| {
                    (one.name == parameter.name).then(|| text.clone())
                });
                let Some(path) = path else { continue };
                rows.push(triple(
                    &(path + &query),
                    "path",
                    &parameter.name,
                    breach.code,
                ));
            }
        }
        self.sent("paths", &rows, function, operation, writer);
    }

    fn invalid_query(&self, function: &str, operation: &Operation, writer: &mut Writer) {
        let Some(path) = self.bare_path(operation, |_| None) else {
            return;
        };
        let mut rows = Vec::new();
        for parameter in operation.parameters_in(Location::Query) {
            let rest = self.query(operation, &parameter.name);
            let sign = if rest.is_empty() { "?" } else { "&" };
            for breach in self.texts(parameter) {
                let Some(text) = &breach.text else { continue };
                let target = format!("{path}{rest}{sign}{}={text}", parameter.name);
                rows.push(triple(&target, "query", &parameter.name, breach.code));
            }
        }
        self.sent("parameters", &rows, function, operation, writer);
    }

    fn invalid_headers(&self, function: &str, operation: &Operation, writer: &mut Writer) {
        let Some(path) = self.path_to_nothing(operation) else {
            return;
        };
        let is_read = |one: &&Parameter| {
            one.location == Location::Header && is_plain(&one.name) && !one.required
        };
        let mut rows = Vec::new();
        for parameter in operation.parameters.iter().filter(is_read) {
            for breach in self.texts(parameter) {
                let Some(text) = &breach.text else { continue };
                let name = parameter.name.to_ascii_lowercase();
                let value = text.replace("%3F", "?");
                rows.push(vec![literal(&name), literal(&value), literal(breach.code)]);
            }
        }
        if rows.is_empty() {
            return;
        }
        self.test(
            &format!("{function}_refuses_invalid_headers"),
            operation,
            writer,
        );
        self.client(writer);
        table("cases", &rows, writer);
        writer.open("for (name, value, code) in cases {");
        let mut links = self.call(operation, &literal(&path), "");
        links.extend([".header(name, value)", ".send()", ".await"].map(str::to_owned));
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        writer.line("let text = answer.text();");
        writer.line("assert_eq!(answer.status, 400, \"{name} {code}: {text}\");");
        writer.close("}");
        writer.close("}");
    }

    /// A test of one target after the other.
    fn sent(
        &self,
        what: &str,
        rows: &[Row],
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        if rows.is_empty() {
            return;
        }
        self.test(
            &format!("{function}_refuses_invalid_{what}"),
            operation,
            writer,
        );
        self.client(writer);
        table("cases", rows, writer);
        writer.open("for (path, field, code) in cases {");
        let mut links = self.call(operation, "path", "");
        links.extend([".send()", ".await"].map(str::to_owned));
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        writer.line("let text = answer.text();");
        writer.line("assert_eq!(answer.status, 400, \"{path} {code}: {text}\");");
        if self.has_standard_errors(operation) {
            writer.line("let violation = (field.to_owned(), code.to_owned());");
            writer.line("let found = answer.violations();");
            writer.line("assert!(found.contains(&violation), \"{path}: {text}\");");
        } else {
            writer.line("assert!(text.len() > 1, \"{path} says nothing of {field}\");");
        }
        writer.close("}");
        writer.close("}");
    }

    /// What breaks a parameter that is written as plain text.
    fn texts(&self, parameter: &Parameter) -> Vec<Breach> {
        let is_scalar = !matches!(
            parameter.schema.kind,
            Kind::Array(_) | Kind::Object(_) | Kind::Map(_)
        );
        let is_simple = match parameter.location {
            Location::Path => matches!(parameter.style, crate::ir::Style::Simple),
            Location::Query | Location::Header | Location::Cookie => true,
        };
        if !is_scalar || !is_simple || parameter.content.is_some() || !is_plain(&parameter.name) {
            return Vec::new();
        }
        breaches(self.project.api, &parameter.schema)
    }
}

fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    !name.is_empty() && name.chars().all(plain)
}

fn triple(target: &str, location: &str, name: &str, code: &str) -> Row {
    vec![
        literal(target),
        literal(&format!("{location}.{name}")),
        literal(code),
    ]
}

fn row(case: &BodyCase) -> Row {
    let value = case.value.as_deref().unwrap_or("null");
    vec![
        literal(&case.pointer),
        literal(case.code),
        format!("json!({value})"),
    ]
}

/// `let name = [ … ];` as rustfmt breaks it.
fn table(name: &str, rows: &[Row], writer: &mut Writer) {
    let flat: Vec<String> = rows.iter().map(flat).collect();
    let joined = flat.join(", ");
    if joined.chars().count() <= 60 {
        return writer.line(format!("let {name} = [{joined}];"));
    }
    writer.open(format!("let {name} = ["));
    if flat
        .iter()
        .all(|row| row.starts_with('"') && row.len() <= 10)
    {
        filled(&flat).iter().for_each(|line| writer.line(line));
        return writer.close("];");
    }
    for (row, flat) in rows.iter().zip(&flat) {
        if row.len() == 1 || row.join(", ").chars().count() <= 60 {
            writer.line(format!("{flat},"));
            continue;
        }
        writer.open("(");
        for value in row {
            writer.line(format!("{value},"));
        }
        writer.close("),");
    }
    writer.close("];");
}

/// A tuple, or the only value.
fn flat(row: &Row) -> String {
    match row.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join(", ")),
    }
}

/// Short literals stand beside each other, as many as fit.
fn filled(rows: &[String]) -> Vec<String> {
    let mut lines = vec![String::new()];
    for row in rows {
        let last = lines.last_mut().expect("there is always one");
        if last.is_empty() {
            *last = format!("{row},");
        } else if last.chars().count() + row.chars().count() + 2 <= 92 {
            last.push_str(&format!(" {row},"));
        } else {
            lines.push(format!("{row},"));
        }
    }
    lines
}
