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
    pub(in super::super) parent: Option<&'a Column>,
    pub(in super::super) sorts: Vec<&'a Sort>,
    pub(in super::super) pages: bool,
    pub(in super::super) after: bool,
}

impl<'a> QueryShape<'a> {
    pub(in super::super) fn new(entity: &Entity<'a>) -> Self {
        let mut shape = Self {
            fields: Vec::new(),
            parent: None,
            sorts: Vec::new(),
            pages: false,
            after: false,
        };
        for (operation, listing) in entity.lists() {
            if let Some(parent) = entity.resource.parent_of(operation) {
                shape.parent = Some(entity.column(parent.column));
            }
            shape.sorts.extend(&listing.sort);
            shape.pages |= listing.paging != Paging::None;
            shape.after |= matches!(listing.paging, Paging::Cursor { .. });
        }
        let parent = entity.resource.parents.first().map(|parent| parent.column);
        for (_, listing) in entity.lists() {
            for filter in &listing.filters {
                let is_parents = shape.parent.is_some()
                    && filter.test == FilterTest::Equal
                    && filter.columns.first().copied() == parent;
                let known = shape.fields.iter().any(|known| known.filter == *filter);
                if !known && !is_parents {
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

    fn free_name(&self, entity: &Entity<'_>, parameter: &str) -> String {
        let mut name = lower_camel(parameter, "filter");
        let parent = self.parent.map(|column| entity.property(column));
        let taken = |name: &str| {
            ["sort", "descending", "limit", "offset", "after"].contains(&name)
                || parent.as_deref() == Some(name)
                || self.fields.iter().any(|field| field.name == name)
        };
        while taken(&name) {
            name.push_str("Filter");
        }
        name
    }

    pub(in super::super) fn is_filtered(&self) -> bool {
        !self.fields.is_empty() || self.parent.is_some() || self.after
    }

    pub(in super::super) fn has_direction(&self) -> bool {
        self.sorts.iter().any(|sort| sort.direction.is_some())
    }

    pub(in super::super) fn is_empty(&self) -> bool {
        !self.is_filtered() && self.sorts.is_empty() && !self.pages
    }
}
