//! What a conjunction of schema objects is: the keywords decide the kind.

use super::{
    context::{Lowerer, Place},
    parts::Parts,
};
use crate::{
    ir::{
        Array, Kind, Map, RawKeyword, RawSchema, Schema, StringFormat, StringType, Union,
        UnionMode, Variant, names::upper_camel,
    },
    spec::{Node, Value},
};

/// The primitive types of JSON Schema, without `null`.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

impl<'a> Lowerer<'a> {
    /// The schema that a conjunction amounts to; objects, enumerations and unions still without a name.
    pub(super) fn compose(&mut self, parts: &Parts<'a>, place: &Place) -> Schema {
        if parts
            .list
            .iter()
            .any(|part| part.node.as_bool() == Some(false))
        {
            return Schema::of(Kind::Never, parts.span());
        }
        let mut types = self.types_of(parts);
        let mut nullable = take(&mut types, "null") || parts.flag("nullable");
        let mut schema = Schema::of(Kind::Any, parts.span());
        if parts.has("enum") || parts.has("const") {
            schema.kind = self.enumeration(parts, &types, &mut nullable, &mut schema.assertions);
        } else if parts.has("oneOf") || parts.has("anyOf") {
            let lowered = self.union(parts, &types, place);
            nullable |= lowered.nullable;
            schema = Schema {
                meta: schema.meta,
                span: schema.span,
                ..lowered
            };
        } else {
            schema.kind = self.of_types(parts, &types, nullable, place);
        }
        schema.nullable |= nullable;
        self.leftovers(parts, &mut schema, place);
        schema
    }

