//! Traffic made from a description of operations: plain data in, random valid requests out, answers checked.
//!
//! This module does not know OpenAPI documents; whoever does fills [`Traffic`].

mod body;
mod breaking;
mod check;
mod formats;
mod generate;
mod harvest;
mod model;
mod parameter;
mod pattern;
mod reference;

pub(crate) use body::body_bytes;
pub(crate) use breaking::{break_one, break_parameter};
pub(crate) use check::check;
pub(crate) use generate::Generator;
pub(crate) use harvest::{Harvest, collect, text as text_of};
pub use model::{
    Additional, Body, Field, Kind, Media, Operation, Parameter, PathPart, Place, Response, Schema,
    Statuses, Style, Traffic,
};
pub(crate) use parameter::{Written, write_parameter};
pub(crate) use reference::{References, is_condition};
