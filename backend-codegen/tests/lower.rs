//! What documents lower to, construct by construct.

use backend_codegen::{
    diagnostic::Diagnostics,
    ir::{Additional, Api, Envelopment, Kind, Object, Schema, StringFormat, TypeDef, UnionMode},
    lower::{LowerOptions, lower},
    settings::Selection,
    spec::{LoadOptions, Memory, load},
};

fn lowered(text: &str, options: &LowerOptions) -> (Api, Diagnostics) {
    let mut memory = Memory::one("openapi.yaml", text);
    let (document, problems) = load("openapi.yaml", &mut memory, &LoadOptions::default());
    let document = document.unwrap_or_else(|sources| panic!("{}", problems.render(&sources)));
    lower(&document, options)
}

/// An API with one operation that takes and returns schema `T` of these components.
fn api(version: &str, schemas: &str) -> (Api, Diagnostics) {
    let schemas: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        "openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths:\n  /t:\n    put:\n      operationId: putT\n      \
         requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/T'}}}}}}}}\n      \
         responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/T'}}}}}}}}}}\n\
         components:\n  schemas:\n{schemas}"
    );
    lowered(&text, &LowerOptions::default())
}

fn named<'a>(api: &'a Api, name: &str) -> &'a TypeDef {
    let found = api
        .types
        .iter()
        .find(|(_, definition)| definition.name == name);
    found
        .map(|(_, definition)| definition)
        .unwrap_or_else(|| panic!("no type {name}"))
}

fn object<'a>(api: &'a Api, name: &str) -> &'a Object {
    match &named(api, name).schema.kind {
        Kind::Object(object) => object,
        other => panic!("{name} is {other:?}"),
    }
}

fn field<'a>(object: &'a Object, name: &str) -> &'a Schema {
    let found = object.fields.iter().find(|field| field.name == name);
    &found.unwrap_or_else(|| panic!("no field {name}")).schema
}

