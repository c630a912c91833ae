//! Classes and types as schemas: what a body is by its type, what its validators demand of each field.

use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use super::{arguments, decoration, decorator_name, validator};
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::syntax::{Member, MemberKind, Type};
use crate::extract::value::{ClassValue, Place, Value};

/// Classes and types inside of one another.
const DEEPEST: usize = 12;

/// The schema of a type; none when the type says nothing about a value.
pub(super) fn of_type(
    program: &mut Program,
    class: &Rc<ClassValue>,
    type_: &Type,
    place: Place,
) -> Option<Schema> {
    let json = json_of(program, class, type_, place, 0)?;
    Some(program.schemas.part(&json, false))
}

fn json_of(
    program: &mut Program,
    class: &Rc<ClassValue>,
    type_: &Type,
    place: Place,
    depth: usize,
) -> Option<Json> {
    if depth > DEEPEST {
        return None;
    }
    match type_ {
        Type::Keyword("string") => Some(json!({"type": "string"})),
        Type::Keyword("number") => Some(json!({"type": "number"})),
        Type::Keyword("boolean") => Some(json!({"type": "boolean"})),
        Type::Keyword("bigint") => Some(json!({"type": "integer", "format": "int64"})),
        Type::Keyword("null") => Some(json!({"type": "null"})),
        Type::Keyword(_) => None,
        Type::Literal(value) => Some(json!({ "const": value })),
        Type::Array(item) => {
            let item = json_of(program, class, item, place, depth + 1).unwrap_or_else(|| json!({}));
            Some(json!({"type": "array", "items": item}))
        }
        Type::Union(all) => union(program, class, all, place, depth),
        Type::Object(members) => {
            let mut properties = Map::new();
            let mut required = Vec::new();
            for (name, type_, optional) in members {
                let json =
                    json_of(program, class, type_, place, depth + 1).unwrap_or_else(|| json!({}));
                properties.insert(name.clone(), json);
                if !optional {
                    required.push(json!(name));
                }
            }
            let mut json = json!({"type": "object", "properties": properties});
            if !required.is_empty() {
                json["required"] = Json::Array(required);
            }
            Some(json)
        }
        Type::Named(name, inner) => named(program, class, (name, inner), place, depth),
    }
}

fn union(
    program: &mut Program,
    class: &Rc<ClassValue>,
    all: &[Type],
    place: Place,
    depth: usize,
) -> Option<Json> {
    let known = all.iter().filter(|it| **it != Type::Keyword("undefined"));
    let literals: Vec<&Json> = known
        .clone()
        .filter_map(|it| match it {
            Type::Literal(value) => Some(value),
            _ => None,
        })
        .collect();
    if literals.len() == all.len() {
        return Some(json!({ "enum": literals }));
    }
    let mut parts: Vec<Json> = known
        .map(|it| json_of(program, class, it, place, depth + 1))
        .collect::<Option<Vec<Json>>>()?;
    match parts.len() {
        1 => Some(parts.remove(0)),
        _ => Some(json!({ "anyOf": parts })),
    }
}

fn named(
    program: &mut Program,
    class: &Rc<ClassValue>,
    (name, inner): (&str, &[Type]),
    place: Place,
    depth: usize,
) -> Option<Json> {
    match (name, inner) {
        ("Date", _) => return Some(json!({"type": "string", "format": "date-time"})),
        ("Array" | "ReadonlyArray", [item]) => {
            return json_of(
                program,
                class,
                &Type::Array(Box::new(item.clone())),
                place,
                depth + 1,
            );
        }
        ("Promise", [inner]) => return json_of(program, class, inner, place, depth + 1),
        ("Record", [_, value]) => {
            let value =
                json_of(program, class, value, place, depth + 1).unwrap_or_else(|| json!({}));
            return Some(json!({"type": "object", "additionalProperties": value}));
        }
        ("Partial", [inner]) => {
            let mut json = json_of(program, class, inner, place, depth + 1)?;
            json.as_object_mut()?.remove("required");
            return Some(json);
        }
        _ => {}
    }
    match class.scope.get(name).map(|it| program.settled(it)) {
        Some(Value::Class(other)) => Some(of_class(program, &other, place)?.reference()),
        Some(value @ Value::Object(_)) => super::method::enumeration(&value),
        _ => {
            let type_ = program.files[class.scope.file as usize]
                .types
                .get(name)
                .cloned()?;
            json_of(program, class, &type_, place, depth + 1)
        }
    }
}

/// The schema of a class; made once, so that classes may name one another.
pub(super) fn of_class(
    program: &mut Program,
    class: &Rc<ClassValue>,
    place: Place,
) -> Option<Schema> {
    let key = Rc::as_ptr(&class.class) as usize;
    if let Some(known) = program.class_schemas.get(&key) {
        return known.clone();
    }
    let name = class.class.name.clone().unwrap_or_default();
    // While it is made, the class is known by its constant.
    let pending = program.schemas.pending(class.scope.file, &name);
    program.class_schemas.insert(key, Some(pending));
    let parent = parent(program, class, place);
    let json = members(program, class, parent.as_ref(), place);
    let schema = json.map(|json| {
        let schema = program.schemas.of(json);
        program.schemas.name(&schema, &name);
        schema
    });
    program.class_schemas.insert(key, schema.clone());
    program
        .settled_classes
        .insert((class.scope.file, name), schema.clone());
    schema
}

