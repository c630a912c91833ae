//! Patterns as ECMA-262 has them: with the `u` flag, as JSON Schema asks for (Validation §6.3.3), or else with what Annex B
//! allows beside it.

use std::borrow::Cow;

/// A pattern in the syntax of the `u` flag: as it stands where it is in that already, rewritten where it needs Annex B.1.2
/// (`[a-z\:]`, `a{`, `[\w-.]`). Characters are Unicode's in either case, and `\p{…}` is a property.
///
/// Escaped letters without a meaning are refused: Annex B takes `\A` for an `A`, those who write it mean Perl's.
///
/// # Errors
/// What is wrong with it by the stricter of the two grammars.
pub fn unicode_pattern(source: &str) -> Result<Cow<'_, str>, String> {
    let with_flag = |text: &str| regress::Regex::with_flags(text, "u").map(drop);
    let Err(strict) = with_flag(source) else {
        return Ok(Cow::Borrowed(source));
    };
    match rewritten(source).filter(|text| with_flag(text).is_ok()) {
        Some(text) => Ok(Cow::Owned(text)),
        None => Err(strict.to_string()),
    }
}

/// A part of a pattern, as far as the two grammars differ.
enum Token<'a> {
    /// The same in both.
    Same(&'a str),
    /// `\d` and its kind, which cannot bound a range.
    Set(&'a str),
    /// A character that has to be escaped, or must not be.
    Character(char),
    /// `[` and `]` of a class
    Open,
    Close,
}

fn rewritten(source: &str) -> Option<String> {
    let groups = groups(source);
    let mut out = String::with_capacity(source.len() + 8);
    let (mut rest, mut inside) = (source, false);
    // What stood before the part at hand: a dash between it and a set is a dash.
    let mut after_set = false;
    while !rest.is_empty() {
        let (token, next) = token(rest, inside, groups)?;
        let is_set = matches!(token, Token::Set(_));
        match token {
            Token::Same("-") if inside && (after_set || starts_with_set(next)) => {
                out.push_str("\\-");
            }
            Token::Same(text) | Token::Set(text) => out.push_str(text),
            Token::Character(one) => push_character(one, inside, &mut out),
            Token::Open | Token::Close => {
                inside = matches!(token, Token::Open);
                out.push(if inside { '[' } else { ']' });
            }
        }
        after_set = is_set;
        rest = next;
    }
    Some(out)
}

/// The groups that capture; `\2` is a character where there is only one.
fn groups(source: &str) -> u32 {
    let (mut count, mut inside, mut rest) = (0, false, source.chars());
    while let Some(one) = rest.next() {
        let captures = || {
            let after = rest.as_str();
            !after.starts_with('?')
                || (after.starts_with("?<")
                    && !after.starts_with("?<=")
                    && !after.starts_with("?<!"))
        };
        match one {
            '\\' => drop(rest.next()),
            '[' => inside = true,
            ']' => inside = false,
            '(' if !inside && captures() => count += 1,
            _ => {}
        }
    }
    count
}

fn push_character(one: char, inside: bool, out: &mut String) {
    let is_syntax = "^$\\.*+?()[]{}|/".contains(one) || (inside && one == '-');
    if is_syntax {
        out.push('\\');
    }
    out.push(one);
}

/// The first part of `text`, and the rest; `None` where no grammar has it.
fn token(text: &str, inside: bool, groups: u32) -> Option<(Token<'_>, &str)> {
    let first = text.chars().next()?;
    let (same, after) = text.split_at(first.len_utf8());
    Some(match first {
        '\\' => return escape(text, inside, groups),
        '[' if !inside => (Token::Open, after),
        ']' if inside => (Token::Close, after),
        '{' if !inside => match quantifier(after) {
            Some(length) => {
                let (same, after) = text.split_at(1 + length);
                (Token::Same(same), after)
            }
            None => (Token::Character(first), after),
        },
        '}' | ']' if !inside => (Token::Character(first), after),
        _ => (Token::Same(same), after),
    })
}

/// The length of `2}`, `2,}` or `2,3}`.
fn quantifier(text: &str) -> Option<usize> {
    let end = text.find('}')?;
    let (least, most) = text[..end].split_once(',').unwrap_or((&text[..end], ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!least.is_empty() && is_number(least) && is_number(most)).then_some(end + 1)
}

/// After a backslash.
fn escape(text: &str, inside: bool, groups: u32) -> Option<(Token<'_>, &str)> {
    let after = &text[1..];
    let first = after.chars().next()?;
    let same = |length: usize| {
        let (same, rest) = text.split_at_checked(length)?;
        Some((Token::Same(same), rest))
    };
    match first {
        'd' | 'D' | 'w' | 'W' | 's' | 'S' => Some((Token::Set(&text[..2]), &text[2..])),
        'p' | 'P' => {
            let end = text.find('}')? + 1;
            Some((Token::Set(&text[..end]), &text[end..]))
        }
        'b' | 'B' | 'f' | 'n' | 'r' | 't' | 'v' | 'k' => same(2),
        'c' => same(3),
        'x' => same(4),
        'u' if after.starts_with("u{") => same(text.find('}')? + 1),
        'u' => same(6),
        '0'..='9' => Some(number(text, inside, groups)),
        letter if letter.is_ascii_alphabetic() => None,
        other => Some((Token::Character(other), &after[other.len_utf8()..])),
    }
}

/// `\2` where there are two groups is what the second matched; otherwise it is octal, as `\012` is.
fn number(text: &str, inside: bool, groups: u32) -> (Token<'_>, &str) {
    let after = &text[1..];
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let refers = after[..digits]
        .parse()
        .is_ok_and(|group: u32| group > 0 && group <= groups);
    if (refers && !inside) || &after[..digits] == "0" {
        return (Token::Same(&text[..1 + digits]), &after[digits..]);
    }
    let longest = if after.starts_with(['4', '5', '6', '7']) {
        2
    } else {
        3
    };
    let octal = after
        .bytes()
        .take(longest)
        .take_while(|byte| matches!(byte, b'0'..=b'7'))
        .count();
    match u8::from_str_radix(&after[..octal], 8) {
        Ok(value) => (Token::Character(char::from(value)), &after[octal..]),
        // `\8` and `\9` are themselves.
        Err(_) => (
            Token::Character(char::from(after.as_bytes()[0])),
            &after[1..],
        ),
    }
}

fn starts_with_set(text: &str) -> bool {
    let mut start = text.chars();
    start.next() == Some('\\') && start.next().is_some_and(|one| "dDwWsSpP".contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> Option<String> {
        unicode_pattern(source).ok().map(Cow::into_owned)
    }

    #[test]
    fn what_the_flag_allows_stays_as_it_is() {
        for source in [
            r"^[\w-]+$",
            r"a\{",
            r"\p{L}{2,}",
            r"(a)\1",
            "[(((]",
            r"^\u{1f600}\cA\x41$",
            "",
        ] {
            assert!(
                matches!(unicode_pattern(source), Ok(Cow::Borrowed(_))),
                "{source}"
            );
        }
    }

    #[test]
    fn what_annex_b_allows_is_written_with_the_flag() {
        for (source, expected) in [
            (r"^[a-z\:]+$", r"^[a-z:]+$"),
            (r"\@\_\é\]", r"@_é\]"),
            (r"^(?:{[0-9]{4}})$", r"^(?:\{[0-9]{4}\})$"),
            ("a{,2}]", r"a\{,2\}\]"),
            (r"[\w-.]", r"[\w\-.]"),
            (r"[+-\d]", r"[+\-\d]"),
            (r"[\p{L}-\:]", r"[\p{L}\-:]"),
            (r"[\040-\176]", "[ -~]"),
            (r"(a)\1\2", "(a)\\1\u{2}"),
            (r"\8[\1]", "8[\u{1}]"),
        ] {
            assert_eq!(of(source).as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn what_neither_has_is_refused() {
        for source in [
            "(",
            "(?i)a",
            r"\A\:",
            r"\z{",
            "[z-a]",
            "a{2,1}",
            "*",
            r"[b-a\:]",
            "a**",
            "\\",
            r"\:\u12",
            r"\:\p{Nope}",
        ] {
            assert_eq!(of(source), None, "{source}");
        }
    }
}