#[test]
fn all_of_merges_fields_and_required() {
    let (api, problems) = api(
        "3.0.3",
        "Base: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string, maxLength: 9}}}\n\
         T:\n  allOf:\n    - $ref: '#/components/schemas/Base'\n    - {type: object, required: [name], properties: {name: {minLength: 2}}}\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let merged = object(&api, "T");
    assert!(merged.fields.iter().all(|field| field.required));
    let Kind::String(name) = &field(merged, "name").kind else {
        panic!("name is no string")
    };
    assert_eq!((name.min_length, name.max_length), (Some(2), Some(9)));
}

#[test]
fn a_lone_all_of_is_its_reference_with_annotations() {
    let (api, _) = api(
        "3.0.3",
        "Pet: {type: object, properties: {name: {type: string}}}\n\
         T: {type: object, properties: {pet: {nullable: true, description: mine, allOf: [{$ref: '#/components/schemas/Pet'}]}}}\n",
    );
    let pet = field(object(&api, "T"), "pet");
    assert!(matches!(pet.kind, Kind::Ref(id) if api.types[id].name == "Pet"));
    assert!(pet.nullable);
    assert_eq!(pet.meta.description.as_deref(), Some("mine"));
}

#[test]
fn null_is_a_flag_in_both_versions() {
    for (version, schema) in [
        ("3.0.3", "{type: string, nullable: true}"),
        ("3.1.0", "{type: [string, 'null']}"),
        ("3.1.0", "{oneOf: [{type: string}, {type: 'null'}]}"),
        ("3.1.0", "{anyOf: [{type: 'null'}, {type: string}]}"),
    ] {
        let (api, _) = api(
            version,
            &format!("T: {{type: object, properties: {{a: {schema}}}}}\n"),
        );
        let a = field(object(&api, "T"), "a");
        assert!(a.nullable, "{schema}");
        assert!(
            matches!(a.kind, Kind::String(_)),
            "{schema} is {:?}",
            a.kind
        );
    }
}

#[test]
fn read_only_and_write_only_split_a_type() {
    let (api, _) = api(
        "3.0.3",
        "T: {type: object, required: [id, secret], properties: {id: {type: integer, readOnly: true}, secret: {type: string, writeOnly: true}, name: {type: string}}}\n",
    );
    let names = |name: &str| {
        object(&api, name)
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("TInput"), ["secret", "name"]);
    assert_eq!(names("T"), ["id", "name"]);
    assert!(named(&api, "TInput").in_requests && !named(&api, "TInput").in_responses);
    assert!(named(&api, "T").in_responses && !named(&api, "T").in_requests);
}

#[test]
fn a_discriminator_chooses_by_mapping_enum_or_name() {
    let (api, problems) = api(
        "3.0.3",
        "Cat: {type: object, required: [kind], properties: {kind: {type: string}}}\n\
         Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}}}\n\
         Owl: {type: object, required: [kind], properties: {kind: {type: string}}}\n\
         T:\n  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Owl'}]\n  \
         discriminator: {propertyName: kind, mapping: {tiger: '#/components/schemas/Cat'}}\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let Kind::Union(union) = &named(&api, "T").schema.kind else {
        panic!("T is no union")
    };
    assert_eq!(
        (union.mode, union.discriminator.as_deref()),
        (UnionMode::OneOf, Some("kind"))
    );
    let tags: Vec<_> = union
        .variants
        .iter()
        .map(|variant| variant.tags.join("|"))
        .collect();
    assert_eq!(tags, ["tiger", "dog", "Owl"]);
}

#[test]
fn conditions_beside_an_object_are_assertions() {
    let (api, _) = api(
        "3.0.3",
        "T: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}\n",
    );
    let definition = named(&api, "T");
    assert!(matches!(definition.schema.kind, Kind::Object(_)));
    assert_eq!(definition.schema.assertions.len(), 1);
    assert!(definition.raw);
}

#[test]
fn recursive_types_are_marked() {
    let (api, _) = api(
        "3.0.3",
        "T: {type: object, properties: {next: {$ref: '#/components/schemas/T'}, list: {$ref: '#/components/schemas/List'}}}\n\
         List: {type: array, items: {$ref: '#/components/schemas/List'}}\n",
    );
    assert!(named(&api, "T").recursive);
    assert!(named(&api, "List").recursive);
}

#[test]
fn inline_objects_that_say_the_same_become_one_type() {
    let (api, _) = api(
        "3.0.3",
        "T: {type: object, properties: {a: {type: object, properties: {x: {type: integer}}}, b: {type: object, properties: {x: {type: integer}}}}}\n",
    );
    let ty = |name| format!("{:?}", field(object(&api, "T"), name).kind);
    assert_eq!(ty("a"), ty("b"));
}

#[test]
fn formats_decide_the_type_unless_the_text_is_restricted_too() {
    let (api, _) = api(
        "3.0.3",
        "T: {type: object, properties: {plain: {type: string, format: uuid}, limited: {type: string, format: uuid, pattern: '^a'}, own: {type: string, format: isbn}}}\n",
    );
    let format = |name| match &field(object(&api, "T"), name).kind {
        Kind::String(string) => string.format.clone(),
        other => panic!("{name} is {other:?}"),
    };
    assert_eq!(format("plain"), StringFormat::Uuid);
    assert_eq!(format("limited"), StringFormat::Checked("uuid"));
    assert_eq!(format("own"), StringFormat::Annotation("isbn".into()));
}

#[test]
fn additional_properties_close_keep_or_ignore() {
    let additional = |keyword: &str| {
        let (api, _) = api(
            "3.0.3",
            &format!("T: {{type: object, properties: {{a: {{type: string}}}}{keyword}}}\n"),
        );
        object(&api, "T").additional.clone()
    };
    assert!(matches!(additional(""), Additional::Ignored));
    assert!(matches!(
        additional(", additionalProperties: false"),
        Additional::Refused
    ));
    assert!(matches!(
        additional(", additionalProperties: {type: integer}"),
        Additional::Kept(_)
    ));
    assert!(matches!(
        additional(", maxProperties: 3"),
        Additional::Kept(_)
    ));
}

const SKETCH: &str = "openapi: 3.0.0
info: {title: Users, version: '1'}
paths:
  /users:
    get:
      summary: List users
      parameters: [{name: limit, in: query, schema: {type: integer, default: 20}}]
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/CreateUser'}}}}
";

#[test]
fn a_sketch_is_completed_and_told_what_it_lacks() {
    let (api, problems) = lowered(SKETCH, &LowerOptions::default());
    let ids: Vec<_> = api
        .operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(ids, ["listUsers", "createUser"]);
    assert!(
        api.operations
            .iter()
            .all(|operation| operation.envelopment == Envelopment::Assumed)
    );
    assert!(!problems.has_errors(), "{problems:?}");
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    for code in ["operation-id", "response-missing", "spec-ref"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    assert!(
        problems
            .iter()
            .all(|problem| problem.span.is_some() && problem.help.is_some())
    );
}

#[test]
fn operation_parameters_override_those_of_the_path() {
    let (api, problems) = lowered(
        "openapi: 3.0.0
info: {title: t, version: '1'}
paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: q, in: query, schema: {type: string}}]
    get:
      operationId: getA
      parameters: [{name: q, in: query, schema: {type: integer}}]
      responses: {'200': {description: ok}}
",
        &LowerOptions::default(),
    );
    assert!(problems.is_empty(), "{problems:?}");
    let [id, q] = api.operations[0].parameters.as_slice() else {
        panic!("not two parameters")
    };
    assert_eq!((id.name.as_str(), q.name.as_str()), ("id", "q"));
    assert!(matches!(q.schema.kind, Kind::Integer { .. }));
}

