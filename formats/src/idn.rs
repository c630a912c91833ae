//! International host names (RFC 5890 to 5893), as far as host names are judged by them: labels, the context
//! rules, and punycode.

use regress::Regex;
use std::sync::LazyLock;

/// Combining marks, which no label starts with.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| class(r"^\p{M}"));
/// Letters, marks and digits: roughly what RFC 5892 calls PVALID.
static VALID: LazyLock<Option<Regex>> =
    LazyLock::new(|| class(r"^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}\-]$"));
static GREEK: LazyLock<Option<Regex>> = LazyLock::new(|| class(r"^\p{Script=Greek}"));
static HEBREW: LazyLock<Option<Regex>> = LazyLock::new(|| class(r"^\p{Script=Hebrew}"));
static KANA: LazyLock<Option<Regex>> =
    LazyLock::new(|| class(r"(?!\u30fb)[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]"));
static RIGHT_TO_LEFT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    class(
        r"(?=\p{Lo})[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}]",
    )
});
static JOINS_LEFT: LazyLock<Option<Regex>> =
    LazyLock::new(|| class(r"^[\p{Script=Arabic}\p{Script=Syriac}]"));

fn class(source: &str) -> Option<Regex> {
    Regex::with_flags(source, "u").ok()
}

fn matches(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex
        .as_ref()
        .is_some_and(|regex| regex.find(text).is_some())
}

fn is(regex: &LazyLock<Option<Regex>>, character: Option<char>) -> bool {
    character.is_some_and(|character| matches(regex, character.encode_utf8(&mut [0; 4])))
}

/// RFC 5890
pub fn idn_hostname(text: &str) -> bool {
    // RFC 3490 §3.1: other full stops separate labels too.
    let labels = text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
    let is_bidi = matches(&RIGHT_TO_LEFT, text);
    let mut length = 0;
    for label in labels {
        let ascii = if label.is_ascii() {
            label.len()
        } else {
            4 + encode_punycode(label).len()
        };
        length += ascii + 1;
        let proper = if label.is_ascii() {
            is_ascii_label(label)
        } else {
            is_u_label(label)
        };
        if !proper || ascii > 63 || (is_bidi && !obeys_bidi_rule(label)) {
            return false;
        }
    }
    length <= 254
}

fn is_arabic_digit(character: char) -> bool {
    ('\u{660}'..='\u{669}').contains(&character)
}

/// RFC 5893 §2 for a label of a name in which some label is written from right to left.
fn obeys_bidi_rule(label: &str) -> bool {
    let characters: Vec<char> = label
        .chars()
        .filter(|character| !is(&MARK, Some(*character)))
        .collect();
    let is_right = |character: &char| is(&RIGHT_TO_LEFT, Some(*character));
    let is_left = |character: &char| character.is_alphabetic() && !is_right(character);
    let is_digit = |character: &char| {
        character.is_ascii_digit() || ('\u{6f0}'..='\u{6f9}').contains(character)
    };
    let (Some(first), Some(last)) = (characters.first(), characters.last()) else {
        return false;
    };
    let any = |test: &dyn Fn(&char) -> bool| characters.iter().any(test);
    let arabic = any(&|character| is_arabic_digit(*character));
    if is_right(first) {
        let ends = is_right(last) || is_digit(last) || is_arabic_digit(*last);
        return ends && !any(&is_left) && !(arabic && any(&is_digit));
    }
    is_left(first) && !any(&is_right) && !arabic && (is_left(last) || is_digit(last))
}

fn is_ascii_label(label: &str) -> bool {
    super::host::domain(label) && is_label_with_proper_ace(label)
}

/// Whether a label that looks like an A-label is one; labels without `xn--` have no hyphens in both third and
/// fourth place (RFC 5891 §4.2.3.1).
pub(super) fn is_label_with_proper_ace(label: &str) -> bool {
    let bytes = label.as_bytes();
    if bytes.len() < 4 || bytes[2..4] != *b"--" {
        return true;
    }
    if !bytes[..2].eq_ignore_ascii_case(b"xn") {
        return false;
    }
    decode_punycode(&label[4..]).is_some_and(|text| {
        let bidi = matches(&RIGHT_TO_LEFT, &text);
        let canonical = encode_punycode(&text).eq_ignore_ascii_case(&label[4..]);
        !text.is_ascii() && canonical && is_u_label(&text) && (!bidi || obeys_bidi_rule(&text))
    })
}

fn is_u_label(label: &str) -> bool {
    let characters: Vec<char> = label.chars().collect();
    let hyphens =
        label.starts_with('-') || label.ends_with('-') || characters.get(2..4) == Some(&['-', '-']);
    if label.is_empty() || hyphens || matches(&MARK, label) {
        return false;
    }
    let arabic_digits = characters
        .iter()
        .any(|character| is_arabic_digit(*character));
    let extended_digits = characters
        .iter()
        .any(|character| ('\u{6f0}'..='\u{6f9}').contains(character));
    if arabic_digits && extended_digits {
        return false;
    }
    (0..characters.len()).all(|index| is_allowed(&characters, index, label))
}

