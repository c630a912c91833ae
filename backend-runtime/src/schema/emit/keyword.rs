//! Each keyword in JSON.

use super::Emitter;
use crate::schema::{
    Conditional, Discriminator, Json, Keyword, Node, NumberRange, PatternRef, Property, Target,
    TypeSet,
};
use serde_json::{Map, Value, json};

type Members = Map<String, Value>;

impl Emitter<'_> {
    /// A schema inside of another.
    fn schema(&mut self, node: &'static Node) -> Value {
        match node.name {
            Some(name) => self.reference(name, node),
            None => self.inline(node),
        }
    }

    fn list(&mut self, nodes: &'static [Node]) -> Value {
        nodes.iter().map(|node| self.schema(node)).collect()
    }

    fn named(&mut self, nodes: &'static [(&'static str, Node)]) -> Value {
        Value::Object(
            nodes
                .iter()
                .map(|(name, node)| ((*name).to_owned(), self.schema(node)))
                .collect(),
        )
    }

    pub(super) fn keyword(&mut self, keyword: &'static Keyword, out: &mut Members) {
        let (key, value) = match keyword {
            // Settled by the caller.
            Keyword::Never
            | Keyword::Ref(_)
            | Keyword::Extends(_)
            | Keyword::Discriminator(_)
            | Keyword::Aliases(_) => return,
            Keyword::PropertyNames(node) if node.says_nothing() => return,
            Keyword::Type(types) => return self.types(*types, out),
            Keyword::Enum(values) => ("enum", values.iter().map(Json::to_value).collect()),
            Keyword::Const(value) if self.is_30() => ("enum", json!([value.to_value()])),
            Keyword::Const(value) => ("const", value.to_value()),
            Keyword::MultipleOf(number) => ("multipleOf", number.to_value()),
            Keyword::Minimum(number) => ("minimum", number.to_value()),
            Keyword::Maximum(number) => ("maximum", number.to_value()),
            Keyword::ExclusiveMinimum(number) => {
                return self.exclusive("minimum", "exclusiveMinimum", number.to_value(), out);
            }
            Keyword::ExclusiveMaximum(number) => {
                return self.exclusive("maximum", "exclusiveMaximum", number.to_value(), out);
            }
            Keyword::Range(range) => return written_range(*range, out),
            Keyword::MinLength(limit) => ("minLength", (*limit).into()),
            Keyword::MaxLength(limit) => ("maxLength", (*limit).into()),
            Keyword::Pattern(pattern) => ("pattern", pattern.get().source().into()),
            Keyword::Format(format) if format.name().is_empty() => {
                out.remove("format");
                return;
            }
            Keyword::Format(format) => ("format", format.name().into()),
            Keyword::ContentEncoding(name) => ("contentEncoding", (*name).into()),
            Keyword::ContentMediaType(name) => ("contentMediaType", (*name).into()),
            Keyword::MinItems(limit) => ("minItems", (*limit).into()),
            Keyword::MaxItems(limit) => ("maxItems", (*limit).into()),
            Keyword::UniqueItems => ("uniqueItems", Value::Bool(true)),
            Keyword::Items(node) => ("items", self.schema(node)),
            Keyword::MinProperties(limit) => ("minProperties", (*limit).into()),
            Keyword::MaxProperties(limit) => ("maxProperties", (*limit).into()),
            Keyword::Properties(properties) => return self.properties(properties, out),
            Keyword::Required(names) => return require(names.iter().copied(), out),
            Keyword::AdditionalProperties(node) => ("additionalProperties", self.schema(node)),
            Keyword::Closed => ("additionalProperties", Value::Bool(false)),
            Keyword::AllOf(nodes) => ("allOf", self.list(nodes)),
            Keyword::AnyOf(nodes) => ("anyOf", self.list(nodes)),
            Keyword::OneOf(nodes) => ("oneOf", self.list(nodes)),
            Keyword::Not(node) => ("not", self.schema(node)),
            modern if self.is_30() => {
                debug_assert!(is_modern(modern), "every other keyword is written above");
                return;
            }
            Keyword::PrefixItems(nodes) => ("prefixItems", self.list(nodes)),
            Keyword::Contains(contains) => {
                if contains.min != 1 {
                    out.insert("minContains".to_owned(), contains.min.into());
                }
                if let Some(max) = contains.max {
                    out.insert("maxContains".to_owned(), max.into());
                }
                ("contains", self.schema(&contains.node))
            }
            Keyword::UnevaluatedItems(node) => ("unevaluatedItems", self.schema(node)),
            Keyword::PatternProperties(patterns) => ("patternProperties", self.patterns(patterns)),
            Keyword::PropertyNames(node) => ("propertyNames", self.schema(node)),
            Keyword::DependentRequired(list) => {
                let members = list
                    .iter()
                    .map(|(name, names)| ((*name).to_owned(), json!(names)));
                ("dependentRequired", Value::Object(members.collect()))
            }
            Keyword::DependentSchemas(list) => ("dependentSchemas", self.named(list)),
            Keyword::UnevaluatedProperties(node) => ("unevaluatedProperties", self.schema(node)),
            Keyword::If(conditional) => return self.conditional(conditional, out),
        };
        insert(key, value, out);
    }

    /// OpenAPI 3.0 has one type at most; several are left out there.
    fn types(&self, types: TypeSet, out: &mut Members) {
        let names: Vec<&str> = types.names().collect();
        match (&names[..], self.is_30()) {
            ([only], _) => {
                out.insert("type".to_owned(), (*only).into());
            }
            ([only, "null"] | ["null", only], true) => {
                out.insert("type".to_owned(), (*only).into());
                out.insert("nullable".to_owned(), Value::Bool(true));
            }
            (_, true) => {}
            (_, false) => {
                out.insert("type".to_owned(), json!(names));
            }
        }
    }

    fn exclusive(&self, plain: &str, exclusive: &str, limit: Value, out: &mut Members) {
        if self.is_30() {
            out.insert(plain.to_owned(), limit);
            out.insert(exclusive.to_owned(), Value::Bool(true));
        } else {
            out.insert(exclusive.to_owned(), limit);
        }
    }

    pub(super) fn properties(&mut self, properties: &'static [Property], out: &mut Members) {
        let members: Members = properties
            .iter()
            .map(|one| (one.name.to_owned(), self.schema(&one.node)))
            .collect();
        match out.get_mut("properties").and_then(Value::as_object_mut) {
            Some(known) => known.extend(members),
            None => {
                out.insert("properties".to_owned(), Value::Object(members));
            }
        }
        require(
            properties
                .iter()
                .filter(|one| one.required)
                .map(|one| one.name),
            out,
        );
    }

    fn patterns(&mut self, patterns: &'static [(PatternRef, Node)]) -> Value {
        let member = |(pattern, node): &'static (PatternRef, Node)| {
            (pattern.get().source().to_owned(), self.schema(node))
        };
        Value::Object(patterns.iter().map(member).collect())
    }

    fn conditional(&mut self, conditional: &'static Conditional, out: &mut Members) {
        let test = self.schema(&conditional.test);
        out.insert("if".to_owned(), test);
        for (key, branch) in [
            ("then", &conditional.then),
            ("else", &conditional.otherwise),
        ] {
            if let Some(node) = branch {
                let schema = self.schema(node);
                out.insert(key.to_owned(), schema);
            }
        }
    }

    /// The mapping is only written for alternatives that are components, and where it says more than their names; `own` is
    /// the component that has the discriminator.
    pub(super) fn discriminator(
        &mut self,
        discriminator: &'static Discriminator,
        own: Option<&'static str>,
        out: &mut Members,
    ) {
        let base = discriminator.base.as_ref().map(Target::node);
        let mut schemas = Vec::new();
        let mut mapping = Members::new();
        let mut named = true;
        for (tag, node) in discriminator.mapping {
            // The base itself is the schema that this one is.
            let schema = match (base, own) {
                (Some(base), Some(own)) if refers_to(node, base) => {
                    json!({ "$ref": format!("#/components/schemas/{own}") })
                }
                _ => self.schema(node),
            };
            match schema.get("$ref").and_then(Value::as_str) {
                Some(reference) if reference.rsplit('/').next() != Some(tag) => {
                    mapping.insert((*tag).to_owned(), reference.into());
                }
                Some(_) => {}
                None => named = false,
            }
            schemas.push(schema);
        }
        if named {
            let mut object = Members::new();
            object.insert("propertyName".to_owned(), discriminator.property.into());
            if !mapping.is_empty() {
                object.insert("mapping".to_owned(), Value::Object(mapping));
            }
            out.insert("discriminator".to_owned(), Value::Object(object));
        }
        if discriminator.base.is_some() {
            return;
        }
        let key = if discriminator.one_of {
            "oneOf"
        } else {
            "anyOf"
        };
        out.insert(key.to_owned(), Value::Array(schemas));
    }
}

