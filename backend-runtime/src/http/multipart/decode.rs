//! From parts to a checked value: a tree by the schema, the walk, then serde.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::file::{placeholder, with_files};
use super::read::Content;
use super::{File, Part};
use crate::http::parameter::scalar;
use crate::http::{Parameter, Parameters, media};
use crate::schema::{Keyword, Node, TypeSet};
use crate::validate::{Code, Context, FieldPath, Pointer, Validate, Violation, Violations, walk};

/// Reads `parts` as `T`; unknown parts are ignored, as browsers send those of their own.
pub(crate) fn decode<T>(parts: Vec<Part>, violations: &mut Vec<Violation>) -> Option<T>
where
    T: DeserializeOwned + Validate + Parameters,
{
    let mut tree = Tree::default();
    let object = tree.object(parts, T::PARAMETERS, T::schema());
    let value = Value::Object(object);
    let mut found = Violations::new();
    walk(T::schema(), value.view(), &Pointer::Root, &mut found);
    let broken = std::mem::take(&mut tree.problems);
    let ours = |violation: &Violation| {
        tree.placeholders.contains(&violation.field)
            || broken
                .iter()
                .any(|problem| problem.field == violation.field)
    };
    let before = violations.len();
    violations.extend(found.into_iter().filter(|violation| !ours(violation)));
    violations.extend(broken.iter().cloned());
    if violations.len() > before {
        return None;
    }
    match with_files(tree.files, || serde_json::from_value::<T>(value)) {
        Ok(value) => {
            let mut found = Violations::new();
            value.rules(Context::NONE, &Pointer::Root, &mut found);
            let valid = found.is_empty();
            violations.extend(found);
            valid.then_some(value)
        }
        Err(error) => {
            violations.push(Violation::new("", Code::TYPE).with_message(error.to_string()));
            None
        }
    }
}

/// Whether a property is a file, or an array of files.
pub(crate) fn is_file(root: &'static Node, name: &str) -> bool {
    let Some(node) = root.property(name) else {
        return false;
    };
    is_binary(node) || node.item(0).is_some_and(is_binary)
}

fn is_binary(node: &'static Node) -> bool {
    let mut binary = false;
    node.each_keyword(&mut |keyword| {
        if let Keyword::Format(format) = keyword {
            binary |= format.name() == "binary";
        }
    });
    binary
}

#[derive(Default)]
struct Tree {
    files: Vec<File>,
    placeholders: Vec<FieldPath>,
    problems: Vec<Violation>,
}

impl Tree {
    fn object(
        &mut self,
        parts: Vec<Part>,
        parameters: &'static [Parameter],
        root: &'static Node,
    ) -> Map<String, Value> {
        let mut by_name: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        for part in parts {
            by_name.entry(part.name.clone()).or_default().push(part);
        }
        let mut object = Map::new();
        for parameter in parameters {
            let node = root.property(parameter.name).unwrap_or(&Node::ANY);
            let Some(parts) = by_name.remove(parameter.name) else {
                continue;
            };
            if let Some(value) = self.property(parts, parameter, node) {
                object.insert(parameter.name.to_owned(), value);
            }
        }
        object
    }

    /// One part is the value, or several are the items of an array.
    fn property(
        &mut self,
        mut parts: Vec<Part>,
        parameter: &'static Parameter,
        node: &'static Node,
    ) -> Option<Value> {
        let at = Pointer::Root;
        let at = at.key(parameter.name);
        let types = node.types();
        let array = types.contains(TypeSet::ARRAY) && !types.contains(TypeSet::STRING);
        let whole = parts.len() == 1 && is_json_part(&parts[0], parameter, node);
        if array && !whole {
            let items = parts.into_iter().enumerate();
            let items = items.map(|(index, part)| {
                let node = node.item(index).unwrap_or(&Node::ANY);
                let value = self.value(part, parameter, node, &at.index(index));
                value.unwrap_or(Value::Null)
            });
            return Some(items.collect());
        }
        if parts.len() > 1 {
            let violation = Violation::new(at.text(), Code::DUPLICATE_KEY);
            self.problems
                .push(violation.with_message("must not be given more than once"));
            return None;
        }
        self.value(parts.pop()?, parameter, node, &at)
    }

    fn value(
        &mut self,
        part: Part,
        parameter: &'static Parameter,
        node: &'static Node,
        at: &Pointer<'_>,
    ) -> Option<Value> {
        let json = is_json_part(&part, parameter, node);
        let bytes = match part.content {
            Content::File(file) => {
                self.files.push(file);
                self.placeholders.push(at.text());
                return Some(Value::String(placeholder(self.files.len() - 1)));
            }
            Content::Text(bytes) => bytes,
        };
        let problem = match (json, std::str::from_utf8(&bytes)) {
            (_, Err(_)) => Violation::new(at.text(), Code::UTF8).with_message("must be UTF-8"),
            (false, Ok(text)) => return Some(scalar(text.into(), node.types())),
            (true, Ok(text)) => match serde_json::from_str(text) {
                Ok(value) => return Some(value),
                Err(error) => Violation::new(at.text(), Code::JSON)
                    .with_message(format!("is not valid JSON: {error}")),
            },
        };
        self.problems.push(problem);
        None
    }
}

/// JSON when the part or the document's encoding says so, or when the value is an object (OpenAPI 3.1 §4.8.15.1).
fn is_json_part(part: &Part, parameter: &Parameter, node: &'static Node) -> bool {
    let types = node.types();
    let object = types.contains(TypeSet::OBJECT) && !types.contains(TypeSet::STRING);
    parameter.content.is_some_and(media::is_json)
        || part.content_type.as_deref().is_some_and(media::is_json)
        || object
}
