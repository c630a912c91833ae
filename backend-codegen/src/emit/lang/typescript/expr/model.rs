//! What expressions are made of.

/// An expression, by the shape that decides where it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Text that does not break.
    Text(String),
    /// A function and its arguments.
    Call(String, Vec<Expr>),
    /// A root and the calls behind it.
    Chain(Box<Expr>, Vec<Link>),
    /// Members, one a line always; a getter's key is `get name()` and has a body of one return.
    Object(Vec<(String, Expr)>),
    /// Members, on one line where they fit.
    Inline(Vec<(String, Expr)>),
    /// Items.
    Array(Vec<Expr>),
    /// An arrow function with a block: its head, and its statements.
    Block(String, Vec<Statement>),
    /// A member without a value: a shorthand, or `...spread`. Only inside of objects.
    Shorthand,
    /// `() => expression`
    Arrow(String, Box<Expr>),
    /// What a getter returns. Only inside of objects.
    Getter(Box<Expr>),
    /// A comparison, and what it chooses between.
    Conditional(String, Box<Expr>, Box<Expr>),
}

/// A statement: what stands before its expression, the expression, and what ends it.
pub type Statement = (String, Expr, String);

/// A statement that is written already, in lines that stand at the left.
pub fn written(text: impl Into<String>) -> Statement {
    (text.into(), Expr::Shorthand, String::new())
}

/// One call in a chain: `.name(arguments)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The method.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<Expr>,
}

impl Expr {
    /// Text that does not break.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A call.
    pub fn call(callee: impl Into<String>, arguments: Vec<Expr>) -> Self {
        Self::Call(callee.into(), arguments)
    }

    /// `z.name(arguments)`
    pub fn z(name: &str, arguments: Vec<Expr>) -> Self {
        Self::Chain(Box::new(Self::text("z")), vec![Link::new(name, arguments)])
    }

    /// The expression with one call more behind it.
    #[must_use]
    pub fn then(self, name: &str, arguments: Vec<Expr>) -> Self {
        let link = Link::new(name, arguments);
        match self {
            Self::Chain(root, mut links) => {
                links.push(link);
                Self::Chain(root, links)
            }
            other => Self::Chain(Box::new(other), vec![link]),
        }
    }
}

impl Link {
    /// A call of a method.
    pub fn new(name: &str, arguments: Vec<Expr>) -> Self {
        Self {
            name: name.to_owned(),
            arguments,
        }
    }
}
