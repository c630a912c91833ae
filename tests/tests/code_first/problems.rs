//! What keeps routes and document from being true is told, with the handlers it is about.

use axum::Router;
use axum::response::Response;
use backend_runtime::http::{Json, Parameters, Path};
use backend_runtime::openapi::{self, ApiRouter, Dialect};
use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Validate, Schema, Parameters)]
struct Id {
    id: u32,
}

#[derive(Deserialize, Validate, Schema, Parameters)]
struct UserId {
    user: u32,
}

#[derive(Deserialize, Validate, Schema, Parameters)]
struct Both {
    shop: u32,
    id: u32,
}

#[derive(Serialize, Deserialize, Schema)]
struct User {
    name: String,
}

mod other {
    #[derive(serde::Serialize, serde::Deserialize, backend_runtime::schema::Schema)]
    pub(super) struct User {
        pub(super) age: u8,
    }
}

#[openapi::get("/users/{id}", id = "user")]
async fn one(Path(id): Path<Id>) -> Json<User> {
    Json(User {
        name: id.id.to_string(),
    })
}

#[openapi::get("/users/{id}", id = "user")]
async fn again(Path(_): Path<Id>) -> Json<other::User> {
    Json(other::User { age: 1 })
}

#[openapi::get("/people/{id}", id = "user")]
async fn person(Path(_): Path<Id>) -> Json<other::User> {
    Json(other::User { age: 1 })
}

#[openapi::get("/users/{user}/friends")]
async fn friends(Path(user): Path<UserId>) -> String {
    user.user.to_string()
}

#[openapi::get("/items/{id}")]
async fn item(Path(both): Path<Both>) -> String {
    format!("{} {}", both.shop, both.id)
}

#[openapi::get("/raw")]
async fn raw() -> Response {
    Response::default()
}

fn told(router: &ApiRouter) -> String {
    router
        .openapi(Dialect::OpenApi31)
        .expect_err("a problem")
        .to_string()
}

#[test]
fn duplicate_ids_and_conflicting_components() {
    let router = ApiRouter::new().operation::<one>().operation::<person>();
    insta::assert_snapshot!(told(&router), @r#"
    operationId `user` is that of `code_first::problems::one` and of `code_first::problems::person`: give one of them `id = "…"`
    two different types are components named `User`: give one of them `#[schema(name = "…")]`
    "#);
    assert!(router.into_router().is_err());
}

#[test]
fn routes_that_conflict() {
    let router = ApiRouter::new().operation::<one>().operation::<again>();
    insta::assert_snapshot!(told(&router), @"`GET /users/{id}` is answered by `code_first::problems::one` and by `code_first::problems::again`: remove one of them");
    let router = ApiRouter::new().operation::<one>().operation::<friends>();
    insta::assert_snapshot!(told(&router), @"`/users/{id}` of `code_first::problems::one` and `/users/{user}/friends` of `code_first::problems::friends` name the parameter at one place differently: use one name");
    let nested = ApiRouter::new().operation::<one>();
    let router = ApiRouter::new()
        .nest("/v1", nested.clone())
        .nest("/v1", nested);
    assert!(told(&router).contains("`GET /v1/users/{id}`"));
}

#[test]
fn a_path_that_the_handler_does_not_fit() {
    let router = ApiRouter::new().operation::<item>();
    insta::assert_snapshot!(router.clone().into_router().expect_err("a problem"), @"`code_first::problems::item` does not fit its path `/items/{id}`: it reads `shop`, which the path does not have: make the fields of its `Path` those of the path");
    let nested: Router = ApiRouter::new()
        .nest("/shops/{shop}", router)
        .into_router()
        .expect("the prefix has the parameter");
    drop(nested);
    let wrong = ApiRouter::<()>::new().nest("/{tenant}", ApiRouter::new().operation::<one>());
    assert!(told(&wrong).contains("it does not read `tenant`"));
}

#[test]
fn an_operation_without_responses() {
    let router = ApiRouter::new().operation::<raw>();
    insta::assert_snapshot!(told(&router), @"`code_first::problems::raw` (`GET /raw`) declares no response: return a type that does, or write `responses(…)`");
    assert!(
        router.into_router().is_ok(),
        "it can be served all the same"
    );
}
