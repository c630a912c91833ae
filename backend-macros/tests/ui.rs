//! What the derives and attributes refuse, and the words they refuse it with.
//!
//! Only mistakes are here, so that the cases are checked and nothing is built for them; `accepted` has what compiles.

#[test]
fn every_mistake_is_told() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
