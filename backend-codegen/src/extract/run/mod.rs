//! The program, run as far as its text tells: every file once, every branch, every loop one turn.
//!
//! Owns: names, imports, calls of functions of the program. Must not know: what a framework's functions mean (that is
//! asked of `library`, `routing` and `handler`).

mod builtin;
mod call;
mod class;
mod expression;
mod module;
mod pattern;
mod statement;

use std::collections::HashMap;
use std::rc::Rc;

use super::handler::Recording;
use super::nest::Application;
use super::routing::Router;
use super::schema::Schemas;
use serde_json::{Map, Value as Json, json};

use super::schema::Schema;
use super::syntax::{Function, Module, Range, Type};
use super::value::{Place, Scope, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Sources, Span};

pub(super) use statement::Flow;

/// Expressions that are looked at in all, so that no program takes forever.
const MOST_STEPS: usize = 3_000_000;

/// Expressions that are looked at for one operation.
const MOST_STEPS_OF_HANDLER: usize = 60_000;

/// Calls inside of one another.
const DEEPEST_CALL: usize = 24;

/// Expressions and statements inside of one another, calls included.
const DEEPEST: usize = 1_500;

/// One file of the program.
#[derive(Debug)]
pub(super) struct File {
    /// Its path, relative to the folder of the program, with `/`.
    pub(super) path: String,
    /// Its tree; none when it could not be read.
    pub(super) module: Option<Rc<Module>>,
    /// Its names.
    pub(super) scope: Rc<Scope>,
    /// What it exports.
    pub(super) exports: HashMap<String, Value>,
    /// Files that all is exported of.
    pub(super) all_of: Vec<Value>,
    /// `module.exports`, once it is set.
    pub(super) common_js: Option<Value>,
    /// Its interfaces and types.
    pub(super) types: HashMap<String, Type>,
    /// How far it has been run.
    pub(super) progress: Progress,
}

/// How far a file has been run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Not at all.
    Waiting,
    /// It has begun.
    Running,
    /// It has ended.
    Done,
}

/// The program and all that has been learned of it.
#[derive(Debug)]
pub(super) struct Program {
    /// Its files, by path.
    pub(super) files: Vec<File>,
    /// The index of each path.
    pub(super) by_path: HashMap<String, u32>,
    /// Its routers, in the order in which they were made.
    pub(super) routers: Vec<Router>,
    /// Its validators.
    pub(super) schemas: Schemas,
    /// What belongs to NestJS.
    pub(super) nest: Application,
    /// The schemas of classes, by the place of the class in memory; none for classes without data.
    pub(super) class_schemas: HashMap<usize, Option<Schema>>,
    /// The same by file and name, for classes that name themselves.
    pub(super) settled_classes: HashMap<(u32, String), Option<Schema>>,
    /// What is wrong or not known.
    pub(super) found: Diagnostics,
    /// The texts, for lines and columns.
    pub(super) sources: Sources,
    /// Schemas that were given a name by `addSchema`.
    pub(super) shared: HashMap<String, Schema>,
    /// What is not known of the whole service.
    pub(super) marks: Vec<String>,
    /// What is learned of the operation whose handler runs.
    pub(super) recording: Option<Recording>,
    /// The functions that run.
    calls: Vec<Rc<Function>>,
    /// What each function that runs has returned so far.
    returns: Vec<Vec<Returned>>,
    /// Functions that have been run.
    pub(super) called: Vec<Rc<Function>>,
    depth: usize,
    steps: usize,
    most_steps: usize,
}

/// A value that a function returned, and what had been said about the answer by then.
#[derive(Debug)]
pub(super) struct Returned {
    /// The value.
    pub(super) value: Value,
    /// The states at that point.
    pub(super) states: Vec<super::handler::State>,
}

impl Program {
    /// A program of these files.
    pub(super) fn new(files: Vec<(String, Option<Module>)>, sources: Sources) -> Self {
        let by_path = files.iter().enumerate();
        let by_path = by_path
            .map(|(index, (path, _))| (path.clone(), index as u32))
            .collect();
        let files = files
            .into_iter()
            .enumerate()
            .map(|(index, (path, module))| File {
                path,
                module: module.map(Rc::new),
                scope: Scope::of_file(index as u32),
                exports: HashMap::new(),
                all_of: Vec::new(),
                common_js: None,
                types: HashMap::new(),
                progress: Progress::Waiting,
            });
        Self {
            files: files.collect(),
            by_path,
            routers: Vec::new(),
            schemas: Schemas::default(),
            nest: Application::default(),
            class_schemas: HashMap::new(),
            settled_classes: HashMap::new(),
            found: Diagnostics::new(),
            sources,
            shared: HashMap::new(),
            marks: Vec::new(),
            recording: None,
            calls: Vec::new(),
            returns: Vec::new(),
            called: Vec::new(),
            depth: 0,
            steps: 0,
            most_steps: MOST_STEPS,
        }
    }

