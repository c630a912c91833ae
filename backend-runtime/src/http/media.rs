//! Media types: `Content-Type` and `Accept` (RFC 9110 §8.3 and §12.5.1).

/// The type and subtype of a `Content-Type`, without parameters and surrounding space.
pub(crate) fn essence(content_type: &str) -> &str {
    let end = content_type.find(';').unwrap_or(content_type.len());
    content_type[..end].trim()
}

/// `application/json` or any `+json`.
pub(crate) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type);
    essence.eq_ignore_ascii_case("application/json")
        || essence.eq_ignore_ascii_case("text/json")
        || ends_with_ignore_case(essence, "+json")
}

fn ends_with_ignore_case(text: &str, end: &str) -> bool {
    text.len() > end.len()
        && text.as_bytes()[text.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
}

/// A parameter of a media type, unquoted.
pub(crate) fn parameter<'a>(content_type: &'a str, name: &str) -> Option<&'a str> {
    content_type.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"'))
    })
}

/// Whether text with this `Content-Type` is UTF-8 (ASCII is a part of it; absent means UTF-8, RFC 8259 §8.1).
pub(crate) fn is_utf8(content_type: &str) -> bool {
    parameter(content_type, "charset").is_none_or(|charset| {
        ["utf-8", "utf8", "us-ascii"]
            .iter()
            .any(|known| charset.eq_ignore_ascii_case(known))
    })
}

/// Whether the media range `range` (`text/*`, `*/*`, `a/b`) covers the media type `of`.
pub(crate) fn covers(range: &str, of: &str) -> bool {
    let (range, of) = (essence(range), essence(of));
    match range.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => of
            .split_once('/')
            .is_some_and(|(of_kind, _)| of_kind.eq_ignore_ascii_case(kind)),
        _ => range.eq_ignore_ascii_case(of),
    }
}

/// The best of `offered` for an `Accept` header: highest quality, then the document's order.
/// Nothing is acceptable when all have quality 0 or are not named.
pub(crate) fn negotiate(accept: &str, offered: &[&'static str]) -> Option<&'static str> {
    let mut best: Option<(u16, &'static str)> = None;
    for &candidate in offered {
        let quality = quality(accept, candidate);
        if quality > best.map_or(0, |(quality, _)| quality) {
            best = Some((quality, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Quality in thousandths that `accept` gives `candidate`; the most specific range decides.
fn quality(accept: &str, candidate: &str) -> u16 {
    let mut decided = (0, 0);
    for range in accept.split(',') {
        let name = essence(range);
        if !covers(name, candidate) {
            continue;
        }
        let specific = match (name == "*/*", name.ends_with("/*")) {
            (true, _) => 1,
            (_, true) => 2,
            _ => 3,
        };
        if specific > decided.0 {
            decided = (specific, parameter(range, "q").map_or(1000, thousandths));
        }
    }
    decided.1
}

fn thousandths(text: &str) -> u16 {
    match text.parse::<f32>() {
        Ok(quality) if (0.0..=1.0).contains(&quality) => (quality * 1000.0) as u16,
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_media_types() {
        for valid in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/problem+json",
            "application/vnd.api+JSON ;v=1",
        ] {
            assert!(is_json(valid), "{valid}");
        }
        for invalid in [
            "",
            "text/plain",
            "application/jsonp",
            "+json",
            "application/xml",
        ] {
            assert!(!is_json(invalid), "{invalid}");
        }
    }

    #[test]
    fn charset_must_be_utf8() {
        assert!(is_utf8("application/json"));
        assert!(is_utf8("text/plain; charset=\"UTF-8\""));
        assert!(!is_utf8("text/plain; charset=utf-16"));
        assert!(!is_utf8("text/plain;charset=iso-8859-1"));
    }

    #[test]
    fn negotiation_follows_quality_specificity_and_order() {
        const OFFERED: &[&str] = &["application/json", "text/csv"];
        let pick = |accept| negotiate(accept, OFFERED);
        assert_eq!(pick("*/*"), Some("application/json"));
        assert_eq!(pick("text/*"), Some("text/csv"));
        assert_eq!(pick("text/csv, application/json;q=0.9"), Some("text/csv"));
        assert_eq!(pick("*/*;q=0.1, text/csv"), Some("text/csv"));
        assert_eq!(pick("application/json;q=0, */*"), Some("text/csv"));
        assert_eq!(pick("application/xml"), None);
        assert_eq!(pick("application/json;q=0"), None);
        assert_eq!(pick("garbage"), None);
    }
}
