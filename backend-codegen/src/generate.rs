//! A whole project from a document: lowered, recognised, emitted.

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    emit::{
        registry,
        render::Templates,
        sql::{Change, changes, migrations, remembered, tables},
        target::{Emitted, Input},
    },
    lower::{LowerOptions, SchemaDialect, lower},
    plan::FilePlan,
    resources::recognise,
    settings::{Envelope, ProjectSettings},
    spec::Document,
    summary::Summary,
};

pub use crate::emit::sql::Snapshot;

/// What a generation comes to.
#[derive(Debug)]
pub struct Generated {
    /// The files.
    pub plan: FilePlan,
    /// What is to be told.
    pub summary: Summary,
    /// What the document or a template got wrong.
    pub diagnostics: Diagnostics,
    /// The schema of the database as of this run, for the next one.
    pub snapshot: Snapshot,
}

/// The document of a project that is given none, with answers in this envelope.
///
/// # Errors
///
/// A template of the user's in its place does not work.
pub fn starter(templates: &Templates, envelope: Envelope) -> Result<String, Diagnostic> {
    let context = minijinja::context! { envelope => envelope.name() };
    templates.render(backend_templates::STARTER, context)
}

/// Plans the files of a project.
///
/// `previous` is the snapshot of the last run, `existing` tells whether a path is in the project. With a previous
/// snapshot, new operations get files of their own and a changed schema gets new migrations.
pub fn project(
    document: &Document,
    settings: &ProjectSettings,
    previous: Option<&Snapshot>,
    existing: &dyn Fn(&str) -> bool,
    templates: &Templates,
) -> Generated {
    let options = LowerOptions {
        envelope: settings.envelope,
        selection: settings.selection.clone(),
        dialect: SchemaDialect::OpenApi,
    };
    let (api, mut diagnostics) = lower(document, &options);
    let target = registry::find(&settings.framework);
    let resources = recognise(&api);
    let mut plan = FilePlan::default();
    let mut summary = Summary::default();
    let input = Input {
        api: &api,
        resources: &resources,
        settings,
        templates,
        handlers: previous.map(|previous| &previous.handlers),
        stubs: previous.map(|previous| &previous.stubs),
        existing,
    };
    let emitted = match target {
        Some(target) => target.emit(&input, &mut plan),
        None => {
            diagnostics.push(unknown_framework(&settings.framework));
            Emitted::default()
        }
    };
    for error in emitted.errors {
        diagnostics.push(error);
    }
    let mut snapshot = Snapshot {
        handlers: emitted.handlers,
        stubs: emitted.stubs,
        ..Snapshot::default()
    };
    summary.routes = emitted.routes;
    // A run that adds nothing by hand has said so before.
    if previous.is_none() {
        summary.advice.extend(emitted.advice);
    }
    let refusals = resources.refused.iter().map(|refused| {
        let id = &api.operations[refused.operation].id;
        format!("{id} is left to you: {}", refused.reason)
    });
    summary.advice.extend(refusals);
    summary.advice.extend(resources.advice.iter().cloned());
    let dialect = target.and_then(|target| target.dialect(settings.database));
    if let Some(dialect) = dialect {
        let wanted = tables(&resources);
        summary.tables = wanted.iter().map(|table| table.name.clone()).collect();
        let empty = Snapshot::default();
        let before = previous.unwrap_or(&empty);
        let changes = changes(dialect, &before.tables, &wanted);
        snapshot.tables = remembered(&before.tables, wanted);
        snapshot.version = before.version;
        for migration in migrations(dialect, before.version, &changes) {
            plan.yours(
                format!("migrations/{}.up.sql", migration.stem()),
                migration.up.clone(),
            );
            plan.yours(
                format!("migrations/{}.down.sql", migration.stem()),
                migration.down.clone(),
            );
            snapshot.version = migration.version;
        }
        summary
            .advice
            .extend(changes.into_iter().filter_map(|change| match change {
                Change::Advice(text) => Some(text),
                Change::CreateTable(_) | Change::AddColumn(..) | Change::AddIndex(..) => None,
            }));
    }
    Generated {
        plan,
        summary,
        diagnostics,
        snapshot,
    }
}

fn unknown_framework(id: &str) -> Diagnostic {
    let known: Vec<&str> = registry::ids().collect();
    Diagnostic::error("framework", format!("there is no framework `{id}`"))
        .help(format!("write one of {} in backend.toml", known.join(", ")))
}
