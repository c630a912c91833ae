//! Byte scanners for anchored sequences of ASCII sets, as most patterns of identifiers and codes are.
//!
//! A sequence qualifies when no choice needs to be taken back: whenever a repeat could go on, what follows cannot
//! start with the same byte.

use super::parse::{Class, Node};

/// A set of bytes, while steps are made.
type Set = Box<[bool; 256]>;

/// One step: between `min` and `max` bytes of a set, or an optional sequence.
#[derive(Debug)]
enum Step {
    Run { set: Set, min: usize, max: usize },
    Optional(Vec<Step>),
}

/// How many different sets a pattern may have: each is a bit of the one table.
const SETS: usize = 8;

/// One step as it is run: bytes that have the bit, or a jump over what is optional.
#[derive(Debug, Clone, Copy)]
enum Code {
    Run {
        bit: u8,
        min: u32,
        max: u32,
    },
    /// When the next byte has not the bit, so many steps are left out.
    Optional {
        bit: u8,
        steps: u32,
    },
}

/// A sequence of steps from the start of the text to its end.
#[derive(Debug)]
pub(super) struct Scanner {
    /// The sets that each byte is in.
    table: Box<[u8; 256]>,
    code: Box<[Code]>,
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
        if !is_deterministic(&steps, &[false; 256]) {
            return None;
        }
        let (mut sets, mut code) = (Vec::new(), Vec::new());
        encode(&steps, &mut sets, &mut code)?;
        let mut table = Box::new([0; 256]);
        for (bit, set) in sets.iter().enumerate() {
            for (byte, bits) in table.iter_mut().enumerate() {
                *bits |= u8::from(set[byte]) << bit;
            }
        }
        Some(Scanner {
            table,
            code: code.into(),
        })
    }

    /// Whether the whole text matches.
    #[inline]
    pub(super) fn matches(&self, text: &[u8]) -> bool {
        let mut rest = text.iter();
        let mut at = 0;
        while let Some(code) = self.code.get(at) {
            at += 1;
            match *code {
                Code::Run { bit, min, max } => {
                    let limit = rest.len().min(max as usize);
                    let has = |byte: &u8| self.table[*byte as usize] & bit != 0;
                    let bytes = rest.as_slice();
                    let count = bytes[..limit]
                        .iter()
                        .position(|byte| !has(byte))
                        .unwrap_or(limit);
                    if count < min as usize {
                        return false;
                    }
                    rest = bytes[count..].iter();
                }
                Code::Optional { bit, steps } => {
                    let next = rest.as_slice().first();
                    if next.is_none_or(|byte| self.table[*byte as usize] & bit == 0) {
                        at += steps as usize;
                    }
                }
            }
        }
        rest.len() == 0
    }
}

/// The bit of a set, a new one unless it is known.
fn bit(set: &[bool; 256], sets: &mut Vec<[bool; 256]>) -> Option<u8> {
    let known = sets.iter().position(|known| known == set);
    let index = known.unwrap_or_else(|| {
        sets.push(*set);
        sets.len() - 1
    });
    (index < SETS).then(|| 1 << index)
}

/// Numbers the sets and makes a flat list of the steps; `None` when there are too many sets.
fn encode(steps: &[Step], sets: &mut Vec<[bool; 256]>, code: &mut Vec<Code>) -> Option<()> {
    let short = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    for step in steps {
        match step {
            Step::Run { set, min, max } => {
                let (min, max) = (short(*min), short(*max));
                code.push(Code::Run {
                    bit: bit(set, sets)?,
                    min,
                    max,
                });
            }
            Step::Optional(inner) => {
                let bit = bit(&first(inner, &[false; 256]), sets)?;
                let place = code.len();
                code.push(Code::Optional { bit, steps: 0 });
                encode(inner, sets, code)?;
                let steps = short(code.len() - place - 1);
                code[place] = Code::Optional { bit, steps };
            }
        }
    }
    Some(())
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
