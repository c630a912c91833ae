//! Expressions over several lines, broken where prettier breaks them.

use super::{
    arguments::{arguments_text, filled, is_numbers, lines},
    chain::chain,
    model::{Expr, Link, Statement},
    width::{TAB, WIDTH, newline, width},
};

impl Expr {
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
    pub(super) fn hugs(&self) -> bool {
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

pub(super) fn object(members: &[(String, Expr)], level: usize) -> String {
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
            Expr::Text(text) => !is_short && !stays_beside(text),
            Expr::Chain(root, links) => {
                let overflows =
                    matches!(**root, Expr::Text(ref text) if beside + width(text) > WIDTH);
                !is_short && (is_unbreakable(root, links) || overflows)
            }
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

/// Templates, numbers and truths stay where they are, however long their keys are.
fn stays_beside(text: &str) -> bool {
    text.starts_with(|c: char| c == '`' || c == '-' || c.is_ascii_digit())
        || matches!(text, "true" | "false")
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

fn block(head: &str, statements: &[Statement], level: usize) -> String {
    let mut text = format!("{head} => {{\n");
    for one in statements {
        text.push_str(&statement(one, level + 1));
    }
    text.push_str(&" ".repeat(level * TAB));
    text.push('}');
    text
}

/// The lines of a statement, indented.
pub(in super::super) fn statement((head, expr, tail): &Statement, level: usize) -> String {
    let indent = " ".repeat(level * TAB);
    if *expr == Expr::Shorthand {
        let line = |line: &str| match line {
            "" => "\n".to_owned(),
            line => format!("{indent}{line}\n"),
        };
        return head.lines().map(line).collect();
    }
    let used = level * TAB + head.chars().count();
    let text = expr.print(level, used, tail.chars().count());
    let fits = used + width(text.lines().next().unwrap_or_default()) <= WIDTH;
    if !fits && !text.contains('\n') && head.ends_with("= ") {
        // What cannot break stands below what it is given to.
        let (head, inner) = (head.trim_end(), " ".repeat((level + 1) * TAB));
        return format!("{indent}{head}\n{inner}{text}{tail}\n");
    }
    format!("{indent}{head}{text}{tail}\n")
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
