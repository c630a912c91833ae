//! A resource as TypeScript sees it: the names of its type, table, columns and functions.

use serde_json::Value;

use super::Project;
use crate::{
    emit::lang::typescript::{Expr, integer_is_bigint, is_keyword, json, key, member},
    ir::{
        Field, Kind, Object, Schema, TypeId,
        names::{lower_camel, upper_camel},
    },
    resources::{
        Action, Column, ColumnType, KeyKind, KeyOrigin, Listing, Paging, Parent, Part, Resource,
        ResourceOperation, Source,
    },
};

/// A resource with its names.
pub(super) struct Entity<'a> {
    pub(super) project: &'a Project<'a>,
    pub(super) resource: &'a Resource,
    /// The file's name without its ending.
    pub(super) module: String,
    /// `Book`
    pub(super) type_name: &'a str,
    /// `books`, the table's constant.
    pub(super) table: String,
}

impl<'a> Entity<'a> {
    pub(super) fn new(project: &'a Project<'a>, resource: &'a Resource) -> Self {
        Self {
            project,
            resource,
            module: module_name(resource),
            type_name: project.names.ty(resource.entity),
            table: table_name(&resource.name),
        }
    }

    /// `createBook`
    pub(super) fn function(&self, verb: &str) -> String {
        format!("{verb}{}", upper_camel(&self.resource.singular, "Item"))
    }

    /// `listBooks`
    pub(super) fn plural_function(&self, verb: &str) -> String {
        format!("{verb}{}", upper_camel(&self.resource.name, "Items"))
    }

    /// `BookQuery`
    pub(super) fn query_type(&self) -> String {
        format!("{}Query", upper_camel(&self.resource.singular, "Item"))
    }

    /// `order item`, for messages.
    pub(super) fn noun(&self) -> String {
        self.resource.singular.replace('_', " ")
    }

    pub(super) fn nouns(&self) -> String {
        self.resource.name.replace('_', " ")
    }

    /// A variable that holds one.
    pub(super) fn variable(&self) -> String {
        let name = lower_camel(&self.resource.singular, "item");
        let taken = [
            "body",
            "c",
            "query",
            "input",
            "rows",
            "total",
            "database",
            "operations",
            "type",
        ];
        if is_keyword(&name) || taken.contains(&name.as_str()) || name == self.table {
            return format!("{name}Item");
        }
        name
    }

