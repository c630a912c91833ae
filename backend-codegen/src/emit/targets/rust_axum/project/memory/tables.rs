//! `Tables`: one map per resource.

use super::{
    super::{
        entity::{Entity, owned_type},
        imports::Imports,
        layers::modules,
    },
    repository::file,
};
use crate::{emit::layout::Writer, plan::FilePlan};

/// Plans the repositories of all resources.
pub(in super::super) fn emit(entities: &[Entity<'_>], plan: &mut FilePlan) {
    plan.generated("src/repositories/mod.rs", tables(entities));
    for entity in entities {
        plan.yours(
            format!("src/repositories/{}.rs", entity.module),
            file(entity),
        );
    }
}

/// `Tables`: one map per resource.
pub(super) fn tables(entities: &[Entity<'_>]) -> String {
    let mut text = modules(
        "Storage in memory: one trait per table, all answered by `Tables`.",
        entities,
    );
    let mut imports = Imports::reserving(["Tables", "BTreeMap"]);
    imports.external("std::collections", "BTreeMap");
    let mut body = Writer::default();
    body.doc("Everything stored; it ends with the process.");
    body.line("#[derive(Debug, Default)]");
    body.open("pub struct Tables {");
    for entity in entities {
        let key = owned_type(&entity.key().column.kind, &mut imports);
        let row = row_type(entity, &mut imports, true);
        body.line(format!("{}: BTreeMap<{key}, {row}>,", entity.module));
    }
    body.close("}");
    let mut writer = Writer::default();
    writer.blank();
    imports.write(&mut writer);
    text.push_str(&writer.finish());
    text + &body.finish()
}

/// What a map holds: the entity, or a row with what the entity lacks.
fn row_type(entity: &Entity<'_>, imports: &mut Imports, outside: bool) -> String {
    if entity.extras().next().is_none() {
        return imports.named(entity.type_name);
    }
    let name = format!("{}Row", entity.stem);
    if outside {
        format!("{}::{name}", entity.module)
    } else {
        name
    }
}