    /// The allowed types: the intersection of all `type` keywords, else what the other keywords mean.
    fn types_of(&mut self, parts: &Parts<'a>) -> Vec<&'static str> {
        let mut allowed: Option<Vec<&'static str>> = None;
        for node in parts.all("type") {
            let own = self.type_keyword(node);
            allowed = Some(match allowed {
                None => own,
                Some(before) => before
                    .into_iter()
                    .filter(|of| own.contains(of) || (*of == "integer" && own.contains(&"number")))
                    .collect(),
            });
            if allowed.as_ref().is_some_and(Vec::is_empty) && parts.list.len() > 1 {
                self.warn(
                    "schema-contradiction",
                    "no value has all of the types that are asked for here; any value is allowed",
                    node.span,
                    "correct one of the types in this `allOf`",
                );
            }
        }
        match allowed {
            Some(types) => types,
            None if self.options.dialect.infers_types() => implied(parts).into_iter().collect(),
            None => Vec::new(),
        }
    }

    fn type_keyword(&mut self, node: &Node) -> Vec<&'static str> {
        let list = match &node.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![node],
        };
        let mut types = Vec::new();
        for item in list {
            let name = item.as_str().unwrap_or_default();
            match TYPES
                .iter()
                .chain(&["null"])
                .find(|known| **known == name.to_ascii_lowercase())
            {
                Some(known) => types.push(*known),
                None => self.warn(
                    "schema-type",
                    format!(
                        "`{}` is not a type of JSON Schema; any value is allowed here",
                        printable(name)
                    ),
                    item.span,
                    "use one of string, integer, number, boolean, array, object, null",
                ),
            }
        }
        types
    }

    /// A schema whose kind its types decide.
    fn of_types(
        &mut self,
        parts: &Parts<'a>,
        types: &[&'static str],
        nullable: bool,
        place: &Place,
    ) -> Kind {
        match types {
            [] if nullable && parts.has("type") => Kind::Any,
            [] => Kind::Any,
            ["integer", "number"] | ["number", "integer"] => self.one_type("number", parts, place),
            [only] => self.one_type(only, parts, place),
            several if several.len() >= TYPES.len() => Kind::Any,
            several => {
                let variants = several
                    .iter()
                    .map(|of| Variant {
                        name: upper_camel(of, "Variant"),
                        tags: Vec::new(),
                        schema: self.type_variant(of, parts, &place.child(of)),
                    })
                    .collect();
                Kind::Union(Union {
                    mode: UnionMode::AnyOf,
                    variants,
                    discriminator: None,
                    base: None,
                })
            }
        }
    }

    fn type_variant(&mut self, of: &'static str, parts: &Parts<'a>, place: &Place) -> Schema {
        let kind = self.one_type(of, parts, place);
        let schema = Schema::of(kind, parts.span());
        if super::schema::is_named(&schema.kind) {
            self.name_inline(schema, place)
        } else {
            schema
        }
    }

    /// The kind of values of one type.
    pub(super) fn one_type(&mut self, of: &str, parts: &Parts<'a>, place: &Place) -> Kind {
        match of {
            "boolean" => Kind::Boolean,
            "integer" => super::scalar::integer(parts),
            "number" => super::scalar::number(parts),
            "string" => Kind::String(self.string(parts)),
            "array" => self.array(parts, place),
            _ => self.object(parts, place),
        }
    }

    fn string(&self, parts: &Parts<'a>) -> StringType {
        let string = super::scalar::string(parts);
        // JSON Schema takes `contentEncoding` as an annotation always, `format` unless it is asked for.
        let dialect = self.options.dialect;
        let asserted = dialect.infers_types() || (dialect.asserts_formats() && parts.has("format"));
        if asserted {
            return string;
        }
        StringType {
            format: StringFormat::Plain,
            ..string
        }
    }

    fn array(&mut self, parts: &Parts<'a>, place: &Place) -> Kind {
        let items: Vec<&'a Node> = parts.all("items").collect();
        let item_place = Place {
            hint: crate::ir::names::singular(&place.hint),
            ..place.deeper()
        };
        let items = if parts.has("prefixItems") {
            Schema::of(Kind::Any, parts.span())
        } else if items.is_empty() {
            if self.options.dialect.infers_types() {
                self.warn(
                    "array-items",
                    "this array does not say what its `items` are; any value is allowed",
                    parts.span(),
                    "add `items` with the schema of one element",
                );
            }
            Schema::of(Kind::Any, parts.span())
        } else {
            self.conjunction(&items, &item_place)
        };
        Kind::Array(Array {
            items: Box::new(items),
            min_items: parts.greatest("minItems"),
            max_items: parts.least("maxItems"),
            unique_items: parts.flag("uniqueItems"),
        })
    }

    /// A map, for objects without named properties.
    pub(super) fn map(&mut self, parts: &Parts<'a>, values: Schema) -> Kind {
        Kind::Map(Map {
            values: Box::new(values),
            keys: super::scalar::key_type(parts).map(Box::new),
            min_properties: parts.greatest("minProperties"),
            max_properties: parts.least("maxProperties"),
        })
    }

    /// `enum` and `const`: strings become an enumeration, integers keep their type, mixtures are asserted.
    fn enumeration(
        &mut self,
        parts: &Parts<'a>,
        types: &[&'static str],
        nullable: &mut bool,
        assertions: &mut Vec<RawSchema>,
    ) -> Kind {
        let mut values = self.allowed_values(parts);
        let before = values.len();
        values.retain(|value| !value.is_null());
        *nullable = if types.is_empty() && !parts.has("type") {
            before != values.len()
        } else {
            *nullable
        };
        if values.iter().any(|value| has_type(value, types)) {
            values.retain(|value| has_type(value, types));
        }
        let fits = |of: &str| types.is_empty() || types.contains(&of);
        if !values.is_empty()
            && values.iter().all(|value| value.as_str().is_some())
            && fits("string")
        {
            return Kind::Enum(
                values
                    .iter()
                    .filter_map(|value| value.as_str())
                    .map(str::to_owned)
                    .collect(),
            );
        }
        let whole = |node: &Node| node.as_number().and_then(|number| number.as_i128());
        if !values.is_empty()
            && values.iter().all(|value| whole(value).is_some())
            && fits("integer")
        {
            return super::scalar::integer_values(
                parts,
                values.iter().filter_map(|value| whole(value)).collect(),
            );
        }
        let listed = values.iter().map(|value| value.to_json()).collect();
        assertions.push(RawSchema {
            keywords: vec![RawKeyword::Enum(listed)],
        });
        match types {
            ["number"] => super::scalar::number(parts),
            ["boolean"] => Kind::Boolean,
            _ => Kind::Any,
        }
    }

    /// The values that every `enum` and `const` of the parts allows, each once.
    fn allowed_values(&mut self, parts: &Parts<'a>) -> Vec<&'a Node> {
        let mut lists: Vec<Vec<&'a Node>> = Vec::new();
        for node in parts.all("enum") {
            lists.push(node.as_array().unwrap_or_default().iter().collect());
        }
        lists.extend(parts.all("const").map(|node| vec![node]));
        let mut lists = lists.into_iter();
        let first = lists.next().unwrap_or_default();
        let rest: Vec<_> = lists.collect();
        let mut seen = std::collections::HashSet::new();
        first
            .into_iter()
            .filter(|value| {
                rest.iter()
                    .all(|list| list.iter().any(|other| other.same_value(value)))
            })
            .filter(|value| seen.insert(super::shape::shape(value)))
            .collect()
    }
}

/// Whether a value is of one of the types; any is when there are none.
fn has_type(value: &Node, types: &[&'static str]) -> bool {
    let number = value.as_number();
    let own: &[&str] = match &value.value {
        Value::Null => &["null"],
        Value::Bool(_) => &["boolean"],
        Value::String(_) => &["string"],
        Value::Array(_) => &["array"],
        Value::Object(_) => &["object"],
        Value::Number(_) if number.is_some_and(|number| number.as_i128().is_some()) => {
            &["integer", "number"]
        }
        Value::Number(_) => &["number"],
    };
    types.is_empty() || own.iter().any(|of| types.contains(of))
}

fn take(types: &mut Vec<&'static str>, name: &str) -> bool {
    let before = types.len();
    types.retain(|of| *of != name);
    before != types.len()
}

/// The one type that the keywords of a schema without `type` are about.
fn implied(parts: &Parts<'_>) -> Option<&'static str> {
    let any = |keys: &[&'static str]| keys.iter().any(|key| parts.has(key));
    if any(&[
        "properties",
        "additionalProperties",
        "required",
        "minProperties",
        "maxProperties",
        "patternProperties",
    ]) {
        Some("object")
    } else if any(&[
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
    ]) {
        Some("array")
    } else if any(&["minLength", "maxLength", "pattern"]) {
        Some("string")
    } else if let Some(format) = parts.text("format") {
        super::scalar::format_type(&format)
    } else if any(&[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]) {
        Some("number")
    } else {
        None
    }
}

/// Text of the document as it may appear in a message.
pub(super) fn printable(text: &str) -> String {
    crate::diagnostic::printable(text)
}
