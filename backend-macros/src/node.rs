//! Keys to the tokens of a schema node.

use crate::syntax::{Argument, Errors, Expr, Json, JsonValue, Key, Number};
use proc_macro2::{Span, TokenStream};
use quote::quote;

/// What a node has besides its keys.
#[derive(Default)]
pub(crate) struct Around {
    /// Keywords that the Rust type gives, before those of the keys.
    pub(crate) base: Vec<TokenStream>,
    pub(crate) name: Option<String>,
    pub(crate) nullable: bool,
    pub(crate) docs: Option<String>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
}

/// The tokens of a `Node`. `__s` is `backend_runtime::schema`.
pub(crate) fn node(expr: &Expr, around: Around, errors: &mut Errors) -> TokenStream {
    let mut keywords = around.base;
    keywords.extend(self::keywords(expr, |_| true, errors));
    let nullable = around.nullable || expr.has("nullable");
    let meta = meta(
        expr,
        around.docs.as_deref(),
        around.read_only,
        around.write_only,
        errors,
    );
    let name = option(around.name.map(|name| quote!(#name)));
    let meta = option(meta.map(|meta| quote!(&#meta)));
    literal(&name, nullable, &meta, &keywords)
}

/// The tokens of a `Node` without name and annotations.
pub(crate) fn plain(keywords: &[TokenStream], nullable: bool) -> TokenStream {
    literal(&quote!(None), nullable, &quote!(None), keywords)
}

/// Not by `Node::new`: the compiler looks at each call in a table as at a function of its own, and a struct has dozens.
fn literal(
    name: &TokenStream,
    nullable: bool,
    meta: &TokenStream,
    keywords: &[TokenStream],
) -> TokenStream {
    quote!(__s::Node { name: #name, nullable: #nullable, meta: #meta, keywords: &[#(#keywords),*] })
}

fn nested(expr: &Expr, errors: &mut Errors) -> TokenStream {
    node(expr, Around::default(), errors)
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn meta(
    expr: &Expr,
    docs: Option<&str>,
    read_only: bool,
    write_only: bool,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let mut fields = Vec::new();
    for (field, text) in [
        (quote!(title), expr.text("title")),
        (quote!(description), expr.text("description").or(docs)),
        (quote!(message), expr.text("message")),
        (quote!(code), expr.text("code")),
    ] {
        if let Some(text) = text {
            fields.push(quote!(#field: Some(#text)));
        }
    }
    for (field, set) in [
        (quote!(deprecated), expr.has("deprecated")),
        (quote!(read_only), read_only || expr.has("read_only")),
        (quote!(write_only), write_only || expr.has("write_only")),
    ] {
        if set {
            fields.push(quote!(#field: true));
        }
    }
    for key in &expr.keys {
        match (&*key.name, &key.argument) {
            ("default", Argument::Json(value)) => {
                let value = json(value);
                fields.push(quote!(default: Some(#value)));
            }
            ("example", Argument::Json(value)) => {
                let value = json(value);
                fields.push(quote!(examples: &[#value]));
            }
            (
                "examples",
                Argument::Json(Json {
                    value: JsonValue::Array(values),
                    ..
                }),
            ) => {
                let values = values.iter().map(json);
                fields.push(quote!(examples: &[#(#values),*]));
            }
            ("foreign", Argument::Named(list)) => {
                let required = expr.get("foreign_required").map(|key| &key.argument);
                let members = list.iter().map(|(name, member)| {
                    let required = matches!(required, Some(Argument::Names(names))
                        if names.iter().any(|one| one.value() == name.value()));
                    let node = nested(member, errors);
                    quote!(__s::Property { name: #name, required: #required, node: #node })
                });
                fields.push(quote!(foreign: &[#(#members),*]));
            }
            ("extension", Argument::Extensions(list)) => {
                let list = list.iter().map(|(name, value)| {
                    let value = json(value);
                    quote!((#name, #value))
                });
                fields.push(quote!(extensions: &[#(#list),*]));
            }
            _ => {}
        }
    }
    (!fields.is_empty()).then(|| quote!(__s::Meta { #(#fields,)* ..__s::Meta::NONE }))
}

/// The keywords of the keys that `wanted` accepts.
pub(crate) fn keywords(
    expr: &Expr,
    wanted: impl Fn(&Key) -> bool,
    errors: &mut Errors,
) -> Vec<TokenStream> {
    let mut tokens = Vec::new();
    for key in expr.keys.iter().filter(|key| wanted(key)) {
        if let Some(keyword) = keyword(expr, key, errors) {
            tokens.push(quote!(__s::Keyword::#keyword));
        }
    }
    tokens
}

fn keyword(expr: &Expr, key: &Key, errors: &mut Errors) -> Option<TokenStream> {
    let count = |name: &str| expr.count(name);
    Some(match (&*key.name, &key.argument) {
        ("never", _) => quote!(Never),
        ("closed", _) => quote!(Closed),
        ("unique_items", _) => quote!(UniqueItems),
        ("type", _) => {
            let set = type_set([(key.text()?, key.argument_span())].into_iter(), errors);
            quote!(Type(#set))
        }
        ("types", Argument::Names(names)) => {
            let names: Vec<_> = names
                .iter()
                .map(|name| (name.value(), name.span()))
                .collect();
            let names = names.iter().map(|(name, span)| (name.as_str(), *span));
            let set = type_set(names, errors);
            quote!(Type(#set))
        }
        ("ref", Argument::Type(ty)) => quote!(Ref(__s::Target::Type(<#ty as __s::Schema>::schema))),
        (
            "enum",
            Argument::Json(Json {
                value: JsonValue::Array(values),
                ..
            }),
        ) => {
            let values = values.iter().map(json);
            quote!(Enum(&[#(#values),*]))
        }
        ("const", Argument::Json(value)) => {
            let value = json(value);
            quote!(Const(&#value))
        }
        ("pattern", _) => {
            let pattern = pattern(key.text()?);
            quote!(Pattern(#pattern))
        }
        ("format", _) => {
            let format = format(key.text()?);
            quote!(Format(#format))
        }
        ("content_encoding", _) => {
            let text = key.text()?;
            quote!(ContentEncoding(#text))
        }
        ("content_media_type", _) => {
            let text = key.text()?;
            quote!(ContentMediaType(#text))
        }
        ("contains", Argument::Schema(inner)) => {
            let inner = nested(inner, errors);
            let min = count("min_contains").unwrap_or(1);
            let max = option(count("max_contains").map(|max| quote!(#max)));
            quote!(Contains(&__s::Contains { node: #inner, min: #min, max: #max }))
        }
        ("if", Argument::Schema(test)) => {
            let test = nested(test, errors);
            let mut branch = |name: &str| {
                let tokens = match &expr.get(name)?.argument {
                    Argument::Schema(inner) => nested(inner, errors),
                    _ => return None,
                };
                Some(tokens)
            };
            let then = option(branch("then"));
            let otherwise = option(branch("else"));
            quote!(If(&__s::Conditional { test: #test, then: #then, otherwise: #otherwise }))
        }
        ("properties", Argument::Named(list)) => {
            let required = names(expr, "required");
            let list = list.iter().map(|(name, inner)| {
                let required = required.contains(&name.value());
                let inner = nested(inner, errors);
                quote!(__s::Property { name: #name, required: #required, node: #inner })
            });
            quote!(Properties(&[#(#list),*]))
        }
        ("required", Argument::Names(list)) => {
            let declared: Vec<String> = match expr.get("properties").map(|key| &key.argument) {
                Some(Argument::Named(list)) => list.iter().map(|(name, _)| name.value()).collect(),
                _ => Vec::new(),
            };
            let list: Vec<_> = list
                .iter()
                .filter(|name| !declared.contains(&name.value()))
                .collect();
            if list.is_empty() {
                return None;
            }
            quote!(Required(&[#(#list),*]))
        }
        ("pattern_properties", Argument::Named(list)) => {
            let list = list.iter().map(|(source, inner)| {
                let pattern = pattern(&source.value());
                let inner = nested(inner, errors);
                quote!((#pattern, #inner))
            });
            quote!(PatternProperties(&[#(#list),*]))
        }
        ("dependent_schemas", Argument::Named(list)) => {
            let list = list.iter().map(|(name, inner)| {
                let inner = nested(inner, errors);
                quote!((#name, #inner))
            });
            quote!(DependentSchemas(&[#(#list),*]))
        }
        ("dependent_required", Argument::Lists(list)) => {
            let list = list
                .iter()
                .map(|(name, names)| quote!((#name, &[#(#names),*])));
            quote!(DependentRequired(&[#(#list),*]))
        }
        (name, Argument::Json(_)) => {
            let variant = match name {
                "min_length" => quote!(MinLength),
                "max_length" => quote!(MaxLength),
                "min_items" => quote!(MinItems),
                "max_items" => quote!(MaxItems),
                "min_properties" => quote!(MinProperties),
                "max_properties" => quote!(MaxProperties),
                "minimum" => quote!(Minimum),
                "maximum" => quote!(Maximum),
                "exclusive_minimum" => quote!(ExclusiveMinimum),
                "exclusive_maximum" => quote!(ExclusiveMaximum),
                "multiple_of" => quote!(MultipleOf),
                _ => return None,
            };
            match name.starts_with("min_") || name.starts_with("max_") {
                true => {
                    let limit = count(name)?;
                    quote!(#variant(#limit))
                }
                false => {
                    let limit = number(key.number()?);
                    quote!(#variant(#limit))
                }
            }
        }
        (name, Argument::Schema(inner)) => {
            let variant = match name {
                "items" => quote!(Items),
                "values" => quote!(AdditionalProperties),
                "property_names" => quote!(PropertyNames),
                "not" => quote!(Not),
                "unevaluated_items" => quote!(UnevaluatedItems),
                "unevaluated_properties" => quote!(UnevaluatedProperties),
                _ => return None,
            };
            let inner = nested(inner, errors);
            quote!(#variant(&#inner))
        }
        (name, Argument::Schemas(list)) => {
            let variant = match name {
                "all_of" => quote!(AllOf),
                "any_of" => quote!(AnyOf),
                "one_of" => quote!(OneOf),
                "prefix_items" => quote!(PrefixItems),
                _ => return None,
            };
            let list = list.iter().map(|inner| nested(inner, errors));
            quote!(#variant(&[#(#list),*]))
        }
        _ => return None,
    })
}

fn names(expr: &Expr, key: &str) -> Vec<String> {
    match expr.get(key).map(|key| &key.argument) {
        Some(Argument::Names(list)) => list.iter().map(syn::LitStr::value).collect(),
        _ => Vec::new(),
    }
}

fn type_set<'a>(names: impl Iterator<Item = (&'a str, Span)>, errors: &mut Errors) -> TokenStream {
    let mut set = quote!(__s::TypeSet::NONE);
    for (index, (name, span)) in names.enumerate() {
        let one = match name {
            "null" => quote!(NULL),
            "boolean" => quote!(BOOLEAN),
            "integer" => quote!(INTEGER),
            "number" => quote!(NUMBER),
            "string" => quote!(STRING),
            "array" => quote!(ARRAY),
            "object" => quote!(OBJECT),
            other => {
                errors.at(
                    span,
                    format!("`{other}` is no JSON type: null, boolean, integer, number, string, array, object"),
                );
                continue;
            }
        };
        set = if index == 0 {
            quote!(__s::TypeSet::#one)
        } else {
            quote!(#set.or(__s::TypeSet::#one))
        };
    }
    set
}

/// The formats that the runtime has constants for.
const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "ip",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "byte",
    "decimal",
    "int32",
    "int64",
    "int8",
    "int16",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float",
    "double",
    "password",
    "binary",
];

/// A format: a constant of the runtime, which the compiler evaluates once, or its name.
pub(crate) fn format(name: &str) -> TokenStream {
    if FORMATS.contains(&name) {
        let constant = quote::format_ident!("{}", name.to_uppercase().replace('-', "_"));
        quote!(__s::Format::#constant)
    } else {
        quote!(const { __s::Format::named(#name) })
    }
}

/// A pattern lives in a static of its own, so that it is compiled once.
fn pattern(source: &str) -> TokenStream {
    quote!(__s::PatternRef::Lazy({
        fn pattern() -> &'static __s::Pattern {
            static PATTERN: __s::Pattern = __s::Pattern::new(#source);
            &PATTERN
        }
        pattern
    }))
}

pub(crate) fn number(number: Number) -> TokenStream {
    match number {
        Number::Int(value) => quote!(__s::Number::Int(#value)),
        Number::Uint(value) => quote!(__s::Number::Uint(#value)),
        Number::Double(value) => quote!(__s::Number::Double(#value)),
    }
}

pub(crate) fn json(json: &Json) -> TokenStream {
    match &json.value {
        JsonValue::Null => quote!(__s::Json::Null),
        JsonValue::Bool(value) => quote!(__s::Json::Bool(#value)),
        JsonValue::Number(value) => {
            let value = number(*value);
            quote!(__s::Json::Number(#value))
        }
        JsonValue::String(text) => quote!(__s::Json::String(#text)),
        JsonValue::Array(items) => {
            let items = items.iter().map(self::json);
            quote!(__s::Json::Array(&[#(#items),*]))
        }
        JsonValue::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = self::json(value);
                quote!((#name, #value))
            });
            quote!(__s::Json::Object(&[#(#members),*]))
        }
    }
}
