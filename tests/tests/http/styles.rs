//! Every style of OpenAPI 3.1 §4.8.12.6 for scalars, arrays and objects, exploded and not, in every location.

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::get;
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{Cookie, Header, HttpConfig, Json, Parameters, Path, Query, Stack};
use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Color {
    #[serde(rename = "R")]
    r: i32,
    #[serde(rename = "G")]
    g: i32,
    #[serde(rename = "B")]
    b: Option<i32>,
}

/// One struct per style: a scalar, a list and an object, each optional.
macro_rules! styled {
    ($name:ident, $($setting:tt)*) => {
        #[derive(Debug, Serialize, Deserialize, Validate, Schema, Parameters)]
        struct $name {
            #[param($($setting)*)]
            #[serde(skip_serializing_if = "Option::is_none")]
            scalar: Option<String>,
            #[param($($setting)*)]
            #[serde(skip_serializing_if = "Option::is_none")]
            number: Option<i64>,
            #[param($($setting)*)]
            #[serde(skip_serializing_if = "Option::is_none")]
            list: Option<Vec<String>>,
            #[param($($setting)*)]
            #[serde(skip_serializing_if = "Option::is_none")]
            ids: Option<Vec<i64>>,
            #[param($($setting)*)]
            #[serde(skip_serializing_if = "Option::is_none")]
            color: Option<Color>,
        }
    };
}

styled!(Default, allow_reserved);
styled!(FormExplode, style = "form", explode);
styled!(Form, style = "form", explode = false);
styled!(Space, style = "spaceDelimited", explode = false);
styled!(Pipe, style = "pipeDelimited", explode = false);
styled!(Deep, style = "deepObject", explode);
styled!(Simple, style = "simple", explode = false);
styled!(SimpleExplode, style = "simple", explode);
styled!(Label, style = "label", explode = false);
styled!(LabelExplode, style = "label", explode);
styled!(Matrix, style = "matrix", explode = false);
styled!(MatrixExplode, style = "matrix", explode);

macro_rules! echo {
    ($router:ident, $($prefix:literal $extractor:ident $type:ident),* $(,)?) => {
        $(let $router = $router.route($prefix, get(async |$extractor(value): $extractor<$type>| Json(value)));)*
    };
}

fn client() -> TestClient {
    let router = Router::new();
    echo!(router,
        "/query/default" Query Default,
        "/query/form-explode" Query FormExplode,
        "/query/form" Query Form,
        "/query/space" Query Space,
        "/query/pipe" Query Pipe,
        "/query/deep" Query Deep,
        "/header/simple" Header Simple,
        "/header/simple-explode" Header SimpleExplode,
        "/cookie/form-explode" Cookie FormExplode,
        "/cookie/form" Cookie Form,
    );
    macro_rules! paths {
        ($router:ident, $($style:literal $type:ident),*) => {
            $(let $router = ["scalar", "number", "list", "ids", "color"].into_iter().fold($router, |router, name| {
                router.route(
                    &format!("/path/{}/{name}/{{{name}}}", $style),
                    get(async |Path(value): Path<$type>| Json(value)),
                )
            });)*
        };
    }
    paths!(router, "simple" Simple, "simple-explode" SimpleExplode, "label" Label, "label-explode" LabelExplode,
        "matrix" Matrix, "matrix-explode" MatrixExplode);
    TestClient::new(Stack::new(HttpConfig::default()).routes(router))
}

async fn query(style: &str, query: &str) -> Value {
    let response = client()
        .get(&format!("/query/{style}?{query}"))
        .send()
        .await;
    assert_eq!(response.status, 200, "{style} {query}: {}", response.text());
    response.json()
}

async fn path(style: &str, name: &str, segment: &str) -> Value {
    let response = client()
        .get(&format!("/path/{style}/{name}/{segment}"))
        .send()
        .await;
    assert_eq!(
        response.status,
        200,
        "{style} {name} {segment}: {}",
        response.text()
    );
    response.json()
}

