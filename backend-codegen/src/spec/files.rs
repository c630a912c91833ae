//! The files of a document and the names in them: what a reference names.

use std::collections::{HashMap, HashSet};

use super::document::{RefId, reference_of};
use super::node::{Node, Value};
use super::suggest::closest;
use super::walk::{Step, pointer_of};
use super::{location, pointer};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// The trees by source index, and the schemas that have names of their own.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    /// Index is that of the source. None: it could not be read as JSON or YAML, which has been reported.
    pub(super) roots: Vec<Option<Box<Node>>>,
    /// Where each file stands; base of its references.
    pub(super) locations: Vec<String>,
    /// Source index by location.
    pub(super) by_location: HashMap<String, u32>,
    /// Locations that could not be read, each reported once.
    pub(super) unreadable: HashSet<String>,
    /// Schemas by the absolute URI of their `$id`.
    ids: HashMap<String, RefId>,
    /// The same by place, as bases for the references inside of them.
    regions: Vec<Region>,
    /// Schemas by `$anchor` within one file.
    anchors: HashMap<(u32, String), RefId>,
    /// Files searched for anchors in full.
    searched: HashSet<u32>,
}

#[derive(Debug, Clone)]
struct Region {
    span: Span,
    base: String,
    id: RefId,
}

/// A schema that names itself.
pub(super) enum Named {
    Id { uri: String, span: Span, id: RefId },
    Anchor { name: String, id: RefId },
}

impl Files {
    pub(super) fn add(&mut self, location: &str, root: Option<Node>) {
        self.by_location
            .insert(location.to_owned(), self.roots.len() as u32);
        self.locations.push(location.to_owned());
        self.roots.push(root.map(Box::new));
    }

    /// The node with this identity.
    pub(super) fn at(&self, id: &RefId) -> Option<&Node> {
        let root = self.roots.get(id.source as usize)?.as_deref()?;
        pointer::tokens(&id.pointer).try_fold(root, |node, token| pointer::child(node, &token))
    }

    pub(super) fn at_mut(&mut self, id: &RefId) -> Option<&mut Node> {
        let root = self.roots.get_mut(id.source as usize)?.as_deref_mut()?;
        pointer::tokens(&id.pointer).try_fold(root, |node, token| pointer::child_mut(node, &token))
    }

    pub(super) fn note(&mut self, named: Named) {
        match named {
            Named::Anchor { name, id } => {
                self.anchors.entry((id.source, name)).or_insert(id);
            }
            Named::Id { uri, span, id } => {
                let base = location::join(self.base_of(span), uri.trim_end_matches('#'));
                self.ids.entry(base.clone()).or_insert_with(|| id.clone());
                if !self.regions.iter().any(|region| region.span == span) {
                    self.regions.push(Region { span, base, id });
                }
            }
        }
    }

    /// The innermost schema with an `$id` around a place.
    fn region_of(&self, at: Span) -> Option<&Region> {
        let around = self
            .regions
            .iter()
            .filter(|region| region.span.contains(at));
        around.min_by_key(|region| region.span.end - region.span.start)
    }

    fn base_of(&self, at: Span) -> &str {
        self.region_of(at)
            .map_or(&self.locations[at.source as usize], |region| &region.base)
    }

    /// The file, or the schema with an `$id`, that the part of a reference before `#` names.
    pub(super) fn source_of(&self, reference: &str, at: Span) -> Result<RefId, Diagnostic> {
        let file = reference
            .split_once('#')
            .map_or(reference, |(file, _)| file);
        let root = |source: u32| RefId {
            source,
            pointer: String::new(),
        };
        if file.is_empty() {
            return Ok(root(at.source));
        }
        for base in [self.base_of(at), &self.locations[at.source as usize]] {
            let wanted = location::join(base, file);
            if let Some(id) = self.ids.get(&wanted) {
                return Ok(id.clone());
            }
            if let Some(source) = self.by_location.get(&wanted) {
                return Ok(root(*source));
            }
        }
        let error = Diagnostic::error(
            "spec-ref-file",
            format!("the file of `{reference}` was not read"),
        );
        Err(error.at(at).help("see the message about that file"))
    }

    pub(super) fn knows_anchor(&self, reference: &str, at: Span) -> bool {
        let fragment = reference
            .split_once('#')
            .map_or("", |(_, fragment)| fragment);
        let plain = !fragment.is_empty() && !fragment.starts_with('/');
        !plain
            || self
                .source_of(reference, at)
                .is_ok_and(|id| self.anchors.contains_key(&(id.source, fragment.to_owned())))
    }

    /// Searches a whole file for anchors: it may be one of schemas only, of which nothing has been walked yet.
    pub(super) fn find_anchors(&mut self, reference: &str, at: Span) {
        let Ok(id) = self.source_of(reference, at) else {
            return;
        };
        if !self.searched.insert(id.source) {
            return;
        }
        let mut found = Vec::new();
        if let Some(root) = self.roots[id.source as usize].as_deref() {
            anchors_below(root, &mut Vec::new(), &mut found);
        }
        for (name, pointer) in found {
            self.anchors.entry((id.source, name)).or_insert(RefId {
                source: id.source,
                pointer,
            });
        }
    }

