//! Operations as an OpenAPI 3.1 document. What is not known stands under `x-unknown` where it is not known.

mod body;
mod declared;
mod parameter;
mod response;

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::comment::{self, Words};
use super::handler::{self, Recording};
use super::routing::Operation;
use super::run::{MARK, Program, add_mark, span};
use super::schema::Writer;
use super::value::{Place, Value};
use super::{About, nest};
use crate::diagnostic::Diagnostic;
use crate::ir::{PathTemplate, names::Namer};
use crate::lower::derived_operation_id;
use declared::Declared;

/// The document of a program that has been run, and how many operations it has.
pub(super) fn document(program: &mut Program, about: &About) -> (Json, usize) {
    let mut operations = super::routing::operations(program);
    operations.extend(nest::operations(program));
    let mut paths = Paths::default();
    for operation in &operations {
        let Some(path) = paths.place(program, operation) else {
            continue;
        };
        let json = one(program, operation, &path.renamed);
        paths.add(&path.text, operation, json);
    }
    let count = paths.count;
    let mut root = Map::new();
    root.insert("openapi".to_owned(), json!("3.1.1"));
    root.insert(
        "info".to_owned(),
        json!({"title": about.title, "version": about.version}),
    );
    root.insert("paths".to_owned(), Json::Object(paths.named()));
    for mark in std::mem::take(&mut program.marks) {
        add_mark(&mut root, json!(mark));
    }
    (written(program, root), count)
}

/// Schemas written out, components behind the paths.
fn written(program: &Program, root: Map<String, Json>) -> Json {
    let settle = |file: u32, name: &str| match program.settled(Value::Pending(file, name.into())) {
        Value::Schema(schema) => Some(schema),
        _ => program
            .settled_classes
            .get(&(file, name.to_owned()))
            .cloned()
            .flatten(),
    };
    let mut writer = Writer::new(&program.schemas, settle, &[]);
    let mut out = Map::new();
    let mut marks = None;
    for (key, value) in root {
        match key.as_str() {
            MARK => marks = Some(value),
            _ => {
                out.insert(key, schemas_in(&mut writer, value));
            }
        }
    }
    let components = writer.components();
    if !components.is_empty() {
        out.insert("components".to_owned(), json!({ "schemas": components }));
    }
    if let Some(marks) = marks {
        out.insert(MARK.to_owned(), marks);
    }
    Json::Object(out)
}

fn schemas_in(writer: &mut Writer<'_>, value: Json) -> Json {
    match value {
        Json::Object(map) => {
            let one = |(key, value): (String, Json)| match key.as_str() {
                "schema" => (key, writer.write(&value)),
                _ => (key, schemas_in(writer, value)),
            };
            Json::Object(map.into_iter().map(one).collect())
        }
        Json::Array(items) => items.into_iter().map(|it| schemas_in(writer, it)).collect(),
        other => other,
    }
}

/// An operation, without its name.
fn one(
    program: &mut Program,
    operation: &Operation,
    renamed: &BTreeMap<String, String>,
) -> Map<String, Json> {
    let declared = Declared::read(program, operation);
    let mut recording = match &operation.nest {
        Some(method) => nest::run(program, operation, method),
        None => {
            let known = declared.known(program, operation);
            handler::run(program, known, &operation.handlers, operation.place)
        }
    };
    let mut out = Map::new();
    let words = words(program, operation);
    let summary = declared.summary.clone().or(words.summary);
    let description = declared.description.clone().or(words.description);
    for (key, text) in [
        ("summary", summary),
        ("description", description),
        ("operationId", declared.operation_id.clone()),
    ] {
        if let Some(text) = text {
            out.insert(key.to_owned(), json!(text));
        }
    }
    if let Some(tags) = &declared.tags {
        out.insert("tags".to_owned(), tags.clone());
    }
    if declared.deprecated {
        out.insert("deprecated".to_owned(), json!(true));
    }
    let parameters = parameter::parameters(program, operation, &mut recording, renamed);
    if !parameters.is_empty() {
        out.insert("parameters".to_owned(), Json::Array(parameters));
    }
    if let Some(body) = body::body(program, operation, &recording) {
        out.insert("requestBody".to_owned(), body);
    }
    let responses = response::responses(program, operation, &mut recording, &declared);
    out.insert("responses".to_owned(), responses);
    for mark in operation.marks.iter().chain(&recording.marks) {
        add_mark(&mut out, json!(mark));
    }
    out
}

