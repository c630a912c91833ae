//! Keys: unknown, missing, of another version.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::spec::document::Version;
use crate::spec::grammar::{Field, Kind, Others};
use crate::spec::node::{Node, Object};
use crate::spec::suggest::did_you_mean;

impl Check<'_> {
    pub(super) fn keys(&mut self, node: &Node, object: &Object, kind: Kind) {
        let rules = kind.rules();
        for entry in object.entries() {
            match rules.field(&entry.key) {
                Some(field) => self.version_of_key(field, kind, entry.key_span),
                None if rules.others == Others::Unknown => {
                    self.unknown_key(&entry.key, entry.key_span, kind)
                }
                None => {}
            }
        }
        // Lowering says what it does without these.
        if matches!(
            kind,
            Kind::Parameter | Kind::SecurityScheme | Kind::RequestBody
        ) || object.contains_key("$ref")
        {
            return;
        }
        for field in rules
            .fields
            .iter()
            .filter(|field| field.required && !object.contains_key(field.name))
        {
            let (name, title) = (field.name, rules.title);
            if (kind, name) == (Kind::OpenApi, "openapi") {
                continue;
            }
            let at = Span {
                end: node.span.start.saturating_add(1).min(node.span.end),
                ..node.span
            };
            let message = format!("this {title} has no `{name}`");
            let diagnostic = match kind {
                Kind::Discriminator => Diagnostic::error("spec-missing-key", message),
                _ => Diagnostic::warning("spec-missing-key", message),
            };
            self.found.push(
                diagnostic
                    .at(at)
                    .help(format!("add `{name}: …`; the specification requires it")),
            );
        }
    }

    fn version_of_key(&mut self, field: &Field, kind: Kind, at: Span) {
        if (field.since..=field.until).contains(&self.version) {
            return;
        }
        let (name, title) = (field.name, kind.rules().title);
        let (version, other) = match self.version < field.since {
            true => (field.since, "came with"),
            false => (field.until, "ended with"),
        };
        let own = shown(self.version);
        self.repeated("spec-version-key", format!("{title} {name}"), || {
            let message = format!("`{name}` {other} OpenAPI {}, and this document is {own}", shown(version));
            let help = match name {
                "nullable" => "write `type: [string, 'null']`",
                _ => "change the version of the document, or leave the key out; it is read all the same",
            };
            Diagnostic::warning("spec-version-key", message).at(at).help(help)
        });
    }

    fn unknown_key(&mut self, key: &str, at: Span, kind: Kind) {
        if key.starts_with("x-") || (kind == Kind::Schema && key == "$ref") {
            return;
        }
        let rules = kind.rules();
        self.repeated("spec-unknown-key", format!("{} {key}", rules.title), || {
            let message = format!(
                "{} has no key `{key}`; it is ignored",
                with_article(rules.title)
            );
            let names = rules.fields.iter().map(|field| field.name);
            let help = did_you_mean(key, names)
                .unwrap_or_else(|| "remove it, or start it with `x-`".to_owned());
            Diagnostic::warning("spec-unknown-key", message)
                .at(at)
                .help(help)
        });
    }

    pub(super) fn root(&mut self, node: &Node, object: &Object) {
        if !["paths", "webhooks", "components"]
            .iter()
            .any(|key| object.contains_key(key))
        {
            let at = Span {
                end: node.span.start,
                ..node.span
            };
            let warning = Diagnostic::warning(
                "spec-missing-key",
                "this document has no `paths`: there is nothing to serve",
            )
            .at(at);
            self.found
                .push(warning.help("add `paths: {/things: {get: …}}`"));
        }
        if let Some(version) = object
            .get("openapi")
            .filter(|version| version.as_str().is_none())
        {
            let warning =
                Diagnostic::warning("spec-type", "`openapi` must be a string").at(version.span);
            self.found
                .push(warning.help(format!("write it in quotes: `'{}.0'`", shown(self.version))));
        }
    }

    pub(super) fn paths(&mut self, object: &Object) {
        for entry in object
            .entries()
            .iter()
            .filter(|entry| !entry.key.starts_with("x-"))
        {
            let problem = match template_problem(&entry.key) {
                Some(problem) => problem,
                None => continue,
            };
            let diagnostic =
                Diagnostic::error("spec-path", format!("path `{}` {problem}", entry.key));
            self.found.push(
                diagnostic
                    .at(entry.key_span)
                    .help("write paths as `/books/{id}`"),
            );
        }
    }
}

/// What is wrong with a path template.
fn template_problem(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        return Some("does not start with `/`");
    }
    let mut open = None;
    for (at, c) in path.char_indices() {
        match (c, open) {
            ('{', None) => open = Some(at),
            ('{', Some(_)) => return Some("has a `{` inside of a parameter"),
            ('}', None) => return Some("has a `}` without a `{`"),
            ('}', Some(from)) if at == from + 1 => return Some("has a parameter without a name"),
            ('}', Some(_)) => open = None,
            _ => {}
        }
    }
    open.map(|_| "has a `{` that is never closed")
}

fn shown(version: Version) -> &'static str {
    match version {
        Version::V3_0 => "3.0",
        Version::V3_1 => "3.1",
        Version::V3_2 => "3.2",
    }
}

fn with_article(title: &str) -> String {
    match title {
        "document" => "the root of a document".to_owned(),
        _ if title.starts_with(['O', 'E', 'I', 'X']) => format!("an {title}"),
        _ => format!("a {title}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_templates() {
        for path in ["/", "/a/{b}", "/{a}{b}", "/{a}.json", "/a b"] {
            assert_eq!(template_problem(path), None, "{path}");
        }
        for path in ["", "a", "/{", "/}", "/{}", "/{a{b}}", "/{a"] {
            assert!(template_problem(path).is_some(), "{path}");
        }
    }
}
