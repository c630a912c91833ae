//! The value that everybody checks.

pub(crate) const GOOD: &str = r#"{"email":"ada.lovelace@example.com","id":"67e55044-10b1-426f-9247-bb680e5fe0c8","name":"Ada Lovelace","age":36,"url":"https://example.com/people/ada?tab=notes#top","tags":["mathematics","poetry","engines","bernoulli"],"address":{"street":"12 St James's Square","city":"London","zip":"12345-6789"},"role":"admin"}"#;

/// Four errors: the e-mail address, the name, the second tag, the zip.
pub(crate) fn break_it(
    email: &mut String,
    name: &mut String,
    tags: &mut [String],
    zip: &mut String,
) {
    *email = "ada.lovelace".to_owned();
    name.clear();
    tags[1].clear();
    *zip = "1234".to_owned();
}
