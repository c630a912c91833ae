//! Resources for targets that store values as they are sent.

use super::{
    body::object,
    fill::same_type,
    model::{Action, Fill, Refused, Resource, ResourceOperation, Resources, entity_input},
    reference::drop_unused,
};
use crate::ir::Api;

impl Resources {
    /// The same with everything else left to the user, and the reason.
    #[must_use]
    pub fn plain(mut self, api: &Api) -> Self {
        for resource in &mut self.list {
            let entity = resource.clone();
            let refused = &mut self.refused;
            resource.operations.retain(|operation| {
                let reason = reason(api, &entity, operation);
                refused.extend(reason.map(|reason| Refused {
                    operation: operation.operation,
                    reason: reason.to_owned(),
                }));
                reason.is_none()
            });
        }
        drop_unused(&mut self);
        self
    }
}

fn reason(api: &Api, resource: &Resource, operation: &ResourceOperation) -> Option<&'static str> {
    is_converted(api, resource, &operation.action)
        .then_some("parts of its body are of another type than what is stored")
}

/// Whether some property of the body has another type than the stored one.
fn is_converted(api: &Api, resource: &Resource, action: &Action) -> bool {
    let Some((input, fills)) = entity_input(action) else {
        return false;
    };
    let (Some(input), Some(entity)) = (object(api, input), object(api, resource.entity)) else {
        return false;
    };
    let pairs = resource.columns.iter().zip(fills);
    pairs
        .filter_map(|(column, fill)| {
            let Fill::Input { property, .. } = fill else {
                return None;
            };
            let name = column.source.field()?;
            let given = input.fields.iter().find(|field| field.name == *property)?;
            let stored = entity.fields.iter().find(|field| field.name == name)?;
            Some(!same_type(&given.schema, &stored.schema))
        })
        .any(|differs| differs)
}
