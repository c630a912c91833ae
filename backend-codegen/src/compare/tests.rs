//! Each keyword, in both directions.

use serde_json::{Value, json};

use super::{Class, Report, compare};

/// A document with one operation that takes and answers the schema.
fn document(schema: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "post": {
            "requestBody": { "content": { "application/json": { "schema": schema } } },
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": schema } } } },
        } } },
    })
}

/// The code of each difference with its class.
type Told = Vec<(String, Class)>;

/// What a change of schema is told as: in the request, in the response.
fn of_schema(old: Value, new: Value) -> (Told, Told) {
    let report = compare(&document(&old), &document(&new));
    let mut both = (Vec::new(), Vec::new());
    for difference in &report.differences {
        let told = (difference.code.clone(), difference.class());
        if difference.pointer.contains("/requestBody/") {
            both.0.push(told);
        } else {
            both.1.push(told);
        }
    }
    both
}

#[track_caller]
fn narrower(old: Value, new: Value, code: &str, back: &str) {
    let told = |class| vec![(code.to_owned(), class)];
    let (request, response) = of_schema(old.clone(), new.clone());
    assert_eq!(request, told(Class::Breaking), "narrowing a request breaks");
    assert_eq!(
        response,
        told(Class::Compatible),
        "narrowing a response does not"
    );
    let told = |class| vec![(back.to_owned(), class)];
    let (request, response) = of_schema(new, old);
    assert_eq!(
        request,
        told(Class::Compatible),
        "widening a request does not break"
    );
    assert_eq!(response, told(Class::Breaking), "widening a response does");
}

#[track_caller]
fn equal(old: Value, new: Value) {
    let report = compare(&document(&old), &document(&new));
    assert_eq!(report.differences, [], "{old} and {new}");
    assert_eq!(report.nodes, report.equal);
}

fn paths(operations: Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": operations })
}

fn told(report: &Report) -> Vec<(&str, Class)> {
    report
        .differences
        .iter()
        .map(|one| (one.code.as_str(), one.class()))
        .collect()
}

#[test]
fn limits() {
    for (lower, added) in [
        ("minimum", "minimum"),
        ("exclusiveMinimum", "exclusive-minimum"),
        ("minLength", "min-length"),
        ("minItems", "min-items"),
        ("minProperties", "min-properties"),
    ] {
        narrower(
            json!({ lower: 1 }),
            json!({ lower: 2 }),
            &format!("{added}-raised"),
            &format!("{added}-lowered"),
        );
        narrower(
            json!({}),
            json!({ lower: 2 }),
            &format!("{added}-added"),
            &format!("{added}-removed"),
        );
    }
    for (upper, added) in [
        ("maximum", "maximum"),
        ("exclusiveMaximum", "exclusive-maximum"),
        ("maxLength", "max-length"),
        ("maxItems", "max-items"),
        ("maxProperties", "max-properties"),
    ] {
        narrower(
            json!({ upper: 9 }),
            json!({ upper: 5 }),
            &format!("{added}-lowered"),
            &format!("{added}-raised"),
        );
        narrower(
            json!({}),
            json!({ upper: 5 }),
            &format!("{added}-added"),
            &format!("{added}-removed"),
        );
    }
}

