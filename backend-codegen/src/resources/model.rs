use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    decimal::DecimalForm,
    nesting::{Nesting, Parent},
};
use crate::ir::TypeId;

/// Everything recognised in one API.
#[derive(Debug, Clone, Default)]
pub struct Resources {
    /// The resources, parents before their children where the document allows it.
    pub list: Vec<Resource>,
    /// Operations on something like a resource that are left to the user, and why.
    pub refused: Vec<Refused>,
    /// What people should know about the recognised ones (a parameter without effect, a secret stored as it is).
    pub advice: Vec<String>,
}

/// An operation that looks like CRUD and is not generated.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Index into `Api::operations`.
    pub operation: usize,
    /// What cannot be known, as a sentence without capital and full stop.
    pub reason: String,
}

/// One kind of stored thing.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The plural, in snake case: the table's and the modules' name (`order_items`).
    pub name: String,
    /// The singular, in snake case (`order_item`).
    pub singular: String,
    /// The object type that is stored and returned.
    pub entity: TypeId,
    /// How one is told from another.
    pub key: Key,
    /// The things it belongs to, from nested paths.
    pub parents: Vec<Parent>,
    /// The table's columns: the entity's fields in their order, then the others.
    pub columns: Vec<Column>,
    /// What can be done, in document order.
    pub operations: Vec<ResourceOperation>,
    /// Some response declares an `ETag` of it.
    pub has_etag: bool,
}

impl Resource {
    /// The key's column.
    pub fn key_column(&self) -> &Column {
        &self.columns[self.key.column]
    }

    /// The thing that the path of an operation names first.
    pub fn parent_of(&self, operation: &ResourceOperation) -> Option<&Parent> {
        let nesting = operation.nesting.as_ref()?;
        self.parents.get(nesting.parent)
    }

    /// The operation that reads what `create` has made, for its `Location`: the one with the shortest path, or the one
    /// below the same parent.
    pub fn read_of(&self, create: &ResourceOperation) -> Option<&ResourceOperation> {
        let own = create.nesting.as_ref();
        self.operations.iter().find(|one| {
            matches!(one.action, Action::Read(_))
                && match (&one.nesting, own) {
                    (None, _) => true,
                    (Some(read), Some(own)) => read.parent == own.parent && read.above.is_empty(),
                    (Some(_), None) => false,
                }
        })
    }
}

/// A resource's primary key.
#[derive(Debug, Clone)]
pub struct Key {
    /// Index into `Resource::columns`.
    pub column: usize,
    /// What it is made of.
    pub kind: KeyKind,
    /// Who chooses it.
    pub origin: KeyOrigin,
}

/// What a key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// An integer, the next one of the table.
    Identity,
    /// A UUID (version 7 when the server chooses).
    Uuid,
    /// Text (a UUID as text when the server chooses).
    Text,
}

/// Who chooses a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOrigin {
    /// The server.
    Server,
    /// The client, or the server when the client leaves it out.
    Either,
    /// The client.
    Client,
}

/// One column of a resource's table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, in snake case.
    pub name: String,
    /// Where its value shows in the API.
    pub source: Source,
    /// What it holds.
    pub kind: ColumnType,
    /// It may hold no value.
    pub nullable: bool,
    /// What the server does with it.
    pub role: Role,
    /// No two rows have the same value.
    pub unique: bool,
    /// The resource whose key it holds.
    pub references: Option<usize>,
    /// Constraints that SQL can express.
    pub checks: Vec<Check>,
    /// The schema's `default`, when SQL has a literal for it.
    pub default: Option<Value>,
}

/// Where a column's value shows in the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A property of the entity.
    Field(String),
    /// A path parameter only.
    Path(String),
    /// A property of request bodies only (`writeOnly`).
    Secret(String),
}

impl Source {
    /// The property of the entity.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field(name) => Some(name),
            Self::Path(_) | Self::Secret(_) => None,
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// `true` or `false`
    Boolean,
    /// 32 bits, signed
    Int32,
    /// 64 bits, signed
    Int64,
    /// Single precision
    Float,
    /// Double precision
    Double,
    /// Text, with its greatest length in characters
    Text(Option<u64>),
    /// A UUID
    Uuid,
    /// An instant
    DateTime,
    /// A day
    Date,
    /// An exact decimal number
    Decimal(DecimalForm),
    /// One of these words
    Enum(Vec<String>),
    /// Any other value, as JSON
    Json,
}

