//! Path templates: segments of text and parameters.

use std::borrow::Cow;
use std::cmp::Ordering;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What may not stand in a path as it is (RFC 3986 §3.3); `%` may, because documents write escapes themselves.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A piece of one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Text, as the document writes it.
    Text(&'a str),
    /// A parameter's name.
    Name(&'a str),
}

/// The pieces of one segment of a template; braces that do not pair are text.
pub(crate) fn parts(segment: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = segment;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let pair = rest
            .find('{')
            .and_then(|open| rest[open..].find('}').map(|length| (open, open + length)));
        let (part, after) = match pair {
            Some((0, close)) => (Part::Name(&rest[1..close]), close + 1),
            Some((open, _)) => (Part::Text(&rest[..open]), open),
            None => (Part::Text(rest), rest.len()),
        };
        rest = &rest[after..];
        Some(part)
    })
}

/// The text of a template as a path has it.
pub(crate) fn on_wire(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, NOT_IN_PATH).into()
}

/// One segment as it is matched: texts encoded as they are on the wire, names forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Segment {
    /// `books`
    Text(String),
    /// `{id}`
    Whole,
    /// `report-{id}.{format}`: texts, with a parameter between each two (`["report-", ".", ""]`).
    Mixed(Vec<String>),
}

impl Segment {
    fn of(segment: &str) -> Self {
        let mut texts = vec![String::new()];
        for part in parts(segment) {
            match part {
                Part::Text(text) => texts
                    .last_mut()
                    .expect("there is always one")
                    .push_str(&on_wire(text)),
                Part::Name(_) => texts.push(String::new()),
            }
        }
        match texts.len() {
            1 => Self::Text(texts.remove(0)),
            2 if texts.iter().all(String::is_empty) => Self::Whole,
            _ => Self::Mixed(texts),
        }
    }

    /// Whether a segment of a path, still encoded, is one of these. Parameters take at least one character, and as few
    /// as they can.
    fn matches(&self, raw: &str) -> bool {
        match self {
            Self::Text(text) => text == raw,
            Self::Whole => !raw.is_empty(),
            Self::Mixed(texts) => {
                let (first, last) = (&texts[0], &texts[texts.len() - 1]);
                let Some(mut rest) = raw.strip_prefix(first.as_str()) else {
                    return false;
                };
                for text in &texts[1..texts.len() - 1] {
                    let Some(at) = find_after_one(rest, text) else {
                        return false;
                    };
                    rest = &rest[at + text.len()..];
                }
                rest.len() > last.len() && rest.ends_with(last.as_str())
            }
        }
    }

    /// Text before mixed before whole; of mixed ones, that with more text.
    fn order(&self, other: &Self) -> Ordering {
        let rank = |segment: &Self| match segment {
            Self::Text(_) => (0, 0),
            Self::Mixed(texts) => (1, usize::MAX - texts.iter().map(String::len).sum::<usize>()),
            Self::Whole => (2, 0),
        };
        rank(self).cmp(&rank(other))
    }
}

/// Where `text` stands in `rest`, behind at least one character.
fn find_after_one(rest: &str, text: &str) -> Option<usize> {
    let first = rest.chars().next()?.len_utf8();
    rest[first..].find(text).map(|at| at + first)
}

/// The segments of a path or template.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// A whole template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Template(pub(super) Vec<Segment>);

impl Template {
    pub(super) fn of(template: &str) -> Self {
        Self(segments(template).map(Segment::of).collect())
    }

    /// Whether it has a segment that axum cannot match.
    pub(super) fn is_mixed(&self) -> bool {
        self.0
            .iter()
            .any(|segment| matches!(segment, Segment::Mixed(_)))
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let mut raw = segments(path);
        self.0
            .iter()
            .all(|segment| raw.next().is_some_and(|raw| segment.matches(raw)))
            && raw.next().is_none()
    }

    /// Whether some path may match both; texts of mixed segments count as any.
    pub(super) fn may_overlap(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|pair| match pair {
                (Segment::Text(one), Segment::Text(other)) => one == other,
                _ => true,
            })
    }

    /// The more specific one first: by the first segment that differs in kind.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let by_segment = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(one, other)| one.order(other));
        by_segment.fold(Ordering::Equal, Ordering::then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_segments_match_by_their_texts() {
        let matches = |template: &str, path: &str| Template::of(template).matches(path);
        assert!(matches("/{page}t.{format}", "/frontt.json"));
        assert!(!matches("/{page}t.{format}", "/t.json"));
        assert!(
            !matches("/{page}t.{format}", "/frond.json"),
            "no `t.` behind a character"
        );
        assert!(matches("/root/{a}{b}", "/root/xy") && !matches("/root/{a}{b}", "/root/x"));
        assert!(matches("/f/x-{id}", "/f/x-1") && !matches("/f/x-{id}", "/f/x-"));
        assert!(matches("/a b/{c}", "/a%20b/1") && matches("/a/", "/a/") && !matches("/a/", "/a"));
        assert!(matches("/{*rest}", "/anything") && !matches("/{*rest}", "/any/thing"));
        assert!(matches("/{id}:cancel", "/7:cancel") && !matches("/{id}:cancel", "/7:stop"));
    }

    #[test]
    fn the_more_specific_template_is_first() {
        let mut templates = [
            "/{a}/{b}",
            "/{a}.json/{b}",
            "/a/{b}",
            "/x{a}.json/{b}",
            "/a/b",
        ]
        .map(Template::of);
        templates.sort_by(Template::order);
        let expected = [
            "/a/b",
            "/a/{b}",
            "/x{a}.json/{b}",
            "/{a}.json/{b}",
            "/{a}/{b}",
        ]
        .map(Template::of);
        assert_eq!(templates, expected);
    }
}
