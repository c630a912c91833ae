//! Documents that say what operations take but not what they answer.

use backend_codegen::{
    ir::{Api, Envelopment, Kind},
    lower::{LowerOptions, lower},
    resources::{Action, KeyKind, Part, Resources, Role, Shape, Source, recognise},
    settings::Envelope,
    spec::{LoadOptions, Memory, load},
};

fn lowered(paths: &str, schemas: &str, envelope: Envelope) -> (Api, Resources, String) {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: Users, version: 1.0.0}}\npaths:\n{paths}\ncomponents:\n  schemas: {schemas}\n"
    );
    let mut memory = Memory::one("openapi.yaml", text);
    let (document, problems) = load("openapi.yaml", &mut memory, &LoadOptions::default());
    let document = document.unwrap_or_else(|sources| panic!("{}", problems.render(&sources)));
    let options = LowerOptions {
        envelope,
        ..LowerOptions::default()
    };
    let (api, diagnostics) = lower(&document, &options);
    let resources = recognise(&api);
    (api, resources, diagnostics.render(&document.sources))
}

const USERS: &str = "
  /users:
    get:
      summary: List users
      parameters: [{name: limit, in: query, schema: {type: integer, default: 20}}]
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/CreateUser'}}}}
  /users/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64}}]
    get: {summary: One user}
    patch:
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}, active: {type: boolean}}}}}}
    delete: {summary: Remove a user}";

const CREATE_USER: &str = "{CreateUser: {type: object, required: [email, name], properties: {email: {type: string, format: email}, name: {type: string}, password: {type: string, format: password}, address: {type: object, properties: {city: {type: string}}}}}}";

#[test]
fn a_sketch_is_a_resource_of_what_its_create_takes() {
    let (api, resources, told) = lowered(USERS, CREATE_USER, Envelope::Data);
    let [users] = resources.list.as_slice() else {
        panic!("one resource: {:?} {told}", resources.refused);
    };
    assert_eq!(users.name, "users");
    assert_eq!(
        users.key.kind,
        KeyKind::Identity,
        "as the member's path has it"
    );
    assert_eq!(users.operations.len(), 5, "{:?}", resources.refused);
    assert_eq!(api.types[users.entity].name, "User");
    let columns: Vec<(&str, Role)> = users
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.role))
        .collect();
    assert_eq!(
        columns,
        [
            ("id", Role::Key),
            ("email", Role::Plain),
            ("name", Role::Plain),
            ("address", Role::Plain),
            ("active", Role::Plain),
            ("created_at", Role::CreatedAt),
            ("updated_at", Role::UpdatedAt),
            ("password", Role::Plain),
        ]
    );
    let secret = users.columns.last().map(|column| &column.source);
    assert_eq!(
        secret,
        Some(&Source::Secret("password".into())),
        "never returned"
    );
    assert!(
        api.operations
            .iter()
            .all(|one| one.envelopment == Envelopment::Assumed)
    );
    assert_eq!(
        told.matches("warning[response-missing]").count(),
        5,
        "{told}"
    );
}

#[test]
fn envelopes_follow_the_settings() {
    for (envelope, parts) in [
        (Envelope::Data, Some(vec!["data", "meta"])),
        (Envelope::Success, Some(vec!["data", "meta", "success"])),
        (Envelope::None, None),
    ] {
        let (_, resources, told) = lowered(USERS, CREATE_USER, envelope);
        let users = &resources.list[0];
        let Action::List(listing) = &users.operations[0].action else {
            panic!("the first operation lists: {told}");
        };
        let frame = listing.frame.as_ref();
        assert_eq!(frame.is_some(), parts.is_some());
        let Action::Create(create) = &users.operations[1].action else {
            panic!("the second operation creates");
        };
        match (&create.returned.shape, &parts) {
            (Shape::Entity, None) => {}
            (Shape::Wrapped(own), Some(parts)) => {
                let names: Vec<&str> = own.parts.iter().map(|(name, _)| name.as_str()).collect();
                assert_eq!(names, *parts);
                assert!(own.has(&Part::RequestId) && listing.tells(&Part::Total));
            }
            (shape, _) => panic!("{envelope:?}: {shape:?}"),
        }
        assert_eq!(create.returned.status, 201);
    }
}

#[test]
fn what_a_dangling_reference_would_tell_is_left_to_the_user() {
    let (api, resources, told) = lowered(USERS, "{}", Envelope::Data);
    assert!(resources.list.is_empty(), "{told}");
    let create = &api.operations[1];
    let schema = create
        .success()
        .and_then(|one| one.contents[0].schema.as_ref());
    let Some(Kind::Ref(id)) = schema.map(|schema| &schema.kind) else {
        panic!("the answer is an envelope");
    };
    assert_eq!(api.types[*id].name, "ResponseEnvelope");
}

#[test]
fn an_inline_body_and_the_stored_thing_share_their_parts() {
    let inline = "
  /api/v1/authors/{authorId}/books:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [title, cover]
              properties: {title: {type: string}, cover: {type: object, properties: {colour: {type: string}}}}
    get: {}";
    let (api, resources, told) = lowered(inline, "{}", Envelope::Data);
    let [books] = resources.list.as_slice() else {
        panic!("one resource: {:?} {told}", resources.refused);
    };
    assert_eq!(books.operations.len(), 2, "{:?}", resources.refused);
    let names: Vec<&str> = books.columns.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "id",
            "author_id",
            "title",
            "cover",
            "created_at",
            "updated_at"
        ]
    );
    assert_eq!(api.types[books.entity].name, "Book");
}

#[test]
fn actions_are_no_resources() {
    let login = "
  /login:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {user: {type: string}, password: {type: string}}}}}}
  /health: {get: {summary: Well}}";
    let (_, resources, told) = lowered(login, "{}", Envelope::Data);
    assert!(resources.list.is_empty(), "{told}");
}

#[test]
fn a_component_with_the_collections_name_is_what_is_stored() {
    let schemas = "{CreateUser: {type: object, properties: {name: {type: string}}}, User: {type: object, required: [id, name], properties: {id: {type: integer, format: int64, readOnly: true}, name: {type: string}}}}";
    let (api, resources, told) = lowered(USERS, schemas, Envelope::Data);
    let [users] = resources.list.as_slice() else {
        panic!("one resource: {:?} {told}", resources.refused);
    };
    assert_eq!(api.types[users.entity].schema.span.source, 0);
    assert!(
        users.columns.iter().all(|one| one.name != "created_at"),
        "{:?}",
        users.columns
    );
}