/// What the server does with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The primary key.
    Key,
    /// Set when the row is made.
    CreatedAt,
    /// Set whenever the row is written.
    UpdatedAt,
    /// Stored as the client sends it.
    Plain,
}

/// A constraint that SQL can express.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// `minimum`
    AtLeast(String),
    /// `maximum`
    AtMost(String),
    /// `exclusiveMinimum`
    Above(String),
    /// `exclusiveMaximum`
    Below(String),
    /// `minLength`
    MinLength(u64),
    /// `maxLength`
    MaxLength(u64),
    /// `enum` of integers
    Integers(Vec<String>),
}

/// An operation of a resource.
#[derive(Debug, Clone)]
pub struct ResourceOperation {
    /// Index into `Api::operations`.
    pub operation: usize,
    /// The path parameter that names one row; `None` for collections.
    pub key_parameter: Option<String>,
    /// The property of the body that names one row, when the path does not (`PUT /pet`).
    pub key_property: Option<String>,
    /// What the path names before, when it is nested.
    pub nesting: Option<Nesting>,
    /// What it does.
    pub action: Action,
    /// It writes, and a stale `If-Match` is refused.
    pub checks_etag: bool,
}

impl ResourceOperation {
    /// The path parameter that names the parent, when the path is nested.
    pub fn parent_parameter(&self) -> Option<&String> {
        self.nesting.as_ref().map(|nesting| &nesting.parameter)
    }

    /// It is about one row that is there already.
    pub fn names_row(&self) -> bool {
        self.key_parameter.is_some() || self.key_property.is_some()
    }

    /// It reads the row before it answers.
    pub fn finds(&self) -> bool {
        match &self.action {
            Action::Read(_) | Action::Replace(_) | Action::Merge(_) => true,
            Action::Delete(returned) => self.checks_etag || returned.shape != Shape::Nothing,
            Action::List(_) | Action::Create(_) => false,
        }
    }
}

/// What an operation does with a resource.
#[derive(Debug, Clone)]
pub enum Action {
    /// `GET` of the collection.
    List(Box<Listing>),
    /// `POST` to the collection.
    Create(Create),
    /// `GET` of one.
    Read(Returned),
    /// `PUT` of one.
    Replace(Replace),
    /// `PATCH` of one.
    Merge(Merge),
    /// `DELETE` of one.
    Delete(Returned),
}

/// What a success response holds.
#[derive(Debug, Clone)]
pub struct Returned {
    /// The status code.
    pub status: u16,
    /// The body.
    pub shape: Shape,
}

/// How an entity stands in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// There is no body.
    Nothing,
    /// The entity itself.
    Entity,
    /// An object that holds the entity.
    Wrapped(Frame),
}

/// An object around an answer. Properties that are not listed are absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its type.
    pub ty: TypeId,
    /// What its properties hold, in the order of the type.
    pub parts: Vec<(String, Part)>,
}

impl Frame {
    /// Whether it, or an object in it, holds this.
    pub fn has(&self, part: &Part) -> bool {
        self.parts.iter().any(|(_, own)| match own {
            Part::Frame(inner) => inner.has(part),
            Part::Content
            | Part::Yes
            | Part::RequestId
            | Part::Total
            | Part::Pages
            | Part::HasMore
            | Part::NextCursor
            | Part::Echo(_) => own == part,
        })
    }

    /// The properties on the way to the content.
    pub fn path(&self) -> Vec<&str> {
        self.path_to(&Part::Content).unwrap_or_default()
    }

    /// The properties on the way to a part.
    pub fn path_to(&self, wanted: &Part) -> Option<Vec<&str>> {
        self.parts.iter().find_map(|(name, part)| match part {
            own if own == wanted => Some(vec![name.as_str()]),
            Part::Frame(inner) => {
                let inner = inner.path_to(wanted)?;
                Some(std::iter::once(name.as_str()).chain(inner).collect())
            }
            Part::Content
            | Part::Yes
            | Part::RequestId
            | Part::Total
            | Part::Pages
            | Part::HasMore
            | Part::NextCursor
            | Part::Echo(_) => None,
        })
    }
}

