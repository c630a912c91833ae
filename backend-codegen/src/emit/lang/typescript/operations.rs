//! `src/generated/operations.ts`: what each operation takes and answers.

use indexmap::IndexMap;

use super::{
    Expr, TsNames,
    schema::{Scope, field_expr, schema_expr},
    text::{key, literal},
    writer::{HEADER, Imports, Writer},
};
use crate::{
    emit::error_body::{Template, body, declared, error_status},
    ir::{
        Api, ApiKeyLocation, Body, Bounds, Content, ContentKind, Field, IntegerFormat, Location,
        Operation, Parameter, SchemeKind, SecurityScheme, Style,
        names::{Namer, lower_camel},
    },
};

/// Whether the limits of an integer keep it where doubles are exact.
pub(super) fn safe_integer(bounds: &Bounds, format: IntegerFormat) -> bool {
    let limit =
        |number: &Option<crate::ir::Number>| number.as_ref().and_then(crate::ir::Number::as_i128);
    let safe = |value: i128| value.unsigned_abs() < 1 << 53;
    let least = limit(&bounds.minimum).or(limit(&bounds.exclusive_minimum));
    let most = limit(&bounds.maximum).or(limit(&bounds.exclusive_maximum));
    let least = least.or((format == IntegerFormat::Uint64).then_some(0));
    least.is_some_and(safe) && most.is_some_and(safe)
}

/// The text of the file.
pub fn operations_file(api: &Api, names: &TsNames) -> String {
    let mut imports = Imports::default();
    let bodies = ErrorBodies::new(api);
    let mut text = Writer::default();
    text.blank();
    text.doc("What stands before every path.");
    text.line(format!(
        "export const basePath = {};",
        literal(&api.base_path)
    ));
    if !api.schemes.is_empty() {
        text.blank();
        text.doc("How callers say who they are.");
        imports.ty("../lib/operation.js", "SecurityScheme");
        text.expr(
            "export const schemes = ",
            &schemes(api, names),
            " satisfies Record<string, SecurityScheme>;",
        );
    }
    for (name, template, media_type) in bodies.by_template.values() {
        imports.ty("../lib/operation.js", "ErrorBody");
        text.blank();
        let body = error_body(template, media_type, &mut imports);
        text.expr(&format!("const {name}: ErrorBody = "), &body, ";");
    }
    let mut list = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        text.blank();
        if let Some(summary) = operation
            .summary
            .as_deref()
            .filter(|text| !text.trim().is_empty())
        {
            text.doc(summary);
        }
        let expr = one(api, names, operation, &bodies, &mut imports);
        let name = names.operation(index);
        text.expr(
            &format!("export const {name} = "),
            &expr,
            " satisfies Operation;",
        );
        let routable = operation
            .refusal
            .as_ref()
            .is_none_or(|refusal| !refusal.is_unroutable());
        if routable {
            list.push(Expr::text(name));
        }
    }
    imports.ty("../lib/operation.js", "Operation");
    text.blank();
    text.doc("Every operation that a request can reach.");
    text.expr(
        "export const operations: readonly Operation[] = ",
        &Expr::Array(list),
        ";",
    );
    let mut writer = Writer::default();
    writer.line(HEADER);
    writer.blank();
    imports.write(&mut writer);
    writer.finish() + &text.finish()
}

fn string(text: &str) -> Expr {
    Expr::text(literal(text))
}

fn schemes(api: &Api, names: &TsNames) -> Expr {
    let members = api.schemes.iter().enumerate();
    Expr::Object(
        members
            .map(|(index, scheme)| (names.scheme(index).to_owned(), scheme_expr(scheme)))
            .collect(),
    )
}

fn scheme_expr(scheme: &SecurityScheme) -> Expr {
    let variable = || string(&variable(&scheme.name));
    let mut members = vec![("name".to_owned(), string(&scheme.name))];
    let mut add = |name: &str, value: Expr| members.push((name.to_owned(), value));
    match &scheme.kind {
        SchemeKind::ApiKey { location, name } => {
            add("variable", variable());
            add("kind", string("apiKey"));
            add(
                "in",
                string(match location {
                    ApiKeyLocation::Header => "header",
                    ApiKeyLocation::Query => "query",
                    ApiKeyLocation::Cookie => "cookie",
                }),
            );
            add("key", string(name));
        }
        SchemeKind::Basic => {
            add("variable", variable());
            add("kind", string("basic"));
        }
        SchemeKind::Bearer { .. } => {
            add("variable", variable());
            add("kind", string("bearer"));
        }
        SchemeKind::Http(name) => {
            add("kind", string("http"));
            add("key", string(name));
        }
        SchemeKind::OAuth2 { .. } => add("kind", string("oauth2")),
        SchemeKind::OpenIdConnect { .. } => add("kind", string("openIdConnect")),
        SchemeKind::MutualTls => add("kind", string("mutualTLS")),
    }
    Expr::Object(members)
}

