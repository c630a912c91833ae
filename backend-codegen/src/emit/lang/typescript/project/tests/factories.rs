//! `tests/factories.ts`: valid bodies, and rows with what they refer to.

use super::super::entity::Entity;
use super::{
    homes::FIRST,
    owners::owners_type,
    plan::{Tests, stored_function},
    text::{json_option, key_in_json},
};
use std::collections::BTreeMap;

use crate::emit::words::article;
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Writer, json, key, literal},
        sample::sample,
    },
    ir::{Additional, Api, Kind, Schema, TypeId, names::lower_camel},
    resources::{Action, Create, Fill, Resource},
};

/// The parameter of a factory, and what it gives.
struct Given {
    changes: String,
    result: String,
}

fn is_union(api: &Api, schema: &Schema) -> bool {
    match &schema.kind {
        Kind::Ref(id) => is_union(api, &api.types[*id].schema),
        kind => matches!(kind, Kind::Union(_)),
    }
}

impl Tests<'_> {
    /// A valid body that is an object.
    pub(super) fn sample_of(&self, id: TypeId) -> Option<serde_json::Value> {
        sample(self.project.input.api, &self.reference(id)).filter(serde_json::Value::is_object)
    }

    pub(super) fn create_of(&self, resource: &Resource) -> Option<(usize, TypeId)> {
        resource
            .operations
            .iter()
            .find_map(|one| match &one.action {
                Action::Create(Create {
                    input, returned, ..
                }) if self.factories.contains_key(input)
                    && self.holds_row(&returned.shape)
                    && !self.project.is_stub(one.operation) =>
                {
                    Some((one.operation, *input))
                }
                _ => None,
            })
    }

    /// Whether a row can be made, with everything it refers to.
    pub(super) fn can_store(&self, index: usize, depth: usize) -> bool {
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
            && self.can_own(resource, depth + 1)
    }

    /// The properties of the body of a new row that name others, with the variables of those.
    fn needs(&self, resource: &Resource) -> Vec<(String, usize, String)> {
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
            if let Fill::Input { property, .. } = fill
                && !column.nullable
            {
                needs.push((property.clone(), target, variable));
            }
        }
        needs
    }

    /// Whether a type is the object without members.
    pub(super) fn takes_no_members(&self, id: TypeId) -> bool {
        matches!(&self.project.input.api.types[id].schema.kind, Kind::Object(object)
            if object.fields.is_empty() && matches!(object.additional, Additional::Refused))
    }

    /// Members of one alternative, replaced, may be those of another: what is valid then, no type tells.
    fn given(&self, id: TypeId, imports: &mut Imports) -> Given {
        if is_union(self.project.input.api, &self.reference(id)) {
            return Given {
                changes: "changes: Readonly<Record<string, unknown>> = {}".to_owned(),
                result: "Record<string, unknown>".to_owned(),
            };
        }
        let ty = self.project.names.ty(id);
        imports.value("../src/generated/schemas.js", ty);
        imports.ty("zod", "z");
        Given {
            changes: format!("changes: Partial<z.input<typeof {ty}>> = {{}}"),
            result: format!("z.input<typeof {ty}>"),
        }
    }

    /// The files of factories with their paths.
    pub(super) fn factories_files(&self) -> Vec<(String, String)> {
        let mut files: BTreeMap<String, (Imports, Writer)> = BTreeMap::new();
        // A project without bodies has the file as well.
        files.entry(FIRST.to_owned()).or_default();
        for (id, name) in &self.factories {
            let (imports, body) = files.entry(self.home_of_body(*id)).or_default();
            self.body_factory(*id, name, imports, body);
        }
        for (index, resource) in self.project.input.resources.list.iter().enumerate() {
            if self.can_store(index, 0) {
                let (imports, body) = files.entry(self.home_of_rows(resource)).or_default();
                self.stored(resource, imports, body);
            }
        }
        let texts = files.into_iter().map(|(home, (mut imports, body))| {
            let body = body.finish();
            imports.forget_module(&home);
            imports.keep_mentioned(&body);
            let mut writer = Writer::default();
            imports.write(&mut writer);
            let text = writer.finish() + &body;
            let text = if text.is_empty() {
                "export {};\n".to_owned()
            } else {
                text
            };
            let name = home.trim_start_matches("./").trim_end_matches(".js");
            (format!("tests/{name}.ts"), text)
        });
        texts.collect()
    }

    fn body_factory(&self, id: TypeId, name: &str, imports: &mut Imports, body: &mut Writer) {
        let Some(Expr::Object(mut members)) = self.sample_of(id).map(|value| json(&value)) else {
            return;
        };
        body.blank();
        let Given { changes, result } = self.given(id, imports);
        let (doc, parameters) = match self.takes_no_members(id) {
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
            &format!(": {result}"),
        );
        if !parameters.is_empty() {
            members.push(("...changes".to_owned(), Expr::Shorthand));
        }
        body.expr("return ", &Expr::Object(members), ";");
        body.close("}");
    }

    pub(super) fn stored(&self, resource: &Resource, imports: &mut Imports, body: &mut Writer) {
        let Some((operation, input)) = self.create_of(resource) else {
            return;
        };
        self.owners_factory(resource, imports, body);
        let entity = Entity::new(self.project, resource);
        let ty = entity.type_name;
        imports.ty("./support.js", "TestApp");
        let Given { changes, .. } = self.given(input, imports);
        body.blank();
        body.doc(&format!(
            "Stores {} with what it refers to.",
            article(&entity.noun())
        ));
        let mut parameters = vec!["app: TestApp".to_owned(), changes];
        let is_owned = !self.stored_owners(resource).is_empty();
        if is_owned {
            parameters.push(format!("owners?: {}", owners_type(resource)));
        }
        body.function(
            &format!("export async function {}", stored_function(resource)),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        if is_owned {
            self.keys_line(resource, body);
        }
        let needs = self.needs(resource);
        for (_, target, variable) in &needs {
            let target = &self.project.input.resources.list[*target];
            self.store(target, variable, "app", imports, body);
        }
        let path = self.path(operation, |name| self.owner_key(resource, name));
        let mut given: Vec<(String, Expr)> = needs
            .iter()
            .map(|(property, target, variable)| {
                let value = key_in_json(self.project, *target, variable);
                (key(property), Expr::text(value))
            })
            .collect();
        let factory = &self.factories[&input];
        imports.value(&self.home_of_body(input), factory);
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
        self.return_row(resource, operation, imports, body);
        body.close("}");
    }
}
