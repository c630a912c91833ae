//! A text that a simple pattern matches: literals, classes, groups with alternatives, counted repetitions.

use std::iter::Peekable;
use std::str::Chars;

/// Which of the characters of a class a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pick {
    First,
    Last,
}

/// The shortest text, or `None` when the pattern is beyond this.
pub(crate) fn sample(pattern: &str) -> Option<String> {
    made(pattern, Pick::First)
}

/// Another text of the same length, when the pattern leaves a choice.
pub(crate) fn other(pattern: &str) -> Option<String> {
    let other = made(pattern, Pick::Last)?;
    (Some(&other) != sample(pattern).as_ref()).then_some(other)
}

fn made(pattern: &str, pick: Pick) -> Option<String> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner
        .strip_suffix('$')
        .filter(|rest| !rest.ends_with('\\'))
        .unwrap_or(inner);
    let mut characters = inner.chars().peekable();
    let made = alternatives(&mut characters, pick)?;
    (characters.next().is_none() && !made.is_empty()).then_some(made)
}

/// A character that no text has which the pattern matches, so that texts of it alone are refused; `None` when that is not
/// certain.
pub(crate) fn refused(pattern: &str) -> Option<char> {
    let is_anchored = pattern.starts_with('^') && pattern.ends_with('$');
    sample(pattern).filter(|_| is_anchored)?;
    let mut taken = Taken::default();
    let inner = &pattern[1..pattern.len() - 1];
    let mut characters = inner.chars().peekable();
    let mut depth = 0_u32;
    while let Some(next) = characters.next() {
        match next {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            // `^a|b$` holds at one end only.
            '|' if depth == 0 => return None,
            '.' => return None,
            '[' => taken.class(&mut characters)?,
            '\\' => taken.escape(characters.next()?)?,
            other => taken.characters.push(other),
        }
    }
    ['~', '!'].into_iter().find(|&one| !taken.contains(one))
}

/// Characters that a pattern can match.
#[derive(Default)]
struct Taken {
    characters: Vec<char>,
    ranges: Vec<(char, char)>,
}

impl Taken {
    fn contains(&self, one: char) -> bool {
        let within = |&(first, last): &(char, char)| (first..=last).contains(&one);
        self.characters.contains(&one) || self.ranges.iter().any(within)
    }

    /// Digits, words and spaces have none of the characters that are asked for.
    fn escape(&mut self, character: char) -> Option<()> {
        if !matches!(character, 'd' | 'w' | 's') {
            self.characters.push(escape(character, Pick::First)?);
        }
        Some(())
    }

    fn class(&mut self, characters: &mut Peekable<Chars<'_>>) -> Option<()> {
        let mut last: Option<char> = None;
        loop {
            match characters.next()? {
                ']' => return Some(()),
                '^' => return None,
                '\\' => {
                    self.escape(characters.next()?)?;
                    last = None;
                }
                '-' if last.is_some() && characters.peek() != Some(&']') => {
                    let end = characters.next().filter(|&end| end != '\\')?;
                    self.ranges.push((last?, end));
                    last = None;
                }
                other => {
                    self.characters.push(other);
                    last = Some(other);
                }
            }
        }
    }
}

/// The first of several alternatives; the others are read over.
fn alternatives(characters: &mut Peekable<Chars<'_>>, pick: Pick) -> Option<String> {
    let first = sequence(characters, pick)?;
    while characters.peek() == Some(&'|') {
        characters.next();
        sequence(characters, pick)?;
    }
    Some(first)
}

fn sequence(characters: &mut Peekable<Chars<'_>>, pick: Pick) -> Option<String> {
    let mut text = String::new();
    while let Some(&next) = characters.peek() {
        if next == '|' || next == ')' {
            break;
        }
        characters.next();
        let atom = match next {
            '(' => group(characters, pick)?,
            '[' => class(characters, pick)?.to_string(),
            '\\' => escape(characters.next()?, pick)?.to_string(),
            '.' => escape('w', pick)?.to_string(),
            '^' | '$' | '*' | '+' | '?' | '{' => return None,
            literal => literal.to_string(),
        };
        let times = repetitions(characters)?;
        text.push_str(&atom.repeat(times));
        if text.len() > 1000 {
            return None;
        }
    }
    Some(text)
}

