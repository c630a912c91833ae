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
    use super::sample;

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
    fn what_is_beyond_is_left_out() {
        for pattern in ["^(?=a)b$", "^[^a]$", r"^\p{L}$", "", "a{1000}"] {
            assert_eq!(sample(pattern), None, "{pattern}");
        }
    }
}
