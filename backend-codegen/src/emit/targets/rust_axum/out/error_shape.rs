//! The error bodies that a document declares, as templates that the runtime fills.

use indexmap::IndexMap;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{
    Api, Content, ContentKind, Field, Kind, Operation, Response, Schema, StatusPattern,
    StringFormat,
    names::{Namer, snake},
};

/// How deep objects within error bodies are filled.
const MAX_DEPTH: usize = 6;

/// The distinct error bodies of an API, each a static of module `errors`.
pub(super) struct ErrorBodies {
    by_text: IndexMap<String, (Ident, TokenStream)>,
}

impl ErrorBodies {
    /// Collects the bodies of every declared error response.
    pub(super) fn new(api: &Api) -> Self {
        let mut by_text = IndexMap::new();
        let mut namer = Namer::default();
        for response in api
            .operations
            .iter()
            .flat_map(|operation| &operation.responses)
        {
            if let Some((name, template)) =
                declared(response).and_then(|content| body(content, api))
            {
                by_text.entry(template.to_string()).or_insert_with(|| {
                    let name = namer.unique(&snake(&name, "error_body"));
                    (format_ident!("{}", name.to_ascii_uppercase()), template)
                });
            }
        }
        Self { by_text }
    }

    /// The items of module `errors`.
    pub(super) fn items(&self) -> Vec<TokenStream> {
        let statics = self.by_text.values().map(|(name, template)| {
            quote! {
                /// An error body that the document declares.
                pub static #name: http::Template = #template;
            }
        });
        statics.collect()
    }

    /// One `ErrorShape` per declared error response of an operation.
    pub(super) fn shapes(&self, operation: &Operation, api: &Api) -> Vec<TokenStream> {
        operation
            .responses
            .iter()
            .filter_map(|response| self.shape(response, api))
            .collect()
    }

