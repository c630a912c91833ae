//! `tests/factories.ts`: valid bodies, and rows with what they refer to.

use super::super::entity::Entity;
use super::{
    plan::{Tests, stored_function},
    references::needs_key,
    text::{json_option, key_in_json},
};
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
    }

    /// The resources that a new row refers to, with the property of the body; none for the parent of the path.
    pub(super) fn needs(&self, resource: &Resource) -> Vec<(Option<String>, usize, String)> {
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

    pub(super) fn factories_file(&self) -> String {
        let mut imports = Imports::default();
        let mut body = Writer::default();
        for (id, name) in &self.factories {
            let Some(value) = self.sample_of(*id) else {
                continue;
            };
            body.blank();
            let Given { changes, result } = self.given(*id, &mut imports);
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
                &format!(": {result}"),
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

    pub(super) fn stored(&self, resource: &Resource, imports: &mut Imports, body: &mut Writer) {
        let Some((operation, input)) = self.create_of(resource) else {
            return;
        };
        let entity = Entity::new(self.project, resource);
        let ty = entity.type_name;
        imports.value("../src/generated/schemas.js", ty);
        imports.ty("./support.js", "TestApp");
        let Given { changes, .. } = self.given(input, imports);
        body.blank();
        body.doc(&format!(
            "Stores {} with what it refers to.",
            article(&entity.noun())
        ));
        let parameters = ["app: TestApp".to_owned(), changes];
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
                let value = key_in_json(self.project, *target, variable);
                Some((key(property.as_ref()?), Expr::text(value)))
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
    pub(super) fn owner(&self, resource: &Resource, parameter: &str) -> Option<usize> {
        let (create, _) = self.create_of(resource)?;
        let one = resource
            .operations
            .iter()
            .find(|one| one.operation == create)?;
        let is_named = one.parent_parameter().is_some_and(|name| name == parameter);
        resource.parent_of(one).filter(|_| is_named)?.resource
    }
}
