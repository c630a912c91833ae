//! `src/repositories` without a database: the same traits, answered by tables in memory.

use super::{
    entity::{ColumnView, Entity, has_identity, owned_type},
    imports::Imports,
    layers::modules,
    query::{FilterField, QueryShape},
    sql::{Repository, literal},
};
use crate::{
    emit::layout::{Code, Writer},
    plan::FilePlan,
    resources::{ColumnType, FilterTest, KeyKind, KeyOrigin, Parent, Role},
};

/// Plans the repositories of all resources.
pub(super) fn emit(entities: &[Entity<'_>], plan: &mut FilePlan) {
    plan.generated("src/repositories/mod.rs", tables(entities));
    for entity in entities {
        plan.yours(
            format!("src/repositories/{}.rs", entity.module),
            file(entity),
        );
    }
}

/// `Tables`: one map per resource.
fn tables(entities: &[Entity<'_>]) -> String {
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

struct Memory<'a, 'e> {
    repository: Repository<'a, 'e>,
    entity: &'e Entity<'a>,
    ty: String,
    has_row: bool,
}

fn file(entity: &Entity<'_>) -> String {
    let (query, repository, row) = (
        entity.query_type(),
        entity.repository(),
        format!("{}Row", entity.stem),
    );
    let mut imports =
        Imports::reserving(["Tables", "ApiError", "Ordering", &query, &repository, &row]);
    imports.external("backend_runtime::http", "ApiError");
    imports.own("repositories", "Tables");
    let shape = QueryShape::new(entity, &mut imports);
    let memory = Memory {
        repository: Repository::in_memory(entity, shape),
        entity,
        ty: imports.named(entity.type_name),
        has_row: entity.extras().next().is_some(),
    };
    let mut body = Writer::default();
    if !memory.shape().is_empty() {
        memory.shape().write(entity, &mut body);
        body.blank();
    }
    memory.row(&mut imports, &mut body);
    memory
        .repository
        .contract(&memory.ty, &mut imports, &mut body);
    body.blank();
    memory.implementation(&mut imports, &mut body);
    memory.helpers(&mut imports, &mut body);
    let mut writer = Writer::default();
    writer.module_doc(&format!(
        "{} in memory.",
        capital(&entity.resource.name.replace('_', " "))
    ));
    writer.blank();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

/// The 409 that a database would answer.
fn conflict(code: &str, message: &str, writer: &mut Writer) {
    writer.line(format!("let message = {};", literal(message)));
    writer.line(format!(
        "return Err(ApiError::conflict({}, message));",
        literal(code)
    ));
}

/// A chain that starts at a field of a variable.
fn of_field(path: &str, links: Vec<String>) -> Code {
    let (root, field) = path.split_once('.').unwrap_or((path, ""));
    let first = format!(".{field}");
    let fields = (!field.is_empty()).then_some(first);
    Code::Chain(root.to_owned(), fields.into_iter().chain(links).collect())
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + characters.as_str()
    })
}

impl Memory<'_, '_> {
    fn shape(&self) -> &QueryShape {
        &self.repository.shape
    }

    fn row(&self, imports: &mut Imports, writer: &mut Writer) {
        if !self.has_row {
            return;
        }
        writer.doc(&format!(
            "A stored {} with what its type does not show.",
            self.entity.noun()
        ));
        writer.line("#[derive(Debug, Clone)]");
        writer.open(format!("pub struct {}Row {{", self.entity.stem));
        writer.line(format!("value: {},", self.ty));
        for view in self.entity.extras() {
            let ty = match &view.column.source {
                crate::resources::Source::Secret(name) => {
                    format!("Option<{}>", self.entity.secret_type(name, imports))
                }
                crate::resources::Source::Field(_) | crate::resources::Source::Path(_) => {
                    let bare = owned_type(&view.column.kind, imports);
                    if view.optional {
                        format!("Option<{bare}>")
                    } else {
                        bare
                    }
                }
            };
            writer.line(format!("{}: {ty},", view.ident));
        }
        writer.close("}");
        writer.blank();
    }

    /// The entity in a row.
    fn value(&self, row: &str) -> String {
        if self.has_row {
            format!("{row}.value")
        } else {
            row.to_owned()
        }
    }

    /// A column's value in a row.
    fn field(&self, row: &str, view: &ColumnView<'_>) -> String {
        match view.column.source.field() {
            Some(_) => format!("{}.{}", self.value(row), view.ident),
            None => format!("{row}.{}", view.ident),
        }
    }

    fn key_reference(&self) -> &'static str {
        if self.is_text_key() { "id" } else { "&id" }
    }

    fn is_text_key(&self) -> bool {
        self.entity.resource.key.kind == KeyKind::Text
    }

    fn implementation(&self, imports: &mut Imports, writer: &mut Writer) {
        writer.open(format!("impl {} for Tables {{", self.entity.repository()));
        let functions = self.repository.functions(&self.ty, imports);
        for (position, (_, name, parameters, result)) in functions.into_iter().enumerate() {
            if position > 0 {
                writer.blank();
            }
            writer.signature(
                &format!("async fn {name}"),
                &parameters,
                &format!(" -> Result<{result}, ApiError> {{"),
            );
            writer.indent();
            self.body(&name, imports, writer);
            writer.close("}");
        }
        writer.close("}");
    }

    fn body(&self, name: &str, imports: &mut Imports, writer: &mut Writer) {
        let table = format!("self.{}", self.entity.module);
        let key = self.key_reference();
        let mut checked = self.entity.checked_parents().into_iter();
        if let Some(parent) = checked.find(|one| self.entity.belongs_function(one) == name) {
            return self.belongs(parent, &table, key, writer);
        }
        match name.split('_').next().unwrap_or_default() {
            _ if name.ends_with("_exists") => {
                writer.line(format!("Ok({table}.contains_key({key}))"))
            }
            "list" => self.list(&table, writer),
            "count" => {
                let filtered = if self.has_filters() {
                    ".filter(|row| matches(row, query))"
                } else {
                    ""
                };
                let mut links = vec![".values()".to_owned()];
                links.extend((!filtered.is_empty()).then(|| filtered.to_owned()));
                links.push(".count()".to_owned());
                writer.value("let count = ", &of_field(&table, links), ";");
                writer.line("Ok(i64::try_from(count).unwrap_or(i64::MAX))");
            }
            "find" | "lock" => {
                writer.line(format!("let found = {table}.get({key});"));
                let value = if self.has_row {
                    "Ok(found.map(|row| row.value.clone()))"
                } else {
                    "Ok(found.cloned())"
                };
                writer.line(value);
            }
            "insert" => self.insert(&table, imports, writer),
            "update" => self.update(&table, writer),
            _ => self.delete(&table, key, writer),
        }
    }

    fn belongs(&self, parent: &Parent, table: &str, key: &str, writer: &mut Writer) {
        let view = self.entity.view(parent.column);
        let field = self.field("row", &view);
        let test = match (view.optional, &view.column.kind) {
            (true, ColumnType::Text(_)) => format!("{field}.as_deref() == Some({})", view.ident),
            (true, _) => format!("{field} == Some({})", view.ident),
            (false, _) => format!("{field} == {}", view.ident),
        };
        writer.line(format!("let found = {table}.get({key});"));
        writer.line(format!("Ok(found.is_some_and(|row| {test}))"));
    }

    fn has_filters(&self) -> bool {
        !self.shape().filters.is_empty() || !self.shape().parents.is_empty()
    }

    fn list(&self, table: &str, writer: &mut Writer) {
        let shape = self.shape();
        let mut links = vec![".values()".to_owned()];
        if self.has_filters() {
            links.push(".filter(|row| matches(row, query))".to_owned());
        }
        if shape.after.is_some() {
            links.push(".filter(|row| follows(row, query))".to_owned());
        }
        links.push(if self.has_row {
            ".map(|row| row.value.clone())".to_owned()
        } else {
            ".cloned()".to_owned()
        });
        links.push(".collect()".to_owned());
        let mutable = if shape.sort { "mut " } else { "" };
        writer.value(
            &format!("let {mutable}rows: Vec<{}> = ", self.ty),
            &of_field(table, links),
            ";",
        );
        if shape.sort {
            writer.line("sort(&mut rows, query);");
        }
        if shape.pages {
            writer.line("let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);");
            writer.line("let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);");
            writer.line("Ok(rows.into_iter().skip(offset).take(limit).collect())");
        } else {
            writer.line("Ok(rows)");
        }
    }

    fn insert(&self, table: &str, imports: &mut Imports, writer: &mut Writer) {
        let _ = imports;
        let variable = self.entity.variable();
        let key = self.entity.key();
        let identity = has_identity(self.entity.resource);
        writer.line(format!(
            "let {}stored = {variable}.clone();",
            if identity { "mut " } else { "" }
        ));
        if identity {
            let links = vec![
                ".last_key_value()".to_owned(),
                ".map_or(1, |(last, _)| last + 1)".to_owned(),
            ];
            let next = of_field(table, links);
            let chosen = self.entity.resource.key.origin != KeyOrigin::Server;
            match (key.optional, chosen) {
                (true, true) => {
                    writer.value("let next = ", &next, ";");
                    writer.line(format!("let id = stored.{}.unwrap_or(next);", key.ident));
                    writer.line(format!("stored.{} = Some(id);", key.ident));
                }
                (true, false) => {
                    writer.value("let id = ", &next, ";");
                    writer.line(format!("stored.{} = Some(id);", key.ident));
                }
                (false, true) => {
                    writer.value("let next = ", &next, ";");
                    writer.open(format!("if stored.{} == 0 {{", key.ident));
                    writer.line(format!("stored.{} = next;", key.ident));
                    writer.close("}");
                    writer.line(format!("let id = stored.{};", key.ident));
                }
                (false, false) => {
                    writer.value("let id = ", &next, ";");
                    writer.line(format!("stored.{} = id;", key.ident));
                }
            }
        } else {
            let text = match (key.optional, self.is_text_key()) {
                (true, _) => format!("stored.{}.clone().unwrap_or_default()", key.ident),
                (false, true) => format!("stored.{}.clone()", key.ident),
                (false, false) => format!("stored.{}", key.ident),
            };
            writer.line(format!("let id = {text};"));
        }
        if self.entity.resource.key.origin != KeyOrigin::Server {
            writer.open(format!("if {table}.contains_key(&id) {{"));
            let message = format!("another {} has this key", self.entity.noun());
            conflict("unique_violation", &message, writer);
            writer.close("}");
        }
        self.checks("stored", true, writer);
        self.put(table, true, writer);
        writer.line("Ok(stored)");
    }

    fn put(&self, table: &str, inserting: bool, writer: &mut Writer) {
        if !self.has_row {
            return writer.line(format!("{table}.insert(id, stored.clone());"));
        }
        let mut fields: Vec<(String, Option<Code>)> =
            vec![("value".to_owned(), Some(Code::text("stored.clone()")))];
        for view in self.entity.extras() {
            let value = match (&view.column.source, &view.column.kind) {
                (crate::resources::Source::Secret(_), ColumnType::Text(_)) => {
                    format!("{}.map(str::to_owned)", view.ident)
                }
                (crate::resources::Source::Secret(_), _) => format!("{}.cloned()", view.ident),
                (_, ColumnType::Text(_)) if view.optional => {
                    format!("{}.map(str::to_owned)", view.ident)
                }
                (_, ColumnType::Text(_)) => format!("{}.to_owned()", view.ident),
                _ => view.ident.clone(),
            };
            if inserting {
                let code = (value != view.ident).then_some(Code::Text(value));
                fields.push((view.ident.clone(), code));
            }
        }
        if inserting {
            writer.record(
                &format!("let row = {}Row", self.entity.stem),
                &fields,
                None,
                ";",
            );
            writer.line(format!("{table}.insert(id, row);"));
        }
    }

    fn update(&self, table: &str, writer: &mut Writer) {
        let variable = self.entity.variable();
        let key = self.entity.key();
        writer.line(format!("let stored = {variable}.clone();"));
        let text = match (key.optional, self.is_text_key()) {
            (true, _) => format!("stored.{}.clone().unwrap_or_default()", key.ident),
            (false, true) => format!("stored.{}.clone()", key.ident),
            (false, false) => format!("stored.{}", key.ident),
        };
        let text = if key.optional && !self.is_text_key() {
            text.replace(".clone()", "")
        } else {
            text
        };
        writer.line(format!("let id = {text};"));
        self.checks("stored", false, writer);
        if !self.has_row {
            writer.line(format!("{table}.insert(id, stored.clone());"));
            return writer.line("Ok(stored)");
        }
        writer.open(format!("if let Some(row) = {table}.get_mut(&id) {{"));
        writer.line("row.value = stored.clone();");
        for view in self
            .entity
            .extras()
            .filter(|view| super::entity::is_updated(view.column))
        {
            writer.open(format!("if let Some({0}) = {0} {{", view.ident));
            let value = if matches!(view.column.kind, ColumnType::Text(_)) {
                "to_owned"
            } else {
                "clone"
            };
            writer.line(format!("row.{0} = Some({0}.{value}());", view.ident));
            writer.close("}");
        }
        writer.close("}");
        writer.line("Ok(stored)");
    }

    /// Unique values and keys of other tables.
    fn checks(&self, stored: &str, inserting: bool, writer: &mut Writer) {
        let resources = &self.entity.project.resources.list;
        for view in self
            .entity
            .views()
            .filter(|view| view.column.role != Role::Key)
        {
            let is_field = view.column.source.field().is_some();
            if view.column.unique && is_field {
                let field = self.field("row", &view);
                let own = format!("{stored}.{}", view.ident);
                let some = if view.optional {
                    format!(" && {own}.is_some()")
                } else {
                    String::new()
                };
                writer.line(format!(
                    "let mut others = self.{}.iter().filter(|(key, _)| **key != id);",
                    self.entity.module
                ));
                writer.open(format!(
                    "if others.any(|(_, row)| {field} == {own}){some} {{"
                ));
                let message = format!(
                    "another {} has this {}",
                    self.entity.noun(),
                    view.column.name
                );
                conflict("unique_violation", &message, writer);
                writer.close("}");
            }
            let Some(target) = view.column.references.filter(|_| is_field || inserting) else {
                continue;
            };
            let table = super::entity::module_name(&resources[target].name);
            let is_text = resources[target].key.kind == KeyKind::Text;
            let own = if is_field {
                format!("{stored}.{}", view.ident)
            } else {
                view.ident.clone()
            };
            let key = if is_field || is_text { "key" } else { "&key" };
            let test = format!(".is_some_and(|key| !self.{table}.contains_key({key}))");
            match (view.optional, is_field) {
                (true, true) => {
                    let chain = of_field(&own, vec![".as_ref()".to_owned(), test]);
                    writer.value("let is_unknown = ", &chain, ";");
                    writer.open("if is_unknown {");
                }
                (true, false) => {
                    writer.value("let is_unknown = ", &Code::Chain(own, vec![test]), ";");
                    writer.open("if is_unknown {");
                }
                (false, _) if !is_field && is_text => {
                    writer.open(format!("if !self.{table}.contains_key({own}) {{"));
                }
                (false, _) => writer.open(format!("if !self.{table}.contains_key(&{own}) {{")),
            }
            let message = format!(
                "there is no such {}",
                resources[target].singular.replace('_', " ")
            );
            conflict("foreign_key_violation", &message, writer);
            writer.close("}");
        }
    }

    fn delete(&self, table: &str, key: &str, writer: &mut Writer) {
        let resources = &self.entity.project.resources.list;
        let own = resources
            .iter()
            .position(|other| std::ptr::eq(other, self.entity.resource));
        for other in resources {
            let child = Entity::new(self.entity.project, other);
            let has_row = child.extras().next().is_some();
            for view in child
                .views()
                .filter(|view| view.column.references.is_some() && view.column.references == own)
            {
                let row = match (view.column.source.field().is_some(), has_row) {
                    (true, true) => format!("row.value.{}", view.ident),
                    (true, false) | (false, _) => format!("row.{}", view.ident),
                };
                let test = match (view.optional, self.is_text_key()) {
                    (true, true) => format!("{row}.as_deref() == Some(id)"),
                    (true, false) => format!("{row} == Some(id)"),
                    (false, _) => format!("{row} == id"),
                };
                writer.open(format!(
                    "if self.{}.values().any(|row| {test}) {{",
                    child.module
                ));
                let message = format!(
                    "{} refer to this {}",
                    other.name.replace('_', " "),
                    self.entity.noun()
                );
                conflict("foreign_key_violation", &message, writer);
                writer.close("}");
            }
        }
        writer.line(format!("Ok({table}.remove({key}).is_some())"));
    }

    fn helpers(&self, imports: &mut Imports, writer: &mut Writer) {
        if self.entity.lists().next().is_none() {
            return;
        }
        let query = self.entity.query_type();
        if self.has_filters() {
            let row = if self.has_row {
                format!("{}Row", self.entity.stem)
            } else {
                self.ty.clone()
            };
            writer.blank();
            writer.signature(
                "fn matches",
                &[format!("row: &{row}"), format!("query: &{query}")],
                " -> bool {",
            );
            writer.indent();
            let mut tests: Vec<(String, String)> = Vec::new();
            for (ident, _, column) in &self.shape().parents {
                let view = self.entity.view(*column);
                tests.push((ident.clone(), self.equals(&view, false)));
            }
            for filter in &self.shape().filters {
                tests.push((filter.ident.clone(), self.test(filter)));
            }
            for (position, (ident, test)) in tests.iter().enumerate() {
                let head = if tests.len() == 1 {
                    String::new()
                } else {
                    format!("let by_{} = ", ident.trim_start_matches("r#"))
                };
                let end = if tests.len() == 1 { "" } else { ";" };
                // What does not fit behind the closure's parameter goes into a block of its own.
                if test.chars().count() > 68 {
                    writer.open(format!(
                        "{head}query.{ident}.as_ref().is_none_or(|value| {{"
                    ));
                    writer.line(test);
                    writer.close(format!("}}){end}"));
                    continue;
                }
                let links = vec![
                    ".as_ref()".to_owned(),
                    format!(".is_none_or(|value| {test})"),
                ];
                writer.value(&head, &of_field(&format!("query.{ident}"), links), end);
                let _ = position;
            }
            if tests.len() > 1 {
                let all: Vec<String> = tests
                    .iter()
                    .map(|(ident, _)| format!("by_{}", ident.trim_start_matches("r#")))
                    .collect();
                let flat = all.join(" && ");
                if flat.len() <= 90 {
                    writer.line(flat);
                } else {
                    writer.line(&all[0]);
                    writer.indent();
                    for name in &all[1..] {
                        writer.line(format!("&& {name}"));
                    }
                    writer.dedent();
                }
            }
            writer.close("}");
        }
        if self.shape().after.is_some() {
            self.follows(writer);
        }
        if self.shape().sort {
            self.sort(imports, writer);
        }
    }

    /// Whether a row comes behind the last one that the client has seen.
    fn follows(&self, writer: &mut Writer) {
        let row = if self.has_row {
            format!("{}Row", self.entity.stem)
        } else {
            self.ty.clone()
        };
        let parameters = [
            format!("row: &{row}"),
            format!("query: &{}", self.entity.query_type()),
        ];
        let view = self.entity.key();
        let key = self.field("row", &view);
        let test = match (view.optional, self.is_text_key()) {
            (true, _) => format!("{key}.as_ref() > Some(after)"),
            (false, _) => format!("{key} > *after"),
        };
        writer.blank();
        writer.signature("fn follows", &parameters, " -> bool {");
        writer.indent();
        let links = vec![
            ".as_ref()".to_owned(),
            format!(".is_none_or(|after| {test})"),
        ];
        writer.value("", &of_field("query.after", links), "");
        writer.close("}");
    }

    fn equals(&self, view: &ColumnView<'_>, spelled: bool) -> String {
        let field = self.field("row", view);
        match (view.optional, spelled) {
            (true, true) => format!("{field}.is_some_and(|own| own.as_str() == value)"),
            (false, true) => format!("{field}.as_str() == value"),
            (true, false) => format!("{field}.as_ref() == Some(value)"),
            (false, false) => format!("{field} == *value"),
        }
    }

    fn test(&self, filter: &FilterField) -> String {
        let view = self
            .entity
            .view(filter.filter.columns.first().copied().unwrap_or_default());
        let spelled = matches!(view.column.kind, ColumnType::Enum(_))
            && matches!(filter.ty.as_str(), "String" | "Vec<String>");
        let field = self.field("row", &view);
        let compare = |operator: &str| {
            let number = view.column.kind == ColumnType::Decimal && view.is_string;
            match (view.optional, number) {
                (true, false) => {
                    format!("{field}.as_ref().is_some_and(|own| own {operator} value)")
                }
                (false, false) => format!("{field} {operator} *value"),
                (true, true) => format!(
                    "{field}.as_ref().is_some_and(|own| number(own) {operator} number(value))"
                ),
                (false, true) => format!("number(&{field}) {operator} number(value)"),
            }
        };
        match filter.filter.test {
            FilterTest::Equal => self.equals(&view, spelled),
            FilterTest::AnyOf => {
                let contains = match (view.optional, spelled) {
                    (true, true) => format!(
                        "{field}.is_some_and(|own| value.iter().any(|word| word == own.as_str()))"
                    ),
                    (false, true) => format!("value.iter().any(|word| word == {field}.as_str())"),
                    (true, false) => {
                        format!("{field}.as_ref().is_some_and(|own| value.contains(own))")
                    }
                    (false, false) => format!("value.contains(&{field})"),
                };
                format!("value.is_empty() || {contains}")
            }
            FilterTest::AtLeast => compare(">="),
            FilterTest::AtMost => compare("<="),
            FilterTest::Above => compare(">"),
            FilterTest::Below => compare("<"),
            FilterTest::Contains => {
                let fields: Vec<String> = filter
                    .filter
                    .columns
                    .iter()
                    .map(|&index| {
                        let view = self.entity.view(index);
                        let field = self.field("row", &view);
                        if view.optional {
                            format!("{field}.as_deref()")
                        } else {
                            format!("Some({field}.as_str())")
                        }
                    })
                    .collect();
                format!(
                    "[{}].iter().flatten().any(|text| text.contains(value.as_str()))",
                    fields.join(", ")
                )
            }
        }
    }

    fn sort(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.external("std::cmp", "Ordering");
        let query = self.entity.query_type();
        let directed = self.shape().direction;
        writer.blank();
        writer.signature(
            "fn sort",
            &[
                format!("rows: &mut [{}]", self.ty),
                format!("query: &{query}"),
            ],
            " {",
        );
        writer.indent();
        writer.open("rows.sort_by(|a, b| {");
        writer.open("let order = match query.sort.as_deref() {");
        let mut seen: Vec<&str> = Vec::new();
        for (_, listing) in self.entity.lists() {
            for value in listing.sort.iter().flat_map(|sort| &sort.values) {
                if seen.contains(&value.value.as_str()) {
                    continue;
                }
                seen.push(&value.value);
                let view = self.entity.view(value.column);
                let (left, right) = if value.descending {
                    ("b", "a")
                } else {
                    ("a", "b")
                };
                let compared = if view.column.kind == ColumnType::Decimal
                    && view.is_string
                    && !view.optional
                {
                    format!(
                        "number(&{left}.{0}).partial_cmp(&number(&{right}.{0}))",
                        view.ident
                    )
                } else {
                    format!("{left}.{0}.partial_cmp(&{right}.{0})", view.ident)
                };
                writer.line(format!("Some({}) => {compared},", literal(&value.value)));
            }
        }
        writer.line("_ => None,");
        writer.close("};");
        if directed {
            writer.line("let order = order.unwrap_or(Ordering::Equal);");
            writer.line("if query.descending { order.reverse() } else { order }");
        } else {
            writer.line("order.unwrap_or(Ordering::Equal)");
        }
        writer.close("});");
        writer.close("}");
        let numbers = self
            .entity
            .lists()
            .flat_map(|(_, listing)| listing.sort.iter().flat_map(|sort| &sort.values))
            .any(|value| {
                let view = self.entity.view(value.column);
                view.column.kind == ColumnType::Decimal && view.is_string && !view.optional
            });
        if numbers {
            writer.blank();
            writer.open("fn number(text: &str) -> f64 {");
            writer.line("text.parse().unwrap_or_default()");
            writer.close("}");
        }
    }
}
