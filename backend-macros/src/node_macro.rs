//! `node!(Type, keys…)`: a schema where no type has one of its own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Token, Type};

use crate::node::{Around, node};
use crate::syntax::{Errors, Expr, parse_keys};

/// The expression of type `Node`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = (|input: ParseStream| {
        let ty: Type = input.parse()?;
        let mut expr = Expr::default();
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
            parse_keys(input, &mut expr, &mut errors)?;
        }
        Ok((ty, expr))
    })
    .parse2(input);
    let (ty, expr) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return error.into_compile_error(),
    };
    crate::check::keys(&expr, &ty, &mut errors);
    let around = Around {
        base: vec![quote!(__s::Keyword::Ref(__s::Target::Type(<#ty as __s::Schema>::schema)))],
        ..Around::default()
    };
    let node = node(&expr, around, &mut errors);
    match errors.into_result() {
        // What a node refers to lives on only in an item.
        Ok(()) => quote!({
            use ::backend_runtime::schema as __s;
            const NODE: __s::Node = #node;
            NODE
        }),
        Err(error) => error.into_compile_error(),
    }
}
