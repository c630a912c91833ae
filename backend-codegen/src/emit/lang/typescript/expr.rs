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
            Self::Chain(root, links) if breaks_anyway(root, links) => return None,
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
            Self::Chain(root, links) => chain(root, links, level, (used, tail)),
            Self::Array(items) if is_numbers(items) => {
                format!("[{}{}]", filled(items, level), newline(level))
            }
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

/// prettier breaks chains of three calls and more when an argument is not simple.
fn breaks_anyway(root: &Expr, links: &[Link]) -> bool {
    let first = match root {
        Expr::Call(_, arguments) => Some(arguments),
        _ => None,
    };
    let calls = links.len() + usize::from(first.is_some());
    let mut arguments = links
        .iter()
        .map(|link| &link.arguments)
        .chain(first)
        .flatten();
    calls > 2 && arguments.any(|argument| !is_simple(argument, SIMPLE_DEPTH))
}

/// How deep an argument may nest to be simple.
const SIMPLE_DEPTH: usize = 2;

/// What prettier calls a simple argument, as far as it occurs here.
fn is_simple(argument: &Expr, depth: usize) -> bool {
    let Some(inner) = depth.checked_sub(1) else {
        return false;
    };
    let are_simple = |arguments: &[Expr]| {
        arguments.len() <= depth && arguments.iter().all(|one| is_simple(one, inner))
    };
    match argument {
        Expr::Text(text) => is_simple_text(text),
        Expr::Shorthand => true,
        Expr::Call(_, arguments) => are_simple(arguments),
        Expr::Array(items) => items.iter().all(|item| is_simple(item, inner)),
        Expr::Object(members) | Expr::Inline(members) => {
            members.iter().all(|(_, value)| is_simple(value, inner))
        }
        Expr::Chain(root, links) => {
            is_simple(root, depth) && links.iter().all(|link| are_simple(&link.arguments))
        }
        Expr::Block(..) | Expr::Getter(_) | Expr::Arrow(..) | Expr::Conditional(..) => false,
    }
}

