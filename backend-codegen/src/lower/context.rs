use std::collections::{HashMap, HashSet};

use super::{LowerOptions, direction::Directions, inherit::Families, shape::Shape};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity},
    ir::{
        Api, Direction, Group, Kind, Operation, Outgoing, Schema, TypeDef, TypeId, Types,
        names::{Namer, upper_camel},
    },
    source::Span,
    spec::{Document, Node, RefId},
};

/// Names that no type may take: they would hide something of either language's prelude or of the runtime.
const RESERVED: [&str; 50] = [
    "Self",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "Vec",
    "Box",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Clone",
    "Debug",
    "Default",
    "Drop",
    "Fn",
    "From",
    "Into",
    "Iterator",
    "Eq",
    "Ord",
    "Hash",
    "Value",
    "Map",
    "Patch",
    "Bytes",
    "File",
    "Uuid",
    "Date",
    "OffsetDateTime",
    "Decimal",
    "Context",
    "ApiError",
    "Operation",
    "Router",
    "Object",
    "Array",
    "Number",
    "Boolean",
    "Symbol",
    "Function",
    "Promise",
    "Error2",
    "Record",
    "Partial",
    "Data",
    "Page",
];

/// How deep inline schemas and aliases may nest; named objects do not add up.
const MAX_DEPTH: usize = 64;

/// Where a schema stands, as far as its lowering depends on it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// What an inline type would be called.
    pub(super) hint: String,
    /// Which way its values travel.
    pub(super) direction: Direction,
    /// How many schemas it is nested in.
    pub(super) depth: usize,
}

impl Place {
    pub(super) fn new(hint: impl Into<String>, direction: Direction) -> Self {
        Self {
            hint: hint.into(),
            direction,
            depth: 0,
        }
    }

    /// The place of a part of this schema.
    pub(super) fn child(&self, suffix: &str) -> Self {
        Self {
            hint: format!("{}{}", self.hint, upper_camel(suffix, "")),
            direction: self.direction,
            depth: self.depth + 1,
        }
    }

    /// One level deeper under the same name.
    pub(super) fn deeper(&self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self.clone()
        }
    }
}

/// A named schema: the target of a reference, and the direction it is lowered for.
pub(super) type Key = (RefId, Direction);

/// A named type whose content is lowered later, so that references do not nest.
struct Pending<'a> {
    id: TypeId,
    node: &'a Node,
    place: Place,
}

/// The state of one lowering.
pub(super) struct Lowerer<'a> {
    pub(super) document: &'a Document,
    pub(super) options: &'a LowerOptions,
    /// Operations whose success response is not the document's.
    pub(super) assumed: HashSet<Span>,
    pub(super) diagnostics: Diagnostics,
    pub(super) types: Types,
    pub(super) named: HashMap<Key, TypeId>,
    pub(super) aliases: HashMap<Key, Schema>,
    pub(super) in_progress: HashSet<Key>,
    pub(super) inline: HashMap<(Shape, Direction), TypeId>,
    pub(super) directions: Directions,
    pub(super) schemes: Vec<crate::ir::SecurityScheme>,
    pub(super) families: Families<'a>,
    pub(super) outgoing: Vec<Outgoing>,
    pub(super) outgoing_ids: HashSet<String>,
    /// The name of the webhook or callback that is being lowered.
    pub(super) sends: Option<String>,
    component_names: HashMap<RefId, String>,
    names: Namer,
    pending: Vec<Pending<'a>>,
    missing: HashSet<String>,
}

impl<'a> Lowerer<'a> {
    pub(super) fn new(
        document: &'a Document,
        options: &'a LowerOptions,
        assumed: HashSet<Span>,
    ) -> Self {
        let mut lowerer = Self {
            document,
            options,
            assumed,
            diagnostics: Diagnostics::new(),
            types: Types::default(),
            named: HashMap::new(),
            aliases: HashMap::new(),
            in_progress: HashSet::new(),
            inline: HashMap::new(),
            directions: Directions::default(),
            schemes: Vec::new(),
            families: Families::default(),
            outgoing: Vec::new(),
            outgoing_ids: HashSet::new(),
            sends: None,
            component_names: HashMap::new(),
            names: Namer::reserving(RESERVED),
            pending: Vec::new(),
            missing: HashSet::new(),
        };
        lowerer.reserve_component_names();
        lowerer.families = lowerer.families();
        lowerer
    }

    pub(super) fn api(&mut self) -> Api {
        let root = self.document.root();
        let info = root.get("info");
        let text = |key: &str| {
            info.and_then(|info| info.get(key))
                .and_then(Node::as_str)
                .map(str::to_owned)
        };
        self.schemes = self.security_schemes();
        let operations = self.operations();
        self.webhooks();
        self.finish_pending();
        self.mark_heirs();
        let mut api = Api {
            title: text("title").unwrap_or_else(|| "API".to_owned()),
            version: text("version").unwrap_or_else(|| "0.0.0".to_owned()),
            description: text("description"),
            head: super::head::head(self.document),
            base_path: self.base_path(),
            envelope: self.options.envelope,
            types: std::mem::take(&mut self.types),
            groups: self.groups(&operations),
            operations,
            schemes: std::mem::take(&mut self.schemes),
            outgoing: std::mem::take(&mut self.outgoing),
        };
        super::reach::mark(&mut api);
        self.warn_of_defaults(&api);
        api
    }

