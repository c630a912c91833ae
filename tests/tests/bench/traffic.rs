//! Traffic from a description, against a service that checks it.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use backend_runtime::bench::{
    Plan, Source,
    record::Class,
    traffic::{
        Additional, Body, Field, Kind, Media, Operation, Parameter, PathPart, Place, Response,
        Schema, Statuses, Style, Traffic,
    },
};
use serde_json::{Value, json};

use super::{plan, requests, run};

type Users = Arc<Mutex<Vec<Value>>>;

/// Users with a name of 3 to 20 characters and an age from 0 to 150.
fn service(lenient: bool) -> u16 {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                .await
                .expect("a free port");
            tell.send(listener.local_addr().expect("an address").port())
                .expect("the test waits");
            let create = move |users: State<Users>, body: Json<Value>| create(users, body, lenient);
            let router = Router::new()
                .route("/api/users", get(list).post(create))
                .route("/api/users/{id}", get(one))
                .route("/api/posts", post(write))
                .with_state(Users::default());
            axum::serve(listener, router).await.expect("serving");
        });
    });
    told.recv().expect("the server starts")
}

async fn create(
    State(users): State<Users>,
    Json(body): Json<Value>,
    lenient: bool,
) -> (StatusCode, Json<Value>) {
    let name = body["name"]
        .as_str()
        .is_some_and(|name| (3..=20).contains(&name.chars().count()));
    let age = body
        .get("age")
        .is_none_or(|age| age.as_i64().is_some_and(|age| (0..=150).contains(&age)));
    let fits = body.is_object() && name && age;
    if !(lenient || fits) {
        return (StatusCode::BAD_REQUEST, Json(json!({})));
    }
    let mut users = users.lock().expect("no panic");
    let user = json!({ "id": users.len() + 1, "name": body["name"] });
    users.push(user.clone());
    (StatusCode::CREATED, Json(json!({ "data": user })))
}

async fn list(State(users): State<Users>) -> Json<Value> {
    let users = users.lock().expect("no panic");
    Json(json!({ "data": users.iter().rev().take(10).collect::<Vec<_>>() }))
}

async fn one(
    State(users): State<Users>,
    Path(id): Path<String>,
) -> Result<Json<Value>, StatusCode> {
    let users = users.lock().expect("no panic");
    let id: usize = id.parse().map_err(|_| StatusCode::BAD_REQUEST)?;
    let user = id
        .checked_sub(1)
        .and_then(|index| users.get(index))
        .ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(json!({ "data": user })))
}

/// A post is by a user that there is.
async fn write(users: State<Users>, headers: HeaderMap, Json(body): Json<Value>) -> StatusCode {
    let count = users.lock().expect("no panic").len() as u64;
    let known = body["userId"]
        .as_u64()
        .is_some_and(|id| (1..=count).contains(&id));
    match (headers.contains_key("if-match"), known) {
        (true, _) => StatusCode::PRECONDITION_FAILED,
        (false, true) => StatusCode::CREATED,
        (false, false) => StatusCode::CONFLICT,
    }
}

fn string(min_length: u64, max_length: u64) -> Schema {
    Schema::of(Kind::String {
        format: String::new(),
        min_length,
        max_length: Some(max_length),
        pattern: None,
    })
}

fn integer(low: i64, high: i64) -> Schema {
    Schema::of(Kind::Integer {
        low,
        high,
        step: 1,
        values: Vec::new(),
    })
}

fn object(fields: Vec<(&str, Schema, bool)>) -> Schema {
    let fields = fields.into_iter().map(|(name, schema, required)| Field {
        name: name.to_owned(),
        schema,
        required,
    });
    Schema::of(Kind::Object {
        fields: fields.collect(),
        additional: Additional::Ignored,
        min: 0,
        max: None,
    })
}

fn response(code: u16, data: Schema) -> Response {
    Response {
        statuses: Statuses::Code(code),
        schema: Some(object(vec![("data", data, true)])),
    }
}

fn users() -> Traffic {
    let user = Schema::of(Kind::Ref(0));
    let operation = |name: &str, method: &str| Operation {
        name: name.to_owned(),
        method: method.to_owned(),
        path: vec![PathPart::Text("/api/users".to_owned())],
        weight: 1,
        parameters: Vec::new(),
        body: None,
        responses: Vec::new(),
    };
    let list = Schema::of(Kind::Array {
        items: Box::new(user.clone()),
        min: 0,
        max: Some(10),
        unique: false,
    });
    let id = Parameter {
        name: "id".to_owned(),
        place: Place::Path,
        style: Style::Simple,
        explode: false,
        required: true,
        schema: integer(1, i64::MAX),
    };
    let body = Body {
        content_type: "application/json".to_owned(),
        media: Media::Json,
        schema: Some(object(vec![
            ("name", string(3, 20), true),
            ("age", integer(0, 150), false),
        ])),
    };
    Traffic {
        operations: vec![
            Operation {
                body: Some(body),
                responses: vec![response(201, user.clone())],
                ..operation("createUser", "POST")
            },
            Operation {
                responses: vec![response(200, list)],
                ..operation("listUsers", "GET")
            },
            Operation {
                path: vec![
                    PathPart::Text("/api/users/".to_owned()),
                    PathPart::Parameter(0),
                ],
                parameters: vec![id],
                responses: vec![response(200, user)],
                ..operation("getUser", "GET")
            },
        ],
        schemas: vec![object(vec![
            ("id", integer(1, i64::MAX), true),
            ("name", string(3, 20), true),
        ])],
        negative: 0.0,
        headers: Vec::new(),
    }
}

