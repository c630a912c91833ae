//! `Validate` of enums with data, in serde's four representations.
use super::validate::{
    Checks, Parts, Visit, field_checks, object, object_checks, tuple, tuple_checks,
};
use crate::model::{Container, Field, Shape, Variant};
use crate::syntax::Errors;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// How JSON tells the variants apart.
enum Form<'a> {
    External,
    Internal(&'a str),
    Adjacent(&'a str, &'a str),
    Untagged,
}

fn form<'a>(container: &'a Container, variant: &Variant) -> Form<'a> {
    let serde = &container.serde;
    match (&serde.tag, &serde.content) {
        _ if serde.untagged || variant.serde.untagged => Form::Untagged,
        (Some(tag), Some(content)) => Form::Adjacent(tag, content),
        (Some(tag), None) => Form::Internal(tag),
        (None, _) => Form::External,
    }
}

/// The fields of a variant bound by reference.
fn binding(field: &Field) -> Ident {
    match &field.member {
        syn::Member::Named(ident) => format_ident!("__{}", syn::ext::IdentExt::unraw(ident)),
        syn::Member::Unnamed(index) => format_ident!("__{}", index.index),
    }
}

fn bound(field: &Field) -> TokenStream {
    let binding = binding(field);
    quote!(#binding)
}

fn fields(shape: &Shape) -> Vec<&Field> {
    match shape {
        Shape::Unit => Vec::new(),
        Shape::Newtype(field) => vec![field],
        Shape::Named(fields) | Shape::Tuple(fields) => fields.iter().collect(),
    }
}

/// `Self::Variant { a: __a, .. } => body`
fn arm(variant: &Variant, body: &TokenStream) -> TokenStream {
    let ident = &variant.ident;
    let bindings = fields(&variant.shape)
        .into_iter()
        .filter(|field| !field.serde.skip)
        .map(|field| {
            let (member, binding) = (&field.member, binding(field));
            quote!(#member: #binding)
        });
    quote! {
        #[allow(unused_variables, reason = "not every arm needs every field")]
        Self::#ident { #(#bindings,)* .. } => { #body }
    }
}

fn matched(arms: &[TokenStream]) -> TokenStream {
    if arms.is_empty() {
        quote!(match *self {})
    } else {
        quote!(match self { #(#arms)* })
    }
}

/// The content of a variant as a view.
fn content(variant: &Variant, within: bool) -> TokenStream {
    match &variant.shape {
        Shape::Unit => quote!(__v::View::Null),
        Shape::Newtype(field) => {
            let place = bound(field);
            quote!(__v::Validate::view(#place))
        }
        Shape::Tuple(_) => quote!(__v::View::Array(self)),
        Shape::Named(_) if within => quote!(__v::View::Object(__v::Object::content(self))),
        Shape::Named(_) => quote!(__v::View::Object(__v::Object::of(self))),
    }
}

fn view(variant: &Variant, form: &Form<'_>) -> TokenStream {
    let name = &variant.name;
    match (form, &variant.shape) {
        (Form::External, Shape::Unit) => quote!(__v::View::Str(#name)),
        (Form::Untagged, _) => content(variant, false),
        _ => quote!(__v::View::Object(__v::Object::of(self))),
    }
}

/// What `Members::visit` shows of a variant.
fn members(variant: &Variant, form: &Form<'_>) -> TokenStream {
    let name = &variant.name;
    let inside = match &variant.shape {
        Shape::Named(fields) => object(fields, false, &bound),
        Shape::Newtype(field) => {
            let place = bound(field);
            quote!(__v::check::flattened(__v::Validate::view(#place), each);)
        }
        _ => quote!(),
    };
    match form {
        Form::Untagged if matches!(variant.shape, Shape::Named(_)) => inside,
        Form::Untagged => quote!(),
        Form::Internal(tag) => quote!(each(#tag, __v::View::Str(#name)); #inside),
        Form::External if matches!(variant.shape, Shape::Unit) => quote!(),
        Form::External => {
            let content = content(variant, true);
            quote!(each(#name, #content);)
        }
        Form::Adjacent(tag, key) => {
            let content = content(variant, true);
            let inner =
                (!matches!(variant.shape, Shape::Unit)).then(|| quote!(each(#key, #content);));
            quote!(each(#tag, __v::View::Str(#name)); #inner)
        }
    }
}

/// Where the content of a variant stands.
fn place(variant: &Variant, form: &Form<'_>) -> TokenStream {
    let name = &variant.name;
    match form {
        Form::Internal(_) | Form::Untagged => quote!(at),
        Form::External => quote!(__v::Pointer::key(at, #name)),
        Form::Adjacent(_, key) => quote!(__v::Pointer::key(at, #key)),
    }
}

pub(super) fn enumeration(
    container: &Container,
    variants: &[Variant],
    errors: &mut Errors,
) -> Parts {
    let plain = variants
        .iter()
        .all(|variant| matches!(variant.shape, Shape::Unit));
    let mut views = Vec::new();
    let (mut visits, mut contents) = (Vec::new(), Vec::new());
    let (mut lens, mut items) = (Vec::new(), Vec::new());
    let (mut valid, mut rules) = (Vec::new(), Vec::new());
    for variant in variants {
        let form = form(container, variant);
        views.push(arm(variant, &view(variant, &form)));
        visits.push(arm(variant, &members(variant, &form)));
        let mut checks = Checks::default();
        let at = quote!(at);
        match &variant.shape {
            Shape::Unit => {}
            Shape::Newtype(field) => field_checks(field, &bound(field), &at, &mut checks, errors),
            Shape::Named(fields) => {
                contents.push(arm(variant, &object(fields, false, &bound)));
                object_checks(fields, &bound, &at, &mut checks, errors);
            }
            Shape::Tuple(fields) => {
                let (len, visit) = tuple(fields, &bound);
                lens.push(arm(variant, &len));
                items.push(arm(variant, &visit));
                tuple_checks(fields, &bound, &at, &mut checks, errors);
            }
        }
        let Checks {
            valid: mut own,
            custom,
            rules: own_rules,
        } = checks;
        own.extend(custom);
        if !own.is_empty() {
            valid.push(arm(variant, &quote!(#(#own)&&*)));
        }
        if !own_rules.is_empty() {
            let at = place(variant, &form);
            rules.push(arm(variant, &quote!(let at = &#at; #(#own_rules)*)));
        }
    }
    let rest = |mut arms: Vec<TokenStream>, default: TokenStream| {
        if arms.len() < variants.len() {
            arms.push(quote!(_ => #default,));
        }
        matched(&arms)
    };
    let is_object = !plain || container.serde.tag.is_some();
    Parts {
        faults: None,
        view: matched(&views),
        members: is_object.then(|| Visit::All(matched(&visits))),
        content: (is_object && !contents.is_empty()).then(|| rest(contents, quote!({}))),
        elements: (!items.is_empty()).then(|| (rest(lens, quote!(0)), rest(items, quote!({})))),
        checks: Checks {
            valid: if valid.is_empty() {
                Vec::new()
            } else {
                vec![rest(valid, quote!(true))]
            },
            custom: Vec::new(),
            rules: if rules.is_empty() {
                Vec::new()
            } else {
                vec![rest(rules, quote!({}))]
            },
        },
    }
}