    /// Component schemas get their names first, so that no inline type takes one of them.
    fn reserve_component_names(&mut self) {
        let root = self.document.root();
        let Some(schemas) = root
            .get("components")
            .and_then(|components| components.get("schemas"))
        else {
            return;
        };
        for entry in schemas
            .as_object()
            .map_or(&[][..], |schemas| schemas.entries())
        {
            let pointer = format!(
                "/components/schemas/{}",
                entry.key.replace('~', "~0").replace('/', "~1")
            );
            let name = self.names.unique(&upper_camel(&entry.key, "Type"));
            self.component_names.insert(
                RefId {
                    source: root.span.source,
                    pointer,
                },
                name,
            );
        }
    }

    /// The name of a type that is the target of a reference.
    pub(super) fn name_of(&mut self, id: &RefId, direction: Direction, split: bool) -> String {
        let base = match self.component_names.get(id) {
            Some(name) => name.clone(),
            None => {
                let last = id
                    .pointer
                    .rsplit('/')
                    .find(|part| !part.is_empty())
                    .map(str::to_owned);
                let last = last.unwrap_or_else(|| self.file_stem(id.source));
                let name = self.names.unique(&upper_camel(&last, "Type"));
                self.component_names.insert(id.clone(), name.clone());
                name
            }
        };
        match (split, direction) {
            (true, Direction::Request) => self.names.unique(&format!("{base}Input")),
            (true, Direction::Response) | (false, _) => base,
        }
    }

    fn file_stem(&self, source: u32) -> String {
        let name = &self.document.sources.get(source).name;
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        file.split('.').next().unwrap_or(file).to_owned()
    }

    /// A unique name for an inline type.
    pub(super) fn inline_name(&mut self, hint: &str) -> String {
        self.names.unique(&upper_camel(hint, "Type"))
    }

    /// Makes room for a type whose schema is set later with [`Self::define`].
    pub(super) fn declare(
        &mut self,
        name: String,
        component: Option<String>,
        span: Span,
    ) -> TypeId {
        self.types.push(TypeDef {
            name,
            component,
            extends: Vec::new(),
            schema: Schema::of(Kind::Any, span),
            in_requests: false,
            in_merges: false,
            in_responses: false,
            validated: false,
            recursive: false,
            raw: false,
        })
    }

    /// Puts off the lowering of a declared type.
    pub(super) fn postpone(&mut self, id: TypeId, node: &'a Node, place: Place) {
        self.pending.push(Pending { id, node, place });
    }

    fn finish_pending(&mut self) {
        while let Some(next) = self.pending.pop() {
            let place = Place {
                hint: self.types[next.id].name.clone(),
                depth: 0,
                ..next.place
            };
            let schema = self.body(next.node, &place);
            self.types[next.id].schema = schema;
        }
    }

    /// Whether a schema nests too deep to go on; says so once per place.
    pub(super) fn too_deep(&mut self, place: &Place, span: Span) -> bool {
        let deep = place.depth > MAX_DEPTH;
        if deep {
            self.warn(
                "schema-depth",
                format!("schemas nest more than {MAX_DEPTH} levels here; deeper ones are taken as any value"),
                span,
                "name the inner schemas under components.schemas and refer to them",
            );
        }
        deep
    }

    pub(super) fn warn(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        help: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::warning(code, message).at(span).help(help));
    }

    /// Reports a reference that leads nowhere, once for each text of it.
    pub(super) fn unresolved(&mut self, node: &Node, diagnostic: Diagnostic) {
        let text = node
            .get("$ref")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned();
        if self.missing.insert(text) {
            let note = "any value is allowed there until then";
            self.diagnostics.push(Diagnostic {
                severity: Severity::Warning,
                ..diagnostic.note(note)
            });
        }
    }

    fn base_path(&self) -> String {
        let servers = self
            .document
            .root()
            .get("servers")
            .and_then(Node::as_array)
            .unwrap_or_default();
        let url = servers
            .first()
            .and_then(|server| server.get("url"))
            .and_then(Node::as_str)
            .unwrap_or("");
        base_path(url)
    }

    fn groups(&self, operations: &[Operation]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (index, operation) in operations.iter().enumerate() {
            match groups
                .iter_mut()
                .find(|group| group.name == operation.group)
            {
                Some(group) => group.operations.push(index),
                None => groups.push(Group {
                    name: operation.group.clone(),
                    description: self.tag_description(&operation.group),
                    operations: vec![index],
                }),
            }
        }
        groups
    }

    fn tag_description(&self, name: &str) -> Option<String> {
        let tags = self.document.root().get("tags")?.as_array()?;
        let tag = tags
            .iter()
            .find(|tag| tag.get("name").and_then(Node::as_str) == Some(name))?;
        tag.get("description")?.as_str().map(str::to_owned)
    }
}

/// The path of a server URL; variables in it give none, because their value is not ours to choose.
fn base_path(url: &str) -> String {
    let path = match url.find("://") {
        Some(scheme) => url[scheme + 3..]
            .find('/')
            .map_or("", |slash| &url[scheme + 3 + slash..]),
        None => url,
    };
    let path = path
        .split(['?', '#'])
        .next()
        .unwrap_or("")
        .trim_end_matches('/');
    let plain = |part: &str| {
        part.chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
            && part != ".."
    };
    if path.starts_with('/')
        && path[1..]
            .split('/')
            .all(|part| !part.is_empty() && part != "." && plain(part))
    {
        path.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::base_path;

    #[test]
    fn base_path_is_the_path_of_the_first_server() {
        assert_eq!(base_path("https://api.example.com/v1/"), "/v1");
        assert_eq!(base_path("https://api.example.com"), "");
        assert_eq!(base_path("/api/v2"), "/api/v2");
        assert_eq!(base_path("https://{host}/v1"), "/v1");
        assert_eq!(base_path("/{basePath}"), "");
        assert_eq!(base_path("/a/../b"), "");
    }
}
