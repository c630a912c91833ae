//! Byte scanners for anchored sequences of ASCII sets, as most patterns of identifiers and codes are.
//!
//! A sequence qualifies when no choice needs to be taken back: whenever a repeat could go on, what follows cannot
//! start with the same byte.

use super::parse::{Class, Node};

/// One step: between `min` and `max` bytes of a set, or an optional sequence.
#[derive(Debug)]
enum Step {
    Run { set: [u64; 2], min: u32, max: u32 },
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
        is_deterministic(&steps, [0; 2]).then_some(Scanner { steps })
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
                    min: *min,
                    max: max.unwrap_or(u32::MAX),
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
fn ascii(class: &Class) -> Option<[u64; 2]> {
    if class.negated || !class.properties.is_empty() {
        return None;
    }
    let mut set = [0; 2];
    for (first, last) in &class.ranges {
        if !last.is_ascii() {
            return None;
        }
        for byte in *first as u8..=*last as u8 {
            set[(byte >> 6) as usize] |= 1_u64 << (byte & 63);
        }
    }
    Some(set)
}

fn overlap(a: [u64; 2], b: [u64; 2]) -> bool {
    a[0] & b[0] != 0 || a[1] & b[1] != 0
}

/// What a sequence can start with, given what can follow it.
fn first(steps: &[Step], after: [u64; 2]) -> [u64; 2] {
    let Some((step, rest)) = steps.split_first() else {
        return after;
    };
    let (set, may_be_empty) = match step {
        Step::Run { set, min, .. } => (*set, *min == 0),
        Step::Optional(inner) => (first(inner, [0; 2]), true),
    };
    if !may_be_empty {
        return set;
    }
    let rest = first(rest, after);
    [set[0] | rest[0], set[1] | rest[1]]
}

fn is_deterministic(steps: &[Step], after: [u64; 2]) -> bool {
    steps.iter().enumerate().all(|(index, step)| {
        let next = first(&steps[index + 1..], after);
        match step {
            Step::Run { set, min, max } => min == max || !overlap(*set, next),
            // An optional sequence must consume something, or it could not be told whether it is there.
            Step::Optional(inner) => {
                !overlap(first(inner, [0; 2]), next)
                    && matches!(inner.first(), Some(Step::Run { min: 1.., .. }))
                    && is_deterministic(inner, next)
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
                let limit = text.len().min(*max as usize);
                let count = text[..limit]
                    .iter()
                    .take_while(|byte| has(set, **byte))
                    .count();
                if count < *min as usize {
                    return None;
                }
                text = &text[count..];
            }
            Step::Optional(inner) => {
                let Some(Step::Run { set, .. }) = inner.first() else {
                    return None;
                };
                if text.first().is_some_and(|byte| has(set, *byte)) {
                    text = run(inner, text)?;
                }
            }
        }
    }
    Some(text)
}

#[inline]
fn has(set: &[u64; 2], byte: u8) -> bool {
    byte < 128 && set[(byte >> 6) as usize] & (1 << (byte & 63)) != 0
}
