//! `BookQuery`: which rows a list asks for. One struct for all lists of a resource.

use super::{
    entity::{Entity, bare, owned_type},
    imports::Imports,
};
use crate::{
    emit::layout::Writer,
    ir::Location,
    resources::{Filter, FilterTest, Paging, ResourceOperation},
};

/// A filter as a field of the query struct.
pub(super) struct FilterField {
    /// The field.
    pub(super) ident: String,
    /// Its type without the `Option`.
    pub(super) ty: String,
    /// What it does.
    pub(super) filter: Filter,
}

/// The fields of a resource's query struct.
pub(super) struct QueryShape {
    pub(super) filters: Vec<FilterField>,
    /// The fields with the keys of parents: their names, types and columns.
    pub(super) parents: Vec<(String, String, usize)>,
    pub(super) sort: bool,
    pub(super) direction: bool,
    pub(super) pages: bool,
    /// The type of the key of the last row seen.
    pub(super) after: Option<String>,
}

impl QueryShape {
    pub(super) fn new(entity: &Entity<'_>, imports: &mut Imports) -> Self {
        let mut shape = Self {
            filters: Vec::new(),
            parents: Vec::new(),
            sort: false,
            direction: false,
            pages: false,
            after: None,
        };
        for (operation, listing) in entity.lists() {
            if let Some(parent) = entity.resource.parent_of(operation) {
                let view = entity.view(parent.column);
                if shape
                    .parents
                    .iter()
                    .all(|(ident, _, _)| *ident != view.ident)
                {
                    let ty = owned_type(&view.column.kind, imports);
                    shape.parents.push((view.ident.clone(), ty, parent.column));
                }
            }
            shape.sort |= listing.sort.is_some();
            shape.direction |= listing
                .sort
                .as_ref()
                .is_some_and(|sort| sort.direction.is_some());
            shape.pages |= listing.paging != Paging::None;
            if matches!(listing.paging, Paging::Cursor { .. }) {
                shape.after = Some(owned_type(&entity.key().column.kind, imports));
            }
        }
        let mut taken = vec!["sort", "descending", "limit", "offset", "after"]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        taken.extend(shape.parents.iter().map(|(ident, _, _)| ident.clone()));
        for (operation, listing) in entity.lists() {
            for filter in &listing.filters {
                shape.add(entity, operation, filter, &mut taken, imports);
            }
        }
        shape
    }

    fn add(
        &mut self,
        entity: &Entity<'_>,
        operation: &ResourceOperation,
        filter: &Filter,
        taken: &mut Vec<String>,
        imports: &mut Imports,
    ) {
        let shape = entity.project.shape(operation.operation);
        let found = shape
            .parameters
            .iter()
            .filter(|set| set.location == Location::Query)
            .flat_map(|set| &set.fields);
        let Some((field, parameter)) = found
            .into_iter()
            .find(|(_, parameter)| parameter.name == filter.parameter)
        else {
            return;
        };
        let ty = imports.ty(&bare(entity.project, &parameter.schema));
        let known = |known: &FilterField| known.filter == *filter && known.ty == ty;
        if self.filters.iter().any(known) || self.is_parents(filter) {
            return;
        }
        let mut ident = field.ident.clone();
        while taken.contains(&ident) {
            ident = format!("{}_filter", ident.trim_start_matches("r#"));
        }
        taken.push(ident.clone());
        self.filters.push(FilterField {
            ident,
            ty,
            filter: filter.clone(),
        });
    }

    /// Whether a filter asks for a parent, which has a field already.
    pub(super) fn is_parents(&self, filter: &Filter) -> bool {
        let column = filter.columns.first();
        filter.test == FilterTest::Equal
            && self.parents.iter().any(|(_, _, own)| Some(own) == column)
    }

    /// The field of a filter.
    pub(super) fn field(&self, filter: &Filter) -> Option<&FilterField> {
        self.filters.iter().find(|known| known.filter == *filter)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.filters.is_empty()
            && self.parents.is_empty()
            && !self.sort
            && !self.pages
            && self.after.is_none()
    }

    /// The struct.
    pub(super) fn write(&self, entity: &Entity<'_>, writer: &mut Writer) {
        let noun = entity.resource.name.replace('_', " ");
        writer.doc(&format!("Which {noun} to list."));
        writer.line("#[derive(Debug, Clone)]");
        writer.open(format!("pub struct {} {{", entity.query_type()));
        for (ident, ty, _) in &self.parents {
            writer.doc("Only those of this parent.");
            writer.line(format!("pub {ident}: Option<{ty}>,"));
        }
        for field in &self.filters {
            writer.doc(&describe(entity, field));
            writer.line(format!("pub {}: Option<{}>,", field.ident, field.ty));
        }
        if self.sort {
            writer.doc("The order, as the document names it; the key decides between equals.");
            writer.line("pub sort: Option<String>,");
        }
        if self.direction {
            writer.doc("Greatest first.");
            writer.line("pub descending: bool,");
        }
        if let Some(ty) = &self.after {
            writer.doc("Only those with a greater key.");
            writer.line(format!("pub after: Option<{ty}>,"));
        }
        if self.pages {
            writer.doc("How many at most.");
            writer.line("pub limit: i64,");
            writer.doc("How many to skip.");
            writer.line("pub offset: i64,");
        }
        writer.close("}");
    }
}

fn describe(entity: &Entity<'_>, field: &FilterField) -> String {
    let first = field.filter.columns.first();
    let column = first.map_or("", |&index| entity.resource.columns[index].name.as_str());
    field.filter.test.describe(column)
}
