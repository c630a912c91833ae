//! Reading a document: the entry file, then every file that its references reach.

use std::collections::HashSet;

use super::chain::Chains;
use super::document::{Document, RefId, Version};
use super::fetch::{Fetch, FetchError};
use super::files::{Files, Named};
use super::grammar::{Kind, Shape};
use super::inline::Inlined;
use super::limits::Limits;
use super::node::{Node, Object};
use super::upgrade::Upgrade;
use super::walk::{Step, Visit, Visited, Walker, pointer_of};
use super::{location, text, upgrade};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Source, Sources, Span};

/// How to read a document.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Allows references that leave the folder or the host of the entry file.
    pub allow_ref: bool,
    /// What it may cost.
    pub limits: Limits,
}

/// Reads a document. There is one when the entry file could be read; the problems may still include errors: one about
/// a further file concerns only those who refer to it.
///
/// Without a document there are still the texts, to render the problems with.
pub fn load(
    entry: &str,
    fetch: &mut dyn Fetch,
    options: &LoadOptions,
) -> (Result<Document, Sources>, Diagnostics) {
    let entry = if location::has_scheme(entry) {
        entry.to_owned()
    } else {
        location::normalize_path(entry)
    };
    let mut loader = Loader {
        fetch,
        options,
        folder: location::folder_of(&entry).to_owned(),
        sources: Sources::new(),
        files: Files::default(),
        nodes: 0,
        bytes: 0,
        inlined: Inlined::default(),
        upgrade: None,
        upgraded: HashSet::new(),
        diagnostics: Diagnostics::new(),
    };
    let Some(version) = loader.entry(&entry) else {
        return (Err(loader.sources), loader.diagnostics.sorted());
    };
    loader.reach_everything();
    let document = Document {
        sources: loader.sources,
        files: loader.files,
        version,
        chains: Chains::default(),
    };
    (Ok(document), loader.diagnostics.sorted())
}

struct Loader<'a> {
    fetch: &'a mut dyn Fetch,
    options: &'a LoadOptions,
    /// Folder of the entry file, by its text.
    folder: String,
    sources: Sources,
    files: Files,
    nodes: usize,
    bytes: usize,
    inlined: Inlined,
    /// Present when the document is Swagger 2.0.
    upgrade: Option<Upgrade>,
    /// Parts of further files that have been upgraded.
    upgraded: HashSet<RefId>,
    diagnostics: Diagnostics,
}