    fn shape(&self, response: &Response, api: &Api) -> Option<TokenStream> {
        let status = error_status(response.status)?;
        if response.contents.is_empty() {
            return Some(
                quote!(http::ErrorShape { status: #status, content_type: "", body: &http::Template::Null }),
            );
        }
        let content = declared(response)?;
        let (_, template) = body(content, api)?;
        let (name, _) = &self.by_text[&template.to_string()];
        let media_type = &content.media_type;
        Some(
            quote!(http::ErrorShape { status: #status, content_type: #media_type, body: &super::errors::#name }),
        )
    }
}

fn error_status(status: StatusPattern) -> Option<String> {
    match status {
        StatusPattern::Code(code) if code >= 400 => Some(code.to_string()),
        StatusPattern::Range(class) if class >= 4 => Some(format!("{class}XX")),
        StatusPattern::Default => Some("default".to_owned()),
        StatusPattern::Code(_) | StatusPattern::Range(_) => None,
    }
}

/// The JSON content of an error response.
fn declared(response: &Response) -> Option<&Content> {
    error_status(response.status)?;
    response
        .contents
        .iter()
        .find(|content| content.kind == ContentKind::Json)
}

/// The name and template of a body; `None` when the document does not say what the body is, so that ours is as good.
fn body(content: &Content, api: &Api) -> Option<(String, TokenStream)> {
    let schema = content.schema.as_ref()?;
    let name = match schema.kind {
        Kind::Ref(id) => api.types[id].name.clone(),
        _ => "error_body".to_owned(),
    };
    match resolve(schema, api).kind {
        Kind::Any => None,
        _ => Some((name, value("", schema, api, 0))),
    }
}

fn resolve<'a>(schema: &'a Schema, api: &'a Api) -> &'a Schema {
    match schema.kind {
        Kind::Ref(id) => &api.types[id].schema,
        _ => schema,
    }
}

/// A value for a property: what its name asks for, when its type allows it, else the least valid one.
fn value(name: &str, schema: &Schema, api: &Api, depth: usize) -> TokenStream {
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let target = resolve(schema, api);
    match &target.kind {
        Kind::Any if key.contains("detail") || key == "errors" => quote!(http::Template::Details),
        Kind::Any => quote!(http::Template::Message),
        Kind::Never => quote!(http::Template::Null),
        Kind::Ref(_) => quote!(http::Template::Null),
        Kind::Boolean => {
            let truth = matches!(key.as_str(), "error" | "iserror" | "failed");
            quote!(http::Template::Bool(#truth))
        }
        Kind::Integer { bounds, values, .. } => integer(&key, bounds, values),
        Kind::Number { bounds, .. } => {
            let least = bounds
                .minimum
                .as_ref()
                .map_or_else(|| "0".to_owned(), ToString::to_string);
            quote!(http::Template::Number(#least))
        }
        Kind::String(string) => text(&key, &string.format, string.max_length),
        Kind::Enum(values) => {
            let first = &values[0];
            quote!(http::Template::String(#first))
        }
        Kind::Array(array) => list(&key, &array.items, array.min_items, api, depth),
        Kind::Map(_) => quote!(http::Template::Object(&[])),
        Kind::Object(object) => object_value(&object.fields, api, depth),
        Kind::Union(union) => match union.variants.first() {
            Some(variant) if depth < MAX_DEPTH => value(name, &variant.schema, api, depth + 1),
            _ => quote!(http::Template::Null),
        },
    }
}

fn integer(key: &str, bounds: &crate::ir::Bounds, values: &[i128]) -> TokenStream {
    let is_status = matches!(
        key,
        "status" | "statuscode" | "code" | "httpstatus" | "httpcode" | "errorcode"
    );
    if let Some(first) = values.first() {
        let first = first.to_string();
        return quote!(http::Template::Number(#first));
    }
    let in_range = bounds
        .maximum
        .as_ref()
        .and_then(crate::ir::Number::as_i128)
        .is_none_or(|limit| limit >= 599)
        && bounds
            .minimum
            .as_ref()
            .and_then(crate::ir::Number::as_i128)
            .is_none_or(|limit| limit <= 400);
    if is_status && in_range {
        return quote!(http::Template::Status);
    }
    let least = bounds
        .minimum
        .as_ref()
        .map_or_else(|| "0".to_owned(), ToString::to_string);
    quote!(http::Template::Number(#least))
}

fn text(key: &str, format: &StringFormat, max_length: Option<u64>) -> TokenStream {
    match format {
        StringFormat::DateTime => return quote!(http::Template::Timestamp),
        StringFormat::Checked("uri" | "uri-reference" | "iri") if key == "type" => {
            return quote!(http::Template::String("about:blank"));
        }
        StringFormat::Checked("uri-reference") => return quote!(http::Template::Path),
        StringFormat::Checked("uri") => return quote!(http::Template::String("about:blank")),
        _ => {}
    }
    let short = max_length.is_some_and(|limit| limit < 60);
    match key {
        "code" | "errorcode" | "error" | "reason" | "name" | "key" => quote!(http::Template::Code),
        "status" | "statuscode" | "httpstatus" => quote!(http::Template::StatusString),
        "title" => quote!(http::Template::StatusText),
        "type" => quote!(http::Template::String("about:blank")),
        "requestid" | "traceid" | "correlationid" | "id" => quote!(http::Template::RequestId),
        "path" | "instance" => quote!(http::Template::Path),
        "timestamp" | "time" => quote!(http::Template::Timestamp),
        "field" | "location" | "pointer" | "property" | "parameter" => {
            quote!(http::Template::DetailField)
        }
        _ if short => quote!(http::Template::Code),
        _ => quote!(http::Template::Message),
    }
}

fn list(key: &str, items: &Schema, min_items: Option<u64>, api: &Api, depth: usize) -> TokenStream {
    let item = resolve(items, api);
    match &item.kind {
        Kind::String(_) => quote!(http::Template::Messages),
        Kind::Any => quote!(http::Template::Details),
        Kind::Object(object) if depth < MAX_DEPTH => {
            let each = detail(&object.fields, api, depth + 1);
            quote!(http::Template::EachDetail(&#each))
        }
        _ if min_items.unwrap_or(0) == 0 => quote!(http::Template::Array(&[])),
        _ => {
            let one = value(key, items, api, depth + 1);
            quote!(http::Template::Array(&[#one]))
        }
    }
}

/// An object; of its optional properties only those that say something.
fn object_value(fields: &[Field], api: &Api, depth: usize) -> TokenStream {
    let members = fields.iter().filter(|field| {
        depth < MAX_DEPTH && (field.required || speaks(&field.name, &field.schema, api))
    });
    let members = members.map(|field| {
        let (name, value) = (
            &field.name,
            value(&field.name, &field.schema, api, depth + 1),
        );
        quote!((#name, #value))
    });
    quote!(http::Template::Object(&[#(#members),*]))
}

/// An object inside a list of problems: one per violation.
fn detail(fields: &[Field], api: &Api, depth: usize) -> TokenStream {
    let members = fields.iter().filter_map(|field| {
        let key = field.name.to_ascii_lowercase();
        let is_text = matches!(resolve(&field.schema, api).kind, Kind::String(_));
        let name = &field.name;
        let value = match key.as_str() {
            "field" | "location" | "path" | "pointer" | "property" | "parameter" | "loc"
            | "source"
                if is_text =>
            {
                quote!(http::Template::DetailField)
            }
            "code" | "type" | "rule" | "keyword" if is_text => quote!(http::Template::DetailCode),
            "message" | "msg" | "detail" | "description" | "reason" | "error" if is_text => {
                quote!(http::Template::DetailMessage)
            }
            _ if field.required => value(&field.name, &field.schema, api, depth + 1),
            _ => return None,
        };
        Some(quote!((#name, #value)))
    });
    quote!(http::Template::Object(&[#(#members),*]))
}

/// Whether an optional property has something to say about any error.
fn speaks(name: &str, schema: &Schema, api: &Api) -> bool {
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let known = [
        "message",
        "msg",
        "code",
        "status",
        "title",
        "detail",
        "details",
        "error",
        "errors",
        "requestid",
        "description",
    ];
    known.contains(&key.as_str())
        && !matches!(
            resolve(schema, api).kind,
            Kind::Never | Kind::Union(_) | Kind::Enum(_)
        )
}