#[test]
fn values_and_types() {
    narrower(
        json!({ "type": ["string", "integer"] }),
        json!({ "type": "string" }),
        "type-changed",
        "type-changed",
    );
    narrower(
        json!({ "type": "number" }),
        json!({ "type": "integer" }),
        "type-changed",
        "type-changed",
    );
    narrower(
        json!({}),
        json!({ "type": "string" }),
        "type-changed",
        "type-changed",
    );
    narrower(
        json!({ "enum": ["a", "b"] }),
        json!({ "enum": ["a"] }),
        "enum-value-removed",
        "enum-value-added",
    );
    narrower(
        json!({}),
        json!({ "const": "a" }),
        "enum-added",
        "enum-removed",
    );
    narrower(
        json!({ "type": ["string", "null"] }),
        json!({ "type": "string" }),
        "nullable-cleared",
        "nullable-set",
    );
    narrower(
        json!({}),
        json!({ "uniqueItems": true }),
        "unique-items-set",
        "unique-items-cleared",
    );
    narrower(
        json!({}),
        json!({ "pattern": "a" }),
        "pattern-added",
        "pattern-removed",
    );
    narrower(
        json!({ "format": "int64" }),
        json!({ "format": "int32" }),
        "format-changed",
        "format-changed",
    );
    narrower(
        json!({ "multipleOf": 5 }),
        json!({ "multipleOf": 10 }),
        "multiple-of-changed",
        "multiple-of-changed",
    );
    let (request, response) = of_schema(json!({ "pattern": "a" }), json!({ "pattern": "b" }));
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Breaking, Class::Breaking)
    );
    let (request, response) = of_schema(json!({ "type": "string" }), json!({ "type": "object" }));
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Breaking, Class::Breaking)
    );
}

#[test]
fn properties() {
    let object = |required: Value, names: &[&str]| {
        let properties: serde_json::Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({ "type": "string" })))
            .collect();
        json!({ "type": "object", "properties": properties, "required": required })
    };
    narrower(
        object(json!([]), &["a"]),
        object(json!(["a"]), &["a"]),
        "property-required",
        "property-optional",
    );
    let (request, response) = of_schema(object(json!([]), &["a"]), object(json!([]), &["a", "b"]));
    assert_eq!(request, [("property-added".to_owned(), Class::Compatible)]);
    assert_eq!(response, [("property-added".to_owned(), Class::Compatible)]);
    let (request, response) = of_schema(object(json!([]), &["a", "b"]), object(json!([]), &["a"]));
    assert_eq!(request, [("property-removed".to_owned(), Class::Breaking)]);
    assert_eq!(
        response,
        [("property-removed".to_owned(), Class::Compatible)],
        "it could be missing before"
    );
    let (request, _) = of_schema(object(json!([]), &["a"]), object(json!(["b"]), &["a", "b"]));
    assert!(request.contains(&("property-required".to_owned(), Class::Breaking)));
    let closed = json!({ "type": "object", "additionalProperties": false });
    let (request, response) = of_schema(json!({ "type": "object" }), closed.clone());
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Breaking, Class::Compatible)
    );
    let (request, response) = of_schema(closed, json!({ "type": "object" }));
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Compatible, Class::Compatible)
    );
    let flagged = |flag: &str| json!({ "properties": { "a": { flag: true } } });
    let (request, response) = of_schema(json!({ "properties": { "a": {} } }), flagged("readOnly"));
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Breaking, Class::Compatible)
    );
    let (request, response) = of_schema(json!({ "properties": { "a": {} } }), flagged("writeOnly"));
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Compatible, Class::Breaking)
    );
}

#[test]
fn alternatives() {
    let list = |key: &str, types: &[&str]| {
        let list: Vec<Value> = types.iter().map(|name| json!({ "type": name })).collect();
        json!({ key: list })
    };
    for (key, code) in [("oneOf", "one-of"), ("anyOf", "any-of")] {
        narrower(
            list(key, &["string", "integer", "boolean"]),
            list(key, &["string", "boolean"]),
            &format!("{code}-removed"),
            &format!("{code}-added"),
        );
    }
    let (request, response) = of_schema(
        json!({ "not": { "maxLength": 3 } }),
        json!({ "not": { "maxLength": 5 } }),
    );
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Breaking, Class::Breaking)
    );
    let tagged = |target: &str| {
        json!({
            "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }],
            "discriminator": { "propertyName": "kind", "mapping": { "a": target } },
        })
    };
    equal(tagged("#/components/schemas/A"), tagged("A"));
    let (request, _) = of_schema(tagged("A"), tagged("B"));
    assert_eq!(
        request,
        [("discriminator-changed".to_owned(), Class::Breaking)]
    );
}

