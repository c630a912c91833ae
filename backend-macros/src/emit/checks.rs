//! Keys to typed checks: calls of `backend_runtime::validate::check`.

use crate::model::{element, is_plain, path_of};
use crate::node;
use crate::syntax::{Argument, Errors, Expr, JsonValue, Key};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

/// The checks of `expr` on the value at `place` (an expression of reference type), which is of type `ty`.
///
/// `__v` is `backend_runtime::validate`, `__s` is `backend_runtime::schema`.
pub(super) fn checks(
    expr: &Expr,
    place: &TokenStream,
    ty: Option<&Type>,
    errors: &mut Errors,
) -> Vec<TokenStream> {
    let view = quote!(__v::Validate::view(#place));
    let mut list = Vec::new();
    bounds(
        expr,
        &view,
        ("min_length", "max_length"),
        &quote!(length),
        &mut list,
    );
    bounds(
        expr,
        &view,
        ("min_items", "max_items"),
        &quote!(items),
        &mut list,
    );
    bounds(
        expr,
        &view,
        ("min_properties", "max_properties"),
        &quote!(properties),
        &mut list,
    );
    for key in &expr.keys {
        list.extend(simple(key, &view));
        if let Some(inner) = inner_type(expr, key, ty)
            && let Argument::Schema(schema) = &key.argument
        {
            let inside = checks(schema, &quote!(__i), Some(inner), errors);
            if !inside.is_empty() {
                list.push(quote!(__v::check::each(#place, |__i| #(#inside)&&*)));
            }
        }
    }
    let keywords = node::keywords(expr, |key| is_complex(expr, key, ty), errors);
    if !keywords.is_empty() {
        let node = node::plain(&keywords, expr.has("nullable"));
        // A static, not a const block: only there are the calls inside the table promoted.
        list.push(quote!(__v::check::node(#view, {
            static NODE: __s::Node = #node;
            &NODE
        })));
    }
    list
}

fn bounds(
    expr: &Expr,
    view: &TokenStream,
    (least, greatest): (&str, &str),
    check: &TokenStream,
    list: &mut Vec<TokenStream>,
) {
    let (min, max) = (expr.count(least), expr.count(greatest));
    if min.is_some() || max.is_some() {
        let (min, max) = (min.unwrap_or(0), max.unwrap_or(u64::MAX));
        list.push(quote!(__v::check::#check(#view, #min, #max)));
    }
}

fn simple(key: &Key, view: &TokenStream) -> Option<TokenStream> {
    Some(match &*key.name {
        "pattern" => {
            let source = key.text()?;
            quote!(__v::check::pattern(#view, {
                static PATTERN: __s::Pattern = __s::Pattern::new(#source);
                &PATTERN
            }))
        }
        "format" => {
            let format = node::format(key.text()?);
            quote!(__v::check::format(#view, #format))
        }
        "unique_items" => quote!(__v::check::unique(#view)),
        "minimum" | "maximum" | "exclusive_minimum" | "exclusive_maximum" | "multiple_of" => {
            let check = quote::format_ident!("{}", key.name);
            let limit = node::number(key.number()?);
            quote!(__v::check::#check(#view, #limit))
        }
        "enum" => match &key.argument {
            Argument::Json(json) => match &json.value {
                JsonValue::Array(values) => {
                    let values = values.iter().map(node::json);
                    quote!(__v::check::one_of(#view, &[#(#values),*]))
                }
                _ => return None,
            },
            _ => return None,
        },
        "const" => match &key.argument {
            Argument::Json(json) => {
                let value = node::json(json);
                quote!(__v::check::constant(#view, &#value))
            }
            _ => return None,
        },
        _ => return None,
    })
}

/// The type inside, where `items` or `values` can be checked one by one.
fn inner_type<'a>(expr: &Expr, key: &Key, ty: Option<&'a Type>) -> Option<&'a Type> {
    let list = key.name == "items" && !expr.has("prefix_items");
    let map = key.name == "values" && !expr.has("properties") && !expr.has("pattern_properties");
    if list || map {
        ty.and_then(element)
    } else {
        None
    }
}

/// Keywords that only the walk knows.
fn is_complex(expr: &Expr, key: &Key, ty: Option<&Type>) -> bool {
    match &*key.name {
        "type" | "types" => !ty.is_some_and(|ty| is_plain(ty) && !holds_json(ty)),
        "items" | "values" => inner_type(expr, key, ty).is_none(),
        "prefix_items"
        | "contains"
        | "unevaluated_items"
        | "properties"
        | "required"
        | "pattern_properties"
        | "closed"
        | "property_names"
        | "dependent_required"
        | "dependent_schemas"
        | "unevaluated_properties"
        | "never"
        | "ref"
        | "all_of"
        | "any_of"
        | "one_of"
        | "not"
        | "if" => true,
        _ => false,
    }
}

/// Whether free-form JSON is somewhere inside.
fn holds_json(ty: &Type) -> bool {
    path_of(ty)
        .is_some_and(|(name, arguments)| name == "Value" || arguments.into_iter().any(holds_json))
}