async fn refused(path: &str) -> Vec<(String, String)> {
    let response = client().get(path).send().await;
    assert_eq!(response.status, 400, "{path}: {}", response.text());
    response.violations()
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

fn colors() -> Value {
    json!({"color": {"R": 100, "G": 200, "B": 150}})
}

#[tokio::test]
async fn query_form_exploded_valid() {
    for style in ["default", "form-explode"] {
        assert_eq!(query(style, "scalar=blue").await, json!({"scalar": "blue"}));
        assert_eq!(
            query(style, "scalar=a%20b+c%2B&number=-5").await,
            json!({"scalar": "a b c+", "number": -5})
        );
        assert_eq!(query(style, "scalar=").await, json!({"scalar": ""}));
        assert_eq!(
            query(style, "list=blue&list=black&list=brown").await,
            json!({"list": ["blue", "black", "brown"]})
        );
        assert_eq!(query(style, "list=a,b").await, json!({"list": ["a,b"]}));
        assert_eq!(
            query(style, "ids=1&x=y&ids=2").await,
            json!({"ids": [1, 2]})
        );
        assert_eq!(query(style, "R=100&G=200&B=150").await, colors());
        assert_eq!(query(style, "").await, json!({}));
        assert_eq!(
            query(style, "s%63alar=encoded+name").await,
            json!({"scalar": "encoded name"})
        );
    }
}

#[tokio::test]
async fn query_form_exploded_invalid() {
    assert_eq!(
        refused("/query/form-explode?number=1.5").await,
        one("query.number", "type")
    );
    assert_eq!(
        refused("/query/form-explode?number=0x1").await,
        one("query.number", "type")
    );
    assert_eq!(
        refused("/query/form-explode?number=+1").await,
        one("query.number", "type")
    );
    assert_eq!(
        refused("/query/form-explode?ids=1&ids=x").await,
        one("query.ids.1", "type")
    );
    assert_eq!(
        refused("/query/form-explode?R=1").await,
        one("query.color.G", "required")
    );
    assert_eq!(
        refused("/query/form-explode?R=1&G=x").await,
        one("query.color.G", "type")
    );
    assert_eq!(
        refused("/query/form-explode?R=1&G=2&R=3").await,
        one("query.color.R", "duplicate_key")
    );
    assert_eq!(
        refused("/query/form-explode?scalar=1&scalar=2").await,
        one("query.scalar", "duplicate_key")
    );
}

#[tokio::test]
async fn query_form_valid() {
    assert_eq!(
        query("form", "scalar=blue,black").await,
        json!({"scalar": "blue,black"})
    );
    assert_eq!(
        query("form", "list=blue,black,brown").await,
        json!({"list": ["blue", "black", "brown"]})
    );
    assert_eq!(
        query("form", "list=a%2Cb,c").await,
        json!({"list": ["a,b", "c"]})
    );
    assert_eq!(query("form", "ids=1,2").await, json!({"ids": [1, 2]}));
    assert_eq!(query("form", "color=R,100,G,200,B,150").await, colors());
}

#[tokio::test]
async fn query_form_invalid() {
    assert_eq!(
        refused("/query/form?ids=1,,2").await,
        one("query.ids.1", "type")
    );
    assert_eq!(
        refused("/query/form?color=R,100,G").await,
        one("query.color", "type")
    );
    assert_eq!(
        refused("/query/form?list=a&list=b").await,
        one("query.list", "duplicate_key")
    );
}

#[tokio::test]
async fn query_delimited_valid() {
    assert_eq!(
        query("space", "list=blue%20black%20brown").await,
        json!({"list": ["blue", "black", "brown"]})
    );
    assert_eq!(query("space", "ids=1+2").await, json!({"ids": [1, 2]}));
    assert_eq!(
        query("space", "color=R%20100%20G%20200%20B%20150").await,
        colors()
    );
    assert_eq!(
        query("pipe", "list=blue%7Cblack%7cbrown").await,
        json!({"list": ["blue", "black", "brown"]})
    );
    assert_eq!(query("pipe", "ids=1|2").await, json!({"ids": [1, 2]}));
    assert_eq!(
        query("pipe", "color=R%7C100%7CG%7C200%7CB%7C150").await,
        colors()
    );
}

#[tokio::test]
async fn query_delimited_invalid() {
    assert_eq!(
        refused("/query/space?ids=1%20x").await,
        one("query.ids.1", "type")
    );
    assert_eq!(
        refused("/query/pipe?color=R%7C1%7CG").await,
        one("query.color", "type")
    );
}

#[tokio::test]
async fn query_deep_object_valid() {
    assert_eq!(
        query("deep", "color[R]=100&color[G]=200&color[B]=150").await,
        colors()
    );
    assert_eq!(
        query("deep", "color%5BR%5D=1&color%5BG%5D=2").await,
        json!({"color": {"R": 1, "G": 2, "B": null}})
    );
    assert_eq!(
        query("deep", "list[]=a&list[]=b").await,
        json!({"list": ["a", "b"]})
    );
}

#[tokio::test]
async fn query_deep_object_invalid() {
    assert_eq!(
        refused("/query/deep?color[R]=1").await,
        one("query.color.G", "required")
    );
    assert_eq!(
        refused("/query/deep?color[R]=a&color[G]=1").await,
        one("query.color.R", "type")
    );
    assert_eq!(
        refused("/query/deep?color[R]=1&color[R]=2&color[G]=1").await,
        one("query.color.R", "duplicate_key")
    );
}

#[tokio::test]
async fn path_simple_valid() {
    for style in ["simple", "simple-explode"] {
        assert_eq!(
            path(style, "scalar", "blue").await,
            json!({"scalar": "blue"})
        );
        assert_eq!(
            path(style, "scalar", "a%2Fb%20c+d").await,
            json!({"scalar": "a/b c+d"})
        );
        assert_eq!(path(style, "number", "7").await, json!({"number": 7}));
        assert_eq!(
            path(style, "list", "blue,black,brown").await,
            json!({"list": ["blue", "black", "brown"]})
        );
        assert_eq!(path(style, "ids", "1,2").await, json!({"ids": [1, 2]}));
    }
    assert_eq!(path("simple", "color", "R,100,G,200,B,150").await, colors());
    assert_eq!(
        path("simple-explode", "color", "R=100,G=200,B=150").await,
        colors()
    );
}

#[tokio::test]
async fn path_label_valid() {
    assert_eq!(
        path("label", "scalar", ".blue").await,
        json!({"scalar": "blue"})
    );
    assert_eq!(path("label", "ids", ".1,2").await, json!({"ids": [1, 2]}));
    assert_eq!(
        path("label-explode", "list", ".blue.black.brown").await,
        json!({"list": ["blue", "black", "brown"]})
    );
    assert_eq!(path("label", "color", ".R,100,G,200,B,150").await, colors());
    assert_eq!(
        path("label-explode", "color", ".R=100.G=200.B=150").await,
        colors()
    );
}

#[tokio::test]
async fn path_matrix_valid() {
    assert_eq!(
        path("matrix", "scalar", ";scalar=blue").await,
        json!({"scalar": "blue"})
    );
    assert_eq!(
        path("matrix", "scalar", ";scalar").await,
        json!({"scalar": ""})
    );
    assert_eq!(
        path("matrix", "ids", ";ids=1,2").await,
        json!({"ids": [1, 2]})
    );
    assert_eq!(
        path("matrix-explode", "list", ";list=blue;list=black").await,
        json!({"list": ["blue", "black"]})
    );
    assert_eq!(
        path("matrix", "color", ";color=R,100,G,200,B,150").await,
        colors()
    );
    assert_eq!(
        path("matrix-explode", "color", ";R=100;G=200;B=150").await,
        colors()
    );
}

#[tokio::test]
async fn path_styles_invalid() {
    assert_eq!(
        refused("/path/label/scalar/blue").await,
        one("path.scalar", "type")
    );
    assert_eq!(
        refused("/path/matrix/scalar/;other=blue").await,
        one("path.scalar", "type")
    );
    assert_eq!(
        refused("/path/matrix-explode/list/;list=a;x=b").await,
        one("path.list", "type")
    );
    assert_eq!(
        refused("/path/label/number/.x").await,
        one("path.number", "type")
    );
    assert_eq!(
        refused("/path/simple/ids/1,b").await,
        one("path.ids.1", "type")
    );
    assert_eq!(
        refused("/path/simple/scalar/%ff").await,
        one("path.scalar", "utf8")
    );
    assert_eq!(
        refused("/path/simple/scalar/%2").await,
        one("path.scalar", "percent_encoding")
    );
}

async fn header(style: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    let request = client().get(&format!("/header/{style}"));
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(name, value)
    });
    let response = request.send().await;
    (response.status.as_u16(), response.json())
}

