//! From the fields of a request to those of a row.

use super::{
    super::{
        entity::{ColumnView, is_optional, is_updated},
        imports::Imports,
    },
    service::Service,
};
use crate::{
    emit::{
        lang::rust::{FieldShape, Presence, default_expression, field_shapes},
        layout::{Code, Writer},
    },
    ir::{Schema, TypeId},
    resources::{ColumnType, Fill, Fit, KeyKind, Role},
};

/// What functions that write call their own values when the properties of a body are variables too.
const TAKEN: [&str; 4] = ["current", "db", "now", "state"];

impl Service<'_, '_> {
    /// The properties of a body, each with the variable that holds its value.
    pub(super) fn input_shapes(&self, input: TypeId) -> Vec<FieldShape<'_>> {
        let mut shapes = self.fields(input);
        let idents: Vec<String> = shapes.iter().map(|shape| shape.ident.clone()).collect();
        for shape in shapes
            .iter_mut()
            .filter(|shape| TAKEN.contains(&shape.ident.as_str()))
        {
            while idents.contains(&shape.ident) {
                shape.ident.insert_str(0, "new_");
            }
        }
        shapes
    }

    fn fields(&self, input: TypeId) -> Vec<FieldShape<'_>> {
        let project = self.entity.project;
        field_shapes(&project.api.types[input], &project.api.types, project.names)
    }

    /// `let BookInput { … } = input;`: a new property does not compile until it has a place.
    pub(super) fn open_input(
        &self,
        input: TypeId,
        fills: &[Fill],
        variable: &str,
        writer: &mut Writer,
    ) {
        let used = |wire: &str| {
            fills
                .iter()
                .any(|fill| matches!(fill, Fill::Input { property, .. } if property == wire))
        };
        let shapes = self.fields(input);
        let fields: Vec<(String, Option<Code>)> = shapes
            .into_iter()
            .zip(self.input_shapes(input))
            .map(|(field, variable)| {
                let code = if !used(field.wire) {
                    Some(Code::text("_"))
                } else if variable.ident != field.ident {
                    Some(Code::text(variable.ident))
                } else {
                    None
                };
                (field.ident, code)
            })
            .collect();
        let name = self.entity.project.names.type_name(input);
        writer.record(
            &format!("let {name}"),
            &fields,
            None,
            &format!(" = {variable};"),
        );
    }

    pub(super) fn entity_fields(
        &self,
        fills: &[Fill],
        input: TypeId,
        now: &str,
        imports: &mut Imports,
    ) -> Vec<(String, Option<Code>)> {
        let shapes = self.input_shapes(input);
        let views = self
            .entity
            .views()
            .zip(fills)
            .filter(|(view, _)| view.column.source.field().is_some());
        views
            .map(|(view, fill)| {
                let some = |text: String| {
                    if view.optional {
                        format!("Some({text})")
                    } else {
                        text
                    }
                };
                let value = match fill {
                    Fill::NewKey => self.new_key(view.optional, imports),
                    Fill::Keep => format!("current.{}", view.ident),
                    Fill::Now => some(now.to_owned()),
                    Fill::Path => some(owned(&view.column.kind, &view.ident)),
                    Fill::Null => "None".to_owned(),
                    Fill::Default(value) => some(self.default(&view, value, imports)),
                    Fill::Input { property, fit } => {
                        let shape = shapes.iter().find(|shape| shape.wire == property);
                        shape.map_or_else(
                            || "None".to_owned(),
                            |shape| self.converted(&view, shape, fit, imports),
                        )
                    }
                };
                if value == view.ident {
                    (value, None)
                } else {
                    (view.ident.clone(), Some(Code::breakable(value)))
                }
            })
            .collect()
    }

    fn new_key(&self, optional: bool, imports: &mut Imports) -> String {
        let made = match self.entity.resource.key.kind {
            // The database gives the number.
            KeyKind::Identity => return if optional { "None" } else { "0" }.to_owned(),
            KeyKind::Uuid => "Uuid::now_v7()",
            KeyKind::Text => "Uuid::now_v7().to_string()",
        };
        imports.external("uuid", "Uuid");
        if optional {
            format!("Some({made})")
        } else {
            made.to_owned()
        }
    }

    pub(super) fn default(
        &self,
        view: &ColumnView<'_>,
        value: &serde_json::Value,
        imports: &mut Imports,
    ) -> String {
        let project = self.entity.project;
        let schema = view
            .column
            .source
            .field()
            .and_then(|name| self.entity.field(name))
            .map(|field| field.schema);
        let expression = schema.and_then(|schema| {
            default_expression(schema, value, &project.api.types, project.names)
        });
        match expression {
            Some(tokens) => expression_text(&tokens, imports),
            None => "Default::default()".to_owned(),
        }
    }

    /// A request's value as the entity's field.
    fn converted(
        &self,
        view: &ColumnView<'_>,
        shape: &FieldShape<'_>,
        fit: &Fit,
        imports: &mut Imports,
    ) -> String {
        let ident = &shape.ident;
        let is_key = view.column.role == Role::Key;
        let base = match shape.presence {
            Presence::Patch => format!("{ident}.into_change().flatten()"),
            Presence::Required
            | Presence::Nullable
            | Presence::Optional
            | Presence::OptionalNullable
            | Presence::Defaulted => ident.clone(),
        };
        let base = match self.stored_schema(view) {
            Some(stored) => self.conversions.field(&base, shape, stored),
            None => base,
        };
        match (is_optional(shape.presence), view.optional) {
            (true, true) if is_key => match self.entity.resource.key.kind {
                KeyKind::Identity => base,
                KeyKind::Uuid | KeyKind::Text => format!(
                    "Some({base}.unwrap_or_else(|| {}))",
                    self.new_key(false, imports)
                ),
            },
            (true, false) if is_key => match self.entity.resource.key.kind {
                KeyKind::Identity => format!("{base}.unwrap_or_default()"),
                KeyKind::Uuid => {
                    imports.external("uuid", "Uuid");
                    format!("{base}.unwrap_or_else(Uuid::now_v7)")
                }
                KeyKind::Text => {
                    format!("{base}.unwrap_or_else(|| {})", self.new_key(false, imports))
                }
            },
            (true, true) | (false, false) => base,
            (false, true) => format!("Some({base})"),
            (true, false) => match fit {
                Fit::Or(value) if *value != serde_json::json!([]) => {
                    let default = self.default(view, value, imports);
                    format!("{base}.unwrap_or({default})")
                }
                Fit::Or(_) | Fit::Same | Fit::Wrap | Fit::IfPresent => {
                    format!("{base}.unwrap_or_default()")
                }
            },
        }
    }

    /// The schema of the entity's field behind a column.
    fn stored_schema(&self, view: &ColumnView<'_>) -> Option<&Schema> {
        let name = view.column.source.field()?;
        self.entity.field(name).map(|field| field.schema)
    }

    /// Puts one given value into the row.
    pub(super) fn assign(
        &self,
        target: &str,
        shape: &FieldShape<'_>,
        view: &ColumnView<'_>,
        writer: &mut Writer,
    ) {
        let ident = &shape.ident;
        let optional = view.optional;
        let stored = self.stored_schema(view);
        let converted = stored.filter(|stored| self.conversions.is_needed(shape, stored));
        // An `Option` of the request is taken apart before, so that it is its value that is made into another.
        let bare = FieldShape {
            presence: Presence::Required,
            ..shape.clone()
        };
        let value = match converted {
            Some(stored) => self.conversions.field(ident, &bare, stored),
            None => ident.clone(),
        };
        let some = if optional {
            format!("Some({value})")
        } else {
            value.clone()
        };
        match shape.presence {
            Presence::Required | Presence::Defaulted => {
                writer.value(&format!("{target} = "), &Code::breakable(some), ";");
            }
            Presence::Nullable if optional => match converted {
                Some(stored) => {
                    let value = self.conversions.field(ident, shape, stored);
                    writer.value(&format!("{target} = "), &Code::breakable(value), ";");
                }
                None => writer.line(format!("{target} = {ident};")),
            },
            Presence::Patch if optional && converted.is_none() => {
                writer.line(format!("{ident}.apply(&mut {target});"));
            }
            Presence::Patch if optional => {
                writer.open(format!("if let Some(change) = {ident}.into_change() {{"));
                writer.line(format!("{target} = change.map(|{ident}| {value});"));
                writer.close("}");
            }
            Presence::Patch => {
                writer.open(format!(
                    "if let Some(Some({ident})) = {ident}.into_change() {{"
                ));
                writer.line(format!("{target} = {value};"));
                writer.close("}");
            }
            Presence::Nullable | Presence::Optional | Presence::OptionalNullable => {
                writer.open(format!("if let Some({ident}) = {ident} {{"));
                writer.line(format!("{target} = {some};"));
                writer.close("}");
            }
        }
    }

    /// The values of columns that are no fields of the entity.
    pub(super) fn extra_arguments(
        &self,
        fills: &[Fill],
        input: TypeId,
        updating: bool,
    ) -> Vec<String> {
        let shapes = self.input_shapes(input);
        let extras = self
            .entity
            .views()
            .zip(fills)
            .filter(|(view, _)| view.column.source.field().is_none());
        extras
            .filter(|(view, _)| !updating || is_updated(view.column))
            .map(|(view, fill)| match fill {
                Fill::Path if view.optional => format!("Some({})", view.ident),
                Fill::Path => view.ident.clone(),
                Fill::Input { property, .. } => {
                    let shape = shapes.iter().find(|shape| shape.wire == property);
                    shape.map_or_else(
                        || "None".to_owned(),
                        |shape| borrowed(&view.column.kind, shape),
                    )
                }
                Fill::NewKey | Fill::Keep | Fill::Now | Fill::Null | Fill::Default(_) => {
                    "None".to_owned()
                }
            })
            .collect()
    }
}

