//! Files that are the same for every document but for a few values: filled from templates.

use minijinja::{Value, context};

use super::{Framework, Project};
use crate::{
    diagnostic::Diagnostic,
    emit::{render::Comment, words::variable},
    ir::{SchemeKind, names::lower_camel},
    plan::FilePlan,
    settings::Database,
    summary::{Implementation, Route},
};

/// Library files, which are made anew on every run.
const LIBRARY: [&str; 35] = [
    "body",
    "checks",
    "decimal",
    "document",
    "document-schemas",
    "env",
    "envelope",
    "errors",
    "etag",
    "form",
    "formats",
    "http",
    "ids",
    "json",
    "json-schema",
    "log",
    "media",
    "metrics",
    "operation",
    "encoded",
    "parameter",
    "parameters",
    "path-template",
    "rate-limit",
    "request",
    "security",
    "shape",
    "violation",
    "watched",
    "assertion",
    "multipart",
    "pattern",
    "database-errors",
    "migrations",
    "sql",
];
/// The ones that only services with something stored have.
const STORED: [&str; 3] = ["database-errors", "migrations", "sql"];
/// The ones of services that send webhooks or callbacks.
const SENDING: [&str; 5] = [
    "callback-url",
    "egress",
    "message",
    "outgoing",
    "send-error",
];
/// Files of every project.
const ALWAYS: [&str; 8] = [
    ".gitignore",
    ".prettierignore",
    ".prettierrc.json",
    "eslint.config.js",
    "tsconfig.json",
    "tsconfig.build.json",
    "src/config.ts",
    "src/openapi.ts",
];
/// Files that `--minimal` leaves out.
const MORE: [&str; 7] = [
    ".dockerignore",
    ".env.example",
    ".github/workflows/ci.yml",
    "Dockerfile",
    "README.md",
    "compose.yaml",
    "vitest.config.ts",
];
/// What only a browser reads.
const ASSETS: [&str; 3] = ["docs/index.html", "docs/docs.js", "docs/docs.css"];

/// Plans all text files; templates that cannot be filled are reported and left out.
pub(super) fn emit(
    project: &Project<'_>,
    framework: &dyn Framework,
    routes: &[Route],
    plan: &mut FilePlan,
) -> Vec<Diagnostic> {
    let mut texts = Texts {
        project,
        values: values(project, routes),
        errors: Vec::new(),
        plan,
    };
    let stored = project.stored();
    let sends = !project.input.api.outgoing.is_empty();
    for name in LIBRARY
        .iter()
        .filter(|name| stored || !STORED.contains(name))
        .chain(SENDING.iter().filter(|_| sends))
        .chain(framework.library())
    {
        let path = format!("src/lib/{name}.ts");
        texts.generated(&path, &format!("ts_common/{path}.jinja"));
    }
    texts.plan.yours(
        "package.json",
        super::package::package_json(project, framework),
    );
    for name in ASSETS {
        let text = backend_templates::get(&format!("ts_common/assets/{name}")).unwrap_or_default();
        texts.plan.generated(format!("assets/{name}"), text);
    }
    for path in ALWAYS
        .iter()
        .filter(|path| !framework.files().contains(path))
    {
        texts.yours(path, &format!("ts_common/{path}.jinja"));
    }
    if !project.input.settings.minimal {
        for path in MORE {
            texts.yours(path, &format!("ts_common/{path}.jinja"));
        }
    }
    if stored {
        let dialect = project.dialect().id();
        texts.generated(
            "src/lib/columns.ts",
            &format!("ts_common/src/lib/columns.{dialect}.ts.jinja"),
        );
        texts.yours(
            "src/db/client.ts",
            &format!("ts_common/src/db/client.{dialect}.ts.jinja"),
        );
        texts.yours("src/migrate.ts", "ts_common/src/migrate.ts.jinja");
    }
    if project.has_tests(framework) {
        texts.yours(
            "tests/support.ts",
            &format!("ts_{}/tests/support.ts.jinja", framework.id()),
        );
        let mut parts = vec!["service", "violations"];
        parts.extend(has_credentials(project).then_some("credentials"));
        parts.extend(stored.then_some("database"));
        parts.extend(framework.support());
        for part in parts {
            let path = format!("tests/support/{part}.ts");
            texts.yours(&path, &format!("ts_common/{path}.jinja"));
        }
        // In a folder of its own: the tests of a tag `rate-limit` are `tests/rate-limit.test.ts`.
        texts.yours(
            "tests/lib/rate-limit.test.ts",
            "ts_common/tests/lib/rate-limit.test.ts.jinja",
        );
    }
    for path in framework.files() {
        texts.yours(path, &format!("ts_{}/{path}.jinja", framework.id()));
    }
    texts.errors
}