/// A literal, a name or a call, and nothing that is computed of several.
fn is_simple_text(text: &str) -> bool {
    let operators = [" => ", " ? ", " ?? ", " || ", " && ", " + ", " - ", " * "];
    let is_computed = text.starts_with("...") || operators.iter().any(|sign| text.contains(sign));
    text.starts_with(['"', '\'']) || !is_computed
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

/// Whether prettier fills lines with these items.
fn is_numbers(items: &[Expr]) -> bool {
    let is_number = |item: &Expr| match item {
        Expr::Text(text) => text
            .trim_start_matches('-')
            .starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    };
    items.len() > 1 && items.iter().all(is_number)
}

/// Items, as many on a line as fit.
fn filled(items: &[Expr], level: usize) -> String {
    let indent = newline(level + 1);
    let mut text = String::new();
    for item in items.iter().filter_map(Expr::flat) {
        let is_first = text.is_empty();
        if is_first || width(&text) + " ,".len() + width(&item) > WIDTH {
            text.push_str(&indent);
        } else {
            text.push(' ');
        }
        text.push_str(&item);
        text.push(',');
    }
    text
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

fn chain(root: &Expr, links: &[Link], level: usize, (used, tail): (usize, usize)) -> String {
    let is_call = matches!(root, Expr::Call(..));
    let is_short = links.len() <= 1;
    if is_short || is_last_broken(root, links) {
        let mut text = root.print(level, used, 0);
        for (index, link) in links.iter().enumerate() {
            text.push_str(&format!(".{}", link.name));
            let at = if text.contains('\n') {
                width(&text)
            } else {
                used + width(&text)
            };
            let behind = if index + 1 == links.len() { tail } else { 0 };
            match list(&link.arguments) {
                Some(flat) if at + width(&flat) + 2 + behind <= WIDTH => {
                    text.push_str(&format!("({flat})"));
                }
                _ => text.push_str(&arguments_text(&link.arguments, level, at)),
            }
        }
        let first = text.lines().next().unwrap_or_default();
        if is_short || used + width(first) <= WIDTH {
            return text;
        }
    }
    let inner = level + 1;
    // A call at the root stays where it is, and what it is given may break.
    let mut text = root.print(level, used, if is_call { 0 } else { tail });
    for (index, link) in links.iter().enumerate() {
        let head = format!("{}.{}", newline(inner), link.name);
        let at = width(&head);
        let behind = if index + 1 == links.len() { tail } else { 0 };
        let flat = link
            .flat()
            .filter(|flat| inner * TAB + width(flat) + behind <= WIDTH);
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

/// Whether the last call alone takes several lines, for which prettier leaves the chain on one.
fn is_last_broken(root: &Expr, links: &[Link]) -> bool {
    let Some((last, before)) = links.split_last() else {
        return false;
    };
    let is_broken = last.flat().is_none();
    is_broken
        && !breaks_anyway(root, links)
        && root.flat().is_some()
        && before.iter().all(|link| link.flat().is_some())
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
        _ if stands_below(name, value, level) => {
            let inner = level + 1;
            let below = value.print(inner, inner * TAB, 1);
            format!("{name}:{}{below}", newline(inner))
        }
        _ => format!(
            "{name}: {}",
            value.print(level, level * TAB + width(name) + 2, 1)
        ),
    }
}

/// What cannot break beside its key stands below it, unless the key is so short that this would not help.
fn stands_below(name: &str, value: &Expr, level: usize) -> bool {
    let beside = level * TAB + width(name) + ": ".len();
    let fits = value
        .flat()
        .is_some_and(|flat| beside + width(&flat) < WIDTH);
    let is_short = width(name) < TAB + 3;
    !fits
        && match value {
            Expr::Conditional(..) => true,
            Expr::Text(text) => !is_short && !text.starts_with('`'),
            Expr::Chain(root, links) => !is_short && is_unbreakable(root, links),
            Expr::Call(..)
            | Expr::Array(_)
            | Expr::Object(_)
            | Expr::Inline(_)
            | Expr::Block(..)
            | Expr::Shorthand
            | Expr::Arrow(..)
            | Expr::Getter(_) => false,
        }
}

/// A call behind a name, with nothing worth breaking in it.
fn is_unbreakable(root: &Expr, links: &[Link]) -> bool {
    let is_short = |argument: &Expr| match argument {
        Expr::Text(text) => width(text) <= WIDTH / 4,
        _ => false,
    };
    let is_name = matches!(root, Expr::Text(_));
    match links {
        [link] => is_name && link.arguments.len() <= 1 && link.arguments.iter().all(is_short),
        _ => false,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Expr {
        Expr::text(text)
    }

    fn words(count: usize) -> Expr {
        Expr::Array((0..count).map(|_| text("\"eleven-more\"")).collect())
    }

    #[test]
    fn what_follows_counts() {
        let expr = Expr::z("enum", vec![words(5)]);
        let flat = expr.flat().unwrap();
        let used = WIDTH - width(&flat);
        assert_eq!(expr.print(0, used, 0), flat);
        assert!(expr.print(0, used, 1).starts_with("z.enum([\n"));
    }

    #[test]
    fn long_chains_break_where_an_argument_nests() {
        let length = Expr::call("minLength", vec![text("2")]);
        let items = Expr::z("string", Vec::new()).then("check", vec![length.clone()]);
        let short = Expr::z("array", vec![items]).then("check", vec![length]);
        assert!(!short.print(0, 0, 0).contains('\n'));
        let long = short.then("optional", Vec::new());
        assert_eq!(
            long.print(0, 0, 0),
            "z\n  .array(z.string().check(minLength(2)))\n  .check(minLength(2))\n  .optional()"
        );
    }

    #[test]
    fn a_chain_stays_on_a_line_when_its_end_alone_breaks() {
        let members = Expr::Object(vec![("a".to_owned(), text("1"))]);
        let expr = Expr::z("string", Vec::new()).then("meta", vec![members]);
        assert_eq!(expr.print(0, 0, 0), "z.string().meta({\n  a: 1,\n})");
    }

    #[test]
    fn short_keys_keep_their_values_beside_them() {
        let long = text(&format!("\"{}\"", "x".repeat(WIDTH)));
        let print = |key: &str| Expr::Object(vec![(key.to_owned(), long.clone())]).print(0, 0, 0);
        assert!(print("path").contains("path: \"x"));
        assert!(print("title").contains("title:\n    \"x"));
    }

    #[test]
    fn numbers_fill_lines() {
        let numbers = Expr::Array((0..60).map(|number| text(&number.to_string())).collect());
        let printed = numbers.print(0, 0, 0);
        assert!(printed.starts_with("[\n  0, 1, 2, 3,"));
        assert!(printed.lines().all(|line| line.len() <= WIDTH));
    }
}
