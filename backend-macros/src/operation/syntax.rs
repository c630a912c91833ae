//! What the attribute says, and what the function's signature does.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{
    Error, FnArg, Ident, ItemFn, LitInt, LitStr, Path, Result, ReturnType, Token, Type,
    parenthesized, token,
};

use crate::model::{docs, path_of};
use crate::syntax::{Errors, drain, unknown};

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) function: ItemFn,
    /// In capitals.
    pub(crate) method: String,
    pub(crate) method_span: Span,
    pub(crate) path: LitStr,
    pub(crate) id: Option<LitStr>,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) tags: Vec<LitStr>,
    pub(crate) deprecated: bool,
    /// Alternatives of schemes with scopes.
    pub(crate) security: Vec<Vec<(Path, Vec<LitStr>)>>,
    pub(crate) state: Option<Type>,
    /// Described, but read by no extractor: location and struct.
    pub(crate) parameters: Vec<(Ident, Type)>,
    pub(crate) responses: Option<Vec<Response>>,
}

/// One entry of `responses(…)`.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: String,
    pub(crate) description: Option<String>,
    pub(crate) body: Option<Type>,
    pub(crate) content_type: Option<LitStr>,
}

const KEYS: [&str; 13] = [
    "method",
    "path",
    "id",
    "summary",
    "description",
    "tag",
    "tags",
    "deprecated",
    "security",
    "state",
    "parameters",
    "responses",
    "operation_id",
];

#[derive(Default)]
struct Keys {
    method: Option<LitStr>,
    path: Option<LitStr>,
    id: Option<LitStr>,
    summary: Option<LitStr>,
    description: Option<LitStr>,
    tags: Vec<LitStr>,
    deprecated: bool,
    security: Vec<Vec<(Path, Vec<LitStr>)>>,
    state: Option<Type>,
    parameters: Vec<(Ident, Type)>,
    responses: Option<Vec<Response>>,
}

/// Reads both; `None` when nothing could be made of them.
pub(crate) fn parse(
    method: Option<&'static str>,
    attribute: TokenStream,
    item: TokenStream,
    errors: &mut Errors,
) -> Option<Operation> {
    let mut keys = Keys::default();
    let place = Span::call_site();
    let read = |input: ParseStream| read_keys(method.is_some(), input, &mut keys, errors);
    if let Err(error) = read.parse2(attribute) {
        errors.push(error);
    }
    let function: ItemFn = match syn::parse2(item) {
        Ok(function) => function,
        Err(error) => {
            errors.at(
                error.span(),
                "operations are functions: write the attribute on an `async fn`",
            );
            return None;
        }
    };
    let Some(path) = keys.path else {
        let example = if method.is_some() {
            "(\"/users/{id}\")"
        } else {
            "(method = \"GET\", path = \"/users/{id}\")"
        };
        errors.at(place, format!("the path is missing: write `{example}`"));
        return None;
    };
    let (name, method_span) = match (method, &keys.method) {
        (Some(name), None) => (name.to_owned(), place),
        (None, Some(given)) => (given.value().to_ascii_uppercase(), given.span()),
        (Some(_), Some(given)) => {
            errors.at(given.span(), "the attribute's name is the method already");
            return None;
        }
        (None, None) => {
            errors.at(place, "the method is missing: write `method = \"GET\"`");
            return None;
        }
    };
    let (summary, description) = paragraphs(docs(&function.attrs).unwrap_or_default());
    let deprecated = function
        .attrs
        .iter()
        .any(|one| one.path().is_ident("deprecated"));
    Some(Operation {
        method: name,
        method_span,
        path,
        id: keys.id,
        summary: keys.summary.map_or(summary, |text| text.value()),
        description: keys.description.map_or(description, |text| text.value()),
        tags: keys.tags,
        deprecated: deprecated || keys.deprecated,
        security: keys.security,
        state: keys.state.or_else(|| state_of(&function)),
        parameters: keys.parameters,
        responses: keys.responses,
        function,
    })
}

/// The first paragraph of a doc comment as one line, and the rest.
fn paragraphs(text: String) -> (String, String) {
    let (first, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
    let lines: Vec<&str> = first.lines().map(str::trim).collect();
    (lines.join(" "), rest.trim().to_owned())
}

/// `T` of an argument `State<T>`.
fn state_of(function: &ItemFn) -> Option<Type> {
    function
        .sig
        .inputs
        .iter()
        .find_map(|argument| match argument {
            FnArg::Typed(argument) => match path_of(&argument.ty) {
                Some((name, arguments)) if name == "State" => {
                    arguments.first().map(|ty| (*ty).clone())
                }
                _ => None,
            },
            FnArg::Receiver(_) => None,
        })
}

impl Operation {
    /// The types of the arguments.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &Type> {
        self.function
            .sig
            .inputs
            .iter()
            .filter_map(|argument| match argument {
                FnArg::Typed(argument) => Some(&*argument.ty),
                FnArg::Receiver(_) => None,
            })
    }

    /// What is returned; `None` for nothing.
    pub(crate) fn answer(&self) -> Option<&Type> {
        match &self.function.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        }
    }
}

