//! Requests that no schema describes, made of recorded ones.

use super::record::{Exchange, Request};

/// For each method and path template that occurs, every variant once.
pub(crate) fn made_of(exchanges: &[Exchange]) -> Vec<Request> {
    let mut bodies = exchanges
        .iter()
        .filter(|exchange| exchange.answer.status < 300 || exchange.answer.status == 501)
        .map(|exchange| &exchange.request)
        .filter(|request| request.body.starts_with(b"{"));
    let mut all = Vec::new();
    if let Some(first) = bodies.next() {
        all.extend(with_body(first));
        all.extend(bodies.next_back().map(with_body).into_iter().flatten());
    }
    let bare = exchanges
        .iter()
        .map(|exchange| &exchange.request)
        .filter(|request| request.body.is_empty());
    for request in bare.clone().take(40).step_by(8) {
        all.extend(without_body(request));
    }
    all.extend(bare.take(1).flat_map(of_our_own));
    all
}

/// Other methods of what every service answers beside its document.
fn of_our_own(request: &Request) -> Vec<Request> {
    let other = |(method, target): (&str, &str)| {
        changed(request, |request| {
            request.method = method.to_owned();
            request.target = target.to_owned();
        })
    };
    [
        ("POST", "/healthz"),
        ("OPTIONS", "/healthz"),
        ("HEAD", "/readyz"),
        ("DELETE", "/readyz"),
        ("PUT", "/metrics"),
        ("POST", "/docs"),
        ("PATCH", "/openapi.json"),
        ("TRACE", "/docs/docs.js"),
    ]
    .map(other)
    .to_vec()
}

fn changed(request: &Request, change: impl FnOnce(&mut Request)) -> Request {
    let mut changed = request.clone();
    change(&mut changed);
    changed
}

fn header(request: &mut Request, name: &str, value: &str) {
    request.headers.retain(|(given, _)| given != name);
    if !value.is_empty() {
        request.headers.push((name.to_owned(), value.to_owned()));
    }
}

fn with_body(request: &Request) -> Vec<Request> {
    let body = |text: &[u8]| changed(request, |request| request.body = text.to_vec());
    let inner = String::from_utf8_lossy(&request.body[1..]).into_owned();
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    vec![
        body(b""),
        body(b"{"),
        body(b"[]"),
        body(b"null"),
        body(b"\"text\""),
        body(b"{}"),
        body(b"{\"a\":1,}"),
        body(b"{\"a\":01}"),
        body(b"{\"a\":\"\\ud800\"}"),
        body(b"{\"a\":\"\xff\"}"),
        body(b"\xef\xbb\xbf{}"),
        body(deep.as_bytes()),
        body(format!("{{\"__proto__\":{{\"a\":1}},{inner}").as_bytes()),
        body(format!("{{\"constructor\":1,{inner}").as_bytes()),
        body(format!("{{\"notDeclared\":[1,2.50,1e3,12345678901234567890],{inner}").as_bytes()),
        body(format!("{} x", String::from_utf8_lossy(&request.body)).as_bytes()),
        body(repeated(&request.body).as_bytes()),
        changed(request, |request| header(request, "content-type", "")),
        changed(request, |request| {
            header(request, "content-type", "text/plain")
        }),
        changed(request, |request| {
            header(request, "content-type", "application/json; charset=utf-8")
        }),
        changed(request, |request| {
            header(request, "content-type", "application/json; charset=latin1")
        }),
        changed(request, |request| {
            header(request, "content-type", "application/vnd.api+json")
        }),
        changed(request, |request| header(request, "content-encoding", "br")),
        changed(request, |request| {
            header(request, "content-encoding", "gzip")
        }),
        changed(request, |request| header(request, "x-api-key", "")),
        changed(request, |request| header(request, "x-api-key", "wrong")),
        changed(request, |request| header(request, "accept", "image/png")),
        changed(request, |request| {
            header(request, "accept", "application/*;q=0.5, text/html;q=0.1")
        }),
        changed(request, |request| header(request, "accept", "*/*;q=0")),
    ]
}

/// The object with its first member once more.
fn repeated(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    match value.as_object().and_then(|object| object.iter().next()) {
        Some((name, value)) => format!("{{\"{name}\":{value},{}", &text[1..]),
        None => "{\"a\":1,\"a\":2}".to_owned(),
    }
}

fn without_body(request: &Request) -> Vec<Request> {
    let target = |suffix: &str| changed(request, |request| request.target.push_str(suffix));
    let method = |method: &str| changed(request, |request| request.method = method.to_owned());
    let joined = if request.target.contains('?') {
        "&"
    } else {
        "?"
    };
    vec![
        method("PATCH"),
        method("PROPFIND"),
        method("OPTIONS"),
        method("TRACE"),
        method("HEAD"),
        target(&format!("{joined}unknown=1")),
        target(&format!("{joined}limit=5&limit=6")),
        target(&format!("{joined}limit=%zz")),
        target(&format!("{joined}limit=%ff")),
        target(&format!("{joined}limit=1.0")),
        target(&format!("{joined}limit=1e1")),
        target(&format!("{joined}limit=+1")),
        target(&format!("{joined}limit=")),
        target(&format!("{joined}limit=99999999999999999999")),
        changed(request, |request| {
            request.target = request.target.replace('?', "/?")
        }),
        changed(request, |request| {
            request.target = format!("http://elsewhere.example{}", request.target)
        }),
        changed(request, |request| {
            request.target.insert_str(0, "/nothing/here")
        }),
        changed(request, |request| header(request, "accept", "image/png")),
        changed(request, |request| header(request, "accept", "")),
        changed(request, |request| header(request, "x-api-key", "")),
        changed(request, |request| header(request, "if-none-match", "*")),
        changed(request, |request| header(request, "if-match", "\"other\"")),
        changed(request, |request| header(request, "if-match", "nonsense")),
        changed(request, |request| {
            header(request, "cookie", "=; a; session=%")
        }),
    ]
}
