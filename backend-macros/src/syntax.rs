//! `#[schema(…)]` as written: tokens to keys with arguments. Nothing is judged here except the form.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Ident, Lit, LitStr, Result, Token, Type, parenthesized, token};

/// One schema: the keys of an attribute or of a nested argument.
#[derive(Debug, Default)]
pub(crate) struct Expr {
    pub(crate) keys: Vec<Key>,
}

/// One key with its argument.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) argument: Argument,
}

#[derive(Debug)]
pub(crate) enum Argument {
    None,
    Json(Json),
    Type(Box<Type>),
    Schema(Expr),
    Schemas(Vec<Expr>),
    Named(Vec<(LitStr, Expr)>),
    Names(Vec<LitStr>),
    Lists(Vec<(LitStr, Vec<LitStr>)>),
    Extensions(Vec<(LitStr, Json)>),
}

/// A JSON value with the place where it stands.
#[derive(Debug)]
pub(crate) struct Json {
    pub(crate) span: Span,
    pub(crate) value: JsonValue,
}

#[derive(Debug)]
pub(crate) enum JsonValue {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    Uint(u64),
    Double(f64),
}

impl Number {
    pub(crate) fn as_integer(self) -> Option<i128> {
        match self {
            Number::Int(value) => Some(value.into()),
            Number::Uint(value) => Some(value.into()),
            Number::Double(_) => None,
        }
    }

    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Uint(value) => value as f64,
            Number::Double(value) => value,
        }
    }
}

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

/// Collects errors, so that all are reported at once.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>, usize);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        self.1 += 1;
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(Error::new(span, message));
    }

    /// How often something was wrong.
    pub(crate) fn count(&self) -> usize {
        self.1
    }

    pub(crate) fn into_result(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

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

/// The known word that was meant, if one is near.
fn near<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |text: &str| text.replace(['_', '-'], "");
    let spelled = |known: &&&str| plain(known).eq_ignore_ascii_case(&plain(name));
    let near = || {
        known
            .iter()
            .map(|known| (distance(known, name), *known))
            .min()
    };
    match known.iter().find(spelled) {
        Some(known) => Some(known),
        None => near()
            .filter(|(distance, _)| *distance <= 1 + name.len() / 4)
            .map(|(_, known)| known),
    }
}

/// What is said of a word that is none of the known ones.
pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    match near(name, known) {
        Some(near) => format!("unknown {what} `{name}`, did you mean `{near}`?"),
        None => {
            let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
            format!("unknown {what} `{name}`: expected {}", known.join(", "))
        }
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

/// All results, or all mistakes.
pub(crate) fn all<T>(results: impl IntoIterator<Item = Result<T>>) -> Result<Vec<T>> {
    let (mut list, mut errors) = (Vec::new(), Errors::default());
    for result in results {
        match result {
            Ok(one) => list.push(one),
            Err(error) => errors.push(error),
        }
    }
    errors.into_result().map(|()| list)
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, right) in b.iter().enumerate() {
            let replace = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = replace.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
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

fn parse_json(input: ParseStream) -> Result<Json> {
    let span = input.span();
    let value = if input.peek(token::Bracket) {
        let content;
        syn::bracketed!(content in input);
        let items = content.parse_terminated(parse_json, Token![,])?;
        JsonValue::Array(items.into_iter().collect())
    } else if input.peek(token::Brace) {
        let content;
        syn::braced!(content in input);
        JsonValue::Object(parse_members(&content).inspect_err(|_| drain(&content))?)
    } else if input.peek(Ident) {
        let ident: Ident = input.parse()?;
        if ident != "null" {
            return Err(Error::new(
                ident.span(),
                format!("`{ident}` is no JSON value; strings stand in quotes"),
            ));
        }
        JsonValue::Null
    } else {
        let negative = input.parse::<Option<Token![-]>>()?.is_some();
        literal(&input.parse()?, negative)?
    };
    Ok(Json { span, value })
}

fn parse_members(content: ParseStream) -> Result<Vec<(String, Json)>> {
    let mut members = Vec::new();
    while !content.is_empty() {
        let name: LitStr = content.parse()?;
        content.parse::<Token![:]>()?;
        members.push((name.value(), parse_json(content)?));
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(members)
}

fn literal(literal: &Lit, negative: bool) -> Result<JsonValue> {
    let sign = if negative { "-" } else { "" };
    Ok(match literal {
        Lit::Str(text) if !negative => JsonValue::String(text.value()),
        Lit::Bool(value) if !negative => JsonValue::Bool(value.value),
        Lit::Int(value) => {
            let text = format!("{sign}{}", value.base10_digits());
            match (text.parse(), text.parse()) {
                (Ok(value), _) => JsonValue::Number(Number::Int(value)),
                (_, Ok(value)) => JsonValue::Number(Number::Uint(value)),
                _ => JsonValue::Number(double(&text, value.span())?),
            }
        }
        Lit::Float(value) => JsonValue::Number(double(
            &format!("{sign}{}", value.base10_digits()),
            value.span(),
        )?),
        other => return Err(Error::new(other.span(), "expected a JSON value")),
    })
}

/// A double in canonical form: without fraction it is an integer where one holds it.
fn double(text: &str, span: Span) -> Result<Number> {
    let value: f64 = text
        .parse()
        .map_err(|_| Error::new(span, "this is no number"))?;
    if !value.is_finite() {
        return Err(Error::new(span, "the number is too large"));
    }
    if value.fract() == 0.0 && value.abs() < 9e18 {
        return Ok(Number::Int(value as i64));
    }
    if value.fract() == 0.0 && (0.0..1.8e19).contains(&value) {
        return Ok(Number::Uint(value as u64));
    }
    Ok(Number::Double(value))
}

impl Expr {
    pub(crate) fn get(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The type of a key as `base = path::Type`.
    pub(crate) fn path(&self, name: &str) -> Option<&Type> {
        match &self.get(name)?.argument {
            Argument::Type(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Key::text)
    }

    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        match self.get(name)?.argument {
            Argument::Json(Json {
                value: JsonValue::Number(Number::Int(value)),
                ..
            }) => u64::try_from(value).ok(),
            _ => None,
        }
    }
}

impl Key {
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.argument {
            Argument::Json(Json {
                value: JsonValue::String(text),
                ..
            }) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<Number> {
        match self.argument {
            Argument::Json(Json {
                value: JsonValue::Number(number),
                ..
            }) => Some(number),
            _ => None,
        }
    }

    /// The place of the argument, for errors about it.
    pub(crate) fn argument_span(&self) -> Span {
        match &self.argument {
            Argument::Json(json) => json.span,
            Argument::Type(path) => path.span(),
            _ => self.span,
        }
    }
}