impl Loader<'_> {
    fn entry(&mut self, entry: &str) -> Option<Version> {
        self.read(entry, None)?;
        let root = self.files.roots[0].as_deref_mut()?;
        if is_swagger(root) {
            self.upgrade = Some(upgrade::root(root, entry));
            return Some(Version::V3_0);
        }
        let version = version_of(root)
            .map_err(|problem| self.diagnostics.push(problem))
            .ok()?;
        if let Some(own) = root.get("$self").and_then(Node::as_str) {
            self.files.by_location.insert(own.to_owned(), 0);
        }
        Some(version)
    }

    /// Goes through the entry file and everything that it refers to, reading files as they are named.
    fn reach_everything(&mut self) {
        let mut visited = Visited::default();
        let mut seen: HashSet<Wanted> = HashSet::new();
        let mut here = vec![(
            RefId {
                source: 0,
                pointer: String::new(),
            },
            Shape::One(Kind::OpenApi),
        )];
        let mut elsewhere: Vec<Wanted> = Vec::new();
        loop {
            // Everything within reach comes first: a schema with an `$id` may turn out to be what a URL names.
            while let Some((id, shape)) = here.pop() {
                for wanted in self.references_below(&id, shape, &mut visited) {
                    if !seen.insert(wanted.clone()) {
                        continue;
                    }
                    match self.files.source_of(&wanted.reference, wanted.at) {
                        Ok(_) => self.follow(wanted, &mut here),
                        Err(_) => elsewhere.push(wanted),
                    }
                }
            }
            let Some(wanted) = elsewhere.pop() else { break };
            if self.files.source_of(&wanted.reference, wanted.at).is_ok() || self.read_for(&wanted)
            {
                self.follow(wanted, &mut here);
            }
        }
        self.diagnostics.extend(self.inlined.report());
        self.diagnostics.extend(
            self.upgrade
                .take()
                .map(|upgrade| upgrade.problems)
                .unwrap_or_default(),
        );
    }

    fn follow(&mut self, wanted: Wanted, here: &mut Vec<(RefId, Shape)>) {
        if !self.files.knows_anchor(&wanted.reference, wanted.at) {
            self.files.find_anchors(&wanted.reference, wanted.at);
        }
        if let Some(place) = wanted.place {
            match self.inlined.inline(
                &mut self.files,
                &place,
                &wanted.reference,
                wanted.at,
                &self.options.limits,
            ) {
                Ok(()) => here.push((place, wanted.shape)),
                Err(problem) => self.diagnostics.push(problem),
            }
        } else if let Ok((id, _)) = self.files.target(&wanted.reference, wanted.at) {
            // What is not there is reported by those who look for it.
            self.upgrade_part(&id, wanted.shape);
            here.push((id, wanted.shape));
        }
    }

    /// A part of another file is written as the entry file is: in Swagger 2.0, it has to be upgraded, once.
    fn upgrade_part(&mut self, id: &RefId, shape: Shape) {
        let (Some(upgrade), Shape::One(kind)) = (&mut self.upgrade, shape) else {
            return;
        };
        let mut above = id.clone();
        let inside_of_another = loop {
            if self.upgraded.contains(&above) {
                break true;
            }
            match above.pointer.rfind('/') {
                Some(at) => above.pointer.truncate(at),
                None => break false,
            }
        };
        if id.source == 0 || inside_of_another {
            return;
        }
        let base = self.files.locations[id.source as usize].clone();
        if let Some(node) = self.files.at_mut(id) {
            upgrade.fragment(node, kind, &base);
        }
        self.upgraded.insert(id.clone());
    }

    /// The references in one value; schemas with names of their own are noted on the way.
    fn references_below(&mut self, id: &RefId, shape: Shape, visited: &mut Visited) -> Vec<Wanted> {
        let mut collect = Collect {
            prefix: id,
            wanted: Vec::new(),
            named: Vec::new(),
        };
        if let Some(node) = self.files.at(id) {
            Walker {
                visitor: &mut collect,
                visited,
                path: Vec::new(),
            }
            .shape(node, shape);
        }
        let Collect { wanted, named, .. } = collect;
        for name in named {
            self.files.note(name);
        }
        wanted
    }

    /// Reads the file that a reference names. Whether it is there now.
    fn read_for(&mut self, wanted: &Wanted) -> bool {
        let at = wanted.at;
        let (file, _) = wanted
            .reference
            .split_once('#')
            .unwrap_or((&wanted.reference, ""));
        let location = location::join(&self.files.locations[at.source as usize], file);
        if self.files.unreadable.contains(&location) {
            return false;
        }
        let refused = if self.sources.len() >= self.options.limits.files {
            let message = format!(
                "the document consists of more than {} files",
                self.options.limits.files
            );
            Some(
                Diagnostic::error("spec-limit", message)
                    .at(at)
                    .help("raise the limit on files"),
            )
        } else if !self.options.allow_ref && !location::is_within(&location, &self.folder) {
            Some(outside(&wanted.reference, at))
        } else {
            None
        };
        if let Some(problem) = refused {
            self.diagnostics.push(problem);
            self.files.unreadable.insert(location);
            return false;
        }
        match self.read(&location, Some(at)) {
            Some(_) => true,
            None => {
                self.files.unreadable.insert(location);
                false
            }
        }
    }

    /// Reads one file and gives its index. `at` is the reference that wants it.
    fn read(&mut self, location: &str, at: Option<Span>) -> Option<u32> {
        let bytes = match self.fetch.read(location) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.diagnostics.push(unreadable(location, &error, at));
                return None;
            }
        };
        let limits = &self.options.limits;
        self.bytes = self.bytes.saturating_add(bytes.len());
        if bytes.len() > limits.file_bytes || self.bytes > limits.total_bytes {
            let error = FetchError::TooLarge(limits.file_bytes.min(limits.total_bytes));
            self.diagnostics.push(unreadable(location, &error, at));
            return None;
        }
        let source = self.sources.len() as u32;
        let (text, problem) = text::decode(bytes, source);
        self.sources
            .add(Source::new(location::shown(location), text));
        let text = &self.sources.get(source).text;
        let parsed = match problem {
            Some(problem) => Err(problem),
            None => text::parse(
                location,
                text,
                source,
                limits,
                &mut self.nodes,
                &mut self.diagnostics,
            ),
        };
        let root = parsed
            .map_err(|problem| self.diagnostics.push(problem))
            .ok();
        self.files.add(location, root);
        Some(source)
    }
}

/// A reference to follow.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Wanted {
    reference: String,
    at: Span,
    shape: Shape,
    /// Where the target is to be put, when the reference stands where the specification has none.
    place: Option<RefId>,
}