/// `Option<&T>` of a request's field.
fn borrowed(kind: &ColumnType, shape: &FieldShape<'_>) -> String {
    let text = matches!(kind, ColumnType::Text(_));
    match shape.presence {
        Presence::Required | Presence::Defaulted => format!("Some(&{})", shape.ident),
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable if text => {
            format!("{}.as_deref()", shape.ident)
        }
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable => {
            format!("{}.as_ref()", shape.ident)
        }
        Presence::Patch if text => format!("{}.as_option().map(String::as_str)", shape.ident),
        Presence::Patch => format!("{}.as_option()", shape.ident),
    }
}

fn owned(kind: &ColumnType, ident: &str) -> String {
    match kind {
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid => ident.to_owned(),
        _ => format!("{ident}.to_owned()"),
    }
}

/// The text of an expression, printed as rustfmt does, with the names that the file imports.
pub(in super::super) fn expression_text(
    tokens: &proc_macro2::TokenStream,
    imports: &mut Imports,
) -> String {
    let wrapped = quote::quote!(fn value() { let value = #tokens; });
    let Ok(file) = syn::parse2::<syn::File>(wrapped) else {
        return "Default::default()".to_owned();
    };
    let text = prettyplease::unparse(&file);
    let start = text.find("= ").map_or(0, |at| at + 2);
    let end = text.rfind(';').unwrap_or(text.len());
    let text = text[start..end].trim().to_owned();
    if text.contains("wire::literal(") {
        imports.external("backend_runtime", "wire");
    }
    match text
        .strip_prefix("types::")
        .and_then(|rest| rest.split_once("::"))
    {
        Some((name, rest)) => format!("{}::{rest}", imports.named(name)),
        None => text,
    }
}
