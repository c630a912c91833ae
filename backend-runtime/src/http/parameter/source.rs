//! Where raw parameter text comes from: one variant per location.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::COOKIE;

use super::{Location, percent};
use crate::http::routes::{Part, on_wire, parts};

/// The raw text of one location, not yet decoded.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'a> {
    /// A path and its template; aligned at their ends, so that a base path may be missing from either.
    Path { template: &'a str, path: &'a str },
    /// A query string.
    Query(&'a str),
    /// Headers.
    Header(&'a HeaderMap),
    /// Headers, of which `Cookie` counts.
    Cookie(&'a HeaderMap),
    /// A form body.
    Form(&'a str),
}

impl<'a> Source<'a> {
    pub(crate) fn location(self) -> Location {
        match self {
            Source::Path { .. } => Location::Path,
            Source::Query(_) => Location::Query,
            Source::Header(_) => Location::Header,
            Source::Cookie(_) => Location::Cookie,
            Source::Form(_) => Location::Form,
        }
    }

    /// Whether `+` is a space.
    pub(crate) fn plus(self) -> bool {
        matches!(self, Source::Query(_) | Source::Form(_))
    }

    /// The raw `key=value` pairs of this location; none for paths and headers.
    pub(crate) fn pairs(self) -> Pairs<'a> {
        let (text, headers) = match self {
            Source::Query(text) | Source::Form(text) => (text, None),
            Source::Cookie(headers) => ("", Some(headers.get_all(COOKIE).into_iter())),
            Source::Path { .. } | Source::Header(_) => ("", None),
        };
        Pairs {
            text,
            separator: if headers.is_some() { b';' } else { b'&' },
            headers,
        }
    }

    /// The raw text of a path segment or header, whole.
    pub(crate) fn whole(self, name: &str) -> Option<Cow<'a, str>> {
        match self {
            Source::Path { template, path } => segment(template, path, name).map(Cow::Borrowed),
            Source::Header(headers) => header(headers, name),
            Source::Query(_) | Source::Cookie(_) | Source::Form(_) => None,
        }
    }

    /// The raw values of the pairs called `name`.
    pub(crate) fn values(self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let plus = self.plus();
        self.pairs()
            .filter(move |(key, _)| percent::equals(key, name, plus))
            .map(|(_, value)| value)
    }
}

/// Lines of one header joined by commas (RFC 9110 §5.3); none when they are not visible text.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, str>> {
    let mut lines = headers.get_all(name).iter();
    let first = text(lines.next()?.as_bytes());
    let Some(second) = lines.next() else {
        return Some(first);
    };
    let mut joined = first.into_owned();
    for line in std::iter::once(second).chain(lines) {
        joined.push(',');
        joined.push_str(&text(line.as_bytes()));
    }
    Some(Cow::Owned(joined))
}

/// UTF-8 where it is, otherwise Latin-1 (the history of RFC 9110 §5.5).
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim()),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// The raw text at `{name}`: segments are paired from the end, literals around the name are taken off.
fn segment<'a>(template: &str, path: &'a str, name: &str) -> Option<&'a str> {
    let mut path = path.rsplit('/');
    for segment in template.rsplit('/') {
        let raw = path.next()?;
        if let Some(value) = inside(segment, raw, name) {
            return Some(value);
        }
    }
    None
}

/// The part of `raw` at `{name}` in one template segment as `{a}.{b}`.
fn inside<'a>(segment: &str, raw: &'a str, name: &str) -> Option<&'a str> {
    // The common case: the whole segment is the name.
    let whole = segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    if whole == Some(name) {
        return Some(raw);
    }
    let parts: Vec<Part<'_>> = parts(segment).collect();
    let mut rest = raw;
    for (index, part) in parts.iter().enumerate() {
        match *part {
            Part::Text(text) => rest = rest.strip_prefix(&*on_wire(text))?,
            Part::Name(key) => {
                let end = end_of_parameter(rest, &parts[index + 1..])?;
                if key == name {
                    return rest.get(..end);
                }
                rest = rest.get(end..)?;
            }
        }
    }
    None
}

