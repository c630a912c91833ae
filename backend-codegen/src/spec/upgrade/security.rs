//! Security definitions become security schemes.

use super::Upgrade;
use super::make::{entries, entry, object, take, text};
use crate::diagnostic::Diagnostic;
use crate::spec::node::Node;

impl Upgrade {
    pub(super) fn security_scheme(&mut self, node: Node) -> Node {
        let kind = node
            .get("type")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned();
        let (span, mut members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        match kind.as_str() {
            "basic" => {
                take(&mut members, "type");
                members.insert(0, entry("type", text("http", span)));
                members.push(entry("scheme", text("basic", span)));
            }
            "oauth2" => {
                let flow = take(&mut members, "flow");
                let name = match flow.as_ref().and_then(|flow| flow.value.as_str()) {
                    Some("application") => "clientCredentials",
                    Some("accessCode") => "authorizationCode",
                    Some("password") => "password",
                    Some("implicit") => "implicit",
                    other => {
                        let message = format!(
                            "OAuth flow `{}` is not known and is read as `implicit`",
                            other.unwrap_or_default()
                        );
                        let help = "use implicit, password, application or accessCode";
                        self.problems.push(
                            Diagnostic::warning("spec-upgrade", message)
                                .at(span)
                                .help(help),
                        );
                        "implicit"
                    }
                };
                let mut parts = Vec::new();
                for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                    parts.extend(take(&mut members, key));
                }
                if !parts.iter().any(|part| part.key == "scopes") {
                    parts.push(entry("scopes", object(Vec::new(), span)));
                }
                let flows = object(vec![entry(name, object(parts, span))], span);
                members.push(entry("flows", flows));
            }
            _ => {}
        }
        object(members, span)
    }
}
