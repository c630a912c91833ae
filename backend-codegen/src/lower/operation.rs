//! Path items and operations; one that cannot be lowered is kept as a refusal.

use std::collections::{HashMap, HashSet};

use super::{
    context::{Lowerer, Place},
    operation_id,
};
use crate::{
    diagnostic::{Diagnostic, Severity},
    ir::{Direction, Envelopment, Method, Operation, PathTemplate, Refusal, names},
    spec::Node,
};

fn tags(node: &Node) -> Vec<String> {
    let tags = node
        .get("tags")
        .and_then(Node::as_array)
        .unwrap_or_default();
    tags.iter()
        .filter_map(Node::as_str)
        .map(str::to_owned)
        .collect()
}

impl<'a> Lowerer<'a> {
    /// Every selected operation of `paths`, in document order.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let mut operations = Vec::new();
        let mut ids = HashSet::new();
        let Some(paths) = self.document.root().get("paths").and_then(Node::as_object) else {
            return operations;
        };
        for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
            let Some(item) = self.path_item(item) else {
                continue;
            };
            for method in Method::ALL {
                if let Some(node) = item.get(method.key())
                    && self.is_selected(method, path, node)
                {
                    let template = PathTemplate::parse(path);
                    let mut operation = self.operation(method, &template, item, node, &mut ids);
                    operation.callbacks = self.callbacks(node);
                    operations.push(operation);
                }
            }
        }
        self.refuse_ambiguous(&mut operations);
        operations
    }

    /// Of operations whose requests cannot be told apart, the first is served and the others are refused.
    fn refuse_ambiguous(&mut self, operations: &mut [Operation]) {
        let mut routes: HashMap<(Method, String), String> = HashMap::new();
        for operation in operations {
            let known = routes
                .entry((operation.method, operation.path.shape()))
                .or_insert_with(|| operation.id.clone());
            if *known != operation.id && operation.refusal.is_none() {
                let message = format!(
                    "{} {} cannot be told apart from operation `{}`",
                    operation.method.as_str(),
                    super::compose::printable(&operation.path.text),
                    super::compose::printable(known),
                );
                let diagnostic = Diagnostic::error("path-ambiguous", message)
                    .at(operation.span)
                    .help("paths must differ in more than the names of their parameters");
                operation.refusal = Some(self.refuse(&operation.id, diagnostic));
            }
        }
    }

    pub(super) fn path_item(&mut self, node: &'a Node) -> Option<&'a Node> {
        match self.document.deref(node) {
            Ok(resolved) => Some(resolved.node),
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    pub(super) fn is_selected(&self, method: Method, path: &str, node: &Node) -> bool {
        let selection = &self.options.selection;
        let tags: Vec<&str> = node
            .get("tags")
            .and_then(Node::as_array)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .collect();
        let tagged = |list: &[String]| list.iter().any(|tag| tags.contains(&tag.as_str()));
        let id = node.get("operationId").and_then(Node::as_str);
        let named = |id: &str| selection.operations.iter().any(|wanted| wanted == id);
        (selection.include_tags.is_empty() || tagged(&selection.include_tags))
            && !tagged(&selection.exclude_tags)
            && (selection.operations.is_empty()
                || id.map_or_else(
                    || named(&operation_id::derive(method, &PathTemplate::parse(path))),
                    named,
                ))
    }

    pub(super) fn operation(
        &mut self,
        method: Method,
        template: &PathTemplate,
        item: &'a Node,
        node: &'a Node,
        ids: &mut HashSet<String>,
    ) -> Operation {
        let (id, derived_id) = self.operation_id(method, template, node, ids);
        let mut refusal = None;
        let parameters = self
            .parameters(&id, template, item, node)
            .unwrap_or_else(|diagnostic| {
                refusal = Some(self.refuse(&id, diagnostic));
                Vec::new()
            });
        let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let body = self.request_body(&id, node);
        let (responses, declared) = self.responses(&id, method, node);
        let envelopment = if declared {
            Envelopment::Declared
        } else {
            Envelopment::Assumed
        };
        Operation {
            group: self.group_name(template, node),
            tags: tags(node),
            summary: text("summary"),
            description: text("description"),
            deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
            security: self.requirements(node),
            span: node.span,
            id,
            derived_id,
            method,
            path: template.clone(),
            parameters,
            body,
            responses,
            envelopment,
            refusal,
            callbacks: Vec::new(),
        }
    }

    fn refuse(&mut self, id: &str, diagnostic: Diagnostic) -> Refusal {
        let refusal = Refusal {
            code: diagnostic.code,
            message: diagnostic.message.clone(),
        };
        let diagnostic = Diagnostic {
            severity: Severity::Warning,
            ..diagnostic
        };
        self.diagnostics.push(diagnostic.note(format!(
            "operation `{}` answers 501 until this is mended",
            super::compose::printable(id)
        )));
        refusal
    }

    /// The operationId, made unique; derived from method and path when there is none.
    fn operation_id(
        &mut self,
        method: Method,
        path: &PathTemplate,
        node: &Node,
        ids: &mut HashSet<String>,
    ) -> (String, bool) {
        let given = node
            .get("operationId")
            .and_then(Node::as_str)
            .filter(|id| !names::words(id).is_empty());
        let wanted = match (given, &self.sends) {
            (Some(given), _) => given.to_owned(),
            (None, Some(name)) if !names::words(name).is_empty() => name.clone(),
            (None, Some(_)) => "outgoing".to_owned(),
            (None, None) => operation_id::derive(method, path),
        };
        let mut id = wanted.clone();
        let mut number = 2;
        while !ids.insert(id.clone()) {
            id = format!("{wanted}{number}");
            number += 1;
        }
        let at = node.get("operationId").map_or(node.span, |node| node.span);
        if given.is_none() && self.sends.is_some() {
            return (id, true);
        }
        if given.is_none() {
            self.warn(
                "operation-id",
                format!(
                    "{} {} has no operationId; `{id}` is used",
                    method.as_str(),
                    super::compose::printable(&path.text)
                ),
                at,
                format!("add `operationId: {id}`"),
            );
        } else if id != wanted {
            self.warn(
                "operation-id-duplicate",
                format!(
                    "operationId `{}` is used by another operation; `{}` is used here",
                    super::compose::printable(&wanted),
                    super::compose::printable(&id)
                ),
                at,
                "give every operation an operationId of its own",
            );
        }
        (id, given.is_none())
    }

    /// The first tag, else the first segment of the path that is neither a parameter nor a prefix.
    fn group_name(&self, path: &PathTemplate, node: &Node) -> String {
        let tag = node
            .get("tags")
            .and_then(Node::as_array)
            .and_then(<[Node]>::first)
            .and_then(Node::as_str);
        match tag.filter(|tag| !names::words(tag).is_empty()) {
            Some(tag) => tag.to_owned(),
            None => operation_id::nouns(path)
                .first()
                .map_or_else(|| "default".to_owned(), |noun| (*noun).to_owned()),
        }
    }

    /// Where a part of an operation stands. What the service sends goes the other way.
    pub(super) fn place(&self, id: &str, suffix: &str, direction: Direction) -> Place {
        let direction = match (direction, &self.sends) {
            (Direction::Request, None) | (Direction::Response, Some(_)) => Direction::Request,
            (Direction::Response, None) | (Direction::Request, Some(_)) => Direction::Response,
        };
        Place::new(
            format!("{}{suffix}", names::upper_camel(id, "Operation")),
            direction,
        )
    }
}