/// RFC 5892: exceptions of §2.6, contexts of appendix A, and otherwise the general category.
fn is_allowed(label: &[char], index: usize, text: &str) -> bool {
    let before = index
        .checked_sub(1)
        .and_then(|index| label.get(index))
        .copied();
    let after = label.get(index + 1).copied();
    match label[index] {
        '\u{df}' | '\u{3c2}' | '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '\u{3007}' => true,
        '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}' => {
            false
        }
        '\u{b7}' => before == Some('l') && after == Some('l'),
        '\u{375}' => is(&GREEK, after),
        '\u{5f3}' | '\u{5f4}' => is(&HEBREW, before),
        '\u{30fb}' => matches(&KANA, text),
        '\u{200d}' => before.is_some_and(is_virama),
        '\u{200c}' => {
            before.is_some_and(is_virama) || (is(&JOINS_LEFT, before) && is(&JOINS_LEFT, after))
        }
        character => is(&VALID, Some(character)),
    }
}

/// Canonical combining class 9.
fn is_virama(character: char) -> bool {
    matches!(
        character,
        '\u{94d}'
            | '\u{9cd}'
            | '\u{a4d}'
            | '\u{acd}'
            | '\u{b4d}'
            | '\u{bcd}'
            | '\u{c4d}'
            | '\u{ccd}'
            | '\u{d3b}'
            | '\u{d3c}'
            | '\u{d4d}'
            | '\u{dca}'
            | '\u{e3a}'
            | '\u{eba}'
            | '\u{f84}'
            | '\u{1039}'
            | '\u{103a}'
            | '\u{1714}'
            | '\u{1734}'
            | '\u{17d2}'
            | '\u{1a60}'
            | '\u{1b44}'
            | '\u{1baa}'
            | '\u{1bab}'
            | '\u{1bf2}'
            | '\u{1bf3}'
            | '\u{2d7f}'
            | '\u{a806}'
            | '\u{a8c4}'
            | '\u{a953}'
            | '\u{a9c0}'
            | '\u{aaf6}'
            | '\u{abed}'
    )
}

const BASE: u32 = 36;

/// RFC 3492 §6.1.
fn adapt(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += BASE;
    }
    k + 36 * delta / (delta + 38)
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(1, 26)
}

/// RFC 3492 §6.2.
fn decode_punycode(text: &str) -> Option<String> {
    let (basic, extended) = text.rsplit_once('-').unwrap_or(("", text));
    let mut output: Vec<char> = basic.chars().collect();
    let (mut code, mut index, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = extended.bytes().peekable();
    while digits.peek().is_some() {
        let (start, mut weight, mut k) = (index, 1_u32, BASE);
        loop {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => byte - b'a',
                byte @ b'A'..=b'Z' => byte - b'A',
                byte @ b'0'..=b'9' => byte - b'0' + 26,
                _ => return None,
            };
            index = index.checked_add(u32::from(digit).checked_mul(weight)?)?;
            let limit = threshold(k, bias);
            if u32::from(digit) < limit {
                break;
            }
            weight = weight.checked_mul(BASE - limit)?;
            k += BASE;
        }
        let count = u32::try_from(output.len()).ok()? + 1;
        bias = adapt(index - start, count, start == 0);
        code = code.checked_add(index / count)?;
        index %= count;
        output.insert(index as usize, char::from_u32(code)?);
        index += 1;
    }
    Some(output.into_iter().collect())
}

/// RFC 3492 §6.3.
fn encode_punycode(label: &str) -> String {
    let characters: Vec<u32> = label.chars().map(u32::from).collect();
    let mut output: String = label.chars().filter(char::is_ascii).collect();
    let basic = output.len() as u32;
    if basic > 0 {
        output.push('-');
    }
    let (mut code, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    while (handled as usize) < characters.len() {
        let Some(next) = characters
            .iter()
            .copied()
            .filter(|other| *other >= code)
            .min()
        else {
            break;
        };
        delta = delta.saturating_add((next - code).saturating_mul(handled + 1));
        code = next;
        for other in &characters {
            delta += u32::from(*other < code);
            if *other == code {
                encode_delta(delta, bias, &mut output);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta += 1;
        code += 1;
    }
    output
}

/// A number in the digits of punycode.
fn encode_delta(delta: u32, bias: u32, output: &mut String) {
    let mut digit = |value: u32| {
        output.push(char::from(
            b"abcdefghijklmnopqrstuvwxyz0123456789"[value as usize],
        ))
    };
    let (mut rest, mut k) = (delta, BASE);
    while rest >= threshold(k, bias) {
        let limit = threshold(k, bias);
        digit(limit + (rest - limit) % (BASE - limit));
        rest = (rest - limit) / (BASE - limit);
        k += BASE;
    }
    digit(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_compiles() {
        for class in [
            &MARK,
            &VALID,
            &GREEK,
            &HEBREW,
            &KANA,
            &RIGHT_TO_LEFT,
            &JOINS_LEFT,
        ] {
            assert!(class.is_some());
        }
    }
}
