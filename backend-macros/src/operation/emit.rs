//! The tables, and the type of the handler's name that carries them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Path, Type};

use super::syntax::{Operation, Response};
use crate::model::path_of;

/// The extractors that must be described; any other may be.
const DESCRIBED: [&str; 7] = [
    "Json",
    "Form",
    "Multipart",
    "Path",
    "Query",
    "Header",
    "Cookie",
];

pub(super) fn tables(operation: &Operation) -> TokenStream {
    let (name, vis) = (&operation.function.sig.ident, &operation.function.vis);
    let table = operation_table(operation);
    let docs = docs_table(operation);
    let inputs = inputs(operation);
    let path = &operation.path;
    let bare = name.unraw().to_string();
    let message = format!(
        "`{bare}` does not read every parameter of its path `{}`: give it a `Path` extractor whose struct has a field \
         for each",
        path.value()
    );
    let described = format!(
        "The operation `{} {}` of [`fn@{bare}`], for `ApiRouter::operation`.",
        operation.method,
        path.value()
    );
    let (generics, state, bound) = match &operation.state {
        Some(state) => (quote!(), quote!(#state), quote!()),
        None => (
            quote!(<__S>),
            quote!(__S),
            quote!(where __S: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static),
        ),
    };
    quote! {
        #[doc = #described]
        #[allow(non_camel_case_types)]
        #vis enum #name {}

        #[allow(deprecated)]
        const _: () = {
            #[allow(unused_imports)]
            use ::backend_runtime::openapi::describe::Undescribed as _;

            static OPERATION: ::backend_runtime::http::Operation = #table;
            const INPUTS: &[::backend_runtime::openapi::Input] = &[#(#inputs),*];
            static DOCS: ::backend_runtime::openapi::Docs = #docs;
            const _: () = ::backend_runtime::openapi::assert_described(#path, INPUTS, #message);

            #[automatically_derived]
            impl #generics ::backend_runtime::openapi::ApiOperation<#state> for #name #bound {
                const OPERATION: &'static ::backend_runtime::http::Operation = &OPERATION;
                const DOCS: &'static ::backend_runtime::openapi::Docs = &DOCS;

                fn route() -> ::backend_runtime::openapi::axum::routing::MethodRouter<#state> {
                    ::backend_runtime::openapi::route(&OPERATION, #name)
                }
            }
        };
    }
}

fn operation_table(operation: &Operation) -> TokenStream {
    let Operation {
        method,
        path,
        security,
        ..
    } = operation;
    let id = operation.id.as_ref().map_or_else(
        || camel_case(&operation.function.sig.ident.unraw().to_string()),
        syn::LitStr::value,
    );
    let security = security.iter().map(|schemes| requirement(schemes));
    quote! {
        ::backend_runtime::http::Operation {
            id: #id,
            method: #method,
            path: #path,
            security: &[#(#security),*],
            ..::backend_runtime::http::Operation::NEW
        }
    }
}

fn requirement(schemes: &[(Path, Vec<syn::LitStr>)]) -> TokenStream {
    let schemes = schemes
        .iter()
        .map(|(scheme, scopes)| quote!((&#scheme, &[#(#scopes),*])));
    quote!(::backend_runtime::http::Requirement { schemes: &[#(#schemes),*] })
}

fn docs_table(operation: &Operation) -> TokenStream {
    let Operation {
        summary,
        description,
        tags,
        deprecated,
        ..
    } = operation;
    let name = operation.function.sig.ident.unraw().to_string();
    let responses = responses(operation);
    quote! {
        ::backend_runtime::openapi::Docs {
            handler: ::core::concat!(::core::module_path!(), "::", #name),
            summary: #summary,
            description: #description,
            tags: &[#(#tags),*],
            deprecated: #deprecated,
            derived_id: false,
            inputs: INPUTS,
            responses: #responses,
            callbacks: &[],
        }
    }
}

fn inputs(operation: &Operation) -> Vec<TokenStream> {
    let mut inputs: Vec<TokenStream> = operation.arguments().map(input).collect();
    inputs.extend(operation.parameters.iter().map(|(location, ty)| {
        let location = format_ident!("{}", capitalised(&location.to_string()));
        quote!(::backend_runtime::openapi::Input::Parameters(
            ::backend_runtime::openapi::ParameterSet::of::<#ty>(::backend_runtime::openapi::ParameterIn::#location)
        ))
    }));
    inputs
}

fn input(ty: &Type) -> TokenStream {
    if is_described(ty) {
        quote!(<#ty as ::backend_runtime::openapi::Describe>::INPUT)
    } else {
        quote!(::backend_runtime::openapi::describe::Argument::<#ty>::INPUT)
    }
}

fn is_described(ty: &Type) -> bool {
    match path_of(ty) {
        Some((name, arguments)) if name == "Option" => {
            arguments.first().is_some_and(|ty| is_described(ty))
        }
        Some((name, _)) => DESCRIBED.contains(&name.as_str()),
        None => false,
    }
}

fn responses(operation: &Operation) -> TokenStream {
    let returned = operation.answer();
    let Some(listed) = &operation.responses else {
        let ty = returned.map_or_else(|| quote!(()), |ty| quote!(#ty));
        return quote!(<#ty as ::backend_runtime::openapi::Responses>::RESPONSES);
    };
    let own = listed.iter().map(response);
    quote!(&::backend_runtime::openapi::ResponseList::of(&[#(#own),*]))
}

fn response(response: &Response) -> TokenStream {
    let status = &response.status;
    let description = response
        .description
        .clone()
        .unwrap_or_else(|| crate::responses::reason(status).to_owned());
    let contents = response.body.as_ref().map(|body| {
        let media_type = response
            .content_type
            .as_ref()
            .map_or_else(|| "application/json".to_owned(), syn::LitStr::value);
        quote!(::backend_runtime::openapi::Content {
            media_type: #media_type,
            schema: ::core::option::Option::Some(::backend_runtime::schema::Node::of::<#body>()),
            ..::backend_runtime::openapi::Content::NEW
        })
    });
    quote!(::backend_runtime::openapi::Response {
        status: #status,
        description: #description,
        contents: &[#contents],
        ..::backend_runtime::openapi::Response::NEW
    })
}

/// `get_user` → `getUser`
fn camel_case(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_').filter(|word| !word.is_empty()) {
        if camel.is_empty() {
            camel.push_str(word);
        } else {
            camel.push_str(&capitalised(word));
        }
    }
    camel
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
