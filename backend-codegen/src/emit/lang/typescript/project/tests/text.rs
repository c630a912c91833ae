//! Pieces of code that tests are made of.

use super::super::{Project, entity::Entity, handler::path_variable};
use crate::{
    emit::lang::typescript::{Expr, Writer, is_keyword, member},
    ir::{Kind, Schema, names::lower_camel},
    resources::Resource,
};

/// Closes an `it.each` whose head has been written, with its statements one level deeper.
pub(super) fn indented(text: &str) -> String {
    let head_end = text
        .rfind("async (")
        .and_then(|at| text[at..].find("{\n").map(|end| at + end + 2));
    let Some(at) = head_end else {
        return text.to_owned();
    };
    let (head, body) = text.split_at(at);
    let body: String = body
        .lines()
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("  {line}\n")
            }
        })
        .collect();
    format!("{head}{body}}});\n")
}

/// `book.id`, as text.
pub(super) fn key_of(project: &Project<'_>, resource: usize, variable: &str) -> String {
    match key_of_row(project, resource, variable) {
        (value, true, "string") => value,
        (value, ..) => format!("String({value})"),
    }
}

/// `book.id`, as a body in JSON has it.
pub(super) fn key_in_json(project: &Project<'_>, resource: usize, variable: &str) -> String {
    match key_of_row(project, resource, variable) {
        (value, true, "string" | "number") => value,
        (value, false, "string") => format!("String({value})"),
        (value, ..) => format!("Number({value})"),
    }
}

/// `book.id`, whether it is always there, and its type.
fn key_of_row(
    project: &Project<'_>,
    resource: usize,
    variable: &str,
) -> (String, bool, &'static str) {
    let resource = &project.input.resources.list[resource];
    let entity = Entity::new(project, resource);
    let column = entity.key_column();
    let value = format!("{variable}{}", member(&entity.property(column)));
    let is_given = entity.field(column).is_none_or(|field| field.required);
    (value, is_given, entity.scalar(column))
}

pub(super) fn row_variable(resource: &Resource) -> String {
    let name = lower_camel(&resource.singular, "item");
    let taken = ["app", "response", "json", "field", "code", "change"];
    if is_keyword(&name) || taken.contains(&name.as_str()) {
        format!("{name}Item")
    } else {
        path_variable(&name)
    }
}

pub(super) fn is_scalar(api: &crate::ir::Api, schema: &Schema) -> bool {
    match &schema.kind {
        Kind::Ref(id) => is_scalar(api, &api.types[*id].schema),
        Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::String(_)
        | Kind::Enum(_) => true,
        Kind::Any
        | Kind::Never
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_) => false,
    }
}

pub(super) fn plain_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(encoded(text)),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// `{ json: body }`
pub(super) fn json_option(body: Expr) -> Expr {
    Expr::Inline(vec![("json".to_owned(), body)])
}

/// The head of a test that runs for each of some rows.
pub(super) fn table(rows: &[Expr], head: &str, writer: &mut Writer) {
    let rows = Expr::Array(rows.to_vec());
    let printed = rows.print(1, "  it.each(".len(), head.chars().count() + 1);
    let lines: Vec<&str> = printed
        .lines()
        .enumerate()
        .map(|(index, line)| {
            if index == 0 {
                line
            } else {
                line.strip_prefix("  ").unwrap_or(line)
            }
        })
        .collect();
    writer.lines(&format!("it.each({}){head}", lines.join("\n")));
}
