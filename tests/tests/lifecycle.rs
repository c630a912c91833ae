//! A scaffolded service lives, ends and lives again without losing what it was given.

use std::io::{BufReader, Write};

use backend_tests::{
    http,
    scaffold::{Project, Service, fixture, project_cargo, root, run, share_lock, target},
    servers::{self, Server, Unavailable},
    skipped,
};
use serde_json::{Value, json};

fn petstore(name: &str) -> Project {
    Project::create(name, &fixture("petstore.yaml"), &["--minimal"])
        .expect("the document is scaffolded")
}

/// Adds a pet and returns it as the service stored it.
fn add(service: &Service, name: &str) -> Value {
    let answer = service.json("POST", "/v1/pets", &json!({"name": name, "tag": "golden"}));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// Fills a service, kills it, starts it again, and compares.
fn killed_and_started_again(start: impl Fn() -> Result<Service, String>) {
    let service = start().expect("a running service");
    let stored: Vec<Value> = (0..50)
        .map(|number| add(&service, &format!("pet {number}")))
        .collect();
    service.kill();

    let service = start().expect("the service starts again");
    let answer = service.get("/v1/pets?limit=100");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json(), Value::Array(stored));
    assert!(service.stop().success());
}

#[test]
fn a_killed_service_has_lost_nothing() {
    let project = petstore("lifecycle-kill");
    killed_and_started_again(|| project.serve("pets.db", &[]));
}

/// The peer of `cargo xtask bench serve` holds what the generated service is held to.
#[test]
fn neither_has_the_peer_written_by_hand() {
    let source = root().join("tests/peers/petstore");
    share_lock(&source).expect("the lock file");
    let lint = ["clippy", "--quiet", "--", "--deny", "warnings"];
    run(&mut project_cargo(&source, &lint)).expect("the peer compiles without a warning");
    run(&mut project_cargo(&source, &["build", "--quiet"])).expect("the peer compiles");
    let program = target().join("scaffold-target/debug/petstore-by-hand");
    let folder = tempfile::tempdir().expect("a folder of our own");
    let url = format!("sqlite:{}", folder.path().join("pets.db").display());
    killed_and_started_again(|| Service::start(&program, folder.path(), &[("DATABASE_URL", &url)]));
}

#[test]
fn a_stopped_service_finishes_the_requests_in_flight() {
    let project = petstore("lifecycle-stop");
    let mut service = project.serve("pets.db", &[]).expect("a running service");
    let body = json!({"name": "slow"}).to_string();
    let mut stream = http::connect(service.address).expect("a connection");
    let headers = [("content-type", "application/json")];
    http::write_head(&mut stream, "POST", "/v1/pets", &headers, body.len())
        .expect("the head is sent");
    stream
        .write_all(&body.as_bytes()[..1])
        .expect("the first byte is sent");
    // A second request on another connection is answered only after the service has read the first one's head.
    assert_eq!(service.get("/v1/pets").status, 200);

    service.terminate();
    stream
        .write_all(&body.as_bytes()[1..])
        .expect("the service still reads");
    let answer = http::read(&mut BufReader::new(stream)).expect("the service still answers");
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert!(service.wait().success(), "{}", service.log());

    let service = project
        .serve("pets.db", &[])
        .expect("the service starts again");
    assert_eq!(
        service
            .get(&format!("/v1/pets/{}", answer.json()["id"]))
            .json(),
        answer.json()
    );
}

#[test]
fn a_bad_setting_is_named_at_the_start() {
    let project = petstore("lifecycle-settings");
    let program = project.build().expect("the project compiles");
    let settings = [("PORT", "seventy"), ("DATABASE_URL", "sqlite:pets.db")];
    let message =
        Service::start(&program, &project.folder, &settings).expect_err("it must not start");
    assert!(message.contains("PORT is invalid"), "{message}");
}

/// A stored thing, from a bare answer or from `data`.
fn stored(service: &Service, target: &str, body: &Value) -> Value {
    let answer = service.json("POST", target, body);
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    let whole = answer.json();
    if whole["data"].is_object() {
        whole["data"].clone()
    } else {
        whole
    }
}

