//! The keys and the form of their arguments.

use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::{Attribute, Error, Ident, LitStr, Result, Token, parenthesized, token};

use super::errors::near;
use super::json::parse_json;
use super::{Argument, Errors, Expr, Json, JsonValue, Key, Number};

/// The form of a key's argument.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    None,
    Count,
    Number,
    Text,
    Json,
    List,
    Type,
    Schema,
    Schemas,
    Named,
    Names,
    Lists,
    Extensions,
}

/// Every key, in the order in which "did you mean" looks at them.
const KEYS: &[(&str, Form)] = &[
    ("min_length", Form::Count),
    ("max_length", Form::Count),
    ("pattern", Form::Text),
    ("format", Form::Text),
    ("minimum", Form::Number),
    ("maximum", Form::Number),
    ("exclusive_minimum", Form::Number),
    ("exclusive_maximum", Form::Number),
    ("multiple_of", Form::Number),
    ("min_items", Form::Count),
    ("max_items", Form::Count),
    ("unique_items", Form::None),
    ("items", Form::Schema),
    ("prefix_items", Form::Schemas),
    ("contains", Form::Schema),
    ("min_contains", Form::Count),
    ("max_contains", Form::Count),
    ("unevaluated_items", Form::Schema),
    ("min_properties", Form::Count),
    ("max_properties", Form::Count),
    ("properties", Form::Named),
    ("required", Form::Names),
    ("pattern_properties", Form::Named),
    ("values", Form::Schema),
    ("closed", Form::None),
    ("property_names", Form::Schema),
    ("dependent_required", Form::Lists),
    ("dependent_schemas", Form::Named),
    ("unevaluated_properties", Form::Schema),
    ("type", Form::Text),
    ("types", Form::Names),
    ("nullable", Form::None),
    ("never", Form::None),
    ("enum", Form::List),
    ("const", Form::Json),
    ("ref", Form::Type),
    ("all_of", Form::Schemas),
    ("any_of", Form::Schemas),
    ("one_of", Form::Schemas),
    ("not", Form::Schema),
    ("if", Form::Schema),
    ("then", Form::Schema),
    ("else", Form::Schema),
    ("default", Form::Json),
    ("example", Form::Json),
    ("examples", Form::List),
    ("title", Form::Text),
    ("description", Form::Text),
    ("deprecated", Form::None),
    ("read_only", Form::None),
    ("write_only", Form::None),
    ("content_encoding", Form::Text),
    ("content_media_type", Form::Text),
    ("extension", Form::Extensions),
    ("foreign", Form::Named),
    ("foreign_required", Form::Names),
    ("message", Form::Text),
    ("code", Form::Text),
    ("custom", Form::Type),
    ("custom_with", Form::Type),
    ("name", Form::Text),
    ("inline", Form::None),
    ("discriminator", Form::Text),
    ("base", Form::Type),
    ("extends", Form::Type),
    ("mapping", Form::Text),
    ("mappings", Form::Names),
];

/// All keys of all `#[schema(…)]` attributes.
pub(crate) fn parse_attributes(attributes: &[Attribute], errors: &mut Errors) -> Expr {
    let mut expr = Expr::default();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("schema"))
    {
        let result =
            attribute.parse_args_with(|input: ParseStream| parse_keys(input, &mut expr, errors));
        if let Err(error) = result {
            errors.push(error);
        }
    }
    expr
}