/// Whether a node is no more than a reference to another.
fn refers_to(node: &Node, other: &Node) -> bool {
    let mut keywords = node.keywords.iter();
    other.name.is_some()
        && keywords.any(
            |keyword| matches!(keyword, Keyword::Ref(target) if target.node().name == other.name),
        )
}

fn is_modern(keyword: &Keyword) -> bool {
    matches!(
        keyword,
        Keyword::PrefixItems(_)
            | Keyword::Contains(_)
            | Keyword::UnevaluatedItems(_)
            | Keyword::PatternProperties(_)
            | Keyword::PropertyNames(_)
            | Keyword::DependentRequired(_)
            | Keyword::DependentSchemas(_)
            | Keyword::UnevaluatedProperties(_)
            | Keyword::If(_)
    )
}

/// `items(…)` on a field adds to what the type of the field says about its items.
fn insert(key: &str, value: Value, out: &mut Members) {
    let known = match key {
        "items" | "additionalProperties" => out.get_mut(key).and_then(Value::as_object_mut),
        _ => None,
    };
    match (known, value) {
        (Some(known), Value::Object(mut own)) => {
            if known.contains_key("$ref") {
                let base = Value::Object(std::mem::take(known));
                known.insert("allOf".to_owned(), Value::Array(vec![base]));
            }
            known.append(&mut own);
        }
        (_, value) => {
            out.insert(key.to_owned(), value);
        }
    }
}

fn require<'a>(names: impl Iterator<Item = &'a str>, out: &mut Members) {
    let mut names = names.peekable();
    if names.peek().is_none() {
        return;
    }
    let list = out
        .entry("required")
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut() {
        list.extend(names.map(Value::from));
    }
}

/// What no registered format says: `int32` and `int64` say theirs.
fn written_range(range: NumberRange, out: &mut Members) {
    let Some((least, greatest)) = range.bounds() else {
        return;
    };
    let (min, max) = match range {
        NumberRange::I32
        | NumberRange::I64
        | NumberRange::Isize
        | NumberRange::F32
        | NumberRange::F64 => return,
        NumberRange::U64 | NumberRange::Usize => (true, false),
        NumberRange::I8
        | NumberRange::I16
        | NumberRange::U8
        | NumberRange::U16
        | NumberRange::U32 => (true, true),
    };
    if min {
        out.insert("minimum".to_owned(), least.to_value());
    }
    if max {
        out.insert("maximum".to_owned(), greatest.to_value());
    }
}