#[tokio::test]
async fn headers_valid() {
    assert_eq!(
        header("simple", &[("scalar", " a%20b ")]).await,
        (200, json!({"scalar": "a%20b"}))
    );
    assert_eq!(
        header("simple", &[("list", "a, b"), ("list", "c")]).await,
        (200, json!({"list": ["a", "b", "c"]}))
    );
    assert_eq!(
        header("simple", &[("ids", "1,2"), ("NUMBER", "3")]).await,
        (200, json!({"number": 3, "ids": [1, 2]}))
    );
    assert_eq!(
        header("simple", &[("color", "R,100,G,200,B,150")]).await,
        (200, colors())
    );
    assert_eq!(
        header("simple-explode", &[("color", "R=100, G=200,B=150")]).await,
        (200, colors())
    );
}

#[tokio::test]
async fn headers_invalid() {
    let (status, body) = header("simple", &[("number", "x"), ("ids", "1,y")]).await;
    assert_eq!(status, 400);
    let details = &body["error"]["details"];
    assert_eq!(
        (&details[0]["field"], &details[1]["field"]),
        (&json!("header.number"), &json!("header.ids.1"))
    );
}

async fn cookie(style: &str, cookies: &str) -> (u16, Value) {
    let response = client()
        .get(&format!("/cookie/{style}"))
        .header("cookie", cookies)
        .send()
        .await;
    (response.status.as_u16(), response.json())
}

