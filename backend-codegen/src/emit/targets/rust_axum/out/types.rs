//! Module `types`: one item per named type of the API.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    defaults::Defaults,
    directions::Directions,
    docs::{docs, told},
    size::{LARGE, size_of},
    structs::{Attributes, Struct, Travels, fields},
};
use crate::{
    emit::lang::rust::{
        Case, FieldShape, RustNames, annotation_keys, contains_wire, field_shapes, foreign_keys,
        ident, rust_type, schema_attributes, variant_idents, with_assertions,
    },
    ir::{
        Additional, Api, ContentKind, Kind, Object, PartEncoding, TypeDef, TypeId, Union, UnionMode,
    },
};

/// How the bodies that a type is used in constrain its derives.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Uses<'a> {
    /// How its properties are written there.
    pub(super) encodings: &'a [PartEncoding],
    /// Read from `application/x-www-form-urlencoded`.
    pub(super) form: bool,
    /// Read from `multipart/form-data`.
    pub(super) multipart: bool,
}

/// The items of every type that some operation uses.
pub(super) fn items(api: &Api, names: &RustNames) -> Vec<TokenStream> {
    let used = |definition: &TypeDef| definition.in_requests || definition.in_responses;
    let (directions, defaults) = (Directions::of(api), Defaults::default());
    let mut items: Vec<TokenStream> = api
        .types
        .iter()
        .filter(|(_, definition)| used(definition))
        .map(|(id, definition)| {
            let travels = Travels {
                reads: directions.reads(id),
                writes: directions.writes(id),
                checked: definition.validated,
            };
            item(id, definition, travels, api, names, &defaults)
        })
        .collect();
    items.extend(defaults.items());
    items
}

fn item(
    id: TypeId,
    definition: &TypeDef,
    travels: Travels,
    api: &Api,
    names: &RustNames,
    defaults: &Defaults,
) -> TokenStream {
    let name = ident(names.type_name(id));
    match &definition.schema.kind {
        Kind::Object(object) => {
            let style = Struct {
                defaults,
                travels,
                types: &api.types,
                names,
            };
            object_item(id, &name, definition, object, &style, api)
        }
        Kind::Enum(values) => enumeration(&name, definition, values),
        Kind::Union(union) => union_item(&name, definition, union, api, names),
        Kind::Any
        | Kind::Never
        | Kind::Ref(_)
        | Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::String(_)
        | Kind::Array(_)
        | Kind::Map(_) => newtype(&name, definition, travels, api, names),
    }
}