fn listed(service: &Service, target: &str) -> Value {
    let answer = service.get(target);
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    answer.json()
}

#[test]
fn lists_page_filter_and_sort_as_the_document_says() {
    let project = Project::create(
        "lifecycle-workspaces",
        &fixture("workspaces.yaml"),
        &["--minimal"],
    )
    .expect("the document is scaffolded");
    let service = project.serve("all.db", &[]).expect("a running service");
    let orgs: Vec<Value> = ["a", "b", "c"]
        .map(|name| {
            stored(
                &service,
                "/api/v1/orgs",
                &json!({"name": name, "founded": null}),
            )
        })
        .into();
    let page = listed(&service, "/api/v1/orgs?page=2&pageSize=2&sort=-name");
    assert_eq!(page["data"], json!([orgs[0]]));
    let meta = json!({"page": 2, "pageSize": 2, "total": 3, "totalPages": 2, "hasMore": false});
    for (key, value) in meta.as_object().expect("an object") {
        assert_eq!(page["meta"][key], *value, "{key} of {page}");
    }
    assert!(page["meta"]["requestId"].is_string(), "{page}");

    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    let teams = format!("/api/v1/orgs/{}/teams", id(&orgs[0]));
    let made: Vec<Value> = ["crew", "board", "crew"]
        .map(|kind| {
            let team = json!({"name": kind, "kind": kind, "contacts": [{"email": "a@example.com"}], "budget": {"amount": 5}});
            stored(&service, &teams, &team)
        })
        .into();
    assert_eq!(made[0]["budget"], json!({"amount": 5, "spent": null}));
    let first = listed(&service, &format!("{teams}?kind=crew&limit=1"));
    assert_eq!(first["items"], json!([made[0]]), "{first}");
    assert_eq!(first["hasMore"], json!(true));
    let cursor = first["nextCursor"].as_str().expect("a cursor");
    let second = listed(
        &service,
        &format!("{teams}?kind=crew&limit=1&cursor={cursor}"),
    );
    assert_eq!(second["items"], json!([made[2]]));
    assert_eq!(
        (&second["hasMore"], &second["nextCursor"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(service.get(&format!("{teams}?cursor=what")).status, 400);

    let team = &made[0]["id"];
    let member = json!({"name": "x", "roles": ["lead"]});
    let own = format!("{teams}/{team}/members");
    let added = stored(&service, &own, &member);
    assert_eq!(listed(&service, &own), json!([added]));
    let foreign = format!("/api/v1/orgs/{}/teams/{team}/members", id(&orgs[1]));
    assert_eq!(
        service.get(&foreign).status,
        404,
        "the team is another org's"
    );
    assert_eq!(service.json("POST", &foreign, &member).status, 404);

    let badge = json!({"id": 7, "label": "new", "look": {"colour": "red"}});
    stored(&service, "/api/v1/badge", &badge);
    let changed = json!({"id": 7, "label": "old"});
    let answer = service.json("PUT", "/api/v1/badge", &changed);
    assert_eq!(
        (answer.status, answer.json()),
        (200, changed),
        "{}",
        answer.text()
    );
    let missing = service.json("PUT", "/api/v1/badge", &json!({"id": 8, "label": "x"}));
    assert_eq!(missing.status, 404, "{}", missing.text());

    let paper = stored(
        &service,
        "/api/v1/authors/1/papers",
        &json!({"title": "one"}),
    );
    stored(
        &service,
        "/api/v1/journals/1/papers",
        &json!({"title": "two"}),
    );
    assert_eq!(listed(&service, "/api/v1/authors/1/papers"), json!([paper]));
    assert_eq!(listed(&service, "/api/v1/authors/2/papers"), json!([]));
    assert!(service.stop().success());
}

/// An offer of four decimal numbers.
fn offer(name: &str, amount: &str, price: &str, discount: Value, serial: &str) -> Value {
    json!({"name": name, "amount": amount, "price": price, "discount": discount, "serial": serial})
}

/// The names of the offers that a list has, in its order.
fn names(service: &Service, query: &str) -> String {
    let list = listed(service, &format!("/offers?{query}"));
    let items = list["items"].as_array().expect("a list");
    assert_eq!(list["total"], json!(items.len()), "{query}");
    let names = items
        .iter()
        .map(|item| item["name"].as_str().expect("a name"));
    names.collect::<Vec<_>>().join(" ")
}

/// Decimal numbers are stored exactly, and compare as numbers whatever they are stored as.
fn decimals_are_numbers(service: &Service) {
    let offers = [
        offer("a", "9007199254740993.10", "9.90", json!("0.5"), "0010.00"),
        offer("b", "9007199254740993.2", "10.00", Value::Null, "0009.50"),
        offer("c", "-12.5", "0.00", json!("-10"), "0100.00"),
        offer("D", "-1200.05", "123456.78", json!("-9.125"), "9000.10"),
    ];
    for offer in &offers {
        let made = stored(service, "/offers", offer);
        for field in ["price", "discount", "serial"] {
            assert_eq!(made[field], offer[field], "{field} of {made}");
        }
        let digits = |value: &Value| {
            let text = value["amount"].as_str().expect("a decimal number");
            text.trim_end_matches('0').to_owned()
        };
        assert_eq!(digits(&made), digits(offer));
        let id = &made["id"];
        assert_eq!(listed(service, &format!("/offers/{id}")), made);
    }
    for (query, expected) in [
        ("sort=amount", "D c a b"),
        ("sort=-amount", "b a c D"),
        ("sort=price", "c a b D"),
        ("sort=-price", "D b a c"),
        ("sort=serial", "b a c D"),
        ("minAmount=9007199254740993.15", "b"),
        ("maxAmount=-12.49", "c D"),
        ("amount=9007199254740993.1", "a"),
        ("minPrice=9.95", "b D"),
        ("priceLt=10", "a c"),
        ("prices=9.9&prices=10", "a b"),
        ("maxDiscount=-9.5", "c"),
        ("minSerial=10", "a c D"),
        ("q=d", "D"),
        ("q=A", "a"),
    ] {
        assert_eq!(names(service, query), expected, "{query}");
    }
    let sorted = names(service, "sort=discount");
    assert_eq!(
        sorted
            .replace("b", "")
            .split_whitespace()
            .collect::<String>(),
        "cDa"
    );
}

fn prices(name: &str, database: &str) -> Project {
    let options = ["--minimal", "--db", database];
    Project::create(name, &fixture("prices.yaml"), &options).expect("the document is scaffolded")
}

#[test]
fn decimals_are_numbers_in_sqlite() {
    let project = prices("decimals-sqlite", "sqlite");
    let service = project.serve("prices.db", &[]).expect("a running service");
    decimals_are_numbers(&service);
    assert!(service.stop().success());
}

#[test]
fn decimals_are_numbers_in_memory() {
    let project = prices("decimals-memory", "none");
    let service = project.serve("none", &[]).expect("a running service");
    decimals_are_numbers(&service);
    assert!(service.stop().success());
}

#[test]
fn decimals_are_numbers_in_postgresql() {
    decimals_on_a_server("decimals-postgres", "postgres", servers::postgres());
}

#[test]
fn decimals_are_numbers_in_mariadb() {
    decimals_on_a_server("decimals-mariadb", "mysql", servers::mariadb());
}

fn decimals_on_a_server(name: &str, database: &str, server: Result<Server, Unavailable>) {
    let server = match server {
        Ok(server) => server,
        Err(unavailable) => return skipped(unavailable),
    };
    let url = server
        .scratch_database("decimals")
        .expect("a database of our own");
    let project = prices(name, database);
    let service = project
        .serve("none", &[("DATABASE_URL", &url)])
        .expect("a running service");
    decimals_are_numbers(&service);
    assert!(service.stop().success());
}
