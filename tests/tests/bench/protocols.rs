//! HTTP/2, TLS and unix sockets, against servers of hyper and rustls.

use std::{convert::Infallible, time::Duration};

use backend_runtime::bench::{
    Origin,
    record::Class,
    settings::{HttpVersion, Transport},
};
use bytes::Bytes;
use futures_util::stream;
use http::{Request, Response};

use super::{plan, requests, run};

/// An axum service with prior-knowledge HTTP/2 and HTTP/1.1 on one port.
fn service() -> u16 {
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
            let answer = |request: Request<axum::body::Body>| async move {
                let version = format!("{:?}", request.version());
                let body = axum::body::Body::from_stream(stream::iter([Ok::<_, Infallible>(
                    Bytes::from(version),
                )]));
                Response::new(body)
            };
            let router = axum::Router::new().fallback(answer);
            axum::serve(listener, router).await.expect("serving");
        });
    });
    told.recv().expect("the server starts")
}

#[test]
fn speaks_http2_over_several_streams() {
    let mut plan = plan(service(), requests(500));
    plan.settings.transport.version = HttpVersion::Http2 { streams: 5 };
    plan.settings.expect.body = Some(backend_runtime::bench::settings::BodyPattern::Text(
        "HTTP/2.0".to_owned(),
    ));
    let result = run(&plan);
    assert_eq!(
        result.total().class(Class::Ok),
        500,
        "{:?}",
        result.total().examples
    );
    assert_eq!(
        result.connects.count(),
        10,
        "ten users of five streams share ten connections"
    );
}

#[test]
fn speaks_http1_to_the_same_service() {
    let mut plan = plan(service(), requests(500));
    plan.settings.expect.body = Some(backend_runtime::bench::settings::BodyPattern::Text(
        "HTTP/1.1".to_owned(),
    ));
    assert_eq!(run(&plan).total().class(Class::Ok), 500);
}

#[test]
fn a_server_without_tls_is_a_tls_failure() {
    let port = service();
    let mut plan = plan(port, requests(20));
    plan.origins =
        vec![Origin::resolve(true, "127.0.0.1", port, &Transport::default()).expect("an address")];
    plan.settings.timeout = Duration::from_secs(2);
    let total = run(&plan).total();
    assert_eq!(total.class(Class::Tls), 20, "{:?}", total.examples);
}

#[cfg(unix)]
#[test]
fn speaks_over_a_unix_socket() {
    use std::io::{Read as _, Write as _};

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s");
    let listener = std::os::unix::net::UnixListener::bind(&path).expect("a socket");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut buffer = [0; 1024];
                while let Ok(1..) = stream.read(&mut buffer) {
                    let _ = stream.write_all(&super::server::ok());
                }
            });
        }
    });
    let transport = Transport {
        unix_socket: Some(path),
        ..Transport::default()
    };
    let mut plan = plan(80, requests(200));
    plan.origins = vec![Origin::resolve(false, "localhost", 80, &transport).expect("a socket")];
    plan.settings.transport = transport;
    assert_eq!(run(&plan).total().class(Class::Ok), 200);
}
