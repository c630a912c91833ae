//! Derive macros: validators and JSON Schema from one attribute.
//!
//! `#[derive(Validate, Schema)]` read `#[schema(…)]`, whose keys are the keywords of JSON Schema in snake case, and
//! `#[serde(…)]`. `Schema` emits the static table, `Validate` the typed checks; derive both on what comes in, `Schema`
//! alone on what only goes out. `Union` makes an enum of newtype variants a `oneOf` or `anyOf`, serde included.
//!
//! # The attribute
//!
//! On a field it restricts the field, on a type the type itself. Every key applies to values of its own JSON type
//! only, so `Option<String>` takes `min_length` as `String` does.
//!
//! | keys | argument |
//! |---|---|
//! | `min_length max_length min_items max_items min_properties max_properties min_contains max_contains` | `= 3` |
//! | `minimum maximum exclusive_minimum exclusive_maximum multiple_of` | `= 0.5` |
//! | `pattern format title description message code content_encoding content_media_type` | `= "text"`; `format = ""` removes the format that the Rust type brings along |
//! | `unique_items deprecated read_only write_only closed never nullable` | none |
//! | `enum = [1, "a", null]`, `const = 1`, `default = 20`, `example = "x"`, `examples = [1, 2]` | JSON |
//! | `type = "string"`, `types("string", "null")` | JSON types |
//! | `items(…) values(…) property_names(…) contains(…) not(…) if(…) then(…) else(…) unevaluated_items(…) unevaluated_properties(…)` | a schema: the same keys again; `values` is `additionalProperties` |
//! | `all_of((…), (…)) any_of(…) one_of(…) prefix_items(…)` | schemas in parentheses |
//! | `properties("name"(…)) pattern_properties("^x"(…)) dependent_schemas("name"(…))` | named schemas |
//! | `required("a", "b")`, `dependent_required("card"("number", "date"))` | names |
//! | `ref = path::Type` | the schema of another type |
//! | `extension("x-name" = 1)` | JSON, for the document only |
//! | `foreign("id"(…))`, `foreign_required("id")` | members of the other direction: in the document, not in the type |
//! | `custom = path::function` | `fn(&T) -> Result<(), Violation>`, run after everything else |
//! | `custom_with = path::function` | `fn(&T, &C) -> Result<(), Violation>`, run by `validate_with(&C)` alone |
//!
//! On types also: `name = "Component"` (default: serde's name), `inline` (no component), `extends = path::Base` (in the
//! document, `allOf` with a reference to it). On `Union` enums: `one_of` or `any_of`, `discriminator = "member"`,
//! `base = path::Type` (in the document, the union is this object, which its variants extend), and on variants
//! `mapping = "value"`, or `mappings("one", "other")` where several values choose it.
//!
//! # What serde's attributes mean
//!
//! - A field is required unless it has `default`, or is an `Option` without `with`.
//! - `Option<T>` accepts null, unless `with = "wire::optional"`.
//! - A set needs `with = "wire"`: serde alone would forget an item that is sent twice.
//! - `deny_unknown_fields` closes the object; `flatten` includes the other type, a flattened map takes the rest.
//! - `skip` leaves the field out; `skip_deserializing` makes it `readOnly`, `skip_serializing` `writeOnly`.
//! - `alias` names a member or variant as well; documents list a variant's, not a member's.
//! - `rename`, `rename_all`, `tag`, `content`, `untagged`, `transparent` are followed.
//!
//! Doc comments become descriptions. All mistakes are reported at once, on the offending token.

mod check;
mod embed;
mod emit;
mod exchange;
mod model;
mod node;
mod node_macro;
mod operation;
mod parameters;
mod responses;
mod serde;
mod spelling;
mod syntax;

use proc_macro::TokenStream;

/// Derives the typed checks.
#[proc_macro_derive(Validate, attributes(schema, serde))]
pub fn derive_validate(input: TokenStream) -> TokenStream {
    emit::run(input.into(), emit::Derive::Validate).into()
}

/// Derives the schema table.
#[proc_macro_derive(Schema, attributes(schema, serde))]
pub fn derive_schema(input: TokenStream) -> TokenStream {
    emit::run(input.into(), emit::Derive::Schema).into()
}

/// Derives serde and both other traits for a `oneOf` or `anyOf`.
#[proc_macro_derive(Union, attributes(schema, serde))]
pub fn derive_union(input: TokenStream) -> TokenStream {
    emit::run(input.into(), emit::Derive::Union).into()
}