struct Texts<'a, 'p> {
    project: &'a Project<'a>,
    values: Value,
    errors: Vec<Diagnostic>,
    plan: &'p mut FilePlan,
}

impl Texts<'_, '_> {
    fn render(&mut self, template: &str) -> Option<String> {
        match self
            .project
            .input
            .templates
            .render(template, self.values.clone())
        {
            Ok(text) => Some(text),
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    fn generated(&mut self, path: &str, template: &str) {
        if let Some(text) = self.render(template) {
            self.plan.generated(path, text);
        }
    }

    fn yours(&mut self, path: &str, template: &str) {
        if let Some(text) = self.render(template) {
            self.plan.yours(path, text);
        }
    }
}

fn plain(text: &str) -> Comment {
    Comment::line(&text.replace('`', "'"))
}

fn values(project: &Project<'_>, routes: &[Route]) -> Value {
    let (api, settings) = (project.input.api, project.input.settings);
    let stored = project.stored();
    let database = if stored {
        settings.database
    } else {
        Database::None
    };
    let sqlite = stored && matches!(database, Database::Sqlite | Database::None);
    let default_url = match database {
        Database::Sqlite => format!("sqlite:{}.db", settings.package),
        Database::Postgres => "postgres://localhost/service".to_owned(),
        Database::Mysql => "mysql://localhost/service".to_owned(),
        Database::None => String::new(),
    };
    let shown: Vec<Value> = routes
        .iter()
        .map(|route| {
            context! {
                method => plain(&route.method),
                path => plain(&route.path),
                id => route.operation_id.clone(),
                file => plain(&route.file),
                open => route.implementation != Implementation::Complete,
            }
        })
        .collect();
    let scheme_list = "Object.values<SecurityScheme>(schemes)";
    context! {
        package => settings.package.clone(),
        // From a compiled source's folder to `assets/`, beyond two folders.
        outer => plain(if settings.embedded { "../" } else { "" }),
        title => api.title.clone(),
        spec_name => plain(&settings.spec),
        stored,
        minimal => settings.minimal,
        temporary => stored && project.is_temporary(),
        sqlite,
        postgres => stored && database == Database::Postgres,
        mysql => stored && database == Database::Mysql,
        default_url => default_url.clone(),
        default_url_shown => (stored && !default_url.is_empty()).then_some(default_url),
        node_matrix => plain("${{ matrix.node }}"),
        schemes => has_credentials(project),
        scheme_list => plain(scheme_list),
        secrets => plain(if has_credentials(project) { "readSecrets(env)" } else { "{}" }),
        credentials => credentials(project),
        tables => tables(project),
        routes => shown,
    }
}

/// The constant that a module of routes exports.
pub(crate) fn route_constant(module: &str) -> String {
    format!("{}Routes", lower_camel(module, "other"))
}

fn has_credentials(project: &Project<'_>) -> bool {
    !credentials(project).is_empty()
}

fn credentials(project: &Project<'_>) -> Vec<Value> {
    let schemes = project.input.api.schemes.iter().filter(|scheme| {
        matches!(
            scheme.kind,
            SchemeKind::ApiKey { .. } | SchemeKind::Basic | SchemeKind::Bearer { .. }
        )
    });
    schemes
        .map(|scheme| {
            context! { variable => variable(&scheme.name), basic => matches!(scheme.kind, SchemeKind::Basic) }
        })
        .collect()
}

/// The tables in the order in which they can be emptied.
fn tables(project: &Project<'_>) -> Vec<String> {
    let list = project.input.resources.list.iter().rev();
    list.map(|resource| super::entity::table_name(&resource.name))
        .collect()
}