#[tokio::test]
async fn cookies_valid() {
    assert_eq!(
        cookie("form-explode", "other=1; scalar=a%20b; number=4").await,
        (200, json!({"scalar": "a b", "number": 4}))
    );
    assert_eq!(
        cookie("form-explode", "scalar=100%").await,
        (200, json!({"scalar": "100%"}))
    );
    assert_eq!(
        cookie("form", "ids=1,2").await,
        (200, json!({"ids": [1, 2]}))
    );
    assert_eq!(
        cookie("form-explode", "ids=1; ids=2").await,
        (200, json!({"ids": [1, 2]}))
    );
    assert_eq!(
        cookie("form", "color=R,100,G,200,B,150").await,
        (200, colors())
    );
}

#[tokio::test]
async fn cookies_invalid() {
    let (status, body) = cookie("form", "number=x").await;
    assert_eq!(
        (status, &body["error"]["details"][0]["field"]),
        (400, &json!("cookie.number"))
    );
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema, Parameters)]
struct Special {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(allow_empty_value)]
    flag: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(allow_empty_value)]
    count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(allow_empty_value, explode = false)]
    list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(content = "application/json")]
    filter: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Unit>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[param(style = "deepObject")]
    labels: BTreeMap<String, i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Value>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "camelCase")]
enum Unit {
    LightYear,
    Metre,
}

async fn special(query: &str) -> (u16, Value) {
    let router = Router::new().route("/", get(async |Query(value): Query<Special>| Json(value)));
    let client = TestClient::new(Stack::new(HttpConfig::default()).routes(router));
    let response = client.get(&format!("/?{query}")).send().await;
    (response.status.as_u16(), response.json())
}

#[tokio::test]
async fn empty_values_where_allowed() {
    assert_eq!(special("flag").await, (200, json!({"flag": true})));
    assert_eq!(special("flag=").await, (200, json!({"flag": true})));
    assert_eq!(
        special("flag=false&count=").await,
        (200, json!({"flag": false}))
    );
    assert_eq!(special("list=").await, (200, json!({"list": []})));
}

#[tokio::test]
async fn content_typed_parameters_are_json() {
    let (status, body) = special("filter=%7B%22R%22:1,%22G%22:2%7D").await;
    assert_eq!((status, &body["filter"]["G"]), (200, &json!(2)));
    for (query, field, code) in [
        ("filter=%7B", "query.filter", "json"),
        ("filter=%7B%22R%22:1%7D", "query.filter.G", "required"),
        ("filter=%5B%5D", "query.filter", "type"),
    ] {
        let (status, body) = special(query).await;
        let detail = &body["error"]["details"][0];
        assert_eq!(
            (status, &detail["field"], &detail["code"]),
            (400, &json!(field), &json!(code)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn enums_maps_and_free_values() {
    assert_eq!(
        special("at=lightYear").await,
        (200, json!({"at": "lightYear"}))
    );
    assert_eq!(
        special("labels[a]=1&labels[b]=2").await,
        (200, json!({"labels": {"a": 1, "b": 2}}))
    );
    assert_eq!(special("any=text").await, (200, json!({"any": "text"})));
    let (status, body) = special("at=mile&labels[a]=x").await;
    assert_eq!(status, 400);
    let details = body["error"]["details"].as_array().unwrap();
    let fields: Vec<&Value> = details.iter().map(|detail| &detail["field"]).collect();
    assert_eq!(fields, [&json!("query.at"), &json!("query.labels.a")]);
}
