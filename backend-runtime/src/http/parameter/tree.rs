//! The slow path: a JSON tree built from raw pieces by the schema, then walked for every violation.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

use super::decode::{is_object, is_spread, spread_names};
use super::{Location, Malformed, Parameter, Parameters, Piece, Problem, Source, text};
use crate::schema::{Node, TypeSet};
use crate::validate::{Code, Context, Pointer, Validate, Violation, Violations, walk};

/// Reads all parameters of one location as `T`, or says everything that is wrong.
pub(super) fn decode<T>(source: Source<'_>, violations: &mut Vec<Violation>) -> Option<T>
where
    T: DeserializeOwned + Validate + Parameters,
{
    let mut builder = Builder {
        source,
        parameters: T::PARAMETERS,
        root: T::schema(),
        problems: Vec::new(),
    };
    let value = Value::Object(builder.object());
    let mut found = Violations::default();
    walk(T::schema(), value.view(), &Pointer::Root, &mut found);
    let broken = builder.problems;
    // What could not be read at all is reported once, not again as missing or mistyped.
    let walked = found.into_iter().filter(|violation| {
        !broken
            .iter()
            .any(|problem| within(&violation.field, &problem.field))
    });
    let mut all: Vec<Violation> = walked.collect();
    all.extend(broken.iter().cloned());
    if !all.is_empty() {
        let location = source.location();
        violations.extend(all.into_iter().map(|violation| placed(violation, location)));
        return None;
    }
    match serde_json::from_value::<T>(value) {
        Ok(value) => checked(value, source.location(), violations),
        Err(error) => {
            let violation = Violation::new("", Code::TYPE).with_message(error.to_string());
            violations.push(placed(violation, source.location()));
            None
        }
    }
}

/// Rules of the type's own are checked on the typed value; the schema was, on the tree.
fn checked<T: Validate>(
    value: T,
    location: Location,
    violations: &mut Vec<Violation>,
) -> Option<T> {
    let mut found = Violations::new();
    value.rules(Context::NONE, &Pointer::Root, &mut found);
    if found.is_empty() {
        return Some(value);
    }
    violations.extend(
        found
            .into_iter()
            .map(|violation| placed(violation, location)),
    );
    None
}

/// Whether the pointer `field` is `parent` or inside of it.
fn within(field: &str, parent: &str) -> bool {
    field
        .strip_prefix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Names the field as clients know it: `/limit` in the query is `query.limit`, `/ids/0` is `query.ids.0`. Fields of
/// form bodies keep their JSON Pointer.
fn placed(mut violation: Violation, location: Location) -> Violation {
    if location == Location::Form {
        return violation;
    }
    let path = violation.field.strip_prefix('/').unwrap_or_default();
    let mut name = path.replace('/', ".").replace("~1", "/").replace("~0", "~");
    if location == Location::Header {
        name.make_ascii_lowercase();
    }
    violation.field = format!("{}{name}", location.prefix()).into();
    violation
}

struct Builder<'a> {
    source: Source<'a>,
    parameters: &'static [Parameter],
    root: &'static Node,
    problems: Vec<Violation>,
}

impl Builder<'_> {
    fn object(&mut self) -> Map<String, Value> {
        let mut object = Map::new();
        for parameter in self.parameters {
            let node = self.root.property(parameter.name).unwrap_or(&Node::ANY);
            let piece = Piece {
                parameter,
                source: self.source,
            };
            match self.value(piece, node) {
                Ok(Some(value)) => {
                    object.insert(parameter.name.to_owned(), value);
                }
                Ok(None) => {}
                Err(problem) => self.report(parameter.name, problem),
            }
        }
        object
    }

    fn report(&mut self, name: &str, problem: Problem) {
        let field = Pointer::Root.key(name).text();
        self.problems.push(match problem {
            Problem::Duplicate => Violation::new(field, Code::DUPLICATE_KEY)
                .with_message("must not be given more than once"),
            Problem::Malformed(Malformed::Percent) => Violation::new(field, Code::PERCENT_ENCODING)
                .with_message("must be percent-encoded: `%` is followed by two hexadecimal digits"),
            Problem::Malformed(Malformed::Utf8) => {
                Violation::new(field, Code::UTF8).with_message("must be UTF-8")
            }
            Problem::Style => Violation::new(field, Code::TYPE)
                .with_message("is not written in the style of this parameter"),
        });
    }

    fn value(&mut self, piece: Piece<'_>, node: &'static Node) -> Result<Option<Value>, Problem> {
        if piece.parameter.content.is_some() {
            return self.content(piece);
        }
        let types = node.types();
        if is_object(node) {
            return self.properties(piece, node);
        }
        if !piece.is_present() {
            return Ok(None);
        }
        let only_array = types.contains(TypeSet::ARRAY) && !types.contains(TypeSet::STRING);
        if only_array {
            let items = piece.items()?.into_iter().enumerate();
            let items = items.map(|(index, item)| {
                scalar(item, node.item(index).map_or(TypeSet::ANY, Node::types))
            });
            return Ok(Some(items.collect()));
        }
        let text = piece.scalar()?;
        if text.is_empty() && piece.parameter.allow_empty_value {
            return Ok(empty(types));
        }
        Ok(Some(scalar(text, types)))
    }

    /// A parameter that is JSON text.
    fn content(&mut self, piece: Piece<'_>) -> Result<Option<Value>, Problem> {
        if !piece.is_present() {
            return Ok(None);
        }
        let text = piece.scalar()?;
        match serde_json::from_str(&text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let field = Pointer::Root.key(piece.parameter.name).text();
                let problem = Violation::new(field, Code::JSON)
                    .with_message(format!("is not valid JSON: {error}"));
                self.problems.push(problem);
                Ok(None)
            }
        }
    }

    fn properties(
        &mut self,
        piece: Piece<'_>,
        node: &'static Node,
    ) -> Result<Option<Value>, Problem> {
        let spread = is_spread(piece);
        if !spread && !piece.is_present() {
            return Ok(None);
        }
        let known = spread_names(node, self.parameters);
        let pairs = piece.properties(&known)?;
        if pairs.is_empty() && (spread || !piece.parameter.allow_empty_value) {
            return Ok(None);
        }
        let mut object = Map::new();
        for (key, text) in pairs {
            let path: Vec<&str> = key.split("][").collect();
            if !insert(&mut object, &path, text, node) {
                let field = Pointer::Root.key(piece.parameter.name);
                let field = field.key(&key).text();
                self.problems.push(
                    Violation::new(field, Code::DUPLICATE_KEY)
                        .with_message("must not be given more than once"),
                );
            }
        }
        Ok(Some(Value::Object(object)))
    }
}

