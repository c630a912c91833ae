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
pub(super) fn is_last_broken(root: &Expr, links: &[Link]) -> bool {
    let Some((last, before)) = links.split_last() else {
        return false;
    };
    let is_broken = last.flat().is_none();
    is_broken
        && !breaks_anyway(root, links)
        && root.flat().is_some()
        && before.iter().all(|link| link.flat().is_some())
}
