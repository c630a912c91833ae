//! What the derives accept and refuse, and the words they refuse it with.

#[test]
fn every_attribute_compiles_and_every_mistake_is_told() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}
