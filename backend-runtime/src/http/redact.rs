//! Keeps secrets out of the log: known values, URL passwords and bearer tokens become `[redacted]`.

use std::borrow::Cow;
use std::sync::{OnceLock, RwLock};

const MASK: &str = "[redacted]";

fn known() -> &'static RwLock<Vec<String>> {
    static KNOWN: OnceLock<RwLock<Vec<String>>> = OnceLock::new();
    KNOWN.get_or_init(RwLock::default)
}

/// Remembers a secret. Short ones are left alone: masking them would garble ordinary text.
pub(crate) fn register(secret: &str) {
    if secret.len() < 8 {
        return;
    }
    let mut known = known().write().unwrap_or_else(|error| error.into_inner());
    if !known.iter().any(|one| one == secret) {
        known.push(secret.to_owned());
    }
}

/// `text` without known secrets, passwords in URLs and credentials after `Bearer` or `Basic`.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    let known = known().read().unwrap_or_else(|error| error.into_inner());
    for secret in known.iter() {
        if text.contains(secret.as_str()) {
            text = Cow::Owned(text.replace(secret.as_str(), MASK));
        }
    }
    drop(known);
    if text.contains("://") {
        text = Cow::Owned(mask_url_passwords(&text));
    }
    for scheme in ["Bearer ", "bearer ", "Basic ", "basic "] {
        if text.contains(scheme) {
            text = Cow::Owned(mask_after(&text, scheme));
        }
    }
    text
}

/// `scheme://user:password@host` → `scheme://user:[redacted]@host`.
fn mask_url_passwords(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\''))
            .unwrap_or(after.len());
        let authority = &after[..end];
        match authority.rsplit_once('@') {
            Some((user, host)) => {
                let user = user.split_once(':').map_or(user, |(user, _)| user);
                out.push_str(user);
                out.push(':');
                out.push_str(MASK);
                out.push('@');
                out.push_str(host);
            }
            None => out.push_str(authority),
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

/// Masks the token after each `scheme`, when it looks like one (eight characters or more of the token alphabet).
fn mask_after(text: &str, scheme: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(scheme) {
        let (before, after) = rest.split_at(at + scheme.len());
        out.push_str(before);
        let token = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
        let end = after.find(|c| !token(c)).unwrap_or(after.len());
        out.push_str(if end >= 8 { MASK } else { &after[..end] });
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_url_passwords_and_tokens() {
        assert_eq!(
            redact("connect postgres://app:hunter2@db:5432/x failed, see http://a/b"),
            "connect postgres://app:[redacted]@db:5432/x failed, see http://a/b"
        );
        assert_eq!(
            redact("Authorization: Bearer eyJhbGciOi.J9.abc_def rejected"),
            "Authorization: Bearer [redacted] rejected"
        );
        assert_eq!(redact("Basic auth is on"), "Basic auth is on");
    }

    #[test]
    fn masks_registered_secrets() {
        register("s3cr3t-value-of-this-test");
        assert_eq!(redact("x s3cr3t-value-of-this-test y"), "x [redacted] y");
        register("short");
        assert_eq!(redact("short"), "short");
    }

    #[test]
    fn ordinary_text_is_borrowed() {
        assert!(matches!(redact("nothing here"), Cow::Borrowed(_)));
    }
}
