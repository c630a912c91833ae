//! What is sent: requests with placeholders, and their rendered form.

mod csv;
mod multipart;
mod outgoing;
mod random;
mod template;

pub use csv::Csv;
pub use multipart::{FormField, multipart};
pub use outgoing::Outgoing;
pub(crate) use outgoing::{Message, Prepared};
pub(crate) use random::Random;
pub use template::Template;
pub(crate) use template::Values;

/// A request whose parts may hold placeholders.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// Path and query.
    pub path: Template,
    /// Headers in the order they are sent; `Host` and `Content-Length` are added when they are missing.
    pub headers: Vec<(String, Template)>,
    /// The body.
    pub body: Body,
}

/// A request body.
#[derive(Debug, Clone, Default)]
pub enum Body {
    /// None at all: no `Content-Length` either.
    #[default]
    None,
    /// The same bytes every time.
    Bytes(Vec<u8>),
    /// Text with placeholders.
    Template(Template),
}

impl Request {
    /// Whether every rendering is the same.
    pub(crate) fn is_fixed(&self) -> bool {
        let body = match &self.body {
            Body::None | Body::Bytes(_) => true,
            Body::Template(template) => template.is_fixed(),
        };
        body && self.path.is_fixed() && self.headers.iter().all(|(_, value)| value.is_fixed())
    }

    /// Fills in the placeholders.
    pub(crate) fn render(&self, values: &mut Values<'_>) -> Outgoing {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.render(values)));
        let headers = headers.collect();
        Outgoing {
            method: self.method.clone(),
            path: self.path.render(values),
            headers,
            body: match &self.body {
                Body::None => None,
                Body::Bytes(bytes) => Some(bytes.clone()),
                Body::Template(template) => Some(template.render(values).into_bytes()),
            },
        }
    }
}
