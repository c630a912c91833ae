//! The tree in the syntax of the `regex` crate, spelled so that nothing depends on its own defaults.

use super::parse::{Class, Node, Tree};
use regex::RegexBuilder;
use std::fmt::Write;

/// Above this the pattern is left to the limited engine: repeats of repeats can grow without bound.
const SIZE_LIMIT: usize = 4 << 20;

/// The pattern as a linear-time regex; `None` where it has lookaround or backreferences.
pub(super) fn compile(tree: &Tree) -> Option<regex::Regex> {
    let mut source = String::new();
    write(&tree.root, &mut source)?;
    RegexBuilder::new(&source)
        .size_limit(SIZE_LIMIT)
        .build()
        .ok()
}

/// A set on its own, for the limited engine's Unicode properties.
pub(super) fn class(class: &Class) -> Option<regex::Regex> {
    let mut source = String::from("^");
    write_class(class, &mut source);
    regex::Regex::new(&source).ok()
}

fn write(node: &Node, out: &mut String) -> Option<()> {
    match node {
        Node::Empty => {}
        Node::Start => out.push_str(r"\A"),
        Node::End => out.push_str(r"\z"),
        Node::Boundary { negated: false } => out.push_str(r"(?-u:\b)"),
        // `(?-u:\B)` could stand inside of a character, which `regex` refuses.
        Node::Boundary { negated: true } | Node::Back(_) | Node::Look { .. } => return None,
        Node::Class(class) => write_class(class, out),
        Node::Sequence(parts) => parts.iter().try_for_each(|part| write(part, out))?,
        Node::Choice(options) => {
            out.push_str("(?:");
            for (index, option) in options.iter().enumerate() {
                if index > 0 {
                    out.push('|');
                }
                write(option, out)?;
            }
            out.push(')');
        }
        Node::Repeat { node, min, max, .. } => {
            // Which match is found does not matter, only whether there is one.
            out.push_str("(?:");
            write(node, out)?;
            out.push(')');
            match (min, max) {
                (0, None) => out.push('*'),
                (1, None) => out.push('+'),
                (min, None) => write!(out, "{{{min},}}").ok()?,
                (min, Some(max)) => write!(out, "{{{min},{max}}}").ok()?,
            }
        }
        Node::Group { node, .. } => {
            out.push_str("(?:");
            write(node, out)?;
            out.push(')');
        }
    }
    Some(())
}

fn write_class(class: &Class, out: &mut String) {
    if class.ranges.is_empty() && class.properties.is_empty() {
        out.push_str(if class.negated {
            r"[\x{0}-\x{10FFFF}]"
        } else {
            r"[^\x{0}-\x{10FFFF}]"
        });
        return;
    }
    out.push_str(if class.negated { "[^" } else { "[" });
    for (first, last) in &class.ranges {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            r"\x{{{:X}}}-\x{{{:X}}}",
            u32::from(*first),
            u32::from(*last)
        );
    }
    for (name, negated) in &class.properties {
        let _ = write!(out, r"\{}{{{name}}}", if *negated { 'P' } else { 'p' });
    }
    out.push(']');
}