pub(crate) fn parse_keys(input: ParseStream, expr: &mut Expr, errors: &mut Errors) -> Result<()> {
    while !input.is_empty() {
        match parse_key(input, errors) {
            Ok(Some(key)) => {
                if let Some(first) = expr.keys.iter().find(|other| other.name == key.name) {
                    errors.at(key.span, format!("`{}` is given twice", first.name));
                } else {
                    expr.keys.push(key);
                }
            }
            Ok(None) => {}
            Err(error) => {
                errors.push(error);
                skip_to_comma(input);
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

fn skip_to_comma(input: ParseStream) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<proc_macro2::TokenTree>().is_err() {
            return;
        }
    }
}

fn parse_key(input: ParseStream, errors: &mut Errors) -> Result<Option<Key>> {
    let ident = input.call(Ident::parse_any)?;
    let name = ident.unraw().to_string();
    let span = ident.span();
    let Some((_, form)) = KEYS.iter().find(|(known, _)| *known == name) else {
        errors.at(span, unknown_key(&name));
        skip_to_comma(input);
        return Ok(None);
    };
    let argument = parse_argument(input, &ident, &name, *form, errors)?;
    Ok(Some(Key {
        name,
        span,
        argument,
    }))
}

fn unknown_key(name: &str) -> String {
    let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
    match near(name, &known) {
        None => {
            format!("unknown key `{name}`; the keys are the keywords of JSON Schema in snake case")
        }
        Some(near) => format!("unknown key `{name}`, did you mean `{near}`?"),
    }
}

/// The keys of an attribute such as `#[response(…)]` one by one; a mistake does not keep the next key from being read.
pub(crate) fn each_key(
    attribute: &Attribute,
    errors: &mut Errors,
    mut set: impl FnMut(&ParseNestedMeta<'_>) -> Result<()>,
) {
    let result = attribute.parse_nested_meta(|meta| {
        if let Err(error) = set(&meta) {
            errors.push(error);
            skip_to_comma(meta.input);
        }
        Ok(())
    });
    if let Err(error) = result {
        errors.push(error);
    }
}

/// The name of a key, empty where it is none.
pub(crate) fn key_name(meta: &ParseNestedMeta<'_>) -> String {
    let ident = meta.path.get_ident();
    ident
        .map(|ident| ident.unraw().to_string())
        .unwrap_or_default()
}

fn parse_argument(
    input: ParseStream,
    ident: &Ident,
    name: &str,
    form: Form,
    errors: &mut Errors,
) -> Result<Argument> {
    // `one_of` and `any_of` on a `Union` stand alone.
    let alone = !input.peek(Token![=]) && !input.peek(token::Paren);
    if form == Form::None || (alone && matches!(name, "one_of" | "any_of")) {
        if !alone {
            return Err(input.error(format!("`{name}` takes no argument")));
        }
        return Ok(Argument::None);
    }
    if matches!(
        form,
        Form::Count | Form::Number | Form::Text | Form::Json | Form::List | Form::Type
    ) {
        if !input.peek(Token![=]) {
            return Err(Error::new(
                ident.span(),
                format!("`{name}` needs a value: `{name} = …`"),
            ));
        }
        input.parse::<Token![=]>()?;
        return match form {
            Form::Type => Ok(Argument::Type(input.parse()?)),
            form => parse_value(input, name, form).map(Argument::Json),
        };
    }
    if !input.peek(token::Paren) {
        return Err(Error::new(
            ident.span(),
            format!("`{name}` needs an argument in parentheses: `{name}(…)`"),
        ));
    }
    let content;
    parenthesized!(content in input);
    parse_list(&content, form, errors).inspect_err(|_| drain(&content))
}

/// Takes what is left after a mistake, which would be told as a second one.
pub(crate) fn drain(input: ParseStream) {
    while input.parse::<proc_macro2::TokenTree>().is_ok() {}
}

fn parse_value(input: ParseStream, name: &str, form: Form) -> Result<Json> {
    let json = parse_json(input)?;
    let fits = match (form, &json.value) {
        (Form::Count, JsonValue::Number(Number::Int(value))) => *value >= 0,
        (Form::Number, JsonValue::Number(_))
        | (Form::Text, JsonValue::String(_))
        | (Form::Json, _)
        | (Form::List, JsonValue::Array(_)) => true,
        _ => false,
    };
    if fits {
        return Ok(json);
    }
    let wanted = match form {
        Form::Count => "a whole number that is not negative",
        Form::Number => "a number",
        Form::Text => "a string",
        _ => "a list in brackets",
    };
    Err(Error::new(json.span, format!("`{name}` needs {wanted}")))
}

fn parse_list(content: ParseStream, form: Form, errors: &mut Errors) -> Result<Argument> {
    let nested = |input: ParseStream, errors: &mut Errors| -> Result<Expr> {
        let inner;
        parenthesized!(inner in input);
        let mut expr = Expr::default();
        parse_keys(&inner, &mut expr, errors)?;
        Ok(expr)
    };
    if form == Form::Schema {
        let mut expr = Expr::default();
        parse_keys(content, &mut expr, errors)?;
        return Ok(Argument::Schema(expr));
    }
    let (mut schemas, mut named, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let (mut lists, mut extensions) = (Vec::new(), Vec::new());
    while !content.is_empty() {
        match form {
            Form::Schemas => schemas.push(nested(content, errors)?),
            Form::Named => named.push((content.parse()?, nested(content, errors)?)),
            Form::Lists => {
                let name = content.parse()?;
                let inner;
                parenthesized!(inner in content);
                let list = inner
                    .parse_terminated(|input: ParseStream| input.parse::<LitStr>(), Token![,])?;
                lists.push((name, list.into_iter().collect()));
            }
            Form::Extensions => {
                let name = content.parse()?;
                content.parse::<Token![=]>()?;
                extensions.push((name, parse_json(content)?));
            }
            _ => names.push(content.parse()?),
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(match form {
        Form::Schemas => Argument::Schemas(schemas),
        Form::Named => Argument::Named(named),
        Form::Lists => Argument::Lists(lists),
        Form::Extensions => Argument::Extensions(extensions),
        _ => Argument::Names(names),
    })
}
