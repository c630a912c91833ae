//! What the document says about itself.

use crate::{
    ir::{Head, Server},
    spec::{Document, Node, Version},
};

pub(super) fn head(document: &Document) -> Head {
    let root = document.root();
    let list = |key: &str| root.get(key).and_then(Node::as_array).unwrap_or_default();
    let text = |node: &Node, key: &str| {
        node.get(key)
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let info = root.get("info").and_then(Node::as_object);
    let more = info.into_iter().flat_map(|info| info.iter());
    Head {
        is_3_0: document.version() == Version::V3_0,
        info: more
            .filter(|(key, _)| !["title", "version", "description"].contains(key))
            .map(|(key, value)| (key.to_owned(), value.to_json()))
            .collect(),
        servers: list("servers")
            .iter()
            .map(|server| Server {
                url: text(server, "url"),
                description: text(server, "description"),
                variables: server.get("variables").map(Node::to_json),
            })
            .collect(),
        tags: list("tags")
            .iter()
            .map(|tag| (text(tag, "name"), text(tag, "description")))
            .collect(),
    }
}
