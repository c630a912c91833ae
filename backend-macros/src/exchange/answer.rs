//! `#[derive(Response)]`: what each variant answers, and the tables of media types and error bodies.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{
    Data, DeriveInput, Error, Field, Fields, Ident, LitInt, LitStr, Path, Result, Token, Type,
};

use super::{
    contents::{inner, reply},
    http,
    kind::{Kind, Travel, names},
};
use crate::syntax::{all, key_name, unknown};

/// One variant.
struct Variant<'a> {
    ident: &'a Ident,
    /// `404`, `4XX` or `default`
    status: String,
    /// What the body is; `None` without one.
    travel: Option<Travel>,
    /// The template of errors that the service answers itself.
    error: Option<Path>,
    fields: &'a Fields,
}

pub(super) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(
            input.ident.span(),
            "a response is an enum with a variant for each status",
        ));
    };
    let variants = all(data.variants.iter().map(variant))?;
    let (http, name) = (http(), &input.ident);
    let produces = produces(&variants);
    let errors = variants.iter().filter_map(error_shape);
    let arms = all(variants.iter().map(arm))?;
    let body = if arms.is_empty() {
        quote!(match self {})
    } else {
        quote!(match self { #(#arms)* })
    };
    Ok(quote! {
        #[automatically_derived]
        impl #http::Response for #name {
            const PRODUCES: &'static [&'static str] = &[#(#produces),*];
            const ERRORS: &'static [#http::ErrorShape] = &[#(#errors),*];

            fn reply(self) -> #http::Reply {
                #body
            }
        }
    })
}

fn variant(variant: &syn::Variant) -> Result<Variant<'_>> {
    let missing = || {
        Error::new(
            variant.ident.span(),
            "the status is missing: `#[response(200)]`",
        )
    };
    let attribute = variant
        .attrs
        .iter()
        .find(|one| one.path().is_ident("response"))
        .ok_or_else(missing)?;
    let mut parsed = Variant {
        ident: &variant.ident,
        status: String::new(),
        travel: has_body(&variant.fields).then(Travel::json),
        error: None,
        fields: &variant.fields,
    };
    // The status comes first; what follows are keys.
    let rest: TokenStream = attribute.parse_args_with(|input: ParseStream<'_>| {
        parsed.status = status(input)?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        input.parse()
    })?;
    let keys = syn::meta::parser(|meta| {
        if meta.path.is_ident("error") {
            parsed.error = Some(meta.value()?.parse()?);
            return Ok(());
        }
        match Travel::parse(&meta)? {
            Some(travel) => {
                parsed.travel = Some(travel);
                Ok(())
            }
            None => {
                let known: Vec<&str> = [vec!["error"], names()].concat();
                Err(meta.error(unknown("key", &key_name(&meta), &known)))
            }
        }
    });
    syn::parse::Parser::parse2(keys, rest)?;
    Ok(parsed)
}

fn status(input: ParseStream<'_>) -> Result<String> {
    if input.peek(LitInt) {
        let code: LitInt = input.parse()?;
        return match code.base10_parse::<u16>()? {
            100..=999 => Ok(code.base10_digits().to_owned()),
            _ => Err(Error::new(code.span(), "a status has three digits")),
        };
    }
    let text: LitStr = input.parse()?;
    match text.value().as_bytes() {
        b"default" | [b'1'..=b'5', b'X', b'X'] => Ok(text.value()),
        _ => Err(Error::new(
            text.span(),
            "expected a range as \"4XX\", or \"default\"",
        )),
    }
}

fn has_body(fields: &Fields) -> bool {
    match fields {
        Fields::Unit => false,
        Fields::Unnamed(_) => true,
        Fields::Named(named) => named.named.iter().any(is_body),
    }
}

fn is_body(field: &Field) -> bool {
    field.ident.as_ref().is_some_and(|ident| ident == "body") && header_of(field).is_none()
}

fn header_of(field: &Field) -> Option<&syn::Attribute> {
    field.attrs.iter().find(|one| one.path().is_ident("header"))
}

/// The media types of successes, each once.
fn produces(variants: &[Variant<'_>]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for variant in variants
        .iter()
        .filter(|variant| variant.status.starts_with('2'))
    {
        for media_type in variant.travel.iter().flat_map(|travel| &travel.media_types) {
            if !list.contains(media_type) {
                list.push(media_type.clone());
            }
        }
    }
    list
}

/// What the service answers itself for the status of a variant.
fn error_shape(variant: &Variant<'_>) -> Option<TokenStream> {
    let (http, status) = (http(), &variant.status);
    if !status.starts_with(['4', '5', 'd']) {
        return None;
    }
    let (content_type, body) = match (&variant.travel, &variant.error) {
        (Some(travel), Some(body)) => (travel.json_type()?.to_owned(), quote!(&#body)),
        (Some(_), None) => return None,
        (None, _) => (String::new(), quote!(&#http::Template::Null)),
    };
    Some(quote!(#http::ErrorShape { status: #status, content_type: #content_type, body: #body }))
}

fn arm(variant: &Variant<'_>) -> Result<TokenStream> {
    let (http, ident) = (http(), variant.ident);
    let fixed = variant.status.parse::<u16>().ok();
    let status = fixed.map(|code| quote!(let status = #http::response::status(#code);));
    let reply = match &variant.travel {
        None => quote!(#http::response::empty(status)),
        Some(travel) if travel.kind == Kind::Any => {
            quote!(#http::ResponseBody::reply(body, status))
        }
        Some(travel) => reply(travel),
    };
    let (pattern, headers) = match variant.fields {
        Fields::Unit => (quote!(Self::#ident), Vec::new()),
        Fields::Unnamed(_) => (quote!(Self::#ident(body)), Vec::new()),
        Fields::Named(named) => {
            let idents = named.named.iter().map(|field| &field.ident);
            let headers = named.named.iter().filter_map(header);
            (quote!(Self::#ident { #(#idents),* }), all(headers)?)
        }
    };
    Ok(quote!(#pattern => { #status #reply #(#headers)* }))
}

/// `.header(…)` for a field with `#[header("…")]`.
fn header(field: &Field) -> Option<Result<TokenStream>> {
    let name = header_of(field)?
        .parse_args::<LitStr>()
        .map(|name| name.value().to_ascii_lowercase());
    let (http, ident) = (http(), &field.ident);
    Some(name.map(|name| {
        let name = quote!(#http::HeaderName::from_static(#name));
        match inner(&field.ty, "Option") {
            Some(inner) if is_string(inner) => quote!(.header_optional(#name, #ident)),
            Some(_) => quote!(.header_optional(#name, #ident.map(|value| value.to_string()))),
            None if is_string(&field.ty) => quote!(.header(#name, #ident)),
            None => quote!(.header(#name, #ident.to_string())),
        }
    }))
}

fn is_string(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("String"))
}
