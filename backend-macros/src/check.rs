//! Contradictions in the attributes, each reported on the token that is wrong.

use crate::model::{Body, Container, Field, Shape, element, is_map, path_of};
use crate::syntax::{Argument, Errors, Expr, Json, JsonValue, Key, Number};
use syn::Type;

/// The JSON type of a Rust type, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::String => "a string",
            Kind::Integer => "an integer",
            Kind::Number => "a number",
            Kind::Boolean => "a boolean",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }

    fn of(ty: &Type) -> Option<Kind> {
        if let Type::Array(_) | Type::Tuple(_) = ty {
            return Some(Kind::Array);
        }
        if let Type::Reference(reference) = ty {
            return Kind::of(&reference.elem);
        }
        let (name, arguments) = path_of(ty)?;
        Some(match name.as_str() {
            "Option" | "Box" | "Arc" | "Rc" | "Patch" | "Cow" => {
                return Kind::of(arguments.first()?);
            }
            "String" | "str" | "char" | "Uuid" | "OffsetDateTime" | "Date" | "Decimal"
            | "Bytes" | "Ipv4Addr" | "Ipv6Addr" | "IpAddr" | "Url" | "DateTime" | "NaiveDate" => {
                Kind::String
            }
            "i8" | "i16" | "i32" | "i64" | "isize" | "u8" | "u16" | "u32" | "u64" | "usize" => {
                Kind::Integer
            }
            "f32" | "f64" => Kind::Number,
            "bool" => Kind::Boolean,
            "Vec" | "VecDeque" | "BTreeSet" | "HashSet" => Kind::Array,
            _ if is_map(ty) => Kind::Object,
            _ => return None,
        })
    }
}

/// What is known of the values that a schema is about.
#[derive(Clone, Copy, Default)]
struct About<'a> {
    kind: Option<Kind>,
    ty: Option<&'a Type>,
}

impl<'a> About<'a> {
    fn of(ty: &'a Type) -> Self {
        About {
            kind: Kind::of(ty),
            ty: Some(ty),
        }
    }

    /// What is inside of an array or a map.
    fn inside(self) -> Self {
        self.ty.and_then(element).map(About::of).unwrap_or_default()
    }

    fn kind(kind: Kind) -> Self {
        About {
            kind: Some(kind),
            ty: None,
        }
    }

    /// The format that the Rust type brings along.
    fn format(self) -> Option<&'static str> {
        Some(match innermost(self.ty?)?.as_str() {
            "Uuid" => "uuid",
            "OffsetDateTime" | "DateTime" => "date-time",
            "Date" | "NaiveDate" => "date",
            "Decimal" => "decimal",
            "Bytes" => "byte",
            "Url" => "uri",
            "Ipv4Addr" => "ipv4",
            "Ipv6Addr" => "ipv6",
            "IpAddr" => "ip",
            _ => return None,
        })
    }

    /// The name of the Rust type and the whole numbers that it holds.
    fn range(self) -> Option<(String, i128, i128)> {
        let name = innermost(self.ty?)?;
        let (least, greatest) = match name.as_str() {
            "i8" => (i8::MIN.into(), i8::MAX.into()),
            "i16" => (i16::MIN.into(), i16::MAX.into()),
            "i32" => (i32::MIN.into(), i32::MAX.into()),
            "i64" | "isize" => (i64::MIN.into(), i64::MAX.into()),
            "u8" => (0, u8::MAX.into()),
            "u16" => (0, u16::MAX.into()),
            "u32" => (0, u32::MAX.into()),
            "u64" | "usize" => (0, u64::MAX.into()),
            _ => return None,
        };
        Some((name, least, greatest))
    }
}

/// The name of a type without what merely holds it.
fn innermost(ty: &Type) -> Option<String> {
    if let Type::Reference(reference) = ty {
        return innermost(&reference.elem);
    }
    let (name, arguments) = path_of(ty)?;
    match name.as_str() {
        "Option" | "Box" | "Arc" | "Rc" | "Patch" | "Cow" => innermost(arguments.first()?),
        _ => Some(name),
    }
}

