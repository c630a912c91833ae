//! The root, paths and operations.

use super::Upgrade;
use super::make::{each_value, each_value_named, entries, entry, items, object, take, text};
use super::reference::parameter_name;
use crate::source::Span;
use crate::spec::node::{Entry, Node, Value};

/// Methods of a path item in 2.0.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

impl Upgrade {
    pub(super) fn root(&mut self, node: Node) -> Node {
        let (span, mut members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        self.consumes = take(&mut members, "consumes")
            .map(|member| items(member.value))
            .unwrap_or_default();
        self.produces = take(&mut members, "produces")
            .map(|member| items(member.value))
            .unwrap_or_default();
        let servers = servers(&mut members, span);
        let components = self.components(&mut members, span);
        let mut out = Vec::new();
        for member in members {
            let Entry {
                key,
                key_span,
                value,
            } = member;
            match key.as_str() {
                "swagger" => {
                    out.push(Entry {
                        key: "openapi".to_owned(),
                        key_span,
                        value: text("3.0.3", value.span),
                    });
                }
                "paths" => {
                    let value = each_value(value, |_, item| self.path_item(item));
                    out.push(Entry {
                        key,
                        key_span,
                        value,
                    });
                }
                _ => out.push(Entry {
                    key,
                    key_span,
                    value,
                }),
            }
        }
        out.extend(servers);
        out.extend(components);
        object(out, span)
    }

    fn components(&mut self, members: &mut Vec<Entry>, span: Span) -> Option<Entry> {
        let mut sections = Vec::new();
        let parameters = take(members, "parameters");
        if let Some(Value::Object(shared)) = parameters.as_ref().map(|member| &member.value.value) {
            let shared = shared
                .iter()
                .map(|(name, node)| (name.to_owned(), node.clone()));
            self.parameters = shared.collect();
        }
        if let Some(Entry {
            key_span, value, ..
        }) = take(members, "definitions")
        {
            let value = each_value_named(value, |schema| self.schema(schema));
            sections.push(Entry {
                key: "schemas".to_owned(),
                key_span,
                value,
            });
        }
        if let Some(Entry {
            key_span, value, ..
        }) = parameters
        {
            sections.push(Entry {
                key: "parameters".to_owned(),
                key_span,
                value: self.shared_parameters(value),
            });
        }
        if let Some(Entry {
            key_span, value, ..
        }) = take(members, "responses")
        {
            let value = each_value_named(value, |response| self.response(response, None));
            sections.push(Entry {
                key: "responses".to_owned(),
                key_span,
                value,
            });
        }
        if let Some(Entry {
            key_span, value, ..
        }) = take(members, "securityDefinitions")
        {
            let value = each_value_named(value, |scheme| self.security_scheme(scheme));
            sections.push(Entry {
                key: "securitySchemes".to_owned(),
                key_span,
                value,
            });
        }
        (!sections.is_empty()).then(|| entry("components", object(sections, span)))
    }

    /// Shared parameters except those of bodies and forms, which become parts of the operations that use them.
    fn shared_parameters(&mut self, node: Node) -> Node {
        match entries(node) {
            Ok((span, members)) => {
                let kept = members.into_iter().filter(|member| !is_body(&member.value));
                let kept = kept
                    .map(|member| Entry {
                        value: self.parameter(member.value),
                        ..member
                    })
                    .collect();
                object(kept, span)
            }
            Err(node) => node,
        }
    }

    pub(super) fn path_item(&mut self, node: Node) -> Node {
        let (span, mut members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        let shared = take(&mut members, "parameters");
        let (bodies, shared) = match shared {
            None => (Vec::new(), None),
            Some(member) => {
                let at = member.value.span;
                let (bodies, others) = self.split_parameters(member.value);
                (
                    bodies,
                    Some(Entry {
                        value: Node::new(at, Value::Array(others)),
                        ..member
                    }),
                )
            }
        };
        let mut out: Vec<Entry> = Vec::with_capacity(members.len() + 1);
        out.extend(shared);
        for member in members {
            let value = match METHODS.contains(&member.key.as_str()) {
                true => self.operation(member.value, &bodies),
                false => member.value,
            };
            out.push(Entry { value, ..member });
        }
        object(out, span)
    }

    /// An operation; `shared` are the body and form parameters of its path item.
    fn operation(&mut self, node: Node, shared: &[Node]) -> Node {
        let (span, mut members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        take(&mut members, "schemes");
        let own = |members: &mut Vec<Entry>, key: &str| {
            take(members, key).map(|member| items(member.value))
        };
        let consumes = own(&mut members, "consumes").unwrap_or_else(|| self.consumes.clone());
        let produces = own(&mut members, "produces");
        let mut bodies = Vec::new();
        let mut out = Vec::with_capacity(members.len() + 1);
        for Entry {
            key,
            key_span,
            value,
        } in members
        {
            let value = match key.as_str() {
                "parameters" => {
                    let at = value.span;
                    let (own, others) = self.split_parameters(value);
                    bodies = own;
                    Node::new(at, Value::Array(others))
                }
                "responses" => each_value(value, |_, response| {
                    self.response(response, produces.as_deref())
                }),
                _ => value,
            };
            out.push(Entry {
                key,
                key_span,
                value,
            });
        }
        if bodies.is_empty() {
            bodies = shared.to_vec();
        }
        out.extend(
            self.request_body(bodies, &consumes, span)
                .map(|body| entry("requestBody", body)),
        );
        object(out, span)
    }

    /// Body and form parameters (references to shared ones replaced by what they name), and all others, upgraded.
    fn split_parameters(&mut self, list: Node) -> (Vec<Node>, Vec<Node>) {
        let (mut bodies, mut others) = (Vec::new(), Vec::new());
        for parameter in items(list) {
            let shared = parameter
                .get("$ref")
                .and_then(Node::as_str)
                .and_then(parameter_name);
            let shared = shared
                .and_then(|name| self.parameters.get(&name))
                .filter(|shared| is_body(shared));
            match shared {
                Some(shared) => bodies.push(shared.clone()),
                None if is_body(&parameter) => bodies.push(parameter),
                None => others.push(self.parameter(parameter)),
            }
        }
        (bodies, others)
    }
}

fn is_body(parameter: &Node) -> bool {
    matches!(
        parameter.get("in").and_then(Node::as_str),
        Some("body" | "formData")
    )
}

/// `schemes`, `host` and `basePath` as URLs.
fn servers(members: &mut Vec<Entry>, span: Span) -> Option<Entry> {
    let schemes = take(members, "schemes");
    let host = take(members, "host");
    let base = take(members, "basePath");
    let base_path = base
        .as_ref()
        .and_then(|member| member.value.as_str())
        .unwrap_or_default();
    let at = host
        .as_ref()
        .or(base.as_ref())
        .map_or(span, |member| member.value.span);
    let urls: Vec<String> = match host.as_ref().and_then(|member| member.value.as_str()) {
        None if base_path.is_empty() => return None,
        None => vec![base_path.to_owned()],
        Some(host) => {
            let named = schemes
                .map(|member| items(member.value))
                .unwrap_or_default();
            let mut schemes: Vec<&str> = named.iter().filter_map(Node::as_str).collect();
            if schemes.is_empty() {
                schemes.push("https");
            }
            schemes
                .iter()
                .map(|scheme| format!("{scheme}://{host}{base_path}"))
                .collect()
        }
    };
    let servers = urls
        .iter()
        .map(|url| object(vec![entry("url", text(url, at))], at))
        .collect();
    Some(entry("servers", Node::new(at, Value::Array(servers))))
}
