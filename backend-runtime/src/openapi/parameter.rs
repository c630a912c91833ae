//! Parameter Objects, from the two tables of the struct that parameters are read into.

use serde_json::{Map, Value, json};

use super::{ParameterIn, ParameterSet};
use crate::http::{Parameter, Style};
use crate::schema::{Components, Dialect, Keyword, Property, to_json};

/// Every parameter of a set, in order.
pub(super) fn objects(
    set: &ParameterSet,
    dialect: Dialect,
    components: &mut Components,
) -> Vec<Value> {
    let properties = properties(set);
    set.parameters
        .iter()
        .filter_map(|parameter| {
            let property = properties
                .iter()
                .find(|property| property.name == parameter.name)?;
            Some(object(
                set.location,
                parameter,
                property,
                dialect,
                components,
            ))
        })
        .collect()
}

fn properties(set: &ParameterSet) -> Vec<&'static Property> {
    let mut properties = Vec::new();
    (set.schema)().each_keyword(&mut |keyword| {
        if let Keyword::Properties(list) = keyword {
            properties.extend(*list);
        }
    });
    properties
}

fn object(
    location: ParameterIn,
    parameter: &Parameter,
    property: &'static Property,
    dialect: Dialect,
    components: &mut Components,
) -> Value {
    let mut schema = to_json(&property.node, dialect, components);
    let mut object = Map::new();
    let required = location == ParameterIn::Path || property.required;
    object.insert("name".to_owned(), parameter.name.into());
    object.insert("in".to_owned(), location.as_str().into());
    if let Value::Object(schema) = &mut schema {
        describe(parameter, schema, &mut object);
        if !parameter.nullable {
            without_null(schema);
        }
    }
    if required {
        object.insert("required".to_owned(), Value::Bool(true));
    }
    if parameter.allow_empty_value {
        object.insert("allowEmptyValue".to_owned(), Value::Bool(true));
    }
    match parameter.content {
        Some(media_type) => {
            object.insert(
                "content".to_owned(),
                json!({ media_type: { "schema": schema } }),
            );
        }
        None => {
            style(location, parameter, &mut object);
            object.insert("schema".to_owned(), schema);
        }
    }
    Value::Object(object)
}

/// A field's doc comment and deprecation are the parameter's: they leave the schema.
fn describe(
    parameter: &Parameter,
    schema: &mut Map<String, Value>,
    object: &mut Map<String, Value>,
) {
    if let Some(description) = parameter.description {
        if schema.get("description").and_then(Value::as_str) == Some(description) {
            schema.remove("description");
        }
        if !description.is_empty() {
            object.insert("description".to_owned(), description.into());
        }
    }
    if parameter.deprecated {
        schema.remove("deprecated");
        object.insert("deprecated".to_owned(), Value::Bool(true));
    }
}

/// `Option` means that the parameter may be left out: text on the wire is never null.
fn without_null(schema: &mut Map<String, Value>) {
    schema.remove("nullable");
    if let Some(Value::Array(names)) = schema.get_mut("type") {
        names.retain(|name| name != "null");
        if let [only] = &names[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(either)) = schema.get_mut("anyOf") {
        let null = json!({ "type": "null" });
        let before = either.len();
        either.retain(|one| *one != null);
        if either.len() == 1
            && before == 2
            && let Some(Value::Object(only)) = either.pop()
        {
            schema.remove("anyOf");
            schema.extend(only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

/// `style` and `explode`, where they are not the location's own.
fn style(location: ParameterIn, parameter: &Parameter, object: &mut Map<String, Value>) {
    let usual = match location {
        ParameterIn::Path | ParameterIn::Header => Style::Simple,
        ParameterIn::Query | ParameterIn::Cookie => Style::Form,
    };
    let chosen = parameter.style.unwrap_or(usual);
    if chosen != usual {
        object.insert("style".to_owned(), chosen.name().into());
    }
    let usual = chosen == Style::Form;
    if let Some(explode) = parameter.explode
        && explode != usual
    {
        object.insert("explode".to_owned(), explode.into());
    }
    if parameter.allow_reserved {
        object.insert("allowReserved".to_owned(), Value::Bool(true));
    }
}
