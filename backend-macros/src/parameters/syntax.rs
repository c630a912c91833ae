//! Reading `#[param(…)]`, and checking it.

use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Field, Fields, LitBool, LitStr, Result, Token};

use crate::model::docs;
use crate::serde::Serde;
use crate::syntax::{Errors, all, each_key, key_name, unknown};

/// One field: its name on the wire and how it is written.
#[derive(Debug, Default)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// The variant of `Style`.
    pub(crate) style: Option<&'static str>,
    pub(crate) explode: Option<bool>,
    pub(crate) allow_reserved: bool,
    pub(crate) allow_empty_value: bool,
    pub(crate) content: Option<String>,
    /// The doc comment, or what the attribute says instead.
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) nullable: bool,
}

const STYLES: [(&str, &str); 7] = [
    ("form", "Form"),
    ("simple", "Simple"),
    ("label", "Label"),
    ("matrix", "Matrix"),
    ("spaceDelimited", "SpaceDelimited"),
    ("pipeDelimited", "PipeDelimited"),
    ("deepObject", "DeepObject"),
];

/// The parameters of a struct with named fields; all mistakes at once.
pub(crate) fn fields(input: &DeriveInput) -> Result<Vec<Parameter>> {
    let container = Serde::of(&input.attrs);
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => return Err(not_a_struct(input)),
    };
    let named = match fields {
        Fields::Named(named) => &named.named,
        Fields::Unit => return Ok(Vec::new()),
        Fields::Unnamed(_) => return Err(not_a_struct(input)),
    };
    let mut errors = Errors::default();
    let read = all(named
        .iter()
        .map(|field| parameter(field, &container, &mut errors)));
    match read {
        Ok(parameters) => errors
            .into_result()
            .map(|()| parameters.into_iter().flatten().collect()),
        Err(error) => {
            errors.push(error);
            errors.into_result().map(|()| Vec::new())
        }
    }
}

fn not_a_struct(input: &DeriveInput) -> Error {
    Error::new(
        input.ident.span(),
        "derive(Parameters) needs a struct with named fields, one for each parameter",
    )
}

fn parameter(field: &Field, container: &Serde, errors: &mut Errors) -> Result<Option<Parameter>> {
    let serde = Serde::of(&field.attrs);
    if serde.skip || serde.skip_deserializing {
        return Ok(None);
    }
    if serde.flatten {
        return Err(Error::new(
            field.span(),
            "parameters cannot be flattened: name each one as a field",
        ));
    }
    let ident = field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let ident = ident.strip_prefix("r#").unwrap_or(&ident);
    let renamed = container.rename_all.map(|case| case.field(ident));
    let mut parameter = Parameter {
        name: serde.rename.or(renamed).unwrap_or_else(|| ident.to_owned()),
        description: docs(&field.attrs),
        deprecated: field
            .attrs
            .iter()
            .any(|one| one.path().is_ident("deprecated")),
        ..Parameter::default()
    };
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("param"))
    {
        each_key(attribute, errors, |meta| set(&mut parameter, meta));
    }
    if parameter.content.is_some() && (parameter.style.is_some() || parameter.explode.is_some()) {
        return Err(Error::new(
            field.span(),
            "`content` replaces `style` and `explode`: remove one of them",
        ));
    }
    Ok(Some(parameter))
}

fn set(parameter: &mut Parameter, meta: &ParseNestedMeta<'_>) -> Result<()> {
    let key = key_name(meta);
    match key.as_str() {
        "style" => parameter.style = Some(style(&meta.value()?.parse()?)?),
        "explode" => parameter.explode = Some(flag(meta)?),
        "allow_reserved" => parameter.allow_reserved = flag(meta)?,
        "allow_empty_value" => parameter.allow_empty_value = flag(meta)?,
        "description" => parameter.description = Some(meta.value()?.parse::<LitStr>()?.value()),
        "deprecated" => parameter.deprecated = flag(meta)?,
        "nullable" => parameter.nullable = flag(meta)?,
        "content" => parameter.content = Some(meta.value()?.parse::<LitStr>()?.value()),
        _ => {
            let known = [
                "style",
                "explode",
                "allow_reserved",
                "allow_empty_value",
                "content",
                "description",
                "deprecated",
                "nullable",
            ];
            return Err(meta.error(unknown("key", &key, &known)));
        }
    }
    Ok(())
}

fn style(text: &LitStr) -> Result<&'static str> {
    let value = text.value();
    let found = STYLES.iter().find(|(name, _)| *name == value);
    found.map(|(_, variant)| *variant).ok_or_else(|| {
        let names: Vec<&str> = STYLES.iter().map(|(name, _)| *name).collect();
        Error::new(text.span(), unknown("style", &value, &names))
    })
}

/// `explode` alone means true.
fn flag(meta: &ParseNestedMeta<'_>) -> Result<bool> {
    if meta.input.peek(Token![=]) {
        return Ok(meta.value()?.parse::<LitBool>()?.value);
    }
    Ok(true)
}
