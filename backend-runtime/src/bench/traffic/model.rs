//! What traffic is made from.

use serde_json::Value;

/// Everything that is needed to make traffic.
#[derive(Debug, Clone, Default)]
pub struct Traffic {
    /// The operations, one row each in reports.
    pub operations: Vec<Operation>,
    /// Named schemas that [`Kind::Ref`] points into.
    pub schemas: Vec<Schema>,
    /// The share of requests that break one constraint on purpose.
    pub negative: f64,
    /// Header fields for every request.
    pub headers: Vec<(String, String)>,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name in reports.
    pub name: String,
    /// The method, in capitals.
    pub method: String,
    /// The path, with what stands before it in the server's URL.
    pub path: Vec<PathPart>,
    /// Its share of all requests, relative to the others'.
    pub weight: u32,
    /// What goes into path, query, header and cookies.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// What it may answer.
    pub responses: Vec<Response>,
}

/// A piece of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum PathPart {
    /// Fixed text, slashes included.
    Text(String),
    /// A parameter, by its place in [`Operation::parameters`].
    Parameter(usize),
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// After the `?`.
    Query,
    /// In a header field.
    Header,
    /// In the `Cookie` field.
    Cookie,
}

/// How a value becomes text (OpenAPI 3.1 §4.8.12.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `name=a,b`, in the query and in cookies.
    Form,
    /// `a,b`, in the path and in headers.
    Simple,
    /// `.a,b`, in the path.
    Label,
    /// `;name=a,b`, in the path.
    Matrix,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a|b`
    PipeDelimited,
    /// `name[key]=value`
    DeepObject,
    /// JSON: the parameter has a media type in place of a style.
    Content,
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub place: Place,
    /// How its value is written.
    pub style: Style,
    /// Whether items and members stand apart: `a=1&a=2` in place of `a=1,2`.
    pub explode: bool,
    /// Whether it has to be there.
    pub required: bool,
    /// What it looks like.
    pub schema: Schema,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// A string as it is.
    Text,
    /// Arbitrary bytes.
    Binary,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// The media type.
    pub content_type: String,
    /// How it is written.
    pub media: Media,
    /// What it looks like; `None` when nothing is known.
    pub schema: Option<Schema>,
}

/// Which statuses a response describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statuses {
    /// One.
    Code(u16),
    /// A hundred: 2 is 200 to 299.
    Class(u16),
    /// All that are not described otherwise.
    Others,
}

/// A described response.
#[derive(Debug, Clone)]
pub struct Response {
    /// For which statuses.
    pub statuses: Statuses,
    /// What its JSON looks like; `None` when it is not JSON or nothing is known.
    pub schema: Option<Schema>,
}

/// What a value looks like.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The shape.
    pub kind: Kind,
    /// Whether `null` is a value of it too.
    pub nullable: bool,
    /// A value that the document gives as an example.
    pub example: Option<Value>,
    /// More is required than can be said here: examples are preferred, and answers are checked as far as known.
    pub partial: bool,
}

/// The shape of a value.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Anything.
    Any,
    /// Nothing.
    Never,
    /// A named schema.
    Ref(usize),
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The smallest.
        low: i64,
        /// The largest.
        high: i64,
        /// Every value is a multiple of this.
        step: i64,
        /// The only values; empty for all.
        values: Vec<i64>,
    },
    /// A number.
    Number {
        /// The smallest, itself excluded where `open_low`.
        low: Option<f64>,
        /// The largest, itself excluded where `open_high`.
        high: Option<f64>,
        /// Whether `low` itself is excluded.
        open_low: bool,
        /// Whether `high` itself is excluded.
        open_high: bool,
        /// Every value is a multiple of this.
        step: Option<f64>,
    },
    /// A string.
    String {
        /// A name from the OpenAPI Format Registry; empty for none.
        format: String,
        /// The shortest, in Unicode scalar values.
        min_length: u64,
        /// The longest.
        max_length: Option<u64>,
        /// An ECMA-262 pattern.
        pattern: Option<String>,
    },
    /// One of these strings.
    Enum(Vec<String>),
    /// An array.
    Array {
        /// Its items.
        items: Box<Schema>,
        /// The fewest.
        min: u64,
        /// The most.
        max: Option<u64>,
        /// No item twice.
        unique: bool,
    },
    /// An object.
    Object {
        /// Its named properties.
        fields: Vec<Field>,
        /// Its other properties.
        additional: Additional,
        /// The fewest properties.
        min: u64,
        /// The most properties.
        max: Option<u64>,
    },
    /// One of several; with a discriminating property and its value for each, where there is one.
    Union {
        /// The alternatives and the discriminator's value for each.
        variants: Vec<(Option<String>, Schema)>,
        /// The discriminating property.
        discriminator: Option<String>,
        /// Exactly one may match.
        exactly_one: bool,
    },
}

/// Properties beyond the named ones.
#[derive(Debug, Clone)]
pub enum Additional {
    /// Allowed, whatever they are.
    Ignored,
    /// Not allowed.
    Refused,
    /// Allowed, each of this schema.
    Schema(Box<Schema>),
}

/// A named property.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it looks like.
    pub schema: Schema,
    /// Whether it has to be there.
    pub required: bool,
}

impl Schema {
    /// A schema of a shape without anything else said.
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            nullable: false,
            example: None,
            partial: false,
        }
    }

    /// The schema itself, behind any names.
    pub(crate) fn resolved<'a>(&'a self, schemas: &'a [Self]) -> &'a Self {
        let mut schema = self;
        // A name that leads only to names is a mistake of the document; going round it once is enough.
        for _ in 0..=schemas.len() {
            match schema.kind {
                Kind::Ref(index) => match schemas.get(index) {
                    Some(named) => schema = named,
                    None => return schema,
                },
                _ => return schema,
            }
        }
        schema
    }
}

impl Operation {
    /// The description of an answer with this status; exact codes before classes before all others.
    pub(crate) fn response(&self, status: u16) -> Option<&Response> {
        let of = |wanted: Statuses| {
            self.responses
                .iter()
                .find(|response| response.statuses == wanted)
        };
        of(Statuses::Code(status))
            .or_else(|| of(Statuses::Class(status / 100)))
            .or_else(|| of(Statuses::Others))
    }
}