/// Where a parameter ends: as early as what follows allows, behind at least one character.
fn end_of_parameter(rest: &str, following: &[Part<'_>]) -> Option<usize> {
    let first = rest.chars().next()?.len_utf8();
    match following {
        [] => Some(rest.len()),
        [Part::Text(text)] => rest.len().checked_sub(on_wire(text).len()),
        [Part::Text(text), ..] => {
            let at = rest.get(first..)?.find(&*on_wire(text))?;
            Some(at + first)
        }
        [Part::Name(_), ..] => Some(first),
    }
}

/// Iterates over raw `key=value` pairs.
#[derive(Debug)]
pub(crate) struct Pairs<'a> {
    text: &'a str,
    separator: u8,
    headers: Option<http::header::ValueIter<'a, http::HeaderValue>>,
}

impl<'a> Iterator for Pairs<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        loop {
            while self.text.is_empty() {
                let header = self.headers.as_mut()?.next()?;
                self.text = header.to_str().unwrap_or_default();
            }
            let at = memchr::memchr(self.separator, self.text.as_bytes());
            let (pair, rest) = match at {
                Some(at) => (&self.text[..at], &self.text[at + 1..]),
                None => (self.text, ""),
            };
            self.text = rest;
            let cookie = self.separator == b';';
            let pair = if cookie { pair.trim() } else { pair };
            if pair.is_empty() {
                continue;
            }
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            return Some(match cookie {
                true => (key, unquoted(value)),
                false => (key, value),
            });
        }
    }
}

/// A cookie value without the quotes that RFC 6265 §4.1.1 allows around it.
fn unquoted(value: &str) -> &str {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path<'a>(template: &'a str, path: &'a str, name: &str) -> Option<Cow<'a, str>> {
        Source::Path { template, path }.whole(name)
    }

    #[test]
    fn finds_path_segments() {
        assert_eq!(path("/a/{id}", "/a/7", "id").unwrap(), "7");
        assert_eq!(path("/v1/a/{id}/b", "/a/7/b", "id").unwrap(), "7");
        assert_eq!(path("/a/{id}", "/v1/a/7", "id").unwrap(), "7");
        assert_eq!(path("/{a}/{b}", "/x%2Fy/z", "a").unwrap(), "x%2Fy");
        assert_eq!(path("/f/{name}.{ext}", "/f/a.tar.gz", "name").unwrap(), "a");
        assert_eq!(
            path("/f/{name}.{ext}", "/f/a.tar.gz", "ext").unwrap(),
            "tar.gz"
        );
        assert_eq!(
            path("/f/{name}.json", "/f/a.b.json", "name").unwrap(),
            "a.b"
        );
        assert_eq!(path("/f/x-{id}", "/f/x-1", "id").unwrap(), "1");
        assert_eq!(path("/f/x-{id}", "/f/y-1", "id"), None);
        assert_eq!(path("/a/{id}", "/a/7", "other"), None);
        assert_eq!(path("/{a}{b}", "/xyz", "a").unwrap(), "x");
        assert_eq!(path("/{a}{b}", "/xyz", "b").unwrap(), "yz");
        assert_eq!(path("/{p}t.{f}", "/testt.js", "p").unwrap(), "test");
    }

    #[test]
    fn finds_parameters_beside_text_that_is_encoded() {
        assert_eq!(path("/a b{x}", "/a%20b7", "x").unwrap(), "7");
        assert_eq!(path("/a%20b{x}", "/a%20b7", "x").unwrap(), "7");
        assert_eq!(path("/{x}é{y}|", "/1%C3%A92%7C", "x").unwrap(), "1");
        assert_eq!(path("/{x}é{y}|", "/1%C3%A92%7C", "y").unwrap(), "2");
    }

    #[test]
    fn splits_query_pairs() {
        let pairs: Vec<_> = Source::Query("a=1&&b&c=x=y&=z").pairs().collect();
        assert_eq!(pairs, [("a", "1"), ("b", ""), ("c", "x=y"), ("", "z")]);
    }

    #[test]
    fn splits_cookie_pairs_of_all_headers() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; b=\"2\"".parse().unwrap());
        headers.append(COOKIE, "c=3;".parse().unwrap());
        let pairs: Vec<_> = Source::Cookie(&headers).pairs().collect();
        assert_eq!(pairs, [("a", "1"), ("b", "2"), ("c", "3")]);
    }

    #[test]
    fn joins_header_lines() {
        let mut headers = HeaderMap::new();
        headers.append("x-tags", "a, b".parse().unwrap());
        headers.append("x-tags", "c".parse().unwrap());
        assert_eq!(Source::Header(&headers).whole("X-Tags").unwrap(), "a, b,c");
    }
}
