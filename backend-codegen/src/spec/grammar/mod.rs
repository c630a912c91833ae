//! What the objects of an OpenAPI document are made of: one table that reading, checking, bundling and upgrading share.
//!
//! Where a `$ref` is a reference, and where it is mere data, follows from this table and from nothing else.
//! Sources: OpenAPI 3.0.4, 3.1.1 and 3.2.0 §4.8; JSON Schema 2020-12.

mod objects;
mod schema;

use super::document::Version;

/// The kinds of object that the specification names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The root.
    OpenApi,
    /// Info Object.
    Info,
    /// Contact Object.
    Contact,
    /// License Object.
    License,
    /// Server Object.
    Server,
    /// Server Variable Object.
    ServerVariable,
    /// Components Object.
    Components,
    /// Paths Object.
    Paths,
    /// Path Item Object.
    PathItem,
    /// Operation Object.
    Operation,
    /// External Documentation Object.
    ExternalDocs,
    /// Parameter Object.
    Parameter,
    /// Header Object.
    Header,
    /// Request Body Object.
    RequestBody,
    /// Media Type Object.
    MediaType,
    /// Encoding Object.
    Encoding,
    /// Responses Object.
    Responses,
    /// Response Object.
    Response,
    /// Callback Object.
    Callback,
    /// Example Object.
    Example,
    /// Link Object.
    Link,
    /// Tag Object.
    Tag,
    /// Schema Object.
    Schema,
    /// Discriminator Object.
    Discriminator,
    /// XML Object.
    Xml,
    /// Security Scheme Object.
    SecurityScheme,
    /// OAuth Flows Object.
    OauthFlows,
    /// OAuth Flow Object.
    OauthFlow,
    /// Security Requirement Object.
    SecurityRequirement,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Data that is not looked into: examples, defaults, enums, constants.
    Data,
    /// A list of data.
    DataList,
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// A whole number from 0.
    Count,
    /// A number.
    Number,
    /// A boolean in 3.0, a number since 3.1.
    FlagOrNumber,
    /// A string or a list of strings.
    Types,
    /// A list of strings.
    TextList,
    /// An object of strings.
    TextMap,
    /// An object of lists of strings.
    TextListMap,
    /// An object of schema references or names (Discriminator Object, `mapping`).
    Mapping,
    /// One object.
    One(Kind),
    /// A list of objects.
    List(Kind),
    /// An object of objects.
    Map(Kind),
}

impl Shape {
    /// Whether an object with `$ref` here can only be meant as a reference, though the specification has none here.
    /// (Objects of one kind answer for themselves.)
    pub(super) const fn is_not_data(self) -> bool {
        !matches!(self, Shape::Data | Shape::DataList | Shape::One(_))
    }
}

/// One field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// The version that brought it.
    pub since: Version,
    /// The last version that has it.
    pub until: Version,
}

/// What keys that no field names mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// They are mistakes, unless they start with `x-`.
    Unknown,
    /// They are names of the author's; extensions are possible beside them.
    Named(Shape),
}

/// One kind of object.
#[derive(Debug)]
pub struct Rules {
    /// What the specification calls it.
    pub title: &'static str,
    /// Whether a Reference Object may stand in its place.
    pub referable: bool,
    /// Its fields.
    pub fields: &'static [Field],
    /// Its other keys.
    pub others: Others,
}

impl Rules {
    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == key)
    }

    /// What the value of a key is; none for extensions and unknown keys.
    pub fn shape_of(&self, key: &str) -> Option<Shape> {
        if let Some(field) = self.field(key) {
            return Some(field.shape);
        }
        match self.others {
            Others::Named(shape) if !key.starts_with("x-") => Some(shape),
            Others::Named(_) | Others::Unknown => None,
        }
    }
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: false,
        since: Version::V3_0,
        until: Version::V3_2,
    }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        required: true,
        ..field(name, shape)
    }
}

const fn since_3_1(name: &'static str, shape: Shape) -> Field {
    Field {
        since: Version::V3_1,
        ..field(name, shape)
    }
}

const fn since_3_2(name: &'static str, shape: Shape) -> Field {
    Field {
        since: Version::V3_2,
        ..field(name, shape)
    }
}

const fn only_3_0(name: &'static str, shape: Shape) -> Field {
    Field {
        until: Version::V3_0,
        ..field(name, shape)
    }
}

impl Kind {
    /// The table of this kind.
    pub const fn rules(self) -> &'static Rules {
        match self {
            Kind::Schema => &schema::SCHEMA,
            Kind::Discriminator => &schema::DISCRIMINATOR,
            Kind::Xml => &schema::XML,
            Kind::OpenApi => &objects::OPEN_API,
            Kind::Info => &objects::INFO,
            Kind::Contact => &objects::CONTACT,
            Kind::License => &objects::LICENSE,
            Kind::Server => &objects::SERVER,
            Kind::ServerVariable => &objects::SERVER_VARIABLE,
            Kind::Components => &objects::COMPONENTS,
            Kind::Paths => &objects::PATHS,
            Kind::PathItem => &objects::PATH_ITEM,
            Kind::Operation => &objects::OPERATION,
            Kind::ExternalDocs => &objects::EXTERNAL_DOCS,
            Kind::Parameter => &objects::PARAMETER,
            Kind::Header => &objects::HEADER,
            Kind::RequestBody => &objects::REQUEST_BODY,
            Kind::MediaType => &objects::MEDIA_TYPE,
            Kind::Encoding => &objects::ENCODING,
            Kind::Responses => &objects::RESPONSES,
            Kind::Response => &objects::RESPONSE,
            Kind::Callback => &objects::CALLBACK,
            Kind::Example => &objects::EXAMPLE,
            Kind::Link => &objects::LINK,
            Kind::Tag => &objects::TAG,
            Kind::SecurityScheme => &objects::SECURITY_SCHEME,
            Kind::OauthFlows => &objects::OAUTH_FLOWS,
            Kind::OauthFlow => &objects::OAUTH_FLOW,
            Kind::SecurityRequirement => &objects::SECURITY_REQUIREMENT,
        }
    }
}
