//! What the document says about an operation, as static data.

use crate::http::{Operation, Parameter, Parameters};
use crate::schema::{Json, Node, Schema};

/// What the document says about an operation beyond what serving it needs.
#[derive(Debug, Clone, Copy)]
pub struct Docs {
    /// The function behind it, for messages: `shop::users::get_user`.
    pub handler: &'static str,
    /// `summary`
    pub summary: &'static str,
    /// `description`
    pub description: &'static str,
    /// `tags`
    pub tags: &'static [&'static str],
    /// `deprecated`
    pub deprecated: bool,
    /// The document that the code was made from has no `operationId` here: it is written into the effective document
    /// only.
    pub derived_id: bool,
    /// Parameters and request body.
    pub inputs: &'static [Input],
    /// `responses`
    pub responses: &'static ResponseList,
    /// `callbacks`
    pub callbacks: &'static [Callback],
}

/// A request that the service sends because of an operation (OpenAPI 3.1 §4.8.18).
#[derive(Debug, Clone, Copy)]
pub struct Callback {
    /// The key in `callbacks`.
    pub name: &'static str,
    /// Where it is sent, with runtime expressions.
    pub url: &'static str,
    /// What is sent; its path is where a receiver listens, and not in the document.
    pub operation: &'static Operation,
    /// What the document says about it.
    pub docs: &'static Docs,
}

/// A request that the service sends to whoever wants it (OpenAPI 3.1 §4.8.1, `webhooks`).
#[derive(Debug, Clone, Copy)]
pub struct Webhook {
    /// The key in `webhooks`.
    pub name: &'static str,
    /// What is sent; its path is where a receiver listens, and not in the document.
    pub operation: &'static Operation,
    /// What the document says about it.
    pub docs: &'static Docs,
}

impl Docs {
    /// Nothing said; a base for `..Docs::NEW`.
    pub const NEW: Docs = Docs {
        handler: "",
        summary: "",
        description: "",
        tags: &[],
        deprecated: false,
        derived_id: false,
        inputs: &[],
        responses: &ResponseList::EMPTY,
        callbacks: &[],
    };
}

/// What one argument of a handler reads from the request.
#[derive(Debug, Clone, Copy)]
pub enum Input {
    /// Nothing that the document mentions.
    None,
    /// The parameters of one location.
    Parameters(ParameterSet),
    /// The body.
    Body(Body),
}

/// The parameters of one location.
#[derive(Debug, Clone, Copy)]
pub struct ParameterSet {
    /// Where they are.
    pub location: ParameterIn,
    /// How each is written.
    pub parameters: &'static [Parameter],
    /// The table of the struct that they are read into.
    pub schema: fn() -> &'static Node,
}

impl Input {
    /// The fields of `T` as parameters.
    pub const fn parameters<T: Parameters + Schema>(location: ParameterIn) -> Input {
        Input::Parameters(ParameterSet::of::<T>(location))
    }

    /// The fields of `T` as parameters of the path.
    pub const fn path<T: Parameters + Schema>() -> Input {
        Input::parameters::<T>(ParameterIn::Path)
    }

    /// The fields of `T` as parameters of the query.
    pub const fn query<T: Parameters + Schema>() -> Input {
        Input::parameters::<T>(ParameterIn::Query)
    }

    /// The fields of `T` as headers.
    pub const fn header<T: Parameters + Schema>() -> Input {
        Input::parameters::<T>(ParameterIn::Header)
    }

    /// The fields of `T` as cookies.
    pub const fn cookie<T: Parameters + Schema>() -> Input {
        Input::parameters::<T>(ParameterIn::Cookie)
    }

    /// A body.
    pub const fn body(
        required: bool,
        description: &'static str,
        contents: &'static [Content],
    ) -> Input {
        Input::Body(Body {
            required,
            description,
            contents,
        })
    }
}

impl ParameterSet {
    /// The fields of `T` as parameters.
    pub const fn of<T: Parameters + Schema>(location: ParameterIn) -> ParameterSet {
        ParameterSet {
            location,
            parameters: T::PARAMETERS,
            schema: T::schema,
        }
    }
}

/// `in` of a Parameter Object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterIn {
    /// `path`
    Path,
    /// `query`
    Query,
    /// `header`
    Header,
    /// `cookie`
    Cookie,
}

impl ParameterIn {
    /// As the document writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            ParameterIn::Path => "path",
            ParameterIn::Query => "query",
            ParameterIn::Header => "header",
            ParameterIn::Cookie => "cookie",
        }
    }
}

