//! A backtracking matcher with a limit of steps, for what no linear-time engine can do.
//!
//! The tree is compiled to instructions; what is still to be tried is kept on the heap, so that neither long texts
//! nor deep patterns use up the stack.

use super::Match;
use super::linear;
use super::parse::{Class, Node, Tree};

/// Steps for one text. A few milliseconds; patterns that are not catastrophic stay far below.
const MAX_STEPS: usize = 400_000;
/// Bounded repeats are unrolled up to this many instructions.
const MAX_PROGRAM: usize = 50_000;

#[derive(Debug)]
enum Op {
    Set(Set),
    Start,
    End,
    Boundary(bool),
    /// Go on at the first; when that fails, at the second.
    Split(usize, usize),
    Jump(usize),
    /// Remembers the place in a slot.
    Save(usize),
    /// Forgets what groups inside of a repeat have matched before.
    Clear(usize, usize),
    /// Fails unless something was consumed since the slot was saved: an empty round of a repeat ends it.
    Progress(usize),
    Back {
        group: usize,
        behind: bool,
    },
    Look {
        program: Box<Program>,
        negated: bool,
    },
    Accept,
}

/// A set, its direction, and a regex for Unicode properties.
#[derive(Debug)]
struct Set {
    class: Class,
    properties: Option<regex::Regex>,
    behind: bool,
}

impl Set {
    fn has(&self, character: char) -> bool {
        if let Some(regex) = &self.properties {
            return regex.is_match(character.encode_utf8(&mut [0; 4]));
        }
        self.class
            .ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character))
            != self.class.negated
    }
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    ops: Vec<Op>,
    slots: usize,
}

struct Compiler {
    ops: Vec<Op>,
    slots: usize,
    behind: bool,
}

impl Program {
    pub(super) fn new(tree: Tree) -> Self {
        let slots = 2 * (tree.groups + 1);
        Self::compile(&tree.root, slots, false)
    }

    fn compile(node: &Node, slots: usize, behind: bool) -> Self {
        let mut compiler = Compiler {
            ops: Vec::new(),
            slots,
            behind,
        };
        compiler.node(node);
        compiler.ops.push(Op::Accept);
        Program {
            ops: compiler.ops,
            slots: compiler.slots,
        }
    }

    /// Whether the pattern matches somewhere in the text.
    pub(super) fn find(&self, text: &str) -> Match {
        if self.ops.len() > MAX_PROGRAM {
            return Match::Limit;
        }
        let mut steps = MAX_STEPS;
        for start in (0..=text.len()).filter(|place| text.is_char_boundary(*place)) {
            let mut slots = vec![None; self.slots];
            match self.run(text, start, &mut slots, &mut steps) {
                None => return Match::Limit,
                Some(true) => return Match::Yes,
                Some(false) => {}
            }
        }
        Match::No
    }

    /// Runs from a place; `None` when the steps are used up.
    fn run(
        &self,
        text: &str,
        start: usize,
        slots: &mut Vec<Option<usize>>,
        steps: &mut usize,
    ) -> Option<bool> {
        slots.resize(slots.len().max(self.slots), None);
        // What to try next when this way fails: a place in the program and text, or a slot to restore.
        enum Undo {
            Try(usize, usize),
            Slot(usize, Option<usize>),
        }
        let mut undo = vec![Undo::Try(0, start)];
        while let Some(entry) = undo.pop() {
            let (mut op, mut place) = match entry {
                Undo::Slot(slot, value) => {
                    slots[slot] = value;
                    continue;
                }
                Undo::Try(op, place) => (op, place),
            };
            loop {
                *steps = steps.checked_sub(1)?;
                let holds = match &self.ops[op] {
                    Op::Accept => return Some(true),
                    Op::Set(set) => match next(text, place, set.behind) {
                        Some((character, after)) if set.has(character) => {
                            place = after;
                            true
                        }
                        _ => false,
                    },
                    Op::Start => place == 0,
                    Op::End => place == text.len(),
                    Op::Boundary(negated) => (is_boundary(text, place)) != *negated,
                    Op::Split(first, second) => {
                        undo.push(Undo::Try(*second, place));
                        op = *first;
                        continue;
                    }
                    Op::Jump(target) => {
                        op = *target;
                        continue;
                    }
                    Op::Save(slot) => {
                        undo.push(Undo::Slot(*slot, slots[*slot]));
                        slots[*slot] = Some(place);
                        true
                    }
                    Op::Clear(first, last) => {
                        for (slot, value) in slots.iter_mut().enumerate().take(*last).skip(*first) {
                            undo.push(Undo::Slot(slot, value.take()));
                        }
                        true
                    }
                    Op::Progress(slot) => slots[*slot] != Some(place),
                    Op::Back { group, behind } => match captured(text, slots, *group) {
                        None => true,
                        Some(part) => {
                            let after = if *behind {
                                place
                                    .checked_sub(part.len())
                                    .filter(|after| text[*after..place] == *part)
                            } else {
                                text[place..].starts_with(part).then(|| place + part.len())
                            };
                            place = after.unwrap_or(place);
                            after.is_some()
                        }
                    },
                    Op::Look { program, negated } => {
                        let before = slots.clone();
                        let found = program.run(text, place, slots, steps)?;
                        if *negated || !found {
                            slots.clone_from(&before);
                        } else {
                            for (slot, value) in before.into_iter().enumerate() {
                                undo.push(Undo::Slot(slot, value));
                            }
                        }
                        found != *negated
                    }
                };
                if !holds {
                    break;
                }
                op += 1;
            }
        }
        Some(false)
    }
}

