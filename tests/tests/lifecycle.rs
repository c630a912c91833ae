//! A scaffolded service lives, ends and lives again without losing what it was given.

use std::io::{BufReader, Write};

use backend_tests::{
    http,
    scaffold::{Project, Service, fixture, project_cargo, root, run, share_lock, target},
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
