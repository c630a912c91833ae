//! Byte scanners for anchored sequences of ASCII sets, as most patterns of identifiers and codes are.
//!
//! A sequence qualifies when no choice needs to be taken back: whenever a repeat could go on, what follows cannot
//! start with the same byte.

use super::parse::{Class, Node};

/// A set of bytes. A table, as a look-up is all there is to do.
type Set = Box<[bool; 256]>;

/// One step: between `min` and `max` bytes of a set, or an optional sequence.
#[derive(Debug)]
enum Step {
    Run { set: Set, min: usize, max: usize },
    Optional(Vec<Step>),
}

/// A sequence of steps from the start of the text to its end.
#[derive(Debug)]
pub(super) struct Scanner {
    steps: Vec<Step>,
}

impl Scanner {
    /// The scanner of a pattern, if it is of that kind.
    pub(super) fn of(root: &Node) -> Option<Self> {
        let Node::Sequence(parts) = root else {
            return None;
        };
        let [Node::Start, inner @ .., Node::End] = &parts[..] else {
            return None;
        };
        let mut steps = Vec::new();
        for part in inner {
            step(part, &mut steps)?;
        }
        is_deterministic(&steps, &[false; 256]).then_some(Scanner { steps })
    }

    /// Whether the whole text matches.
    #[inline]
    pub(super) fn matches(&self, text: &[u8]) -> bool {
        matches!(run(&self.steps, text), Some([]))
    }
}

fn step(node: &Node, steps: &mut Vec<Step>) -> Option<()> {
    match node {
        Node::Empty => {}
        Node::Class(class) => steps.push(Step::Run {
            set: ascii(class)?,
            min: 1,
            max: 1,
        }),
        Node::Sequence(parts) => parts.iter().try_for_each(|part| step(part, steps))?,
        Node::Group { node, .. } => step(node, steps)?,
        Node::Repeat { node, min, max, .. } => match (&**node, min, max) {
            (Node::Class(class), min, max) => {
                steps.push(Step::Run {
                    set: ascii(class)?,
                    min: *min as usize,
                    max: max.map_or(usize::MAX, |max| max as usize),
                });
            }
            (Node::Group { node, .. }, 0, Some(1)) => {
                let mut inner = Vec::new();
                step(node, &mut inner)?;
                steps.push(Step::Optional(inner));
            }
            _ => return None,
        },
        _ => return None,
    }
    Some(())
}

/// The set of an ASCII class; `None` for others.
fn ascii(class: &Class) -> Option<Set> {
    if class.negated || !class.properties.is_empty() {
        return None;
    }
    let mut set = Box::new([false; 256]);
    for (first, last) in &class.ranges {
        if !last.is_ascii() {
            return None;
        }
        set[*first as usize..=*last as usize].fill(true);
    }
    Some(set)
}

fn overlap(a: &[bool; 256], b: &[bool; 256]) -> bool {
    a.iter().zip(b).any(|(a, b)| *a && *b)
}

/// What a sequence can start with, given what can follow it.
fn first(steps: &[Step], after: &[bool; 256]) -> [bool; 256] {
    let Some((step, rest)) = steps.split_first() else {
        return *after;
    };
    let (mut set, may_be_empty) = match step {
        Step::Run { set, min, .. } => (**set, *min == 0),
        Step::Optional(inner) => (first(inner, &[false; 256]), true),
    };
    if may_be_empty {
        set.iter_mut()
            .zip(first(rest, after))
            .for_each(|(own, next)| *own |= next);
    }
    set
}

fn is_deterministic(steps: &[Step], after: &[bool; 256]) -> bool {
    steps.iter().enumerate().all(|(index, step)| {
        let next = first(&steps[index + 1..], after);
        match step {
            Step::Run { set, min, max } => min == max || !overlap(set, &next),
            // An optional sequence must consume something, or it could not be told whether it is there.
            Step::Optional(inner) => {
                !overlap(&first(inner, &[false; 256]), &next)
                    && matches!(inner.first(), Some(Step::Run { min: 1.., .. }))
                    && is_deterministic(inner, &next)
            }
        }
    })
}

/// The text after the steps; `None` when they do not match.
#[inline]
fn run<'t>(steps: &[Step], mut text: &'t [u8]) -> Option<&'t [u8]> {
    for step in steps {
        match step {
            Step::Run { set, min, max } => {
                let limit = text.len().min(*max);
                let mut count = 0;
                while count < limit && set[text[count] as usize] {
                    count += 1;
                }
                if count < *min {
                    return None;
                }
                text = &text[count..];
            }
            Step::Optional(inner) => {
                let Some(Step::Run { set, .. }) = inner.first() else {
                    return None;
                };
                if text.first().is_some_and(|byte| set[*byte as usize]) {
                    text = run(inner, text)?;
                }
            }
        }
    }
    Some(text)
}
