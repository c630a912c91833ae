//! Expressions on one line.

use super::{
    chain::breaks_anyway,
    model::{Expr, Link},
};

impl Expr {
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
}

impl Link {
    pub(super) fn flat(&self) -> Option<String> {
        Some(format!(".{}({})", self.name, list(&self.arguments)?))
    }
}

pub(super) fn list(items: &[Expr]) -> Option<String> {
    let items: Option<Vec<String>> = items.iter().map(Expr::flat).collect();
    Some(items?.join(", "))
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