/// What a key restricts: `None` where it applies to every type.
fn applies_to(key: &str) -> Option<&'static [Kind]> {
    const STRINGS: &[Kind] = &[Kind::String];
    const NUMBERS: &[Kind] = &[Kind::Number, Kind::Integer];
    const ARRAYS: &[Kind] = &[Kind::Array];
    const OBJECTS: &[Kind] = &[Kind::Object];
    Some(match key {
        "min_length" | "max_length" | "pattern" => STRINGS,
        "minimum" | "maximum" | "exclusive_minimum" | "exclusive_maximum" | "multiple_of" => {
            NUMBERS
        }
        "min_items" | "max_items" | "unique_items" | "items" | "prefix_items" | "contains"
        | "min_contains" | "max_contains" | "unevaluated_items" => ARRAYS,
        "min_properties"
        | "max_properties"
        | "properties"
        | "required"
        | "pattern_properties"
        | "values"
        | "closed"
        | "property_names"
        | "dependent_required"
        | "dependent_schemas"
        | "unevaluated_properties" => OBJECTS,
        _ => return None,
    })
}

/// Checks all attributes of a type.
pub(crate) fn check(container: &Container, union: bool, errors: &mut Errors) {
    let own = match &container.body {
        Body::Struct(Shape::Newtype(field)) => About::of(&field.ty),
        Body::Struct(Shape::Named(_)) if !container.serde.transparent => About::kind(Kind::Object),
        Body::Struct(Shape::Tuple(_)) => About::kind(Kind::Array),
        _ => About::default(),
    };
    expression(&container.expr, own, errors);
    misplaced(
        &container.expr,
        &["mapping"],
        "stands on a variant of a `Union`",
        errors,
    );
    if !union {
        misplaced(
            &container.expr,
            &["discriminator", "base"],
            "belongs to `#[derive(Union)]`",
            errors,
        );
    }
    match &container.body {
        Body::Struct(shape) => fields(shape).for_each(|one| field(one, errors)),
        Body::Enum(variants) => {
            for variant in variants {
                expression(&variant.expr, About::default(), errors);
                misplaced(
                    &variant.expr,
                    &["name", "inline", "discriminator", "base", "extends"],
                    "stands on a type",
                    errors,
                );
                if !union {
                    misplaced(
                        &variant.expr,
                        &["mapping"],
                        "belongs to `#[derive(Union)]`",
                        errors,
                    );
                }
                fields(&variant.shape).for_each(|one| field(one, errors));
            }
        }
    }
}

/// Checks the keys of a schema for values of a type.
pub(crate) fn keys(expr: &Expr, ty: &Type, errors: &mut Errors) {
    expression(expr, About::of(ty), errors);
}

/// Sets that serde reads: an item that is sent twice would be forgotten, where the document says `uniqueItems`.
pub(crate) fn forgetful_sets(container: &Container) -> syn::Result<()> {
    let shapes: Vec<&Shape> = match &container.body {
        Body::Struct(shape) => vec![shape],
        Body::Enum(variants) => variants.iter().map(|variant| &variant.shape).collect(),
    };
    let mut errors = Errors::default();
    for field in shapes.into_iter().flat_map(fields) {
        if field.serde.with.is_none() && !field.serde.skip && holds_set(&field.ty) {
            let message = "a set forgets what is sent twice: write `#[serde(with = \"wire\")]` after \
                           `use backend_runtime::wire`, which refuses it";
            errors.push(syn::Error::new_spanned(&field.ty, message));
        }
    }
    errors.into_result()
}

fn holds_set(ty: &Type) -> bool {
    path_of(ty).is_some_and(|(name, arguments)| {
        matches!(name.as_str(), "BTreeSet" | "HashSet") || arguments.into_iter().any(holds_set)
    })
}

fn fields(shape: &Shape) -> Box<dyn Iterator<Item = &Field> + '_> {
    match shape {
        Shape::Unit => Box::new(std::iter::empty()),
        Shape::Newtype(field) => Box::new(std::iter::once(&**field)),
        Shape::Named(fields) | Shape::Tuple(fields) => Box::new(fields.iter()),
    }
}

fn field(field: &Field, errors: &mut Errors) {
    expression(&field.expr, About::of(&field.ty), errors);
    misplaced(
        &field.expr,
        &[
            "name",
            "inline",
            "discriminator",
            "mapping",
            "base",
            "extends",
        ],
        "stands on a type",
        errors,
    );
}

fn misplaced(expr: &Expr, keys: &[&str], place: &str, errors: &mut Errors) {
    for key in expr.keys.iter().filter(|key| keys.contains(&&*key.name)) {
        errors.at(key.span, format!("`{}` {place}", key.name));
    }
}

