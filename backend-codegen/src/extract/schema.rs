//! Validators as JSON Schemas that name one another.
//!
//! Owns: the schemas of a program, their names, how they are written into the document. Must not know: the libraries
//! that they were written with. A schema refers to its parts by number, so that making one costs the same however
//! large its parts are; the references are resolved when the document is written.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use crate::ir::names::{Namer, upper_camel};

/// Parts of the document that inlining may make.
const MOST_NODES: usize = 500_000;

/// How deep inlined schemas may nest.
const DEEPEST: usize = 60;

/// A validator.
#[derive(Clone, Debug)]
pub(super) struct Schema(Rc<Node>);

#[derive(Debug)]
struct Node {
    id: usize,
    json: Map<String, Json>,
    optional: bool,
}

impl Schema {
    /// The keywords; parts are references that [`Schemas::resolved`] follows.
    pub(super) fn json(&self) -> &Map<String, Json> {
        &self.0.json
    }

    /// Whether the value may be absent.
    pub(super) fn is_optional(&self) -> bool {
        self.0.optional
    }

    /// The schema as a part of another one.
    pub(super) fn reference(&self) -> Json {
        json!({ "$ref": format!("{PREFIX}{}", self.0.id) })
    }
}

const PREFIX: &str = "#/schema/";
const PENDING: &str = "#/pending/";

/// All validators of a program.
#[derive(Debug, Default)]
pub(super) struct Schemas {
    all: Vec<Schema>,
    names: HashMap<usize, String>,
    /// Constants that were named before they had a value.
    pending: Vec<(u32, String)>,
}

impl Schemas {
    /// A new schema.
    pub(super) fn make(&mut self, json: Map<String, Json>, optional: bool) -> Schema {
        let schema = Schema(Rc::new(Node {
            id: self.all.len(),
            json,
            optional,
        }));
        self.all.push(schema.clone());
        schema
    }

    /// A new schema from a JSON object.
    pub(super) fn of(&mut self, json: Json) -> Schema {
        match json {
            Json::Object(map) => self.make(map, false),
            _ => self.make(Map::new(), false),
        }
    }

    /// The same schema with other keywords.
    pub(super) fn with(
        &mut self,
        schema: &Schema,
        change: impl FnOnce(&mut Map<String, Json>),
    ) -> Schema {
        let mut json = schema.json().clone();
        change(&mut json);
        self.make(json, schema.is_optional())
    }

    /// The same schema, absent or not.
    pub(super) fn with_optional(&mut self, schema: &Schema, optional: bool) -> Schema {
        if schema.is_optional() == optional {
            return schema.clone();
        }
        let Json::Object(reference) = schema.reference() else {
            return schema.clone();
        };
        self.make(reference, optional)
    }

    /// A schema that stands for a constant without a value yet.
    pub(super) fn pending(&mut self, file: u32, name: &str) -> Schema {
        let wanted = (file, name.to_owned());
        let at = match self.pending.iter().position(|it| *it == wanted) {
            Some(at) => at,
            None => {
                self.pending.push(wanted);
                self.pending.len() - 1
            }
        };
        self.of(json!({ "$ref": format!("{PENDING}{at}") }))
    }

    /// Gives a schema its name; the first one stays.
    pub(super) fn name(&mut self, schema: &Schema, name: &str) {
        let stem = name
            .strip_suffix("Schema")
            .filter(|it| !it.is_empty())
            .unwrap_or(name);
        let name = upper_camel(stem, "Schema");
        self.names.entry(schema.0.id).or_insert(name);
    }

    /// The keywords of a schema or part, references followed.
    pub(super) fn resolved<'a>(&'a self, json: &'a Map<String, Json>) -> &'a Map<String, Json> {
        let mut json = json;
        for _ in 0..DEEPEST {
            match (json.len(), self.target(json)) {
                (1, Some(target)) => json = target.json(),
                _ => break,
            }
        }
        json
    }

    fn target(&self, json: &Map<String, Json>) -> Option<&Schema> {
        let id = json.get("$ref")?.as_str()?.strip_prefix(PREFIX)?;
        self.all.get(id.parse::<usize>().ok()?)
    }

    /// A part as a schema.
    pub(super) fn part(&mut self, json: &Json, optional: bool) -> Schema {
        let map = json.as_object().cloned().unwrap_or_default();
        match self.target(&map).cloned() {
            Some(target) if map.len() == 1 => self.with_optional(&target, optional),
            _ => self.make(map, optional),
        }
    }

    /// The schema of a property.
    pub(super) fn property(&mut self, schema: &Schema, name: &str) -> Option<Schema> {
        let json = self.resolved(schema.json());
        let part = json.get("properties")?.get(name)?.clone();
        let required = is_required(json, name);
        Some(self.part(&part, !required))
    }

    /// Names, schemas and whether each is required, of an object.
    pub(super) fn properties(&self, schema: &Schema) -> Option<Vec<(String, Json, bool)>> {
        let json = self.resolved(schema.json());
        if let Some(parts) = json.get("allOf").and_then(Json::as_array) {
            let mut all = Vec::new();
            for part in parts {
                let part = self.resolved(part.as_object()?);
                all.extend(listed(part)?);
            }
            return Some(all);
        }
        listed(json)
    }
}

fn listed(json: &Map<String, Json>) -> Option<Vec<(String, Json, bool)>> {
    let properties = json.get("properties")?.as_object()?;
    let one =
        |(name, part): (&String, &Json)| (name.clone(), part.clone(), is_required(json, name));
    Some(properties.iter().map(one).collect())
}