/// The schema of the class that is extended, derived ones of the mapped types included.
fn parent(program: &mut Program, class: &Rc<ClassValue>, place: Place) -> Option<Schema> {
    let expression = class.class.parent.as_ref()?;
    let value = program.expression(expression, &class.scope);
    schema_of(program, &value, place, 0)
}

fn schema_of(program: &mut Program, value: &Value, place: Place, depth: usize) -> Option<Schema> {
    if depth > DEEPEST {
        return None;
    }
    match value {
        Value::Class(class) => of_class(program, class, place),
        Value::Schema(schema) => Some(schema.clone()),
        Value::Called(called) => {
            let name = called.name.rsplit('.').next().unwrap_or_default();
            let inner = schema_of(program, called.arguments.first()?, place, depth + 1)?;
            let method = match name {
                "PartialType" => "partial",
                "PickType" => "pick",
                "OmitType" => "omit",
                "IntersectionType" => {
                    let other = schema_of(program, called.arguments.get(1)?, place, depth + 1)?;
                    let both = vec![Value::Schema(other)];
                    return made(program, &inner, "merge", both, place);
                }
                // `createZodDto(schema)`.
                "createZodDto" => return Some(inner),
                _ => return None,
            };
            let keys = called
                .arguments
                .get(1)
                .and_then(Value::items)
                .unwrap_or_default();
            let chosen = crate::extract::value::Members::default();
            for key in keys.iter().filter_map(Value::as_text) {
                chosen.set(key, Value::Bool(true));
            }
            let arguments = match method {
                "partial" => Vec::new(),
                _ => vec![Value::Object(Rc::new(chosen))],
            };
            made(program, &inner, method, arguments, place)
        }
        _ => None,
    }
}

fn made(
    program: &mut Program,
    schema: &Schema,
    method: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Option<Schema> {
    match crate::extract::library::zod::method(program, schema, method, arguments, place) {
        Value::Schema(schema) => Some(schema),
        _ => None,
    }
}

/// The fields of a class; none when it has none that are data.
fn members(
    program: &mut Program,
    class: &Rc<ClassValue>,
    parent: Option<&Schema>,
    place: Place,
) -> Option<Json> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    if let Some(parent) = parent {
        for (name, json, is_required) in program.schemas.properties(parent)? {
            if is_required {
                required.push(json!(name));
            }
            properties.insert(name, json);
        }
    }
    let mut has_fields = parent.is_some();
    for member in class.class.members.iter().filter(|it| !it.is_static) {
        let MemberKind::Field {
            type_, optional, ..
        } = &member.kind
        else {
            continue;
        };
        let crate::extract::syntax::Key::Text(name) = &member.key else {
            continue;
        };
        has_fields = true;
        let at = super::place(class, member);
        let json = field(program, class, member, type_.as_ref(), at);
        let is_optional =
            *optional || has(member, "IsOptional") || has(member, "ApiPropertyOptional");
        required.retain(|it| it != name);
        if !is_optional {
            required.push(json!(name));
        }
        properties.insert(name.clone(), json);
    }
    if !has_fields {
        return None;
    }
    let _ = place;
    let mut json = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        json["required"] = Json::Array(required);
    }
    Some(json)
}

fn has(member: &Member, name: &str) -> bool {
    member
        .decorators
        .iter()
        .any(|it| decorator_name(it) == Some(name))
}

fn field(
    program: &mut Program,
    class: &Rc<ClassValue>,
    member: &Member,
    type_: Option<&Type>,
    place: Place,
) -> Json {
    // `@Type(() => Line)` says what the elements of a list are.
    let inner = decoration(program, class, &member.decorators, "Type");
    let inner = inner.and_then(|it| match it.first() {
        Some(Value::Closure(closure)) => {
            let value = program.call_closure(closure, Vec::new(), None);
            schema_of(program, &value, place, 0)
        }
        _ => None,
    });
    let json = type_.and_then(|it| json_of(program, class, it, place, 0));
    let mut json = match (json, inner) {
        (Some(Json::Object(mut json)), Some(inner))
            if json.get("type").is_some_and(|it| it == "array") =>
        {
            json.insert("items".to_owned(), inner.reference());
            json
        }
        (Some(Json::Object(json)), _) => json,
        (_, Some(inner)) => inner.reference().as_object().cloned().unwrap_or_default(),
        _ => Map::new(),
    };
    for decorator in &member.decorators {
        if let Some(name) = decorator_name(decorator) {
            let given = arguments(program, class, decorator);
            validator::apply(&mut json, name, &given);
        }
    }
    Json::Object(json)
}