#[test]
fn words_and_defaults() {
    let (request, response) = of_schema(
        json!({ "description": "a" }),
        json!({ "description": "b", "x-y": 1 }),
    );
    assert!(
        request
            .iter()
            .chain(&response)
            .all(|(_, class)| *class == Class::Documentation)
    );
    assert_eq!(request.len(), 2);
    let (request, response) = of_schema(json!({ "default": 1 }), json!({ "default": 2 }));
    assert_eq!(
        (request[0].1, response[0].1),
        (Class::Breaking, Class::Documentation)
    );
}

#[test]
fn ways_of_writing_the_same() {
    equal(json!(true), json!({}));
    equal(
        json!({ "minLength": 0, "uniqueItems": false, "required": [] }),
        json!({}),
    );
    equal(json!({ "const": 1 }), json!({ "enum": [1.0] }));
    equal(json!({ "example": 1 }), json!({ "examples": [1] }));
    equal(
        json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }),
        json!({ "type": ["null", "string"] }),
    );
    equal(
        json!({ "oneOf": [{ "type": "string", "maxLength": 3 }] }),
        json!({ "type": "string", "maxLength": 3 }),
    );
    equal(
        json!({ "additionalProperties": {} }),
        json!({ "additionalProperties": true }),
    );
    equal(
        json!({ "allOf": [
            { "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } },
            { "required": ["b"], "properties": { "b": { "type": "string" } }, "description": "d" },
        ] }),
        json!({ "type": "object", "required": ["b", "a"], "description": "d",
            "properties": { "b": { "type": "string" }, "a": { "type": "string" } } }),
    );
}

#[test]
fn both_dialects_are_one() {
    let with = |version: &str, schema: Value| {
        let mut document = document(&schema);
        document["openapi"] = json!(version);
        document
    };
    let old = with(
        "3.0.3",
        json!({ "type": "string", "nullable": true, "minimum": 1, "exclusiveMinimum": true }),
    );
    let new = with(
        "3.1.0",
        json!({ "type": ["string", "null"], "exclusiveMinimum": 1 }),
    );
    assert_eq!(compare(&old, &new).differences, []);
}

#[test]
fn references_are_followed_and_may_be_circles() {
    let with = |name: &str, limit: u64| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        let mut document = document(&schema);
        document["components"] = json!({ "schemas": { name: {
            "type": "object",
            "properties": { "text": { "maxLength": limit }, "next": { "$ref": format!("#/components/schemas/{name}") } },
        } } });
        document
    };
    assert_eq!(
        compare(&with("Node", 5), &with("Item", 5)).differences,
        [],
        "names are no difference"
    );
    let report = compare(&with("Node", 5), &with("Item", 4));
    assert_eq!(
        told(&report),
        [
            ("max-length-lowered", Class::Breaking),
            ("max-length-lowered", Class::Compatible)
        ]
    );
    let first = &report.differences[0];
    assert_eq!(
        first.pointer,
        "/paths/~1a/post/requestBody/content/application~1json/schema/properties/text/maxLength"
    );
    assert_eq!(first.operation.as_deref(), Some("POST /a"));
    assert_eq!(first.message, "`maxLength` is `4` and was `5`");
}

