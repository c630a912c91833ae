//! Functions that make a part of a body into a part of what is stored, where the two are of different types.

use super::{Project, entity::is_optional, imports::Imports, services::expression_text};
use crate::emit::conversions::Functions;
use crate::{
    emit::{
        lang::rust::{FieldShape, field_shapes, variant_idents},
        layout::{Code, Writer},
    },
    ir::{Kind, Schema, TypeId, names::snake},
    resources::same_type,
};

/// The functions that one file needs.
pub(super) struct Conversions<'a> {
    project: &'a Project<'a>,
    functions: Functions,
}

/// How a value becomes one of another type.
enum Conversion {
    /// It is one.
    Same,
    /// By a function.
    Function(String),
    /// Each of an array.
    Each(Box<Conversion>),
    /// Each value of a map.
    Values(Box<Conversion>),
    /// When it is there.
    Given(Box<Conversion>),
}

impl Conversion {
    fn apply(&self, value: &str) -> String {
        match self {
            Self::Same => value.to_owned(),
            Self::Function(name) => format!("{name}({value})"),
            Self::Each(inner) => {
                format!("{value}.into_iter().map({}).collect()", inner.callable())
            }
            Self::Values(inner) => format!(
                "{value}.into_iter().map(|(key, value)| (key, {})).collect()",
                inner.apply("value")
            ),
            Self::Given(inner) => format!("{value}.map({})", inner.callable()),
        }
    }

    fn callable(&self) -> String {
        match self {
            Self::Function(name) => name.clone(),
            Self::Same | Self::Each(_) | Self::Values(_) | Self::Given(_) => {
                format!("|value| {}", self.apply("value"))
            }
        }
    }
}

impl<'a> Conversions<'a> {
    pub(super) fn new(project: &'a Project<'a>) -> Self {
        Self {
            project,
            functions: Functions::default(),
        }
    }

    /// The value of a request's field as the stored type; an `Option` stays one.
    pub(super) fn field(&self, value: &str, field: &FieldShape<'_>, to: &Schema) -> String {
        let conversion = self.between(field.schema, to);
        match conversion {
            Conversion::Same => value.to_owned(),
            conversion if is_optional(field.presence) => {
                Conversion::Given(Box::new(conversion)).apply(value)
            }
            conversion => conversion.apply(value),
        }
    }

    /// Whether values of a field have to be made into others.
    pub(super) fn is_needed(&self, field: &FieldShape<'_>, to: &Schema) -> bool {
        !same_type(field.schema, to)
    }

    fn between(&self, from: &Schema, to: &Schema) -> Conversion {
        if same_type(from, to) {
            return Conversion::Same;
        }
        match (&from.kind, &to.kind) {
            (Kind::Array(from), Kind::Array(to)) => {
                Conversion::Each(Box::new(self.item(&from.items, &to.items)))
            }
            (Kind::Map(from), Kind::Map(to)) => {
                Conversion::Values(Box::new(self.item(&from.values, &to.values)))
            }
            (Kind::Ref(from), Kind::Ref(to)) => Conversion::Function(self.function(*from, *to)),
            _ => Conversion::Same,
        }
    }

    fn item(&self, from: &Schema, to: &Schema) -> Conversion {
        let inner = self.between(from, to);
        if from.nullable {
            Conversion::Given(Box::new(inner))
        } else {
            inner
        }
    }

    fn function(&self, from: TypeId, to: TypeId) -> String {
        let stem = || format!("to_{}", snake(self.project.names.type_name(to), "stored"));
        self.functions.name(from, to, stem)
    }

    /// Writes the functions that were asked for, and those that they ask for.
    pub(super) fn write(&self, imports: &mut Imports, writer: &mut Writer) {
        self.functions.each(|from, to, name| {
            writer.blank();
            self.write_one(from, to, name, imports, writer);
        });
    }

    fn write_one(
        &self,
        from: TypeId,
        to: TypeId,
        name: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let project = self.project;
        let given = imports.named(project.names.type_name(from));
        let wanted = imports.named(project.names.type_name(to));
        let (from, to) = (&project.api.types[from], &project.api.types[to]);
        let parameters = [format!("value: {given}")];
        writer.signature(
            &format!("fn {name}"),
            &parameters,
            &format!(" -> {wanted} {{"),
        );
        writer.indent();
        if let (Kind::Enum(own), Kind::Enum(words)) = (&from.schema.kind, &to.schema.kind) {
            writer.open("match value {");
            let (own_idents, idents) = (variant_idents(own), variant_idents(words));
            for (word, own_ident) in own.iter().zip(own_idents) {
                let other = words.iter().position(|other| other == word);
                if let Some(ident) = other.map(|index| &idents[index]) {
                    writer.line(format!("{given}::{own_ident} => {wanted}::{ident},"));
                }
            }
            writer.close("}");
            return writer.close("}");
        }
        let given_shapes = field_shapes(from, &project.api.types, project.names);
        let wanted_shapes = field_shapes(to, &project.api.types, project.names);
        let source = |shape: &FieldShape<'_>| {
            given_shapes
                .iter()
                .find(|own| fold(own.wire) == fold(shape.wire))
        };
        let is_used = |own: &FieldShape<'_>| {
            wanted_shapes
                .iter()
                .any(|shape| fold(own.wire) == fold(shape.wire))
        };
        let pattern: Vec<(String, Option<Code>)> = given_shapes
            .iter()
            .map(|own| {
                let skipped = (!is_used(own)).then(|| Code::text("_"));
                (own.ident.clone(), skipped)
            })
            .collect();
        writer.record(&format!("let {given}"), &pattern, None, " = value;");
        let fields: Vec<(String, Option<Code>)> = wanted_shapes
            .iter()
            .map(|shape| {
                let text = self.wanted(shape, source(shape), imports);
                let code = (text != shape.ident).then(|| Code::breakable(text));
                (shape.ident.clone(), code)
            })
            .collect();
        writer.record(&wanted, &fields, None, "");
        writer.close("}");
    }

    fn wanted(
        &self,
        shape: &FieldShape<'_>,
        source: Option<&FieldShape<'_>>,
        imports: &mut Imports,
    ) -> String {
        let Some(own) = source else {
            return match &shape.default {
                _ if is_optional(shape.presence) => "None".to_owned(),
                Some(tokens) => expression_text(tokens, imports),
                None => "Vec::new()".to_owned(),
            };
        };
        let value = self.field(&own.ident, own, shape.schema);
        match (is_optional(own.presence), is_optional(shape.presence)) {
            (true, true) | (false, false) => value,
            (false, true) => format!("Some({value})"),
            (true, false) => match &shape.default {
                Some(tokens) => format!("{value}.unwrap_or({})", expression_text(tokens, imports)),
                None => format!("{value}.unwrap_or_default()"),
            },
        }
    }
}

fn fold(name: &str) -> String {
    crate::ir::names::words(name).concat()
}