    /// The place that one reference names, without following further ones.
    pub(super) fn target(&self, reference: &str, at: Span) -> Result<(RefId, &Node), Diagnostic> {
        let fragment = reference
            .split_once('#')
            .map_or("", |(_, fragment)| fragment);
        let start = self.source_of(reference, at)?;
        if self.roots[start.source as usize].is_none() {
            let error = Diagnostic::error(
                "spec-ref-file",
                format!("`{reference}` is in a file that could not be read"),
            );
            return Err(error.at(at).help("see the message about that file"));
        }
        let fragment = location::decode(fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let anchor = self.anchors.get(&(start.source, fragment.into_owned()));
            return anchor
                .and_then(|id| Some((id.clone(), self.at(id)?)))
                .ok_or_else(|| not_a_pointer(reference, at));
        }
        if !pointer::is_well_escaped(&fragment) {
            let error = Diagnostic::error(
                "spec-ref",
                format!("`{reference}` has a `~` that is no escape"),
            );
            return Err(error.at(at).help("write `~0` for `~` and `~1` for `/`"));
        }
        // A fragment alone means the schema resource around it; nearly everybody means the file.
        if reference.starts_with('#')
            && !self.regions.is_empty()
            && let Some(region) = self.region_of(at)
            && let Ok(found) = self.walk(region.id.clone(), &fragment, at)
        {
            return Ok(found);
        }
        self.walk(start, &fragment, at)
    }

    /// Goes down a pointer. A `$ref` in the middle is followed: `#/paths/~1a/get` where the path item is a reference.
    fn walk(&self, start: RefId, fragment: &str, at: Span) -> Result<(RefId, &Node), Diagnostic> {
        const MOST_HOPS: usize = 64;
        let missing =
            || Diagnostic::error("spec-ref", "the target of this reference is not defined").at(at);
        let mut node = self.at(&start).ok_or_else(missing)?;
        let (mut id, mut hops) = (start, 0);
        for token in pointer::tokens(fragment) {
            let next = loop {
                if let Some(next) = pointer::child(node, &token) {
                    break next;
                }
                let Some((reference, span)) = reference_of(node).filter(|_| hops < MOST_HOPS)
                else {
                    return Err(not_defined(fragment, node, &token, at));
                };
                hops += 1;
                (id, node) = self.direct_target(reference, span).ok_or_else(|| {
                    let message =
                        format!("`{reference}`, on the way of this reference, is not defined");
                    Diagnostic::error("spec-ref", message)
                        .at(at)
                        .label(span, "here")
                })?;
            };
            id.pointer = pointer::append(&id.pointer, &token);
            node = next;
        }
        Ok((id, node))
    }

    /// What a reference names without following any on the way, so that finding it is bounded.
    fn direct_target(&self, reference: &str, at: Span) -> Option<(RefId, &Node)> {
        let fragment = reference
            .split_once('#')
            .map_or("", |(_, fragment)| fragment);
        let mut id = self.source_of(reference, at).ok()?;
        for token in pointer::tokens(&location::decode(fragment)) {
            id.pointer = pointer::append(&id.pointer, &token);
        }
        let node = self.at(&id)?;
        Some((id, node))
    }
}

/// Anchors of a tree whose kinds are not known; data is left alone.
fn anchors_below<'a>(node: &'a Node, path: &mut Vec<Step<'a>>, found: &mut Vec<(String, String)>) {
    match &node.value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                anchors_below(item, path, found);
                path.pop();
            }
        }
        Value::Object(object) => {
            for (key, value) in object.iter() {
                match (key, value.as_str()) {
                    ("$anchor" | "$dynamicAnchor", Some(name)) => {
                        found
                            .extend(pointer_of("", path).map(|pointer| (name.to_owned(), pointer)));
                    }
                    ("enum" | "const" | "default" | "example" | "examples", _) => {}
                    (extension, _) if extension.starts_with("x-") => {}
                    _ => {
                        path.push(Step::Key(key));
                        anchors_below(value, path, found);
                        path.pop();
                    }
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn not_a_pointer(reference: &str, at: Span) -> Diagnostic {
    Diagnostic::error(
        "spec-ref",
        format!("`{reference}` names no place in a document"),
    )
    .at(at)
    .help("write `#/components/schemas/Name`, with a slash after the `#`")
}

/// The target does not exist: says what was looked for and what is there instead.
fn not_defined(fragment: &str, parent: &Node, token: &str, at: Span) -> Diagnostic {
    let all: Vec<String> = pointer::tokens(fragment).collect();
    let (section, name) = match all.as_slice() {
        [components, section, name]
            if components == "components" && (token == name || token != section) =>
        {
            (Some(section.as_str()), name.as_str())
        }
        _ => (None, token),
    };
    let near = parent
        .as_object()
        .and_then(|object| closest(token, object.iter().map(|(key, _)| key)));
    let message = match section {
        Some(section) => format!("{} `{name}` is not defined", singular(section)),
        None => format!("`#{fragment}` is not defined: there is no `{token}`"),
    };
    let help = match (section, near) {
        (Some(section), Some(near)) => {
            format!("define it under components.{section}, or did you mean `{near}`?")
        }
        (Some(section), None) => format!("define it under components.{section}"),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => "define it, or correct the reference".to_owned(),
    };
    // A schema that is not there yet has a fallback (any value); a document is often begun like that.
    let severity = match section {
        Some("schemas") => Severity::Warning,
        _ => Severity::Error,
    };
    Diagnostic::new(severity, "spec-ref", message)
        .at(at)
        .help(help)
}

/// What one member of a section of components is called.
fn singular(section: &str) -> &str {
    match section {
        "schemas" => "schema",
        "responses" => "response",
        "parameters" => "parameter",
        "examples" => "example",
        "requestBodies" => "request body",
        "headers" => "header",
        "securitySchemes" => "security scheme",
        "links" => "link",
        "callbacks" => "callback",
        "pathItems" => "path item",
        "mediaTypes" => "media type",
        _ => "component",
    }
}