/// The comment before the route, or else before the function that handles it.
fn words(program: &Program, operation: &Operation) -> Words {
    let words = comment::before(program, operation.place);
    if words != Words::default() {
        return words;
    }
    match operation.handlers.last() {
        Some(Value::Closure(closure)) => {
            let place = Place {
                file: closure.scope.file,
                range: closure.function.range,
            };
            comment::before(program, place)
        }
        _ => words,
    }
}

/// Something of an operation is not known: listed and marked.
fn unknown(
    program: &mut Program,
    recording: &mut Recording,
    code: &'static str,
    what: &str,
    place: Place,
) {
    program.unknown(code, what, place);
    let mark = program.mark(what, place);
    if !recording.marks.contains(&mark) {
        recording.marks.push(mark);
    }
}

/// A mark for an object of the document.
fn marked(program: &mut Program, code: &'static str, what: &str, place: Place) -> Json {
    program.unknown(code, what, place);
    json!([program.mark(what, place)])
}

/// The Paths Object while it is made.
#[derive(Default)]
struct Paths {
    items: Vec<(String, Map<String, Json>)>,
    /// The text of each template, by the template without names.
    by_shape: BTreeMap<String, (String, Vec<String>)>,
    taken: HashSet<(String, &'static str)>,
    count: usize,
}

/// Where an operation goes.
struct At {
    text: String,
    /// Parameters that have another name in the template that stood there first.
    renamed: BTreeMap<String, String>,
}

impl Paths {
    /// The template for an operation; none when another operation is there already.
    fn place(&mut self, program: &mut Program, operation: &Operation) -> Option<At> {
        let names: Vec<String> = operation
            .parameters
            .iter()
            .map(|it| it.name.clone())
            .collect();
        let mut shape = operation.path.clone();
        for name in &names {
            shape = shape.replacen(&format!("{{{name}}}"), "{}", 1);
        }
        let known = self
            .by_shape
            .entry(shape)
            .or_insert_with(|| (operation.path.clone(), names.clone()));
        let at = At {
            text: known.0.clone(),
            renamed: names.into_iter().zip(known.1.iter().cloned()).collect(),
        };
        if !self.taken.insert((at.text.clone(), operation.method.key())) {
            let message = format!(
                "{} {} is declared before; this one is never reached",
                operation.method.as_str(),
                at.text
            );
            let problem =
                Diagnostic::warning("extract-duplicate", message).at(span(operation.place));
            program
                .found
                .push(problem.help("the document has the first one"));
            return None;
        }
        Some(at)
    }

    fn add(&mut self, path: &str, operation: &Operation, json: Map<String, Json>) {
        self.count += 1;
        let key = operation.method.key().to_owned();
        match self.items.iter_mut().find(|(known, _)| known == path) {
            Some((_, item)) => {
                item.insert(key, Json::Object(json));
            }
            None => {
                let mut item = Map::new();
                item.insert(key, Json::Object(json));
                self.items.push((path.to_owned(), item));
            }
        }
    }

    /// The object, every operation with a name: its own, or one made of method and path.
    fn named(self) -> Map<String, Json> {
        let given = self.items.iter().flat_map(|(_, item)| item.values());
        let given: Vec<String> = given
            .filter_map(|it| it.get("operationId")?.as_str().map(str::to_owned))
            .collect();
        let mut namer = Namer::reserving(given.iter().map(String::as_str));
        let mut seen = HashSet::new();
        let mut out = Map::new();
        for (path, item) in self.items {
            let template = PathTemplate::parse(&path);
            let mut named = Map::new();
            for (method, operation) in item {
                let mut operation = operation.as_object().cloned().unwrap_or_default();
                let own = operation
                    .get("operationId")
                    .and_then(Json::as_str)
                    .map(str::to_owned);
                let name = match own {
                    Some(own) if seen.insert(own.clone()) => own,
                    _ => namer.unique(&derived_operation_id(&method, &template)),
                };
                operation.insert("operationId".to_owned(), json!(name));
                named.insert(method, ordered(operation));
            }
            out.insert(path, Json::Object(named));
        }
        out
    }
}

/// The members of an operation in the order of the specification.
fn ordered(mut operation: Map<String, Json>) -> Json {
    let keys = [
        "tags",
        "summary",
        "description",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "deprecated",
        MARK,
    ];
    let mut out = Map::new();
    for key in keys {
        if let Some(value) = operation.remove(key) {
            out.insert(key.to_owned(), value);
        }
    }
    out.extend(operation);
    Json::Object(out)
}
