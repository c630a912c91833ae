//! Security requirements: alternatives, credentials, challenges, scopes.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use backend_runtime::auth::testing::Fixed;
use backend_runtime::auth::{
    ApiKeyIn, Authenticator, EnvAuthenticator, Principal, Scheme, SchemeKind,
};
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{self, ApiError, Call, Env, HttpConfig, Operation, Requirement, Stack};

static HEADER_KEY: Scheme = Scheme::new(
    "headerKey",
    SchemeKind::ApiKey {
        location: ApiKeyIn::Header,
        name: "X-Key",
    },
);
static QUERY_KEY: Scheme = Scheme::new(
    "queryKey",
    SchemeKind::ApiKey {
        location: ApiKeyIn::Query,
        name: "key",
    },
);
static COOKIE_KEY: Scheme = Scheme::new(
    "cookieKey",
    SchemeKind::ApiKey {
        location: ApiKeyIn::Cookie,
        name: "session",
    },
);
static BASIC: Scheme = Scheme::new("basicAuth", SchemeKind::Basic);
static BEARER: Scheme = Scheme::new("token", SchemeKind::Bearer);
static OAUTH: Scheme = Scheme::new("login", SchemeKind::OAuth2);

const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const USER: &str = "admin:0f1e2d3c4b5a69788796a5b4c3d2";

macro_rules! secured {
    ($($function:ident $path:literal $security:expr;)*) => {
        $(async fn $function(request: Request) -> Response {
            static OPERATION: Operation = Operation {
                id: stringify!($function),
                path: $path,
                security: $security,
                ..Operation::NEW
            };
            http::handle(&OPERATION, request, async |call: Call| {
                let principal = call.into_context().principal;
                Ok::<_, ApiError>(principal.map_or("anonymous".to_owned(), |one| one.subject().to_owned()))
            })
            .await
        })*

        fn routes() -> Router {
            Router::new()$(.route($path, get($function)))*
        }
    };
}

secured! {
    header_key "/header" &[Requirement { schemes: &[(&HEADER_KEY, &[])] }];
    query_key "/query" &[Requirement { schemes: &[(&QUERY_KEY, &[])] }];
    cookie_key "/cookie" &[Requirement { schemes: &[(&COOKIE_KEY, &[])] }];
    basic "/basic" &[Requirement { schemes: &[(&BASIC, &[])] }];
    bearer "/bearer" &[Requirement { schemes: &[(&BEARER, &[])] }];
    either "/either" &[Requirement { schemes: &[(&BASIC, &[])] }, Requirement { schemes: &[(&BEARER, &[])] }];
    both "/both" &[Requirement { schemes: &[(&HEADER_KEY, &[]), (&BEARER, &[])] }];
    optional "/optional" &[Requirement { schemes: &[(&BEARER, &[])] }, Requirement { schemes: &[] }];
    oauth "/oauth" &[Requirement { schemes: &[(&OAUTH, &["read", "write"])] }];
}

fn client_with(authenticator: Arc<dyn Authenticator>) -> TestClient {
    TestClient::new(
        Stack::new(HttpConfig::default())
            .authenticator(authenticator)
            .routes(routes()),
    )
}

fn client() -> TestClient {
    let mut env = Env::from_pairs([
        ("AUTH_HEADER_KEY", SECRET),
        ("AUTH_QUERY_KEY", SECRET),
        ("AUTH_COOKIE_KEY", SECRET),
        ("AUTH_BASIC_AUTH", USER),
        ("AUTH_TOKEN", SECRET),
        ("AUTH_LOGIN", SECRET),
    ]);
    let schemes = [
        &HEADER_KEY,
        &QUERY_KEY,
        &COOKIE_KEY,
        &BASIC,
        &BEARER,
        &OAUTH,
    ];
    let authenticator = EnvAuthenticator::from_env(&mut env, &schemes);
    env.finish().expect("the secrets are strong");
    client_with(Arc::new(authenticator))
}

/// "admin:0f1e2d3c4b5a69788796a5b4c3d2" in base64.
const BASIC_HEADER: &str = "Basic YWRtaW46MGYxZTJkM2M0YjVhNjk3ODg3OTZhNWI0YzNkMg==";

async fn status(path: &str, headers: &[(&str, &str)]) -> u16 {
    let request = headers
        .iter()
        .fold(client().get(path), |request, (name, value)| {
            request.header(name, value)
        });
    request.send().await.status.as_u16()
}

