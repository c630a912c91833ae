//! The derives from outside: what a service sees.

mod basics;
mod documents;
mod enums;
