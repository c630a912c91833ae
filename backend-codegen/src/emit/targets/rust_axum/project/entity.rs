//! A resource as Rust sees it: the fields behind its columns, the types of its keys, the names of its functions.

use proc_macro2::TokenStream;

use super::{Project, imports::Imports};
use crate::{
    emit::lang::rust::{FieldShape, Presence, field_ident, field_shapes, ident, rust_type},
    ir::{Schema, StringFormat, names::upper_camel},
    resources::{
        Action, Column, ColumnType, KeyKind, Listing, Parent, Part, Resource, ResourceOperation,
        Role, Source,
    },
};

/// A resource with its Rust names.
pub(super) struct Entity<'a> {
    pub(super) project: &'a Project<'a>,
    pub(super) resource: &'a Resource,
    /// The entity type's name: `Book`.
    pub(super) type_name: &'a str,
    /// What names of our own start with: `Book`.
    pub(super) stem: String,
    /// The module of the service and the repository: `books`.
    pub(super) module: String,
    fields: Vec<FieldShape<'a>>,
}

/// A column with its field.
pub(super) struct ColumnView<'v> {
    pub(super) column: &'v Column,
    /// The field or parameter.
    pub(super) ident: String,
    /// Whether its Rust value is an `Option`.
    pub(super) optional: bool,
    /// Whether its Rust value is a `String`, whatever it means.
    pub(super) is_string: bool,
}

impl<'a> Entity<'a> {
    pub(super) fn new(project: &'a Project<'a>, resource: &'a Resource) -> Self {
        let definition = &project.api.types[resource.entity];
        Self {
            project,
            resource,
            type_name: project.names.type_name(resource.entity),
            stem: upper_camel(&resource.singular, "Row"),
            module: module_name(&resource.name),
            fields: field_shapes(definition, &project.api.types, project.names),
        }
    }

    pub(super) fn query_type(&self) -> String {
        format!("{}Query", self.stem)
    }

    pub(super) fn repository(&self) -> String {
        format!("{}Repository", self.stem)
    }

    /// `find_book`
    pub(super) fn function(&self, verb: &str) -> String {
        format!("{verb}_{}", self.resource.singular)
    }

    /// `list_books`
    pub(super) fn plural_function(&self, verb: &str) -> String {
        format!("{verb}_{}", self.resource.name)
    }

    /// A variable that holds one: `book`.
    pub(super) fn variable(&self) -> String {
        let own = ident(&self.resource.singular).to_string();
        let mut columns = self.resource.columns.iter();
        if columns.any(|column| column.name == self.resource.singular) {
            return format!("{}_row", self.resource.singular);
        }
        own
    }

    /// `order item`, for messages.
    pub(super) fn noun(&self) -> String {
        self.resource.singular.replace('_', " ")
    }

    pub(super) fn field(&self, wire: &str) -> Option<&FieldShape<'a>> {
        self.fields.iter().find(|field| field.wire == wire)
    }

    pub(super) fn view(&self, index: usize) -> ColumnView<'_> {
        let column = &self.resource.columns[index];
        match column.source.field().and_then(|name| self.field(name)) {
            Some(field) => ColumnView {
                column,
                ident: field.ident.clone(),
                optional: is_optional(field.presence),
                is_string: is_string(field.schema),
            },
            None => ColumnView {
                column,
                ident: ident(&column.name).to_string(),
                optional: column.nullable || matches!(column.source, Source::Secret(_)),
                is_string: self.is_outer_string(column),
            },
        }
    }

    /// Whether the value of a column that is no field of the entity is a `String`, or text of a path.
    fn is_outer_string(&self, column: &Column) -> bool {
        match &column.source {
            Source::Secret(name) => self.secret_type(name, &mut Imports::default()) == "String",
            Source::Field(_) | Source::Path(_) => !matches!(
                column.kind,
                ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid
            ),
        }
    }

    pub(super) fn views(&self) -> impl Iterator<Item = ColumnView<'_>> {
        (0..self.resource.columns.len()).map(|index| self.view(index))
    }

    /// The columns that are no fields of the entity.
    pub(super) fn extras(&self) -> impl Iterator<Item = ColumnView<'_>> {
        self.views()
            .filter(|view| view.column.source.field().is_none())
    }

    pub(super) fn key(&self) -> ColumnView<'_> {
        self.view(self.resource.key.column)
    }

    /// The key as a parameter: `Uuid`, `i64`, `&str`.
    pub(super) fn key_parameter(&self, imports: &mut Imports) -> String {
        parameter_type(&self.key().column.kind, imports)
    }

    /// The type of an extra column as a parameter of an insert or update.
    pub(super) fn extra_parameter(&self, view: &ColumnView<'_>, imports: &mut Imports) -> String {
        if let Source::Secret(name) = &view.column.source {
            return match &view.column.kind {
                ColumnType::Text(_) => "Option<&str>".to_owned(),
                _ => format!("Option<&{}>", self.secret_type(name, imports)),
            };
        }
        let bare = parameter_type(&view.column.kind, imports);
        if view.optional {
            format!("Option<{bare}>")
        } else {
            bare
        }
    }

    /// The type of a property that only requests have.
    pub(super) fn secret_type(&self, name: &str, imports: &mut Imports) -> String {
        let inputs = self
            .resource
            .operations
            .iter()
            .filter_map(|operation| input_of(&operation.action));
        let found = inputs
            .filter_map(|input| super::entity::object(self.project, input))
            .flat_map(|object| &object.fields)
            .find(|field| field.name == name);
        found.map_or_else(
            || "String".to_owned(),
            |field| imports.ty(&bare(self.project, &field.schema)),
        )
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = (&'a ResourceOperation, &'a Listing)> {
        self.resource
            .operations
            .iter()
            .filter_map(|operation| match &operation.action {
                Action::List(listing) => Some((operation, listing.as_ref())),
                Action::Create(_)
                | Action::Read(_)
                | Action::Replace(_)
                | Action::Merge(_)
                | Action::Delete(_) => None,
            })
    }

    /// The resource of a parent.
    pub(super) fn owner(&self, parent: &Parent) -> Option<Entity<'a>> {
        let resource = &self.project.resources.list[parent.resource?];
        Some(Entity::new(self.project, resource))
    }

    /// Whether its existence is asked for.
    pub(super) fn is_parent(&self) -> bool {
        self.project.resources.is_parent(self.resource)
    }

    /// The parents that are asked whether they own a row.
    pub(super) fn checked_parents(&self) -> Vec<&'a Parent> {
        self.project.resources.checked_parents(self.resource)
    }

    /// `book_is_of_author`: the repository's function, which `author`'s key is given to.
    pub(super) fn belongs_function(&self, parent: &Parent) -> String {
        format!("{}_is_of_{}", self.resource.singular, parent.singular)
    }

    /// Whether rows are read one by one besides the answer to a client.
    pub(super) fn finds(&self) -> bool {
        self.resource
            .operations
            .iter()
            .any(ResourceOperation::finds)
    }

    pub(super) fn updates(&self) -> bool {
        self.any(|action| matches!(action, Action::Replace(_) | Action::Merge(_)))
    }

    pub(super) fn creates(&self) -> bool {
        self.any(|action| matches!(action, Action::Create(_)))
    }

    pub(super) fn deletes(&self) -> bool {
        self.any(|action| matches!(action, Action::Delete(_)))
    }

    pub(super) fn counts(&self) -> bool {
        self.lists().any(|(_, listing)| wants_total(listing))
    }

    pub(super) fn any(&self, test: impl Fn(&Action) -> bool) -> bool {
        self.resource
            .operations
            .iter()
            .any(|operation| test(&operation.action))
    }
}