fn expression(expr: &Expr, about: About<'_>, errors: &mut Errors) {
    for key in &expr.keys {
        if let (Some(kind), Some(kinds)) = (about.kind, applies_to(&key.name))
            && !kinds.contains(&kind)
        {
            errors.at(
                key.span,
                format!(
                    "`{}` restricts {}, this is {}",
                    key.name,
                    kinds[0].name(),
                    kind.name()
                ),
            );
        }
        single(key, errors);
        nested(expr, key, about, errors);
    }
    bounds(expr, errors);
    companions(expr, errors);
    values(expr, about, errors);
}

fn single(key: &Key, errors: &mut Errors) {
    let span = key.argument_span();
    match (&*key.name, &key.argument) {
        ("pattern", _) => {
            if let Some(text) = key.text() {
                pattern(text, span, errors);
            }
        }
        ("pattern_properties", Argument::Named(list)) => {
            list.iter()
                .for_each(|(source, _)| pattern(&source.value(), source.span(), errors));
        }
        ("multiple_of", _) if key.number().is_some_and(|number| number.as_f64() <= 0.0) => {
            errors.at(span, "`multiple_of` must be greater than 0");
        }
        (
            "enum",
            Argument::Json(Json {
                value: JsonValue::Array(values),
                ..
            }),
        ) if values.is_empty() => {
            errors.at(span, "`enum` needs at least one value");
        }
        _ => {}
    }
}

fn pattern(source: &str, span: proc_macro2::Span, errors: &mut Errors) {
    if let Err(error) = backend_formats::unicode_pattern(source) {
        errors.at(
            span,
            format!("this is no regular expression of ECMA-262: {error}"),
        );
    }
}

fn nested(expr: &Expr, key: &Key, about: About<'_>, errors: &mut Errors) {
    let none = About::default();
    match &key.argument {
        Argument::Schema(inner) => {
            let inside = match &*key.name {
                "items" if !expr.has("prefix_items") => about.inside(),
                "values" if !expr.has("properties") && !expr.has("pattern_properties") => {
                    about.inside()
                }
                "contains" => about.inside(),
                "property_names" => About::kind(Kind::String),
                _ => none,
            };
            expression(inner, inside, errors);
        }
        Argument::Schemas(list) => list
            .iter()
            .for_each(|inner| expression(inner, none, errors)),
        Argument::Named(list) => list
            .iter()
            .for_each(|(_, inner)| expression(inner, none, errors)),
        Argument::None
        | Argument::Json(_)
        | Argument::Type(_)
        | Argument::Names(_)
        | Argument::Lists(_)
        | Argument::Extensions(_) => {}
    }
}

fn bounds(expr: &Expr, errors: &mut Errors) {
    for (least, greatest) in [
        ("min_length", "max_length"),
        ("min_items", "max_items"),
        ("min_properties", "max_properties"),
        ("min_contains", "max_contains"),
        ("minimum", "maximum"),
        ("exclusive_minimum", "maximum"),
        ("minimum", "exclusive_maximum"),
        ("exclusive_minimum", "exclusive_maximum"),
    ] {
        let number = |name: &str| expr.get(name).and_then(Key::number).map(Number::as_f64);
        if let (Some(min), Some(max), Some(key)) =
            (number(least), number(greatest), expr.get(least))
        {
            let exclusive = least.starts_with("exclusive") || greatest.starts_with("exclusive");
            if min > max || (exclusive && min >= max) {
                errors.at(
                    key.argument_span(),
                    format!("`{least}` leaves nothing below `{greatest}`: no value is valid"),
                );
            }
        }
    }
}

fn companions(expr: &Expr, errors: &mut Errors) {
    for (name, other) in [
        ("then", "if"),
        ("else", "if"),
        ("min_contains", "contains"),
        ("max_contains", "contains"),
    ] {
        if let (Some(key), false) = (expr.get(name), expr.has(other)) {
            errors.at(key.span, format!("`{name}` says nothing without `{other}`"));
        }
    }
}

/// `default`, examples and `enum` against the type and the other keys.
fn values(expr: &Expr, about: About<'_>, errors: &mut Errors) {
    for key in &expr.keys {
        let Argument::Json(json) = &key.argument else {
            continue;
        };
        match (&*key.name, &json.value) {
            ("default" | "example" | "const", _) => value(json, &key.name, expr, about, errors),
            ("enum" | "examples", JsonValue::Array(list)) => {
                list.iter()
                    .for_each(|json| value(json, &key.name, expr, about, errors));
            }
            _ => {}
        }
    }
}

