//! Instances by a schema: mostly what it asks for, from values close to its limits, and now and then something else.

use serde_json::{Map, Value, json};

/// Values that formats, patterns and lengths tell apart.
const TEXTS: [&str; 18] = [
    "",
    "a",
    "ab",
    "abc",
    "abcd",
    "é",
    "äöü",
    "😀😀😀",
    "no",
    "x1",
    "a@b.de",
    "a@",
    "12345",
    "12345-6789",
    "1234",
    "2020-02-29",
    "2021-02-29",
    "first-kind",
];

const NUMBERS: [&str; 16] = [
    "-1", "0", "1", "2", "3", "5", "9", "12", "150", "151", "0.5", "0.07", "0.071", "1.0", "-0.0",
    "8.69",
];

/// How deep instances nest.
const DEPTH: usize = 6;

/// A source of instances; the same name gives the same ones.
pub(crate) struct Instances<'s> {
    root: &'s Value,
    state: u64,
}

impl<'s> Instances<'s> {
    pub(crate) fn of(root: &'s Value, name: &str) -> Self {
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Instances {
            root,
            state: seed | 1,
        }
    }

    /// The next instance.
    pub(crate) fn next(&mut self) -> Value {
        self.value(self.root, 0)
    }

    /// xorshift64*
    fn random(&mut self, below: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let mixed = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        mixed as usize % below.max(1)
    }

    fn one<'v>(&mut self, list: &'v [Value]) -> Option<&'v Value> {
        list.get(self.random(list.len()))
    }

    fn text(&mut self) -> Value {
        TEXTS[self.random(TEXTS.len())].into()
    }

    fn number(&mut self, whole: bool) -> Value {
        let count = if whole { 10 } else { NUMBERS.len() };
        serde_json::from_str(NUMBERS[self.random(count)]).expect("a number")
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.random(if depth > DEPTH { 5 } else { 7 }) {
            0 => Value::Null,
            1 => (self.random(2) == 0).into(),
            2 => self.number(true),
            3 => self.number(false),
            4 => self.text(),
            5 => (0..self.random(3))
                .map(|_| self.anything(depth + 1))
                .collect(),
            _ => {
                let names = ["a", "b", "x", "xy"];
                let count = self.random(3);
                let member = |instances: &mut Self| {
                    let name = names[instances.random(names.len())].to_owned();
                    (name, instances.anything(depth + 1))
                };
                Value::Object((0..count).map(|_| member(self)).collect())
            }
        }
    }

    fn value(&mut self, schema: &'s Value, depth: usize) -> Value {
        if depth > DEPTH || self.random(40) == 0 {
            return self.anything(depth);
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(reference.trim_start_matches('#'));
            return self.value(target.expect("a component"), depth);
        }
        let list = |key: &str| schema.get(key).and_then(Value::as_array);
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = list("enum") {
            return self.one(values).cloned().unwrap_or_default();
        }
        let mut made = match list("oneOf").or(list("anyOf")) {
            Some(alternatives) => {
                let index = self.random(alternatives.len());
                alternatives
                    .get(index)
                    .map(|one| self.value(one, depth + 1))
            }
            None => None,
        };
        for part in list("allOf").into_iter().flatten() {
            let part = self.value(part, depth + 1);
            made = Some(joined(made, part));
        }
        match self.typed(schema, depth) {
            Some(own) => joined(made, own),
            None => made.unwrap_or_else(|| self.anything(depth)),
        }
    }

    /// What the `type` says, or the keywords that need one.
    fn typed(&mut self, schema: &'s Value, depth: usize) -> Option<Value> {
        let has = |key: &str| schema.get(key).is_some();
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ if has("properties") || has("patternProperties") || has("dependentRequired") => {
                vec!["object"]
            }
            _ if has("prefixItems") || has("items") => vec!["array"],
            _ => return None,
        };
        Some(match types[self.random(types.len())] {
            "null" => Value::Null,
            "boolean" => (self.random(2) == 0).into(),
            "integer" => self.number(true),
            "number" => self.number(false),
            "string" => self.string(schema),
            "array" => self.array(schema, depth),
            _ => self.object(schema, depth),
        })
    }

    /// Half of the time a string that the format or pattern is likely to like.
    fn string(&mut self, schema: &Value) -> Value {
        let fitting = match schema.get("format").and_then(Value::as_str) {
            Some("email") => Some("a@b.de"),
            Some("date") => Some("2020-02-29"),
            _ => schema
                .get("pattern")
                .and_then(Value::as_str)
                .map(|pattern| {
                    if pattern.contains("{5}") {
                        "12345"
                    } else {
                        "ab"
                    }
                }),
        };
        match fitting {
            Some(text) if self.random(8) > 0 => text.into(),
            _ => self.text(),
        }
    }

    fn array(&mut self, schema: &'s Value, depth: usize) -> Value {
        let prefix = schema.get("prefixItems").and_then(Value::as_array);
        let prefix = prefix.map_or(&[][..], |list| list.as_slice());
        let exact = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0) as usize;
        let count = if self.random(4) > 0 {
            exact.max(prefix.len())
        } else {
            self.random(5)
        };
        let item =
            |instances: &mut Self, index: usize| match prefix.get(index).or(schema.get("items")) {
                Some(schema) => instances.value(schema, depth + 1),
                None => instances.anything(depth + 1),
            };
        (0..count).map(|index| item(self, index)).collect()
    }

    fn object(&mut self, schema: &'s Value, depth: usize) -> Value {
        let mut members = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if self.random(16) > 0 {
                members.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        let additional = schema
            .get("additionalProperties")
            .filter(|schema| schema.is_object());
        let more = if additional.is_some() {
            self.random(3)
        } else {
            usize::from(self.random(12) == 0)
        };
        for _ in 0..more {
            let name = ["a", "b", "xy", "Z", "extra"][self.random(5)].to_owned();
            let value = match additional {
                Some(schema) => self.value(schema, depth + 1),
                None => self.anything(depth + 1),
            };
            members.entry(name).or_insert(value);
        }
        Value::Object(members)
    }
}

/// Two objects as one; of other values the first.
fn joined(first: Option<Value>, second: Value) -> Value {
    match (first, second) {
        (Some(Value::Object(mut first)), Value::Object(second)) => {
            first.extend(second);
            Value::Object(first)
        }
        (None, second) => second,
        (Some(first), _) if first != json!(null) => first,
        (Some(_), second) => second,
    }
}