/// Whether an object names a property as required.
pub(super) fn is_required(json: &Map<String, Json>, name: &str) -> bool {
    let required = json.get("required").and_then(Json::as_array);
    required.is_some_and(|list| list.iter().any(|it| it == name))
}

/// Writes schemas into the document: those with a name once, under `components`, the others where they are used.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    schemas: &'a Schemas,
    /// What each constant without a value turned out to be.
    settled: Vec<Option<Schema>>,
    names: HashMap<usize, String>,
    namer: Namer,
    components: BTreeMap<usize, (String, Json)>,
    wanted: Vec<usize>,
    nodes: usize,
}

impl<'a> Writer<'a> {
    /// A writer. `settle` knows the constants of the program, `reserved` are names of other components.
    pub(super) fn new(
        schemas: &'a Schemas,
        mut settle: impl FnMut(u32, &str) -> Option<Schema>,
        reserved: &[&str],
    ) -> Self {
        let settled = schemas
            .pending
            .iter()
            .map(|(file, name)| settle(*file, name));
        Self {
            settled: settled.collect(),
            schemas,
            names: HashMap::new(),
            namer: Namer::reserving(reserved.iter().copied()),
            components: BTreeMap::new(),
            wanted: Vec::new(),
            nodes: 0,
        }
    }

    /// A schema with its references as the document has them.
    pub(super) fn write(&mut self, json: &Json) -> Json {
        let written = self.value(json, 0);
        while let Some(id) = self.wanted.pop() {
            let body = Json::Object(self.schemas.all[id].json().clone());
            let body = self.value(&body, 0);
            let name = self.names.get(&id).cloned().unwrap_or_default();
            self.components.insert(id, (name, body));
        }
        written
    }

    /// The components, in the order in which the program made them.
    pub(super) fn components(self) -> Map<String, Json> {
        self.components.into_values().collect()
    }

    fn value(&mut self, json: &Json, depth: usize) -> Json {
        self.nodes += 1;
        if depth > DEEPEST || self.nodes > MOST_NODES {
            return json!({});
        }
        match json {
            Json::Object(map) => self.object(map, depth),
            Json::Array(items) => items.iter().map(|it| self.value(it, depth + 1)).collect(),
            other => other.clone(),
        }
    }

    fn object(&mut self, map: &Map<String, Json>, depth: usize) -> Json {
        let mut out = match self.reference(map) {
            Some(target) => match self.use_of(&target, depth) {
                Json::Object(out) => out,
                _ => Map::new(),
            },
            None => Map::new(),
        };
        for (key, value) in map {
            if key == "$ref" && value.as_str().is_some_and(is_internal) {
                continue;
            }
            if key == "discriminator" {
                if let Some(value) = self.discriminator(value) {
                    out.insert(key.clone(), value);
                }
                continue;
            }
            let literal = matches!(
                key.as_str(),
                "default" | "const" | "enum" | "example" | "examples"
            );
            let value = match literal {
                true => value.clone(),
                false => self.value(value, depth + 1),
            };
            out.insert(key.clone(), value);
        }
        Json::Object(out)
    }

    fn reference(&self, map: &Map<String, Json>) -> Option<Schema> {
        let text = map.get("$ref")?.as_str()?;
        if let Some(at) = text.strip_prefix(PENDING) {
            return self
                .settled
                .get(at.parse::<usize>().ok()?)
                .cloned()
                .flatten();
        }
        self.schemas.target(map).cloned()
    }

    /// How a schema is written where another one uses it.
    fn use_of(&mut self, schema: &Schema, depth: usize) -> Json {
        match self.component(schema) {
            Some(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
            None => self.value(&Json::Object(schema.json().clone()), depth + 1),
        }
    }

    /// The name under which a schema is a component. Plain texts and numbers are not worth one.
    fn component(&mut self, schema: &Schema) -> Option<String> {
        let id = schema.0.id;
        if let Some(name) = self.names.get(&id) {
            return Some(name.clone());
        }
        let wanted = self.schemas.names.get(&id)?;
        let json = schema.json();
        let scalar = ["string", "number", "integer", "boolean", "null"];
        let is_scalar = |it: &Json| it.as_str().is_some_and(|it| scalar.contains(&it));
        let is_alias = json.len() == 1 && json.contains_key("$ref");
        let is_plain = !json.contains_key("enum")
            && match json.get("type") {
                Some(Json::Array(types)) => types.iter().all(is_scalar),
                Some(type_) => is_scalar(type_),
                None => json.contains_key("const") || json.is_empty(),
            };
        if is_plain || is_alias {
            return None;
        }
        let name = self.namer.unique(wanted);
        self.names.insert(id, name.clone());
        self.wanted.push(id);
        Some(name)
    }

    /// A discriminator names components; where one of the members is none, the union is told apart by its members.
    fn discriminator(&mut self, json: &Json) -> Option<Json> {
        let mut out = json.as_object()?.clone();
        let mapping = out
            .get("mapping")
            .and_then(Json::as_object)
            .cloned()
            .unwrap_or_default();
        let mut written = Map::new();
        for (value, target) in mapping {
            let mut reference = Map::new();
            reference.insert("$ref".to_owned(), target);
            let schema = self.reference(&reference)?;
            let name = self.component(&schema)?;
            written.insert(value, json!(format!("#/components/schemas/{name}")));
        }
        if written.is_empty() {
            return None;
        }
        out.insert("mapping".to_owned(), Json::Object(written));
        Some(Json::Object(out))
    }
}

fn is_internal(text: &str) -> bool {
    text.starts_with(PREFIX) || text.starts_with(PENDING)
}
