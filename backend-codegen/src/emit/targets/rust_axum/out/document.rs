//! Module `document`: what the document says beyond what requests are served by, as static data.
//!
//! Schemas are not in it: they come from the tables of the types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::lang::rust::{
        OperationShape, RustNames, annotation_keys, ident, json_literal_const, operation_shape,
        rust_type, schema_attributes,
    },
    ir::{
        Api, Body, Content, Envelopment, Header, Location, Operation, PartEncoding, Response,
        Schema, StatusPattern,
    },
    settings::Envelope,
};

pub(super) fn items(api: &Api, names: &RustNames) -> Vec<TokenStream> {
    let mut items = vec![whole(api, names)];
    for (index, operation) in api.operations.iter().enumerate() {
        let shape = operation_shape(api, index, names);
        items.push(docs(api, names, operation, &shape));
    }
    items
}

/// The name of the static of one operation.
fn docs_name(shape: &OperationShape<'_>) -> proc_macro2::Ident {
    ident(&format!("{}_DOCS", shape.names.constant))
}

fn whole(api: &Api, names: &RustNames) -> TokenStream {
    let dialect = if api.head.is_3_0 {
        quote!(OpenApi30)
    } else {
        quote!(OpenApi31)
    };
    let (title, version) = (&api.title, &api.version);
    let description = api.description.as_deref().unwrap_or_default();
    let more = api.head.info.iter().map(|(key, value)| {
        let value = json(value);
        quote!((#key, #value))
    });
    let servers = api.head.servers.iter().map(|server| {
        let (url, description) = (&server.url, &server.description);
        let variables = option(server.variables.as_ref().map(json));
        quote!(openapi::Server { url: #url, description: #description, variables: #variables })
    });
    let tags =
        api.head.tags.iter().map(
            |(name, description)| quote!(openapi::Tag { name: #name, description: #description }),
        );
    let groups = api.groups.iter().enumerate().map(|(index, group)| {
        let module = ident(&names.group(index).module);
        let pairs = group.operations.iter().map(|&operation| {
            let shape = operation_shape(api, operation, names);
            let (request, docs) = (ident(&shape.names.request), docs_name(&shape));
            quote!((<super::#module::#request as http::Request>::OPERATION, &#docs))
        });
        quote!(&[#(#pairs),*])
    });
    quote! {
        /// The whole document.
        pub static API: openapi::Api = openapi::Api {
            dialect: openapi::Dialect::#dialect,
            info: openapi::Info {
                title: #title,
                version: #version,
                description: #description,
                more: &[#(#more),*],
            },
            servers: &[#(#servers),*],
            base_path: super::BASE_PATH,
            tags: &[#(#tags),*],
            schemes: super::SECURITY,
            operations: &[#(#groups),*],
        };
    }
}

fn docs(
    api: &Api,
    names: &RustNames,
    operation: &Operation,
    shape: &OperationShape<'_>,
) -> TokenStream {
    let name = docs_name(shape);
    let mut fields = Vec::new();
    for (field, text) in [
        (quote!(summary), &operation.summary),
        (quote!(description), &operation.description),
    ] {
        if let Some(text) = text.as_deref().filter(|text| !text.is_empty()) {
            fields.push(quote!(#field: #text));
        }
    }
    let tags = &operation.tags;
    if !tags.is_empty() {
        fields.push(quote!(tags: &[#(#tags),*]));
    }
    if operation.deprecated {
        fields.push(quote!(deprecated: true));
    }
    if operation.derived_id {
        fields.push(quote!(derived_id: true));
    }
    let inputs = inputs(api, names, operation, shape);
    if !inputs.is_empty() {
        fields.push(quote!(inputs: &[#(#inputs),*]));
    }
    let responses = operation.responses.iter().enumerate().map(|(index, one)| {
        let assumed = operation.envelopment == Envelopment::Assumed && index == 0;
        response(api, names, one, assumed)
    });
    fields.push(quote!(responses: &openapi::ResponseList::of(&[#(#responses),*])));
    quote! {
        static #name: openapi::Docs = openapi::Docs { #(#fields,)* ..openapi::Docs::NEW };
    }
}

fn inputs(
    api: &Api,
    names: &RustNames,
    operation: &Operation,
    shape: &OperationShape<'_>,
) -> Vec<TokenStream> {
    let module = module_of(api, names, operation);
    let mut inputs: Vec<TokenStream> = shape
        .parameters
        .iter()
        .map(|set| {
            let ty = ident(&set.name);
            let location = match set.location {
                Location::Path => quote!(Path),
                Location::Query => quote!(Query),
                Location::Header => quote!(Header),
                Location::Cookie => quote!(Cookie),
            };
            quote!(openapi::Input::parameters::<super::#module::#ty>(openapi::ParameterIn::#location))
        })
        .collect();
    inputs.extend(
        operation
            .body
            .as_ref()
            .map(|body| request_body(api, names, body)),
    );
    inputs
}

fn module_of(api: &Api, names: &RustNames, operation: &Operation) -> proc_macro2::Ident {
    let group = api
        .groups
        .iter()
        .position(|group| group.name == operation.group)
        .expect("every operation is in its group");
    ident(&names.group(group).module)
}

fn request_body(api: &Api, names: &RustNames, body: &Body) -> TokenStream {
    let required = body.required;
    let description = body.description.as_deref().unwrap_or_default();
    let contents = body.contents.iter().map(|one| content(api, names, one));
    quote!(openapi::Input::body(#required, #description, &[#(#contents),*]))
}

fn response(api: &Api, names: &RustNames, response: &Response, assumed: bool) -> TokenStream {
    let status = match response.status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(class) => format!("{class}XX"),
        StatusPattern::Default => "default".to_owned(),
    };
    let description = &response.description;
    let contents: Vec<TokenStream> = if assumed {
        response
            .contents
            .iter()
            .map(|_| assumed_content(api))
            .collect()
    } else {
        response
            .contents
            .iter()
            .map(|one| content(api, names, one))
            .collect()
    };
    let headers = (!response.headers.is_empty()).then(|| {
        let headers = headers(api, names, &response.headers);
        quote!(.headers(#headers))
    });
    let body = (!contents.is_empty()).then(|| quote!(.body(&[#(#contents),*])));
    let assumed = assumed.then(|| quote!(.assumed()));
    quote!(openapi::Response::new(#status, #description) #headers #body #assumed)
}

/// A success response that the document does not declare: anything, in the service's envelope.
fn assumed_content(api: &Api) -> TokenStream {
    let schema = match api.envelope {
        Envelope::None => quote!(schema::Node::ANY),
        Envelope::Data => quote!(openapi::DATA_ENVELOPE),
        Envelope::Success => quote!(openapi::SUCCESS_ENVELOPE),
    };
    quote!(openapi::Content::json(#schema))
}

fn headers(api: &Api, names: &RustNames, headers: &[Header]) -> TokenStream {
    let headers = headers.iter().map(|header| {
        let (name, required) = (&header.name, header.required);
        let description = header.description.as_deref().unwrap_or_default();
        let schema = node(api, names, &header.schema);
        quote!(openapi::Header::new(#name, #required, #description, #schema))
    });
    quote!(&[#(#headers),*])
}

fn content(api: &Api, names: &RustNames, content: &Content) -> TokenStream {
    let media_type = &content.media_type;
    let start = match &content.schema {
        None => quote!(openapi::Content::any(#media_type)),
        Some(schema) => {
            let node = node(api, names, schema);
            if media_type == "application/json" {
                quote!(openapi::Content::json(#node))
            } else {
                quote!(openapi::Content::of(#media_type, #node))
            }
        }
    };
    let example = content.example.as_ref().map(|example| {
        let example = json(example);
        quote!(.example(#example))
    });
    let encoding = (!content.encodings.is_empty()).then(|| {
        let encoding = content
            .encodings
            .iter()
            .map(|one| encoding(api, names, one));
        quote!(.encoding(&[#(#encoding),*]))
    });
    quote!(#start #example #encoding)
}

/// A JSON value where `schema` is imported.
fn json(value: &serde_json::Value) -> TokenStream {
    json_literal_const(value, &quote!(schema))
}

fn encoding(api: &Api, names: &RustNames, encoding: &PartEncoding) -> TokenStream {
    let property = &encoding.property;
    let mut fields = vec![quote!(property: #property)];
    if !encoding.content_types.is_empty() {
        let content_type = encoding.content_types.join(", ");
        fields.push(quote!(content_type: #content_type));
    }
    if let Some(style) = encoding.style.map(super::parameters::style_name) {
        fields.push(quote!(style: #style));
    }
    if let Some(explode) = encoding.explode {
        fields.push(quote!(explode: Some(#explode)));
    }
    if !encoding.headers.is_empty() {
        let headers = headers(api, names, &encoding.headers);
        fields.push(quote!(headers: #headers));
    }
    quote!(openapi::Encoding { #(#fields,)* ..openapi::Encoding::NEW })
}

/// A schema where it is used: that of its type, with what the place adds.
fn node(api: &Api, names: &RustNames, schema: &Schema) -> TokenStream {
    let ty = rust_type(schema, &api.types, names);
    let mut keys = schema_attributes(schema, names);
    if schema.nullable {
        keys.push(quote!(nullable));
    }
    if let Some(value) = &schema.meta.default {
        let value = crate::emit::lang::rust::json_literal(value);
        keys.push(quote!(default = #value));
    }
    if !matches!(schema.kind, crate::ir::Kind::Ref(_)) || schema.meta.description.is_some() {
        keys.extend(annotation_keys(&schema.meta, ""));
    }
    if keys.is_empty() {
        quote!(schema::Node::of::<#ty>())
    } else {
        quote!(schema::node!(#ty, #(#keys),*))
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

/// What a scheme of the document has besides what credentials are read by.
pub(super) fn scheme_members(members: &[(String, serde_json::Value)]) -> TokenStream {
    let members = members.iter().map(|(key, value)| {
        let value = json_literal_const(value, &quote!(backend_runtime::schema));
        quote!((#key, #value))
    });
    quote!(&[#(#members),*])
}