    pub(super) fn column(&self, index: usize) -> &'a Column {
        &self.resource.columns[index]
    }

    /// The property of the table's object: that of the entity, or the column's name.
    pub(super) fn property(&self, column: &Column) -> String {
        match &column.source {
            Source::Field(name) => name.clone(),
            Source::Path(_) | Source::Secret(_) => lower_camel(&column.name, "value"),
        }
    }

    /// `books.authorId`
    pub(super) fn place(&self, column: &Column) -> String {
        format!("{}{}", self.table, member(&self.property(column)))
    }

    /// A key of the table's object.
    pub(super) fn key(&self, column: &Column) -> String {
        key(&self.property(column))
    }

    pub(super) fn object(&self) -> Option<&'a Object> {
        object(self.project, self.resource.entity)
    }

    /// The entity's field of a column.
    pub(super) fn field(&self, column: &Column) -> Option<&'a Field> {
        let name = column.source.field()?;
        self.object()?
            .fields
            .iter()
            .find(|field| field.name == name)
    }

    /// The schema of a column's values.
    pub(super) fn schema(&self, column: &Column) -> Option<&'a Schema> {
        if let Some(field) = self.field(column) {
            return Some(&field.schema);
        }
        let name = match &column.source {
            Source::Field(name) | Source::Path(name) | Source::Secret(name) => name,
        };
        let inputs = self
            .resource
            .operations
            .iter()
            .filter_map(|one| input_of(&one.action));
        inputs
            .filter_map(|id| object(self.project, id))
            .flat_map(|object| &object.fields)
            .find(|field| field.name == *name)
            .map(|field| &field.schema)
    }

    /// Whether a column's values are `bigint`.
    pub(super) fn is_bigint(&self, column: &Column) -> bool {
        column.kind == ColumnType::Int64
            && self
                .schema(column)
                .is_none_or(|schema| is_bigint(self.project, schema))
    }

    /// The type of a column's values that are not null, for keys and parents.
    pub(super) fn scalar(&self, column: &Column) -> &'static str {
        match column.kind {
            ColumnType::Boolean => "boolean",
            ColumnType::Int32 | ColumnType::Float | ColumnType::Double => "number",
            ColumnType::Int64 if self.is_bigint(column) => "bigint",
            ColumnType::Int64 => "number",
            _ => "string",
        }
    }

    pub(super) fn key_column(&self) -> &'a Column {
        self.column(self.resource.key.column)
    }

    pub(super) fn has_identity(&self) -> bool {
        self.resource.key.kind == KeyKind::Identity && self.resource.key.origin != KeyOrigin::Client
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
        let resource = &self.project.input.resources.list[parent.resource?];
        Some(Entity::new(self.project, resource))
    }

    /// The file of its table, below `src/db`: those of the first run share one, which is the user's.
    pub(super) fn schema_module(&self) -> String {
        let past = self.project.past();
        let own = format!("{}-table", self.module);
        let is_new = past.handlers.is_some() && !past.is_old(self.resource);
        self.project
            .file("src/db", "schema", &own, is_new)
            .to_owned()
    }

    /// Whether its existence is asked for.
    pub(super) fn is_parent(&self) -> bool {
        self.project.input.resources.is_parent(self.resource)
    }

    /// The parents that are asked whether they own a row.
    pub(super) fn checked_parents(&self) -> Vec<&'a Parent> {
        self.project.input.resources.checked_parents(self.resource)
    }

    /// `isBookOfAuthor`: the repository's function, which `author`'s key is given to.
    pub(super) fn belongs_function(&self, parent: &Parent) -> String {
        let parent = upper_camel(&parent.singular, "Parent");
        format!("{}Of{parent}", self.function("is"))
    }

    /// `authorId`: a parameter with the key of a parent, and its column.
    pub(super) fn parent_key(&self, parent: &Parent) -> (String, &'a Column) {
        let name = lower_camel(&format!("{} id", parent.singular), "parentId");
        (name, self.column(parent.column))
    }

    pub(super) fn any(&self, test: impl Fn(&Action) -> bool) -> bool {
        self.resource
            .operations
            .iter()
            .any(|operation| test(&operation.action))
    }

    /// Whether rows are read one by one.
    pub(super) fn finds(&self) -> bool {
        self.resource
            .operations
            .iter()
            .any(ResourceOperation::finds)
    }

    pub(super) fn counts(&self) -> bool {
        self.lists().any(|(_, listing)| wants_total(listing))
    }
}

/// The file of a resource's service and of its repository: `order-items`.
pub(super) fn module_name(resource: &Resource) -> String {
    resource.name.replace('_', "-")
}

/// The constant of a table.
pub(super) fn table_name(resource: &str) -> String {
    let name = lower_camel(resource, "items");
    let taken = [
        "and",
        "or",
        "eq",
        "gt",
        "gte",
        "lt",
        "lte",
        "asc",
        "desc",
        "like",
        "sql",
        "query",
        "order",
        "conditions",
    ];
    if is_keyword(&name) || taken.contains(&name.as_str()) {
        format!("{name}Table")
    } else {
        name
    }
}

/// Whether the number of all matching rows is part of the answer.
pub(super) fn wants_total(listing: &Listing) -> bool {
    let by_number = !matches!(listing.paging, Paging::Cursor { .. });
    listing.tells(&Part::Total)
        || listing.tells(&Part::Pages)
        || (listing.tells(&Part::HasMore) && by_number)
}

/// The body's type of an action.
pub(super) fn input_of(action: &Action) -> Option<TypeId> {
    match action {
        Action::Create(create) => Some(create.input),
        Action::Replace(replace) => Some(replace.input),
        Action::Merge(merge) => Some(merge.input),
        Action::List(_) | Action::Read(_) | Action::Delete(_) => None,
    }
}

pub(super) fn object<'a>(project: &Project<'a>, id: TypeId) -> Option<&'a Object> {
    match &project.input.api.types[id].schema.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// Whether a schema's values are `bigint`.
pub(super) fn is_bigint(project: &Project<'_>, schema: &Schema) -> bool {
    match &schema.kind {
        Kind::Integer { format, bounds, .. } => integer_is_bigint(*format, bounds),
        Kind::Ref(id) => match &project.input.api.types[*id].schema.kind {
            Kind::Integer { format, bounds, .. } => integer_is_bigint(*format, bounds),
            _ => false,
        },
        _ => false,
    }
}

/// A value of the document where one of a schema's type is stored: integers that may pass 2^53 are `bigint`.
pub(super) fn stored_json(project: &Project<'_>, schema: &Schema, value: &Value) -> Expr {
    match value {
        Value::Number(number) if is_bigint(project, schema) => Expr::text(format!("{number}n")),
        _ => json(value),
    }
}
