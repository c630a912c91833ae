//! What is kept of a source file: expressions, statements, comments, their places. Types and JSX are left out.
//!
//! Owns: the tree that the rest of the extraction reads. Must not know: frameworks and schemas. The tree is ours and
//! not the parser's, because it lives as long as all files do, and because its depth is bounded once, here: nothing
//! that walks it can overflow a stack.

mod convert;
mod expression;
mod parse;
mod pattern;
mod statement;

use std::rc::Rc;

pub(super) use parse::{parse, stack_bytes};

/// A range of bytes of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    /// Offset of the first byte.
    pub(super) start: u32,
    /// Offset after the last byte.
    pub(super) end: u32,
}

/// One source file.
#[derive(Debug)]
pub(super) struct Module {
    /// Its statements in order.
    pub(super) body: Vec<Statement>,
    /// Its comments in order.
    pub(super) comments: Vec<Comment>,
}

/// A comment without its delimiters.
#[derive(Debug)]
pub(super) struct Comment {
    /// Where it stands, delimiters included.
    pub(super) range: Range,
    /// What it says.
    pub(super) text: String,
}

/// An expression and its place.
#[derive(Debug)]
pub(super) struct Expression {
    /// Where it stands.
    pub(super) range: Range,
    /// What it is.
    pub(super) kind: Kind,
}