struct Collect<'p> {
    prefix: &'p RefId,
    wanted: Vec<Wanted>,
    named: Vec<Named>,
}

impl<'a> Visit<'a> for Collect<'_> {
    fn reference(&mut self, reference: &'a str, at: Span, kind: Kind, _path: &[Step<'a>]) {
        self.wanted.push(Wanted {
            reference: reference.to_owned(),
            at,
            shape: Shape::One(kind),
            place: None,
        });
    }

    fn misplaced(&mut self, reference: &'a str, at: Span, shape: Shape, path: &[Step<'a>]) {
        let Some(pointer) = pointer_of(&self.prefix.pointer, path) else {
            return;
        };
        let place = Some(RefId {
            source: self.prefix.source,
            pointer,
        });
        self.wanted.push(Wanted {
            reference: reference.to_owned(),
            at,
            shape,
            place,
        });
    }

    fn object(&mut self, node: &'a Node, object: &'a Object, kind: Kind, path: &[Step<'a>]) {
        if kind != Kind::Schema {
            return;
        }
        let text = |key: &str| object.get(key).and_then(Node::as_str);
        let names = ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text);
        let names: Vec<&str> = names.collect();
        if names.is_empty() && text("$id").is_none() {
            return;
        }
        let Some(pointer) = pointer_of(&self.prefix.pointer, path) else {
            return;
        };
        let id = RefId {
            source: self.prefix.source,
            pointer,
        };
        for name in names {
            self.named.push(Named::Anchor {
                name: name.to_owned(),
                id: id.clone(),
            });
        }
        if let Some(uri) = text("$id") {
            self.named.push(Named::Id {
                uri: uri.to_owned(),
                span: node.span,
                id,
            });
        }
    }
}

fn outside(reference: &str, at: Span) -> Diagnostic {
    Diagnostic::error(
        "spec-ref-outside",
        format!("`{reference}` leaves the folder of the document"),
    )
    .at(at)
    .help("copy the file into the folder, or pass --allow-ref if you trust the document")
}

fn unreadable(location: &str, error: &FetchError, at: Option<Span>) -> Diagnostic {
    let code = match error {
        FetchError::Outside => "spec-ref-outside",
        FetchError::TooLarge(_) => "spec-limit",
        FetchError::NotFound | FetchError::Unsupported(_) | FetchError::Failed(_) => "spec-file",
    };
    let diagnostic = Diagnostic::error(
        code,
        format!("cannot read `{}`: {error}", location::shown(location)),
    );
    match (at, error) {
        (Some(span), FetchError::Outside) => diagnostic
            .at(span)
            .help("pass --allow-ref if you trust the document"),
        (Some(span), _) => diagnostic
            .at(span)
            .help("correct the reference, or add the file"),
        (None, _) => diagnostic.help("check the path of the document"),
    }
}

/// Whether the root says that it is Swagger 2.0.
fn is_swagger(root: &Node) -> bool {
    let version = root.get("swagger");
    version.is_some_and(|node| node.as_str() == Some("2.0") || node.as_f64() == Some(2.0))
        && root.get("openapi").is_none()
}

/// The version that the root says.
fn version_of(root: &Node) -> Result<Version, Diagnostic> {
    let Some(object) = root.as_object() else {
        let message = format!(
            "an OpenAPI document is an object, this is {}",
            root.kind_name()
        );
        let at = Span {
            end: root.span.start,
            ..root.span
        };
        return Err(Diagnostic::error("spec-version", message)
            .at(at)
            .help("start it with `openapi: 3.1.0`"));
    };
    let Some(node) = object.get("openapi").or_else(|| object.get("swagger")) else {
        return Err(Diagnostic::error(
            "spec-version",
            "this is no OpenAPI document: the key `openapi` is missing",
        )
        .at(Span {
            end: root.span.start,
            ..root.span
        })
        .help("start it with `openapi: 3.1.0`"));
    };
    let text = match (node.as_str(), node.as_number()) {
        (Some(text), _) => text,
        (None, Some(number)) => number.as_str(),
        (None, None) => "",
    };
    match text.split('.').collect::<Vec<_>>().as_slice() {
        ["3", "0", ..] => Ok(Version::V3_0),
        ["3", "1", ..] => Ok(Version::V3_1),
        ["3", "2", ..] => Ok(Version::V3_2),
        _ => Err(
            Diagnostic::error("spec-version", format!("version `{text}` is not known"))
                .at(node.span)
                .help("versions 2.0, 3.0, 3.1 and 3.2 are read"),
        ),
    }
}
