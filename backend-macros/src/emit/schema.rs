//! `#[derive(Schema)]`: the static table.

use super::{bounded, runtime};
use crate::model::{Body, Container, Field, Shape, Variant, element, is_map, is_plain};
use crate::node::{Around, node, plain};
use crate::syntax::Errors;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn schema(container: &Container, errors: &mut Errors) -> TokenStream {
    let runtime = runtime();
    let mut base = body(container, errors);
    base.extend(container.expr.path("extends").map(
        |base| quote!(__s::Keyword::Extends(__s::Target::Type(<#base as __s::Schema>::schema))),
    ));
    let around = Around {
        base,
        name: container.component(),
        docs: container.docs.clone(),
        ..Around::default()
    };
    let table = node(&container.expr, around, errors);
    let ident = &container.ident;
    let generics = bounded(container, &quote!(#runtime::schema::Schema));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let glue = glue(container);
    let schema = quote!(impl #impl_generics #runtime::schema::Schema for #ident #type_generics #where_clause);
    if container.generics.params.is_empty() {
        return quote! {
            #[automatically_derived]
            #schema {
                fn schema() -> &'static #runtime::schema::Node {
                    use #runtime::schema as __s;
                    static NODE: __s::Node = #table;
                    &NODE
                }
            }
            #glue
        };
    }
    // A static cannot depend on type parameters, a constant of a trait can.
    quote! {
        const _: () = {
            use #runtime::schema as __s;
            trait Table {
                const NODE: __s::Node;
            }
            impl #impl_generics Table for #ident #type_generics #where_clause {
                const NODE: __s::Node = #table;
            }
            #[automatically_derived]
            #schema {
                fn schema() -> &'static __s::Node {
                    const { &<Self as Table>::NODE }
                }
            }
        };
        #glue
    }
}

/// Lets the type stand inside of `#[serde(with = "wire")]` fields, wherever it has serde's traits.
fn glue(container: &Container) -> TokenStream {
    let runtime = runtime();
    let ident = &container.ident;
    let mut generics = container.generics.clone();
    let (_, type_generics, _) = container.generics.split_for_impl();
    let this = quote!(#ident #type_generics);
    let serde = quote!(#runtime::wire::serde);
    let mut read = generics.clone();
    read.params.insert(0, syn::parse_quote!('__de));
    read.make_where_clause()
        .predicates
        .push(syn::parse_quote!(#this: #serde::Deserialize<'__de>));
    let (read_generics, _, read_where) = read.split_for_impl();
    generics.params.insert(0, syn::parse_quote!('__s));
    let predicates = &mut generics.make_where_clause().predicates;
    predicates.push(syn::parse_quote!(&'__s #this: #serde::Serialize));
    predicates.push(syn::parse_quote!(#this: '__s));
    let (write_generics, _, write_where) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #read_generics #runtime::wire::Read<'__de> for #this #read_where {
            fn read<D: #serde::Deserializer<'__de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                #serde::Deserialize::deserialize(from)
            }
        }
        #[automatically_derived]
        impl #write_generics #runtime::wire::Write<'__s> for #this #write_where {
            fn write<S: #serde::Serializer>(&'__s self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                #serde::Serialize::serialize(&self, to)
            }
        }
    }
}

/// The keywords that the shape of the type gives.
fn body(container: &Container, errors: &mut Errors) -> Vec<TokenStream> {
    match &container.body {
        Body::Struct(shape) => shape_keywords(
            shape,
            container.serde.default,
            container.serde.deny_unknown_fields,
            container.serde.transparent,
            errors,
        ),
        Body::Enum(variants) => variants_keywords(container, variants, errors),
    }
}

fn shape_keywords(
    shape: &Shape,
    defaults: bool,
    closed: bool,
    transparent: bool,
    errors: &mut Errors,
) -> Vec<TokenStream> {
    match shape {
        Shape::Unit => vec![quote!(__s::Keyword::Type(__s::TypeSet::NULL))],
        Shape::Newtype(field) => {
            let mut keywords = vec![reference(field)];
            keywords.extend(crate::node::keywords(&field.expr, |_| true, errors));
            keywords
        }
        Shape::Named(fields) if transparent => fields
            .iter()
            .filter(|field| !field.serde.skip)
            .take(1)
            .map(reference)
            .collect(),
        Shape::Tuple(fields) => {
            let count = fields.len() as u64;
            let items = fields.iter().map(|field| field_node(field, errors));
            vec![
                quote!(__s::Keyword::Type(__s::TypeSet::ARRAY)),
                quote!(__s::Keyword::PrefixItems(&[#(#items),*])),
                quote!(__s::Keyword::MinItems(#count)),
                quote!(__s::Keyword::MaxItems(#count)),
            ]
        }
        Shape::Named(fields) => object_keywords(fields, defaults, closed, errors),
    }
}

fn reference(field: &Field) -> TokenStream {
    let ty = field.schema_type();
    let target = if is_plain(ty) {
        quote!(Plain)
    } else {
        quote!(Type)
    };
    quote!(__s::Keyword::Ref(__s::Target::#target(<#ty as __s::Schema>::schema)))
}

fn object_keywords(
    fields: &[Field],
    defaults: bool,
    closed: bool,
    errors: &mut Errors,
) -> Vec<TokenStream> {
    let mut keywords = vec![quote!(__s::Keyword::Type(__s::TypeSet::OBJECT))];
    let present = || fields.iter().filter(|field| !field.serde.skip);
    let mut rest = None;
    let mut flattened = false;
    for field in present().filter(|field| field.serde.flatten) {
        if is_map(&field.ty) {
            rest = element(&field.ty);
        } else {
            flattened = true;
            keywords.push(reference(field));
        }
    }
    let properties: Vec<TokenStream> = present()
        .filter(|field| !field.serde.flatten)
        .map(|field| {
            let name = &field.name;
            let required = field.is_required(defaults) && !field.serde.skip_deserializing;
            let node = field_node(field, errors);
            quote!(__s::Property { name: #name, required: #required, node: #node })
        })
        .collect();
    if !properties.is_empty() {
        keywords.push(quote!(__s::Keyword::Properties(&[#(#properties),*])));
    }
    let aliases: Vec<TokenStream> = present()
        .flat_map(|field| {
            field
                .serde
                .aliases
                .iter()
                .map(move |alias| (alias, &field.name))
        })
        .map(|(alias, name)| quote!((#alias, #name)))
        .collect();
    if !aliases.is_empty() {
        keywords.push(quote!(__s::Keyword::Aliases(&[#(#aliases),*])));
    }
    match (rest, flattened, closed) {
        (Some(ty), flattened, _) => {
            let keyword = if flattened {
                quote!(UnevaluatedProperties)
            } else {
                quote!(AdditionalProperties)
            };
            let rest = plain(
                &[quote!(__s::Keyword::Ref(__s::Target::Type(<#ty as __s::Schema>::schema)))],
                false,
            );
            keywords.push(quote!(__s::Keyword::#keyword(&#rest)));
        }
        (None, true, true) => keywords.push(quote!(__s::Keyword::UnevaluatedProperties(
            &__s::Node::NEVER
        ))),
        (None, false, true) => keywords.push(quote!(__s::Keyword::Closed)),
        (None, _, false) => {}
    }
    keywords
}

fn field_node(field: &Field, errors: &mut Errors) -> TokenStream {
    let around = Around {
        base: vec![reference(field)],
        docs: field.docs.clone(),
        read_only: field.is_read_only(),
        write_only: field.serde.skip_serializing,
        ..Around::default()
    };
    node(&field.expr, around, errors)
}

fn string_const(text: &str) -> TokenStream {
    quote!(__s::Keyword::Type(__s::TypeSet::STRING), __s::Keyword::Const(&__s::Json::String(#text)))
}

/// Enums in serde's four representations.
fn variants_keywords(
    container: &Container,
    variants: &[Variant],
    errors: &mut Errors,
) -> Vec<TokenStream> {
    let serde = &container.serde;
    let used: Vec<&Variant> = variants
        .iter()
        .filter(|variant| !variant.serde.skip)
        .collect();
    let plain = used
        .iter()
        .all(|variant| matches!(variant.shape, Shape::Unit));
    if plain && serde.tag.is_none() && !serde.untagged {
        let names = used
            .iter()
            .flat_map(|variant| names(variant, serde.untagged));
        return vec![
            quote!(__s::Keyword::Type(__s::TypeSet::STRING)),
            quote!(__s::Keyword::Enum(&[#(__s::Json::String(#names)),*])),
        ];
    }
    let nodes: Vec<TokenStream> = used
        .iter()
        .flat_map(|variant| names(variant, serde.untagged).map(move |name| (variant, name)))
        .map(|(variant, name)| variant_node(container, variant, name, errors))
        .collect();
    vec![match &serde.tag {
        Some(tag) if !serde.untagged => {
            let names = used
                .iter()
                .flat_map(|variant| names(variant, serde.untagged));
            quote!(__s::Keyword::Discriminator(&__s::Discriminator {
                property: #tag,
                mapping: &[#((#names, #nodes)),*],
                one_of: true,
                base: ::core::option::Option::None,
            }))
        }
        // serde takes the first variant that fits.
        _ if serde.untagged => quote!(__s::Keyword::AnyOf(&[#(#nodes),*])),
        _ => quote!(__s::Keyword::OneOf(&[#(#nodes),*])),
    }]
}

/// The names that choose a variant; without a tag nothing is chosen by name.
fn names(variant: &Variant, untagged: bool) -> impl Iterator<Item = &String> {
    let aliases = if untagged || variant.serde.untagged {
        &[][..]
    } else {
        &variant.serde.aliases
    };
    std::iter::once(&variant.name).chain(aliases)
}

fn variant_node(
    container: &Container,
    variant: &Variant,
    name: &str,
    errors: &mut Errors,
) -> TokenStream {
    let serde = &container.serde;
    let closed = serde.deny_unknown_fields;
    let content =
        |errors: &mut Errors| shape_keywords(&variant.shape, false, closed, false, errors);
    let property = |name: &str, node: TokenStream| quote!(__s::Property { name: #name, required: true, node: #node });
    let tag_node = plain(&[string_const(name)], false);
    let object = |properties: Vec<TokenStream>, closed: bool| {
        let closed = closed.then(|| quote!(, __s::Keyword::Closed));
        vec![
            quote!(__s::Keyword::Type(__s::TypeSet::OBJECT), __s::Keyword::Properties(&[#(#properties),*]) #closed),
        ]
    };
    let base = match (&serde.tag, &serde.content) {
        _ if serde.untagged || variant.serde.untagged => content(errors),
        (None, _) => match variant.shape {
            Shape::Unit => vec![string_const(name)],
            _ => {
                let inner = plain(&content(errors), false);
                object(vec![property(name, inner)], true)
            }
        },
        (Some(tag), Some(key)) => match variant.shape {
            Shape::Unit => object(vec![property(tag, tag_node)], closed),
            _ => {
                let inner = plain(&content(errors), false);
                object(vec![property(tag, tag_node), property(key, inner)], closed)
            }
        },
        (Some(tag), None) => {
            let mut keywords = object(vec![property(tag, tag_node)], false);
            if !matches!(variant.shape, Shape::Unit) {
                let inner = plain(
                    &shape_keywords(&variant.shape, false, false, false, errors),
                    false,
                );
                keywords.push(quote!(__s::Keyword::AllOf(&[#inner])));
            }
            if closed {
                keywords.push(quote!(__s::Keyword::UnevaluatedProperties(
                    &__s::Node::NEVER
                )));
            }
            keywords
        }
    };
    let around = Around {
        base,
        docs: variant.docs.clone(),
        ..Around::default()
    };
    node(&variant.expr, around, errors)
}