fn next(text: &str, place: usize, behind: bool) -> Option<(char, usize)> {
    if behind {
        let character = text[..place].chars().next_back()?;
        Some((character, place - character.len_utf8()))
    } else {
        let character = text[place..].chars().next()?;
        Some((character, place + character.len_utf8()))
    }
}

fn is_boundary(text: &str, place: usize) -> bool {
    let is_word = |found: Option<(char, usize)>| {
        found.is_some_and(|(character, _)| character.is_ascii_alphanumeric() || character == '_')
    };
    is_word(next(text, place, true)) != is_word(next(text, place, false))
}

fn captured<'t>(text: &'t str, slots: &[Option<usize>], group: usize) -> Option<&'t str> {
    let (a, b) = (*slots.get(2 * group)?, *slots.get(2 * group + 1)?);
    let (a, b) = (a?, b?);
    Some(&text[a.min(b)..a.max(b)])
}

impl Compiler {
    fn node(&mut self, node: &Node) {
        if self.ops.len() > MAX_PROGRAM {
            return;
        }
        match node {
            Node::Empty => {}
            Node::Start => self.ops.push(Op::Start),
            Node::End => self.ops.push(Op::End),
            Node::Boundary { negated } => self.ops.push(Op::Boundary(*negated)),
            Node::Class(class) => {
                let properties = if class.properties.is_empty() {
                    None
                } else {
                    linear::class(class)
                };
                self.ops.push(Op::Set(Set {
                    class: class.clone(),
                    properties,
                    behind: self.behind,
                }));
            }
            Node::Sequence(parts) if self.behind => {
                parts.iter().rev().for_each(|part| self.node(part))
            }
            Node::Sequence(parts) => parts.iter().for_each(|part| self.node(part)),
            Node::Choice(options) => self.choice(options),
            Node::Group {
                node,
                capture: None,
            } => self.node(node),
            Node::Group {
                node,
                capture: Some(group),
            } => {
                let (open, close) = if self.behind { (1, 0) } else { (0, 1) };
                self.ops.push(Op::Save(2 * group + open));
                self.node(node);
                self.ops.push(Op::Save(2 * group + close));
            }
            Node::Back(group) => self.ops.push(Op::Back {
                group: *group,
                behind: self.behind,
            }),
            Node::Look {
                node,
                ahead,
                negated,
            } => {
                let program = Program::compile(node, self.slots, !ahead);
                self.slots = self.slots.max(program.slots);
                self.ops.push(Op::Look {
                    program: Box::new(program),
                    negated: *negated,
                });
            }
            Node::Repeat {
                node,
                min,
                max,
                greedy,
            } => self.repeat(node, *min, *max, *greedy),
        }
    }

    fn choice(&mut self, options: &[Node]) {
        let mut ends = Vec::new();
        for (index, option) in options.iter().enumerate() {
            if index + 1 == options.len() {
                self.node(option);
                break;
            }
            let split = self.ops.len();
            self.ops.push(Op::Accept);
            self.node(option);
            ends.push(self.ops.len());
            self.ops.push(Op::Accept);
            self.ops[split] = Op::Split(split + 1, self.ops.len());
        }
        let end = self.ops.len();
        ends.into_iter()
            .for_each(|jump| self.ops[jump] = Op::Jump(end));
    }

    fn round(&mut self, node: &Node) {
        if let Some((first, last)) = captures(node) {
            self.ops.push(Op::Clear(2 * first, 2 * last + 2));
        }
        self.node(node);
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, greedy: bool) {
        for _ in 0..min {
            self.round(node);
            if self.ops.len() > MAX_PROGRAM {
                return;
            }
        }
        let split = |first: usize, second: usize| {
            if greedy {
                Op::Split(first, second)
            } else {
                Op::Split(second, first)
            }
        };
        let slot = self.slots;
        self.slots += 1;
        match max {
            None => {
                let start = self.ops.len();
                self.ops.push(Op::Accept);
                self.ops.push(Op::Save(slot));
                self.round(node);
                self.ops.push(Op::Progress(slot));
                self.ops.push(Op::Jump(start));
                self.ops[start] = split(start + 1, self.ops.len());
            }
            Some(max) => {
                let mut splits = Vec::new();
                for _ in min..max {
                    splits.push(self.ops.len());
                    self.ops.push(Op::Accept);
                    self.ops.push(Op::Save(slot));
                    self.round(node);
                    self.ops.push(Op::Progress(slot));
                    if self.ops.len() > MAX_PROGRAM {
                        break;
                    }
                }
                let end = self.ops.len();
                splits
                    .into_iter()
                    .for_each(|at| self.ops[at] = split(at + 1, end));
            }
        }
    }
}

/// The least and greatest number of the groups inside.
fn captures(node: &Node) -> Option<(usize, usize)> {
    let merge = |a: Option<(usize, usize)>, b: Option<(usize, usize)>| match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    };
    match node {
        Node::Sequence(nodes) | Node::Choice(nodes) => nodes.iter().map(captures).fold(None, merge),
        Node::Repeat { node, .. } | Node::Look { node, .. } => captures(node),
        Node::Group { node, capture } => merge(capture.map(|group| (group, group)), captures(node)),
        Node::Empty
        | Node::Start
        | Node::End
        | Node::Boundary { .. }
        | Node::Class(_)
        | Node::Back(_) => None,
    }
}
