//! Contradictions inside of one schema.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::check_pattern;
use crate::spec::node::{Node, Object};

impl Check<'_> {
    pub(super) fn schema(&mut self, schema: &Object) {
        self.values_of_type(schema);
        self.repeated_values(schema);
        self.bounds(schema);
        self.patterns(schema);
        if is_true(schema, "readOnly")
            && is_true(schema, "writeOnly")
            && let Some(entry) = schema.entry("writeOnly")
        {
            let message = "a property that is both readOnly and writeOnly is never sent at all";
            self.found.push(
                Diagnostic::warning("schema-contradiction", message)
                    .at(entry.key_span)
                    .help("keep one of the two"),
            );
        }
    }

    /// `default`, `enum` and `const` against `type`.
    fn values_of_type(&mut self, schema: &Object) {
        let Some(types) = types(schema) else { return };
        let allowed = |value: &Node| {
            types.iter().any(|name| is_of_type(value, name))
                || (value.is_null() && is_true(schema, "nullable"))
        };
        let named = types.join(" or ");
        for key in ["default", "const"] {
            if let Some(value) = schema.get(key).filter(|value| !allowed(value)) {
                let message = format!(
                    "this `{key}` is {}, and the type is {named}",
                    value.kind_name()
                );
                let help = format!("write a value of type {named}, or correct the type");
                self.found.push(
                    Diagnostic::warning("schema-value-type", message)
                        .at(value.span)
                        .help(help),
                );
            }
        }
        let members = schema
            .get("enum")
            .and_then(Node::as_array)
            .unwrap_or_default();
        let mut wrong = members.iter().filter(|value| !allowed(value));
        if let Some(value) = wrong.next() {
            let message = format!(
                "this member of `enum` is {}, and the type is {named}: it never matches",
                value.kind_name()
            );
            let warning = Diagnostic::warning("schema-value-type", message).at(value.span);
            let warning = match wrong.count() {
                0 => warning,
                more => warning.note(format!("so are {more} more members")),
            };
            self.found
                .push(warning.help(format!("write values of type {named}, or correct the type")));
        }
    }

    /// `pattern`, and the names of `patternProperties`.
    fn patterns(&mut self, schema: &Object) {
        let pattern = schema.get("pattern");
        let mut sources: Vec<_> = pattern
            .and_then(|node| Some((node.as_str()?, node.span)))
            .into_iter()
            .collect();
        let named = schema.get("patternProperties").and_then(Node::as_object);
        let named = named.into_iter().flat_map(Object::entries);
        sources.extend(named.map(|entry| (entry.key.as_str(), entry.key_span)));
        for (source, span) in sources {
            let Err(problem) = check_pattern(source) else {
                continue;
            };
            let message = format!("this is no regular expression that can be enforced: {problem}");
            self.found.push(
                Diagnostic::warning("schema-pattern", message)
                    .at(span)
                    .note("any text is allowed there until then")
                    .help("write it as ECMA-262 has it, without flags, `\\A`, `\\Z` and POSIX classes"),
            );
        }
    }

    fn repeated_values(&mut self, schema: &Object) {
        for key in ["enum", "required"] {
            let mut seen = std::collections::HashMap::new();
            let values = schema.get(key).and_then(Node::as_array).unwrap_or_default();
            for value in values.iter().filter(|value| value.as_str().is_some()) {
                if let Some(first) = seen.insert(value.as_str(), value.span) {
                    let message = format!(
                        "`{}` stands in `{key}` twice",
                        value.as_str().unwrap_or_default()
                    );
                    let warning = Diagnostic::warning("schema-repeated", message).at(value.span);
                    self.found.push(
                        warning
                            .label(first, "first here")
                            .help("remove one of the two"),
                    );
                    break;
                }
            }
        }
    }

    fn bounds(&mut self, schema: &Object) {
        for (low, high) in [
            ("minimum", "maximum"),
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minProperties", "maxProperties"),
            ("minContains", "maxContains"),
        ] {
            let (Some(least), Some(most)) = (schema.get(low), schema.get(high)) else {
                continue;
            };
            if least.as_f64() > most.as_f64() && most.as_f64().is_some() {
                let message = format!("`{low}` is above `{high}`: no value is allowed");
                let warning = Diagnostic::warning("schema-contradiction", message).at(least.span);
                self.found.push(
                    warning
                        .label(most.span, format!("`{high}`"))
                        .help("swap the two"),
                );
            }
        }
        if let Some(value) = schema.get("multipleOf").filter(|value| {
            value
                .as_number()
                .is_some_and(|number| !number.is_positive())
        }) {
            let error =
                Diagnostic::error("spec-type", "`multipleOf` must be above 0").at(value.span);
            self.found
                .push(error.help("leave it out, or write a step such as `0.01`"));
        }
    }
}

fn is_true(schema: &Object, key: &str) -> bool {
    schema.get(key).and_then(Node::as_bool) == Some(true)
}

/// The types, when there are any and all are known.
fn types(schema: &Object) -> Option<Vec<&str>> {
    const KNOWN: [&str; 7] = [
        "string", "number", "integer", "boolean", "array", "object", "null",
    ];
    let node = schema.get("type")?;
    let types = match (node.as_str(), node.as_array()) {
        (Some(name), _) => vec![name],
        (None, Some(items)) => items.iter().filter_map(Node::as_str).collect(),
        (None, None) => return None,
    };
    (!types.is_empty() && types.iter().all(|name| KNOWN.contains(name))).then_some(types)
}

fn is_of_type(value: &Node, name: &str) -> bool {
    match name {
        "integer" => value
            .as_number()
            .is_some_and(crate::spec::Number::is_integer),
        name => value.kind_name() == name,
    }
}
