//! Swagger 2.0 as 3.0.

use backend_codegen::spec::write::to_yaml;

use crate::reading::{Reading, fixtures};

#[test]
fn swagger_2_0_becomes_3_0() {
    let reading = Reading::file(&fixtures("valid/swagger-2.0.yaml"), false);
    assert_eq!(reading.rendered(), "");
    insta::assert_snapshot!(to_yaml(reading.document.expect("a document").root()));
}

#[test]
fn parts_in_other_files_are_upgraded_too() {
    let reading = Reading::file(&fixtures("valid/swagger-2.0-files/swagger.yaml"), false);
    assert_eq!(reading.rendered(), "");
    let document = reading.document.expect("a document");
    insta::assert_snapshot!(to_yaml(&backend_codegen::spec::write::bundle(&document)));
}