/// `apiKeyAuth` is `AUTH_API_KEY_AUTH`.
pub(crate) fn variable(scheme: &str) -> String {
    let mut name = String::from("AUTH_");
    let mut previous = '_';
    for character in scheme.chars() {
        let starts = character.is_ascii_uppercase()
            && (previous.is_ascii_lowercase() || previous.is_ascii_digit());
        if starts {
            name.push('_');
        }
        previous = if character.is_ascii_alphanumeric() {
            character
        } else {
            '_'
        };
        name.push(previous.to_ascii_uppercase());
    }
    name
}

fn one(
    api: &Api,
    names: &TsNames,
    operation: &Operation,
    bodies: &ErrorBodies,
    imports: &mut Imports,
) -> Expr {
    let mut members = vec![
        ("id".to_owned(), string(&operation.id)),
        ("method".to_owned(), string(operation.method.as_str())),
        (
            "path".to_owned(),
            string(&format!("{}{}", api.base_path, operation.path.text)),
        ),
    ];
    if !operation.security.is_empty() {
        members.push(("security".to_owned(), security(operation, names)));
    }
    let scope = Scope {
        api,
        names,
        defined: None,
        files: true,
    };
    for (name, location) in [
        ("param", Location::Path),
        ("query", Location::Query),
        ("header", Location::Header),
        ("cookie", Location::Cookie),
    ] {
        let all: Vec<&Parameter> = operation.parameters_in(location).collect();
        if !all.is_empty() {
            members.push((name.to_owned(), parameters(&all, &scope, imports)));
        }
    }
    if let Some(body) = &operation.body {
        members.push(("body".to_owned(), request_body(body, &scope, imports)));
    }
    let produces = produces(operation);
    if !produces.is_empty() {
        members.push(("produces".to_owned(), Expr::Array(produces)));
    }
    let errors = bodies.shapes(operation, api);
    if !errors.is_empty() {
        members.push(("errors".to_owned(), Expr::Object(errors)));
    }
    Expr::Object(members)
}

fn security(operation: &Operation, names: &TsNames) -> Expr {
    let alternatives = operation.security.iter().map(|requirement| {
        let uses = requirement.schemes.iter().map(|(scheme, scopes)| {
            let scopes = scopes.iter().map(|scope| string(scope)).collect();
            let scheme = format!("schemes.{}", names.scheme(*scheme));
            Expr::Inline(vec![
                ("scheme".to_owned(), Expr::text(scheme)),
                ("scopes".to_owned(), Expr::Array(scopes)),
            ])
        });
        Expr::Array(uses.collect())
    });
    Expr::Array(alternatives.collect())
}

fn parameters(all: &[&Parameter], scope: &Scope<'_>, imports: &mut Imports) -> Expr {
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

pub(super) fn note_types(schema: &crate::ir::Schema, scope: &Scope<'_>, imports: &mut Imports) {
    for id in super::order::mentions(schema) {
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
        add("style", literal(style_name(parameter.style)));
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

pub(super) fn style_name(style: Style) -> &'static str {
    match style {
        Style::Form => "form",
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::DeepObject => "deepObject",
    }
}

fn request_body(body: &Body, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
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
        members.push(("style".to_owned(), string(style_name(style))));
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

fn produces(operation: &Operation) -> Vec<Expr> {
    let mut seen: Vec<&str> = Vec::new();
    let successes = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success());
    for content in successes.flat_map(|response| &response.contents) {
        if !seen.contains(&content.media_type.as_str()) {
            seen.push(&content.media_type);
        }
    }
    seen.into_iter().map(string).collect()
}

/// The distinct error bodies of an API.
struct ErrorBodies {
    by_template: IndexMap<String, (String, Template, String)>,
}

impl ErrorBodies {
    fn new(api: &Api) -> Self {
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

    fn shapes(&self, operation: &Operation, api: &Api) -> Vec<(String, Expr)> {
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
pub(super) fn status_key(status: &str) -> String {
    if status.bytes().all(|byte| byte.is_ascii_digit()) {
        status.to_owned()
    } else {
        key(status)
    }
}

fn identity(template: &Template, media_type: &str) -> String {
    format!("{media_type} {template:?}")
}

fn error_body(template: &Template, media_type: &str, imports: &mut Imports) -> Expr {
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
        Template::Number(number) => Expr::text(super::text::number_literal(number)),
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
