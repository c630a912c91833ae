//! Keywords that no schema of Zod expresses: kept as JSON Schema and looked at by a check.

use serde_json::json;

use super::{
    Expr,
    schema::Scope,
    text::{self, key},
    writer::Imports,
};
use crate::ir::{Bounds, RawKeyword, RawSchema, Schema, TypeId, reach::of_assertions};

/// The expression with a check for each assertion.
pub(super) fn with_assertions(
    expr: Expr,
    schema: &Schema,
    scope: &Scope<'_>,
    imports: &mut Imports,
) -> Expr {
    if schema.assertions.is_empty() {
        return expr;
    }
    imports.value("../lib/assertion.js", "asserted");
    let mut mentioned = Vec::new();
    of_assertions(schema, &mut mentioned);
    if !mentioned.is_empty() {
        imports.ty("zod", "z");
    }
    let assertions = schema.assertions.iter().map(|raw| object(raw, scope));
    Expr::call(
        "asserted",
        std::iter::once(expr).chain(assertions).collect(),
    )
}

fn object(raw: &RawSchema, scope: &Scope<'_>) -> Expr {
    let members = raw.keywords.iter().flat_map(|one| keyword(one, scope));
    Expr::Object(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn named(list: &[(String, RawSchema)], scope: &Scope<'_>) -> Expr {
    let members = list
        .iter()
        .map(|(name, raw)| (key(name), object(raw, scope)));
    Expr::Object(members.collect())
}

fn several(list: &[RawSchema], scope: &Scope<'_>) -> Expr {
    Expr::Array(list.iter().map(|raw| object(raw, scope)).collect())
}

/// A named schema may stand below, or hold the one that is written: it is looked up when a value is checked, and its
/// type is not asked for.
fn reference(id: TypeId, scope: &Scope<'_>) -> Expr {
    let name = Expr::text(scope.names.ty(id));
    Expr::Arrow("(): z.ZodType".to_owned(), Box::new(name))
}

fn keyword(keyword: &RawKeyword, scope: &Scope<'_>) -> Vec<(&'static str, Expr)> {
    let value = |value: serde_json::Value| text::json(&value);
    let pair = match keyword {
        RawKeyword::Never => ("not", value(json!({}))),
        RawKeyword::Ref(id) => ("$ref", reference(*id, scope)),
        RawKeyword::Types(types) => ("type", value(json!(types))),
        RawKeyword::Enum(values) => ("enum", value(json!(values))),
        RawKeyword::Const(one) => ("const", value(one.clone())),
        RawKeyword::Bounds(bounds) => return self::bounds(bounds),
        RawKeyword::MinLength(limit) => ("minLength", value(json!(limit))),
        RawKeyword::MaxLength(limit) => ("maxLength", value(json!(limit))),
        RawKeyword::Pattern(pattern) => ("pattern", value(json!(pattern))),
        RawKeyword::Format(format) => ("format", value(json!(format))),
        RawKeyword::Items(raw) => ("items", object(raw, scope)),
        RawKeyword::PrefixItems(list) => ("prefixItems", several(list, scope)),
        RawKeyword::Contains(raw) => ("contains", object(raw, scope)),
        RawKeyword::MinContains(limit) => ("minContains", value(json!(limit))),
        RawKeyword::MaxContains(limit) => ("maxContains", value(json!(limit))),
        RawKeyword::MinItems(limit) => ("minItems", value(json!(limit))),
        RawKeyword::MaxItems(limit) => ("maxItems", value(json!(limit))),
        RawKeyword::UniqueItems => ("uniqueItems", value(json!(true))),
        RawKeyword::Properties(list) => ("properties", named(list, scope)),
        RawKeyword::PatternProperties(list) => ("patternProperties", named(list, scope)),
        RawKeyword::AdditionalProperties(raw) => ("additionalProperties", object(raw, scope)),
        RawKeyword::PropertyNames(raw) => ("propertyNames", object(raw, scope)),
        RawKeyword::Required(names) => ("required", value(json!(names))),
        RawKeyword::MinProperties(limit) => ("minProperties", value(json!(limit))),
        RawKeyword::MaxProperties(limit) => ("maxProperties", value(json!(limit))),
        RawKeyword::DependentRequired(list) => {
            let members = list
                .iter()
                .map(|(name, names)| (key(name), value(json!(names))));
            ("dependentRequired", Expr::Object(members.collect()))
        }
        RawKeyword::DependentSchemas(list) => ("dependentSchemas", named(list, scope)),
        RawKeyword::UnevaluatedProperties(raw) => ("unevaluatedProperties", object(raw, scope)),
        RawKeyword::UnevaluatedItems(raw) => ("unevaluatedItems", object(raw, scope)),
        RawKeyword::AllOf(list) => ("allOf", several(list, scope)),
        RawKeyword::AnyOf(list) => ("anyOf", several(list, scope)),
        RawKeyword::OneOf(list) => ("oneOf", several(list, scope)),
        RawKeyword::Not(raw) => ("not", object(raw, scope)),
        RawKeyword::If {
            condition,
            then,
            otherwise,
        } => {
            let branches = [("then", then), ("else", otherwise)];
            let branches = branches
                .into_iter()
                .filter_map(|(name, branch)| Some((name, object(branch.as_deref()?, scope))));
            return std::iter::once(("if", object(condition, scope)))
                .chain(branches)
                .collect();
        }
    };
    vec![pair]
}

fn bounds(bounds: &Bounds) -> Vec<(&'static str, Expr)> {
    let all = [
        ("minimum", &bounds.minimum),
        ("maximum", &bounds.maximum),
        ("exclusiveMinimum", &bounds.exclusive_minimum),
        ("exclusiveMaximum", &bounds.exclusive_maximum),
        ("multipleOf", &bounds.multiple_of),
    ];
    let given = all.into_iter().filter_map(|(name, limit)| {
        let limit: serde_json::Value = serde_json::from_str(limit.as_ref()?.as_str()).ok()?;
        Some((name, text::json(&limit)))
    });
    given.collect()
}
