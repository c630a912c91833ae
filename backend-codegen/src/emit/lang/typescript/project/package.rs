//! `package.json`: scripts, and versions from the one place where they are pinned.

use serde_json::{Map, Value, json};

use super::{Framework, Project};
use crate::emit::sql::Dialect;

/// What nothing but the tests needs that `--minimal` leaves out.
const ONLY_FOR_TESTS: [&str; 4] = [
    "@types/supertest",
    "@vitest/coverage-v8",
    "supertest",
    "vitest",
];

/// What has to be installed before the sources run, as `npm install` takes it.
pub(super) fn packages(project: &Project<'_>, framework: &dyn Framework) -> Vec<String> {
    let manifest: Value =
        serde_json::from_str(&package_json(project, framework)).unwrap_or_default();
    let dependencies = merged(&[&manifest["dependencies"]]).into_iter();
    dependencies
        .map(|(name, version)| format!("{name}@{}", version.as_str().unwrap_or_default()))
        .collect()
}

/// The text, as npm writes it.
pub(super) fn package_json(project: &Project<'_>, framework: &dyn Framework) -> String {
    let versions: Value = backend_templates::get("ts_common/versions.json")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let stored = project.stored();
    let dialect = project.dialect();
    let own = &versions["frameworks"][framework.id()];
    let mut dependencies = merged(&[&versions["dependencies"], &own["dependencies"]]);
    let mut development = merged(&[&versions["devDependencies"], &own["devDependencies"]]);
    if stored {
        dependencies.extend(merged(&[&versions["databases"][dialect.id()]]));
        development.extend(merged(&[&versions["types"][dialect.id()]]));
    } else {
        dependencies.remove("drizzle-orm");
    }
    if project.input.settings.minimal {
        for name in ONLY_FOR_TESTS {
            development.remove(name);
        }
    }
    let manifest = json!({
        "name": project.input.settings.package,
        "version": "0.1.0",
        "private": true,
        "type": "module",
        "engines": { "node": ">=20" },
        "scripts": scripts(stored, project.input.settings.minimal),
        "dependencies": sorted(dependencies),
        "devDependencies": sorted(development),
    });
    let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    text.push('\n');
    text
}

fn scripts(stored: bool, minimal: bool) -> Value {
    let mut scripts = Map::new();
    let mut add = |name: &str, command: &str| scripts.insert(name.to_owned(), json!(command));
    add("dev", "tsx watch --env-file-if-exists=.env src/server.ts");
    add("build", "tsc --project tsconfig.build.json");
    add("start", "node --env-file-if-exists=.env dist/server.js");
    if !minimal {
        add("test", "vitest run");
        add("test:watch", "vitest");
        add("test:coverage", "vitest run --coverage");
    }
    add("lint", "eslint . && prettier --check .");
    add("typecheck", "tsc");
    add("format", "prettier --write .");
    add("openapi", "tsx src/openapi.ts");
    if stored {
        add("migrate", "tsx --env-file-if-exists=.env src/migrate.ts up");
        add(
            "migrate:rollback",
            "tsx --env-file-if-exists=.env src/migrate.ts rollback",
        );
    }
    Value::Object(scripts)
}

fn merged(parts: &[&Value]) -> Map<String, Value> {
    let objects = parts.iter().filter_map(|part| part.as_object());
    objects
        .flatten()
        .map(|(name, version)| (name.clone(), version.clone()))
        .collect()
}

fn sorted(map: Map<String, Value>) -> Value {
    let mut entries: Vec<(String, Value)> = map.into_iter().collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    Value::Object(entries.into_iter().collect())
}

impl Dialect {
    /// The name of its templates and versions.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}
