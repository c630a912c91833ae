//! Where the sections of 2.0 went.

/// A reference with the place that its target has after the upgrade. Only what points into an entry file moves; a
/// fragment file has none of these sections.
pub(super) fn moved(reference: &str) -> String {
    const MOVES: [(&str, &str); 4] = [
        ("/definitions/", "/components/schemas/"),
        ("/parameters/", "/components/parameters/"),
        ("/responses/", "/components/responses/"),
        ("/securityDefinitions/", "/components/securitySchemes/"),
    ];
    let Some((file, fragment)) = reference.split_once('#') else {
        return reference.to_owned();
    };
    if !file.is_empty() {
        return reference.to_owned();
    }
    for (from, to) in MOVES {
        if let Some(rest) = fragment.strip_prefix(from) {
            return format!("#{to}{rest}");
        }
    }
    reference.to_owned()
}

/// The name of a shared parameter that a reference names.
pub(super) fn parameter_name(reference: &str) -> Option<String> {
    let name = reference.strip_prefix("#/parameters/")?;
    Some(
        crate::spec::location::decode(name)
            .replace("~1", "/")
            .replace("~0", "~"),
    )
}
