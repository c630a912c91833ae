//! The files of the tests, and what their parts have in common.

use super::super::Project;
use super::text::{is_scalar, plain_text};
use crate::{
    emit::{
        error_body::{body, declared},
        lang::typescript::{Expr, Imports, literal},
        sample::sample,
    },
    ir::{
        ContentKind, Kind, Location, Operation, Schema, SchemeKind, StatusPattern, TypeId,
        names::{lower_camel, upper_camel},
    },
    plan::FilePlan,
    resources::Resource,
};
use std::collections::BTreeMap;

pub(super) struct Tests<'a> {
    pub(super) project: &'a Project<'a>,
    /// The constant of each factory, by the type of the body.
    pub(super) factories: BTreeMap<TypeId, String>,
    /// The file of each operation.
    pub(super) modules: &'a [String],
}

/// What stands for a parameter in a path.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// An expression.
    Value(String),
    /// The characters themselves.
    Text(String),
}

/// Plans the files of the tests; `modules` names the file of each operation.
pub(in super::super) fn emit<'a>(
    project: &'a Project<'a>,
    modules: &'a [String],
    plan: &mut FilePlan,
) {
    let mut tests = Tests {
        project,
        factories: BTreeMap::new(),
        modules,
    };
    let mut namer = crate::ir::names::Namer::reserving([
        "app",
        "describe",
        "it",
        "expect",
        "beforeEach",
        "afterEach",
        "z",
        "response",
        "operations",
    ]);
    for operation in &project.input.api.operations {
        if let Some(id) = body_type(operation)
            && !tests.factories.contains_key(&id)
            && tests.sample_of(id).is_some()
        {
            let name = namer.unique(&lower_camel(
                &format!("make {}", project.names.ty(id)),
                "make",
            ));
            tests.factories.insert(id, name);
        }
    }
    for (path, text) in tests.factories_files() {
        plan.yours(path, text);
    }
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, module) in modules.iter().enumerate() {
        files.entry(module).or_default().push(index);
    }
    for (module, operations) in files {
        plan.yours(format!("tests/{module}.test.ts"), tests.file(&operations));
    }
}

/// The type of a body that is JSON.
pub(super) fn body_type(operation: &Operation) -> Option<TypeId> {
    let content = operation.body.as_ref()?.contents.first()?;
    match (content.kind, content.schema.as_ref()?) {
        (
            ContentKind::Json,
            Schema {
                kind: Kind::Ref(id),
                nullable: false,
                ..
            },
        ) => Some(*id),
        _ => None,
    }
}

/// `storedBook`
pub(super) fn stored_function(resource: &Resource) -> String {
    format!("stored{}", upper_camel(&resource.singular, "Item"))
}

impl Tests<'_> {
    pub(super) fn reference(&self, id: TypeId) -> Schema {
        Schema::of(Kind::Ref(id), self.project.input.api.types[id].schema.span)
    }

    pub(super) fn position(&self, resource: &Resource) -> Option<usize> {
        let list = &self.project.input.resources.list;
        list.iter().position(|other| std::ptr::eq(other, resource))
    }

    /// Whether every path parameter that no row gives has a sample.
    pub(super) fn has_path(&self, index: usize) -> bool {
        let api = self.project.input.api;
        self.project.resource_of(index).is_some()
            || api.operations[index]
                .parameters_in(Location::Path)
                .all(|one| {
                    one.content.is_none()
                        && one.style == crate::ir::Style::Simple
                        && is_scalar(api, &one.schema)
                        && sample(api, &one.schema)
                            .as_ref()
                            .and_then(plain_text)
                            .is_some()
                })
    }

    /// Whether some alternative of the operation's security compares credentials only.
    pub(super) fn admits(&self, operation: &Operation) -> bool {
        let api = self.project.input.api;
        operation.security.is_empty()
            || operation.security.iter().any(|requirement| {
                requirement.schemes.iter().all(|(scheme, scopes)| {
                    scopes.is_empty()
                        && matches!(
                            api.schemes[*scheme].kind,
                            SchemeKind::ApiKey { .. }
                                | SchemeKind::Basic
                                | SchemeKind::Bearer { .. }
                        )
                })
            })
    }

    pub(super) fn parameter_sample(&self, operation: &Operation, name: &str) -> String {
        let parameter = operation
            .parameters_in(Location::Path)
            .find(|one| one.name == name);
        let value = parameter.and_then(|one| sample(self.project.input.api, &one.schema));
        value
            .as_ref()
            .and_then(plain_text)
            .unwrap_or_else(|| "x".to_owned())
    }

    /// A path as a literal or a template; parameters that `known` does not know get a sample.
    pub(super) fn path(&self, index: usize, known: impl Fn(&str) -> Option<Piece>) -> String {
        let operation = &self.project.input.api.operations[index];
        let mut is_template = false;
        let text = self.plain_path(operation, |name| match known(name)? {
            Piece::Text(text) => Some(text),
            Piece::Value(value) => {
                is_template = true;
                Some(format!("${{{value}}}"))
            }
        });
        let safe = !text.contains('`') && !text.contains('\\');
        if is_template && safe {
            format!("`{text}`")
        } else {
            literal(&text)
        }
    }

    /// A path in which some parameters are known.
    pub(super) fn path_with(&self, index: usize, known: &[(String, Piece)]) -> String {
        self.path(index, |name| {
            let found = known.iter().find(|(known, _)| known == name);
            found.map(|(_, piece)| piece.clone())
        })
    }

    pub(super) fn send(&self, operation: &Operation, path: &str, options: Option<Expr>) -> Expr {
        let mut arguments = vec![
            Expr::text(literal(operation.method.as_str())),
            Expr::text(path),
        ];
        arguments.extend(options);
        Expr::call("app.send", arguments)
    }

    /// Whether the 400 that the document declares has room for field and code.
    pub(super) fn tells_violations(&self, operation: &Operation) -> bool {
        let exact = |pattern| operation.responses.iter().find(|one| one.status == pattern);
        let response = exact(StatusPattern::Code(400))
            .or_else(|| exact(StatusPattern::Range(4)))
            .or_else(|| exact(StatusPattern::Default));
        let Some(response) = response else {
            return true;
        };
        let Some(content) = declared(response) else {
            return !response.contents.is_empty();
        };
        match body(content, self.project.input.api) {
            None => true,
            Some((_, template)) => {
                let text = format!("{template:?}");
                text.contains("Details")
                    || text.contains("(\"field\", DetailField)")
                        && text.contains("(\"code\", DetailCode)")
            }
        }
    }

    pub(super) fn body_of(
        &self,
        operation: &Operation,
        given: &[(String, Expr)],
        imports: &mut Imports,
    ) -> Option<Expr> {
        let id = body_type(operation)?;
        let factory = self.factories.get(&id)?;
        imports.value(&self.home_of_body(id), factory);
        let changes = if given.is_empty() {
            Vec::new()
        } else {
            vec![Expr::Inline(given.to_vec())]
        };
        Some(Expr::call(factory, changes))
    }
}
