//! One schema of the model as a Zod expression.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    Expr, TsNames,
    integer::integer_is_bigint,
    text::{json, literal, number_literal},
    writer::Imports,
};
use crate::ir::{
    Api, Array, Bounds, Field, IntegerFormat, Kind, Map, NumberFormat, Schema, StringFormat,
    StringType, TypeId, Union, UnionMode,
};

/// The module of the checks, as files below `src/` in one folder import it.
const CHECKS: &str = "../lib/checks.js";

/// What an expression is written for.
pub struct Scope<'a> {
    /// The API.
    pub api: &'a Api,
    /// Its names.
    pub names: &'a TsNames,
    /// The schemas that stand above; `None`: all do.
    pub defined: Option<&'a HashSet<TypeId>>,
    /// Binary values are files of a form.
    pub files: bool,
}

impl Scope<'_> {
    fn is_defined(&self, id: TypeId) -> bool {
        self.defined.is_none_or(|defined| defined.contains(&id))
    }
}

/// The schema of values, `null` included where it is one, with what is said about them.
pub fn schema_expr(schema: &Schema, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let said = words(schema, schema.meta.default.as_ref());
    with_words(wordless(schema, scope, imports), said)
}

/// The schema of values without what is said about them.
pub(super) fn wordless(schema: &Schema, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let expr = bare(schema, scope, imports);
    let expr = match unchecked_format(&schema.kind) {
        Some(name) => with_words(expr, vec![("format".to_owned(), Expr::text(literal(name)))]),
        None => expr,
    };
    let expr = super::raw::with_assertions(expr, schema, scope, imports);
    if schema.nullable {
        expr.then("nullable", Vec::new())
    } else {
        expr
    }
}

/// A format that no check knows.
fn unchecked_format(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::String(StringType {
            format: StringFormat::Annotation(name),
            ..
        }) => Some(name),
        Kind::Number {
            format: NumberFormat::Float,
            ..
        } => Some("float"),
        Kind::Integer {
            format: format @ IntegerFormat::Uint64,
            bounds,
            ..
        } if !integer_is_bigint(*format, bounds) => Some("uint64"),
        _ => None,
    }
}

/// `expr.meta({…})`
pub(super) fn with_words(expr: Expr, words: Vec<(String, Expr)>) -> Expr {
    if words.is_empty() {
        expr
    } else {
        expr.then("meta", vec![Expr::Inline(words)])
    }
}

