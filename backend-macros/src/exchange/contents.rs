//! Bodies of several media types: an enum with a variant for each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, GenericArgument, Ident, PathArguments, Result, Type};

use super::{
    http,
    kind::{Kind, Travel},
};
use crate::syntax::all;

struct Variant<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    travel: Travel,
}

/// The variants, each with one field and one media type.
fn variants(input: &DeriveInput) -> Result<Vec<Variant<'_>>> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(
            input.ident.span(),
            "a body of several media types is an enum",
        ));
    };
    all(data.variants.iter().map(variant))
}

fn variant(variant: &syn::Variant) -> Result<Variant<'_>> {
    let travel = Travel::of(&variant.attrs)?;
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 && travel.kind != Kind::Any => {
            Ok(Variant {
                ident: &variant.ident,
                ty: &fields.unnamed[0].ty,
                travel,
            })
        }
        _ => Err(Error::new(
            variant.ident.span(),
            "a variant holds one type, of one media type: `#[body(json)] Json(Book)`",
        )),
    }
}

/// `impl RequestBody`
pub(super) fn request(input: &DeriveInput) -> Result<TokenStream> {
    let (http, name) = (http(), &input.ident);
    let variants = variants(input)?;
    let last = variants.len().saturating_sub(1);
    let arms = variants.iter().enumerate().map(|(index, variant)| {
        let (ident, media_type) = (variant.ident, variant.travel.media_type());
        let pattern = if index == last {
            quote!(_)
        } else {
            quote!(#media_type)
        };
        let boxed = inner(variant.ty, "Box");
        let decoded = decode(variant.travel.kind, boxed.unwrap_or(variant.ty));
        let boxing = boxed.map(|_| quote!(.map(::std::boxed::Box::new)));
        quote!(#pattern => #decoded #boxing.map(Self::#ident),)
    });
    Ok(quote! {
        #[automatically_derived]
        impl #http::RequestBody for #name {
            async fn from_call(call: &mut #http::Call) -> ::core::result::Result<::core::option::Option<Self>, #http::ApiError> {
                ::core::result::Result::Ok(match call.media_type()? { #(#arms)* })
            }
        }
    })
}

/// An expression of type `Option<T>` that decodes the body of `call`.
pub(super) fn decode(kind: Kind, ty: &Type) -> TokenStream {
    match kind {
        Kind::Json => quote!(call.json::<#ty>().await?),
        Kind::Form => quote!(call.form::<#ty>().await?),
        Kind::Multipart => quote!(call.multipart::<#ty>().await?),
        Kind::Text => quote!(call.text().await?),
        Kind::Bytes => quote!(::core::option::Option::Some(call.stream()?)),
        Kind::Any => {
            let http = http();
            quote!(<#ty as #http::RequestBody>::from_call(&mut call).await?)
        }
    }
}

/// `impl ResponseBody`
pub(super) fn response(input: &DeriveInput) -> Result<TokenStream> {
    let (http, name) = (http(), &input.ident);
    let variants = variants(input)?;
    let arms = variants.iter().map(|variant| {
        let (ident, reply) = (variant.ident, reply(&variant.travel));
        quote!(Self::#ident(body) => #reply,)
    });
    Ok(quote! {
        #[automatically_derived]
        impl #http::ResponseBody for #name {
            fn reply(self, status: #http::StatusCode) -> #http::Reply {
                match self { #(#arms)* }
            }
        }
    })
}

/// The reply with `status` and `body`.
pub(super) fn reply(travel: &Travel) -> TokenStream {
    let (http, media_type) = (http(), travel.media_type());
    match travel.kind {
        Kind::Json | Kind::Form | Kind::Multipart => {
            quote!(#http::response::json_as(status, #media_type, &body))
        }
        Kind::Text => {
            let typed = format!("{media_type}; charset=utf-8");
            quote!(#http::response::bytes(status, #typed, body))
        }
        Kind::Bytes => {
            // A range is no media type; octets are what all have in common.
            let media_type = if media_type.contains('*') {
                "application/octet-stream"
            } else {
                media_type
            };
            quote!(#http::response::body(status, #media_type, body))
        }
        Kind::Any => quote!(#http::ResponseBody::reply(body, status)),
    }
}

/// The `T` of `Option<T>` or `Box<T>`.
pub(super) fn inner<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == wrapper)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(inner) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}
