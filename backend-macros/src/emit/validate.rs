//! `#[derive(Validate)]`: the view, the typed checks, the rules.

use super::checks::checks;
use super::{bounded, runtime};
use crate::model::{Body, Container, Field, Shape, is_plain, option_inner};
use crate::syntax::{Argument, Errors, Expr};
use proc_macro2::TokenStream;
use quote::quote;

/// Checks and rules of a value.
#[derive(Default)]
pub(super) struct Checks {
    /// What the table knows as well.
    pub(super) valid: Vec<TokenStream>,
    /// Whether the rules without context hold.
    pub(super) custom: Vec<TokenStream>,
    pub(super) rules: Vec<TokenStream>,
}

/// The parts of an implementation.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) view: TokenStream,
    /// How the members are shown, for types that are objects.
    pub(super) members: Option<Visit>,
    /// The body of `Members::visit_content`.
    pub(super) content: Option<TokenStream>,
    /// The bodies of `Elements::len` and `visit`, for types that are arrays.
    pub(super) elements: Option<(TokenStream, TokenStream)>,
    pub(super) checks: Checks,
    /// The statements of `Validate::faults`, for structs that are objects; their checks are there, not in `checks`.
    pub(super) faults: Option<Vec<TokenStream>>,
}

/// How `Members` shows a value.
pub(super) enum Visit {
    /// The body of `visit`.
    All(TokenStream),
    /// As the table lists them.
    Table {
        /// The arms of `member`.
        members: TokenStream,
        /// The body of `visit`, where flattened members make it differ from the table.
        flattened: Option<TokenStream>,
    },
}

/// The bit of faults that belong to no declared member.
const OTHER: usize = 63;

