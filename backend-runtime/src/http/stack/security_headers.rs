//! The headers that helmet 8.3.0 sets by default, on every answer.

use http::{HeaderMap, HeaderName, HeaderValue};

const HEADERS: [(&str, &str); 12] = [
    (
        "content-security-policy",
        "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';\
         frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';\
         script-src-attr 'none';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("origin-agent-cluster", "?1"),
    ("referrer-policy", "no-referrer"),
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-dns-prefetch-control", "off"),
    ("x-download-options", "noopen"),
    ("x-frame-options", "SAMEORIGIN"),
    ("x-permitted-cross-domain-policies", "none"),
    ("x-xss-protection", "0"),
];

/// The headers, made once.
pub(super) fn template() -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(32);
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers
}

/// Adds the template to an answer. What the handler set itself stays.
pub(super) fn add(template: &HeaderMap, headers: &mut HeaderMap) {
    // Copying the ready table and moving the few headers of the answer into it is cheaper than twelve insertions.
    let mut all = template.clone();
    let own = std::mem::take(headers);
    let mut last = None;
    for (name, value) in own {
        match name {
            Some(name) => {
                all.insert(name.clone(), value);
                last = Some(name);
            }
            // Further values of the same name come without it.
            None => {
                if let Some(name) = &last {
                    all.append(name.clone(), value);
                }
            }
        }
    }
    *headers = all;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_the_handler_set() {
        let template = template();
        let mut headers = HeaderMap::new();
        headers.insert("referrer-policy", HeaderValue::from_static("origin"));
        headers.append("set-cookie", HeaderValue::from_static("a=1"));
        headers.append("set-cookie", HeaderValue::from_static("b=2"));
        add(&template, &mut headers);
        assert_eq!(headers["referrer-policy"], "origin");
        assert_eq!(headers.get_all("set-cookie").iter().count(), 2);
        assert_eq!(headers["x-frame-options"], "SAMEORIGIN");
        assert_eq!(headers.len(), 14);
    }
}