/// Puts the SQL files of a folder, named relative to `Cargo.toml`, into the binary; see `backend_runtime::migrate`.
///
/// Its value is a `backend_runtime::migrate::Migrations`.
#[proc_macro]
pub fn embed_migrations(input: TokenStream) -> TokenStream {
    syn::parse(input)
        .and_then(|folder| embed::expand(&folder))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// The `Node` of a type with keys of `#[schema(…)]` added: `node!(Vec<Pet>, max_items = 100)`.
#[proc_macro]
pub fn node(input: TokenStream) -> TokenStream {
    node_macro::expand(input.into()).into()
}

/// Makes an enum the answers of a handler: `IntoResponse`, `openapi::Responses`, and `From` for fields with `#[from]`.
///
/// Each variant has `#[response(status = 404)]`, and further `description = "…"` (default: the doc comment),
/// `content_type = "…"`. A variant without fields is an empty body, for 4xx and 5xx the error envelope with `code = "…"`
/// and `message = "…"`; one field is the body; with named fields `body` is the body and every other field a header
/// (`#[header = "x-total"]`, default: the field's name with hyphens). `#[response(transparent)]` lets the type within
/// answer: `Other(#[from] ApiError)`.
#[proc_macro_derive(Responses, attributes(response, header, from))]
pub fn derive_responses(input: TokenStream) -> TokenStream {
    responses::derive(input.into()).into()
}

macro_rules! operations {
    ($($name:ident = $method:expr, $docs:literal;)*) => {$(
        #[doc = $docs]
        ///
        /// Parameters, body and responses are read from the signature: the extractors of `backend_runtime::http`, and
        /// return types that implement `openapi::Responses`. The doc comment's first paragraph is the summary, the rest
        /// the description; `#[deprecated]` counts. Further keys: `id = "…"`, `summary = "…"`, `description = "…"`,
        /// `tag = "…"`, `tags("…", "…")`, `deprecated`, `security(SCHEME, OTHER("scope"), (BOTH, OF))`, `state = T`
        /// (default: that of `State<T>`), `parameters(query = T)`,
        /// `responses((status = 200, description = "…", body = T, content_type = "…"))`.
        ///
        /// The function stays as it is; a type of its name is added for `ApiRouter::operation`.
        #[proc_macro_attribute]
        pub fn $name(attribute: TokenStream, item: TokenStream) -> TokenStream {
            operation::expand($method, attribute.into(), item.into()).into()
        }
    )*};
}

operations! {
    get = Some("GET"), "`#[get(\"/users/{id}\")]`: the handler of a GET operation.";
    put = Some("PUT"), "`#[put(\"/users/{id}\")]`: the handler of a PUT operation.";
    post = Some("POST"), "`#[post(\"/users\")]`: the handler of a POST operation.";
    delete = Some("DELETE"), "`#[delete(\"/users/{id}\")]`: the handler of a DELETE operation.";
    patch = Some("PATCH"), "`#[patch(\"/users/{id}\")]`: the handler of a PATCH operation.";
    head = Some("HEAD"), "`#[head(\"/users/{id}\")]`: the handler of a HEAD operation.";
    options = Some("OPTIONS"), "`#[options(\"/users\")]`: the handler of an OPTIONS operation.";
    operation = None, "`#[operation(method = \"GET\", path = \"/users/{id}\")]`: the handler of an operation.";
}

/// Derives the table of parameters of one location: a field for each, written as `#[param(…)]` says.
///
/// `#[param(style = "form|simple|label|matrix|spaceDelimited|pipeDelimited|deepObject", explode = false)]`, and the
/// switches `allow_reserved`, `allow_empty_value`, `deprecated` and `nullable`, or `content = "application/json"` for a value that is JSON text.
/// What is left out is the default of the location. The name on the wire is serde's.
#[proc_macro_derive(Parameters, attributes(param, serde))]
pub fn derive_parameters(input: TokenStream) -> TokenStream {
    parameters::derive(input.into()).into()
}

/// Makes a struct the request of an operation: its table, its decoding, and the call of an API's method.
///
/// `#[request(GET, "/books/{id}", id = "getBook")]`, and further `call = BooksApi::get_book`, `security = …` and
/// `answers = T`, without which `GetBookRequest` is answered by `GetBookResponse`. The fields are named `path`, `query`, `header` and `cookie` (each a type that derives
/// `Parameters`), `body` and `context`. `#[body(json)]` says how the body travels: `json`, `form`, `multipart`, `text` or
/// `bytes`, with `= "media/type"` where it is not the usual one, or `any("…", "…")` for a type that derives `RequestBody`.
/// An `Option` is a body that may be missing.
#[proc_macro_derive(Request, attributes(request, body))]
pub fn derive_request(input: TokenStream) -> TokenStream {
    exchange::request(input.into()).into()
}

/// Makes an enum a request body of several media types: a variant with `#[body(…)]` for each.
#[proc_macro_derive(RequestBody, attributes(body))]
pub fn derive_request_body(input: TokenStream) -> TokenStream {
    exchange::request_body(input.into()).into()
}

/// Makes an enum the answers of an operation: a variant for each status.
///
/// `#[response(200)]`, `#[response("4XX")]` or `#[response("default")]`, the latter two with a field `status`. A kind of
/// body may follow, as for `Request`; JSON is the default. `error = path::STATIC` names the template by which the service
/// fills errors of its own. Fields with `#[header("x-name")]` are headers, a field named `body` is the body.
#[proc_macro_derive(Response, attributes(response, header))]
pub fn derive_response(input: TokenStream) -> TokenStream {
    exchange::response(input.into()).into()
}

/// Makes an enum a response body of several media types: a variant with `#[body(…)]` for each.
#[proc_macro_derive(ResponseBody, attributes(body))]
pub fn derive_response_body(input: TokenStream) -> TokenStream {
    exchange::response_body(input.into()).into()
}

/// Makes an enum an enumeration of strings, spelled as serde's attributes say: `as_str`, `FromStr`, serde.
#[proc_macro_derive(Enum, attributes(serde))]
pub fn derive_enum(input: TokenStream) -> TokenStream {
    spelling::derive(input.into()).into()
}
