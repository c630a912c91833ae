//! `src/generated/document.ts`: what the document says beyond what requests are served by.
//!
//! Schemas are named in it, not written: the service describes those that it validates with.

use serde_json::Value;

use super::{
    Expr, TsNames,
    operations::{note_types, outgoing_constant, status_key},
    schema::{Scope, field_expr, schema_expr, words},
    text::{json, key, literal},
    writer::{HEADER, Imports, Writer},
};
use crate::ir::Style;
use crate::{
    ir::{
        Api, Body, Content, ContentKind, Envelopment, Field, Header, Kind, Location, Operation,
        Outgoing, PartEncoding, Response, Schema, StatusPattern, TypeDef, TypeId,
    },
    settings::Envelope,
};

type Members = Vec<(String, Expr)>;

/// The text of the file; `sent` is what is sent ([`Api::sent`]) and its names.
pub fn document_file(api: &Api, names: &TsNames, sent: Option<(&Api, &TsNames)>) -> String {
    let mut imports = Imports::default();
    let sent = sent.map(|(sent, names)| sent_docs(api, sent, names, &mut imports));
    let sent = sent.unwrap_or_default();
    let mut members = vec![
        ("dialect".to_owned(), dialect(api)),
        ("info".to_owned(), info(api)),
        ("servers".to_owned(), servers(api)),
        ("basePath".to_owned(), Expr::Shorthand),
        ("tags".to_owned(), tags(api)),
        ("schemas".to_owned(), schemas(api, names, &mut imports)),
        (
            "securitySchemes".to_owned(),
            security_schemes(api, names, &mut imports),
        ),
        (
            "operations".to_owned(),
            operations(api, names, &sent, &mut imports),
        ),
    ];
    let webhooks = api.outgoing.iter().zip(&sent);
    let webhooks: Vec<Expr> = webhooks
        .filter(|(one, _)| one.url.is_none())
        .map(|(one, docs)| sent_entry(one, docs))
        .collect();
    if !webhooks.is_empty() {
        members.push(("webhooks".to_owned(), Expr::Array(webhooks)));
    }
    imports.value("./operations.js", "basePath");
    imports.ty("../lib/document.js", "Documentation");
    let mut text = Writer::default();
    text.line(HEADER);
    text.blank();
    imports.write(&mut text);
    text.blank();
    text.doc("What the document says beyond what requests are served by.");
    let head = "export const documentation: Documentation = ";
    text.expr(head, &Expr::Object(members), ";");
    text.finish()
}

fn string(text: &str) -> Expr {
    Expr::text(literal(text))
}

/// A member that is left out when its text is empty.
fn said(members: &mut Members, name: &str, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        members.push((name.to_owned(), string(text)));
    }
}

fn flag(members: &mut Members, name: &str, flag: bool) {
    if flag {
        members.push((name.to_owned(), Expr::text("true")));
    }
}

fn dialect(api: &Api) -> Expr {
    string(if api.head.is_3_0 {
        "openapi-3.0"
    } else {
        "draft-2020-12"
    })
}

fn more(members: &mut Members, more: &[(String, Value)]) {
    members.extend(more.iter().map(|(name, value)| (key(name), json(value))));
}

fn info(api: &Api) -> Expr {
    let mut members = vec![("title".to_owned(), string(&api.title))];
    said(&mut members, "description", api.description.as_deref());
    more(&mut members, &api.head.info);
    members.push(("version".to_owned(), string(&api.version)));
    Expr::Object(members)
}

fn servers(api: &Api) -> Expr {
    let servers = api.head.servers.iter().map(|server| {
        let mut members = vec![("url".to_owned(), string(&server.url))];
        said(&mut members, "description", Some(&server.description));
        if let Some(variables) = &server.variables {
            members.push(("variables".to_owned(), json(variables)));
        }
        Expr::Inline(members)
    });
    Expr::Array(servers.collect())
}

fn tags(api: &Api) -> Expr {
    let tags = api.head.tags.iter().map(|(name, description)| {
        let mut members = vec![("name".to_owned(), string(name))];
        said(&mut members, "description", Some(description));
        Expr::Inline(members)
    });
    Expr::Array(tags.collect())
}

/// The types that have a name in the document.
fn schemas(api: &Api, names: &TsNames, imports: &mut Imports) -> Expr {
    let members = api.types.iter().filter_map(|(id, definition)| {
        let name = names.component(id)?;
        Some((key(name), named(id, definition, api, names, imports)))
    });
    Expr::Object(members.collect())
}

