//! The grammar of ECMA-262 patterns with the `u` flag, to a tree.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern with its groups counted.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: Node,
    pub(super) groups: usize,
}

/// One part of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Start,
    End,
    /// `\b` or, negated, `\B`
    Boundary {
        negated: bool,
    },
    Class(Class),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
    },
    /// A group with its number, when it captures.
    Group {
        node: Box<Node>,
        capture: Option<usize>,
    },
    /// What a group has matched.
    Back(usize),
    Look {
        node: Box<Node>,
        ahead: bool,
        negated: bool,
    },
}

/// A set of characters.
#[derive(Debug, Clone, Default)]
pub(super) struct Class {
    pub(super) ranges: Vec<(char, char)>,
    /// Unicode properties by name, each perhaps negated.
    pub(super) properties: Vec<(String, bool)>,
    pub(super) negated: bool,
}

impl Class {
    fn one(character: char) -> Self {
        Class {
            ranges: vec![(character, character)],
            ..Class::default()
        }
    }

    fn ranges(ranges: &[(char, char)], negated: bool) -> Self {
        Class {
            ranges: ranges.to_vec(),
            properties: Vec::new(),
            negated,
        }
    }
}

const DIGIT: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
/// WhiteSpace and LineTerminator of ECMA-262 §12.
const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];
const LINE_END: &[(char, char)] = &[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];

/// The complement of sorted ranges.
fn complement(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let mut result = Vec::new();
    let mut next = Some('\0');
    for (first, last) in ranges {
        if let (Some(from), Some(before)) = (next, previous(*first))
            && from <= before
        {
            result.push((from, before));
        }
        next = following(*last);
    }
    if let Some(from) = next {
        result.push((from, char::MAX));
    }
    result
}

fn previous(character: char) -> Option<char> {
    match character {
        '\u{e000}' => Some('\u{d7ff}'),
        other => u32::from(other).checked_sub(1).and_then(char::from_u32),
    }
}

fn following(character: char) -> Option<char> {
    match character {
        '\u{d7ff}' => Some('\u{e000}'),
        other => char::from_u32(u32::from(other) + 1),
    }
}

/// Nesting beyond this is refused: the tree is walked recursively.
const MAX_DEPTH: usize = 100;

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    names: Vec<(String, usize)>,
    groups: usize,
    depth: usize,
}

type Parsed<T> = Result<T, String>;

pub(super) fn parse(source: &str) -> Parsed<Tree> {
    let mut parser = Parser {
        rest: source.chars().peekable(),
        names: group_names(source),
        groups: 0,
        depth: 0,
    };
    let root = parser.choice()?;
    match parser.rest.next() {
        None => Ok(Tree {
            root,
            groups: parser.groups,
        }),
        Some(other) => Err(format!("`{other}` is not expected here")),
    }
}

/// Names may be referred to before their groups.
fn group_names(source: &str) -> Vec<(String, usize)> {
    let (mut names, mut groups, mut in_class) = (Vec::new(), 0, false);
    let mut rest = source;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '\\' => {
                rest = rest
                    .get(rest.chars().next().map_or(0, char::len_utf8)..)
                    .unwrap_or_default()
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && !rest.starts_with('?') => groups += 1,
            '(' if !in_class
                && rest.starts_with("?<")
                && !rest.starts_with("?<=")
                && !rest.starts_with("?<!") =>
            {
                groups += 1;
                if let Some((name, _)) = rest[2..].split_once('>') {
                    names.push((name.to_owned(), groups));
                }
            }
            _ => {}
        }
    }
    names
}

