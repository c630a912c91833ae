//! What an expression stands for, as far as the text tells.
//!
//! Owns: values and scopes. Must not know: how they come about.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::routing::RouterId;
use super::schema::Schema;
use super::syntax::{Class, Function, Range};

/// A place in one of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Index of the file.
    pub(super) file: u32,
    /// Where in it.
    pub(super) range: Range,
}

/// A value, known or in part known.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Only known at run time.
    Unknown,
    /// `undefined`.
    Undefined,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, as JSON writes it.
    Number(Rc<str>),
    /// A string.
    Text(Rc<str>),
    /// A string whose text is known at run time only.
    SomeText,
    /// A regular expression.
    Regex(Rc<str>),
    /// An array.
    Array(Rc<RefCell<Vec<Value>>>),
    /// An object with its members in order.
    Object(Rc<Members>),
    /// One of several: `a ? b : c`.
    OneOf(Rc<Vec<Value>>),
    /// A function of the program.
    Closure(Rc<Closure>),
    /// A class of the program.
    Class(Rc<ClassValue>),
    /// All that a file exports.
    Module(u32),
    /// `module` of a CommonJS file.
    CommonJs(u32),
    /// A constant of a file that has no value yet, because of a cycle.
    Pending(u32, Rc<str>),
    /// Something of a package: its name and the members taken from it.
    Library(Rc<Library>),
    /// What a function of a package returned.
    Called(Rc<Called>),
    /// A member of a value that is not an object of the program, to be called.
    Method(Rc<(Value, String)>),
    /// A validator.
    Schema(Schema),
    /// A value that a validator has let through.
    Typed(Schema),
    /// An application or router.
    Router(RouterId),
    /// `router.route(path)`.
    RouteAt(RouterId, Rc<Value>),
    /// A middleware that checks parts of the request.
    Guard(Rc<Vec<(Part, Schema)>>),
    /// What a framework gives to handlers.
    Role(Role),
    /// A part of the request, or one member of it.
    Input(Part, Option<Rc<str>>),
    /// What `safeParse` returns.
    Checked(Schema),
    /// An error that a framework answers with this status.
    HttpError(Option<u16>, Place),
    /// An answer that has been taken note of.
    Answered,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Part {
    /// Parameters of the path.
    Path,
    /// Parameters of the query.
    Query,
    /// Header fields.
    Header,
    /// Cookies.
    Cookie,
    /// The body as JSON.
    Body,
    /// The body as a form.
    Form,
}

/// The four frameworks whose routers are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// Express.
    Express,
    /// Fastify.
    Fastify,
    /// Koa with its router.
    Koa,
    /// Hono.
    Hono,
}

/// What a handler gets from its framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The request.
    Request(Style),
    /// The response or reply.
    Response(Style),
    /// Koa's and Hono's context.
    Context(Style),
}

/// Members in order.
#[derive(Debug, Default)]
pub(super) struct Members {
    entries: RefCell<Vec<(Rc<str>, Value)>>,
    /// Getters are run when they are asked for.
    getters: RefCell<HashMap<Rc<str>, Rc<Closure>>>,
    /// The place of the object in the text.
    pub(super) place: Place,
}

impl Members {
    /// No members.
    pub(super) fn at(place: Place) -> Self {
        Self {
            place,
            ..Self::default()
        }
    }

    /// The value of a member.
    pub(super) fn get(&self, key: &str) -> Option<Value> {
        let entries = self.entries.borrow();
        entries
            .iter()
            .find(|(name, _)| &**name == key)
            .map(|(_, value)| value.clone())
    }

    /// The getter of a member.
    pub(super) fn getter(&self, key: &str) -> Option<Rc<Closure>> {
        self.getters.borrow().get(key).cloned()
    }

    /// Sets a member.
    pub(super) fn set(&self, key: &str, value: Value) {
        let mut entries = self.entries.borrow_mut();
        match entries.iter_mut().find(|(name, _)| &**name == key) {
            Some((_, old)) => *old = value,
            None => entries.push((key.into(), value)),
        }
    }

    /// Sets a getter; its place in the order is that of the text.
    pub(super) fn set_getter(&self, key: &str, getter: Rc<Closure>) {
        self.set(key, Value::Unknown);
        self.getters.borrow_mut().insert(key.into(), getter);
    }

    /// All members in order.
    pub(super) fn entries(&self) -> Vec<(Rc<str>, Value)> {
        self.entries.borrow().clone()
    }
}