/// A request body.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// `required`
    pub required: bool,
    /// `description`
    pub description: &'static str,
    /// One entry per media type.
    pub contents: &'static [Content],
}

/// A media type with what travels in it.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    /// `application/json`
    pub media_type: &'static str,
    /// What it must look like; `None` says nothing.
    pub schema: Option<Node>,
    /// `example`
    pub example: Option<Json>,
    /// `encoding`
    pub encoding: &'static [Encoding],
}

impl Content {
    /// A media type of which nothing more is known; a base for `..Content::NEW`.
    pub const NEW: Content = Content {
        media_type: "application/json",
        schema: None,
        example: None,
        encoding: &[],
    };
}

impl Content {
    /// `application/json`
    pub const fn json(schema: Node) -> Content {
        Content::of("application/json", schema)
    }

    /// A media type with its schema.
    pub const fn of(media_type: &'static str, schema: Node) -> Content {
        Content {
            media_type,
            schema: Some(schema),
            ..Content::NEW
        }
    }

    /// A media type of which the document says nothing more.
    pub const fn any(media_type: &'static str) -> Content {
        Content {
            media_type,
            ..Content::NEW
        }
    }

    /// With an example.
    #[must_use]
    pub const fn example(self, example: Json) -> Content {
        Content {
            example: Some(example),
            ..self
        }
    }

    /// With how its properties are written.
    #[must_use]
    pub const fn encoding(self, encoding: &'static [Encoding]) -> Content {
        Content { encoding, ..self }
    }
}

/// How one property of a form or multipart body is written (OpenAPI 3.1 §4.8.15).
#[derive(Debug, Clone, Copy)]
pub struct Encoding {
    /// The property.
    pub property: &'static str,
    /// `contentType`
    pub content_type: &'static str,
    /// `style`
    pub style: &'static str,
    /// `explode`
    pub explode: Option<bool>,
    /// `headers`
    pub headers: &'static [Header],
}

impl Encoding {
    /// Nothing said; a base for `..Encoding::NEW`.
    pub const NEW: Encoding = Encoding {
        property: "",
        content_type: "",
        style: "",
        explode: None,
        headers: &[],
    };
}

/// One entry of `responses`.
#[derive(Debug, Clone, Copy)]
pub struct Response {
    /// `200`, `4XX` or `default`.
    pub status: &'static str,
    /// `description`
    pub description: &'static str,
    /// `headers`
    pub headers: &'static [Header],
    /// One entry per media type; empty without a body.
    pub contents: &'static [Content],
    /// The source document does not declare it: it is written into the effective document only.
    pub assumed: bool,
}

impl Response {
    /// 200 without a body; a base for `..Response::NEW`.
    pub const NEW: Response = Response {
        status: "200",
        description: "",
        headers: &[],
        contents: &[],
        assumed: false,
    };
}

impl Response {
    /// A response without a body.
    pub const fn new(status: &'static str, description: &'static str) -> Response {
        Response {
            status,
            description,
            ..Response::NEW
        }
    }

    /// With headers.
    #[must_use]
    pub const fn headers(self, headers: &'static [Header]) -> Response {
        Response { headers, ..self }
    }

    /// With a body, by media type.
    #[must_use]
    pub const fn body(self, contents: &'static [Content]) -> Response {
        Response { contents, ..self }
    }

    /// Which the source document does not declare.
    #[must_use]
    pub const fn assumed(self) -> Response {
        Response {
            assumed: true,
            ..self
        }
    }
}

/// The responses of one type: its own, and those of the types within.
#[derive(Debug, Clone, Copy)]
pub struct ResponseList {
    /// Declared here.
    pub own: &'static [Response],
    /// Declared by the types that it is made of.
    pub more: &'static [&'static ResponseList],
}

impl ResponseList {
    /// None.
    pub const EMPTY: ResponseList = ResponseList::of(&[]);

    /// These.
    pub const fn of(own: &'static [Response]) -> ResponseList {
        ResponseList { own, more: &[] }
    }

    /// Calls `found` with every response, own first.
    pub fn each(&self, found: &mut dyn FnMut(&'static Response)) {
        self.own.iter().for_each(&mut *found);
        for list in self.more {
            list.each(found);
        }
    }
}

/// A response header.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    /// Its name.
    pub name: &'static str,
    /// `description`
    pub description: &'static str,
    /// `required`
    pub required: bool,
    /// What it must look like.
    pub schema: Node,
}

impl Header {
    /// A header with its schema.
    pub const fn new(
        name: &'static str,
        required: bool,
        description: &'static str,
        schema: Node,
    ) -> Header {
        Header {
            name,
            description,
            required,
            schema,
        }
    }
}
