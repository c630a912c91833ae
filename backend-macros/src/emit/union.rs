//! `#[derive(Union)]`: `oneOf` and `anyOf` as an enum of newtype variants, serde included.

use super::runtime;
use crate::model::{Body, Container, Shape};
use crate::node::{Around, node, plain};
use crate::syntax::{Argument, Errors, Expr};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Type};

/// One alternative.
struct Alternative<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    /// The values of the discriminator that choose it.
    tags: Vec<String>,
}

pub(super) fn union(container: &Container, errors: &mut Errors) -> TokenStream {
    let Body::Enum(variants) = &container.body else {
        errors.at(
            container.ident.span(),
            "`Union` is for enums; a struct derives `Validate` and `Schema`",
        );
        return TokenStream::new();
    };
    let mut alternatives = Vec::new();
    for variant in variants {
        match &variant.shape {
            Shape::Newtype(field) => alternatives.push(Alternative {
                ident: &variant.ident,
                ty: &field.ty,
                tags: tags(&variant.expr, &variant.name),
            }),
            _ => errors.at(
                variant.ident.span(),
                "a variant of a `Union` holds one type: `Cat(Cat)`",
            ),
        }
    }
    if container.generics.params.iter().next().is_some() {
        errors.at(container.ident.span(), "a `Union` cannot be generic");
    }
    let one_of = container.expr.has("one_of");
    if one_of == container.expr.has("any_of") {
        errors.at(
            container.ident.span(),
            "a `Union` says either `#[schema(one_of)]` or `#[schema(any_of)]`",
        );
    }
    let schema = table(container, &alternatives, one_of, errors);
    let serde = serde_impls(container, &alternatives, one_of);
    let validate = validate_impl(container, &alternatives);
    quote!(#schema #serde #validate)
}

/// The discriminator's values for a variant, its own name without any.
fn tags(expr: &Expr, name: &str) -> Vec<String> {
    match expr.get("mappings").map(|key| &key.argument) {
        Some(Argument::Names(names)) => names.iter().map(syn::LitStr::value).collect(),
        _ => vec![expr.text("mapping").unwrap_or(name).to_owned()],
    }
}

fn table(
    container: &Container,
    alternatives: &[Alternative<'_>],
    one_of: bool,
    errors: &mut Errors,
) -> TokenStream {
    let runtime = runtime();
    let ident = &container.ident;
    let node_of = |ty: &Type| {
        plain(
            &[quote!(__s::Keyword::Ref(__s::Target::Type(<#ty as __s::Schema>::schema)))],
            false,
        )
    };
    let nodes = alternatives
        .iter()
        .map(|alternative| node_of(alternative.ty));
    let base = match container.expr.text("discriminator") {
        Some(property) => {
            let mapping = alternatives.iter().flat_map(|alternative| {
                let node = node_of(alternative.ty);
                alternative
                    .tags
                    .iter()
                    .map(move |tag| quote!((#tag, #node)))
            });
            let base = match container.expr.path("base") {
                Some(base) => {
                    quote!(::core::option::Option::Some(__s::Target::Type(<#base as __s::Schema>::schema)))
                }
                None => quote!(::core::option::Option::None),
            };
            quote!(__s::Keyword::Discriminator(&__s::Discriminator {
                property: #property,
                mapping: &[#(#mapping),*],
                one_of: #one_of,
                base: #base,
            }))
        }
        None if one_of => quote!(__s::Keyword::OneOf(&[#(#nodes),*])),
        None => quote!(__s::Keyword::AnyOf(&[#(#nodes),*])),
    };
    let around = Around {
        base: vec![base],
        name: container.component(),
        docs: container.docs.clone(),
        ..Around::default()
    };
    let table = node(&container.expr, around, errors);
    quote! {
        #[automatically_derived]
        impl #runtime::schema::Schema for #ident {
            fn schema() -> &'static #runtime::schema::Node {
                use #runtime::schema as __s;
                static NODE: __s::Node = #table;
                &NODE
            }
        }
    }
}

fn serde_impls(
    container: &Container,
    alternatives: &[Alternative<'_>],
    one_of: bool,
) -> TokenStream {
    let runtime = runtime();
    let ident = &container.ident;
    let serde = quote!(#runtime::wire::serde);
    let write = alternatives.iter().map(|Alternative { ident, .. }| {
        quote!(Self::#ident(inner) => #serde::Serialize::serialize(inner, to))
    });
    // By tag, an alternative has one index for each of its tags.
    let tagged = container.expr.text("discriminator");
    let mut next = 0;
    let read = alternatives.iter().map(|Alternative { ident, tags, .. }| {
        let count = if tagged.is_some() { tags.len() } else { 1 };
        let indices = next..next + count;
        next += count;
        quote!(Some(#(#indices)|*) => #runtime::wire::union::read(value).map(Self::#ident))
    });
    let read: Vec<TokenStream> = read.collect();
    let choose = match tagged {
        Some(property) => {
            let tags = alternatives
                .iter()
                .flat_map(|alternative| &alternative.tags);
            quote!(#runtime::wire::union::tagged(&value, #property, &[#(#tags),*]))
        }
        None => {
            let types = alternatives.iter().map(|alternative| alternative.ty);
            quote! {
                #runtime::wire::union::matching(
                    &value,
                    &[#(<#types as #runtime::schema::Schema>::schema),*],
                    #one_of,
                )
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl #serde::Serialize for #ident {
            fn serialize<S: #serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self { #(#write,)* }
            }
        }
        #[automatically_derived]
        impl<'de> #serde::Deserialize<'de> for #ident {
            fn deserialize<D: #serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                let value = #runtime::wire::union::value(from)?;
                match #choose {
                    #(#read,)*
                    _ => Err(#runtime::wire::union::no_match()),
                }
            }
        }
        #[automatically_derived]
        impl<'de> #runtime::wire::Read<'de> for #ident {
            fn read<D: #serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                #serde::Deserialize::deserialize(from)
            }
        }
        #[automatically_derived]
        impl #runtime::wire::Write<'_> for #ident {
            fn write<S: #serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                #serde::Serialize::serialize(self, to)
            }
        }
    }
}

fn validate_impl(container: &Container, alternatives: &[Alternative<'_>]) -> TokenStream {
    let runtime = runtime();
    let ident = &container.ident;
    let each = |method: TokenStream, arguments: TokenStream| {
        let idents = alternatives.iter().map(|alternative| alternative.ident);
        quote!(match self { #(Self::#idents(inner) => #runtime::validate::Validate::#method(inner, #arguments)),* })
    };
    let (view, rules) = (
        each(quote!(view), quote!()),
        each(quote!(rules), quote!(context, at, out)),
    );
    // With several alternatives that accept a value, `oneOf` is only known to the table.
    let valid = if container.expr.text("discriminator").is_some() {
        each(quote!(is_valid), quote!())
    } else {
        quote! {
            #runtime::validate::accepts(
                <Self as #runtime::schema::Schema>::schema(),
                #runtime::validate::Validate::view(self),
            )
        }
    };
    quote! {
        #[automatically_derived]
        impl #runtime::validate::Validate for #ident {
            fn view(&self) -> #runtime::validate::View<'_> {
                #view
            }

            fn is_valid(&self) -> bool {
                #valid
            }

            fn rules(
                &self,
                context: #runtime::validate::Context<'_>,
                at: &#runtime::validate::Pointer<'_>,
                out: &mut #runtime::validate::Violations,
            ) {
                #rules
            }
        }
    }
}