/// Whether the number of all matching rows is part of the answer.
pub(super) fn wants_total(listing: &Listing) -> bool {
    let by_number = !matches!(listing.paging, crate::resources::Paging::Cursor { .. });
    listing.tells(&Part::Total)
        || listing.tells(&Part::Pages)
        || (listing.tells(&Part::HasMore) && by_number)
}

/// The body's type of an action.
pub(super) fn input_of(action: &Action) -> Option<crate::ir::TypeId> {
    match action {
        Action::Create(create) => Some(create.input),
        Action::Replace(replace) => Some(replace.input),
        Action::Merge(merge) => Some(merge.input),
        Action::List(_) | Action::Read(_) | Action::Delete(_) => None,
    }
}

pub(super) fn object<'a>(
    project: &Project<'a>,
    id: crate::ir::TypeId,
) -> Option<&'a crate::ir::Object> {
    match &project.api.types[id].schema.kind {
        crate::ir::Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// The type of a schema's values that are not null.
pub(super) fn bare(project: &Project<'_>, schema: &Schema) -> TokenStream {
    let schema = Schema {
        nullable: false,
        ..schema.clone()
    };
    rust_type(&schema, &project.api.types, project.names)
}

/// A key as a parameter: by value, text by reference.
pub(super) fn parameter_type(kind: &ColumnType, imports: &mut Imports) -> String {
    match kind {
        ColumnType::Int32 => "i32".to_owned(),
        ColumnType::Int64 => "i64".to_owned(),
        ColumnType::Uuid => {
            imports.external("uuid", "Uuid");
            "Uuid".to_owned()
        }
        _ => "&str".to_owned(),
    }
}

/// The same, owned.
pub(super) fn owned_type(kind: &ColumnType, imports: &mut Imports) -> String {
    match kind {
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid => parameter_type(kind, imports),
        _ => "String".to_owned(),
    }
}

/// Whether a field is an `Option`.
pub(super) fn is_optional(presence: Presence) -> bool {
    match presence {
        Presence::Required | Presence::Defaulted => false,
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable | Presence::Patch => {
            true
        }
    }
}

/// A module's name; keywords get an underscore, because they name files.
pub(super) fn module_name(name: &str) -> String {
    let ident = field_ident(name);
    match ident.strip_prefix("r#") {
        Some(keyword) => format!("{keyword}_"),
        None if ident == "mod" || ident == "tests" => format!("{ident}_"),
        None => ident,
    }
}

/// Whether values of a schema are of Rust's `String`.
fn is_string(schema: &Schema) -> bool {
    match &schema.kind {
        crate::ir::Kind::String(text) => matches!(
            text.format,
            StringFormat::Plain | StringFormat::Checked(_) | StringFormat::Annotation(_)
        ),
        _ => false,
    }
}

/// Whether the database makes the key.
pub(super) fn has_identity(resource: &Resource) -> bool {
    resource.key.kind == KeyKind::Identity
        && resource.key.origin != crate::resources::KeyOrigin::Client
}

/// Whether a column is set when a row is changed.
pub(super) fn is_updated(column: &Column) -> bool {
    !matches!(column.role, Role::Key | Role::CreatedAt) && !matches!(column.source, Source::Path(_))
}
