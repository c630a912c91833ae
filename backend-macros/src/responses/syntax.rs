//! `#[response(…)]` on variants, and the shapes that variants may have.

use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Field, Fields, Ident, LitStr, Result, Type};

use crate::model::docs;
use crate::syntax::{Errors, each_key, key_name, unknown};

/// One answer.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// Empty when `transparent`.
    pub(crate) status: String,
    pub(crate) description: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// Another type that knows its responses.
    pub(crate) transparent: bool,
    pub(crate) shape: Shape,
}

/// What a variant holds.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Nothing.
    Unit,
    /// A body, be it one that `?` converts from.
    Body { ty: Type, from: bool },
    /// Headers, and a body in the field `body`.
    Fields {
        headers: Vec<Header>,
        body: Option<Type>,
    },
}

/// A field that is a header.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) field: Ident,
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) description: Option<String>,
}

pub(super) fn variants(input: &DeriveInput, errors: &mut Errors) -> Vec<Variant> {
    let Data::Enum(data) = &input.data else {
        errors.at(
            input.ident.span(),
            "derive(Responses) needs an enum with a variant for each answer",
        );
        return Vec::new();
    };
    if let Some(parameter) = input.generics.params.first() {
        errors.at(
            parameter.span(),
            "derive(Responses) takes no generic parameters: the document needs its types",
        );
    }
    let mut variants = Vec::new();
    for one in &data.variants {
        match variant(one, errors) {
            Ok(variant) => variants.push(variant),
            Err(error) => errors.push(error),
        }
    }
    variants
}

fn variant(source: &syn::Variant, errors: &mut Errors) -> Result<Variant> {
    let mut variant = Variant {
        ident: source.ident.clone(),
        status: String::new(),
        description: docs(&source.attrs),
        content_type: None,
        code: None,
        message: None,
        transparent: false,
        shape: shape(source)?,
    };
    let mut wrong = false;
    for attribute in source
        .attrs
        .iter()
        .filter(|one| one.path().is_ident("response"))
    {
        let before = errors.count();
        each_key(attribute, errors, |meta| set(&mut variant, meta));
        wrong |= errors.count() > before;
    }
    if variant.transparent {
        if !variant.status.is_empty() {
            return Err(Error::new(
                source.ident.span(),
                "`transparent` takes the status from the type within",
            ));
        }
        if !matches!(variant.shape, Shape::Body { .. }) {
            return Err(Error::new(
                source.ident.span(),
                "`transparent` needs one field: `Other(ApiError)`",
            ));
        }
    } else if variant.status.is_empty() && !wrong {
        return Err(Error::new(
            source.ident.span(),
            "the status is missing: write `#[response(status = 404)]`, or `#[response(transparent)]` for a type that has \
             responses of its own",
        ));
    }
    let is_error = matches!(variant.status.as_bytes().first(), Some(b'4' | b'5'));
    if (variant.code.is_some() || variant.message.is_some())
        && !(is_error && matches!(variant.shape, Shape::Unit))
    {
        return Err(Error::new(
            source.ident.span(),
            "`code` and `message` are for errors without fields, whose body is the error envelope",
        ));
    }
    Ok(variant)
}

fn set(variant: &mut Variant, meta: &ParseNestedMeta<'_>) -> Result<()> {
    let key = key_name(meta);
    let text = || -> Result<String> { Ok(meta.value()?.parse::<LitStr>()?.value()) };
    match key.as_str() {
        "status" => {
            let value = meta.value()?;
            let span = value.span();
            let status = crate::operation::status(value)?;
            if status.parse::<u16>().is_err() {
                return Err(Error::new(span, "an answer has one status code: 404"));
            }
            variant.status = status;
        }
        "description" => variant.description = Some(text()?),
        "content_type" => variant.content_type = Some(text()?),
        "code" => variant.code = Some(text()?),
        "message" => variant.message = Some(text()?),
        "transparent" => variant.transparent = true,
        _ => {
            let known = [
                "status",
                "description",
                "content_type",
                "code",
                "message",
                "transparent",
            ];
            return Err(meta.error(unknown("key", &key, &known)));
        }
    }
    Ok(())
}

fn shape(source: &syn::Variant) -> Result<Shape> {
    match &source.fields {
        Fields::Unit => Ok(Shape::Unit),
        Fields::Unnamed(fields) => {
            let mut fields = fields.unnamed.iter();
            match (fields.next(), fields.next()) {
                (Some(only), None) => Ok(Shape::Body {
                    ty: only.ty.clone(),
                    from: only.attrs.iter().any(|one| one.path().is_ident("from")),
                }),
                _ => Err(Error::new(
                    source.ident.span(),
                    "an answer has one body: name the fields to add headers, `Found { etag: String, body: User }`",
                )),
            }
        }
        Fields::Named(fields) => {
            let mut headers = Vec::new();
            let mut body = None;
            for field in &fields.named {
                match &field.ident {
                    Some(name) if name == "body" => body = Some(field.ty.clone()),
                    Some(name) => headers.push(header(field, name)?),
                    None => {}
                }
            }
            Ok(Shape::Fields { headers, body })
        }
    }
}

/// `#[header = "x-total"]`, or the field's name with hyphens.
fn header(field: &Field, ident: &Ident) -> Result<Header> {
    let mut name = ident.to_string().trim_start_matches("r#").replace('_', "-");
    for attribute in field
        .attrs
        .iter()
        .filter(|one| one.path().is_ident("header"))
    {
        let value = &attribute.meta.require_name_value()?.value;
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) = value
        else {
            return Err(Error::new(
                value.span(),
                "the name of a header is a string: `#[header = \"x-total\"]`",
            ));
        };
        name = text.value();
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(token) {
            return Err(Error::new(
                text.span(),
                "this is no name of a header (RFC 9110 §5.1)",
            ));
        }
    }
    Ok(Header {
        field: ident.clone(),
        name,
        ty: field.ty.clone(),
        description: docs(&field.attrs),
    })
}
