//! `#[derive(Validate)]`: the view, the typed checks, the rules.

use super::checks::checks;
use super::{bounded, runtime};
use crate::model::{Body, Container, Field, Shape, Variant, is_plain, option_inner};
use crate::syntax::{Argument, Errors, Expr};
use proc_macro2::TokenStream;
use quote::quote;

/// The parts of an implementation.
struct Parts {
    view: TokenStream,
    /// The body of `Members::visit`, for types that are objects.
    members: Option<TokenStream>,
    valid: Vec<TokenStream>,
    rules: Vec<TokenStream>,
}

pub(crate) fn validate(container: &Container, errors: &mut Errors) -> TokenStream {
    let runtime = runtime();
    let mut parts = match &container.body {
        Body::Struct(shape) => structure(container, shape, errors),
        Body::Enum(variants) => enumeration(container, variants, errors),
    };
    // The limits of the type itself.
    let own = matches!(container.body, Body::Struct(_))
        .then(|| checks(&container.expr, &quote!(self), None, errors));
    parts.valid.extend(own.unwrap_or_default());
    custom(&container.expr, &quote!(self), &quote!(at), &mut parts);

    let ident = &container.ident;
    let generics = bounded(container, &quote!(#runtime::validate::Validate));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let Parts {
        view,
        members,
        valid,
        rules,
    } = parts;
    let valid = if valid.is_empty() {
        quote!(true)
    } else {
        quote!(#(#valid)&&*)
    };
    let members = members.map(|visit| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #runtime::validate::Members for #ident #type_generics #where_clause {
                fn visit<'__s>(
                    &'__s self,
                    each: &mut dyn FnMut(&'__s str, #runtime::validate::View<'__s>),
                ) {
                    use #runtime::validate as __v;
                    #visit
                }
            }
        }
    });
    let rules = (!rules.is_empty()).then(|| {
        quote! {
            fn rules(&self, at: &__v::Pointer<'_>, out: &mut __v::Violations) {
                #(#rules)*
            }
        }
    });
    quote! {
        const _: () = {
            #[allow(unused_imports, reason = "not every type needs both")]
            use #runtime::{schema as __s, validate as __v};
            #members
            #[automatically_derived]
            impl #impl_generics __v::Validate for #ident #type_generics #where_clause {
                fn view(&self) -> __v::View<'_> {
                    #view
                }

                fn is_valid(&self) -> bool {
                    #valid
                }

                #rules
            }
        };
    }
}

/// `custom = path` of a value at `place`, whose pointer is `at`.
fn custom(expr: &Expr, place: &TokenStream, at: &TokenStream, parts: &mut Parts) {
    if let Some(Argument::Type(path)) = expr.get("custom").map(|key| &key.argument) {
        parts.valid.push(quote!(#path(#place).is_ok()));
        parts
            .rules
            .push(quote!(__v::check::rule(#path(#place), #at, out);));
    }
}

fn structure(container: &Container, shape: &Shape, errors: &mut Errors) -> Parts {
    match shape {
        Shape::Unit => Parts {
            view: quote!(__v::View::Null),
            members: None,
            valid: Vec::new(),
            rules: Vec::new(),
        },
        Shape::Newtype(field) => inner(field, errors),
        Shape::Named(fields) if container.serde.transparent => {
            match fields.iter().find(|field| !field.serde.skip) {
                Some(field) => inner(field, errors),
                None => Parts {
                    view: quote!(__v::View::Null),
                    members: None,
                    valid: Vec::new(),
                    rules: Vec::new(),
                },
            }
        }
        Shape::Tuple(_) => {
            errors.at(
                container.ident.span(),
                "tuple structs with several fields cannot be validated yet",
            );
            Parts {
                view: quote!(__v::View::Null),
                members: None,
                valid: Vec::new(),
                rules: Vec::new(),
            }
        }
        Shape::Named(fields) => object(container, fields, errors),
    }
}

/// A type that is its only field.
fn inner(field: &Field, errors: &mut Errors) -> Parts {
    let member = &field.member;
    let place = quote!(&self.#member);
    let mut parts = Parts {
        view: quote!(__v::Validate::view(#place)),
        members: None,
        valid: Vec::new(),
        rules: Vec::new(),
    };
    field_parts(field, &place, &quote!(at), &mut parts, errors);
    parts
}

/// Checks and rules of one field.
fn field_parts(
    field: &Field,
    place: &TokenStream,
    at: &TokenStream,
    parts: &mut Parts,
    errors: &mut Errors,
) {
    parts
        .valid
        .extend(checks(&field.expr, place, Some(&field.ty), errors));
    custom(&field.expr, place, at, parts);
    if !is_plain(&field.ty) {
        parts.valid.push(quote!(__v::Validate::is_valid(#place)));
        parts
            .rules
            .push(quote!(__v::Validate::rules(#place, #at, out);));
    }
}

fn object(container: &Container, fields: &[Field], errors: &mut Errors) -> Parts {
    let mut parts = Parts {
        view: quote!(__v::View::Object(self)),
        members: None,
        valid: Vec::new(),
        rules: Vec::new(),
    };
    let mut visit = Vec::new();
    for field in fields.iter().filter(|field| !field.serde.skip) {
        let (member, name) = (&field.member, &field.name);
        let place = quote!(&self.#member);
        visit.push(visit_member(container, field, &place));
        if !field.is_read_only() {
            let at = if field.serde.flatten {
                quote!(at)
            } else {
                quote!(&at.key(#name))
            };
            field_parts(field, &place, &at, &mut parts, errors);
        }
    }
    parts.members = Some(quote!(#(#visit)*));
    parts
}

fn visit_member(container: &Container, field: &Field, place: &TokenStream) -> TokenStream {
    let name = &field.name;
    let view = quote!(__v::Validate::view(#place));
    if field.serde.flatten {
        return quote!(__v::check::flattened(#view, each););
    }
    let optional = option_inner(&field.ty).is_some() && !field.is_required(container.serde.default);
    let view = if optional {
        quote!(#view.or_absent())
    } else {
        view
    };
    quote!(__v::check::member(#name, #view, each);)
}

fn enumeration(container: &Container, variants: &[Variant], errors: &mut Errors) -> Parts {
    let names = variants.iter().map(|variant| {
        if !matches!(variant.shape, Shape::Unit) {
            errors.at(
                variant.ident.span(),
                "variants with fields cannot be validated yet",
            );
        }
        let (ident, name) = (&variant.ident, &variant.name);
        quote!(Self::#ident { .. } => #name)
    });
    let names: Vec<TokenStream> = names.collect();
    let view = if variants.is_empty() {
        quote!(match *self {})
    } else {
        quote!(__v::View::Str(match self { #(#names),* }))
    };
    let _ = container;
    Parts {
        view,
        members: None,
        valid: Vec::new(),
        rules: Vec::new(),
    }
}