fn named(
    id: TypeId,
    definition: &TypeDef,
    api: &Api,
    names: &TsNames,
    imports: &mut Imports,
) -> Expr {
    let ty = names.ty(id);
    imports.value("./schemas.js", ty);
    let mut members = vec![("schema".to_owned(), Expr::text(ty))];
    if let Kind::Object(object) = &definition.schema.kind
        && !object.foreign.is_empty()
    {
        let shape = shape(&object.foreign, &scope(api, names), imports);
        members.push(("foreign".to_owned(), Expr::z("object", vec![shape])));
    }
    let words = words(&definition.schema, definition.schema.meta.default.as_ref());
    if !words.is_empty() {
        members.push(("words".to_owned(), Expr::Inline(words)));
    }
    Expr::Inline(members)
}

fn scope<'a>(api: &'a Api, names: &'a TsNames) -> Scope<'a> {
    Scope {
        api,
        names,
        defined: None,
        files: true,
    }
}

fn shape(fields: &[Field], scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    imports.value("zod", "z");
    let members = fields.iter().map(|field| {
        note_types(&field.schema, scope, imports);
        (key(&field.name), field_expr(field, false, scope, imports))
    });
    Expr::Object(members.collect())
}

fn schema(schema: &Schema, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    note_types(schema, scope, imports);
    schema_expr(schema, scope, imports)
}

fn security_schemes(api: &Api, names: &TsNames, imports: &mut Imports) -> Expr {
    let schemes = api.schemes.iter().enumerate().map(|(index, scheme)| {
        imports.value("./operations.js", "schemes");
        let scheme_name = Expr::text(format!("schemes.{}", names.scheme(index)));
        let mut members = vec![("scheme".to_owned(), scheme_name)];
        if !scheme.more.is_empty() {
            let mut rest = Vec::new();
            more(&mut rest, &scheme.more);
            members.push(("more".to_owned(), Expr::Inline(rest)));
        }
        Expr::Inline(members)
    });
    Expr::Array(schemes.collect())
}

fn operations(api: &Api, names: &TsNames, sent: &[Expr], imports: &mut Imports) -> Expr {
    let scope = scope(api, names);
    let operations = api.operations.iter().enumerate().map(|(index, operation)| {
        let name = names.operation(index);
        imports.value("./operations.js", name);
        let mut members = docs(operation, name, &scope, imports);
        let callbacks = operation.callbacks.iter();
        let callbacks: Vec<Expr> = callbacks
            .map(|&index| sent_entry(&api.outgoing[index], &sent[index]))
            .collect();
        if !callbacks.is_empty() {
            members.push(("callbacks".to_owned(), Expr::Array(callbacks)));
        }
        Expr::Object(members)
    });
    Expr::Array(operations.collect())
}

/// What is said about each request that is sent.
fn sent_docs(api: &Api, sent: &Api, names: &TsNames, imports: &mut Imports) -> Vec<Expr> {
    let scope = scope(api, names);
    imports.space("./outgoing.js", "outgoing");
    let operations = sent.operations.iter().enumerate();
    operations
        .map(|(index, operation)| {
            let name = outgoing_constant(names, index);
            Expr::Object(docs(operation, &name, &scope, imports))
        })
        .collect()
}

/// A webhook, or with its URL a callback.
fn sent_entry(one: &Outgoing, docs: &Expr) -> Expr {
    let mut members = vec![("name".to_owned(), string(&one.name))];
    members.extend(
        one.url
            .as_ref()
            .map(|url| ("url".to_owned(), string(&url.text))),
    );
    members.push(("docs".to_owned(), docs.clone()));
    Expr::Object(members)
}

fn docs(operation: &Operation, name: &str, scope: &Scope<'_>, imports: &mut Imports) -> Members {
    let mut members = vec![("operation".to_owned(), Expr::text(name))];
    if !operation.tags.is_empty() {
        let tags = operation.tags.iter().map(|tag| string(tag)).collect();
        members.push(("tags".to_owned(), Expr::Array(tags)));
    }
    said(&mut members, "summary", operation.summary.as_deref());
    said(
        &mut members,
        "description",
        operation.description.as_deref(),
    );
    flag(&mut members, "deprecated", operation.deprecated);
    flag(&mut members, "derivedId", operation.derived_id);
    let parameters = parameters(operation);
    if !parameters.is_empty() {
        members.push(("parameters".to_owned(), Expr::Object(parameters)));
    }
    if let Some(body) = &operation.body {
        let body = request_body(body, scope, imports);
        if !body.is_empty() {
            members.push(("body".to_owned(), Expr::Object(body)));
        }
    }
    let responses = operation.responses.iter().enumerate().map(|(index, one)| {
        let assumed = operation.envelopment == Envelopment::Assumed && index == 0;
        let status = status_key(&status(one.status));
        (status, response(one, assumed, scope, imports))
    });
    members.push(("responses".to_owned(), Expr::Object(responses.collect())));
    members
}

