//! A text that a simple pattern matches: literals, classes, groups with alternatives, counted repetitions.

use std::iter::Peekable;
use std::str::Chars;

/// The shortest text, or `None` when the pattern is beyond this.
pub(crate) fn sample(pattern: &str) -> Option<String> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner
        .strip_suffix('$')
        .filter(|rest| !rest.ends_with('\\'))
        .unwrap_or(inner);
    let mut characters = inner.chars().peekable();
    let made = alternatives(&mut characters)?;
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
            self.characters.push(escape(character)?);
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
fn alternatives(characters: &mut Peekable<Chars<'_>>) -> Option<String> {
    let first = sequence(characters)?;
    while characters.peek() == Some(&'|') {
        characters.next();
        sequence(characters)?;
    }
    Some(first)
}

fn sequence(characters: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    while let Some(&next) = characters.peek() {
        if next == '|' || next == ')' {
            break;
        }
        characters.next();
        let atom = match next {
            '(' => group(characters)?,
            '[' => class(characters)?.to_string(),
            '\\' => escape(characters.next()?)?.to_string(),
            '.' => "a".to_owned(),
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

fn group(characters: &mut Peekable<Chars<'_>>) -> Option<String> {
    if characters.peek() == Some(&'?') {
        characters.next();
        if characters.next() != Some(':') {
            return None;
        }
    }
    let inner = alternatives(characters)?;
    (characters.next() == Some(')')).then_some(inner)
}

fn escape(character: char) -> Option<char> {
    match character {
        'd' => Some('1'),
        'w' => Some('a'),
        's' => Some(' '),
        other if !other.is_alphanumeric() => Some(other),
        _ => None,
    }
}

/// The first character of a class; negated ones are beyond this.
fn class(characters: &mut Peekable<Chars<'_>>) -> Option<char> {
    let first = match characters.next()? {
        '^' | ']' => return None,
        '\\' => escape(characters.next()?)?,
        other => other,
    };
    loop {
        match characters.next()? {
            ']' => return Some(first),
            '\\' => {
                characters.next()?;
            }
            _ => {}
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
    use super::{refused, sample};

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