#[test]
fn a_bad_parameter_refuses_its_operation_only() {
    let (api, problems) = lowered(
        "openapi: 3.0.0
info: {title: t, version: '1'}
paths:
  /a:
    get: {operationId: getA, parameters: [{in: query}], responses: {'200': {description: ok}}}
  /b:
    get: {operationId: getB, responses: {'200': {description: ok}}}
",
        &LowerOptions::default(),
    );
    let refused: Vec<_> = api
        .operations
        .iter()
        .map(|operation| operation.refusal.is_some())
        .collect();
    assert_eq!(refused, [true, false]);
    assert!(
        problems.iter().any(|problem| problem.code == "parameter"),
        "{problems:?}"
    );
}

#[test]
fn paths_that_differ_in_parameter_names_only_are_refused() {
    let (api, problems) = lowered(
        "openapi: 3.0.0
info: {title: t, version: '1'}
paths:
  /a/{x}:
    get: {operationId: getX, parameters: [{name: x, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}
  /a/{y}:
    get: {operationId: getY, parameters: [{name: y, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}
",
        &LowerOptions::default(),
    );
    assert!(api.operations[0].refusal.is_none());
    assert_eq!(
        api.operations[1]
            .refusal
            .as_ref()
            .map(|refusal| refusal.code),
        Some("path-ambiguous")
    );
    assert!(
        problems
            .iter()
            .any(|problem| problem.code == "path-ambiguous")
    );
}

#[test]
fn an_undefined_security_scheme_denies() {
    let (api, problems) = lowered(
        "openapi: 3.0.0
info: {title: t, version: '1'}
security: [{nowhere: []}]
paths: {/a: {get: {operationId: getA, responses: {'200': {description: ok}}}}}
",
        &LowerOptions::default(),
    );
    assert_eq!(api.operations[0].security.len(), 1);
    assert_eq!(api.operations[0].security[0].schemes.len(), 1);
    assert!(
        problems
            .iter()
            .any(|problem| problem.code == "security-missing"),
        "{problems:?}"
    );
}

#[test]
fn selection_keeps_only_what_is_asked_for() {
    let selection = Selection {
        operations: vec!["createUser".into()],
        ..Selection::default()
    };
    let (api, _) = lowered(
        SKETCH,
        &LowerOptions {
            selection,
            ..LowerOptions::default()
        },
    );
    let ids: Vec<_> = api
        .operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(ids, ["createUser"]);
}

#[test]
fn a_base_with_a_discriminator_is_one_of_those_that_extend_it() {
    let (api, problems) = api(
        "3.0.3",
        "T:\n  type: object\n  discriminator: {propertyName: kind, mapping: {feline: Cat}}\n  \
         required: [kind]\n  properties: {kind: {type: string}}\n\
         Cat: {allOf: [{$ref: '#/components/schemas/T'}, {properties: {lives: {type: integer}}}]}\n\
         Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}]}\n\
         Dog: {allOf: [{$ref: '#/components/schemas/T'}]}\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let Kind::Union(union) = &named(&api, "T").schema.kind else {
        panic!("T is no union");
    };
    assert_eq!(union.discriminator.as_deref(), Some("kind"));
    let told: Vec<(&str, Vec<&str>)> = union
        .variants
        .iter()
        .map(|variant| {
            (
                variant.name.as_str(),
                variant.tags.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Cat", vec!["feline"]),
            ("Kitten", vec!["Kitten"]),
            ("Dog", vec!["Dog"])
        ]
    );
    let base = union.base.expect("the document has no oneOf");
    assert_eq!(api.types[base].name, "TBase");
    assert_eq!(object(&api, "Kitten").fields.len(), 2);
    assert_eq!(object(&api, "Dog").fields.len(), 1);
    assert_eq!(named(&api, "Dog").extends.len(), 1);
}

#[test]
fn a_base_that_nobody_extends_is_an_object() {
    let (api, _) = api(
        "3.0.3",
        "T: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}\n",
    );
    assert_eq!(object(&api, "T").fields.len(), 1);
}

#[test]
fn callbacks_and_webhooks_are_sent() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    post:\n      operationId: ask\n      \
                responses: {'204': {description: d}}\n      callbacks:\n        heard:\n          '{$request.query.to}': {post: {operationId: hear, responses: {'204': {description: d}}}}\n          \
                '{$wrong}': {delete: {responses: {'204': {description: d}}}}\n\
                webhooks:\n  moved: {post: {responses: {'204': {description: d}}}}\n";
    let (api, problems) = lowered(text, &LowerOptions::default());
    let told: Vec<(&str, &str, bool, bool)> = api
        .outgoing
        .iter()
        .map(|one| {
            let url = one.url.as_ref();
            let known = url.is_some_and(|url| url.pieces.is_some());
            (
                one.name.as_str(),
                one.operation.id.as_str(),
                url.is_some(),
                known,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("heard", "hear", true, true),
            ("heard", "heard", true, false),
            ("moved", "moved", false, false),
        ]
    );
    assert_eq!(api.operations[0].callbacks, [0, 1]);
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["callback-expression"]);
}

#[test]
fn a_default_that_breaks_its_limits_is_told() {
    let with = |schema: &str| {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get: {{operationId: a, parameters: [{{name: a, in: query, \
             schema: {schema}}}], responses: {{'204': {{description: d}}}}}}\n"
        );
        let (_, problems) = lowered(&text, &LowerOptions::default());
        problems
            .iter()
            .map(|problem| problem.code)
            .collect::<Vec<_>>()
    };
    for schema in [
        "{type: string, format: duration, default: 5s}",
        "{type: string, pattern: '^[a-z]+$', default: A}",
        "{type: integer, multipleOf: 2, default: 3}",
        "{type: array, items: {type: string, maxLength: 1}, default: [ab]}",
    ] {
        assert_eq!(with(schema), ["schema-default"], "{schema}");
    }
    assert!(with("{type: string, format: duration, default: PT5S}").is_empty());
    // What takes long to find out is not asked.
    let slow = format!(
        "{{type: string, pattern: '^(a+)+$', default: {}b}}",
        "a".repeat(60)
    );
    assert!(with(&slow).is_empty());
}

#[test]
fn a_form_that_is_not_sent_is_told() {
    let hook = |media_types: &str| {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\nwebhooks:\n  moved: {{post: {{requestBody: \
             {{content: {{{media_types}}}}}, responses: {{'204': {{description: d}}}}}}}}\n"
        );
        let (_, problems) = lowered(&text, &LowerOptions::default());
        problems
            .iter()
            .map(|problem| problem.code)
            .collect::<Vec<_>>()
    };
    let form = "multipart/form-data: {schema: {type: object}}";
    assert_eq!(hook(form), ["outgoing-multipart"]);
    let both = format!("{form}, application/json: {{schema: {{type: object}}}}");
    assert!(hook(&both).is_empty());
}
