//! Keywords kept as they are, for the validator to enforce on the raw value.

use super::{
    compose::printable,
    context::{Lowerer, Place},
    parts::{Part, Parts, count, node_bounds},
};
use crate::{
    ir::{Bounds, Kind, RawKeyword, RawSchema, Schema},
    spec::{Node, Value, check_pattern},
};

impl<'a> Lowerer<'a> {
    /// Adds the keywords that the lowered kind does not express, those of each part together.
    pub(super) fn leftovers(&mut self, parts: &Parts<'a>, schema: &mut Schema, place: &Place) {
        let untyped = matches!(schema.kind, Kind::Any) && !self.options.dialect.infers_types();
        let nested = |part: &Part<'a>| counts_evaluated(part.node);
        if untyped || self.restricts_others(parts) || parts.list.iter().any(nested) {
            schema.assertions.clear();
            for root in parts.list.iter().filter(|part| part.root) {
                let own = self.raw(root.node, place);
                // Apart from the keywords of the type, which name what the parts name together.
                let own = if untyped || own.keywords.is_empty() {
                    own
                } else {
                    RawSchema {
                        keywords: vec![RawKeyword::AllOf(vec![own])],
                    }
                };
                schema
                    .assertions
                    .extend((!own.keywords.is_empty()).then_some(own));
            }
            return;
        }
        for part in &parts.list {
            let mut own = RawSchema::default();
            for (key, value) in members(part.node) {
                if is_leftover(key, part.node, &schema.kind) {
                    self.keyword(part.node, key, value, place, &mut own.keywords);
                }
            }
            schema
                .assertions
                .extend((!own.keywords.is_empty()).then_some(own));
        }
    }

    /// Whether a keyword of one part is about what this part alone does not name, which is lost when parts are merged.
    /// In OpenAPI documents `additionalProperties: false` beside `allOf` is meant for the whole.
    fn restricts_others(&self, parts: &Parts<'a>) -> bool {
        let alone = ["additionalProperties", "items", "prefixItems"];
        !self.options.dialect.infers_types()
            && parts.list.len() > 1
            && alone.iter().any(|key| parts.has(key))
    }

    /// A whole schema as keywords.
    pub(super) fn raw(&mut self, node: &'a Node, place: &Place) -> RawSchema {
        let mut keywords = Vec::new();
        match &node.value {
            Value::Bool(false) => keywords.push(RawKeyword::Never),
            Value::Object(object) if !self.too_deep(place, node.span) => {
                let bounds = node_bounds(node);
                if bounds != Bounds::default() {
                    keywords.push(RawKeyword::Bounds(bounds));
                }
                for (key, value) in object.iter() {
                    self.keyword(node, key, value, &place.deeper(), &mut keywords);
                }
            }
            _ => {}
        }
        RawSchema { keywords }
    }

    fn keyword(
        &mut self,
        node: &'a Node,
        key: &str,
        value: &'a Node,
        place: &Place,
        out: &mut Vec<RawKeyword>,
    ) {
        let counted = |make: fn(u64) -> RawKeyword| count(value).map(make);
        let keyword = match key {
            "$ref" => self.raw_reference(node, place),
            "type" => self.raw_types(node, value),
            "enum" => Some(RawKeyword::Enum(
                value
                    .as_array()
                    .unwrap_or_default()
                    .iter()
                    .map(Node::to_json)
                    .collect(),
            )),
            "const" => Some(RawKeyword::Const(value.to_json())),
            "minLength" => counted(RawKeyword::MinLength),
            "maxLength" => counted(RawKeyword::MaxLength),
            "minItems" => counted(RawKeyword::MinItems),
            "maxItems" => counted(RawKeyword::MaxItems),
            "minContains" => counted(RawKeyword::MinContains),
            "maxContains" => counted(RawKeyword::MaxContains),
            "minProperties" => counted(RawKeyword::MinProperties),
            "maxProperties" => counted(RawKeyword::MaxProperties),
            "pattern" => value
                .as_str()
                .filter(|source| check_pattern(source).is_ok())
                .map(|text| RawKeyword::Pattern(text.to_owned())),
            "format" => value
                .as_str()
                .filter(|_| self.options.dialect.asserts_formats())
                .map(|text| RawKeyword::Format(text.to_owned())),
            "uniqueItems" => (value.as_bool() == Some(true)).then_some(RawKeyword::UniqueItems),
            "required" => Some(RawKeyword::Required(strings(value))),
            "dependentRequired" => Some(RawKeyword::DependentRequired(
                members(value)
                    .map(|(name, list)| (name.to_owned(), strings(list)))
                    .collect(),
            )),
            "if" => Some(self.raw_condition(node, value, place)),
            _ => self.applicator(key, value, place),
        };
        out.extend(keyword);
    }

