//! Strings that match a pattern, made by walking its syntax tree.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::bench::request::Random;

/// The most repetitions where a pattern sets no limit.
const MANY: u32 = 8;

/// A string that matches, of a length within the bounds where luck allows; `None` when the pattern cannot be followed.
pub(super) fn matching(
    pattern: &str,
    (min, max): (u64, Option<u64>),
    random: &mut Random,
) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let fits = |text: &String| {
        let length = text.chars().count() as u64;
        length >= min && max.is_none_or(|max| length <= max)
    };
    let anchored = hir
        .properties()
        .look_set_prefix()
        .contains_anchor_haystack();
    for _ in 0..50 {
        let mut out = String::new();
        write(&hir, random, &mut out)?;
        // Without anchors anything may follow, so a text that is too short can be filled up.
        while !anchored && (out.chars().count() as u64) < min {
            out.push('x');
        }
        if fits(&out) {
            return Some(out);
        }
    }
    None
}

fn write(hir: &Hir, random: &mut Random, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(character(class, random)?),
        HirKind::Repetition(repetition) => {
            let max = repetition
                .max
                .unwrap_or(repetition.min.saturating_add(MANY));
            let max = max.min(repetition.min.saturating_add(64));
            for _ in 0..random.between(i64::from(repetition.min), i64::from(max)) {
                write(&repetition.sub, random, out)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, random, out)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, random, out))?,
        HirKind::Alternation(parts) => write(
            &parts[random.below(parts.len() as u64) as usize],
            random,
            out,
        )?,
    }
    Some(())
}

/// A character of a class; of a large class preferably one that people type.
fn character(class: &Class, random: &mut Random) -> Option<char> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => class
            .iter()
            .map(|range| (range.start() as u32, range.end() as u32))
            .collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|range| (u32::from(range.start()), u32::from(range.end())))
            .collect(),
    };
    let printable = ranges.iter().filter_map(|&(low, high)| {
        let (low, high) = (low.max(0x20), high.min(0x7e));
        (low <= high).then_some((low, high))
    });
    let printable: Vec<_> = printable.collect();
    let ranges = if printable.is_empty() {
        ranges
    } else {
        printable
    };
    let total: u64 = ranges
        .iter()
        .map(|(low, high)| u64::from(high - low + 1))
        .sum();
    let mut draw = random.below(total.max(1));
    for (low, high) in ranges {
        let size = u64::from(high - low + 1);
        match draw.checked_sub(size) {
            Some(rest) => draw = rest,
            None => return char::from_u32(low + draw as u32),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_what_matches() {
        let mut random = Random::new(4);
        for pattern in [
            "^[A-Z]{3}-\\d{4}$",
            "^(cat|dog)s?$",
            "^\\w+@\\w+\\.com$",
            "^[^a-z]{2,5}$",
            "ab+c",
        ] {
            let regex = regex::Regex::new(pattern).unwrap();
            for _ in 0..50 {
                let text = matching(pattern, (0, None), &mut random).unwrap();
                assert!(regex.is_match(&text), "{pattern}: {text}");
            }
        }
        assert!(
            matching("^a{2,9}$", (5, Some(6)), &mut random)
                .unwrap()
                .len()
                >= 5
        );
    }
}
