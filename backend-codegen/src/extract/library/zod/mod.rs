//! Zod, versions 3 and 4: what its functions and methods say about a value.
//!
//! Rules written as code (`refine`) cannot be read; they are marked at the schema.

mod check;
mod make;
mod modify;
mod object;

use serde_json::{Map, Value as Json, json};

use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Place, Value};

pub(in crate::extract) use make::make;

/// A method of a schema.
pub(in crate::extract) fn method(
    program: &mut Program,
    schema: &Schema,
    name: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    match name {
        "parse" | "parseAsync" | "decode" => {
            program.checked(schema, arguments.first(), place);
            return Value::Typed(schema.clone());
        }
        "safeParse" | "safeParseAsync" | "spa" | "safeDecode" => {
            program.checked(schema, arguments.first(), place);
            return Value::Checked(schema.clone());
        }
        "keyof" => return Value::Schema(object::keys(program, schema)),
        _ => {}
    }
    let made = modify::modified(program, schema, name, &arguments, place)
        .or_else(|| object::derived(program, schema, name, &arguments, place))
        .or_else(|| check::checked(program, schema, name, &arguments, place));
    Value::Schema(made.unwrap_or_else(|| {
        let what = format!("what `.{name}()` asks for is not read from the code");
        program.marked(schema, "extract-rule", &what, place)
    }))
}

/// A schema with one keyword, `type`.
fn of_type(type_: &str) -> Map<String, Json> {
    let mut json = Map::new();
    json.insert("type".to_owned(), json!(type_));
    json
}

/// The schema that a value is, made one where it is none.
pub(in crate::extract) fn part(program: &mut Program, value: &Value, place: Place) -> Schema {
    match value {
        Value::Schema(schema) | Value::Typed(schema) => schema.clone(),
        Value::Pending(file, name) => program.schemas.pending(*file, name),
        Value::Closure(closure) => {
            // `z.lazy(() => …)` of another library, and getters.
            let value = program.call_closure(closure, Vec::new(), None);
            match value {
                Value::Closure(_) => program.no_schema(place),
                value => part(program, &value, place),
            }
        }
        _ => program.no_schema(place),
    }
}

/// The members of an object, getters run.
fn members(program: &mut Program, value: &Value) -> Option<Vec<(String, Value)>> {
    let object = value.as_object()?.clone();
    let names: Vec<_> = object.entries().into_iter().map(|(name, _)| name).collect();
    let one = |name: std::rc::Rc<str>| {
        let member = program.member(value, &name);
        (name.to_string(), member)
    };
    Some(names.into_iter().map(one).collect())
}

/// A value of the program as JSON, when all of it is known.
pub(in crate::extract) fn literal(value: &Value) -> Option<Json> {
    literal_at(value, 0)
}

fn literal_at(value: &Value, depth: usize) -> Option<Json> {
    const DEEPEST: usize = 40;
    if depth > DEEPEST {
        return None;
    }
    match value {
        Value::Null => Some(Json::Null),
        Value::Bool(flag) => Some(json!(flag)),
        Value::Number(text) => serde_json::from_str(text).ok(),
        Value::Text(text) => Some(json!(text.as_ref())),
        Value::Array(items) => items
            .borrow()
            .iter()
            .map(|it| literal_at(it, depth + 1))
            .collect(),
        Value::Object(members) => {
            let mut out = Map::new();
            for (name, value) in members.entries() {
                out.insert(name.to_string(), literal_at(&value, depth + 1)?);
            }
            Some(Json::Object(out))
        }
        _ => None,
    }
}
