//! Contradictions in the attributes, each reported on the token that is wrong.

mod about;
mod values;

use crate::model::{Body, Container, Field, Shape, path_of};
use crate::syntax::{Argument, Errors, Expr, Json, JsonValue, Key, Number};
use about::{About, Kind};
use syn::Type;
use values::values;

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
