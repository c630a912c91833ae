//! What a nested path names before the thing itself: rows that own each other.

use super::{
    super::handler::path_variable,
    plan::{Piece, Tests, stored_function},
    text::{key_of, row_variable},
};
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Writer},
        words::article,
    },
    ir::names::{lower_camel, upper_camel},
    resources::{Resource, ResourceOperation},
};

/// One thing in a nested path.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    /// The path parameter that names it.
    parameter: String,
    /// What it is.
    thing: Thing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Thing {
    /// Index into the list of resources.
    Stored(usize),
    /// Nothing that is stored; this value names it.
    Named(String),
}

impl Owner {
    /// The member that holds its key: `orgId`.
    fn member(&self) -> String {
        path_variable(&lower_camel(&self.parameter, "parentId"))
    }

    fn stored(&self) -> Option<usize> {
        match self.thing {
            Thing::Stored(resource) => Some(resource),
            Thing::Named(_) => None,
        }
    }
}

/// `ownersOfMember`
fn owners_function(resource: &Resource) -> String {
    format!("ownersOf{}", upper_camel(&resource.singular, "Item"))
}

/// `OwnersOfMember`
pub(super) fn owners_type(resource: &Resource) -> String {
    upper_camel(&owners_function(resource), "Owners")
}

impl Tests<'_> {
    /// The things that the path of an operation names before its own, outermost first.
    fn owners(&self, resource: &Resource, operation: &ResourceOperation) -> Vec<Owner> {
        let Some(nesting) = &operation.nesting else {
            return Vec::new();
        };
        let list = &self.project.input.resources.list;
        let above = nesting.above.iter().map(|above| {
            let parent = &list[above.child].parents[above.parent];
            (&above.parameter, parent.resource)
        });
        let parent = &resource.parents[nesting.parent];
        let called = &self.project.input.api.operations[operation.operation];
        above
            .chain([(&nesting.parameter, parent.resource)])
            .map(|(parameter, stored)| Owner {
                parameter: parameter.clone(),
                thing: stored.map_or_else(
                    || Thing::Named(self.parameter_sample(called, parameter)),
                    Thing::Stored,
                ),
            })
            .collect()
    }

    /// The things that the path names by which one of a resource is made.
    fn owners_of(&self, resource: &Resource) -> Vec<Owner> {
        let create = self.create_of(resource).map(|(create, _)| create);
        let mut operations = resource.operations.iter();
        operations
            .find(|one| Some(one.operation) == create)
            .map_or_else(Vec::new, |one| self.owners(resource, one))
    }

    /// The owners of one of a resource that have to be stored before it.
    pub(super) fn stored_owners(&self, resource: &Resource) -> Vec<Owner> {
        let mut owners = self.owners_of(resource);
        owners.retain(|owner| owner.stored().is_some());
        owners
    }

    /// Whether every owner of one can be stored below the ones before it.
    pub(super) fn can_own(&self, resource: &Resource, depth: usize) -> bool {
        let owners = self.owners_of(resource);
        owners.iter().enumerate().all(|(index, owner)| {
            let Some(stored) = owner.stored() else {
                return true;
            };
            let above = self.owners_of(&self.project.input.resources.list[stored]);
            let is_repeated = owners[..index]
                .iter()
                .any(|other| other.thing == owner.thing);
            !is_repeated
                && self.can_store(stored, depth)
                && (index == 0 || same_things(&above, &owners[..index]))
        })
    }

    /// Whether what makes one of a resource is below the same things as an operation.
    fn shares_owners(&self, resource: &Resource, operation: &ResourceOperation) -> bool {
        self.create_of(resource).is_some()
            && same_things(&self.owners_of(resource), &self.owners(resource, operation))
    }

    /// `ownersOfMember`: stores what the path of a member names, and gives the keys.
    pub(super) fn owners_factory(
        &self,
        resource: &Resource,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let owners = self.stored_owners(resource);
        if owners.is_empty() {
            return;
        }
        let noun = article(&resource.singular.replace('_', " "));
        let ty = owners_type(resource);
        writer.blank();
        writer.doc(&format!("Keys of what the path of {noun} names."));
        writer.open(format!("export interface {ty} {{"));
        for owner in &owners {
            writer.line(format!("{}: string;", owner.member()));
        }
        writer.close("}");
        writer.blank();
        writer.doc(&format!("Stores what the path of {noun} names."));
        writer.function(
            &format!("export async function {}", owners_function(resource)),
            &["app: TestApp".to_owned()],
            &format!(": Promise<{ty}>"),
        );
        for (index, owner) in owners.iter().enumerate() {
            if let Some(stored) = owner.stored() {
                let stored = &self.project.input.resources.list[stored];
                imports.value(&self.home_of_rows(stored), &stored_function(stored));
            }
            self.bind_owner(owner, &owners[..index], &owners, writer);
        }
        let keys = owners.iter().map(|owner| (owner.member(), Expr::Shorthand));
        writer.expr("return ", &Expr::Inline(keys.collect()), ";");
        writer.close("}");
    }

    /// Stores one owner below the ones before it, and binds its key.
    fn bind_owner(&self, owner: &Owner, above: &[Owner], all: &[Owner], writer: &mut Writer) {
        let Some(index) = owner.stored() else {
            return;
        };
        let resource = &self.project.input.resources.list[index];
        let mut variable = row_variable(resource);
        if all.iter().any(|other| other.member() == variable) {
            variable.push_str("Row");
        }
        let mut arguments = vec![Expr::text("app")];
        if !above.is_empty() {
            let wanted = self.stored_owners(resource);
            let keys = wanted.iter().zip(above).map(|(wanted, known)| {
                let (name, value) = (wanted.member(), known.member());
                let given = if name == value {
                    Expr::Shorthand
                } else {
                    Expr::text(value)
                };
                (name, given)
            });
            arguments.extend([Expr::text("{}"), Expr::Inline(keys.collect())]);
        }
        let call = Expr::call(stored_function(resource), arguments);
        writer.expr(&format!("const {variable} = await "), &call, ";");
        writer.line(format!(
            "const {} = {};",
            owner.member(),
            key_of(self.project, index, &variable)
        ));
    }

    /// Stores what a path names before the thing itself, as far as that is stored; `None` when it cannot be made.
    pub(super) fn owned(
        &self,
        resource: &Resource,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) -> Option<Vec<(String, Piece)>> {
        if operation.nesting.is_none() {
            return Some(Vec::new());
        }
        let position = self.position(resource)?;
        if !self.can_store(position, 0) || !self.shares_owners(resource, operation) {
            return None;
        }
        if self.stored_owners(resource).is_empty() {
            return Some(Vec::new());
        }
        Some(self.bind_owners(resource, operation, imports, writer))
    }

    /// Stores the owners in a test, and gives the path parameters that name them their values.
    fn bind_owners(
        &self,
        resource: &Resource,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) -> Vec<(String, Piece)> {
        let function = owners_function(resource);
        imports.value(&self.home_of_rows(resource), &function);
        writer.line(format!("const owners = await {function}(app);"));
        let named = self.owners(resource, operation);
        let made = self.owners_of(resource);
        let pairs = named.into_iter().zip(made);
        pairs
            .filter(|(_, made)| made.stored().is_some())
            .map(|(named, made)| {
                let value = format!("owners.{}", made.member());
                (named.parameter, Piece::Value(value))
            })
            .collect()
    }

    /// The keys in a path of the factory's own, by its parameters.
    pub(super) fn owner_key(&self, resource: &Resource, parameter: &str) -> Option<Piece> {
        let owners = self.stored_owners(resource);
        let owner = owners.iter().find(|owner| owner.parameter == parameter)?;
        Some(Piece::Value(format!("keys.{}", owner.member())))
    }

    /// The line of a factory that makes owners unless it was given some.
    pub(super) fn keys_line(&self, resource: &Resource, writer: &mut Writer) {
        let function = owners_function(resource);
        writer.line(format!("const keys = owners ?? (await {function}(app));"));
    }
}

fn same_things(left: &[Owner], right: &[Owner]) -> bool {
    left.len() == right.len()
        && left
            .iter()
            .zip(right)
            .all(|(left, right)| left.thing == right.thing)
}