#[test]
fn operations_and_parameters() {
    let operation = |parameters: Value| {
        paths(json!({ "/a/{id}": { "get": { "parameters": parameters, "responses": {} } } }))
    };
    let gone = compare(&operation(json!([])), &paths(json!({})));
    assert_eq!(told(&gone), [("operation-removed", Class::Breaking)]);
    let new = compare(&paths(json!({})), &operation(json!([])));
    assert_eq!(told(&new), [("operation-added", Class::Compatible)]);
    let id =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let limit = |required: bool| json!({ "name": "limit", "in": "query", "required": required, "schema": { "type": "integer" } });
    for (old, new, expected) in [
        (
            json!([id]),
            json!([id, limit(true)]),
            ("parameter-added-required", Class::Breaking),
        ),
        (
            json!([id]),
            json!([id, limit(false)]),
            ("parameter-added", Class::Compatible),
        ),
        (
            json!([id, limit(false)]),
            json!([id]),
            ("parameter-removed", Class::Breaking),
        ),
        (
            json!([limit(false)]),
            json!([limit(true)]),
            ("required-set", Class::Breaking),
        ),
        (
            json!([limit(true)]),
            json!([limit(false)]),
            ("required-cleared", Class::Compatible),
        ),
    ] {
        assert_eq!(told(&compare(&operation(old), &operation(new))), [expected]);
    }
    let styled = |style: Value| {
        let mut parameter = limit(false);
        parameter
            .as_object_mut()
            .unwrap()
            .extend(style.as_object().unwrap().clone());
        operation(json!([parameter]))
    };
    assert_eq!(
        compare(
            &styled(json!({})),
            &styled(json!({ "style": "form", "explode": true }))
        )
        .differences,
        []
    );
    let exploded = compare(&styled(json!({})), &styled(json!({ "explode": false })));
    assert_eq!(told(&exploded), [("explode-changed", Class::Breaking)]);
}

#[test]
fn a_path_parameter_may_be_renamed_and_stand_at_the_path() {
    let old = paths(json!({ "/a/{id}": { "get": {
        "parameters": [{ "name": "id", "in": "path", "required": true, "schema": {} }], "responses": {},
    } } }));
    let new = paths(json!({ "/a/{key}": {
        "parameters": [{ "name": "key", "in": "path", "required": true, "schema": {} }],
        "get": { "responses": {} },
    } }));
    assert_eq!(compare(&old, &new).differences, []);
}

#[test]
fn bodies_and_responses() {
    let operation = |body: Value, responses: Value| {
        let mut operation = json!({ "responses": responses });
        if !body.is_null() {
            operation["requestBody"] = body;
        }
        paths(json!({ "/a": { "post": operation } }))
    };
    let body = |required: bool, media: &[&str]| {
        let content: serde_json::Map<String, Value> = media
            .iter()
            .map(|name| ((*name).to_owned(), json!({})))
            .collect();
        json!({ "required": required, "content": content })
    };
    let none = || json!({});
    for (old, new, expected) in [
        (
            Value::Null,
            body(true, &["a/b"]),
            ("body-added-required", Class::Breaking),
        ),
        (
            Value::Null,
            body(false, &["a/b"]),
            ("body-added", Class::Compatible),
        ),
        (
            body(true, &["a/b"]),
            Value::Null,
            ("body-removed", Class::Breaking),
        ),
        (
            body(false, &["a/b"]),
            body(true, &["a/b"]),
            ("required-set", Class::Breaking),
        ),
        (
            body(true, &["a/b", "c/d"]),
            body(true, &["a/b"]),
            ("media-type-removed", Class::Breaking),
        ),
        (
            body(true, &["a/b"]),
            body(true, &["a/b", "c/d"]),
            ("media-type-added", Class::Compatible),
        ),
    ] {
        assert_eq!(
            told(&compare(&operation(old, none()), &operation(new, none()))),
            [expected]
        );
    }
    let header = |required: bool| json!({ "200": { "description": "", "headers": { "ETag": { "required": required, "schema": {} } } } });
    let empty = json!({ "200": { "description": "" } });
    for (old, new, expected) in [
        (empty.clone(), none(), ("response-removed", Class::Breaking)),
        (
            json!({ "404": { "description": "" } }),
            none(),
            ("response-removed", Class::Compatible),
        ),
        (none(), empty.clone(), ("response-added", Class::Compatible)),
        (
            header(true),
            empty.clone(),
            ("header-removed", Class::Breaking),
        ),
        (
            header(false),
            empty.clone(),
            ("header-removed", Class::Compatible),
        ),
        (
            header(true),
            header(false),
            ("required-cleared", Class::Breaking),
        ),
        (
            empty.clone(),
            header(false),
            ("header-added", Class::Compatible),
        ),
    ] {
        assert_eq!(
            told(&compare(
                &operation(Value::Null, old),
                &operation(Value::Null, new)
            )),
            [expected]
        );
    }
}