fn parameters(operation: &Operation) -> Members {
    let locations = [
        ("param", Location::Path),
        ("query", Location::Query),
        ("header", Location::Header),
        ("cookie", Location::Cookie),
    ];
    let words = locations.into_iter().map(|(name, location)| {
        let words = operation.parameters_in(location).filter_map(|parameter| {
            let mut words = Vec::new();
            said(&mut words, "description", parameter.description.as_deref());
            flag(&mut words, "deprecated", parameter.deprecated);
            (!words.is_empty()).then(|| (key(&parameter.name), Expr::Inline(words)))
        });
        (name.to_owned(), words.collect::<Members>())
    });
    words
        .filter(|(_, words)| !words.is_empty())
        .map(|(name, words)| (name, Expr::Object(words)))
        .collect()
}

/// What the operation itself does not hold of its body.
fn request_body(body: &Body, scope: &Scope<'_>, imports: &mut Imports) -> Members {
    let mut members = Vec::new();
    said(&mut members, "description", body.description.as_deref());
    let contents = body.contents.iter().filter_map(|content| {
        let is_read = matches!(
            content.kind,
            ContentKind::Json | ContentKind::Form | ContentKind::Multipart
        );
        let schema = content.schema.as_ref().filter(|_| !is_read);
        let more = content_members(content, schema, scope, imports);
        (!more.is_empty()).then(|| (key(&content.media_type), Expr::Object(more)))
    });
    let contents: Members = contents.collect();
    if !contents.is_empty() {
        members.push(("content".to_owned(), Expr::Object(contents)));
    }
    members
}

fn content_members(
    content: &Content,
    described: Option<&Schema>,
    scope: &Scope<'_>,
    imports: &mut Imports,
) -> Members {
    let mut members = Vec::new();
    if let Some(described) = described {
        members.push(("schema".to_owned(), schema(described, scope, imports)));
    }
    if let Some(example) = &content.example {
        members.push(("example".to_owned(), json(example)));
    }
    if !content.encodings.is_empty() {
        let encodings = content.encodings.iter();
        let encodings = encodings.map(|one| (key(&one.property), encoding(one, scope, imports)));
        members.push(("encoding".to_owned(), Expr::Object(encodings.collect())));
    }
    members
}

fn encoding(encoding: &PartEncoding, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let mut members = Vec::new();
    said(
        &mut members,
        "contentType",
        Some(&encoding.content_types.join(", ")),
    );
    said(&mut members, "style", encoding.style.map(Style::as_str));
    if let Some(explode) = encoding.explode {
        members.push(("explode".to_owned(), Expr::text(explode.to_string())));
    }
    if !encoding.headers.is_empty() {
        let headers = headers(&encoding.headers, scope, imports);
        members.push(("headers".to_owned(), headers));
    }
    Expr::Object(members)
}

fn status(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(class) => format!("{class}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}

fn response(response: &Response, assumed: bool, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let mut members = vec![("description".to_owned(), string(&response.description))];
    if !response.headers.is_empty() {
        let headers = headers(&response.headers, scope, imports);
        members.push(("headers".to_owned(), headers));
    }
    let contents = response.contents.iter().map(|content| {
        let members = if assumed {
            vec![("schema".to_owned(), envelope(scope.api.envelope, imports))]
        } else {
            content_members(content, content.schema.as_ref(), scope, imports)
        };
        (key(&content.media_type), Expr::Object(members))
    });
    let contents: Members = contents.collect();
    if !contents.is_empty() {
        members.push(("content".to_owned(), Expr::Object(contents)));
    }
    flag(&mut members, "assumed", assumed);
    Expr::Object(members)
}

/// A success response that the document does not declare: anything, in the service's envelope.
fn envelope(envelope: Envelope, imports: &mut Imports) -> Expr {
    let name = match envelope {
        Envelope::None => {
            imports.value("zod", "z");
            return Expr::z("unknown", Vec::new());
        }
        Envelope::Data => "DataEnvelope",
        Envelope::Success => "SuccessEnvelope",
    };
    imports.value("../lib/envelope.js", name);
    Expr::text(name)
}

fn headers(headers: &[Header], scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let headers = headers.iter().map(|header| {
        let mut members = Vec::new();
        said(&mut members, "description", header.description.as_deref());
        flag(&mut members, "required", header.required);
        members.push(("schema".to_owned(), schema(&header.schema, scope, imports)));
        (key(&header.name), Expr::Object(members))
    });
    Expr::Object(headers.collect())
}
