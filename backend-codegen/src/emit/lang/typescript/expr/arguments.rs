//! What stands between parentheses and brackets, over several lines.

use super::{
    flat::list,
    model::Expr,
    print::object,
    width::{TAB, WIDTH, newline, width},
};

/// Items, each on a line of its own.
pub(super) fn lines(items: &[Expr], level: usize) -> String {
    let inner = level + 1;
    items
        .iter()
        .map(|item| format!("{}{},", newline(inner), item.print(inner, inner * TAB, 1)))
        .collect()
}

/// Whether prettier fills lines with these items.
pub(super) fn is_numbers(items: &[Expr]) -> bool {
    let is_number = |item: &Expr| match item {
        Expr::Text(text) => text
            .trim_start_matches('-')
            .starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    };
    items.len() > 1 && items.iter().all(is_number)
}

/// Items, as many on a line as fit.
pub(super) fn filled(items: &[Expr], level: usize) -> String {
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
pub(super) fn arguments_text(arguments: &[Expr], level: usize, used: usize) -> String {
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
            // The whole does not fit on a line, and this is what breaks.
            Expr::Array(items) => format!("[{}{}]", lines(items, level), newline(level)),
            Expr::Object(members) | Expr::Inline(members) => object(members, level),
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
pub(super) fn fits_head(last: &Expr, used: usize) -> bool {
    match last {
        Expr::Block(head, _) => used + width(head) + " => {".len() <= WIDTH,
        _ => used < WIDTH,
    }
}
