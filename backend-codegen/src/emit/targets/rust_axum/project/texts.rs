//! Files that are the same for every document but for a few values: filled from templates.

use minijinja::{Value, context};

use super::Project;
use crate::emit::words::variable;
use crate::{
    diagnostic::Diagnostic,
    ir::{Api, Kind, SchemeKind, StringFormat},
    plan::FilePlan,
    settings::{Database, RuntimeSource},
    summary::{Implementation, Route},
};

/// Files of every project.
const ALWAYS: [&str; 5] = [
    "build.rs",
    "src/api.rs",
    "src/config.rs",
    "src/lib.rs",
    "src/state.rs",
];
/// Files of a project that was not there before.
const NEW: [&str; 3] = ["Cargo.toml", ".gitignore", "src/main.rs"];
/// Files that `--minimal` leaves out.
const MORE: [&str; 6] = [
    ".dockerignore",
    ".env.example",
    ".github/workflows/ci.yml",
    "Dockerfile",
    "README.md",
    "compose.yaml",
];

/// Plans all text files; templates that cannot be filled are reported and left out. What a project that was there
/// before has to add by hand is advice.
pub(super) fn emit(
    project: &Project<'_>,
    routes: &[Route],
    plan: &mut FilePlan,
) -> (Vec<Diagnostic>, Vec<String>) {
    let values = values(project, routes);
    let render = |path: &str| {
        let name = format!("rust_axum/{path}.jinja");
        project.templates.render(&name, values.clone())
    };
    let settings = project.settings;
    let new: &[&str] = if settings.embedded { &[] } else { &NEW };
    let more: &[&str] = if settings.minimal { &[] } else { &MORE };
    let (mut errors, mut advice) = (Vec::new(), Vec::new());
    for path in ALWAYS.iter().chain(new).chain(more) {
        match render(path) {
            Ok(text) if settings.embedded && *path == "src/lib.rs" && (project.existing)(path) => {
                advice.push(format!(
                    "src/lib.rs is yours; what it needs, unless it has it:\n{}",
                    indented(&text)
                ));
            }
            Ok(text) => plan.yours(*path, text),
            Err(error) => errors.push(error),
        }
    }
    if settings.embedded {
        match render("Cargo.toml") {
            Ok(text) => advice.push(format!(
                "Cargo.toml is yours; what it needs, unless it has it:\n{}",
                indented(dependencies(&text))
            )),
            Err(error) => errors.push(error),
        }
    }
    (errors, advice)
}

/// The tables of dependencies in a manifest.
fn dependencies(manifest: &str) -> &str {
    let from = manifest.find("[dependencies]").unwrap_or(0);
    let rest = &manifest[from..];
    let to = rest.find("\n[lints").unwrap_or(rest.len());
    rest[..to].trim_end()
}

/// Each line below what it belongs to; documentation is left out.
fn indented(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("//!"));
    lines.map(|line| format!("  {line}\n")).collect()
}

fn values(project: &Project<'_>, routes: &[Route]) -> Value {
    let settings = project.settings;
    let stored = !project.resources.list.is_empty();
    let database = if stored {
        settings.database
    } else {
        Database::None
    };
    let (engine, pool) = match database {
        Database::Sqlite => (Some("sqlite"), "SqlitePool"),
        Database::Postgres => (Some("postgres"), "PgPool"),
        Database::Mysql => (Some("mysql"), "MySqlPool"),
        Database::None => (None, ""),
    };
    // Dates and UUIDs may come into a document any day; the manifest is written once.
    let mut features = vec!["http", "time", "uuid"];
    let rust_decimal = uses_decimal(project.api);
    features.extend(rust_decimal.then_some("decimal"));
    features.extend((!project.api.outgoing.is_empty()).then_some("outgoing"));
    features.extend(engine.into_iter().flat_map(|engine| ["migrate", engine]));
    let (path, version) = match &settings.runtime {
        RuntimeSource::Path(folder) => (Some(folder.trim_end_matches('/')), None),
        RuntimeSource::Version(version) => (None, Some(version.as_str())),
    };
    let below = |name: &str| path.map(|folder| format!("{folder}/{name}"));
    let default_url = match database {
        Database::Sqlite => format!("sqlite:{}.db", settings.package),
        Database::Postgres => "postgres://localhost/service".to_owned(),
        Database::Mysql => "mysql://localhost/service".to_owned(),
        Database::None => String::new(),
    };
    let routes: Vec<Value> = routes
        .iter()
        .map(|route| {
            context! {
                method => comment(&route.method),
                path => comment(&route.path),
                id => route.operation_id.clone(),
                file => comment(&route.file),
                open => route.implementation != Implementation::Complete,
            }
        })
        .collect();
    context! {
        package => settings.package.clone(),
        program => settings.package.clone(),
        crate_name => settings.package.replace('-', "_"),
        sorts_first => settings.package.replace('-', "_").as_str() < "backend_runtime",
        spec => settings.spec.clone(),
        spec_name => comment(&settings.spec),
        title => project.api.title.clone(),
        stored,
        layers => stored,
        sqlx => engine.is_some(),
        memory => engine.is_none() && stored,
        sqlite => database == Database::Sqlite,
        postgres => database == Database::Postgres,
        mysql => database == Database::Mysql,
        engine,
        engine_module => engine.unwrap_or_default(),
        pool,
        features,
        runtime_path => below("backend-runtime"),
        codegen_path => below("backend-codegen"),
        version,
        rust_decimal,
        sqlx_decimal => rust_decimal && matches!(database, Database::Postgres | Database::Mysql),
        default_url => default_url.clone(),
        default_url_shown => engine.is_some().then_some(default_url),
        github_token => comment("${{ github.token }}"),
        credentials => credentials(project.api),
        routes,
    }
}

/// The environment variables that hold the credentials of the document's security schemes, as the runtime names them.
fn credentials(api: &Api) -> Vec<Value> {
    let from_environment = |kind: &SchemeKind| {
        matches!(
            kind,
            SchemeKind::ApiKey { .. } | SchemeKind::Basic | SchemeKind::Bearer { .. }
        )
    };
    let schemes = api
        .schemes
        .iter()
        .filter(|scheme| from_environment(&scheme.kind));
    schemes
        .map(|scheme| context! { variable => variable(&scheme.name), basic => matches!(scheme.kind, SchemeKind::Basic) })
        .collect()
}

/// Text that stands in a comment, in code quotes or where the template has made sure that it cannot end anything.
fn comment(text: &str) -> crate::emit::render::Comment {
    crate::emit::render::Comment::line(&text.replace('`', "'"))
}

fn uses_decimal(api: &Api) -> bool {
    api.types
        .iter()
        .any(|(_, definition)| mentions_decimal(&definition.schema))
        || api
            .operations
            .iter()
            .flat_map(|operation| &operation.parameters)
            .any(|parameter| mentions_decimal(&parameter.schema))
}

fn mentions_decimal(schema: &crate::ir::Schema) -> bool {
    match &schema.kind {
        Kind::String(text) => text.format == StringFormat::Decimal,
        Kind::Array(array) => mentions_decimal(&array.items),
        Kind::Map(map) => mentions_decimal(&map.values),
        Kind::Object(object) => object
            .fields
            .iter()
            .any(|field| mentions_decimal(&field.schema)),
        Kind::Union(union) => union
            .variants
            .iter()
            .any(|variant| mentions_decimal(&variant.schema)),
        Kind::Any
        | Kind::Never
        | Kind::Ref(_)
        | Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::Enum(_) => false,
    }
}
