//! Values of the wrong kind.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::grammar::{Kind, Shape};
use crate::spec::node::{Node, Value};
use crate::spec::walk::Step;

impl Check<'_> {
    pub(super) fn wrong_type(&mut self, node: &Node, shape: Shape, path: &[Step<'_>]) {
        let key = match path.last() {
            Some(Step::Key(key)) => (*key).to_owned(),
            Some(Step::Index(index)) => format!("element {index}"),
            None => "the document".to_owned(),
        };
        let found = match (&node.value, shape) {
            (Value::Object(_), Shape::TextMap | Shape::TextListMap) => {
                "an object of something else"
            }
            (Value::Array(_), Shape::Types | Shape::TextList) => "an array of something else",
            (Value::Number(_), Shape::Count) => "not one",
            _ => with_article(node.kind_name()),
        };
        let message = format!("`{key}` must be {}, this is {found}", wanted(shape));
        match lenient(node, shape, &key) {
            Some(help) => {
                let what = format!("{key} {}", node.kind_name());
                self.repeated("spec-type", what, || {
                    Diagnostic::warning("spec-type", message)
                        .at(node.span)
                        .help(help)
                });
            }
            None => self.found.push(
                Diagnostic::error("spec-type", message)
                    .at(node.span)
                    .help(remedy(node, shape)),
            ),
        }
    }
}

/// Common slips and what is done about them.
fn lenient(node: &Node, shape: Shape, key: &str) -> Option<String> {
    Some(match (&node.value, shape) {
        (Value::Null, _) => format!("give `{key}` a value or leave it out; it is read as if it was left out"),
        (Value::Number(text), Shape::Text) => format!("write it in quotes: `'{text}'`"),
        (Value::Bool(value), Shape::Text) => format!("write it in quotes: `'{value}'`"),
        (Value::Bool(_), Shape::TextList) if key == "required" => {
            "list the names of required properties in `required` of the object that has them; this one is ignored".to_owned()
        }
        (Value::Array(_), Shape::One(Kind::Schema)) if key == "items" => {
            "use `prefixItems` for a list of schemas; any value is allowed here".to_owned()
        }
        (Value::Array(_), Shape::Types) if all_text_or_null(node) => {
            "write `'null'` in quotes: the type, not the value; it is ignored".to_owned()
        }
        (Value::String(_), Shape::DataList) if key == "enum" => "write a list: `enum: [a, b]`; it is ignored".to_owned(),
        (Value::Object(_), Shape::DataList) if key == "examples" => {
            "write a list; `examples` with names is for media types and parameters; it is ignored".to_owned()
        }
        _ => return None,
    })
}

fn all_text_or_null(node: &Node) -> bool {
    let items = node.as_array().unwrap_or_default();
    items
        .iter()
        .all(|item| item.as_str().is_some() || item.is_null())
}

/// How to mend the rest.
fn remedy(node: &Node, shape: Shape) -> String {
    match (&node.value, shape) {
        (Value::String(text), Shape::Flag)
            if matches!(text.to_lowercase().as_str(), "yes" | "on" | "true" | "y") =>
        {
            "write `true`, without quotes".to_owned()
        }
        (Value::String(text), Shape::Flag)
            if matches!(text.to_lowercase().as_str(), "no" | "off" | "false" | "n") =>
        {
            "write `false`, without quotes".to_owned()
        }
        (Value::String(_), Shape::Number | Shape::Count | Shape::FlagOrNumber) => {
            "write the number without quotes".to_owned()
        }
        (Value::String(_), Shape::TextList) => "write a list: `[name]`".to_owned(),
        (Value::Object(_), Shape::List(_)) => {
            "write a list: start each element with `- `".to_owned()
        }
        (Value::Array(_), Shape::Map(_)) => {
            "write an object: `name: …` instead of `- name`".to_owned()
        }
        (Value::String(_), Shape::One(Kind::Schema)) => {
            "write `{type: string}`, or `{$ref: '#/components/schemas/Name'}`".to_owned()
        }
        _ => format!("write {}", wanted(shape)),
    }
}

fn wanted(shape: Shape) -> String {
    match shape {
        Shape::Data => "any value".to_owned(),
        Shape::DataList => "a list".to_owned(),
        Shape::Text => "a string".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Count => "a whole number from 0".to_owned(),
        Shape::Number => "a number".to_owned(),
        Shape::FlagOrNumber => "a number (in 3.0: `true` or `false`)".to_owned(),
        Shape::Types => "a type or a list of types".to_owned(),
        Shape::TextList => "a list of strings".to_owned(),
        Shape::TextMap | Shape::Mapping => "an object of strings".to_owned(),
        Shape::TextListMap => "an object of lists of strings".to_owned(),
        Shape::One(kind) => with_title(kind),
        Shape::List(kind) => format!("a list, each element {}", with_title(kind)),
        Shape::Map(kind) => format!("an object, each value {}", with_title(kind)),
    }
}

fn with_title(kind: Kind) -> String {
    let title = kind.rules().title;
    let article = if title.starts_with(['O', 'E', 'I', 'X']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {title}")
}

fn with_article(kind: &'static str) -> &'static str {
    match kind {
        "array" => "an array",
        "object" => "an object",
        "string" => "a string",
        "number" => "a number",
        "boolean" => "a boolean",
        other => other,
    }
}
