//! `tests/`: factories, and for every operation its success, each constraint, and what is not there.

mod invalid;

use std::collections::BTreeMap;

use super::{
    Project,
    entity::{Entity, article},
    handler::path_variable,
};
use crate::{
    emit::{
        error_body::{body, declared},
        lang::typescript::{Expr, Imports, Writer, json, key, literal, member},
        sample::sample,
    },
    ir::{
        Additional, ContentKind, Kind, Location, Operation, Schema, SchemeKind, StatusPattern,
        TypeId,
        names::{lower_camel, upper_camel},
    },
    plan::FilePlan,
    resources::{Action, Create, Fill, KeyKind, Resource, ResourceOperation},
};

struct Tests<'a> {
    project: &'a Project<'a>,
    /// The constant of each factory, by the type of the body.
    factories: BTreeMap<TypeId, String>,
}

/// Plans the files of the tests; `modules` names the file of each operation.
pub(super) fn emit(project: &Project<'_>, modules: &[String], plan: &mut FilePlan) {
    let mut tests = Tests {
        project,
        factories: BTreeMap::new(),
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
    plan.yours("tests/factories.ts", tests.factories_file());
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, module) in modules.iter().enumerate() {
        files.entry(module).or_default().push(index);
    }
    for (module, operations) in files {
        plan.yours(format!("tests/{module}.test.ts"), tests.file(&operations));
    }
}

