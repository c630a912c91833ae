//! Errors in the shapes that the document gives them.

use indexmap::IndexMap;

use super::file::string;
use crate::{
    emit::{
        error_body::{Template, body, declared, error_status},
        lang::typescript::{Expr, Imports, key, text::number_literal},
    },
    ir::{
        Api, Operation,
        names::{Namer, lower_camel},
    },
};

/// The distinct error bodies of an API.
pub(super) struct ErrorBodies {
    pub(super) by_template: IndexMap<String, (String, Template, String)>,
}

impl ErrorBodies {
    pub(super) fn new(api: &Api) -> Self {
        let mut by_template = IndexMap::new();
        let mut namer = Namer::reserving(["schemes", "operations", "z", "basePath"]);
        for operation in &api.operations {
            namer.unique(&lower_camel(&operation.id, "operation"));
        }
        for response in api
            .operations
            .iter()
            .flat_map(|operation| &operation.responses)
        {
            let Some(content) = declared(response) else {
                continue;
            };
            if let Some((name, template)) = body(content, api) {
                by_template
                    .entry(identity(&template, &content.media_type))
                    .or_insert_with(|| {
                        let name = namer.unique(&format!("{}Body", lower_camel(&name, "error")));
                        (name, template, content.media_type.clone())
                    });
            }
        }
        Self { by_template }
    }

    pub(super) fn shapes(&self, operation: &Operation, api: &Api) -> Vec<(String, Expr)> {
        let shapes = operation.responses.iter().filter_map(|response| {
            let status = error_status(response.status)?;
            if response.contents.is_empty() {
                return Some((status_key(&status), Expr::text("null")));
            }
            let content = declared(response)?;
            let (_, template) = body(content, api)?;
            let (name, ..) = &self.by_template[&identity(&template, &content.media_type)];
            Some((status_key(&status), Expr::text(name)))
        });
        shapes.collect()
    }
}

/// Statuses are numbers, which prettier leaves without quotes.
pub(in super::super) fn status_key(status: &str) -> String {
    if status.bytes().all(|byte| byte.is_ascii_digit()) {
        status.to_owned()
    } else {
        key(status)
    }
}

fn identity(template: &Template, media_type: &str) -> String {
    format!("{media_type} {template:?}")
}

pub(super) fn error_body(template: &Template, media_type: &str, imports: &mut Imports) -> Expr {
    let value = filled(template, imports);
    let flat = format!("{value:?}");
    let mut names: Vec<&str> = Vec::new();
    for name in ["error", "operation", "requestId"] {
        let word = |end: char| flat.contains(&format!("{name}{end}"));
        if ['.', ')', '"', '\\'].into_iter().any(word) {
            names.push(name);
        }
    }
    let shorthand = |name: &str| flat.contains(&format!("(\"{name}\", Shorthand)"));
    if shorthand("requestId") && !names.contains(&"requestId") {
        names.push("requestId");
    }
    let head = if names.is_empty() {
        "()".to_owned()
    } else {
        format!("({{ {} }})", names.join(", "))
    };
    Expr::Object(vec![
        ("mediaType".to_owned(), string(media_type)),
        ("body".to_owned(), Expr::Arrow(head, Box::new(value))),
    ])
}

fn filled(template: &Template, imports: &mut Imports) -> Expr {
    match template {
        Template::Null => Expr::text("null"),
        Template::Bool(truth) => Expr::text(truth.to_string()),
        Template::Number(number) => Expr::text(number_literal(number)),
        Template::String(text) => string(text),
        Template::Message => Expr::text("error.message"),
        Template::Code => Expr::text("error.code"),
        Template::Status => Expr::text("error.status"),
        Template::StatusString => Expr::text("String(error.status)"),
        Template::StatusText => {
            imports.value("../lib/errors.js", "statusText");
            Expr::text("statusText(error.status)")
        }
        Template::RequestId => Expr::text("requestId"),
        Template::Path => Expr::text("operation.path"),
        Template::Timestamp => {
            imports.value("../lib/ids.js", "now");
            Expr::text("now()")
        }
        Template::Details => Expr::text("error.details"),
        Template::Messages => {
            let each = "`${detail.field}: ${detail.message}`.replace(/^: /, \"\")";
            let arrow = Expr::Arrow("(detail)".to_owned(), Box::new(Expr::text(each)));
            Expr::call("error.details.map", vec![arrow])
        }
        Template::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = filled(value, imports);
                let is_shorthand = matches!(&value, Expr::Text(text) if text == name);
                (
                    key(name),
                    if is_shorthand { Expr::Shorthand } else { value },
                )
            });
            Expr::Object(members.collect())
        }
        Template::Array(items) => {
            Expr::Array(items.iter().map(|item| filled(item, imports)).collect())
        }
        Template::EachDetail(each) => {
            let each = filled(each, imports);
            let head = if format!("{each:?}").contains("detail.") {
                "(detail)"
            } else {
                "()"
            };
            let arrow = Expr::Arrow(head.to_owned(), Box::new(each));
            Expr::call("error.details.map", vec![arrow])
        }
        Template::DetailField => Expr::text("detail.field"),
        Template::DetailCode => Expr::text("detail.code"),
        Template::DetailMessage => Expr::text("detail.message"),
    }
}