#[test]
fn security() {
    let with = |root: Value, own: Value| {
        let mut operation = json!({ "responses": {} });
        if !own.is_null() {
            operation["security"] = own;
        }
        let mut document = paths(json!({ "/a": { "get": operation } }));
        document["security"] = root;
        document
    };
    let open = || with(json!([]), Value::Null);
    let key = || with(json!([{ "key": [] }]), Value::Null);
    assert_eq!(
        compare(&key(), &with(json!([]), json!([{ "key": [] }]))).differences,
        [],
        "the root's is the operation's"
    );
    assert_eq!(
        compare(&open(), &with(json!([{ "key": [] }]), json!([]))).differences,
        []
    );
    assert_eq!(
        compare(&open(), &with(json!([]), json!([{}]))).differences,
        []
    );
    assert_eq!(
        told(&compare(&open(), &key())),
        [("security-removed", Class::Breaking)]
    );
    assert_eq!(
        told(&compare(&key(), &open())),
        [("security-added", Class::Compatible)]
    );
    let or = with(json!([{ "key": [] }, { "login": ["read"] }]), Value::Null);
    assert_eq!(
        told(&compare(&key(), &or)),
        [("security-added", Class::Compatible)]
    );
    assert_eq!(
        told(&compare(&or, &key())),
        [("security-removed", Class::Breaking)]
    );
    let more = with(json!([{ "key": ["admin"] }]), Value::Null);
    assert_eq!(
        told(&compare(&key(), &more)),
        [("security-removed", Class::Breaking)]
    );
}

#[test]
fn callbacks_and_webhooks_are_sent_by_the_service() {
    let body = |limit: u64| json!({ "content": { "application/json": { "schema": { "maxLength": limit } } } });
    let webhook = |limit: u64| json!({ "openapi": "3.1.0", "webhooks": { "paid": { "post": { "requestBody": body(limit), "responses": {} } } } });
    assert_eq!(
        told(&compare(&webhook(5), &webhook(9))),
        [("max-length-raised", Class::Breaking)]
    );
    let callback = |limit: u64| {
        paths(
            json!({ "/a": { "post": { "responses": {}, "callbacks": { "done": { "{$request.body#/url}": {
            "post": { "requestBody": body(limit), "responses": {} },
        } } } } } }),
        )
    };
    assert_eq!(
        told(&compare(&callback(9), &callback(5))),
        [("max-length-lowered", Class::Compatible)]
    );
}

#[test]
fn everything_else_is_words() {
    let old = json!({ "openapi": "3.1.0", "info": { "title": "A", "version": "1" }, "tags": [{ "name": "t", "description": "d" }] });
    let new = json!({ "openapi": "3.0.3", "info": { "title": "B", "version": "2" }, "tags": [{ "name": "t" }], "x-y": 1 });
    let report = compare(&old, &new);
    assert_eq!(report.count(Class::Documentation), 4, "{:?}", told(&report));
    assert_eq!(report.differences.len(), 4);
    let served = |url: &str| json!({ "openapi": "3.1.0", "servers": [{ "url": url }] });
    assert_eq!(
        compare(&served("https://a/"), &served("https://a")).differences,
        []
    );
    assert_eq!(
        told(&compare(&served("https://a"), &served("https://b"))),
        [
            ("server-removed", Class::Breaking),
            ("server-added", Class::Compatible)
        ]
    );
}
