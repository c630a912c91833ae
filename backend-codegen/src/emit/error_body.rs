//! The error bodies that a document declares, as templates that every target fills.

use crate::ir::{
    Api, Bounds, Content, ContentKind, Field, Kind, Number, Response, Schema, StatusPattern,
    StringFormat,
};

/// How deep objects within error bodies are filled.
const MAX_DEPTH: usize = 6;

/// One value of an error body: fixed, or a part of the failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Template {
    /// `null`
    Null,
    /// A fixed truth value.
    Bool(bool),
    /// A fixed number.
    Number(String),
    /// A fixed text.
    String(String),
    /// The sentence for people.
    Message,
    /// The stable code.
    Code,
    /// The status as a number.
    Status,
    /// The status as text.
    StatusString,
    /// The status' reason phrase.
    StatusText,
    /// The request id.
    RequestId,
    /// The path template of the operation.
    Path,
    /// The time.
    Timestamp,
    /// All violations as they are.
    Details,
    /// A sentence for each violation.
    Messages,
    /// An object of these members.
    Object(Vec<(String, Template)>),
    /// A list of these values.
    Array(Vec<Template>),
    /// This for each violation.
    EachDetail(Box<Template>),
    /// The place of the violation.
    DetailField,
    /// The code of the violation.
    DetailCode,
    /// The sentence of the violation.
    DetailMessage,
}

/// The key of an error response (`404`, `4XX`, `default`); none for successes.
pub fn error_status(status: StatusPattern) -> Option<String> {
    match status {
        StatusPattern::Code(code) if code >= 400 => Some(code.to_string()),
        StatusPattern::Range(class) if class >= 4 => Some(format!("{class}XX")),
        StatusPattern::Default => Some("default".to_owned()),
        StatusPattern::Code(_) | StatusPattern::Range(_) => None,
    }
}

/// The JSON content of an error response.
pub fn declared(response: &Response) -> Option<&Content> {
    error_status(response.status)?;
    response
        .contents
        .iter()
        .find(|content| content.kind == ContentKind::Json)
}

/// The name and template of a body; `None` when the document does not say what the body is, so that ours is as good.
pub fn body(content: &Content, api: &Api) -> Option<(String, Template)> {
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
fn value(name: &str, schema: &Schema, api: &Api, depth: usize) -> Template {
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let target = resolve(schema, api);
    match &target.kind {
        Kind::Any if key.contains("detail") || key == "errors" => Template::Details,
        Kind::Any => Template::Message,
        Kind::Never => Template::Null,
        Kind::Ref(_) => Template::Null,
        Kind::Boolean => {
            let truth = matches!(key.as_str(), "error" | "iserror" | "failed");
            Template::Bool(truth)
        }
        Kind::Integer { bounds, values, .. } => integer(&key, bounds, values),
        Kind::Number { bounds, .. } => {
            let least = bounds
                .minimum
                .as_ref()
                .map_or_else(|| "0".to_owned(), ToString::to_string);
            Template::Number(least)
        }
        Kind::String(string) => text(&key, &string.format, string.max_length),
        Kind::Enum(values) => {
            let first = &values[0];
            Template::String(first.clone())
        }
        Kind::Array(array) => list(&key, &array.items, array.min_items, api, depth),
        Kind::Map(_) => Template::Object(Vec::new()),
        Kind::Object(object) => object_value(&object.fields, api, depth),
        Kind::Union(union) => match union.variants.first() {
            Some(variant) if depth < MAX_DEPTH => value(name, &variant.schema, api, depth + 1),
            _ => Template::Null,
        },
    }
}

fn integer(key: &str, bounds: &Bounds, values: &[i128]) -> Template {
    let is_status = matches!(
        key,
        "status" | "statuscode" | "code" | "httpstatus" | "httpcode" | "errorcode"
    );
    if let Some(first) = values.first() {
        let first = first.to_string();
        return Template::Number(first);
    }
    let in_range = bounds
        .maximum
        .as_ref()
        .and_then(Number::as_i128)
        .is_none_or(|limit| limit >= 599)
        && bounds
            .minimum
            .as_ref()
            .and_then(Number::as_i128)
            .is_none_or(|limit| limit <= 400);
    if is_status && in_range {
        return Template::Status;
    }
    let least = bounds
        .minimum
        .as_ref()
        .map_or_else(|| "0".to_owned(), ToString::to_string);
    Template::Number(least)
}

fn text(key: &str, format: &StringFormat, max_length: Option<u64>) -> Template {
    match format {
        StringFormat::DateTime => return Template::Timestamp,
        StringFormat::Checked("uri" | "uri-reference" | "iri") if key == "type" => {
            return Template::String("about:blank".to_owned());
        }
        StringFormat::Checked("uri-reference") => return Template::Path,
        StringFormat::Checked("uri") => return Template::String("about:blank".to_owned()),
        _ => {}
    }
    let short = max_length.is_some_and(|limit| limit < 60);
    match key {
        "code" | "errorcode" | "error" | "reason" | "name" | "key" => Template::Code,
        "status" | "statuscode" | "httpstatus" => Template::StatusString,
        "title" => Template::StatusText,
        "type" => Template::String("about:blank".to_owned()),
        "requestid" | "traceid" | "correlationid" | "id" => Template::RequestId,
        "path" | "instance" => Template::Path,
        "timestamp" | "time" => Template::Timestamp,
        "field" | "location" | "pointer" | "property" | "parameter" => Template::DetailField,
        _ if short => Template::Code,
        _ => Template::Message,
    }
}

fn list(key: &str, items: &Schema, min_items: Option<u64>, api: &Api, depth: usize) -> Template {
    let item = resolve(items, api);
    match &item.kind {
        Kind::String(_) => Template::Messages,
        Kind::Any => Template::Details,
        Kind::Object(object) if depth < MAX_DEPTH => {
            let each = detail(&object.fields, api, depth + 1);
            Template::EachDetail(Box::new(each))
        }
        _ if min_items.unwrap_or(0) == 0 => Template::Array(Vec::new()),
        _ => {
            let one = value(key, items, api, depth + 1);
            Template::Array(vec![one])
        }
    }
}

/// An object; of its optional properties only those that say something.
fn object_value(fields: &[Field], api: &Api, depth: usize) -> Template {
    let members = fields.iter().filter(|field| {
        depth < MAX_DEPTH && (field.required || speaks(&field.name, &field.schema, api))
    });
    let members = members.map(|field| {
        let (name, value) = (
            field.name.clone(),
            value(&field.name, &field.schema, api, depth + 1),
        );
        (name, value)
    });
    Template::Object(members.collect())
}

/// An object inside a list of problems: one per violation.
fn detail(fields: &[Field], api: &Api, depth: usize) -> Template {
    let members = fields.iter().filter_map(|field| {
        let key = field.name.to_ascii_lowercase();
        let is_text = matches!(resolve(&field.schema, api).kind, Kind::String(_));
        let name = field.name.clone();
        let value = match key.as_str() {
            "field" | "location" | "path" | "pointer" | "property" | "parameter" | "loc"
            | "source"
                if is_text =>
            {
                Template::DetailField
            }
            "code" | "type" | "rule" | "keyword" if is_text => Template::DetailCode,
            "message" | "msg" | "detail" | "description" | "reason" | "error" if is_text => {
                Template::DetailMessage
            }
            _ if field.required => value(&field.name, &field.schema, api, depth + 1),
            _ => return None,
        };
        Some((name, value))
    });
    Template::Object(members.collect())
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