/// What a property of an object around an answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The entity, or the array of them.
    Content,
    /// `true`
    Yes,
    /// The id of the request that is answered.
    RequestId,
    /// The number of all matching rows.
    Total,
    /// The number of pages.
    Pages,
    /// Whether there are more rows.
    HasMore,
    /// The cursor of the next page.
    NextCursor,
    /// The value of this request parameter.
    Echo(String),
    /// An object of such.
    Frame(Frame),
}

/// A list of entities.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The status code.
    pub status: u16,
    /// The object around the array; `None`: a bare array.
    pub frame: Option<Frame>,
    /// The declared way of paging.
    pub paging: Paging,
    /// Declared filters.
    pub filters: Vec<Filter>,
    /// The declared order.
    pub sort: Option<Sort>,
}

impl Listing {
    /// Whether the answer says this besides the rows.
    pub fn tells(&self, part: &Part) -> bool {
        self.frame.as_ref().is_some_and(|frame| frame.has(part))
    }
}

/// How a list is cut into pages; the strings are query parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paging {
    /// Not at all.
    None,
    /// So many, from there on.
    Offset {
        /// How many.
        limit: String,
        /// How many to skip.
        offset: Option<String>,
    },
    /// Pages by number, from 1.
    Page {
        /// Which.
        page: String,
        /// How many on each.
        size: Option<String>,
    },
    /// Those after the last one seen.
    Cursor {
        /// The key of the last one seen.
        cursor: String,
        /// How many.
        limit: Option<String>,
    },
}

/// A query parameter that narrows a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The parameter.
    pub parameter: String,
    /// Index into `Resource::columns`; several for a search.
    pub columns: Vec<usize>,
    /// What is compared.
    pub test: FilterTest,
}

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterTest {
    /// The column is the value.
    Equal,
    /// The column is one of the values.
    AnyOf,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
    /// Some column contains the text.
    Contains,
}

impl FilterTest {
    /// What is left of a list, in the words of a comment.
    pub fn describe(self, column: &str) -> String {
        match self {
            Self::Equal => format!("Only those with this `{column}`."),
            Self::AnyOf => format!("Only those whose `{column}` is one of these."),
            Self::AtLeast => format!("Only those whose `{column}` is not less."),
            Self::AtMost => format!("Only those whose `{column}` is not greater."),
            Self::Above => format!("Only those whose `{column}` is greater."),
            Self::Below => format!("Only those whose `{column}` is less."),
            Self::Contains => "Only those in which this text occurs.".to_owned(),
        }
    }
}

/// The parameters that order a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The parameter that names the column.
    pub parameter: String,
    /// The values it knows.
    pub values: Vec<SortValue>,
    /// The parameter with `asc` or `desc`.
    pub direction: Option<String>,
}

/// One value of a sort parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortValue {
    /// As the client sends it (`-price`).
    pub value: String,
    /// Index into `Resource::columns`.
    pub column: usize,
    /// Greatest first.
    pub descending: bool,
}

/// How a new row comes about.
#[derive(Debug, Clone)]
pub struct Create {
    /// The response.
    pub returned: Returned,
    /// The body's type.
    pub input: TypeId,
    /// Where each of `Resource::columns` takes its value.
    pub fills: Vec<Fill>,
}

/// How a row is replaced.
#[derive(Debug, Clone)]
pub struct Replace {
    /// The response.
    pub returned: Returned,
    /// The body's type.
    pub input: TypeId,
    /// Where each of `Resource::columns` takes its value.
    pub fills: Vec<Fill>,
}

/// How a row is changed.
#[derive(Debug, Clone)]
pub struct Merge {
    /// The response.
    pub returned: Returned,
    /// The body's type.
    pub input: TypeId,
    /// Where each of `Resource::columns` takes its value.
    pub fills: Vec<Fill>,
}

/// Where a column takes its value from when a row is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    /// The key that the server makes.
    NewKey,
    /// What the row already has.
    Keep,
    /// The time.
    Now,
    /// The path parameter of the parent.
    Path,
    /// A property of the body.
    Input {
        /// Its name.
        property: String,
        /// How it becomes the column's value.
        fit: Fit,
    },
    /// No value.
    Null,
    /// The schema's default.
    Default(Value),
}

/// How the value of a body's property becomes that of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Fit {
    /// As it is.
    Same,
    /// The property is always there, the entity's may be absent.
    Wrap,
    /// The property may be absent: then this.
    Or(Value),
    /// The property may be absent: then the value stays (only when changing).
    IfPresent,
}