fn value(json: &Json, key: &str, expr: &Expr, about: About<'_>, errors: &mut Errors) {
    if let Some(kind) = about.kind
        && !is_of(json, kind)
    {
        errors.at(json.span, format!("this `{key}` is not {}", kind.name()));
        return;
    }
    if let (JsonValue::Number(number), Some((name, least, greatest))) = (&json.value, about.range())
        && number
            .as_integer()
            .is_some_and(|value| value < least || value > greatest)
    {
        errors.at(
            json.span,
            format!("this `{key}` is none of `{name}`: {least} to {greatest}"),
        );
        return;
    }
    let violated = match &json.value {
        JsonValue::Number(number) => violated_number(*number, expr),
        JsonValue::String(text) => violated_text(text, expr, about),
        JsonValue::Array(items) => violated_count(items.len(), ("min_items", "max_items"), expr),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Object(_) => None,
    };
    if let Some(rule) = violated.or_else(|| outside_enum(json, key, expr)) {
        errors.at(json.span, format!("this `{key}` violates `{rule}`"));
    }
}

fn is_of(json: &Json, kind: Kind) -> bool {
    match &json.value {
        JsonValue::Null => true,
        JsonValue::Bool(_) => kind == Kind::Boolean,
        JsonValue::Number(Number::Double(_)) => kind == Kind::Number,
        JsonValue::Number(_) => matches!(kind, Kind::Number | Kind::Integer),
        JsonValue::String(_) => kind == Kind::String,
        JsonValue::Array(_) => kind == Kind::Array,
        JsonValue::Object(_) => kind == Kind::Object,
    }
}

fn violated_number(number: Number, expr: &Expr) -> Option<&'static str> {
    let range = match expr.text("format") {
        Some("int32") => i128::from(i32::MIN)..=i32::MAX.into(),
        Some("int64") => i128::from(i64::MIN)..=i64::MAX.into(),
        _ => i128::MIN..=i128::MAX,
    };
    if number
        .as_integer()
        .is_some_and(|value| !range.contains(&value))
    {
        return Some("format");
    }
    let value = number.as_f64();
    let limit = |name: &str| expr.get(name).and_then(Key::number).map(Number::as_f64);
    let broken = |name: &'static str, holds: fn(f64, f64) -> bool| {
        limit(name)
            .filter(|limit| !holds(value, *limit))
            .map(|_| name)
    };
    broken("minimum", |value, limit| value >= limit)
        .or_else(|| broken("maximum", |value, limit| value <= limit))
        .or_else(|| broken("exclusive_minimum", |value, limit| value > limit))
        .or_else(|| broken("exclusive_maximum", |value, limit| value < limit))
        .or_else(|| {
            broken("multiple_of", |value, limit| {
                (value / limit - (value / limit).round()).abs() < 1e-9
            })
        })
}

fn violated_text(text: &str, expr: &Expr, about: About<'_>) -> Option<&'static str> {
    let format = expr.text("format").or(about.format());
    let scanner = format.and_then(backend_formats::scanner);
    if scanner.is_some_and(|accepts| !accepts(text)) {
        return Some("format");
    }
    let pattern = expr.text("pattern");
    if pattern.and_then(|source| backend_formats::matches_soon(source, text)) == Some(false) {
        return Some("pattern");
    }
    violated_count(text.chars().count(), ("min_length", "max_length"), expr)
}

fn violated_count(
    count: usize,
    (least, greatest): (&'static str, &'static str),
    expr: &Expr,
) -> Option<&'static str> {
    let count = count as u64;
    if expr.count(least).is_some_and(|min| count < min) {
        return Some(least);
    }
    expr.count(greatest)
        .filter(|max| count > *max)
        .map(|_| greatest)
}

fn outside_enum(json: &Json, key: &str, expr: &Expr) -> Option<&'static str> {
    let Argument::Json(Json {
        value: JsonValue::Array(allowed),
        ..
    }) = &expr.get("enum")?.argument
    else {
        return None;
    };
    let same = |other: &Json| match (&other.value, &json.value) {
        (JsonValue::String(a), JsonValue::String(b)) => a == b,
        (JsonValue::Number(a), JsonValue::Number(b)) => a == b,
        (JsonValue::Bool(a), JsonValue::Bool(b)) => a == b,
        (JsonValue::Null, JsonValue::Null) => true,
        (JsonValue::Array(_) | JsonValue::Object(_), _) => true,
        _ => false,
    };
    (key != "enum" && !allowed.iter().any(same)).then_some("enum")
}