    fn applicator(&mut self, key: &str, value: &'a Node, place: &Place) -> Option<RawKeyword> {
        let one = |lowerer: &mut Self, make: fn(Box<RawSchema>) -> RawKeyword| {
            Some(make(Box::new(lowerer.raw(value, place))))
        };
        match key {
            "items" => one(self, RawKeyword::Items),
            "contains" => one(self, RawKeyword::Contains),
            "additionalProperties" => one(self, RawKeyword::AdditionalProperties),
            "propertyNames" => one(self, RawKeyword::PropertyNames),
            "unevaluatedProperties" => one(self, RawKeyword::UnevaluatedProperties),
            "unevaluatedItems" => one(self, RawKeyword::UnevaluatedItems),
            "not" => one(self, RawKeyword::Not),
            "prefixItems" => Some(RawKeyword::PrefixItems(self.raw_list(value, place))),
            "allOf" => Some(RawKeyword::AllOf(self.raw_list(value, place))),
            "anyOf" => Some(RawKeyword::AnyOf(self.raw_list(value, place))),
            "oneOf" => Some(RawKeyword::OneOf(self.raw_list(value, place))),
            "properties" => Some(RawKeyword::Properties(self.raw_members(value, place))),
            "patternProperties" => {
                let mut named = self.raw_members(value, place);
                // What is no pattern may mean any name, so that nothing may be asked of the member.
                for member in &mut named {
                    if check_pattern(&member.0).is_err() {
                        *member = (String::new(), RawSchema::default());
                    }
                }
                Some(RawKeyword::PatternProperties(named))
            }
            "dependentSchemas" => {
                Some(RawKeyword::DependentSchemas(self.raw_members(value, place)))
            }
            _ => None,
        }
    }

    fn raw_list(&mut self, node: &'a Node, place: &Place) -> Vec<RawSchema> {
        node.as_array()
            .unwrap_or_default()
            .iter()
            .map(|item| self.raw(item, place))
            .collect()
    }

    fn raw_members(&mut self, node: &'a Node, place: &Place) -> Vec<(String, RawSchema)> {
        members(node)
            .map(|(name, member)| (name.to_owned(), self.raw(member, place)))
            .collect()
    }

    fn raw_reference(&mut self, node: &'a Node, place: &Place) -> Option<RawKeyword> {
        match self.document.deref(node) {
            Ok(resolved) => {
                let id = resolved.id?;
                Some(RawKeyword::Ref(self.named_target(id, resolved.node, place)))
            }
            Err(diagnostic) => {
                self.unresolved(node, diagnostic);
                None
            }
        }
    }

    fn raw_types(&mut self, node: &Node, value: &Node) -> Option<RawKeyword> {
        let mut types = match &value.value {
            Value::Array(_) => strings(value),
            _ => vec![value.as_str()?.to_owned()],
        };
        if node.get("nullable").and_then(Node::as_bool) == Some(true) {
            types.push("null".to_owned());
        }
        let known = [
            "null", "boolean", "integer", "number", "string", "array", "object",
        ];
        if let Some(unknown) = types.iter().find(|name| !known.contains(&name.as_str())) {
            let message = format!(
                "`{}` is not a type of JSON Schema; any value is allowed here",
                printable(unknown)
            );
            self.warn(
                "schema-type",
                message,
                value.span,
                "use one of string, integer, number, boolean, array, object, null",
            );
            return None;
        }
        Some(RawKeyword::Types(types))
    }

    fn raw_condition(&mut self, node: &'a Node, value: &'a Node, place: &Place) -> RawKeyword {
        let condition = Box::new(self.raw(value, place));
        let mut branch = |key| {
            node.get(key)
                .map(|branch| Box::new(self.raw(branch, place)))
        };
        RawKeyword::If {
            condition,
            then: branch("then"),
            otherwise: branch("else"),
        }
    }
}

/// `null`, and nothing else.
fn is_null_type(node: &Node) -> bool {
    let is_null = |of: &Node| of.as_str() == Some("null");
    node.get("type").is_some_and(|of| match of.as_array() {
        Some(types) => !types.is_empty() && types.iter().all(is_null),
        None => is_null(of),
    })
}

/// Whether a keyword of a schema of this kind is left to the validator.
fn is_leftover(key: &str, node: &Node, kind: &Kind) -> bool {
    match key {
        // Which items and members these are about is for other keywords of the same schema to say.
        "items" => node.get("prefixItems").is_some(),
        "additionalProperties" => node.get("patternProperties").is_some(),
        // No kind has `null` alone.
        "type" => matches!(kind, Kind::Any) && is_null_type(node),
        "not"
        | "if"
        | "contains"
        | "minContains"
        | "maxContains"
        | "prefixItems"
        | "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "patternProperties" => true,
        "propertyNames" => !matches!(kind, Kind::Map(map) if map.keys.is_some()),
        "properties" => false,
        "required" => matches!(kind, Kind::Map(_)),
        _ => false,
    }
}

/// Whether the schema, or one applied to the same value within it, asks what other keywords have looked at: that counts
/// for the schemas around alone, so their nesting must be kept.
fn counts_evaluated(node: &Node) -> bool {
    members(node).any(|(key, value)| match key {
        "unevaluatedProperties" | "unevaluatedItems" => true,
        "allOf" | "anyOf" | "oneOf" => value
            .as_array()
            .unwrap_or_default()
            .iter()
            .any(counts_evaluated),
        "if" | "then" | "else" | "not" => counts_evaluated(value),
        "dependentSchemas" => members(value).any(|(_, schema)| counts_evaluated(schema)),
        _ => false,
    })
}

fn strings(node: &Node) -> Vec<String> {
    node.as_array()
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_str)
        .map(str::to_owned)
        .collect()
}

fn members(node: &Node) -> impl Iterator<Item = (&str, &Node)> {
    node.as_object()
        .into_iter()
        .flat_map(|object| object.iter())
}
