//! Parameters and headers: schema keywords move into a `schema`, `collectionFormat` becomes a style.

use super::Upgrade;
use super::make::{entries, entry, flag, object, text};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::spec::node::{Entry, Node};

impl Upgrade {
    /// A parameter in path, query or header; references stay references.
    pub(super) fn parameter(&mut self, node: Node) -> Node {
        let (span, mut members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        if let Some(reference) = members.iter_mut().find(|member| member.key == "$ref") {
            let target = reference.value.as_str().map(|target| self.moved(target));
            if let Some(target) = target {
                reference.value = text(&target, reference.value.span);
            }
            return object(members, span);
        }
        let place = text_of(&members, "in").unwrap_or_default();
        let is_array = text_of(&members, "type").as_deref() == Some("array");
        let format = members
            .iter()
            .find(|member| member.key == "collectionFormat")
            .map(|member| {
                (
                    member.value.as_str().unwrap_or_default().to_owned(),
                    member.value.span,
                )
            });
        let (mut kept, schema): (Vec<Entry>, Vec<Entry>) =
            members.into_iter().partition(|member| stays(&member.key));
        if is_array && place == "query" {
            let (format, at) = format.unwrap_or(("csv".to_owned(), span));
            kept.extend(self.style(&format, at));
        }
        if !kept.iter().any(|member| member.key == "schema") {
            let schema = object(schema, span);
            kept.push(entry("schema", self.schema(schema)));
        }
        object(kept, span)
    }

    /// A header of a response.
    pub(super) fn header(&mut self, node: Node) -> Node {
        let (span, members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        let (mut kept, schema): (Vec<Entry>, Vec<Entry>) = members
            .into_iter()
            .partition(|member| member.key == "description" || member.key.starts_with("x-"));
        let schema = object(schema, span);
        kept.push(entry("schema", self.schema(schema)));
        object(kept, span)
    }

    /// How the elements of an array are written in a query or a form.
    pub(super) fn style(&mut self, format: &str, at: Span) -> Vec<Entry> {
        let (style, explode) = match format {
            "multi" => ("form", true),
            "ssv" => ("spaceDelimited", false),
            "pipes" => ("pipeDelimited", false),
            "csv" => ("form", false),
            other => {
                let message = format!(
                    "collectionFormat `{other}` has no counterpart in OpenAPI 3 and is read as `csv`"
                );
                let warning = Diagnostic::warning("spec-upgrade", message).at(at);
                self.problems
                    .push(warning.help("use `csv`, `ssv`, `pipes` or `multi`"));
                ("form", false)
            }
        };
        vec![
            entry("style", text(style, at)),
            entry("explode", flag(explode, at)),
        ]
    }
}

/// Fields that stay outside of the schema.
fn stays(key: &str) -> bool {
    matches!(
        key,
        "name"
            | "in"
            | "description"
            | "required"
            | "allowEmptyValue"
            | "schema"
            | "style"
            | "explode"
    ) || (key.starts_with("x-") && key != "x-nullable")
}

/// The string under a key.
pub(super) fn text_of(members: &[Entry], key: &str) -> Option<String> {
    let member = members.iter().find(|member| member.key == key)?;
    member.value.as_str().map(str::to_owned)
}
