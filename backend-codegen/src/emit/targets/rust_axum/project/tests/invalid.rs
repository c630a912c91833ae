//! Bodies that break one constraint each.

use super::{Tests, json::write_json};
use crate::{
    emit::{
        layout::{Code, Writer},
        sample::{Change, body_cases, whole},
        targets::rust_axum::project::sql::literal,
    },
    ir::{ContentKind, Operation},
};

/// The values of one row of a table.
pub(super) type Row = Vec<String>;

impl Tests<'_> {
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
        let (mut broken, mut missing, mut unknown) = <(Vec<Row>, Vec<Row>, Vec<Row>)>::default();
        for case in &cases {
            let pointer = literal(&case.pointer);
            match &case.change {
                Change::Replaced(value) => {
                    broken.push(vec![pointer, literal(case.code), json_value(value)]);
                }
                Change::Removed => missing.push(vec![pointer]),
                Change::Added => unknown.push(vec![pointer]),
            }
        }
        self.test(
            &format!("{function}_refuses_invalid_bodies"),
            operation,
            writer,
        );
        self.client(writer);
        write_json("let valid = ", &valid, writer);
        let loops = [
            (
                "cases",
                broken,
                "(pointer, code, value)",
                "replaced(&valid, pointer, value)",
                "code",
            ),
            (
                "required",
                missing,
                "pointer",
                "removed(&valid, pointer)",
                "\"required\"",
            ),
            (
                "unknown",
                unknown,
                "pointer",
                "added(&valid, pointer)",
                "\"unknown_field\"",
            ),
        ];
        for (name, rows, variables, body, code) in loops {
            if rows.is_empty() {
                continue;
            }
            table(name, &rows, writer);
            writer.open(format!("for {variables} in {name} {{"));
            writer.line(format!("let body = {body};"));
            self.refused(operation, &path, code, writer);
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
        self.violation(operation, "pointer", code, "pointer", writer);
    }
}

/// A value as an expression; an integer without a suffix is an `i32`.
fn json_value(value: &str) -> String {
    let is_wide = value.parse::<i64>().is_ok() && value.parse::<i32>().is_err();
    let suffix = if is_wide { "_i64" } else { "" };
    format!("json!({value}{suffix})")
}

/// `let name = [ … ];` as rustfmt breaks it.
pub(super) fn table(name: &str, rows: &[Row], writer: &mut Writer) {
    let flat: Vec<String> = rows.iter().map(flat).collect();
    let joined = flat.join(", ");
    if joined.chars().count() <= 60 {
        return writer.line(format!("let {name} = [{joined}];"));
    }
    if let ([row], [flat]) = (rows, flat.as_slice())
        && row.len() > 1
    {
        // rustfmt joins the brackets of a list with those of the only tuple in it.
        if flat.chars().count() + name.chars().count() + 12 <= 92 && joined.chars().count() <= 62 {
            return writer.line(format!("let {name} = [{flat}];"));
        }
        writer.open(format!("let {name} = [("));
        row.iter()
            .for_each(|value| writer.line(format!("{value},")));
        return writer.close(")];");
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