fn group(characters: &mut Peekable<Chars<'_>>, pick: Pick) -> Option<String> {
    if characters.peek() == Some(&'?') {
        characters.next();
        if characters.next() != Some(':') {
            return None;
        }
    }
    let inner = alternatives(characters, pick)?;
    (characters.next() == Some(')')).then_some(inner)
}

fn escape(character: char, pick: Pick) -> Option<char> {
    match (character, pick) {
        ('d', Pick::First) => Some('1'),
        ('d', Pick::Last) => Some('2'),
        ('w', Pick::First) => Some('a'),
        ('w', Pick::Last) => Some('b'),
        ('s', _) => Some(' '),
        (other, _) if !other.is_alphanumeric() => Some(other),
        _ => None,
    }
}

/// The first or last character of a class, as it is written; negated ones are beyond this.
fn class(characters: &mut Peekable<Chars<'_>>, pick: Pick) -> Option<char> {
    let first = match characters.next()? {
        '^' | ']' => return None,
        '\\' => escape(characters.next()?, pick)?,
        other => other,
    };
    let mut last = Some(first);
    loop {
        match characters.next()? {
            ']' if pick == Pick::First => return Some(first),
            // A dash at the end is itself, before that it is between two others.
            ']' => return last,
            '\\' => last = escape(characters.next()?, pick),
            other => last = Some(other),
        }
    }
}

fn repetitions(characters: &mut Peekable<Chars<'_>>) -> Option<usize> {
    match characters.peek() {
        Some('*' | '?') => {
            characters.next();
            Some(0)
        }
        Some('+') => {
            characters.next();
            Some(1)
        }
        Some('{') => {
            characters.next();
            let inside: String = characters
                .by_ref()
                .take_while(|&character| character != '}')
                .collect();
            inside
                .split(',')
                .next()?
                .parse()
                .ok()
                .filter(|&times: &usize| times <= 200)
        }
        _ => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::{other, refused, sample};

    #[test]
    fn simple_patterns_have_a_sample() {
        for (pattern, text) in [
            ("^97[89][0-9]{10}$", "9780000000000"),
            (r"^[0-9]{1,6}\.[0-9]{2}$", "0.00"),
            (r"^(?:ab|cd)+-\d{2,3}$", "ab-11"),
            ("^[A-Za-z_]+$", "A"),
        ] {
            assert_eq!(sample(pattern).as_deref(), Some(text), "{pattern}");
        }
    }

    #[test]
    fn patterns_with_a_choice_have_another_text() {
        for (pattern, text) in [
            ("^97[89][0-9]{10}$", Some("9799999999999")),
            (r"^[0-9]{1,6}\.[0-9]{2}$", Some("9.99")),
            (r"^(?:ab|cd)+-\d{2,3}$", Some("ab-22")),
            ("^[A-Za-z_-]+$", Some("-")),
            ("^always$", None),
        ] {
            assert_eq!(other(pattern).as_deref(), text, "{pattern}");
        }
    }

    #[test]
    fn a_character_that_a_pattern_refuses() {
        for (pattern, character) in [
            (r"^[0-9]{1,6}\.[0-9]{2}$", Some('~')),
            ("^[a-z~-]+$", Some('!')),
            ("^[ -~]+$", None),
            ("^(?:ab|cd)+$", Some('~')),
            ("^ab|cd$", None),
            ("^a.c$", None),
            (r"^[\W]+$", None),
            ("[a-z]+", None),
        ] {
            assert_eq!(refused(pattern), character, "{pattern}");
        }
    }

    #[test]
    fn what_is_beyond_is_left_out() {
        for pattern in ["^(?=a)b$", "^[^a]$", r"^\p{L}$", "", "a{1000}"] {
            assert_eq!(sample(pattern), None, "{pattern}");
        }
    }
}
