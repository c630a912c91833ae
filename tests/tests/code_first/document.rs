//! The document of the shop.

use backend_runtime::openapi::{Dialect, Options, assert_committed, to_yaml};

use crate::shop;

#[test]
fn in_3_1() {
    let document = shop::router()
        .openapi(Dialect::OpenApi31)
        .expect("a document");
    insta::assert_snapshot!(to_yaml(&document));
}

#[test]
fn in_3_0() {
    let document = shop::router()
        .openapi(Dialect::OpenApi30)
        .expect("a document");
    insta::assert_snapshot!(to_yaml(&document));
}

#[test]
fn with_what_the_service_adds() {
    let document = shop::router()
        .document(Options::EFFECTIVE)
        .expect("a document");
    let get = &document["paths"]["/v1/books/{id}"]["get"]["responses"];
    assert_eq!(get["404"]["description"], "No book has this id.");
    let envelope = "#/components/schemas/ErrorEnvelope";
    assert_eq!(
        get["4XX"]["content"]["application/json"]["schema"]["$ref"],
        envelope
    );
    assert_eq!(
        get["5XX"]["content"]["application/json"]["schema"]["$ref"],
        envelope
    );
}

#[test]
fn as_the_types_of_openapiv3() {
    let document = shop::router().openapiv3().expect("a document");
    assert_eq!(document.info.title, "Shop");
    assert_eq!(document.operations().count(), 6);
}

#[test]
fn our_reader_finds_nothing_wrong_with_it() {
    for dialect in [Dialect::OpenApi30, Dialect::OpenApi31] {
        let text = to_yaml(&shop::router().openapi(dialect).expect("a document"));
        let mut files = backend_codegen::spec::Memory::one("openapi.yaml", text.as_str());
        let options = backend_codegen::spec::LoadOptions::default();
        let (document, diagnostics) =
            backend_codegen::spec::load("openapi.yaml", &mut files, &options);
        let document = document.expect("a readable document");
        assert!(
            diagnostics.is_empty(),
            "{}",
            diagnostics.render(&document.sources)
        );
        let value = shop::router().openapi(dialect).expect("a document");
        assert_eq!(document.root().to_json(), value, "YAML says what JSON does");
    }
}

#[test]
fn the_committed_document_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/code_first/openapi.yaml");
    assert_committed(file, shop::router().openapi(Dialect::OpenApi31));
}
