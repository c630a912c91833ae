//! Where the sections of 2.0 went.

use super::Upgrade;
use crate::spec::location;

impl Upgrade {
    /// A reference with the place that its target has after the upgrade. Only the sections of the entry file move.
    pub(super) fn moved(&self, reference: &str) -> String {
        const MOVES: [(&str, &str); 4] = [
            ("/definitions/", "/components/schemas/"),
            ("/parameters/", "/components/parameters/"),
            ("/responses/", "/components/responses/"),
            ("/securityDefinitions/", "/components/securitySchemes/"),
        ];
        let Some((file, fragment)) = reference.split_once('#') else {
            return reference.to_owned();
        };
        let target = if file.is_empty() {
            self.base.clone()
        } else {
            location::join(&self.base, file)
        };
        if target != self.entry {
            return reference.to_owned();
        }
        for (from, to) in MOVES {
            if let Some(rest) = fragment.strip_prefix(from) {
                return format!("{file}#{to}{rest}");
            }
        }
        reference.to_owned()
    }
}

/// The name of a shared parameter that a reference names.
pub(super) fn parameter_name(reference: &str) -> Option<String> {
    let name = reference.strip_prefix("#/parameters/")?;
    Some(location::decode(name).replace("~1", "/").replace("~0", "~"))
}
