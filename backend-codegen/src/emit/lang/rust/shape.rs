//! The items that one operation comes to: parameter structs, request, response enum.

use std::collections::HashSet;

use super::{
    default::default_expression,
    fields::{FieldShape, Presence, field},
    names::{OperationNames, RustNames},
    sets::LOCATIONS,
};
use crate::ir::{
    Api, Content, Header, Location, Method, Operation, Parameter, Response, Schema, StatusPattern,
    names::{Namer, upper_camel},
};

/// The parameters of one location: a struct.
#[derive(Debug, Clone)]
pub struct ParameterSet<'a> {
    /// Where they travel.
    pub location: Location,
    /// The struct's name (`ListBooksQuery`) in the operation's module.
    pub name: String,
    /// The request's field that holds it: `path`, `query`, `header` or `cookie`.
    pub field: &'static str,
    /// The fields, with the parameter each is.
    pub fields: Vec<(FieldShape<'a>, &'a Parameter)>,
}

/// The request body.
#[derive(Debug, Clone)]
pub struct BodyShape<'a> {
    /// Whether the request's `body` is an `Option`.
    pub optional: bool,
    /// The media types; with more than one, `body` is the enum `<Stem>Body` with these variants.
    pub contents: Vec<(String, &'a Content)>,
}

/// One variant of a response enum.
#[derive(Debug, Clone)]
pub struct VariantShape<'a> {
    /// `Ok`, `Created`, `NotFound`, `ClientError`, `Default`, …
    pub ident: String,
    /// The status it answers with; ranges and default have a `status` field instead.
    pub status: Option<u16>,
    /// What travels in it.
    pub body: ResponseBody<'a>,
    /// The header fields; not empty means that the variant is a struct variant. A 201 always has `location`.
    pub headers: Vec<HeaderShape<'a>>,
    /// The response it was made from.
    pub response: &'a Response,
}

/// The body of a response variant.
#[derive(Debug, Clone)]
pub enum ResponseBody<'a> {
    /// None.
    Empty,
    /// One media type.
    One(&'a Content),
    /// Several, chosen by the enum `<Stem><Variant>Body` with these variants.
    Several(String, Vec<(String, &'a Content)>),
}

/// A header field of a response variant.
#[derive(Debug, Clone)]
pub struct HeaderShape<'a> {
    /// The header's name.
    pub wire: String,
    /// The Rust field.
    pub ident: String,
    /// Whether the field is not an `Option`.
    pub required: bool,
    /// The declared header; `None` for the `Location` that every 201 may have.
    pub header: Option<&'a Header>,
}

impl VariantShape<'_> {
    /// Whether it is written `Variant { … }`.
    pub fn is_struct(&self) -> bool {
        self.status.is_none() || !self.headers.is_empty()
    }
}

/// Everything generated for one operation.
#[derive(Debug, Clone)]
pub struct OperationShape<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// Its names.
    pub names: &'a OperationNames,
    /// Its parameter structs, in the order path, query, header, cookie.
    pub parameters: Vec<ParameterSet<'a>>,
    /// Its body.
    pub body: Option<BodyShape<'a>>,
    /// The variants of its response enum.
    pub variants: Vec<VariantShape<'a>>,
}

/// The shape of the operation at an index of `Api::operations`.
pub fn operation_shape<'a>(api: &'a Api, index: usize, names: &'a RustNames) -> OperationShape<'a> {
    let operation = &api.operations[index];
    let own = names.operation(index);
    let parameters = LOCATIONS
        .into_iter()
        .map(|location| ParameterSet {
            location,
            name: names.parameter_set(index, location),
            field: field_of(location),
            fields: parameter_fields(operation, location, api, names),
        })
        .filter(|set| !set.fields.is_empty())
        .collect();
    let body = operation
        .body
        .as_ref()
        .filter(|_| operation.method != Method::Trace)
        .map(|body| BodyShape {
            optional: !body.required,
            contents: content_variants(&body.contents),
        });
    OperationShape {
        operation,
        names: own,
        parameters,
        body,
        variants: variants(operation, own),
    }
}

/// The request's field for a location.
fn field_of(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

pub(super) fn parameter_fields<'a>(
    operation: &'a Operation,
    location: Location,
    api: &Api,
    names: &RustNames,
) -> Vec<(FieldShape<'a>, &'a Parameter)> {
    let mut taken = HashSet::new();
    operation
        .parameters_in(location)
        .map(|parameter| {
            let schema: &Schema = &parameter.schema;
            let default = schema.meta.default.as_ref().filter(|_| !parameter.required);
            let default =
                default.and_then(|value| default_expression(schema, value, &api.types, names));
            let presence = match (parameter.required, default.is_some()) {
                (true, _) => Presence::Required,
                (false, true) => Presence::Defaulted,
                (false, false) => Presence::Optional,
            };
            (
                field(
                    &parameter.name,
                    schema,
                    presence,
                    default,
                    &mut taken,
                    &api.types,
                    names,
                ),
                parameter,
            )
        })
        .collect()
}