impl Parser<'_> {
    fn eat(&mut self, character: char) -> bool {
        self.rest.next_if_eq(&character).is_some()
    }

    fn expect(&mut self, character: char) -> Parsed<()> {
        if self.eat(character) {
            Ok(())
        } else {
            Err(format!("`{character}` is missing"))
        }
    }

    fn choice(&mut self) -> Parsed<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("groups are nested too deep".to_owned());
        }
        let mut options = vec![self.sequence()?];
        while self.eat('|') {
            options.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if options.len() == 1 {
            options.swap_remove(0)
        } else {
            Node::Choice(options)
        })
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut parts = Vec::new();
        while let Some(next) = self.rest.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            let atom = self.atom()?;
            parts.push(self.repeated(atom)?);
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.swap_remove(0),
            _ => Node::Sequence(parts),
        })
    }

    fn repeated(&mut self, atom: Node) -> Parsed<Node> {
        let (min, max) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let (min, max) = self.bounds()?;
                return self.repeat(atom, min, max);
            }
            _ => return Ok(atom),
        };
        self.rest.next();
        self.repeat(atom, min, max)
    }

    fn repeat(&mut self, atom: Node, min: u32, max: Option<u32>) -> Parsed<Node> {
        if matches!(
            atom,
            Node::Start | Node::End | Node::Boundary { .. } | Node::Look { .. }
        ) {
            return Err("nothing to repeat".to_owned());
        }
        let greedy = !self.eat('?');
        Ok(Node::Repeat {
            node: Box::new(atom),
            min,
            max,
            greedy,
        })
    }

    /// After `{`.
    fn bounds(&mut self) -> Parsed<(u32, Option<u32>)> {
        let min = self.number()?.ok_or("a number is missing after `{`")?;
        let max = if self.eat(',') {
            self.number()?
        } else {
            Some(min)
        };
        self.expect('}')?;
        match max {
            Some(max) if max < min => Err("the numbers in `{}` are out of order".to_owned()),
            max => Ok((min, max)),
        }
    }

    fn number(&mut self) -> Parsed<Option<u32>> {
        let mut value = None;
        while let Some(digit) = self
            .rest
            .peek()
            .and_then(|character| character.to_digit(10))
        {
            self.rest.next();
            value = Some(
                value
                    .unwrap_or(0_u32)
                    .saturating_mul(10)
                    .saturating_add(digit),
            );
        }
        Ok(value)
    }

    fn atom(&mut self) -> Parsed<Node> {
        Ok(match self.rest.next() {
            Some('^') => Node::Start,
            Some('$') => Node::End,
            Some('.') => Node::Class(Class::ranges(LINE_END, true)),
            Some('(') => return self.group(),
            Some('[') => Node::Class(self.class()?),
            Some('\\') => return self.escape(),
            Some(character @ ('*' | '+' | '?' | '{' | '}' | ']' | ')')) => {
                return Err(format!("`{character}` must be escaped"));
            }
            Some(character) => Node::Class(Class::one(character)),
            None => Node::Empty,
        })
    }

    fn group(&mut self) -> Parsed<Node> {
        let mut capture = None;
        let mut look = None;
        if self.eat('?') {
            match self.rest.next() {
                Some(':') => {}
                Some('=') => look = Some((true, false)),
                Some('!') => look = Some((true, true)),
                Some('<') if self.eat('=') => look = Some((false, false)),
                Some('<') if self.eat('!') => look = Some((false, true)),
                Some('<') => {
                    self.name()?;
                    self.groups += 1;
                    capture = Some(self.groups);
                }
                _ => return Err("unknown kind of group".to_owned()),
            }
        } else {
            self.groups += 1;
            capture = Some(self.groups);
        }
        let node = Box::new(self.choice()?);
        self.expect(')')?;
        Ok(match look {
            Some((ahead, negated)) => Node::Look {
                node,
                ahead,
                negated,
            },
            None => Node::Group { node, capture },
        })
    }

    /// After `<`.
    fn name(&mut self) -> Parsed<String> {
        let mut name = String::new();
        loop {
            match self.rest.next() {
                Some('>') if !name.is_empty() => return Ok(name),
                Some(character) if character != '>' => name.push(character),
                _ => return Err("the name of a group is missing".to_owned()),
            }
        }
    }

    fn escape(&mut self) -> Parsed<Node> {
        match self.rest.peek().copied() {
            Some('b') => {
                self.rest.next();
                Ok(Node::Boundary { negated: false })
            }
            Some('B') => {
                self.rest.next();
                Ok(Node::Boundary { negated: true })
            }
            Some('k') => {
                self.rest.next();
                self.expect('<')?;
                let name = self.name()?;
                let group = self
                    .names
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, group)| *group);
                group
                    .map(Node::Back)
                    .ok_or_else(|| format!("there is no group `{name}`"))
            }
            Some('1'..='9') => Ok(Node::Back(self.number()?.unwrap_or(0) as usize)),
            _ => Ok(Node::Class(self.class_escape()?)),
        }
    }

    /// After `\`, where a set or a character stands.
    fn class_escape(&mut self) -> Parsed<Class> {
        let Some(character) = self.rest.next() else {
            return Err("`\\` at the end".to_owned());
        };
        Ok(match character {
            'd' => Class::ranges(DIGIT, false),
            'D' => Class::ranges(DIGIT, true),
            'w' => Class::ranges(WORD, false),
            'W' => Class::ranges(WORD, true),
            's' => Class::ranges(SPACE, false),
            'S' => Class::ranges(SPACE, true),
            'p' | 'P' => {
                self.expect('{')?;
                let mut name = String::new();
                while let Some(part) = self.rest.next_if(|part| *part != '}') {
                    name.push(part);
                }
                self.expect('}')?;
                Class {
                    properties: vec![(name, character == 'P')],
                    ..Class::default()
                }
            }
            't' => Class::one('\t'),
            'n' => Class::one('\n'),
            'v' => Class::one('\u{b}'),
            'f' => Class::one('\u{c}'),
            'r' => Class::one('\r'),
            '0' => Class::one('\0'),
            'c' => match self.rest.next() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    Class::one(char::from(letter as u8 & 31))
                }
                _ => return Err("a letter is missing after `\\c`".to_owned()),
            },
            'x' => Class::one(
                self.hex(2)
                    .and_then(char::from_u32)
                    .ok_or("two hexadecimal digits are missing")?,
            ),
            'u' => Class::one(self.unicode()?),
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
            | '/' | '-' => Class::one(character),
            other => return Err(format!("`\\{other}` is no escape")),
        })
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..digits {
            value = value << 4 | self.rest.next()?.to_digit(16)?;
        }
        Some(value)
    }

    fn unicode(&mut self) -> Parsed<char> {
        let wrong = || "hexadecimal digits are missing after `\\u`".to_owned();
        if self.eat('{') {
            let mut value = 0_u32;
            while let Some(digit) = self
                .rest
                .peek()
                .and_then(|character| character.to_digit(16))
            {
                self.rest.next();
                value = value
                    .checked_mul(16)
                    .and_then(|value| value.checked_add(digit))
                    .ok_or_else(wrong)?;
            }
            self.expect('}')?;
            return char::from_u32(value).ok_or_else(wrong);
        }
        let first = self.hex(4).ok_or_else(wrong)?;
        if !(0xd800..0xdc00).contains(&first) {
            // A lone surrogate matches no text of Unicode scalar values.
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let mut ahead = self.rest.clone();
        if ahead.next() == Some('\\') && ahead.next() == Some('u') {
            self.rest = ahead;
            let second = self.hex(4).ok_or_else(wrong)?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
                    .ok_or_else(wrong);
            }
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// After `[`.
    fn class(&mut self) -> Parsed<Class> {
        let mut class = Class {
            negated: self.eat('^'),
            ..Class::default()
        };
        loop {
            if self.eat(']') {
                return Ok(class);
            }
            let first = self.class_part()?;
            let range_from = single(&first);
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.peek().is_some_and(|next| *next != ']') {
                self.rest.next();
                let last = self.class_part()?;
                match (range_from, single(&last)) {
                    (Some(from), Some(to)) if from <= to => class.ranges.push((from, to)),
                    (Some(_), Some(_)) => return Err("a range in `[]` is out of order".to_owned()),
                    _ => return Err("a set cannot bound a range in `[]`".to_owned()),
                }
                continue;
            }
            if first.negated {
                class.ranges.extend(complement(&first.ranges));
            } else {
                class.ranges.extend(first.ranges);
            }
            class.properties.extend(first.properties);
        }
    }

    fn class_part(&mut self) -> Parsed<Class> {
        match self.rest.next() {
            Some('\\') if self.rest.peek() == Some(&'b') => {
                self.rest.next();
                Ok(Class::one('\u{8}'))
            }
            Some('\\') => self.class_escape(),
            Some(character) => Ok(Class::one(character)),
            None => Err("`]` is missing".to_owned()),
        }
    }
}

fn single(class: &Class) -> Option<char> {
    match class.ranges[..] {
        [(first, last)] if first == last && !class.negated && class.properties.is_empty() => {
            Some(first)
        }
        _ => None,
    }
}
