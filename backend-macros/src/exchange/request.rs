//! `#[derive(Request)]`: the operation's table, decoding, and the call of the API's method.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse as _, ParseStream};
use syn::{
    Data, DeriveInput, Error, Expr, Field, Fields, Ident, LitStr, Path, Result, Token, Type,
};

use super::{
    contents::{decode, inner},
    http,
    kind::{Kind, Travel},
};
use crate::syntax::{all, unknown};

/// `#[request(GET, "/books/{id}", id = "getBook", …)]`
#[derive(Default)]
struct Keys {
    method: Option<String>,
    path: Option<LitStr>,
    id: Option<LitStr>,
    security: Option<Expr>,
    /// `BooksApi::get_book`
    call: Option<Path>,
    answers: Option<Type>,
}

impl Keys {
    fn of(input: &DeriveInput) -> Result<Self> {
        let mut keys = Self::default();
        for attribute in input
            .attrs
            .iter()
            .filter(|one| one.path().is_ident("request"))
        {
            attribute.parse_args_with(|input: ParseStream<'_>| keys.parse(input))?;
        }
        Ok(keys)
    }

    /// Method, path, id and answers, which every request has.
    fn named(&self, input: &DeriveInput) -> Result<(&str, &LitStr, &LitStr, &Type)> {
        if let (Some(method), Some(path), Some(id), Some(answers)) =
            (&self.method, &self.path, &self.id, &self.answers)
        {
            return Ok((method, path, id, answers));
        }
        let missing = [
            ("the method", self.method.is_none()),
            ("the path", self.path.is_none()),
            ("`id`", self.id.is_none()),
            ("`answers`", self.answers.is_none()),
        ];
        let missing: Vec<&str> = missing
            .into_iter()
            .filter_map(|(what, missing)| missing.then_some(what))
            .collect();
        Err(Error::new(
            input.ident.span(),
            format!(
                "missing: {}; write `#[request(GET, \"/books/{{id}}\", id = \"getBook\", answers = GetBookResponse)]`",
                missing.join(", ")
            ),
        ))
    }

    fn parse(&mut self, input: ParseStream<'_>) -> Result<()> {
        while !input.is_empty() {
            if input.peek(LitStr) {
                self.path = Some(input.parse()?);
            } else {
                let key: Ident = input.parse()?;
                if input.peek(Token![=]) {
                    input.parse::<Token![=]>()?;
                    self.set(&key, input)?;
                } else {
                    self.method = Some(key.to_string());
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn set(&mut self, key: &Ident, input: ParseStream<'_>) -> Result<()> {
        match key.to_string().as_str() {
            "id" => self.id = Some(input.parse()?),
            "security" => self.security = Some(Expr::parse(input)?),
            "call" => self.call = Some(input.call(Path::parse_mod_style)?),
            "answers" => self.answers = Some(input.parse()?),
            other => {
                let known = ["id", "security", "call", "answers"];
                return Err(Error::new(key.span(), unknown("key", other, &known)));
            }
        }
        Ok(())
    }
}

/// `GetBookResponse` for `GetBookRequest`.
fn answers(request: &Ident) -> Option<Type> {
    let name = request.to_string();
    let stem = name.strip_suffix("Request")?;
    let answers = Ident::new(&format!("{stem}Response"), request.span());
    Some(syn::parse_quote!(#answers))
}

/// One field of the request.
struct Part<'a> {
    ident: &'a Ident,
    decoded: TokenStream,
}

pub(super) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let mut keys = Keys::of(input)?;
    if keys.answers.is_none() {
        keys.answers = answers(&input.ident);
    }
    let (named, parts) = (keys.named(input), parts(input));
    let ((method, path, id, answers), (parts, travel)) = match (named, parts) {
        (Ok(named), Ok(parts)) => (named, parts),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
        (Err(mut error), Err(more)) => {
            error.combine(more);
            return Err(error);
        }
    };
    let consumes = travel.map(|travel| travel.media_types).unwrap_or_default();
    let security = keys
        .security
        .as_ref()
        .map_or_else(|| quote!(&[]), |security| quote!(#security));
    let (http, name) = (http(), &input.ident);
    let decoding = decoding(&parts);
    let dispatch = keys
        .call
        .as_ref()
        .map(|call| dispatch(name, call))
        .transpose()?;
    Ok(quote! {
        #[automatically_derived]
        impl #http::Request for #name {
            type Response = #answers;

            const OPERATION: &'static #http::Operation = &#http::Operation {
                id: #id,
                method: #method,
                path: #path,
                security: #security,
                consumes: &[#(#consumes),*],
                produces: <#answers as #http::Response>::PRODUCES,
                errors: <#answers as #http::Response>::ERRORS,
            };

            #decoding
        }
        #dispatch
    })
}

fn parts(input: &DeriveInput) -> Result<(Vec<Part<'_>>, Option<Travel>)> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "a request is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new(input.ident.span(), "a request has named fields"));
    };
    let mut travel = None;
    let parts = all(fields.named.iter().map(|field| part(field, &mut travel)))?;
    Ok((parts.into_iter().flatten().collect(), travel))
}

fn part<'a>(field: &'a Field, travel: &mut Option<Travel>) -> Result<Option<Part<'a>>> {
    let (ident, ty) = (field.ident.as_ref().expect("fields are named"), &field.ty);
    let decoded = match ident.to_string().as_str() {
        "context" => return Ok(None),
        "path" | "query" | "header" | "cookie" => quote!(call.#ident::<#ty>()),
        "body" => {
            let own = Travel::of(&field.attrs)?;
            let decoded = body(&own, ty);
            *travel = Some(own);
            decoded
        }
        _ => {
            return Err(Error::new(
                ident.span(),
                "a request has the fields `path`, `query`, `header`, `cookie`, `body` and `context`",
            ));
        }
    };
    Ok(Some(Part { ident, decoded }))
}

/// An `Option` is a body that may be missing.
fn body(travel: &Travel, ty: &Type) -> TokenStream {
    let Some(inner) = inner(ty, "Option") else {
        return decode(travel.kind, ty);
    };
    match travel.kind {
        Kind::Json => quote!(call.json_optional::<#inner>().await?),
        Kind::Form => quote!(call.form_optional::<#inner>().await?),
        Kind::Multipart => quote!(call.multipart_optional::<#inner>().await?),
        Kind::Text | Kind::Bytes | Kind::Any => {
            let decoded = decode(travel.kind, inner);
            quote! {
                if call.has_no_body() {
                    ::core::option::Option::Some(::core::option::Option::None)
                } else {
                    #decoded.map(::core::option::Option::Some)
                }
            }
        }
    }
}

/// `from_call`: every part is decoded before the first failure is told.
fn decoding(parts: &[Part<'_>]) -> TokenStream {
    let http = http();
    let idents: Vec<&Ident> = parts.iter().map(|part| part.ident).collect();
    let decoded = parts
        .iter()
        .map(|Part { ident, decoded }| quote!(let #ident = #decoded;));
    let bind = (!parts.is_empty()).then(|| {
        quote! {
            let (#(::core::option::Option::Some(#idents),)*) = (#(#idents,)*) else {
                return ::core::result::Result::Err(call.invalid());
            };
        }
    });
    let mutable = (!parts.is_empty()).then(|| Ident::new("mut", Span::call_site()));
    quote! {
        async fn from_call(#mutable call: #http::Call) -> ::core::result::Result<Self, #http::ApiError> {
            #(#decoded)*
            #bind
            ::core::result::Result::Ok(Self { #(#idents,)* context: call.into_context() })
        }
    }
}

/// `impl Dispatch` for every API.
fn dispatch(name: &Ident, call: &Path) -> Result<TokenStream> {
    let mut api = call.clone();
    api.segments.pop();
    api.segments.pop_punct();
    if api.segments.is_empty() {
        return Err(Error::new_spanned(
            call,
            "expected a trait and its method: `BooksApi::get_book`",
        ));
    }
    let http = http();
    Ok(quote! {
        #[automatically_derived]
        impl<A: #api> #http::Dispatch<A> for #name {
            async fn dispatch(self, api: A) -> ::core::result::Result<Self::Response, #http::ApiError> {
                #call(&api, self).await
            }
        }
    })
}
