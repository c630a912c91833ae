//! Webhooks and callbacks: requests that the service sends.

use super::{compose::printable, context::Lowerer, expression};
use crate::{
    ir::{
        CallbackUrl, Content, ContentKind, Method, Operation, Outgoing, PathSegment, PathTemplate,
    },
    spec::Node,
};

impl<'a> Lowerer<'a> {
    /// Lowers the selected operations of `webhooks` (3.1).
    pub(super) fn webhooks(&mut self) {
        let root = self.document.root();
        let hooks = root.get("webhooks").and_then(Node::as_object);
        for (name, item) in hooks.into_iter().flat_map(|hooks| hooks.iter()) {
            let Some(item) = self.path_item(item) else {
                continue;
            };
            for method in Method::ALL {
                if let Some(node) = item.get(method.key())
                    && self.is_selected(method, name, node)
                {
                    self.send(name, None, method, item, node);
                }
            }
        }
    }

    /// Lowers the `callbacks` of an operation; returns their places in the list of what is sent.
    pub(super) fn callbacks(&mut self, operation: &'a Node) -> Vec<usize> {
        let mut places = Vec::new();
        let callbacks = operation.get("callbacks").and_then(Node::as_object);
        for (name, callback) in callbacks.into_iter().flat_map(|list| list.iter()) {
            let Some(callback) = self.path_item(callback) else {
                continue;
            };
            let urls = callback.as_object();
            let urls = urls.into_iter().flat_map(|urls| urls.entries());
            for entry in urls.filter(|entry| !entry.key.starts_with("x-")) {
                let Some(item) = self.path_item(&entry.value) else {
                    continue;
                };
                let url = self.callback_url(&entry.key, entry.key_span);
                for method in Method::ALL {
                    if let Some(node) = item.get(method.key()) {
                        places.push(self.send(name, Some(url.clone()), method, item, node));
                    }
                }
            }
        }
        places
    }

    fn callback_url(&mut self, text: &str, span: crate::source::Span) -> CallbackUrl {
        let pieces = expression::pieces(text);
        if pieces.is_none() {
            self.warn(
                "callback-expression",
                format!(
                    "`{}` is no runtime expression; the URL of this callback is left to you",
                    printable(text)
                ),
                span,
                "write one as {$request.body#/callbackUrl} or {$request.query.callbackUrl}",
            );
        }
        CallbackUrl {
            text: text.to_owned(),
            pieces,
        }
    }

    /// Lowers one operation that is sent; returns its place.
    fn send(
        &mut self,
        name: &str,
        url: Option<CallbackUrl>,
        method: Method,
        item: &'a Node,
        node: &'a Node,
    ) -> usize {
        let group = if url.is_some() {
            "callbacks"
        } else {
            "webhooks"
        };
        let mut ids = std::mem::take(&mut self.outgoing_ids);
        self.sends = Some(name.to_owned());
        // The path is the receiver's own affair: it has no parameters.
        let mut operation = self.operation(method, &PathTemplate::parse(""), item, node, &mut ids);
        self.sends = None;
        self.outgoing_ids = ids;
        let plain = operation.id.replace(['{', '}', '/'], "-");
        operation.path = PathTemplate {
            text: format!("/{plain}"),
            segments: vec![PathSegment::Literal(plain)],
        };
        operation.group = group.to_owned();
        if node.get("security").is_none() {
            // What the document asks of its callers, it does not ask of itself.
            operation.security.clear();
        }
        self.warn_unsent(name, &operation);
        self.outgoing.push(Outgoing {
            name: name.to_owned(),
            url,
            operation,
        });
        self.outgoing.len() - 1
    }

    /// Multipart forms are received, not sent.
    fn warn_unsent(&mut self, name: &str, operation: &Operation) {
        let Some(body) = &operation.body else { return };
        let is_multipart = |content: &Content| content.kind == ContentKind::Multipart;
        if !body.contents.is_empty() && body.contents.iter().all(is_multipart) {
            self.warn(
                "outgoing-multipart",
                format!(
                    "`{}` takes nothing but a multipart form, which is not sent; only its receiver is generated",
                    printable(name)
                ),
                body.span,
                "give it another media type too, or send it with a client of your own",
            );
        }
    }
}