/// Puts `text` at `path` (`a[b][c]` is nested, `a[b][]` and repeated arrays append); false when it is there already.
fn insert(
    object: &mut Map<String, Value>,
    path: &[&str],
    text: Cow<'_, str>,
    node: &'static Node,
) -> bool {
    let (key, rest) = (path[0], &path[1..]);
    let node = node
        .property(key)
        .or_else(|| node.additional())
        .unwrap_or(&Node::ANY);
    let types = node.types();
    let array = types.contains(TypeSet::ARRAY) && !types.contains(TypeSet::STRING);
    if array || rest == [""] {
        let item = scalar(text, node.item(0).map_or(TypeSet::ANY, Node::types));
        let slot = object
            .entry(key)
            .or_insert_with(|| Value::Array(Vec::new()));
        return slot.as_array_mut().map(|items| items.push(item)).is_some();
    }
    if rest.is_empty() {
        return object.insert(key.to_owned(), scalar(text, types)).is_none();
    }
    let slot = object
        .entry(key)
        .or_insert_with(|| Value::Object(Map::new()));
    match slot.as_object_mut() {
        Some(inner) => insert(inner, rest, text, node),
        None => false,
    }
}

/// `1.0` and `1e1` are integers to JSON Schema, and to the types of fields only when they are written as such.
fn whole(number: Number) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(value) if !number.is_i64() && value.fract() == 0.0 && value.abs() < EXACT => {
            Value::from(value as i64)
        }
        _ => Value::Number(number),
    }
}

/// Text as the JSON type that the schema asks for; a string where it fits none, which the walk then reports.
pub(crate) fn scalar(text: Cow<'_, str>, types: TypeSet) -> Value {
    if types == TypeSet::ANY {
        return Value::String(text.into_owned());
    }
    let number = types.contains(TypeSet::NUMBER) || types.contains(TypeSet::INTEGER);
    if number
        && text::is_number(&text)
        && let Ok(number) = serde_json::from_str::<Number>(&text)
    {
        return if types.contains(TypeSet::INTEGER) {
            whole(number)
        } else {
            Value::Number(number)
        };
    }
    if types.contains(TypeSet::BOOLEAN) && matches!(&*text, "true" | "false") {
        return Value::Bool(text == "true");
    }
    let string = types.contains(TypeSet::STRING);
    if types.contains(TypeSet::NULL) && !string && matches!(&*text, "" | "null") {
        return Value::Null;
    }
    Value::String(text.into_owned())
}

/// What an allowed empty value means.
fn empty(types: TypeSet) -> Option<Value> {
    if types.contains(TypeSet::STRING) {
        Some(Value::String(String::new()))
    } else if types.contains(TypeSet::BOOLEAN) {
        Some(Value::Bool(true))
    } else if types.contains(TypeSet::NULL) {
        Some(Value::Null)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        let read = |text: &'static str, types| scalar(Cow::Borrowed(text), types);
        assert_eq!(read("1.0", TypeSet::INTEGER), Value::from(1));
        assert_eq!(read("1e1", TypeSet::INTEGER), Value::from(10));
        assert_eq!(read("-2", TypeSet::INTEGER), Value::from(-2));
        assert_eq!(read("1.5", TypeSet::INTEGER), Value::from(1.5));
        assert_eq!(read("1.0", TypeSet::NUMBER), Value::from(1.0));
    }
}
