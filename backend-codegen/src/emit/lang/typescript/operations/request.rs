//! Parameters and bodies.

use super::file::string;
use crate::{
    emit::lang::typescript::{Expr, Imports, Scope, field_expr, key, literal, order, schema_expr},
    ir::{Body, Content, ContentKind, Field, Location, Parameter, Style},
};

pub(super) fn parameters(all: &[&Parameter], scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    imports.value("zod", "z");
    let shape = all.iter().map(|parameter| {
        let field = Field {
            name: parameter.name.clone(),
            schema: parameter.schema.clone(),
            required: parameter.required,
        };
        note_types(&parameter.schema, scope, imports);
        (
            key(&parameter.name),
            field_expr(&field, true, scope, imports),
        )
    });
    let shape = Expr::Object(shape.collect());
    let mut members = vec![("schema".to_owned(), Expr::z("object", vec![shape]))];
    let styles: Vec<(String, Expr)> = all
        .iter()
        .filter_map(|parameter| Some((key(&parameter.name), style(parameter)?)))
        .collect();
    if !styles.is_empty() {
        members.push(("styles".to_owned(), Expr::Object(styles)));
    }
    Expr::Object(members)
}

pub(in super::super) fn note_types(
    schema: &crate::ir::Schema,
    scope: &Scope<'_>,
    imports: &mut Imports,
) {
    for id in order::mentions(schema) {
        imports.value("./schemas.js", scope.names.ty(id));
    }
}

/// What differs from the default of the location.
fn style(parameter: &Parameter) -> Option<Expr> {
    let default = match parameter.location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    };
    let mut members = Vec::new();
    let mut add = |name: &str, value: String| members.push((name.to_owned(), Expr::text(value)));
    if parameter.style != default {
        add("style", literal(parameter.style.as_str()));
    }
    if parameter.explode != (parameter.style == Style::Form) {
        add("explode", parameter.explode.to_string());
    }
    if parameter.allow_empty_value {
        add("allowEmptyValue", "true".to_owned());
    }
    if let Some(content) = &parameter.content {
        add("content", literal(content));
    }
    (!members.is_empty()).then_some(Expr::Inline(members))
}

pub(super) fn request_body(body: &Body, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let contents = body.contents.iter().map(|content| {
        (
            key(&content.media_type),
            content_expr(content, scope, imports),
        )
    });
    let contents = Expr::Object(contents.collect());
    let mut members = vec![
        ("required".to_owned(), Expr::text(body.required.to_string())),
        ("content".to_owned(), contents),
    ];
    let styles: Vec<(String, Expr)> = body
        .contents
        .iter()
        .filter(|content| content.kind == ContentKind::Form)
        .flat_map(|content| &content.encodings)
        .filter_map(|encoding| Some((key(&encoding.property), encoding_style(encoding)?)))
        .collect();
    if !styles.is_empty() {
        members.push(("styles".to_owned(), Expr::Object(styles)));
    }
    Expr::Object(members)
}

fn encoding_style(encoding: &crate::ir::PartEncoding) -> Option<Expr> {
    let mut members = Vec::new();
    if let Some(style) = encoding.style.filter(|style| *style != Style::Form) {
        members.push(("style".to_owned(), string(style.as_str())));
    }
    if let Some(explode) = encoding.explode {
        members.push(("explode".to_owned(), Expr::text(explode.to_string())));
    }
    let is_json = encoding
        .content_types
        .iter()
        .any(|one| ContentKind::of(one) == ContentKind::Json);
    if is_json {
        members.push(("content".to_owned(), string("application/json")));
    }
    (!members.is_empty()).then_some(Expr::Inline(members))
}

fn content_expr(content: &Content, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    match (&content.schema, content.kind) {
        (Some(schema), ContentKind::Json | ContentKind::Form | ContentKind::Multipart) => {
            note_types(schema, scope, imports);
            let files = content.kind == ContentKind::Multipart;
            let scope = Scope { files, ..*scope };
            schema_expr(schema, &scope, imports)
        }
        (None, ContentKind::Json | ContentKind::Form | ContentKind::Multipart) => {
            imports.value("../lib/checks.js", "anything");
            Expr::call("anything", Vec::new())
        }
        (_, ContentKind::Text | ContentKind::EventStream | ContentKind::Binary) => {
            Expr::text("null")
        }
    }
}
