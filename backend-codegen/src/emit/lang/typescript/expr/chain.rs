//! Calls behind each other, and when prettier gives each a line of its own.

use super::{
    arguments::arguments_text,
    flat::list,
    model::{Expr, Link},
    width::{TAB, WIDTH, newline, width},
};

/// prettier breaks chains of three calls and more when an argument is not simple.
pub(super) fn breaks_anyway(root: &Expr, links: &[Link]) -> bool {
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
pub(super) fn is_simple(argument: &Expr, depth: usize) -> bool {
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
pub(super) fn is_simple_text(text: &str) -> bool {
    let operators = [" => ", " ? ", " ?? ", " || ", " && ", " + ", " - ", " * "];
    let is_computed = text.starts_with("...") || operators.iter().any(|sign| text.contains(sign));
    text.starts_with(['"', '\'']) || !is_computed
}

pub(super) fn chain(
    root: &Expr,
    links: &[Link],
    level: usize,
    (used, tail): (usize, usize),
) -> String {
    let merged = usize::from(is_factory(root));
    if links.len() <= 1 + merged {
        return one_line(root, links, level, (used, tail));
    }
    if is_last_broken(root, links, level, (used, tail)) {
        return one_line(root, links, level, (used, tail));
    }
    let inner = level + 1;
    let (first, rest) = links.split_at(merged);
    let mut text = one_line(root, first, level, (used, 0));
    for (index, link) in rest.iter().enumerate() {
        let head = format!("{}.{}", newline(inner), link.name);
        let at = width(&head);
        let behind = if index + 1 == rest.len() { tail } else { 0 };
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

/// The calls behind each other, and what they are given broken where it does not fit.
fn one_line(root: &Expr, links: &[Link], level: usize, (used, tail): (usize, usize)) -> String {
    let mut text = root.print(level, used, until_break(links, tail));
    for (index, link) in links.iter().enumerate() {
        text.push_str(&format!(".{}", link.name));
        let at = if text.contains('\n') {
            width(&text)
        } else {
            used + width(&text)
        };
        let behind = until_break(&links[index + 1..], tail);
        match list(&link.arguments) {
            Some(flat) if at + width(&flat) + 2 + behind <= WIDTH => {
                text.push_str(&format!("({flat})"));
            }
            _ => text.push_str(&arguments_text(&link.arguments, level, at)),
        }
    }
    text
}

/// The columns of what follows up to where a line may break.
fn until_break(links: &[Link], tail: usize) -> usize {
    let mut columns = 0;
    for link in links {
        columns += width(&link.name) + ".(".len();
        if !link.arguments.is_empty() {
            return columns;
        }
        columns += ")".len();
    }
    columns + tail
}

/// A name with a capital letter, which prettier keeps together with the first call.
fn is_factory(root: &Expr) -> bool {
    match root {
        Expr::Text(text) => {
            text.starts_with(|c: char| c.is_ascii_uppercase()) && !text.contains('.')
        }
        _ => false,
    }
}

/// Whether the last call alone takes several lines, for which prettier leaves the chain on one.
fn is_last_broken(root: &Expr, links: &[Link], level: usize, (used, tail): (usize, usize)) -> bool {
    let Some((last, before)) = links.split_last() else {
        return false;
    };
    let head = Expr::Chain(Box::new(root.clone()), before.to_vec());
    let Some(head) = head.flat() else {
        return false;
    };
    let ends_in_object = matches!(
        last.arguments.last(),
        Some(Expr::Object(_) | Expr::Inline(_))
    );
    let is_broken = match last.flat() {
        None => true,
        Some(flat) => ends_in_object && (level + 1) * TAB + width(&flat) + tail > WIDTH,
    };
    let fits = used + width(&head) + until_break(std::slice::from_ref(last), 1) < WIDTH;
    is_broken && fits && !breaks_anyway(root, links)
}
