//! Runtime expressions in the URLs of callbacks (OpenAPI 3.1 §4.8.20.2).

use crate::ir::{UrlPiece, UrlSource};

/// The pieces of a URL: text with expressions in braces, or one expression alone; `None` when one is none.
pub(super) fn pieces(text: &str) -> Option<Vec<UrlPiece>> {
    if text.starts_with('$') {
        return expression(text).map(|piece| vec![piece]);
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{$") {
        if open > 0 {
            pieces.push(UrlPiece::Text(rest[..open].to_owned()));
        }
        let close = open + rest[open..].find('}')?;
        pieces.push(expression(&rest[open + 1..close])?);
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        pieces.push(UrlPiece::Text(rest.to_owned()));
    }
    (!pieces.is_empty()).then_some(pieces)
}

fn expression(text: &str) -> Option<UrlPiece> {
    match text {
        "$url" => return Some(UrlPiece::Url),
        "$method" => return Some(UrlPiece::Method),
        "$statusCode" => return Some(UrlPiece::StatusCode),
        _ => {}
    }
    if let Some(part) = text.strip_prefix("$request.") {
        return source(part).map(UrlPiece::Request);
    }
    source(text.strip_prefix("$response.")?).map(UrlPiece::Response)
}

fn source(text: &str) -> Option<UrlSource> {
    if text == "body" {
        return Some(UrlSource::Body(String::new()));
    }
    if let Some(pointer) = text.strip_prefix("body#") {
        let is_pointer = pointer.is_empty() || pointer.starts_with('/');
        return is_pointer.then(|| UrlSource::Body(pointer.to_owned()));
    }
    let (of, name) = text.split_once('.')?;
    let name = Some(name).filter(|name| !name.is_empty())?.to_owned();
    match of {
        "header" => name
            .chars()
            .all(is_token)
            .then_some(UrlSource::Header(name)),
        "query" => Some(UrlSource::Query(name)),
        "path" => Some(UrlSource::Path(name)),
        _ => None,
    }
}

/// RFC 9110 §5.6.2.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> UrlPiece {
        UrlPiece::Text(text.to_owned())
    }

    #[test]
    fn expressions_valid() {
        let body = |pointer: &str| UrlPiece::Request(UrlSource::Body(pointer.to_owned()));
        assert_eq!(
            pieces("{$request.body#/a/b~1c}"),
            Some(vec![body("/a/b~1c")])
        );
        assert_eq!(pieces("$request.body#/url"), Some(vec![body("/url")]));
        assert_eq!(pieces("{$request.body}"), Some(vec![body("")]));
        assert_eq!(
            pieces("https://x.example/{id}?a={$request.query.a.b}&s={$statusCode}#end"),
            Some(vec![
                text("https://x.example/{id}?a="),
                UrlPiece::Request(UrlSource::Query("a.b".to_owned())),
                text("&s="),
                UrlPiece::StatusCode,
                text("#end"),
            ])
        );
        assert_eq!(
            pieces("{$response.header.Location}{$url}{$method}{$request.path.id}"),
            Some(vec![
                UrlPiece::Response(UrlSource::Header("Location".to_owned())),
                UrlPiece::Url,
                UrlPiece::Method,
                UrlPiece::Request(UrlSource::Path("id".to_owned())),
            ])
        );
        assert_eq!(
            pieces("https://x.example"),
            Some(vec![text("https://x.example")])
        );
    }

    #[test]
    fn expressions_invalid() {
        for url in [
            "",
            "$",
            "$request",
            "$request.",
            "$request.body#x",
            "{$request.header.a b}",
            "{$request.query.}",
            "{$nothing}",
            "{$request.body#/a",
            "$request.cookie.a",
        ] {
            assert_eq!(pieces(url), None, "{url}");
        }
    }
}
