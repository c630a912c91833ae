//! A JSON schema as a table made at run time. Test only: the tables are leaked.

use backend_runtime::schema::{
    Conditional, Contains, Format, Json, Keyword, Node, Number, Pattern, PatternRef, Property,
    Target, TypeSet,
};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The table of a schema; `formats` says whether `format` is asserted.
pub(crate) fn of(schema: &Value, formats: bool) -> &'static Node {
    let mut builder = Builder {
        root: schema,
        formats,
        references: HashMap::new(),
        open: Vec::new(),
    };
    let node = leak(builder.node(schema));
    while let Some((pointer, cell)) = builder.open.pop() {
        let target = schema
            .pointer(&pointer)
            .cloned()
            .unwrap_or(Value::Bool(true));
        let _ = cell.set(leak(builder.node(&target)));
    }
    node
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn leak_list<T>(list: impl IntoIterator<Item = T>) -> &'static [T] {
    list.into_iter().collect::<Vec<T>>().leak()
}

fn text(value: &str) -> &'static str {
    value.to_owned().leak()
}

fn number(value: &Value) -> Number {
    Number::parse(&value.to_string()).expect("a number of the suite")
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(_) => Json::Number(number(value)),
        Value::String(value) => Json::String(text(value)),
        Value::Array(items) => Json::Array(leak_list(items.iter().map(json))),
        Value::Object(members) => Json::Object(leak_list(
            members.iter().map(|(key, value)| (text(key), json(value))),
        )),
    }
}

fn strings(value: &Value) -> &'static [&'static str] {
    leak_list(
        value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(text),
    )
}

fn pattern(source: &str) -> PatternRef {
    PatternRef::At(leak(Pattern::new(text(source))))
}

struct Builder<'a> {
    root: &'a Value,
    formats: bool,
    references: HashMap<String, &'static OnceLock<&'static Node>>,
    open: Vec<(String, &'static OnceLock<&'static Node>)>,
}

impl Builder<'_> {
    fn node(&mut self, schema: &Value) -> Node {
        match schema {
            Value::Bool(false) => Node::NEVER,
            Value::Object(members) => {
                let keywords: Vec<Keyword> = members
                    .iter()
                    .filter_map(|(key, value)| self.keyword(members, key, value))
                    .collect();
                Node::new(keywords.leak())
            }
            _ => Node::ANY,
        }
    }

    fn leaked(&mut self, schema: &Value) -> &'static Node {
        leak(self.node(schema))
    }

    fn list(&mut self, value: &Value) -> &'static [Node] {
        let nodes: Vec<Node> = value
            .as_array()
            .into_iter()
            .flatten()
            .map(|schema| self.node(schema))
            .collect();
        nodes.leak()
    }

    fn named(&mut self, value: &Value) -> &'static [(&'static str, Node)] {
        let members = value.as_object().into_iter().flatten();
        leak_list(
            members
                .map(|(name, schema)| (text(name), self.node(schema)))
                .collect::<Vec<_>>(),
        )
    }

    fn reference(&mut self, uri: &str) -> Target {
        let pointer = decode(uri.trim_start_matches('#'));
        if self.root.pointer(&pointer).is_none() {
            panic!("the suite refers to {uri}, which is not there");
        }
        let open = &mut self.open;
        let cell = self.references.entry(pointer.clone()).or_insert_with(|| {
            let cell: &'static OnceLock<&'static Node> = leak(OnceLock::new());
            open.push((pointer, cell));
            cell
        });
        Target::Late(cell)
    }

    fn keyword(
        &mut self,
        members: &Map<String, Value>,
        key: &str,
        value: &Value,
    ) -> Option<Keyword> {
        let count = |value: &Value| value.as_f64().map(|value| value as u64);
        Some(match key {
            "$ref" => Keyword::Ref(self.reference(value.as_str()?)),
            "type" => Keyword::Type(types(value)),
            "enum" => Keyword::Enum(leak_list(value.as_array()?.iter().map(json))),
            "const" => Keyword::Const(leak(json(value))),
            "multipleOf" => Keyword::MultipleOf(number(value)),
            "minimum" => Keyword::Minimum(number(value)),
            "exclusiveMinimum" => Keyword::ExclusiveMinimum(number(value)),
            "maximum" => Keyword::Maximum(number(value)),
            "exclusiveMaximum" => Keyword::ExclusiveMaximum(number(value)),
            "minLength" => Keyword::MinLength(count(value)?),
            "maxLength" => Keyword::MaxLength(count(value)?),
            "pattern" => Keyword::Pattern(pattern(value.as_str()?)),
            "format" if self.formats => Keyword::Format(Format::named(text(value.as_str()?))),
            "minItems" => Keyword::MinItems(count(value)?),
            "maxItems" => Keyword::MaxItems(count(value)?),
            "uniqueItems" if value == true => Keyword::UniqueItems,
            "items" => Keyword::Items(self.leaked(value)),
            "prefixItems" => Keyword::PrefixItems(self.list(value)),
            "contains" => Keyword::Contains(leak(Contains {
                node: self.node(value),
                min: members.get("minContains").and_then(count).unwrap_or(1),
                max: members.get("maxContains").and_then(count),
            })),
            "unevaluatedItems" => Keyword::UnevaluatedItems(self.leaked(value)),
            "minProperties" => Keyword::MinProperties(count(value)?),
            "maxProperties" => Keyword::MaxProperties(count(value)?),
            "properties" => {
                let properties = self.named(value).iter();
                Keyword::Properties(leak_list(properties.map(|(name, node)| Property {
                    name,
                    required: false,
                    node: *node,
                })))
            }
            "required" => Keyword::Required(strings(value)),
            "patternProperties" => Keyword::PatternProperties(leak_list(
                self.named(value)
                    .iter()
                    .map(|(source, node)| (pattern(source), *node)),
            )),
            "additionalProperties" if value == false => Keyword::Closed,
            "additionalProperties" => Keyword::AdditionalProperties(self.leaked(value)),
            "propertyNames" => Keyword::PropertyNames(self.leaked(value)),
            "dependentRequired" => Keyword::DependentRequired(leak_list(
                value
                    .as_object()?
                    .iter()
                    .map(|(name, names)| (text(name), strings(names))),
            )),
            "dependentSchemas" => Keyword::DependentSchemas(self.named(value)),
            "unevaluatedProperties" => Keyword::UnevaluatedProperties(self.leaked(value)),
            "allOf" => Keyword::AllOf(self.list(value)),
            "anyOf" => Keyword::AnyOf(self.list(value)),
            "oneOf" => Keyword::OneOf(self.list(value)),
            "not" => Keyword::Not(self.leaked(value)),
            "if" => Keyword::If(leak(Conditional {
                test: self.node(value),
                then: members.get("then").map(|schema| self.node(schema)),
                otherwise: members.get("else").map(|schema| self.node(schema)),
            })),
            _ => return None,
        })
    }
}

fn types(value: &Value) -> TypeSet {
    match value {
        Value::String(name) => TypeSet::from_name(name).expect("a type"),
        Value::Array(names) => names.iter().map(types).fold(TypeSet::NONE, TypeSet::or),
        _ => TypeSet::NONE,
    }
}

/// Percent-decoding of a fragment.
fn decode(fragment: &str) -> String {
    let bytes = fragment.as_bytes();
    let (mut decoded, mut index) = (Vec::new(), 0);
    while index < bytes.len() {
        let hex = fragment
            .get(index + 1..index + 3)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[index], hex) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                index += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).expect("UTF-8")
}
