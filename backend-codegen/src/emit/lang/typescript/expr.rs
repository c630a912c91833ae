//! Expressions, broken over lines where prettier breaks them.

/// The greatest width of a line, as the projects' `.prettierrc.json` has it.
pub(super) const WIDTH: usize = 100;
/// The width of one level.
pub(super) const TAB: usize = 2;

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
    /// An arrow function with a block: its head, and its statements as finished lines.
    Block(String, Vec<String>),
    /// A member without a value: a shorthand, or `...spread`. Only inside of objects.
    Shorthand,
    /// `() => expression`
    Arrow(String, Box<Expr>),
    /// What a getter returns. Only inside of objects.
    Getter(Box<Expr>),
    /// A comparison, and what it chooses between.
    Conditional(String, Box<Expr>, Box<Expr>),
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

    /// All on one line; `None` when it always takes several.
    pub fn flat(&self) -> Option<String> {
        Some(match self {
            Self::Text(text) => text.clone(),
            Self::Call(callee, arguments) => format!("{callee}({})", list(arguments)?),
            Self::Chain(root, links) => {
                let links: Option<Vec<String>> = links.iter().map(Link::flat).collect();
                format!("{}{}", root.flat()?, links?.concat())
            }
            Self::Array(items) if is_table(items) => return None,
            Self::Array(items) => format!("[{}]", list(items)?),
            Self::Inline(members) => {
                let members: Option<Vec<String>> = members.iter().map(flat_member).collect();
                format!("{{ {} }}", members?.join(", "))
            }
            Self::Object(members) if members.is_empty() => "{}".to_owned(),
            Self::Arrow(head, body) => match **body {
                Self::Object(_) | Self::Conditional(..) => format!("{head} => ({})", body.flat()?),
                _ => format!("{head} => {}", body.flat()?),
            },
            Self::Object(_) | Self::Block(..) | Self::Getter(_) => return None,
            Self::Shorthand => String::new(),
            Self::Conditional(test, yes, no) => {
                format!("{test} ? {} : {}", yes.flat()?, no.flat()?)
            }
        })
    }

    /// The text, when `used` columns of its first line are taken and `tail` more follow its end.
    pub fn print(&self, level: usize, used: usize, tail: usize) -> String {
        if let Some(flat) = self.flat()
            && used + width(&flat) + tail <= WIDTH
            && !self.breaks_anyway()
        {
            return flat;
        }
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(callee, arguments) => {
                format!(
                    "{callee}{}",
                    arguments_text(arguments, level, used + width(callee))
                )
            }
            Self::Chain(root, links) => chain(root, links, level, used),
            Self::Array(items) => format!("[{}{}]", lines(items, level), newline(level)),
            Self::Object(members) | Self::Inline(members) => object(members, level),
            Self::Block(head, statements) => block(head, statements, level),
            Self::Arrow(head, body) => {
                let head = format!("{head} => ");
                let printed = body.print(level, used + width(&head) + 1, tail);
                match **body {
                    Self::Object(_) => format!("{head}({printed})"),
                    _ => format!("{head}{printed}"),
                }
            }
            Self::Conditional(test, yes, no) => conditional(test, yes, no, level),
            Self::Shorthand | Self::Getter(_) => String::new(),
        }
    }

    /// prettier breaks chains of three calls and more when an argument is not simple.
    fn breaks_anyway(&self) -> bool {
        match self {
            Self::Chain(root, links) => {
                let calls = links.len() + usize::from(matches!(**root, Self::Call(..)));
                calls > 2
                    && links
                        .iter()
                        .any(|link| !link.arguments.iter().all(is_simple))
            }
            _ => false,
        }
    }

    /// Whether a call's last argument keeps its opening on the line of the call.
    fn hugs(&self) -> bool {
        match self {
            Self::Object(members) | Self::Inline(members) => !members.is_empty(),
            Self::Array(items) => !items.is_empty(),
            Self::Block(..) => true,
            Self::Arrow(_, body) => matches!(**body, Self::Object(_)),
            Self::Text(_)
            | Self::Call(..)
            | Self::Chain(..)
            | Self::Shorthand
            | Self::Getter(_)
            | Self::Conditional(..) => false,
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

    fn flat(&self) -> Option<String> {
        Some(format!(".{}({})", self.name, list(&self.arguments)?))
    }
}

/// What prettier calls a simple argument, as far as it occurs here.
fn is_simple(argument: &Expr) -> bool {
    match argument {
        Expr::Text(_) | Expr::Shorthand => true,
        Expr::Call(_, arguments) => arguments.iter().all(is_simple),
        Expr::Array(items) => items.iter().all(is_simple),
        Expr::Object(members) | Expr::Inline(members) => {
            members.iter().all(|(_, value)| is_simple(value))
        }
        Expr::Chain(root, links) => {
            is_simple(root)
                && links
                    .iter()
                    .all(|link| link.arguments.iter().all(is_simple))
        }
        Expr::Block(..) | Expr::Getter(_) | Expr::Arrow(..) | Expr::Conditional(..) => false,
    }
}

pub(super) fn width(text: &str) -> usize {
    let last = text.rsplit('\n').next().unwrap_or_default();
    last.chars().count()
}

fn newline(level: usize) -> String {
    format!("\n{}", " ".repeat(level * TAB))
}

fn list(items: &[Expr]) -> Option<String> {
    let items: Option<Vec<String>> = items.iter().map(Expr::flat).collect();
    Some(items?.join(", "))
}

/// Items, each on a line of its own.
fn lines(items: &[Expr], level: usize) -> String {
    let inner = level + 1;
    items
        .iter()
        .map(|item| format!("{}{},", newline(inner), item.print(inner, inner * TAB, 1)))
        .collect()
}

/// `(…)` broken: the last argument hugged when it can be, else one argument a line.
fn arguments_text(arguments: &[Expr], level: usize, used: usize) -> String {
    if let Some((last, before)) = arguments.split_last()
        && last.hugs()
        && let Some(head) = list(before)
    {
        let head = if before.is_empty() {
            "(".to_owned()
        } else {
            format!("({head}, ")
        };
        let printed = last.print(level, used + width(&head), 1);
        let first = printed
            .lines()
            .next()
            .map_or(0, |line| line.chars().count());
        let broken = match last {
            Expr::Array(items) => format!("[{}{}]", lines(items, level), newline(level)),
            _ => printed,
        };
        if used + width(&head) + first.min(1) <= WIDTH && fits_head(last, used + width(&head)) {
            return format!("{head}{broken})");
        }
    }
    if arguments.is_empty() {
        return "()".to_owned();
    }
    format!("({}{})", lines(arguments, level), newline(level))
}

/// Whether the opening of a hugged argument fits on the line.
fn fits_head(last: &Expr, used: usize) -> bool {
    match last {
        Expr::Block(head, _) => used + width(head) + " => {".len() <= WIDTH,
        _ => used < WIDTH,
    }
}

fn chain(root: &Expr, links: &[Link], level: usize, used: usize) -> String {
    let is_call = matches!(root, Expr::Call(..));
    let calls = links.len() + usize::from(is_call);
    if links.len() <= 1 && (calls <= 1 || is_call) {
        let mut text = root.print(level, used, 0);
        for link in links {
            text.push_str(&format!(".{}", link.name));
            let at = if text.contains('\n') {
                width(&text)
            } else {
                used + width(&text)
            };
            match list(&link.arguments) {
                Some(flat) if at + width(&flat) + 2 <= WIDTH => text.push_str(&format!("({flat})")),
                _ => text.push_str(&arguments_text(&link.arguments, level, at)),
            }
        }
        return text;
    }
    let inner = level + 1;
    let mut text = root.print(level, used, 0);
    for link in links {
        let head = format!("{}.{}", newline(inner), link.name);
        let at = width(&head);
        let flat = link
            .flat()
            .filter(|flat| inner * TAB + width(flat) <= WIDTH);
        match flat {
            Some(flat) => text.push_str(&format!("{}{flat}", newline(inner))),
            None => text.push_str(&format!(
                "{head}{}",
                arguments_text(&link.arguments, inner, at)
            )),
        }
    }
    text
}

fn conditional(test: &str, yes: &Expr, no: &Expr, level: usize) -> String {
    let inner = level + 1;
    let branch = |sign: &str, value: &Expr| {
        let used = inner * TAB + sign.len();
        format!(
            "{}{sign}{}",
            newline(inner),
            value.print(inner + 1, used, 0)
        )
    };
    format!("{test}{}{}", branch("? ", yes), branch(": ", no))
}

fn object(members: &[(String, Expr)], level: usize) -> String {
    let inner = level + 1;
    let mut text = "{".to_owned();
    for (name, value) in members {
        text.push_str(&newline(inner));
        text.push_str(&member(name, value, inner));
        text.push(',');
    }
    text.push_str(&newline(level));
    text.push('}');
    text
}

fn member(name: &str, value: &Expr, level: usize) -> String {
    match value {
        Expr::Shorthand => name.to_owned(),
        Expr::Getter(body) => {
            let inner = level + 1;
            let head = "return ";
            let body = body.print(inner, inner * TAB + head.len(), 1);
            format!(
                "{name} {{{}{head}{body};{}}}",
                newline(inner),
                newline(level)
            )
        }
        Expr::Conditional(..) => {
            let beside = level * TAB + width(name) + ": ".len();
            match value.flat() {
                Some(flat) if beside + width(&flat) < WIDTH => format!("{name}: {flat}"),
                // A comparison that does not fit beside its key stands below it.
                _ => {
                    let inner = level + 1;
                    let below = value.print(inner, inner * TAB, 1);
                    format!("{name}:{}{below}", newline(inner))
                }
            }
        }
        Expr::Text(text) if level * TAB + width(name) + 3 + width(text) > WIDTH => {
            // A string that does not fit beside its key stands below it.
            format!("{name}:{}{text}", newline(level + 1))
        }
        _ => format!(
            "{name}: {}",
            value.print(level, level * TAB + width(name) + 2, 1)
        ),
    }
}

fn block(head: &str, statements: &[String], level: usize) -> String {
    let inner = level + 1;
    let mut text = format!("{head} => {{");
    for statement in statements {
        for line in statement.lines() {
            if line.is_empty() {
                text.push('\n');
            } else {
                text.push_str(&format!("{}{line}", newline(inner)));
            }
        }
    }
    text.push_str(&newline(level));
    text.push('}');
    text
}

/// A member on one line.
fn flat_member((name, value): &(String, Expr)) -> Option<String> {
    match value {
        Expr::Shorthand => Some(name.clone()),
        _ => Some(format!("{name}: {}", value.flat()?)),
    }
}

/// prettier writes lists of lists, and of objects, one a line.
fn is_table(items: &[Expr]) -> bool {
    let long_list = |item: &Expr| matches!(item, Expr::Array(inner) if inner.len() > 1);
    let long_object = |item: &Expr| matches!(item, Expr::Object(members) | Expr::Inline(members) if members.len() > 1);
    items.len() > 1 && (items.iter().all(long_list) || items.iter().all(long_object))
}