/// A function and where its names come from.
#[derive(Debug)]
pub(super) struct Closure {
    /// The function.
    pub(super) function: Rc<Function>,
    /// The names around it.
    pub(super) scope: Rc<Scope>,
    /// Its `this`, where it is known.
    pub(super) this: Value,
}

/// A class and where its names come from.
#[derive(Debug)]
pub(super) struct ClassValue {
    /// The class.
    pub(super) class: Rc<Class>,
    /// The names around it.
    pub(super) scope: Rc<Scope>,
    /// Its static members.
    pub(super) statics: Members,
}

/// Something of a package.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Library {
    /// The package as it is imported.
    pub(super) package: String,
    /// The members taken from it.
    pub(super) path: Vec<String>,
}

/// A call whose result nothing is known of.
#[derive(Debug)]
pub(super) struct Called {
    /// How the function is written: `auth.required`.
    pub(super) name: String,
    /// The package that it comes from, if it comes from one.
    pub(super) package: Option<String>,
    /// What it was given.
    pub(super) arguments: Vec<Value>,
    /// Where.
    pub(super) place: Place,
}

/// Names and their values.
#[derive(Debug)]
pub(super) struct Scope {
    names: RefCell<HashMap<Rc<str>, Value>>,
    parent: Option<Rc<Scope>>,
    /// The file that the names stand in.
    pub(super) file: u32,
}

impl Scope {
    /// The outermost scope of a file.
    pub(super) fn of_file(file: u32) -> Rc<Self> {
        Rc::new(Self {
            names: RefCell::default(),
            parent: None,
            file,
        })
    }

    /// A scope inside of another.
    pub(super) fn inside(parent: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self {
            names: RefCell::default(),
            parent: Some(Rc::clone(parent)),
            file: parent.file,
        })
    }

    /// Whether it is the outermost of its file.
    pub(super) fn is_outermost(&self) -> bool {
        self.parent.is_none()
    }

    /// Declares a name.
    pub(super) fn declare(&self, name: &str, value: Value) {
        self.names.borrow_mut().insert(name.into(), value);
    }

    /// Gives a declared name another value.
    pub(super) fn assign(&self, name: &str, value: Value) {
        let mut scope = self;
        loop {
            if let Some(known) = scope.names.borrow_mut().get_mut(name) {
                *known = value;
                return;
            }
            match &scope.parent {
                Some(parent) => scope = parent,
                None => return,
            }
        }
    }

    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        let mut scope = self;
        loop {
            if let Some(value) = scope.names.borrow().get(name) {
                return Some(value.clone());
            }
            scope = scope.parent.as_deref()?;
        }
    }
}

impl Value {
    /// A string.
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self::Text(text.as_ref().into())
    }

    /// An array.
    pub(super) fn array(items: Vec<Value>) -> Self {
        Self::Array(Rc::new(RefCell::new(items)))
    }

    /// Something of a package.
    pub(super) fn library(package: &str, path: &[&str]) -> Self {
        Self::Library(Rc::new(Library {
            package: package.to_owned(),
            path: path.iter().map(|it| (*it).to_owned()).collect(),
        }))
    }

    /// The string, when it is known.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The members, when it is an object of the program.
    pub(super) fn as_object(&self) -> Option<&Rc<Members>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of an object of the program.
    pub(super) fn member(&self, key: &str) -> Option<Value> {
        self.as_object()?.get(key)
    }

    /// Whether nothing can be told from it.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown | Self::Undefined)
    }

    /// The elements, when it is an array.
    pub(super) fn items(&self) -> Option<Vec<Value>> {
        match self {
            Self::Array(items) => Some(items.borrow().clone()),
            _ => None,
        }
    }

    /// Whether a condition on it holds, where that is certain.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Undefined | Self::Null | Self::Bool(false) => Some(false),
            Self::Bool(true) | Self::Schema(_) | Self::Closure(_) | Self::Router(_) => Some(true),
            _ => None,
        }
    }

    /// The HTTP statuses that it can be, when it is a number or a choice of numbers.
    pub(super) fn statuses(&self) -> Option<Vec<u16>> {
        match self {
            Self::Number(text) => text
                .parse()
                .ok()
                .filter(|it| (100..600).contains(it))
                .map(|it| vec![it]),
            Self::OneOf(all) => {
                let lists: Option<Vec<Vec<u16>>> = all.iter().map(Value::statuses).collect();
                lists.map(|lists| lists.concat())
            }
            _ => None,
        }
    }
}