fn traffic_plan(lenient: bool, change: impl FnOnce(&mut Traffic)) -> Plan {
    let mut traffic = users();
    change(&mut traffic);
    let mut plan = plan(service(lenient), requests(900));
    plan.source = Source::Traffic(traffic);
    plan
}

#[test]
fn valid_requests_succeed_and_ids_are_harvested() {
    let result = run(&traffic_plan(false, |_| {}));
    assert_eq!(
        result.total().class(Class::Ok),
        900,
        "{:?}",
        result.total().examples
    );
    let get = &result
        .endpoints
        .iter()
        .find(|(name, _)| name == "getUser")
        .expect("a row for each operation")
        .1;
    let found = get.statuses.get(&200).copied().unwrap_or_default();
    assert!(
        found as f64 > 0.9 * get.total() as f64,
        "{found} of {} members were found",
        get.total()
    );
}

/// A post names its user, and takes a condition that nobody can meet.
fn write_post() -> Operation {
    let condition = Parameter {
        name: "If-Match".to_owned(),
        place: Place::Header,
        style: Style::Simple,
        explode: false,
        required: false,
        schema: string(1, 9),
    };
    Operation {
        name: "writePost".to_owned(),
        method: "POST".to_owned(),
        path: vec![PathPart::Text("/api/posts".to_owned())],
        weight: 1,
        parameters: vec![condition],
        body: Some(Body {
            content_type: "application/json".to_owned(),
            media: Media::Json,
            schema: Some(object(vec![("userId", integer(1, i64::MAX), true)])),
        }),
        responses: vec![Response {
            statuses: Statuses::Class(2),
            schema: None,
        }],
    }
}

#[test]
fn members_named_after_a_resource_get_ids_that_exist() {
    let plan = traffic_plan(false, |traffic| traffic.operations.push(write_post()));
    let result = run(&plan);
    let posts = result
        .endpoints
        .iter()
        .find(|(name, _)| name == "writePost");
    let posts = &posts.expect("a row for each operation").1;
    let created = posts.statuses.get(&201).copied().unwrap_or_default();
    assert!(posts.total() > 100, "{}", posts.total());
    assert!(
        created as f64 > 0.9 * posts.total() as f64,
        "{created} of {}: {:?}",
        posts.total(),
        posts.statuses
    );
    assert!(!posts.statuses.contains_key(&412), "{:?}", posts.statuses);
}

#[test]
fn the_same_seed_sends_the_same_mix() {
    let counts = || {
        run(&{
            let mut plan = traffic_plan(false, |traffic| traffic.operations.truncate(2));
            plan.settings.threads = 1;
            plan.settings.model = super::requests(300);
            plan
        })
    };
    let total = |result: &backend_runtime::bench::RunResult| result.total().total();
    assert_eq!(total(&counts()), total(&counts()));
}

#[test]
fn broken_requests_must_be_refused() {
    let strict = run(&traffic_plan(false, |traffic| traffic.negative = 1.0));
    let create = &strict.endpoints[0].1;
    assert_eq!(
        create.class(Class::Ok),
        create.total(),
        "{:?}",
        create.examples
    );
    assert_eq!(
        create
            .statuses
            .keys()
            .filter(|status| !(400..500).contains(*status))
            .count(),
        0
    );

    let lenient = run(&traffic_plan(true, |traffic| traffic.negative = 1.0));
    let create = &lenient.endpoints[0].1;
    assert_eq!(create.class(Class::Schema), create.total());
    assert!(
        create.examples[&Class::Schema].contains("was answered 201"),
        "{:?}",
        create.examples
    );
}

#[test]
fn answers_that_are_not_as_described_are_counted() {
    let plan = traffic_plan(false, |traffic| {
        traffic.schemas[0] = object(vec![("id", string(1, 50), true)]);
    });
    let result = run(&plan);
    let create = &result.endpoints[0].1;
    assert_eq!(create.class(Class::Schema), create.total());
    let example = &create.examples[&Class::Schema];
    assert!(example.contains("/data/id: expected a string"), "{example}");
}