/// The kinds of expression that can say something about a service.
#[derive(Debug)]
pub(super) enum Kind {
    /// `null`.
    Null,
    /// `true` and `false`.
    Bool(bool),
    /// A number, as JSON writes it.
    Number(String),
    /// A string.
    Text(String),
    /// `/pattern/flags`.
    Regex(String),
    /// The texts of a template and the expressions between them.
    Template(Vec<String>, Vec<Expression>),
    /// A name.
    Name(String),
    /// `this`.
    This,
    /// `[a, ...b]`.
    Array(Vec<Element>),
    /// `{a: 1, ...b}`.
    Object(Vec<Property>),
    /// A function or arrow function.
    Function(Rc<Function>),
    /// A class.
    Class(Rc<Class>),
    /// `f(a)` and `f?.(a)`.
    Call(Box<Expression>, Vec<Element>),
    /// `new F(a)`.
    New(Box<Expression>, Vec<Element>),
    /// `a.b`; `a?.b` and `a.#b` alike.
    Member(Box<Expression>, String),
    /// `a[b]`.
    Index(Box<Expression>, Box<Expression>),
    /// `a = b`; the operators that compute count as an assignment of something unknown.
    Assign(Box<Pattern>, Box<Expression>),
    /// `a ? b : c`.
    Choice(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `a ?? b`, `a || b`.
    Either(Box<Expression>, Box<Expression>),
    /// `a && b`.
    Both(Box<Expression>, Box<Expression>),
    /// `a + b`.
    Plus(Box<Expression>, Box<Expression>),
    /// `-a`.
    Minus(Box<Expression>),
    /// `import(a)`.
    Import(Box<Expression>),
    /// Everything else: the parts are looked at, the value is unknown.
    Other(Vec<Expression>),
}

/// An element of an array, or an argument.
#[derive(Debug)]
pub(super) struct Element {
    /// Whether `...` stands before it.
    pub(super) spread: bool,
    /// The expression.
    pub(super) value: Expression,
}

/// A member of an object.
#[derive(Debug)]
pub(super) enum Property {
    /// `key: value` and methods.
    Value(Key, Expression),
    /// `get key() {…}`.
    Getter(Key, Rc<Function>),
    /// `...value`.
    Spread(Expression),
}

/// The name of a member.
#[derive(Debug)]
pub(super) enum Key {
    /// Known from the text.
    Text(String),
    /// `[computed]`.
    Computed(Box<Expression>),
}

/// What is assigned to.
#[derive(Debug)]
pub(super) enum Pattern {
    /// A name.
    Name(String),
    /// `{a, b: c, ...rest}`.
    Object(Vec<(Key, Pattern)>, Option<Box<Pattern>>),
    /// `[a, , b, ...rest]`.
    Array(Vec<Option<Pattern>>, Option<Box<Pattern>>),
    /// `a = default`.
    Default(Box<Pattern>, Box<Expression>),
    /// `a.b` on the left of an assignment.
    Place(Expression),
    /// Nothing that can be followed.
    Other,
}

/// A function.
#[derive(Debug)]
pub(super) struct Function {
    /// Where it stands.
    pub(super) range: Range,
    /// Its name, if it has one.
    pub(super) name: Option<String>,
    /// Its parameters; the last may be the rest.
    pub(super) parameters: Vec<Parameter>,
    /// Whether the last parameter takes the rest.
    pub(super) has_rest: bool,
    /// Its statements; an arrow function's expression is one `return`.
    pub(super) body: Vec<Statement>,
    /// The type of what it returns, where it is one that can mean something here.
    pub(super) returns: Option<Type>,
    /// Whether `this` is that of the surroundings.
    pub(super) is_arrow: bool,
}

/// A parameter of a function.
#[derive(Debug)]
pub(super) struct Parameter {
    /// What it binds.
    pub(super) pattern: Pattern,
    /// `@Param('id')` and the like.
    pub(super) decorators: Vec<Expression>,
    /// The type, where it is one that can mean something here.
    pub(super) type_: Option<Type>,
    /// Whether `?` stands behind it.
    pub(super) optional: bool,
}

/// A class.
#[derive(Debug)]
pub(super) struct Class {
    /// Its name, if it has one.
    pub(super) name: Option<String>,
    /// The class that it extends.
    pub(super) parent: Option<Expression>,
    /// `@Controller('books')` and the like.
    pub(super) decorators: Vec<Expression>,
    /// Its members in order.
    pub(super) members: Vec<Member>,
}

/// A member of a class.
#[derive(Debug)]
pub(super) struct Member {
    /// Where it stands.
    pub(super) range: Range,
    /// Its name.
    pub(super) key: Key,
    /// Its decorators.
    pub(super) decorators: Vec<Expression>,
    /// Whether it belongs to the class and not to its values.
    pub(super) is_static: bool,
    /// What it is.
    pub(super) kind: MemberKind,
}

/// What a member of a class is.
#[derive(Debug)]
pub(super) enum MemberKind {
    /// A method.
    Method(Rc<Function>),
    /// The constructor.
    Constructor(Rc<Function>),
    /// A field.
    Field {
        /// Its first value.
        value: Option<Expression>,
        /// Its type.
        type_: Option<Type>,
        /// Whether `?` stands behind it.
        optional: bool,
    },
}

/// A type, as far as it can become a schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// `string`, `number`, `boolean`, `null`, `undefined`, `any`, …
    Keyword(&'static str),
    /// A name with its arguments.
    Named(String, Vec<Type>),
    /// `T[]`.
    Array(Box<Type>),
    /// `A | B`.
    Union(Vec<Type>),
    /// `'a'`, `1`, `true`.
    Literal(serde_json::Value),
    /// `{a: A; b?: B}`.
    Object(Vec<(String, Type, bool)>),
}

/// A statement.
#[derive(Debug)]
pub(super) struct Statement {
    /// What it does or declares.
    pub(super) kind: Action,
}

/// The kinds of statement.
#[derive(Debug)]
pub(super) enum Action {
    /// An expression.
    Expression(Expression),
    /// `const a = b, …`.
    Variables(Vec<(Pattern, Option<Expression>)>),
    /// A function with a name.
    Function(Rc<Function>),
    /// A class with a name.
    Class(Rc<Class>),
    /// `enum Name {…}`.
    Enum(String, Vec<(String, Option<Expression>)>),
    /// `interface Name {…}` and `type Name = …`.
    TypeName(String, Type),
    /// `return a`.
    Return(Option<Expression>),
    /// `throw a`.
    Throw(Expression),
    /// `{…}`.
    Block(Vec<Statement>),
    /// `if (test) then else otherwise`.
    If(Expression, Box<Statement>, Option<Box<Statement>>),
    /// Any loop: what each turn binds, what is gone through, what each turn does.
    Loop(Option<Pattern>, Option<Expression>, Box<Statement>),
    /// `try {…} catch {…} finally {…}`.
    Try(
        Vec<Statement>,
        Option<Vec<Statement>>,
        Option<Vec<Statement>>,
    ),
    /// The value that is asked for and the statements of each case.
    Switch(Expression, Vec<Vec<Statement>>),
    /// `import … from 'x'`.
    Import(Vec<Imported>, String),
    /// `export const a = …` and the like.
    Export(Box<Statement>),
    /// `export default a`; `module.exports = a` is an assignment.
    ExportDefault(Expression),
    /// `export {a as b}`.
    ExportNames(Vec<(String, String)>),
    /// `export {a as b} from 'x'`.
    ExportFrom(Vec<(String, String)>, String),
    /// `export * from 'x'` and `export * as a from 'x'`.
    ExportAll(Option<String>, String),
}

/// One name that an import brings.
#[derive(Debug)]
pub(super) struct Imported {
    /// What it is called here.
    pub(super) local: String,
    /// What it is called there; `*` is the whole module.
    pub(super) name: String,
}
