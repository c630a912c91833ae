//! A difference and its class.

use serde_json::Value;

/// Who sends the values that a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The client: what is accepted counts.
    Request,
    /// The service: what may be answered counts.
    Response,
}

impl Side {
    /// The other one: callbacks and webhooks are sent by the service.
    #[must_use]
    pub fn flipped(self) -> Side {
        match self {
            Side::Request => Side::Response,
            Side::Response => Side::Request,
        }
    }
}

/// What a difference does to the set of values that are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Fewer values: breaks clients that send them.
    Narrower,
    /// More values: breaks clients that do not expect them.
    Wider,
    /// Others: some go, some come.
    Other,
    /// Breaks clients, whoever sends the values.
    Breaking,
    /// No client can tell, or need not care.
    Compatible,
    /// Words for people.
    Documentation,
}

/// What a difference means for clients that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Some client that followed the old document fails.
    Breaking,
    /// Every client that followed the old document still works.
    Compatible,
    /// Only words differ.
    Documentation,
}

impl Class {
    /// In lower case, for reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Breaking => "breaking",
            Class::Compatible => "compatible",
            Class::Documentation => "documentation",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where, as a JSON Pointer into the document as if references stood for what they refer to: of the new document, or
    /// of the old one for what is gone.
    pub pointer: String,
    /// `GET /users/{id}`, when it is inside of one operation.
    pub operation: Option<String>,
    /// Who sends it.
    pub side: Side,
    /// Stable, for programs: `max-length-lowered`.
    pub code: String,
    /// For people.
    pub message: String,
    /// What it does to the values.
    pub effect: Effect,
    /// Before.
    pub old: Option<Value>,
    /// Now.
    pub new: Option<Value>,
}

impl Difference {
    /// What it means for clients.
    pub fn class(&self) -> Class {
        match (self.effect, self.side) {
            (Effect::Narrower, Side::Request)
            | (Effect::Wider, Side::Response)
            | (Effect::Other | Effect::Breaking, _) => Class::Breaking,
            (Effect::Narrower, Side::Response)
            | (Effect::Wider, Side::Request)
            | (Effect::Compatible, _) => Class::Compatible,
            (Effect::Documentation, _) => Class::Documentation,
        }
    }
}

/// Everything that differs, and how much was looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// In the order of the new document.
    pub differences: Vec<Difference>,
    /// Schemas, operations, parameters, bodies, responses and headers that stand in either document.
    pub nodes: usize,
    /// Those of them that are equal in both, apart from what stands below them.
    pub equal: usize,
}

impl Report {
    /// How many differences have a class.
    pub fn count(&self, class: Class) -> usize {
        let of_class = |difference: &&Difference| difference.class() == class;
        self.differences.iter().filter(of_class).count()
    }
}
