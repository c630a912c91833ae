//! How the walker sees a value, whatever it is made of.

use super::{Context, Pointer, Validate, Violations};
use crate::schema::{Keyword, Node, Number, Property, TypeSet};

/// A value as JSON Schema sees it.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Not there: an optional member without value. It has no type and is never checked.
    Absent,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// The text of a number that exceeds the range of a double.
    Overflow,
    /// A string.
    Str(&'a str),
    /// A string that a typed value writes (an UUID, a date): only written where a keyword asks for its text.
    Text(&'a dyn Written),
    /// An array.
    Array(&'a dyn Elements),
    /// An object.
    Object(Object<'a>),
}

impl<'a> View<'a> {
    /// The JSON type; an integer is one whatever its notation. `Absent` has none.
    pub fn types(&self) -> TypeSet {
        match self {
            View::Absent => TypeSet::NONE,
            View::Null => TypeSet::NULL,
            View::Bool(_) => TypeSet::BOOLEAN,
            View::Number(number) if number.is_integer() => TypeSet::INTEGER,
            View::Number(_) | View::Overflow => TypeSet::NUMBER,
            View::Str(_) | View::Text(_) => TypeSet::STRING,
            View::Array(_) => TypeSet::ARRAY,
            View::Object(_) => TypeSet::OBJECT,
        }
    }

    /// An optional member: without value it is absent, not null.
    #[must_use]
    #[inline]
    pub fn or_absent(self) -> View<'a> {
        if let View::Null = self {
            View::Absent
        } else {
            self
        }
    }

    /// Calls `found` with the name that serde writes for a map's key.
    pub(crate) fn with_name<R>(&self, found: impl FnOnce(&str) -> R) -> R {
        match self {
            View::Str(text) => found(text),
            View::Text(text) => found(&text.written()),
            View::Number(number) => found(&number.to_string()),
            View::Bool(true) => found("true"),
            View::Bool(false) => found("false"),
            View::Absent | View::Null | View::Overflow | View::Array(_) | View::Object(_) => {
                found("")
            }
        }
    }

    /// Calls `found` with the text of a string.
    pub(crate) fn with_text<R>(&self, found: impl FnOnce(&str) -> R) -> Option<R> {
        match self {
            View::Str(text) => Some(found(text)),
            View::Text(text) => Some(found(&text.written())),
            _ => None,
        }
    }
}

/// A value that is a string in JSON, but has no text in memory.
pub trait Written {
    /// The text as JSON has it.
    fn written(&self) -> String;
}

/// The items of an array.
pub trait Elements {
    /// How many there are.
    fn len(&self) -> usize;

    /// Calls `each` with every item in order.
    fn visit<'s>(&'s self, each: &mut dyn FnMut(View<'s>));

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The members of an object.
pub trait Members {
    /// Calls `each` with every member that is there, in order.
    fn visit<'s>(&'s self, each: &mut dyn FnMut(&str, View<'s>));

    /// The same for what the variant of an enum holds, where that is an object within the object.
    fn visit_content<'s>(&'s self, each: &mut dyn FnMut(&str, View<'s>)) {
        let _ = each;
    }

    /// Whether a name may occur twice: in raw trees only.
    fn may_repeat(&self) -> bool {
        false
    }
}

/// The fields of a derived struct, in the order of its table.
pub trait Fields {
    /// The member at a place of the table's `properties`.
    fn member(&self, index: usize) -> View<'_>;

    /// The same as members, where flattened ones make them differ from the table.
    fn flattened(&self) -> Option<&dyn Members> {
        None
    }
}

/// A derived struct whose type is not known: written once here, since every function in an expansion costs its compiler.
pub(crate) trait Derived {
    /// [`Fields::member`]
    fn member(&self, index: usize) -> View<'_>;

    /// [`Fields::flattened`]
    fn flattened(&self) -> Option<&dyn Members>;

    /// The members that have any violation, as [`Validate::faults`] tells.
    fn faults(&self) -> u64;

    /// The table whose `properties` the bits of [`Derived::faults`] are about.
    fn table(&self) -> &'static Node;
}

impl<T: Fields + Validate> Derived for T {
    fn member(&self, index: usize) -> View<'_> {
        Fields::member(self, index)
    }

    fn flattened(&self) -> Option<&dyn Members> {
        Fields::flattened(self)
    }

    fn faults(&self) -> u64 {
        Validate::faults(self)
    }

    fn table(&self) -> &'static Node {
        T::schema()
    }
}

/// An object, or the content of an enum's variant, which has no type of its own.
#[derive(Clone, Copy)]
pub struct Object<'a>(Inner<'a>);

#[derive(Clone, Copy)]
enum Inner<'a> {
    Members(&'a dyn Members),
    Content(&'a dyn Members),
    Fields(&'a dyn Derived),
}

impl<'a> Object<'a> {
    /// All of a value.
    #[inline]
    pub fn of(members: &'a dyn Members) -> Self {
        Object(Inner::Members(members))
    }

    /// A derived struct.
    #[inline]
    pub fn fields<T: Fields + Validate>(fields: &'a T) -> Self {
        Object(Inner::Fields(fields))
    }

    /// The content of a variant.
    #[inline]
    pub fn content(members: &'a dyn Members) -> Self {
        Object(Inner::Content(members))
    }

    /// Calls `each` with every member that is there, in order.
    pub fn visit(&self, each: &mut dyn FnMut(&str, View<'a>)) {
        match self.0 {
            Inner::Members(members) => members.visit(each),
            Inner::Content(members) => members.visit_content(each),
            Inner::Fields(fields) => match fields.flattened() {
                Some(members) => members.visit(each),
                None => visit_fields(fields, each),
            },
        }
    }

    /// Whether a name may occur twice: in raw trees only.
    pub fn may_repeat(&self) -> bool {
        match self.0 {
            Inner::Members(members) | Inner::Content(members) => members.may_repeat(),
            Inner::Fields(_) => false,
        }
    }

    /// The fields, when this is their table.
    #[inline]
    pub(crate) fn fields_in(&self, table: &'static Node) -> Option<&'a dyn Derived> {
        match self.0 {
            Inner::Fields(fields) => std::ptr::eq(fields.table(), table).then_some(fields),
            Inner::Members(_) | Inner::Content(_) => None,
        }
    }

    /// The fields, when their table has these properties.
    pub(crate) fn fields_of(&self, properties: &'static [Property]) -> Option<&'a dyn Derived> {
        let Inner::Fields(fields) = self.0 else {
            return None;
        };
        let own = self::properties(fields.table());
        (std::ptr::eq(own, properties) && !own.is_empty()).then_some(fields)
    }

    /// The last member called `name`.
    pub fn get(&self, name: &str) -> Option<View<'a>> {
        let mut found = None;
        self.visit(&mut |key, view| {
            if key == name {
                found = Some(view);
            }
        });
        found
    }

    /// How many members are there.
    pub fn count(&self) -> usize {
        let mut count = 0;
        self.visit(&mut |_, _| count += 1);
        count
    }
}

fn visit_fields<'a>(fields: &'a dyn Derived, each: &mut dyn FnMut(&str, View<'a>)) {
    for (index, property) in properties(fields.table()).iter().enumerate() {
        super::check::member(property.name, fields.member(index), each);
    }
}

/// The first `properties` of a table.
fn properties(table: &'static Node) -> &'static [Property] {
    let found = table.keywords.iter().find_map(|keyword| match keyword {
        Keyword::Properties(own) => Some(*own),
        _ => None,
    });
    found.unwrap_or_default()
}

impl Members for serde_json::Map<String, serde_json::Value> {
    fn visit<'s>(&'s self, each: &mut dyn FnMut(&str, View<'s>)) {
        self.iter().for_each(|(key, value)| each(key, json(value)));
    }
}

/// The view of free-form JSON.
pub(crate) fn json(value: &serde_json::Value) -> View<'_> {
    use serde_json::Value;
    match value {
        Value::Null => View::Null,
        Value::Bool(value) => View::Bool(*value),
        Value::Number(number) => View::Number(match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Number::Int(value),
            (None, Some(value)) => Number::Uint(value),
            _ => Number::new(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::String(text) => View::Str(text),
        Value::Array(items) => View::Array(items),
        Value::Object(members) => View::Object(Object::of(members)),
    }
}

/// Runs the rules of items one by one.
pub(crate) fn rules_of<'a, T: super::Validate + 'a>(
    items: impl Iterator<Item = &'a T>,
    context: Context<'_>,
    at: &Pointer<'_>,
    out: &mut Violations,
) {
    for (index, item) in items.enumerate() {
        item.rules(context, &at.index(index), out);
    }
}