/// The derives that a type's directions ask for; the document needs the schema of each.
fn derives(travels: Travels) -> TokenStream {
    let validate = travels.checked.then(|| quote!(, wire::Validate));
    match (travels.reads, travels.writes) {
        (true, false) => {
            quote!(#[derive(Debug, Clone, PartialEq, serde::Deserialize, wire::Schema #validate)])
        }
        (false, _) => {
            quote!(#[derive(Debug, Clone, PartialEq, serde::Serialize, wire::Schema #validate)])
        }
        (true, true) => quote! {
            #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
            #[derive(wire::Schema #validate)]
        },
    }
}

/// Constraints of the type itself, and what the document says about it beyond the doc comment.
fn container_keys(definition: &TypeDef, names: &RustNames) -> Vec<TokenStream> {
    let mut keys = schema_attributes(&definition.schema, names);
    let told = told(definition.schema.meta.description.as_deref());
    keys.extend(annotation_keys(&definition.schema.meta, &told));
    keys
}

fn object_item(
    id: TypeId,
    name: &Ident,
    definition: &TypeDef,
    object: &Object,
    style: &Struct<'_>,
    api: &Api,
) -> TokenStream {
    let names = style.names;
    let uses = uses(id, api);
    let shapes = field_shapes(definition, &api.types, names);
    let shapes: Vec<FieldShape<'_>> = if uses.multipart {
        shapes.into_iter().map(FieldShape::into_part).collect()
    } else {
        shapes
    };
    let fields = fields(
        style,
        shapes.iter().map(|shape| {
            let tokens = encoding(uses.encodings, shape.wire);
            (
                shape,
                Attributes {
                    tokens,
                    description: None,
                },
            )
        }),
    );
    let kept = match &object.additional {
        Additional::Kept(values) => {
            let ty = rust_type(values, &api.types, names);
            let keys = schema_attributes(values, names);
            let keys = (!keys.is_empty()).then(|| quote!(#[schema(values(#(#keys),*))]));
            quote! {
                /// Properties beyond the named ones.
                #[serde(flatten)]
                #keys
                pub additional_properties: wire::Map<#ty>,
            }
        }
        Additional::Ignored | Additional::Refused => quote!(),
    };
    let closed = matches!(object.additional, Additional::Refused)
        .then(|| quote!(#[serde(deny_unknown_fields)]));
    let mut keys = container_keys(definition, names);
    keys.extend(foreign_keys(&object.foreign, &api.types, names));
    let used = |id: &&TypeId| api.types[**id].in_requests || api.types[**id].in_responses;
    let bases = definition
        .extends
        .iter()
        .filter(used)
        .map(|&id| ident(names.type_name(id)));
    // One is enough to find the family; the key stands once.
    keys.extend(bases.take(1).map(|base| quote!(extends = types::#base)));
    let keys = (!keys.is_empty()).then(|| quote!(#[schema(#(#keys),*)]));
    let parameters = (uses.form || uses.multipart).then(|| quote!(#[derive(http::Parameters)]));
    let derives = if shapes.iter().any(|shape| shape.file) {
        quote!(#[derive(Debug, serde::Deserialize, wire::Schema, wire::Validate)])
    } else {
        derives(style.travels)
    };
    let docs = docs(definition.schema.meta.description.as_deref());
    quote! {
        #docs
        #derives
        #parameters
        #closed
        #keys
        pub struct #name {
            #(#fields)*
            #kept
        }
    }
}

/// The kinds of body that a type is read from.
pub(super) fn uses(id: TypeId, api: &Api) -> Uses<'_> {
    let mut uses = Uses::default();
    let sent = api.outgoing.iter().map(|outgoing| &outgoing.operation);
    for content in api
        .operations
        .iter()
        .chain(sent)
        .flat_map(|operation| &operation.body)
        .flat_map(|body| &body.contents)
    {
        let is_this = content
            .schema
            .as_ref()
            .is_some_and(|schema| matches!(schema.kind, Kind::Ref(of) if of == id));
        if is_this && !content.encodings.is_empty() {
            uses.encodings = &content.encodings;
        }
        uses.form |= is_this && content.kind == ContentKind::Form;
        uses.multipart |= is_this && content.kind == ContentKind::Multipart;
    }
    uses
}

/// `#[param(…)]` for a property whose encoding is not the usual one.
fn encoding(encodings: &[PartEncoding], property: &str) -> TokenStream {
    let Some(encoding) = encodings
        .iter()
        .find(|encoding| encoding.property == property)
    else {
        return quote!();
    };
    let mut keys = Vec::new();
    if let Some(style) = encoding.style {
        let style = style.as_str();
        keys.push(quote!(style = #style));
    }
    if let Some(explode) = encoding.explode {
        keys.push(quote!(explode = #explode));
    }
    if let [only] = encoding.content_types.as_slice()
        && crate::ir::ContentKind::of(only) == ContentKind::Json
    {
        keys.push(quote!(content = #only));
    }
    if keys.is_empty() {
        quote!()
    } else {
        quote!(#[param(#(#keys),*)])
    }
}

fn enumeration(name: &Ident, definition: &TypeDef, values: &[String]) -> TokenStream {
    let idents = variant_idents(values);
    let case = Case::of_most(&idents, values);
    let rename_all = case.map(Case::name);
    let rename_all = rename_all.map(|name| quote!(#[serde(rename_all = #name)]));
    let variants = idents.iter().zip(values).map(|(variant, value)| {
        let spelled = case.map_or_else(|| variant.clone(), |case| case.variant(variant));
        let rename = (spelled != *value).then(|| quote!(#[serde(rename = #value)]));
        let variant = ident(variant);
        quote!(#rename #variant,)
    });
    let checked = definition.validated.then(|| quote!(, wire::Validate));
    let text = definition.schema.meta.description.as_deref();
    let mut keys = annotation_keys(&definition.schema.meta, &told(text));
    keys.extend(default_key(definition, values));
    let keys = (!keys.is_empty()).then(|| quote!(#[schema(#(#keys),*)]));
    let docs = docs(text);
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(wire::Enum, wire::Schema #checked)]
        #rename_all
        #keys
        pub enum #name {
            #(#variants)*
        }
    }
}

/// The default of the list itself, for the document: what a field does without a value is said at the field.
fn default_key(definition: &TypeDef, values: &[String]) -> Option<TokenStream> {
    let default = definition.schema.meta.default.as_ref()?.as_str()?;
    values
        .iter()
        .any(|value| value == default)
        .then(|| quote!(default = #default))
}

fn union_item(
    name: &Ident,
    definition: &TypeDef,
    union: &Union,
    api: &Api,
    names: &RustNames,
) -> TokenStream {
    let mode = match union.mode {
        UnionMode::OneOf => quote!(one_of),
        UnionMode::AnyOf => quote!(any_of),
    };
    let mut keys = vec![mode];
    keys.extend(
        union
            .discriminator
            .as_ref()
            .map(|property| quote!(discriminator = #property)),
    );
    keys.extend(union.base.map(|base| {
        let base = ident(names.type_name(base));
        quote!(base = types::#base)
    }));
    let mut keys = with_assertions(keys, &definition.schema, names);
    let text = definition.schema.meta.description.as_deref();
    keys.extend(annotation_keys(&definition.schema.meta, &told(text)));
    let variants = union.variants.iter().map(|variant| {
        let ty = rust_type(&variant.schema, &api.types, names);
        let boxed = size_of(&variant.schema, api, names) > LARGE;
        let ty = if boxed { quote!(Box<#ty>) } else { ty };
        let keys = match variant.tags.as_slice() {
            [] => None,
            [only] => Some(quote!(#[schema(mapping = #only)])),
            several => Some(quote!(#[schema(mappings(#(#several),*))])),
        };
        let docs = docs(
            variant
                .schema
                .meta
                .description
                .as_deref()
                .or(Some(&variant.name)),
        );
        let variant = ident(&variant.name);
        quote!(#docs #keys #variant(#ty),)
    });
    let docs = docs(definition.schema.meta.description.as_deref());
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, wire::Union)]
        #[schema(#(#keys),*)]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// An alias that refers to itself, or a schema that others refer to by name.
fn newtype(
    name: &Ident,
    definition: &TypeDef,
    travels: Travels,
    api: &Api,
    names: &RustNames,
) -> TokenStream {
    let ty = rust_type(&definition.schema, &api.types, names);
    let keys = container_keys(definition, names);
    let keys = (!keys.is_empty()).then(|| quote!(#[schema(#(#keys),*)]));
    let wire = contains_wire(&definition.schema).then(|| quote!(#[serde(with = "wire")]));
    let (docs, derives) = (
        docs(definition.schema.meta.description.as_deref()),
        derives(travels),
    );
    quote! {
        #docs
        #derives
        #[serde(transparent)]
        #keys
        pub struct #name(#wire pub #ty);
    }
}
