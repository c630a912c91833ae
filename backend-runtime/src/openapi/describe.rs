//! What extractors read, for the document.

use std::marker::PhantomData;

use super::{Body, Content, Input, ParameterIn, ParameterSet};
use crate::http::{Cookie, Form, Header, Json, Multipart, Parameters, Path, Query};
use crate::schema::{Node, Schema};

/// An extractor that the document mentions.
#[diagnostic::on_unimplemented(
    message = "the document cannot tell what `{Self}` reads",
    label = "not described",
    note = "use the extractors of `backend_runtime::http`, whose types derive `Schema` and `Validate` \
            (and `Parameters`, except for `Json`)",
    note = "or `impl backend_runtime::openapi::Describe` for an extractor of your own"
)]
pub trait Describe {
    /// What it reads.
    const INPUT: Input;
}

macro_rules! parameters {
    ($($extractor:ident),*) => {$(
        impl<T: Parameters + Schema> Describe for $extractor<T> {
            const INPUT: Input = Input::Parameters(ParameterSet::of::<T>(ParameterIn::$extractor));
        }
    )*};
}

parameters!(Path, Query, Header, Cookie);

macro_rules! bodies {
    ($($extractor:ident = $media_type:literal;)*) => {$(
        impl<T: Schema> Describe for $extractor<T> {
            const INPUT: Input = Input::Body(Body {
                required: true,
                description: "",
                contents: &[Content {
                    media_type: $media_type,
                    schema: Some(Node::of::<T>()),
                    ..Content::NEW
                }],
            });
        }
    )*};
}

bodies! {
    Json = "application/json";
    Form = "application/x-www-form-urlencoded";
    Multipart = "multipart/form-data";
}

/// An extractor that may be missing is described as one that may be missing.
impl<T: Describe> Describe for Option<T> {
    const INPUT: Input = match T::INPUT {
        Input::Body(body) => Input::Body(Body {
            required: false,
            ..body
        }),
        other => other,
    };
}

/// Decides, for a type that is known, whether it is described: the inherent constant hides that of [`Undescribed`].
#[derive(Debug)]
pub struct Argument<T: ?Sized>(PhantomData<T>);

impl<T: Describe> Argument<T> {
    /// What the extractor reads.
    pub const INPUT: Input = T::INPUT;
}

/// Every other extractor: the document does not mention it.
pub trait Undescribed {
    /// Nothing.
    const INPUT: Input = Input::None;
}

impl<T: ?Sized> Undescribed for Argument<T> {}
