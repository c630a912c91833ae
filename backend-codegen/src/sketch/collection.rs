//! The operations of a document, by the collection that their paths speak of.

use crate::{
    ir::{Method, PathTemplate},
    resources::{ResourcePath, read_path},
    spec::{Document, Node},
};

/// One operation of a sketch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sketched<'a> {
    /// The key under `paths`.
    pub(super) path: &'a str,
    /// The method.
    pub(super) method: Method,
    /// The path item, wherever it stands.
    pub(super) item: &'a Node,
    /// The operation.
    pub(super) node: &'a Node,
    /// It declares no success response.
    pub(super) is_open: bool,
}

/// Every operation below `paths`, in document order.
pub(super) fn operations(document: &Document) -> Vec<Sketched<'_>> {
    let paths = document.root().get("paths").and_then(Node::as_object);
    let mut list = Vec::new();
    for (path, item) in paths.into_iter().flat_map(|paths| paths.iter()) {
        let Ok(item) = document.deref(item).map(|resolved| resolved.node) else {
            continue;
        };
        for method in Method::ALL {
            let Some(node) = item.get(method.key()).filter(|_| !path.starts_with("x-")) else {
                continue;
            };
            if node.as_object().is_some() {
                list.push(Sketched {
                    path,
                    method,
                    item,
                    node,
                    is_open: !has_outcome(node),
                });
            }
        }
    }
    list
}

/// Whether a response says what happens when the operation works; a redirect is such an outcome too.
fn has_outcome(operation: &Node) -> bool {
    let responses = operation.get("responses").and_then(Node::as_object);
    let mut statuses = responses.into_iter().flat_map(|object| object.iter());
    statuses.any(|(status, _)| matches!(status.as_bytes(), [b'1'..=b'3', _, _]))
}

/// A collection, with the operations on it and on its members.
#[derive(Debug)]
pub(super) struct Collection<'a> {
    /// The template of its path.
    pub(super) template: String,
    /// Its last segment.
    pub(super) name: String,
    /// The collection and the parameter before it.
    pub(super) parent: Option<(String, String)>,
    /// The parameter that names a member.
    pub(super) key: Option<String>,
    /// On the collection.
    pub(super) own: Vec<Sketched<'a>>,
    /// On a member.
    pub(super) members: Vec<Sketched<'a>>,
}

impl<'a> Collection<'a> {
    /// The operation of this method, on the collection or on a member.
    pub(super) fn find(&self, method: Method, member: bool) -> Option<&Sketched<'a>> {
        let list = if member { &self.members } else { &self.own };
        list.iter().find(|one| one.method == method)
    }
}

/// The collections that some open operation belongs to.
pub(super) fn collections<'a>(operations: &[Sketched<'a>]) -> Vec<Collection<'a>> {
    let mut list: Vec<Collection<'a>> = Vec::new();
    for operation in operations {
        let template = PathTemplate::parse(operation.path);
        let Some(path) = read_path(&template) else {
            continue;
        };
        let known = list.iter().position(|one| one.template == path.collection);
        let index = known.unwrap_or_else(|| {
            list.push(collection(&path));
            list.len() - 1
        });
        let collection = &mut list[index];
        match path.key {
            Some(key) => {
                collection.key.get_or_insert_with(|| key.to_owned());
                collection.members.push(*operation);
            }
            None => collection.own.push(*operation),
        }
    }
    list.retain(|one| one.own.iter().chain(&one.members).any(|one| one.is_open));
    list
}

fn collection<'a>(path: &ResourcePath<'_>) -> Collection<'a> {
    Collection {
        template: path.collection.clone(),
        name: path.name.to_owned(),
        parent: path
            .parent
            .map(|(name, parameter)| (name.to_owned(), parameter.to_owned())),
        key: None,
        own: Vec::new(),
        members: Vec::new(),
    }
}