fn fault(checks: &[TokenStream], bit: usize) -> TokenStream {
    let bits = 1_u64 << bit;
    quote!(if !(#(#checks)&&*) { faults |= #bits; })
}

pub(super) fn validate(container: &Container, errors: &mut Errors) -> TokenStream {
    let mut parts = match &container.body {
        Body::Struct(shape) => structure(container, shape, errors),
        Body::Enum(variants) => super::variants::enumeration(container, variants, errors),
    };
    // The limits of the type itself; those of a newtype are about what it holds.
    let (whole, ty) = match only(container) {
        Some(Field { member, ty, .. }) => (quote!(&self.#member), Some(ty)),
        None => (quote!(self), None),
    };
    let own = checks(&container.expr, &whole, ty, errors);
    parts.checks.valid.extend(own);
    custom(
        &container.expr,
        &quote!(self),
        &quote!(at),
        &mut parts.checks,
    );
    implementation(container, parts)
}

/// The one field that a newtype or a transparent struct is in JSON.
fn only(container: &Container) -> Option<&Field> {
    match &container.body {
        Body::Struct(Shape::Newtype(field)) => Some(field),
        Body::Struct(Shape::Named(fields)) if container.serde.transparent => {
            fields.iter().find(|field| !field.serde.skip)
        }
        Body::Struct(_) | Body::Enum(_) => None,
    }
}

fn implementation(container: &Container, parts: Parts) -> TokenStream {
    let runtime = runtime();
    let ident = &container.ident;
    let generics = bounded(container, &quote!(#runtime::validate::Validate));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let header = |name: TokenStream| quote!(impl #impl_generics __v::#name for #ident #type_generics #where_clause);
    let visitor = |name: TokenStream, body: &TokenStream| {
        quote! {
            fn #name<'__s>(&'__s self, each: &mut dyn FnMut(&str, __v::View<'__s>)) {
                #body
            }
        }
    };
    let Checks {
        mut valid,
        custom,
        rules,
    } = parts.checks;
    valid.extend(custom);
    let faults = parts.faults.map(|mut faults| {
        if !valid.is_empty() {
            faults.push(fault(&valid, OTHER));
        }
        if faults.is_empty() {
            return quote!();
        }
        quote! {
            fn faults(&self) -> u64 {
                let mut faults = 0;
                #(#faults)*
                faults
            }
        }
    });
    let members = parts.members.map(|visit| {
        let as_members = header(quote!(Members));
        match visit {
            Visit::All(body) => {
                let visit = visitor(quote!(visit), &body);
                let content = parts
                    .content
                    .map(|content| visitor(quote!(visit_content), &content));
                quote!(#[automatically_derived] #as_members { #visit #content })
            }
            Visit::Table { members, flattened } => {
                let as_fields = header(quote!(Fields));
                let rest = flattened.is_some().then(|| {
                    quote! {
                        fn flattened(&self) -> Option<&dyn __v::Members> {
                            Some(self)
                        }
                    }
                });
                let visit = flattened.map(|body| {
                    let visit = visitor(quote!(visit), &body);
                    quote!(#[automatically_derived] #as_members { #visit })
                });
                quote! {
                    #visit
                    #[automatically_derived]
                    #as_fields {
                        fn member(&self, index: usize) -> __v::View<'_> {
                            match index { #members _ => __v::View::Absent }
                        }
                        #rest
                    }
                }
            }
        }
    });
    let elements = parts.elements.map(|(len, visit)| {
        let header = header(quote!(Elements));
        quote! {
            #[automatically_derived]
            #header {
                fn len(&self) -> usize {
                    #len
                }

                fn visit<'__s>(&'__s self, each: &mut dyn FnMut(__v::View<'__s>)) {
                    #visit
                }
            }
        }
    });
    let valid = match &faults {
        Some(faults) if !faults.is_empty() => quote!(),
        _ => {
            let valid = match valid.is_empty() {
                true => quote!(true),
                false => quote!(#(#valid)&&*),
            };
            quote!(fn is_valid(&self) -> bool { #valid })
        }
    };
    let rules = (!rules.is_empty()).then(|| {
        quote! {
            fn rules(&self, context: __v::Context<'_>, at: &__v::Pointer<'_>, out: &mut __v::Violations) {
                #(#rules)*
            }
        }
    });
    let (view, header) = (parts.view, header(quote!(Validate)));
    quote! {
        const _: () = {
            #[allow(unused_imports, reason = "not every type needs both")]
            use #runtime::{schema as __s, validate as __v};
            #members
            #elements
            #[automatically_derived]
            #header {
                fn view(&self) -> __v::View<'_> {
                    #view
                }

                #valid
                #faults
                #rules
            }
        };
    }
}

/// `custom = path` and `custom_with = path` of a value at `place`, whose pointer is `at`.
fn custom(expr: &Expr, place: &TokenStream, at: &TokenStream, checks: &mut Checks) {
    if let Some(Argument::Type(path)) = expr.get("custom").map(|key| &key.argument) {
        checks.custom.push(quote!(#path(#place).is_ok()));
        checks
            .rules
            .push(quote!(__v::check::rule(#path(#place), #at, out);));
    }
    if let Some(Argument::Type(path)) = expr.get("custom_with").map(|key| &key.argument) {
        checks
            .rules
            .push(quote!(__v::check::rule_with(context, |known| #path(#place, known), #at, out);));
    }
}

/// Checks and rules of one field at `place`, an expression of reference type.
pub(super) fn field_checks(
    field: &Field,
    place: &TokenStream,
    at: &TokenStream,
    out: &mut Checks,
    errors: &mut Errors,
) {
    out.valid
        .extend(checks(&field.expr, place, Some(&field.ty), errors));
    custom(&field.expr, place, at, out);
    if !is_plain(&field.ty) {
        out.valid.push(quote!(__v::Validate::is_valid(#place)));
        out.rules
            .push(quote!(__v::Validate::rules(#place, context, #at, out);));
    }
}

fn structure(container: &Container, shape: &Shape, errors: &mut Errors) -> Parts {
    let mut parts = Parts {
        view: quote!(__v::View::Null),
        ..Parts::default()
    };
    let own = |field: &Field| {
        let member = &field.member;
        quote!(&self.#member)
    };
    if let Some(field) = only(container) {
        let place = own(field);
        parts.view = quote!(__v::Validate::view(#place));
        field_checks(field, &place, &quote!(at), &mut parts.checks, errors);
        return parts;
    }
    match shape {
        Shape::Unit | Shape::Newtype(_) => {}
        Shape::Tuple(fields) => {
            parts.view = quote!(__v::View::Array(self));
            parts.elements = Some(tuple(fields, &own));
            tuple_checks(fields, &own, &quote!(at), &mut parts.checks, errors);
        }
        Shape::Named(fields) => {
            parts.view = quote!(__v::View::Object(__v::Object::fields(self)));
            parts.members = Some(table(fields, container.serde.default, &own));
            parts.faults = Some(faults(fields, &own, &mut parts.checks, errors));
        }
    }
    parts
}

/// The checks of a struct's fields, each group with the bit of its property.
fn faults(
    fields: &[Field],
    place: &dyn Fn(&Field) -> TokenStream,
    checks: &mut Checks,
    errors: &mut Errors,
) -> Vec<TokenStream> {
    let (mut faults, mut properties) = (Vec::new(), 0);
    for field in fields.iter().filter(|field| !field.serde.skip) {
        let bit = if field.serde.flatten {
            OTHER
        } else {
            OTHER.min(properties)
        };
        properties += usize::from(!field.serde.flatten);
        let mut own = Checks::default();
        object_checks(
            std::slice::from_ref(field),
            place,
            &quote!(at),
            &mut own,
            errors,
        );
        checks.rules.extend(own.rules);
        // The walk takes the bit of a member for what its table says.
        checks.custom.extend(own.custom);
        if !own.valid.is_empty() {
            faults.push(fault(&own.valid, bit));
        }
    }
    faults
}

/// The bodies of `Elements`.
pub(super) fn tuple(
    fields: &[Field],
    place: &dyn Fn(&Field) -> TokenStream,
) -> (TokenStream, TokenStream) {
    let len = fields.len();
    let items = fields.iter().map(place);
    (quote!(#len), quote!(#(each(__v::Validate::view(#items));)*))
}

pub(super) fn tuple_checks(
    fields: &[Field],
    place: &dyn Fn(&Field) -> TokenStream,
    at: &TokenStream,
    out: &mut Checks,
    errors: &mut Errors,
) {
    for (index, field) in fields.iter().enumerate() {
        field_checks(
            field,
            &place(field),
            &quote!(&#at.index(#index)),
            out,
            errors,
        );
    }
}

/// The members of a struct by their places in the table.
fn table(fields: &[Field], defaults: bool, place: &dyn Fn(&Field) -> TokenStream) -> Visit {
    let shown = || fields.iter().filter(|field| !field.serde.skip);
    let members = shown()
        .filter(|field| !field.serde.flatten)
        .enumerate()
        .map(|(index, field)| {
            let view = member_view(field, defaults, place);
            quote!(#index => #view,)
        });
    Visit::Table {
        members: quote!(#(#members)*),
        flattened: shown()
            .any(|field| field.serde.flatten)
            .then(|| object(fields, defaults, place)),
    }
}

/// The view of a member; without a value an optional one is not there.
fn member_view(
    field: &Field,
    defaults: bool,
    place: &dyn Fn(&Field) -> TokenStream,
) -> TokenStream {
    let place = place(field);
    let view = quote!(__v::Validate::view(#place));
    if option_inner(&field.ty).is_some() && !field.is_required(defaults) {
        quote!(#view.or_absent())
    } else {
        view
    }
}

/// The body of `Members::visit`.
pub(super) fn object(
    fields: &[Field],
    defaults: bool,
    place: &dyn Fn(&Field) -> TokenStream,
) -> TokenStream {
    let visit = fields
        .iter()
        .filter(|field| !field.serde.skip)
        .map(|field| {
            if field.serde.flatten {
                let place = place(field);
                return quote!(__v::check::flattened(__v::Validate::view(#place), each););
            }
            let (name, view) = (&field.name, member_view(field, defaults, place));
            quote!(__v::check::member(#name, #view, each);)
        });
    quote!(#(#visit)*)
}

pub(super) fn object_checks(
    fields: &[Field],
    place: &dyn Fn(&Field) -> TokenStream,
    at: &TokenStream,
    out: &mut Checks,
    errors: &mut Errors,
) {
    for field in fields
        .iter()
        .filter(|field| !field.serde.skip && !field.is_read_only())
    {
        let name = &field.name;
        let at = if field.serde.flatten {
            at.clone()
        } else {
            quote!(&#at.key(#name))
        };
        field_checks(field, &place(field), &at, out, errors);
    }
}
