//! What the derives accept: every key on a type that takes it, serde's attributes, every container, all four
//! representations of enums.

#![allow(dead_code, reason = "that it compiles is the test")]

#[path = "pass/every_key.rs"]
mod every_key;
#[path = "pass/shapes.rs"]
mod shapes;

#[test]
fn every_key_compiles() {
    every_key::main();
    shapes::main();
}