    /// Runs every file.
    pub(super) fn run(&mut self) {
        for file in 0..self.files.len() as u32 {
            self.run_file(file);
        }
    }

    /// Runs a step with the budget of one operation.
    pub(super) fn with_budget<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.most_steps;
        self.most_steps = MOST_STEPS.min(self.steps + MOST_STEPS_OF_HANDLER);
        let result = step(self);
        self.most_steps = before;
        result
    }

    /// Whether the whole budget is spent.
    pub(super) fn is_spent(&self) -> bool {
        self.steps >= MOST_STEPS
    }

    /// Counts a step; false when there have been too many.
    fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps < self.most_steps && self.depth < DEEPEST
    }

    /// Takes note of something that is not known.
    pub(super) fn unknown(&mut self, code: &'static str, message: impl Into<String>, place: Place) {
        self.found
            .push(Diagnostic::warning(code, message).at(span(place)));
    }

    /// A range of the file of a scope.
    pub(super) fn place(&self, scope: &Scope, range: Range) -> Place {
        Place {
            file: scope.file,
            range,
        }
    }

    /// What the document says where something is not known: what, and where in the code.
    pub(super) fn mark(&self, message: &str, place: Place) -> String {
        let span = span(place);
        let (line, column) = self.sources.line_column(span);
        format!(
            "{message} ({}:{line}:{column})",
            self.sources.get(span.source).name
        )
    }

    /// The schema, marked as not fully known; listed, too.
    pub(super) fn marked(
        &mut self,
        schema: &Schema,
        code: &'static str,
        what: &str,
        place: Place,
    ) -> Schema {
        self.unknown(code, what, place);
        let mark = json!(self.mark(what, place));
        self.schemas.with(schema, |json| add_mark(json, mark))
    }

    /// A schema that nothing is known of.
    pub(super) fn no_schema(&mut self, place: Place) -> Schema {
        let any = self.schemas.make(Map::new(), false);
        self.marked(
            &any,
            "extract-schema",
            "this schema is computed at run time",
            place,
        )
    }

    /// A constant gives its schema its name.
    fn name_schema(&mut self, name: &str, value: &Value) {
        if let Value::Schema(schema) = value {
            self.schemas.name(schema, name);
        }
    }

    /// `schema.shape`, `schema.element` and the like.
    fn member_of_schema(&mut self, schema: &Schema, name: &str) -> Value {
        let json = self.schemas.resolved(schema.json()).clone();
        match name {
            "shape" => {
                let object = super::value::Members::default();
                for (key, part, required) in self.schemas.properties(schema).unwrap_or_default() {
                    object.set(&key, Value::Schema(self.schemas.part(&part, !required)));
                }
                Value::Object(Rc::new(object))
            }
            "element" => match json.get("items") {
                Some(items) => Value::Schema(self.schemas.part(items, false)),
                None => Value::Unknown,
            },
            "options" => {
                let all = json
                    .get("enum")
                    .and_then(Json::as_array)
                    .into_iter()
                    .flatten();
                Value::array(all.filter_map(Json::as_str).map(Value::text).collect())
            }
            "enum" | "Enum" | "Values" => {
                let object = super::value::Members::default();
                let all = json
                    .get("enum")
                    .and_then(Json::as_array)
                    .into_iter()
                    .flatten();
                for text in all.filter_map(Json::as_str) {
                    object.set(text, Value::text(text));
                }
                Value::Object(Rc::new(object))
            }
            _ => Value::Method(Rc::new((Value::Schema(schema.clone()), name.to_owned()))),
        }
    }
}

/// Adds to the list of what is not known.
pub(super) fn add_mark(json: &mut Map<String, Json>, mark: Json) {
    let list = json.entry(MARK).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut()
        && !list.contains(&mark)
    {
        list.push(mark);
    }
}

/// The extension that says what is not known of the object that it stands in.
pub(super) const MARK: &str = "x-unknown";

/// The place as diagnostics have it.
pub(super) fn span(place: Place) -> Span {
    Span::new(place.file, place.range.start, place.range.end)
}
