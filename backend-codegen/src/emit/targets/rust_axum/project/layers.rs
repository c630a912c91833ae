//! `src/services` and `src/repositories`: one file each per resource, and what they share.

use super::{Project, entity::Entity, memory, services, sql};
use crate::{emit::layout::Writer, plan::FilePlan, resources::Role};

/// Plans the files of all resources.
pub(super) fn emit(project: &Project<'_>, plan: &mut FilePlan) {
    if project.resources.list.is_empty() {
        return;
    }
    let entities: Vec<Entity<'_>> = project
        .resources
        .list
        .iter()
        .map(|resource| Entity::new(project, resource))
        .collect();
    plan.yours("src/services/mod.rs", services_module(&entities));
    for entity in &entities {
        plan.yours(
            format!("src/services/{}.rs", entity.module),
            services::file(entity, project.dialect()),
        );
    }
    let Some(dialect) = project.dialect() else {
        return memory::emit(&entities, plan);
    };
    plan.yours(
        "src/repositories/mod.rs",
        modules(
            "Storage: one trait per table, answered by connections and transactions alike.",
            &entities,
        ),
    );
    for entity in &entities {
        plan.yours(
            format!("src/repositories/{}.rs", entity.module),
            sql::file(entity, dialect),
        );
    }
}

pub(super) fn modules(about: &str, entities: &[Entity<'_>]) -> String {
    let mut writer = Writer::default();
    writer.module_doc(about);
    writer.blank();
    let mut modules: Vec<&str> = entities
        .iter()
        .map(|entity| entity.module.as_str())
        .collect();
    modules.sort_unstable();
    for module in modules {
        writer.line(format!("pub mod {module};"));
    }
    writer.finish()
}

fn services_module(entities: &[Entity<'_>]) -> String {
    let mut text = modules(
        "Rules: what may happen to stored things, and what belongs into one transaction.",
        entities,
    );
    let keeps_time = entities.iter().any(|entity| {
        (entity.creates() || entity.updates())
            && entity
                .resource
                .columns
                .iter()
                .any(|column| matches!(column.role, Role::CreatedAt | Role::UpdatedAt))
    });
    if keeps_time {
        let mut writer = Writer::default();
        writer.blank();
        writer.line("use time::OffsetDateTime;");
        writer.blank();
        writer.doc("The time, in the precision that databases keep.");
        writer.open("fn now() -> OffsetDateTime {");
        writer.line("let now = OffsetDateTime::now_utc();");
        writer.value(
            "",
            &crate::emit::layout::Code::text(
                "now.replace_microsecond(now.microsecond()).unwrap_or(now)",
            ),
            "",
        );
        writer.close("}");
        text.push_str(&writer.finish());
    }
    text
}
