//! Functions that make a part of a body into a part of what is stored, where the two are of different types.

use super::{
    super::{
        Project,
        entity::{is_bigint, object, stored_json},
    },
    absence::{Absence, Conversion, settled},
};
use crate::emit::conversions::Functions;
use crate::{
    emit::lang::typescript::{Expr, Imports, Writer, key, member},
    ir::{Field, Kind, Object, Schema, TypeId, names::upper_camel},
};

/// The functions that one file needs.
pub(super) struct Conversions<'a> {
    project: &'a Project<'a>,
    functions: Functions,
}

impl<'a> Conversions<'a> {
    pub(super) fn new(project: &'a Project<'a>) -> Self {
        Self {
            project,
            functions: Functions::default(),
        }
    }

    /// How a value of one schema becomes one of another.
    pub(super) fn between(&self, from: &Schema, to: &Schema) -> Conversion {
        let integers = (is_bigint(self.project, from), is_bigint(self.project, to));
        match (&from.kind, &to.kind) {
            _ if self.is_integer(from) && self.is_integer(to) => match integers {
                (true, false) => Conversion::Function("Number".to_owned()),
                (false, true) => Conversion::Function("BigInt".to_owned()),
                (true, true) | (false, false) => Conversion::Same,
            },
            (Kind::Array(from), Kind::Array(to)) => self.item(&from.items, &to.items).each(),
            (Kind::Map(from), Kind::Map(to)) => self.item(&from.values, &to.values).values(),
            (Kind::Ref(from), Kind::Ref(to)) if from != to => {
                let objects = (object(self.project, *from), object(self.project, *to));
                match objects {
                    (Some(given), Some(wanted))
                        if !self.is_assignable((*from, given), wanted, *to) =>
                    {
                        Conversion::Function(self.function(*from, *to))
                    }
                    _ => Conversion::Same,
                }
            }
            _ => Conversion::Same,
        }
    }

    fn is_integer(&self, schema: &Schema) -> bool {
        let kind = match &schema.kind {
            Kind::Ref(id) => &self.project.input.api.types[*id].schema.kind,
            own => own,
        };
        matches!(kind, Kind::Integer { .. })
    }

    fn item(&self, from: &Schema, to: &Schema) -> Conversion {
        let inner = self.between(from, to);
        if from.nullable { inner.given() } else { inner }
    }

    /// Whether values of one object type are values of the other one as they are, with nothing to leave out.
    fn is_assignable(&self, (from, given): (TypeId, &Object), wanted: &Object, to: TypeId) -> bool {
        let is_known = |field: &Field| wanted.fields.iter().any(|own| own.name == field.name);
        given.fields.iter().all(is_known)
            && wanted.fields.iter().all(|field| {
                let wanted = self.absence(field, to);
                let source = given.fields.iter().find(|own| own.name == field.name);
                match source {
                    Some(own) => {
                        self.absence(own, from).is_within(wanted)
                            && self.between(&own.schema, &field.schema) == Conversion::Same
                    }
                    None => wanted.undefined,
                }
            })
    }

    /// What a field of a type may be instead of a value.
    fn absence(&self, field: &Field, ty: TypeId) -> Absence {
        let definition = &self.project.input.api.types[ty];
        Absence::of(field, definition.in_requests && !definition.in_merges)
    }

    fn function(&self, from: TypeId, to: TypeId) -> String {
        let stem = || format!("to{}", upper_camel(self.project.names.ty(to), "Stored"));
        self.functions.name(from, to, stem)
    }

    /// Writes the functions that were asked for, and those that they ask for.
    pub(super) fn write(&self, imports: &mut Imports, writer: &mut Writer) {
        self.functions.each(|from, to, name| {
            writer.blank();
            self.write_one((from, to), name, imports, writer);
        });
    }

    fn write_one(
        &self,
        (from, to): (TypeId, TypeId),
        name: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let names = self.project.names;
        let (given, wanted) = (names.ty(from), names.ty(to));
        imports.ty("../generated/schemas.js", given);
        imports.ty("../generated/schemas.js", wanted);
        let parameters = [format!("value: {given}")];
        writer.function(
            &format!("function {name}"),
            &parameters,
            &format!(": {wanted}"),
        );
        let sources: &[Field] = object(self.project, from).map_or(&[], |one| &one.fields);
        let fields: &[Field] = object(self.project, to).map_or(&[], |one| &one.fields);
        let members = fields.iter().filter_map(|field| {
            let source = sources
                .iter()
                .find(|own| fold(&own.name) == fold(&field.name));
            let value = self.wanted((field, to), source.map(|own| (own, from)))?;
            Some((key(&field.name), value))
        });
        writer.expr("return ", &Expr::Object(members.collect()), ";");
        writer.close("}");
    }

    /// What a field takes from its source; nothing where it may be missing.
    fn wanted(
        &self,
        (field, to): (&Field, TypeId),
        source: Option<(&Field, TypeId)>,
    ) -> Option<Expr> {
        let wanted = self.absence(field, to);
        let fallback = match &field.schema.meta.default {
            _ if wanted.undefined => Expr::text("undefined"),
            _ if wanted.null => Expr::text("null"),
            Some(default) if !field.required => stored_json(self.project, &field.schema, default),
            // An absent list is an empty one.
            Some(_) | None => Expr::text("[]"),
        };
        let Some((own, from)) = source else {
            return (!wanted.undefined).then_some(fallback);
        };
        let value = format!("value{}", member(&own.name));
        let conversion = self.between(&own.schema, &field.schema);
        let given = self.absence(own, from);
        Some(settled(&value, &conversion, (given, wanted), fallback))
    }
}

fn fold(name: &str) -> String {
    crate::ir::names::words(name).concat()
}
