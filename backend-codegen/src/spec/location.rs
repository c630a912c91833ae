//! Where files stand: paths and URLs, and references relative to them (RFC 3986 §5).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Whether a location or reference has a scheme such as `https:`. A drive letter is not one.
pub(super) fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    let mut bytes = scheme.bytes();
    scheme.len() > 1
        && bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// Whether a location is fetched over HTTP.
pub fn is_url(location: &str) -> bool {
    let lower = location.get(..8).unwrap_or(location).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// A location as messages show it: without user, password and query, which may hold secrets.
pub(super) fn shown(location: &str) -> String {
    if !is_url(location) {
        return location.to_owned();
    }
    let (scheme, rest) = location.split_once("//").unwrap_or(("", location));
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let path = path
        .split_once('?')
        .map_or(path.to_owned(), |(path, _)| format!("{path}?…"));
    format!("{scheme}//{host}{path}")
}

/// The location that a reference without fragment names, as seen from the file at `base`.
pub(super) fn join(base: &str, reference: &str) -> String {
    if has_scheme(reference) {
        return reference.to_owned();
    }
    if !has_scheme(base) {
        let path = decode(reference);
        let joined = match path.starts_with('/') {
            true => path.into_owned(),
            false => format!("{}{path}", folder(base)),
        };
        return normalize_path(&joined);
    }
    let (scheme, rest) = base.split_once(':').unwrap_or(("", base));
    if let Some(authority) = reference.strip_prefix("//") {
        return format!("{scheme}://{authority}");
    }
    let (authority, path) = split_authority(rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let (reference_path, query) = match reference.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (reference, String::new()),
    };
    let joined = match reference_path {
        "" => path.to_owned(),
        absolute if absolute.starts_with('/') => absolute.to_owned(),
        relative => format!(
            "{}{relative}",
            if path.is_empty() { "/" } else { folder(path) }
        ),
    };
    format!("{scheme}:{authority}{}{query}", normalize_path(&joined))
}

/// `//host:port` and what follows.
fn split_authority(rest: &str) -> (&str, &str) {
    match rest.strip_prefix("//") {
        Some(after) => rest.split_at(2 + after.find(['/', '?', '#']).unwrap_or(after.len())),
        None => ("", rest),
    }
}

/// Everything up to and with the last slash.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// The folder of a location, or of a URL without its query.
pub(super) fn folder_of(location: &str) -> &str {
    match is_url(location) {
        true => folder(location.split(['?', '#']).next().unwrap_or(location)),
        false => folder(location),
    }
}

/// Whether `location` stands in `folder` or below it, going by the text.
pub(super) fn is_within(location: &str, folder: &str) -> bool {
    if has_scheme(location) != has_scheme(folder) {
        return false;
    }
    if folder.is_empty() {
        return !location.starts_with('/') && !location.starts_with("../") && location != "..";
    }
    location.starts_with(folder)
}

/// Takes `.` and `..` out of a path, as far as there is something to go up from.
pub(super) fn normalize_path(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if absolute => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    let slash = if path.ends_with('/') && !parts.is_empty() {
        "/"
    } else {
        ""
    };
    format!(
        "{}{}{slash}",
        if absolute { "/" } else { "" },
        parts.join("/")
    )
}

/// Percent-decoded text; what is not UTF-8 afterwards stays as it is.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_paths() {
        for (base, reference, joined) in [
            ("api.yaml", "pet.yaml", "pet.yaml"),
            ("a/api.yaml", "./b/../pet%20x.yaml", "a/pet x.yaml"),
            ("a/b/api.yaml", "../../../x.yaml", "../x.yaml"),
            ("/abs/api.yaml", "../../../x.yaml", "/x.yaml"),
            ("a/api.yaml", "/etc/passwd", "/etc/passwd"),
            ("a/api.yaml", "https://e.org/x", "https://e.org/x"),
            ("../a/api.yaml", "b.yaml", "../a/b.yaml"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} {reference}");
        }
    }

    #[test]
    fn joins_urls() {
        for (reference, joined) in [
            ("pet.yaml", "https://e.org/v1/pet.yaml"),
            ("../pet.yaml?x=1", "https://e.org/pet.yaml?x=1"),
            ("/pet.yaml", "https://e.org/pet.yaml"),
            ("//other.org/pet.yaml", "https://other.org/pet.yaml"),
            ("../../../pet.yaml", "https://e.org/pet.yaml"),
            ("file:///etc/passwd", "file:///etc/passwd"),
        ] {
            assert_eq!(
                join("https://e.org/v1/api.yaml?q=/z/", reference),
                joined,
                "{reference}"
            );
        }
        assert_eq!(join("https://e.org", "pet.yaml"), "https://e.org/pet.yaml");
    }

    #[test]
    fn secrets_of_a_url_are_not_shown() {
        assert_eq!(
            shown("https://me:pw@e.org/a.yaml?token=x"),
            "https://e.org/a.yaml?…"
        );
        assert_eq!(shown("a/b?c.yaml"), "a/b?c.yaml");
    }

    #[test]
    fn knows_what_is_outside() {
        assert!(is_within("a/b/c.yaml", "a/"));
        assert!(is_within("c.yaml", ""));
        for (location, folder) in [
            ("../c.yaml", ""),
            ("/c.yaml", ""),
            ("ab/c.yaml", "a/"),
            ("https://e.org/x", ""),
            ("https://e.org.evil/x", "https://e.org/"),
        ] {
            assert!(!is_within(location, folder), "{location} {folder}");
        }
    }
}
