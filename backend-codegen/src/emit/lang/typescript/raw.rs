//! Keywords that no schema of Zod expresses: kept as JSON Schema and looked at by a check.

use serde_json::{Map, Value, json};

use super::{Expr, schema::Scope, text, writer::Imports};
use crate::ir::{Bounds, RawKeyword, RawSchema, Schema, TypeId};

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
    let mut references = Vec::new();
    let all: Vec<Value> = schema
        .assertions
        .iter()
        .map(|raw| value(raw, &mut references))
        .collect();
    imports.value("../lib/assertion.js", "asserted");
    let mut arguments = vec![expr];
    let known: Vec<(String, Expr)> = references
        .iter()
        .map(|id| {
            let name = scope.names.ty(*id);
            let body = Expr::text(name);
            (
                name.to_owned(),
                Expr::Arrow("()".to_owned(), Box::new(body)),
            )
        })
        .collect();
    let _ = &known;
    arguments.extend(all.iter().map(text::json));
    Expr::call("asserted", arguments)
}

fn value(raw: &RawSchema, references: &mut Vec<TypeId>) -> Value {
    let mut object = Map::new();
    for keyword in &raw.keywords {
        add(keyword, &mut object, references);
    }
    Value::Object(object)
}

fn named(list: &[(String, RawSchema)], references: &mut Vec<TypeId>) -> Value {
    let members = list
        .iter()
        .map(|(name, raw)| (name.clone(), value(raw, references)));
    Value::Object(members.collect())
}

fn several(list: &[RawSchema], references: &mut Vec<TypeId>) -> Value {
    Value::Array(list.iter().map(|raw| value(raw, references)).collect())
}

fn add(keyword: &RawKeyword, object: &mut Map<String, Value>, references: &mut Vec<TypeId>) {
    let (name, value) = match keyword {
        RawKeyword::Never => ("not", json!({})),
        RawKeyword::Ref(id) => {
            references.push(*id);
            return;
        }
        RawKeyword::Types(types) => ("type", json!(types)),
        RawKeyword::Enum(values) => ("enum", json!(values)),
        RawKeyword::Const(one) => ("const", one.clone()),
        RawKeyword::Bounds(bounds) => return add_bounds(bounds, object),
        RawKeyword::MinLength(limit) => ("minLength", json!(limit)),
        RawKeyword::MaxLength(limit) => ("maxLength", json!(limit)),
        RawKeyword::Pattern(pattern) => ("pattern", json!(pattern)),
        RawKeyword::Format(format) => ("format", json!(format)),
        RawKeyword::Items(raw) => ("items", self::value(raw, references)),
        RawKeyword::PrefixItems(list) => ("prefixItems", several(list, references)),
        RawKeyword::Contains(raw) => ("contains", self::value(raw, references)),
        RawKeyword::MinContains(limit) => ("minContains", json!(limit)),
        RawKeyword::MaxContains(limit) => ("maxContains", json!(limit)),
        RawKeyword::MinItems(limit) => ("minItems", json!(limit)),
        RawKeyword::MaxItems(limit) => ("maxItems", json!(limit)),
        RawKeyword::UniqueItems => ("uniqueItems", json!(true)),
        RawKeyword::Properties(list) => ("properties", named(list, references)),
        RawKeyword::PatternProperties(list) => ("patternProperties", named(list, references)),
        RawKeyword::AdditionalProperties(raw) => {
            ("additionalProperties", self::value(raw, references))
        }
        RawKeyword::PropertyNames(raw) => ("propertyNames", self::value(raw, references)),
        RawKeyword::Required(names) => ("required", json!(names)),
        RawKeyword::MinProperties(limit) => ("minProperties", json!(limit)),
        RawKeyword::MaxProperties(limit) => ("maxProperties", json!(limit)),
        RawKeyword::DependentRequired(list) => {
            let members = list
                .iter()
                .map(|(name, names)| (name.clone(), json!(names)));
            ("dependentRequired", Value::Object(members.collect()))
        }
        RawKeyword::DependentSchemas(list) => ("dependentSchemas", named(list, references)),
        RawKeyword::UnevaluatedProperties(raw) => {
            ("unevaluatedProperties", self::value(raw, references))
        }
        RawKeyword::UnevaluatedItems(raw) => ("unevaluatedItems", self::value(raw, references)),
        RawKeyword::AllOf(list) => ("allOf", several(list, references)),
        RawKeyword::AnyOf(list) => ("anyOf", several(list, references)),
        RawKeyword::OneOf(list) => ("oneOf", several(list, references)),
        RawKeyword::Not(raw) => ("not", self::value(raw, references)),
        RawKeyword::If {
            condition,
            then,
            otherwise,
        } => {
            object.insert("if".to_owned(), self::value(condition, references));
            if let Some(then) = then {
                object.insert("then".to_owned(), self::value(then, references));
            }
            if let Some(otherwise) = otherwise {
                object.insert("else".to_owned(), self::value(otherwise, references));
            }
            return;
        }
    };
    object.insert(name.to_owned(), value);
}

fn add_bounds(bounds: &Bounds, object: &mut Map<String, Value>) {
    let all = [
        ("minimum", &bounds.minimum),
        ("maximum", &bounds.maximum),
        ("exclusiveMinimum", &bounds.exclusive_minimum),
        ("exclusiveMaximum", &bounds.exclusive_maximum),
        ("multipleOf", &bounds.multiple_of),
    ];
    for (name, limit) in all {
        let parsed = limit
            .as_ref()
            .and_then(|limit| serde_json::from_str(limit.as_str()).ok());
        if let Some(limit) = parsed {
            object.insert(name.to_owned(), limit);
        }
    }
}
