//! Requests about things that belong to others, in an order that makes sense: `bench` rarely finds the owner of a thing.

use backend_tests::scaffold::Service;
use serde_json::{Value, json};

use super::record::{Exchange, Recorder};

/// Sends them and returns them with the answers.
pub(crate) fn told(service: &Service) -> Vec<Exchange> {
    let mut recorder = Recorder::new(service);
    teams_and_members(&mut recorder);
    badges(&mut recorder);
    papers(&mut recorder);
    let statuses: Vec<u16> = (recorder.exchanges.iter())
        .map(|exchange| exchange.answer.status)
        .collect();
    for wanted in [200, 201, 400, 404] {
        assert!(
            statuses.contains(&wanted),
            "{wanted} is not in {statuses:?}"
        );
    }
    assert!(
        !statuses.contains(&501),
        "all of it is served: {statuses:?}"
    );
    recorder.exchanges
}

/// Each owner in the path is asked whether it owns the next one.
fn teams_and_members(recorder: &mut Recorder<'_>) {
    let org = |recorder: &mut Recorder<'_>, name: &str| {
        let made = recorder.send("POST", "/api/v1/orgs", &json!({ "name": name }));
        let id = made["data"]["id"].as_str().expect("an id").to_owned();
        format!("/api/v1/orgs/{id}")
    };
    let (own, other) = (org(recorder, "Own"), org(recorder, "Other"));
    let unknown = "/api/v1/orgs/0195a7b0-0000-7000-8000-00000000dead";
    let contacts = json!([{ "email": "a@example.com" }, { "email": "b@example.com" }]);
    let teams = [
        json!({ "name": "crew", "kind": "crew", "contacts": contacts }),
        json!({ "name": "board", "kind": "board", "contacts": [], "budget": { "amount": 5 } }),
        json!({ "name": "guild", "kind": "guild", "contacts": [{ "email": "none" }] }),
    ];
    let mut team = Value::Null;
    for body in &teams {
        let made = recorder.send("POST", &format!("{own}/teams"), body);
        team = if made["id"].is_null() {
            team
        } else {
            made["id"].clone()
        };
        recorder.send("POST", &format!("{unknown}/teams"), body);
    }
    let members = json!({ "name": "Ann", "roles": ["lead", "crew"] });
    let none = json!(77);
    for (owner, team) in [
        (own.as_str(), &team),
        (other.as_str(), &team),
        (unknown, &team),
        (own.as_str(), &none),
    ] {
        let team = format!("{owner}/teams/{team}");
        recorder.send("GET", &team, &Value::Null);
        recorder.send("POST", &format!("{team}/members"), &members);
        recorder.send("POST", &format!("{team}/members"), &json!({ "name": "" }));
        recorder.send("POST", &format!("{team}/members"), &Value::Null);
        recorder.send("GET", &format!("{team}/members"), &Value::Null);
        for query in [
            "kind=board&limit=1",
            "kinds=board,crew",
            "kinds=guild",
            "kinds=",
        ] {
            recorder.send("GET", &format!("{owner}/teams?{query}"), &Value::Null);
        }
    }
}

/// The body says which one is meant, and parts of it are stored as another type.
fn badges(recorder: &mut Recorder<'_>) {
    let green = json!({ "colour": "green" });
    for (method, target, body) in [
        (
            "POST",
            "/api/v1/badge",
            json!({ "id": 4711, "label": "old", "look": green }),
        ),
        (
            "POST",
            "/api/v1/badge",
            json!({ "id": 4711, "label": "again" }),
        ),
        (
            "PUT",
            "/api/v1/badge",
            json!({ "id": 4711, "label": "new" }),
        ),
        (
            "PUT",
            "/api/v1/badge",
            json!({ "id": 4711, "label": "", "look": { "colour": "blue" } }),
        ),
        (
            "PUT",
            "/api/v1/badge",
            json!({ "id": 4712, "label": "none" }),
        ),
        ("PUT", "/api/v1/badge", json!({ "label": "nameless" })),
        ("PUT", "/api/v1/badge", Value::Null),
        (
            "PATCH",
            "/api/v1/badge/4711",
            json!({ "look": { "colour": "red" } }),
        ),
        ("PATCH", "/api/v1/badge/4711", json!({ "look": green })),
        ("PATCH", "/api/v1/badge/4711", json!({ "label": null })),
        ("PATCH", "/api/v1/badge/4711", json!({ "look": {} })),
        ("PATCH", "/api/v1/badge/4711", json!({})),
        ("PATCH", "/api/v1/badge/4712", json!({ "label": "none" })),
        ("GET", "/api/v1/badge/4711", Value::Null),
    ] {
        recorder.send(method, target, &body);
    }
}

/// Either of two owners has its own list.
fn papers(recorder: &mut Recorder<'_>) {
    for owner in ["authors/1", "journals/1", "authors/2"] {
        let papers = format!("/api/v1/{owner}/papers");
        recorder.send("POST", &papers, &json!({ "title": owner }));
        recorder.send("POST", &papers, &json!({ "title": "" }));
        recorder.send("GET", &papers, &Value::Null);
    }
    for list in ["authors/1/papers?limit=1&offset=1", "journals/2/papers"] {
        recorder.send("GET", &format!("/api/v1/{list}"), &Value::Null);
    }
}