#[tokio::test]
async fn credentials_valid() {
    let bearer = format!("Bearer {SECRET}");
    assert_eq!(status("/header", &[("x-key", SECRET)]).await, 200);
    assert_eq!(status(&format!("/query?key={SECRET}"), &[]).await, 200);
    assert_eq!(
        status("/cookie", &[("cookie", &format!("a=b; session={SECRET}"))]).await,
        200
    );
    assert_eq!(
        status("/basic", &[("authorization", BASIC_HEADER)]).await,
        200
    );
    assert_eq!(status("/bearer", &[("authorization", &bearer)]).await, 200);
    assert_eq!(
        status(
            "/bearer",
            &[("authorization", &format!("bearer  {SECRET}"))]
        )
        .await,
        200
    );
    assert_eq!(status("/either", &[("authorization", &bearer)]).await, 200);
    assert_eq!(
        status("/both", &[("authorization", &bearer), ("x-key", SECRET)]).await,
        200
    );
    assert_eq!(status("/optional", &[]).await, 200);
}

#[tokio::test]
async fn credentials_invalid() {
    let bearer = format!("Bearer {SECRET}");
    for (path, headers) in [
        ("/header", vec![]),
        ("/header", vec![("x-key", "wrong")]),
        ("/header", vec![("x-key", "")]),
        ("/header", vec![("x-key", SECRET), ("x-key", SECRET)]),
        ("/query?key=wrong", vec![]),
        ("/cookie", vec![("cookie", "session=wrong")]),
        ("/basic", vec![("authorization", "Basic !!!")]),
        ("/basic", vec![("authorization", "Basic YWRtaW4=")]),
        ("/basic", vec![("authorization", &bearer)]),
        ("/bearer", vec![("authorization", "Bearer")]),
        ("/bearer", vec![("authorization", SECRET)]),
        (
            "/bearer",
            vec![("authorization", &bearer), ("authorization", &bearer)],
        ),
        ("/both", vec![("authorization", &bearer)]),
        ("/both", vec![("x-key", SECRET)]),
        ("/oauth", vec![("authorization", &bearer)]),
    ] {
        assert_eq!(status(path, &headers).await, 401, "{path} {headers:?}");
    }
}

#[tokio::test]
async fn challenges_name_every_way_in() {
    let response = client().get("/either").send().await;
    let challenges: Vec<&str> = response
        .headers
        .get_all("www-authenticate")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert_eq!(
        challenges,
        [
            "Basic realm=\"api\", charset=\"UTF-8\"",
            "Bearer realm=\"api\""
        ]
    );
    let oauth = client().get("/oauth").send().await;
    assert_eq!(
        oauth.header("www-authenticate"),
        "Bearer realm=\"api\", scope=\"read write\""
    );
}

#[tokio::test]
async fn without_an_authenticator_nobody_is_admitted() {
    let client = TestClient::new(Stack::new(HttpConfig::default()).routes(routes()));
    for path in ["/header", "/either", "/oauth"] {
        let request = client
            .get(path)
            .header("x-key", SECRET)
            .header("authorization", &format!("Bearer {SECRET}"));
        assert_eq!(request.send().await.status, 401, "{path}");
    }
    assert_eq!(client.get("/optional").send().await.text(), "anonymous");
}

#[tokio::test]
async fn scopes_decide_between_403_and_200() {
    let as_user = |scopes: &'static [&'static str]| {
        client_with(Arc::new(Fixed(Principal::new(
            "ann",
            scopes.iter().copied(),
        ))))
    };
    let call = |client: TestClient| {
        client
            .get("/oauth")
            .header("authorization", "Bearer t")
            .send()
    };
    assert_eq!(call(as_user(&["read"])).await.status, 403);
    let admitted = call(as_user(&["read", "write"])).await;
    assert_eq!(
        (admitted.status.as_u16(), admitted.text().as_str()),
        (200, "ann")
    );
}

#[tokio::test]
async fn other_methods_and_trailing_slashes_do_not_get_around_it() {
    let client = client();
    assert_eq!(client.request("HEAD", "/header").send().await.status, 401);
    for (method, path) in [
        ("GET", "/header/"),
        ("GET", "//header"),
        ("GET", "/HEADER"),
        ("POST", "/header"),
    ] {
        let status = client.request(method, path).send().await.status.as_u16();
        assert!(matches!(status, 404 | 405), "{method} {path}: {status}");
    }
}

#[test]
fn weak_secrets_stop_the_start() {
    let mut env = Env::from_pairs([
        ("AUTH_TOKEN", "short"),
        ("AUTH_HEADER_KEY", "changeme-changeme-changeme-changeme"),
    ]);
    EnvAuthenticator::from_env(&mut env, &[&BEARER, &HEADER_KEY]);
    let error = env.finish().unwrap_err();
    assert_eq!(error.problems.len(), 2);
    assert!(!error.to_string().contains("changeme-changeme"));
}
