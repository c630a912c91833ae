//! Schemas that hold together: a schema, what it refers to, its `allOf`, and one alternative of each choice.

use serde_json::Value;

use super::{DEEP, Instances};

/// The schemas of a conjunction, and what decides the kind of value.
pub(super) struct Merged<'s> {
    parts: Vec<&'s Value>,
    /// The types that all allow.
    pub(super) types: Vec<&'s str>,
    /// The values of `enum` and `const`, where there is one.
    pub(super) values: Option<Vec<&'s Value>>,
    /// What the document gives as examples.
    pub(super) examples: Vec<&'s Value>,
}

/// The target of a reference into the document.
pub fn target<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let fragment = reference.split_once('#')?.1;
    root.pointer(&decoded(fragment))
}

fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = fragment.bytes();
    while let Some(byte) = rest.next() {
        let ahead: Vec<u8> = rest.clone().take(2).collect();
        let hex = std::str::from_utf8(&ahead)
            .ok()
            .filter(|hex| hex.len() == 2);
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) if byte == b'%' => {
                bytes.push(decoded);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl<'s> Merged<'s> {
    pub(super) fn of(instances: &mut Instances<'s>, schemas: Vec<&'s Value>, depth: usize) -> Self {
        let mut parts: Vec<&'s Value> = Vec::new();
        let mut work = schemas;
        work.reverse();
        while let Some(schema) = work.pop() {
            if parts.iter().any(|known| std::ptr::eq(*known, schema)) || parts.len() > 200 {
                continue;
            }
            parts.push(schema);
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                work.extend(target(instances.root, reference));
            }
            work.extend(list(schema, "allOf"));
            for key in ["oneOf", "anyOf"] {
                let alternatives = list(schema, key);
                let chosen = match depth > DEEP {
                    true => alternatives.iter().min_by_key(|one| one.to_string().len()),
                    false => instances.one(alternatives),
                };
                work.extend(chosen);
            }
            for key in ["if", "then"] {
                work.extend(schema.get(key).filter(|_| schema.get("then").is_some()));
            }
        }
        let mut merged = Merged {
            types: Vec::new(),
            values: None,
            examples: Vec::new(),
            parts,
        };
        merged.types = merged.types();
        merged.values = merged.values();
        merged.examples = merged.all("example").collect();
        merged
    }

    pub(super) fn all(&self, key: &'static str) -> impl Iterator<Item = &'s Value> + '_ {
        self.parts.iter().filter_map(move |part| part.get(key))
    }

    pub(super) fn first(&self, key: &'static str) -> Option<&'s Value> {
        self.all(key).next()
    }

    pub(super) fn is(&self, key: &'static str) -> bool {
        self.all(key).any(|value| value == true)
    }

    pub(super) fn number(&self, key: &'static str) -> Option<f64> {
        self.all(key).find_map(Value::as_f64)
    }

    pub(super) fn greatest(&self, key: &'static str) -> Option<u64> {
        self.all(key).filter_map(Value::as_u64).max()
    }

    pub(super) fn least(&self, key: &'static str) -> Option<u64> {
        self.all(key).filter_map(Value::as_u64).min()
    }

    /// The lower limit, and whether it is itself excluded.
    pub(super) fn low(&self) -> Option<(f64, bool)> {
        let closed = self
            .all("minimum")
            .filter_map(Value::as_f64)
            .map(|low| (low, false));
        let open = self
            .all("exclusiveMinimum")
            .filter_map(Value::as_f64)
            .map(|low| (low, true));
        closed
            .chain(open)
            .max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
    }

    /// The upper limit, and whether it is itself excluded.
    pub(super) fn high(&self) -> Option<(f64, bool)> {
        let closed = self
            .all("maximum")
            .filter_map(Value::as_f64)
            .map(|high| (high, false));
        let open = self
            .all("exclusiveMaximum")
            .filter_map(Value::as_f64)
            .map(|high| (high, true));
        closed
            .chain(open)
            .min_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))
    }

    fn types(&self) -> Vec<&'s str> {
        let mut allowed: Option<Vec<&'s str>> = None;
        for own in self.all("type") {
            let own: Vec<&str> = match own {
                Value::String(name) => vec![name],
                other => other
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect(),
            };
            allowed = Some(match allowed {
                None => own,
                Some(before) => before
                    .into_iter()
                    .filter(|name| {
                        own.contains(name) || (*name == "integer" && own.contains(&"number"))
                    })
                    .collect(),
            });
        }
        allowed.unwrap_or_else(|| {
            let has = |key: &'static str| self.first(key).is_some();
            match () {
                () if has("properties") || has("required") || has("patternProperties") => {
                    vec!["object"]
                }
                () if has("additionalProperties") || has("dependentRequired") => vec!["object"],
                () if has("items") || has("prefixItems") || has("contains") => vec!["array"],
                () if has("minLength") || has("maxLength") || has("pattern") || has("format") => {
                    vec!["string"]
                }
                () if has("minimum") || has("maximum") || has("multipleOf") => vec!["number"],
                () => Vec::new(),
            }
        })
    }

    fn values(&self) -> Option<Vec<&'s Value>> {
        let lists = self
            .all("enum")
            .filter_map(Value::as_array)
            .map(|list| list.iter().collect());
        let constants = self.all("const").map(|value| vec![value]);
        lists.chain(constants).reduce(|one: Vec<&Value>, other| {
            one.into_iter()
                .filter(|value| other.contains(value))
                .collect()
        })
    }

    pub(super) fn required(&self) -> Vec<&'s str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self
            .all("required")
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_str)
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Every named property with all that is said about it.
    pub(super) fn properties(&self) -> Vec<(&'s str, Vec<&'s Value>)> {
        let mut found: Vec<(&str, Vec<&Value>)> = Vec::new();
        for (name, schema) in self
            .all("properties")
            .filter_map(Value::as_object)
            .flatten()
        {
            match found.iter_mut().find(|(known, _)| known == name) {
                Some((_, schemas)) => schemas.push(schema),
                None => found.push((name, vec![schema])),
            }
        }
        found
    }

    pub(super) fn additional(&self) -> Vec<&'s Value> {
        self.all("additionalProperties")
            .filter(|schema| schema.is_object())
            .collect()
    }

    /// Whether no further members are allowed.
    pub(super) fn is_closed(&self) -> bool {
        self.all("additionalProperties")
            .chain(self.all("unevaluatedProperties"))
            .any(|schema| schema == false)
    }

    /// How many items have schemas of their own.
    pub(super) fn prefix(&self) -> usize {
        self.all("prefixItems")
            .filter_map(Value::as_array)
            .map(Vec::len)
            .max()
            .unwrap_or(0)
    }

    pub(super) fn item(&self, index: usize) -> Vec<&'s Value> {
        let own = |part: &&'s Value| list(part, "prefixItems").get(index).or(part.get("items"));
        self.parts.iter().filter_map(own).collect()
    }
}

fn list<'s>(schema: &'s Value, key: &str) -> &'s [Value] {
    schema
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