fn content_variants(contents: &[Content]) -> Vec<(String, &Content)> {
    let mut namer = Namer::default();
    contents
        .iter()
        .map(|content| (namer.unique(&media_name(&content.media_type)), content))
        .collect()
}

/// `application/json` is `Json`, `text/csv` is `TextCsv`, `*/*` is `Any`.
fn media_name(media_type: &str) -> String {
    match media_type {
        "application/json" => "Json".to_owned(),
        "application/x-www-form-urlencoded" => "Form".to_owned(),
        "multipart/form-data" => "Multipart".to_owned(),
        "text/plain" => "Text".to_owned(),
        "*/*" => "Any".to_owned(),
        other => upper_camel(other.strip_prefix("application/").unwrap_or(other), "Media"),
    }
}

fn variants<'a>(operation: &'a Operation, names: &OperationNames) -> Vec<VariantShape<'a>> {
    operation
        .responses
        .iter()
        .map(|response| {
            let ident = variant_name(response.status);
            let status = match response.status {
                StatusPattern::Code(code) => Some(code),
                StatusPattern::Range(_) | StatusPattern::Default => None,
            };
            let bodiless = matches!(
                response.status,
                StatusPattern::Code(100..=199 | 204 | 205 | 304)
            );
            let contents = if bodiless {
                Vec::new()
            } else {
                content_variants(&response.contents)
            };
            let body = match contents.as_slice() {
                [] => ResponseBody::Empty,
                [(_, only)] => ResponseBody::One(only),
                _ => ResponseBody::Several(format!("{}{ident}Body", names.stem), contents),
            };
            VariantShape {
                headers: headers(response),
                ident,
                status,
                body,
                response,
            }
        })
        .collect()
}

fn headers(response: &Response) -> Vec<HeaderShape<'_>> {
    let mut taken = HashSet::from(["status".to_owned(), "body".to_owned()]);
    let mut list: Vec<HeaderShape<'_>> = Vec::new();
    for header in &response.headers {
        let base = super::field_ident(&header.name);
        let ident = if taken.insert(base.clone()) {
            base
        } else {
            format!("{base}_header")
        };
        list.push(HeaderShape {
            wire: header.name.clone(),
            ident,
            required: header.required,
            header: Some(header),
        });
    }
    let has_location = list
        .iter()
        .any(|header| header.wire.eq_ignore_ascii_case("location"));
    if response.status == StatusPattern::Code(201) && !has_location {
        list.push(HeaderShape {
            wire: "Location".to_owned(),
            ident: "location".to_owned(),
            required: false,
            header: None,
        });
    }
    list
}

/// The variant for a status: its reason phrase.
fn variant_name(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => {
            reason(code).map_or_else(|| format!("Status{code}"), str::to_owned)
        }
        StatusPattern::Range(1) => "Informational".to_owned(),
        StatusPattern::Range(2) => "Success".to_owned(),
        StatusPattern::Range(3) => "Redirection".to_owned(),
        StatusPattern::Range(4) => "ClientError".to_owned(),
        StatusPattern::Range(_) => "ServerError".to_owned(),
        StatusPattern::Default => "Default".to_owned(),
    }
}

/// The IANA HTTP status code registry, in upper camel case.
fn reason(code: u16) -> Option<&'static str> {
    Some(match code {
        100 => "Continue",
        101 => "SwitchingProtocols",
        102 => "Processing",
        103 => "EarlyHints",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "PayloadTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        418 => "ImATeapot",
        421 => "MisdirectedRequest",
        422 => "UnprocessableEntity",
        423 => "Locked",
        424 => "FailedDependency",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        507 => "InsufficientStorage",
        _ => return None,
    })
}

/// The variants of a string enumeration; `-name` beside `name`, as sort orders are written, is `NameDesc`.
pub(crate) fn variant_idents(values: &[String]) -> Vec<String> {
    let mut namer = Namer::reserving(["Self"]);
    values
        .iter()
        .map(|value| {
            let descending = value
                .strip_prefix('-')
                .filter(|rest| rest.starts_with(char::is_alphabetic));
            let name = descending.map_or_else(|| value.clone(), |rest| format!("{rest} desc"));
            namer.unique(&upper_camel(&name, "Empty"))
        })
        .collect()
}