/// What a document says about values, for people; `default` where no rule of the schema fills it in.
pub(super) fn words(schema: &Schema, default: Option<&Value>) -> Vec<(String, Expr)> {
    let meta = &schema.meta;
    let text = |text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.is_empty());
        text.map(|text| Expr::text(literal(text)))
    };
    let flag = |flag: bool| flag.then(|| Expr::text("true"));
    let all = [
        ("title", text(&meta.title)),
        ("description", text(&meta.description)),
        ("default", default.map(json)),
        ("example", meta.example.as_ref().map(json)),
        ("deprecated", flag(meta.deprecated)),
        ("readOnly", flag(meta.read_only)),
        ("writeOnly", flag(meta.write_only)),
        ("\"x-unique\"", flag(meta.unique)),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// The schema of a property: optional, or with a default. `defaults` are filled in where values come in.
pub fn field_expr(field: &Field, defaults: bool, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let schema = &field.schema;
    let filled = schema
        .meta
        .default
        .as_ref()
        .filter(|value| defaults && !field.required && is_of_kind(value, schema, scope));
    let unfilled = schema.meta.default.as_ref().filter(|_| filled.is_none());
    let expr = with_words(wordless(schema, scope, imports), words(schema, unfilled));
    match filled {
        Some(value) => with_default(expr, schema, value, scope),
        None if field.required => expr,
        None => expr.then("optional", Vec::new()),
    }
}

/// Whether a default is a value of its schema; others are told where the document is read, and say nothing.
fn is_of_kind(value: &Value, schema: &Schema, scope: &Scope<'_>) -> bool {
    let target = match &schema.kind {
        Kind::Ref(id) => &scope.api.types[*id].schema,
        _ => schema,
    };
    match &target.kind {
        _ if !target.is_within(value) => false,
        Kind::Any => true,
        _ if value.is_null() => schema.nullable,
        Kind::Ref(_) | Kind::Union(_) => true,
        Kind::Never => false,
        Kind::Boolean => value.is_boolean(),
        Kind::Integer { .. } | Kind::Number { .. } => value.is_number(),
        Kind::String(_) => value.is_string(),
        Kind::Enum(values) => value
            .as_str()
            .is_some_and(|value| values.iter().any(|known| known == value)),
        Kind::Array(_) => value.is_array(),
        Kind::Map(_) | Kind::Object(_) => value.is_object(),
    }
}

fn with_default(expr: Expr, schema: &Schema, value: &Value, scope: &Scope<'_>) -> Expr {
    let target = match &schema.kind {
        Kind::Ref(id) => &scope.api.types[*id].schema,
        _ => schema,
    };
    let simple = matches!(
        target.kind,
        Kind::Boolean | Kind::Number { .. } | Kind::String(_) | Kind::Enum(_)
    ) || matches!(&target.kind, Kind::Integer { format, bounds, .. } if !integer_is_bigint(*format, bounds));
    let name = if simple { "default" } else { "prefault" };
    expr.then(name, vec![json(value)])
}

fn helper(name: &str, arguments: Vec<Expr>, imports: &mut Imports) -> Expr {
    imports.value(CHECKS, name);
    Expr::call(name, arguments)
}

fn z(name: &str, arguments: Vec<Expr>, imports: &mut Imports) -> Expr {
    imports.value("zod", "z");
    Expr::z(name, arguments)
}

fn bare(schema: &Schema, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    match &schema.kind {
        Kind::Any => helper("anything", Vec::new(), imports),
        Kind::Never => z("never", Vec::new(), imports),
        Kind::Ref(id) => reference(*id, scope, imports),
        Kind::Boolean => z("boolean", Vec::new(), imports),
        Kind::Integer {
            format,
            bounds,
            values,
        } => integer(*format, bounds, values, imports),
        Kind::Number { bounds, .. } => {
            let checks = bound_checks(bounds, imports);
            helper("double", checks, imports)
        }
        Kind::String(text) if text.format == StringFormat::Binary && scope.files => {
            z("file", Vec::new(), imports)
        }
        Kind::String(text) => string(text, imports),
        Kind::Enum(words) => {
            let words = words.iter().map(|word| Expr::text(literal(word))).collect();
            z("enum", vec![Expr::Array(words)], imports)
        }
        Kind::Array(array) => self::array(array, scope, imports),
        Kind::Map(map) => self::map(map, scope, imports),
        Kind::Object(_) => z("looseObject", vec![Expr::Object(Vec::new())], imports),
        Kind::Union(union) => self::union(union, scope, imports),
    }
}

/// A named schema; one that stands below is looked up when a value is checked.
fn reference(id: TypeId, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let name = Expr::text(scope.names.ty(id));
    if scope.is_defined(id) {
        return name;
    }
    let head = "(): z.ZodType".to_owned();
    z("lazy", vec![Expr::Arrow(head, Box::new(name))], imports)
}

fn integer(format: IntegerFormat, bounds: &Bounds, values: &[i128], imports: &mut Imports) -> Expr {
    let name = match format {
        IntegerFormat::Int32 => "int32",
        IntegerFormat::Uint32 => "uint32",
        _ if !integer_is_bigint(format, bounds) => "integer",
        IntegerFormat::Int64 => "int64",
        IntegerFormat::Uint64 => "uint64",
    };
    let mut checks = bound_checks(bounds, imports);
    if !values.is_empty() {
        let values = values
            .iter()
            .map(|value| Expr::text(number_literal(&value.to_string())))
            .collect();
        checks.push(helper("oneOf", values, imports));
    }
    helper(name, checks, imports)
}

fn bound_checks(bounds: &Bounds, imports: &mut Imports) -> Vec<Expr> {
    let all = [
        ("minimum", &bounds.minimum),
        ("exclusiveMinimum", &bounds.exclusive_minimum),
        ("maximum", &bounds.maximum),
        ("exclusiveMaximum", &bounds.exclusive_maximum),
    ];
    let mut checks: Vec<Expr> = all
        .into_iter()
        .filter_map(|(name, limit)| Some((name, limit.as_ref()?)))
        .map(|(name, limit)| {
            helper(
                name,
                vec![Expr::text(number_literal(limit.as_str()))],
                imports,
            )
        })
        .collect();
    if let Some(divisor) = &bounds.multiple_of {
        checks.push(helper(
            "multipleOf",
            vec![Expr::text(literal(divisor.as_str()))],
            imports,
        ));
    }
    checks
}

/// The checks of a string.
fn string_checks(text: &StringType, imports: &mut Imports) -> Vec<Expr> {
    let mut checks = Vec::new();
    if let Some(name) = text.format.asserted() {
        checks.push(helper("format", vec![Expr::text(literal(name))], imports));
    }
    let number = |value: u64| vec![Expr::text(value.to_string())];
    if let Some(limit) = text.min_length {
        checks.push(helper("minLength", number(limit), imports));
    }
    if let Some(limit) = text.max_length {
        checks.push(helper("maxLength", number(limit), imports));
    }
    if let Some(pattern) = &text.pattern {
        checks.push(helper(
            "pattern",
            vec![Expr::text(literal(&pattern.0))],
            imports,
        ));
    }
    checks
}

fn string(text: &StringType, imports: &mut Imports) -> Expr {
    let checks = string_checks(text, imports);
    let expr = z("string", Vec::new(), imports);
    checked(expr, checks)
}

fn checked(expr: Expr, checks: Vec<Expr>) -> Expr {
    if checks.is_empty() {
        expr
    } else {
        expr.then("check", checks)
    }
}

fn array(array: &Array, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let items = schema_expr(&array.items, scope, imports);
    let number = |value: u64| vec![Expr::text(value.to_string())];
    let mut checks = Vec::new();
    if let Some(limit) = array.min_items {
        checks.push(helper("minItems", number(limit), imports));
    }
    if let Some(limit) = array.max_items {
        checks.push(helper("maxItems", number(limit), imports));
    }
    if array.unique_items {
        checks.push(helper("uniqueItems", Vec::new(), imports));
    }
    checked(z("array", vec![items], imports), checks)
}

fn map(map: &Map, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    let keys = match &map.keys {
        Some(keys) => string(keys, imports),
        None => z("string", Vec::new(), imports),
    };
    let values = schema_expr(&map.values, scope, imports);
    let record = z("record", vec![keys, values], imports);
    with_rules(
        record,
        size_rules(map.min_properties, map.max_properties, imports),
        imports,
    )
}

/// `minProperties` and `maxProperties` as rules.
pub(super) fn size_rules(
    least: Option<u64>,
    most: Option<u64>,
    imports: &mut Imports,
) -> Vec<Expr> {
    let least = least
        .filter(|&limit| limit > 0)
        .map(|limit| ("minProperties", limit));
    let most = most.map(|limit| ("maxProperties", limit));
    least
        .into_iter()
        .chain(most)
        .map(|(name, limit)| helper(name, vec![Expr::text(limit.to_string())], imports))
        .collect()
}

/// A schema of objects with rules about all of their members.
pub(super) fn with_rules(expr: Expr, rules: Vec<Expr>, imports: &mut Imports) -> Expr {
    if rules.is_empty() {
        return expr;
    }
    helper(
        "ruled",
        std::iter::once(expr).chain(rules).collect(),
        imports,
    )
}

fn union(union: &Union, scope: &Scope<'_>, imports: &mut Imports) -> Expr {
    if let Some(property) = &union.discriminator
        && let Some(variants) = tagged(union, property, scope, imports)
    {
        let options = vec![Expr::text(literal(property)), Expr::Array(variants)];
        return z("discriminatedUnion", options, imports);
    }
    let variants = union
        .variants
        .iter()
        .map(|variant| schema_expr(&variant.schema, scope, imports))
        .collect();
    match union.mode {
        UnionMode::OneOf => helper("exactlyOne", vec![Expr::Array(variants)], imports),
        UnionMode::AnyOf => z("union", vec![Expr::Array(variants)], imports),
    }
}

/// The variants, each with the values of the discriminator that choose it as the type of that property, and with
/// the names that they have in the document.
fn tagged(
    union: &Union,
    property: &str,
    scope: &Scope<'_>,
    imports: &mut Imports,
) -> Option<Vec<Expr>> {
    let mut variants = Vec::new();
    for variant in &union.variants {
        let Kind::Ref(id) = variant.schema.kind else {
            return None;
        };
        let definition = &scope.api.types[id].schema;
        let Kind::Object(object) = &definition.kind else {
            return None;
        };
        if !scope.is_defined(id)
            || variant.tags.is_empty()
            || definition.nullable
            || definition.assertions.len() > 1
        {
            return None;
        }
        let tags: Vec<Expr> = variant
            .tags
            .iter()
            .map(|tag| Expr::text(literal(tag)))
            .collect();
        let tags = match tags.as_slice() {
            [one] => one.clone(),
            _ => Expr::Array(tags),
        };
        let member = (
            super::text::key(property),
            z("literal", vec![tags], imports),
        );
        let extended = Expr::Chain(
            Box::new(Expr::text(scope.names.ty(id))),
            vec![super::Link::new(
                "safeExtend",
                vec![Expr::Object(vec![member])],
            )],
        );
        let rules = size_rules(object.min_properties, object.max_properties, imports);
        imports.value("../lib/json-schema.js", "variant");
        let of = literal(scope.names.component(id).unwrap_or_default());
        let variant = with_rules(extended, rules, imports);
        variants.push(Expr::call("variant", vec![Expr::text(of), variant]));
    }
    Some(variants)
}
