//! The derives from outside: what a service sees.

mod basics;
mod containers;
mod documents;
mod doubt;
mod enums;
mod patterns;
mod rules;