/// The type of a body that is JSON.
fn body_type(operation: &Operation) -> Option<TypeId> {
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
fn stored_function(resource: &Resource) -> String {
    format!("stored{}", upper_camel(&resource.singular, "Item"))
}

impl Tests<'_> {
    fn reference(&self, id: TypeId) -> Schema {
        Schema::of(Kind::Ref(id), self.project.input.api.types[id].schema.span)
    }

    /// A valid body that is an object.
    fn sample_of(&self, id: TypeId) -> Option<serde_json::Value> {
        sample(self.project.input.api, &self.reference(id)).filter(serde_json::Value::is_object)
    }

    fn create_of(&self, resource: &Resource) -> Option<(usize, TypeId)> {
        resource
            .operations
            .iter()
            .find_map(|one| match &one.action {
                Action::Create(Create {
                    input, returned, ..
                }) if self.factories.contains_key(input)
                    && returned.shape == crate::resources::Shape::Entity
                    && one
                        .nesting
                        .as_ref()
                        .is_none_or(|nesting| nesting.above.is_empty())
                    && !self.project.is_stub(one.operation) =>
                {
                    Some((one.operation, *input))
                }
                _ => None,
            })
    }

    /// Whether a row can be made, with everything it refers to.
    fn can_store(&self, index: usize, depth: usize) -> bool {
        let resource = &self.project.input.resources.list[index];
        let Some((operation, _)) = self.create_of(resource) else {
            return false;
        };
        depth < 6
            && self.admits(&self.project.input.api.operations[operation])
            && self
                .needs(resource)
                .iter()
                .all(|(_, target, _)| *target != index && self.can_store(*target, depth + 1))
    }

    /// The resources that a new row refers to, with the property of the body; none for the parent of the path.
    fn needs(&self, resource: &Resource) -> Vec<(Option<String>, usize, String)> {
        let Some((operation, _)) = self.create_of(resource) else {
            return Vec::new();
        };
        let fills = resource
            .operations
            .iter()
            .find_map(|one| match &one.action {
                Action::Create(create) if one.operation == operation => Some(&create.fills),
                _ => None,
            });
        let mut needs = Vec::new();
        for (column, fill) in resource.columns.iter().zip(fills.into_iter().flatten()) {
            let Some(target) = column.references else {
                continue;
            };
            let one = &self.project.input.resources.list[target].singular;
            let variable = lower_camel(one, "item");
            match fill {
                Fill::Path => needs.push((None, target, variable)),
                Fill::Input { property, .. } if !column.nullable => {
                    needs.push((Some(property.clone()), target, variable));
                }
                _ => {}
            }
        }
        needs
    }

    /// Whether a type is the object without members.
    fn takes_no_members(&self, id: TypeId) -> bool {
        matches!(&self.project.input.api.types[id].schema.kind, Kind::Object(object)
            if object.fields.is_empty() && matches!(object.additional, Additional::Refused))
    }

    fn factories_file(&self) -> String {
        let mut imports = Imports::default();
        let mut body = Writer::default();
        for (id, name) in &self.factories {
            let Some(value) = self.sample_of(*id) else {
                continue;
            };
            let ty = self.project.names.ty(*id);
            imports.value("../src/generated/schemas.js", ty);
            imports.ty("zod", "z");
            body.blank();
            let changes = format!("changes: Partial<z.input<typeof {ty}>> = {{}}");
            let (doc, parameters) = match self.takes_no_members(*id) {
                true => ("A valid body: there is only one.", vec![]),
                false => (
                    "A valid body; `changes` replace members of it, and `undefined` leaves one out.",
                    vec![changes],
                ),
            };
            body.doc(doc);
            body.function(
                &format!("export function {name}"),
                &parameters,
                &format!(": z.input<typeof {ty}>"),
            );
            let Expr::Object(mut members) = json(&value) else {
                continue;
            };
            if !parameters.is_empty() {
                members.push(("...changes".to_owned(), Expr::Shorthand));
            }
            body.expr("return ", &Expr::Object(members), ";");
            body.close("}");
        }
        for (index, resource) in self.project.input.resources.list.iter().enumerate() {
            if self.can_store(index, 0) {
                self.stored(resource, &mut imports, &mut body);
            }
        }
        let mut writer = Writer::default();
        imports.write(&mut writer);
        let text = writer.finish() + &body.finish();
        if text.is_empty() {
            "export {};\n".to_owned()
        } else {
            text
        }
    }

    fn stored(&self, resource: &Resource, imports: &mut Imports, body: &mut Writer) {
        let Some((operation, input)) = self.create_of(resource) else {
            return;
        };
        let entity = Entity::new(self.project, resource);
        let ty = entity.type_name;
        let input_name = self.project.names.ty(input);
        imports.value("../src/generated/schemas.js", ty);
        imports.value("../src/generated/schemas.js", input_name);
        imports.ty("./support.js", "TestApp");
        imports.ty("zod", "z");
        body.blank();
        body.doc(&format!(
            "Stores {} with what it refers to.",
            article(&entity.noun())
        ));
        let parameters = [
            "app: TestApp".to_owned(),
            format!("changes: Partial<z.input<typeof {input_name}>> = {{}}"),
        ];
        body.function(
            &format!("export async function {}", stored_function(resource)),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let needs = self.needs(resource);
        for (_, target, variable) in &needs {
            let target = &self.project.input.resources.list[*target];
            body.line(format!(
                "const {variable} = await {}(app);",
                stored_function(target)
            ));
        }
        let path = self.path(operation, |name| {
            self.owner(resource, name)
                .map(|owner| needs_key(self.project, &needs, owner))
        });
        let mut given: Vec<(String, Expr)> = needs
            .iter()
            .filter_map(|(property, target, variable)| {
                let key_of = key_of(self.project, *target, variable);
                Some((key(property.as_ref()?), Expr::text(key_of)))
            })
            .collect();
        let factory = &self.factories[&input];
        let changes = if given.is_empty() {
            Expr::text("changes")
        } else {
            given.push(("...changes".to_owned(), Expr::Shorthand));
            Expr::Inline(given)
        };
        let made = Expr::call(factory, vec![changes]);
        let call = Expr::call(
            "app.send",
            vec![
                Expr::text(literal(
                    self.project.input.api.operations[operation].method.as_str(),
                )),
                Expr::text(path),
                json_option(made),
            ],
        );
        body.expr("const response = await ", &call, ";");
        body.line(format!("return {ty}.parse(await response.json());"));
        body.close("}");
    }

    /// The index of the resource that a path parameter of a nested operation names.
    fn owner(&self, resource: &Resource, parameter: &str) -> Option<usize> {
        let (create, _) = self.create_of(resource)?;
        let one = resource
            .operations
            .iter()
            .find(|one| one.operation == create)?;
        let is_named = one.parent_parameter().is_some_and(|name| name == parameter);
        resource.parent_of(one).filter(|_| is_named)?.resource
    }

    /// A path as a literal or a template; parameters that `known` does not know get a sample.
    fn path(&self, index: usize, known: impl Fn(&str) -> Option<String>) -> String {
        let operation = &self.project.input.api.operations[index];
        let mut is_template = false;
        let text = self.plain_path(operation, |name| {
            let value = known(name)?;
            is_template = true;
            Some(format!("${{{value}}}"))
        });
        let safe = !text.contains('`') && !text.contains('\\');
        if is_template && safe {
            format!("`{text}`")
        } else {
            literal(&text)
        }
    }

    fn parameter_sample(&self, operation: &Operation, name: &str) -> String {
        let parameter = operation
            .parameters_in(Location::Path)
            .find(|one| one.name == name);
        let value = parameter.and_then(|one| sample(self.project.input.api, &one.schema));
        value
            .as_ref()
            .and_then(plain_text)
            .unwrap_or_else(|| "x".to_owned())
    }

    /// Whether some alternative of the operation's security compares credentials only.
    fn admits(&self, operation: &Operation) -> bool {
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

    fn file(&self, operations: &[usize]) -> String {
        let mut imports = Imports::default();
        for name in ["afterEach", "beforeEach", "expect", "it"] {
            imports.value("vitest", name);
        }
        imports.value("./support.js", "startApp");
        imports.ty("./support.js", "TestApp");
        let mut body = Writer::default();
        body.blank();
        body.line("let app: TestApp;");
        body.blank();
        body.open("beforeEach(async () => {");
        body.line("app = await startApp();");
        body.close("});");
        body.blank();
        body.open("afterEach(async () => {");
        body.line("await app.close();");
        body.close("});");
        let mut any = false;
        for &index in operations {
            let mut cases = Vec::new();
            self.cases(index, &mut imports, &mut cases);
            if cases.is_empty() {
                continue;
            }
            any = true;
            imports.value("vitest", "describe");
            body.blank();
            let id = &self.project.input.api.operations[index].id;
            body.open(format!("describe({}, () => {{", literal(id)));
            for (position, case) in cases.iter().enumerate() {
                if position > 0 {
                    body.blank();
                }
                body.lines(case);
            }
            body.close("});");
        }
        if !any {
            body.blank();
            body.open("it(\"is healthy\", async () => {");
            body.line("const response = await app.send(\"GET\", \"/healthz\");");
            body.line("expect(response.status).toBe(200);");
            body.close("});");
        }
        let mut writer = Writer::default();
        imports.write(&mut writer);
        writer.finish() + &body.finish()
    }

    fn cases(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        let is_unroutable = operation.refusal.is_some();
        if is_unroutable || operation.method == crate::ir::Method::Head {
            return;
        }
        let required_parameters = operation
            .parameters
            .iter()
            .any(|one| one.location != Location::Path && one.required);
        let other_body = operation.body.as_ref().is_some_and(|body| {
            body.required && body_type(operation).is_none_or(|id| !self.factories.contains_key(&id))
        });
        let simple = !required_parameters && !other_body && self.has_path(index);
        if self.admits(operation) && simple {
            self.success(index, imports, cases);
            self.missing(index, imports, cases);
        }
        if !operation.security.is_empty() {
            self.anonymous(index, cases);
        }
        if self.admits(operation) {
            self.parameters(index, imports, cases);
            self.bodies(index, imports, cases);
        }
    }

    /// The statements that store what the path names, and the path.
    fn prepared(
        &self,
        index: usize,
        imports: &mut Imports,
        writer: &mut Writer,
    ) -> Option<(String, Vec<(String, Expr)>)> {
        let Some((resource, one)) = self.project.resource_of(index) else {
            return Some((self.path(index, |_| None), Vec::new()));
        };
        let is_deep = one
            .nesting
            .as_ref()
            .is_some_and(|nesting| !nesting.above.is_empty());
        if is_deep || one.key_property.is_some() {
            return None;
        }
        let position = self.position(resource)?;
        let mut given = Vec::new();
        let mut known: Vec<(String, String)> = Vec::new();
        let needs_row = one.key_parameter.is_some();
        if needs_row {
            if !self.can_store(position, 0) || one.parent_parameter().is_some() {
                return None;
            }
            let variable = row_variable(resource);
            imports.value("./factories.js", &stored_function(resource));
            writer.line(format!(
                "const {variable} = await {}(app);",
                stored_function(resource)
            ));
            known.push((
                one.key_parameter.clone()?,
                key_of(self.project, position, &variable),
            ));
        } else {
            if let Some(parameter) = one.parent_parameter() {
                let parent = resource.parent_of(one)?;
                if let Some(target) = parent.resource {
                    if !self.can_store(target, 0) {
                        return None;
                    }
                    let owner = &self.project.input.resources.list[target];
                    let variable = row_variable(owner);
                    imports.value("./factories.js", &stored_function(owner));
                    writer.line(format!(
                        "const {variable} = await {}(app);",
                        stored_function(owner)
                    ));
                    known.push((parameter.clone(), key_of(self.project, target, &variable)));
                }
            }
        }
        if matches!(one.action, Action::Create(_) | Action::Replace(_)) {
            for (property, target, variable) in self.references(resource, one) {
                if !self.can_store(target, 0) {
                    return None;
                }
                let other = &self.project.input.resources.list[target];
                imports.value("./factories.js", &stored_function(other));
                writer.line(format!(
                    "const {variable} = await {}(app);",
                    stored_function(other)
                ));
                given.push((
                    key(&property),
                    Expr::text(key_of(self.project, target, &variable)),
                ));
            }
        }
        let path = self.path(index, |name| {
            known
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        });
        Some((path, given))
    }

    fn position(&self, resource: &Resource) -> Option<usize> {
        let list = &self.project.input.resources.list;
        list.iter().position(|other| std::ptr::eq(other, resource))
    }

    /// Properties of a body that have to name rows.
    fn references(
        &self,
        resource: &Resource,
        one: &ResourceOperation,
    ) -> Vec<(String, usize, String)> {
        let fills = match &one.action {
            Action::Create(create) => &create.fills,
            Action::Replace(replace) => &replace.fills,
            Action::List(_) | Action::Read(_) | Action::Merge(_) | Action::Delete(_) => {
                return Vec::new();
            }
        };
        resource
            .columns
            .iter()
            .zip(fills)
            .filter_map(|(column, fill)| match (column.references, fill) {
                (Some(target), Fill::Input { property, .. }) => {
                    let other = &self.project.input.resources.list[target];
                    let variable = format!("{}Referred", lower_camel(&other.singular, "item"));
                    Some((property.clone(), target, variable))
                }
                _ => None,
            })
            .collect()
    }

    fn body_of(
        &self,
        operation: &Operation,
        given: &[(String, Expr)],
        imports: &mut Imports,
    ) -> Option<Expr> {
        let id = body_type(operation)?;
        let factory = self.factories.get(&id)?;
        imports.value("./factories.js", factory);
        let changes = if given.is_empty() {
            Vec::new()
        } else {
            vec![Expr::Inline(given.to_vec())]
        };
        Some(Expr::call(factory, changes))
    }

    /// Whether the 400 that the document declares has room for field and code.
    fn tells_violations(&self, operation: &Operation) -> bool {
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

    /// Whether every path parameter that no row gives has a sample.
    fn has_path(&self, index: usize) -> bool {
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

    fn send(&self, operation: &Operation, path: &str, options: Option<Expr>) -> Expr {
        let mut arguments = vec![
            Expr::text(literal(operation.method.as_str())),
            Expr::text(path),
        ];
        arguments.extend(options);
        Expr::call("app.send", arguments)
    }

    fn success(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        let mut writer = Writer::default();
        let resource = self.project.resource_of(index);
        let status = match resource {
            Some((_, one)) => match &one.action {
                Action::List(listing) => listing.status,
                Action::Create(create) => create.returned.status,
                Action::Read(returned) | Action::Delete(returned) => returned.status,
                Action::Replace(replace) => replace.returned.status,
                Action::Merge(merge) => merge.returned.status,
            },
            None => 501,
        };
        writer.open(format!("it(\"answers {status}\", async () => {{"));
        let Some((path, given)) = self.prepared(index, imports, &mut writer) else {
            return;
        };
        let body = self.body_of(operation, &given, imports);
        let send = self.send(operation, &path, body.map(json_option));
        writer.nested(2, |writer| {
            writer.expr("const response = await ", &send, ";")
        });
        writer.line(format!("expect(response.status).toBe({status});"));
        writer.close("});");
        cases.push(writer.finish());
    }

    /// 404 for a row that is not there.
    fn missing(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        let Some((resource, one)) = self.project.resource_of(index) else {
            return;
        };
        if one.key_parameter.is_none() || one.parent_parameter().is_some() {
            return;
        }
        let unknown = match resource.key.kind {
            KeyKind::Uuid => "0195a7b0-0000-7000-8000-00000000dead",
            KeyKind::Identity => "1999999999",
            KeyKind::Text => return,
        };
        let body = self.body_of(operation, &[], imports);
        let takes_body = operation.body.is_some();
        if takes_body && body.is_none() {
            return;
        }
        let path = self.path(index, |_| None);
        let parameter = one.key_parameter.clone().unwrap_or_default();
        let sample = self.parameter_sample(operation, &parameter);
        let path = literal(&path.trim_matches('"').replacen(&sample, unknown, 1));
        let mut writer = Writer::default();
        writer.open("it(\"answers 404 for one that is not there\", async () => {");
        let send = self.send(operation, &path, body.map(json_option));
        writer.nested(2, |writer| {
            writer.expr("const response = await ", &send, ";")
        });
        writer.line("expect(response.status).toBe(404);");
        writer.close("});");
        cases.push(writer.finish());
    }

    fn anonymous(&self, index: usize, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        if operation
            .security
            .iter()
            .any(|requirement| requirement.schemes.is_empty())
        {
            return;
        }
        let mut writer = Writer::default();
        writer.open("it(\"answers 401 without credentials\", async () => {");
        let path = self.path(index, |_| None);
        let send = self.send(
            operation,
            &path,
            Some(Expr::Inline(vec![(
                "anonymous".to_owned(),
                Expr::text("true"),
            )])),
        );
        writer.nested(2, |writer| {
            writer.expr("const response = await ", &send, ";")
        });
        writer.line("expect(response.status).toBe(401);");
        writer.close("});");
        cases.push(writer.finish());
    }
}

/// Closes an `it.each` whose head has been written, with its statements one level deeper.
fn indented(text: &str) -> String {
    let head_end = text
        .rfind("async (")
        .and_then(|at| text[at..].find("{\n").map(|end| at + end + 2));
    let Some(at) = head_end else {
        return text.to_owned();
    };
    let (head, body) = text.split_at(at);
    let body: String = body
        .lines()
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("  {line}\n")
            }
        })
        .collect();
    format!("{head}{body}}});\n")
}

fn needs_key(
    project: &Project<'_>,
    needs: &[(Option<String>, usize, String)],
    owner: usize,
) -> String {
    let variable = needs
        .iter()
        .find(|(property, target, _)| property.is_none() && *target == owner)
        .map_or_else(|| "parent".to_owned(), |(_, _, variable)| variable.clone());
    key_of(project, owner, &variable)
}

/// `book.id`, as text.
fn key_of(project: &Project<'_>, resource: usize, variable: &str) -> String {
    let resource = &project.input.resources.list[resource];
    let entity = Entity::new(project, resource);
    let column = entity.key_column();
    let value = format!("{variable}{}", member(&entity.property(column)));
    let is_given = entity.field(column).is_none_or(|field| field.required);
    if is_given && entity.scalar(column) == "string" {
        value
    } else {
        format!("String({value})")
    }
}

fn row_variable(resource: &Resource) -> String {
    let name = lower_camel(&resource.singular, "item");
    if [
        "app", "response", "json", "field", "code", "change", "case", "class", "new", "default",
    ]
    .contains(&name.as_str())
    {
        format!("{name}Item")
    } else {
        path_variable(&name)
    }
}

fn is_scalar(api: &crate::ir::Api, schema: &Schema) -> bool {
    match &schema.kind {
        Kind::Ref(id) => is_scalar(api, &api.types[*id].schema),
        Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::String(_)
        | Kind::Enum(_) => true,
        Kind::Any
        | Kind::Never
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_) => false,
    }
}

fn plain_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(encoded(text)),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// `{ json: body }`
fn json_option(body: Expr) -> Expr {
    Expr::Inline(vec![("json".to_owned(), body)])
}

/// The head of a test that runs for each of some rows.
fn table(rows: &[Expr], head: &str, writer: &mut Writer) {
    let rows = Expr::Array(rows.to_vec());
    let printed = rows.print(1, "  it.each(".len(), head.chars().count() + 1);
    let lines: Vec<&str> = printed
        .lines()
        .enumerate()
        .map(|(index, line)| {
            if index == 0 {
                line
            } else {
                line.strip_prefix("  ").unwrap_or(line)
            }
        })
        .collect();
    writer.lines(&format!("it.each({}){head}", lines.join("\n")));
}
