//! Security schemes and requirements. What is not understood denies: nothing becomes open by mistake.

use super::{compose::printable, context::Lowerer};
use crate::{
    ir::{ApiKeyLocation, Requirement, SchemeKind, SecurityScheme},
    spec::Node,
};

impl<'a> Lowerer<'a> {
    pub(super) fn security_schemes(&mut self) -> Vec<SecurityScheme> {
        let components = self.document.root().get("components");
        let Some(entries) = components
            .and_then(|node| node.get("securitySchemes"))
            .and_then(Node::as_object)
        else {
            return Vec::new();
        };
        let mut schemes = Vec::new();
        for (name, node) in entries.iter() {
            let node = match self.document.deref(node) {
                Ok(resolved) => resolved.node,
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                    continue;
                }
            };
            let kind = scheme_kind(node).unwrap_or_else(|| {
                self.warn(
                    "security-scheme",
                    format!("security scheme `{}` is not understood; what asks for it is denied", printable(name)),
                    node.span,
                    "`type` is one of apiKey (with `in` and `name`), http (with `scheme`), oauth2, openIdConnect, mutualTLS",
                );
                SchemeKind::Http("unknown".to_owned())
            });
            let description = node
                .get("description")
                .and_then(Node::as_str)
                .map(str::to_owned);
            schemes.push(SecurityScheme {
                name: name.to_owned(),
                description,
                kind,
                more: more(node),
            });
        }
        schemes
    }

    /// The alternatives of an operation, the document's where it has none of its own.
    pub(super) fn requirements(&mut self, operation: &'a Node) -> Vec<Requirement> {
        let given = operation
            .get("security")
            .or_else(|| self.document.root().get("security"));
        let mut list = Vec::new();
        for alternative in given.and_then(Node::as_array).unwrap_or_default() {
            let mut requirement = Requirement::default();
            for entry in alternative
                .as_object()
                .map_or(&[][..], |object| object.entries())
            {
                let scopes = entry
                    .value
                    .as_array()
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Node::as_str);
                let index = self.scheme_index(&entry.key, entry.key_span);
                requirement
                    .schemes
                    .push((index, scopes.map(str::to_owned).collect()));
            }
            list.push(requirement);
        }
        list
    }

    fn scheme_index(&mut self, name: &str, span: crate::source::Span) -> usize {
        if let Some(index) = self.schemes.iter().position(|scheme| scheme.name == name) {
            return index;
        }
        self.warn(
            "security-missing",
            format!(
                "security scheme `{}` is not defined; what asks for it is denied",
                printable(name)
            ),
            span,
            "define it under components.securitySchemes",
        );
        let kind = SchemeKind::Http("unknown".to_owned());
        self.schemes.push(SecurityScheme {
            name: name.to_owned(),
            description: None,
            kind,
            more: Vec::new(),
        });
        self.schemes.len() - 1
    }
}

/// What no credential is read by.
fn more(node: &Node) -> Vec<(String, serde_json::Value)> {
    let members = node
        .as_object()
        .into_iter()
        .flat_map(|object| object.iter());
    members
        .filter(|(key, _)| !["type", "in", "name", "scheme"].contains(key))
        .map(|(key, value)| (key.to_owned(), value.to_json()))
        .collect()
}

fn scheme_kind(node: &Node) -> Option<SchemeKind> {
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    match text("type")?.as_str() {
        "apiKey" => {
            let location = match text("in")?.as_str() {
                "header" => ApiKeyLocation::Header,
                "query" => ApiKeyLocation::Query,
                "cookie" => ApiKeyLocation::Cookie,
                _ => return None,
            };
            Some(SchemeKind::ApiKey {
                location,
                name: text("name")?,
            })
        }
        "http" => Some(match text("scheme")?.to_ascii_lowercase().as_str() {
            "basic" => SchemeKind::Basic,
            "bearer" => SchemeKind::Bearer {
                format: text("bearerFormat"),
            },
            other => SchemeKind::Http(other.to_owned()),
        }),
        "oauth2" => Some(SchemeKind::OAuth2 {
            scopes: scopes(node),
        }),
        "openIdConnect" => Some(SchemeKind::OpenIdConnect {
            url: text("openIdConnectUrl").unwrap_or_default(),
        }),
        "mutualTLS" => Some(SchemeKind::MutualTls),
        _ => None,
    }
}

fn scopes(node: &Node) -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = Vec::new();
    let flows = node
        .get("flows")
        .and_then(Node::as_object)
        .into_iter()
        .flat_map(|flows| flows.iter());
    for (_, flow) in flows {
        for (scope, text) in flow
            .get("scopes")
            .and_then(Node::as_object)
            .into_iter()
            .flat_map(|object| object.iter())
        {
            if list.iter().all(|(known, _)| known != scope) {
                list.push((
                    scope.to_owned(),
                    text.as_str().unwrap_or_default().to_owned(),
                ));
            }
        }
    }
    list
}