fn read_keys(
    path_first: bool,
    input: ParseStream,
    keys: &mut Keys,
    errors: &mut Errors,
) -> Result<()> {
    if path_first && input.peek(LitStr) {
        keys.path = Some(input.parse()?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    while !input.is_empty() {
        if let Err(error) = read_key(input, keys, errors) {
            errors.push(error);
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<proc_macro2::TokenTree>()?;
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

fn read_key(input: ParseStream, keys: &mut Keys, errors: &mut Errors) -> Result<()> {
    let ident = input.call(Ident::parse_any)?;
    match ident.to_string().as_str() {
        "method" => keys.method = Some(value(input)?),
        "path" => keys.path = Some(value(input)?),
        "id" | "operation_id" => keys.id = Some(value(input)?),
        "summary" => keys.summary = Some(value(input)?),
        "description" => keys.description = Some(value(input)?),
        "tag" => keys.tags.push(value(input)?),
        "tags" => keys.tags.extend(list(input, |input| input.parse())?),
        "deprecated" => keys.deprecated = true,
        "security" => keys.security = list(input, alternative)?,
        "state" => {
            input.parse::<Token![=]>()?;
            keys.state = Some(input.parse()?);
        }
        "parameters" => {
            keys.parameters = list(input, |input| {
                let location = input.parse()?;
                input.parse::<Token![=]>()?;
                Ok((location, input.parse()?))
            })?
        }
        "responses" => keys.responses = Some(list(input, |input| response(input, errors))?),
        other => {
            return Err(Error::new(ident.span(), unknown("key", other, &KEYS)));
        }
    }
    Ok(())
}

fn value(input: ParseStream) -> Result<LitStr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// A list in parentheses.
fn list<T>(input: ParseStream, mut one: impl FnMut(ParseStream) -> Result<T>) -> Result<Vec<T>> {
    let content;
    parenthesized!(content in input);
    let mut list = Vec::new();
    while !content.is_empty() {
        list.push(one(&content).inspect_err(|_| drain(&content))?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(list)
}

/// `SCHEME`, `SCHEME("scope")`, or several that must all hold: `(ONE, OTHER("scope"))`.
fn alternative(input: ParseStream) -> Result<Vec<(Path, Vec<LitStr>)>> {
    if input.peek(token::Paren) {
        return list(input, scheme);
    }
    Ok(vec![scheme(input)?])
}

fn scheme(input: ParseStream) -> Result<(Path, Vec<LitStr>)> {
    let path = input.call(Path::parse_mod_style)?;
    let scopes = if input.peek(token::Paren) {
        list(input, |input| input.parse())?
    } else {
        Vec::new()
    };
    Ok((path, scopes))
}

/// `(status = 404, description = "…", body = T, content_type = "…")`
fn response(input: ParseStream, errors: &mut Errors) -> Result<Response> {
    let content;
    let place = input.span();
    parenthesized!(content in input);
    let mut response = Response {
        status: String::new(),
        description: None,
        body: None,
        content_type: None,
    };
    read_response(&content, &mut response).inspect_err(|_| drain(&content))?;
    if response.status.is_empty() {
        errors.at(place, "the status is missing: write `status = 200`");
    }
    if let (Some(kind), None) = (&response.content_type, &response.body) {
        errors.at(
            kind.span(),
            "a media type needs a body: write `body = Type`",
        );
    }
    Ok(response)
}

fn read_response(content: ParseStream, response: &mut Response) -> Result<()> {
    while !content.is_empty() {
        let key: Ident = content.parse()?;
        content.parse::<Token![=]>()?;
        match key.to_string().as_str() {
            "status" => response.status = status(content)?,
            "description" => response.description = Some(content.parse::<LitStr>()?.value()),
            "body" => response.body = Some(content.parse()?),
            "content_type" => response.content_type = Some(content.parse()?),
            other => {
                let known = ["status", "description", "body", "content_type"];
                return Err(Error::new(key.span(), unknown("key", other, &known)));
            }
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// `404`, `"4XX"` or `"default"`.
pub(crate) fn status(input: ParseStream) -> Result<String> {
    if input.peek(LitInt) {
        let literal: LitInt = input.parse()?;
        return match literal.base10_parse::<u16>() {
            Ok(code @ 100..=599) => Ok(code.to_string()),
            _ => Err(Error::new(literal.span(), "status codes are 100 to 599")),
        };
    }
    let literal: LitStr = input.parse()?;
    let text = literal.value();
    let range = matches!(text.as_bytes(), [b'1'..=b'5', b'X', b'X']);
    if range || text == "default" {
        return Ok(text);
    }
    Err(Error::new(
        literal.span(),
        "write a status code as 404, a range as \"4XX\", or \"default\"",
    ))
}
