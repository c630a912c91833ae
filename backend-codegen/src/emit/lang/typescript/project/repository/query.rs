//! What the query of a resource's lists has.

use super::super::entity::Entity;
use crate::{
    ir::names::lower_camel,
    resources::{Column, Filter, FilterTest, Paging, Sort},
};

/// A filter as a member of the query.
pub(in super::super) struct QueryField {
    pub(in super::super) name: String,
    pub(in super::super) filter: Filter,
}

/// What the query of a resource's lists has.
pub(in super::super) struct QueryShape<'a> {
    pub(in super::super) fields: Vec<QueryField>,
    /// The columns with the keys of parents.
    pub(in super::super) parents: Vec<&'a Column>,
    pub(in super::super) sorts: Vec<&'a Sort>,
    pub(in super::super) pages: bool,
    pub(in super::super) after: bool,
}

impl<'a> QueryShape<'a> {
    pub(in super::super) fn new(entity: &Entity<'a>) -> Self {
        let mut shape = Self {
            fields: Vec::new(),
            parents: Vec::new(),
            sorts: Vec::new(),
            pages: false,
            after: false,
        };
        for (operation, listing) in entity.lists() {
            if let Some(parent) = entity.resource.parent_of(operation) {
                let column = entity.column(parent.column);
                if !shape.parents.iter().any(|one| std::ptr::eq(*one, column)) {
                    shape.parents.push(column);
                }
            }
            shape.sorts.extend(&listing.sort);
            shape.pages |= listing.paging != Paging::None;
            shape.after |= matches!(listing.paging, Paging::Cursor { .. });
        }
        for (_, listing) in entity.lists() {
            for filter in &listing.filters {
                let known = shape.fields.iter().any(|known| known.filter == *filter);
                if !known && !shape.is_parents(entity, filter) {
                    let name = shape.free_name(entity, &filter.parameter);
                    shape.fields.push(QueryField {
                        name,
                        filter: filter.clone(),
                    });
                }
            }
        }
        shape
    }

    /// Whether a filter asks for a parent, which has a member already.
    pub(in super::super) fn is_parents(&self, entity: &Entity<'_>, filter: &Filter) -> bool {
        let asked = filter.columns.first().map(|&index| entity.column(index));
        let mut parents = self.parents.iter();
        filter.test == FilterTest::Equal
            && asked.is_some_and(|asked| parents.any(|own| std::ptr::eq(*own, asked)))
    }

    fn free_name(&self, entity: &Entity<'_>, parameter: &str) -> String {
        let mut name = lower_camel(parameter, "filter");
        let taken = |name: &str| {
            ["sort", "descending", "limit", "offset", "after"].contains(&name)
                || (self.parents.iter()).any(|column| entity.property(column) == name)
                || self.fields.iter().any(|field| field.name == name)
        };
        while taken(&name) {
            name.push_str("Filter");
        }
        name
    }

    pub(in super::super) fn is_filtered(&self) -> bool {
        !self.fields.is_empty() || !self.parents.is_empty() || self.after
    }

    pub(in super::super) fn has_direction(&self) -> bool {
        self.sorts.iter().any(|sort| sort.direction.is_some())
    }

    pub(in super::super) fn is_empty(&self) -> bool {
        !self.is_filtered() && self.sorts.is_empty() && !self.pages
    }
}
