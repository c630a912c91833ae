//! Into a project that was there before: everything goes into a folder of its own, and nothing else is touched.

use super::{Framework, Project, package::packages, whole};
use crate::{
    emit::{
        lang::typescript::{TsNames, literal},
        target::{Emitted, Input},
    },
    ir::{Api, PathSegment},
    plan::FilePlan,
};

/// Where sources go.
const FOLDER: &str = "src/api/";
/// What the user's program has of its own.
const PROGRAM: [&str; 3] = ["src/migrate.ts", "src/openapi.ts", "src/server.ts"];

/// Plans the sources of the API and what a browser reads of it, and says how they are reached.
pub(super) fn emit(input: &Input<'_>, framework: &dyn Framework, plan: &mut FilePlan) -> Emitted {
    let existing = |path: &str| (input.existing)(&moved(path));
    let inner = Input {
        existing: &existing,
        ..*input
    };
    let mut all = FilePlan::default();
    let mut emitted = whole(&inner, framework, &mut all);
    for mut file in all.files {
        let is_source = file.path.starts_with("src/") && !PROGRAM.contains(&file.path.as_str());
        if is_source || file.path.starts_with("assets/") {
            file.path = moved(&file.path);
            plan.files.push(file);
        }
    }
    for route in &mut emitted.routes {
        route.file = moved(&route.file);
    }
    let names = TsNames::new(input.api);
    emitted
        .advice
        .extend(advice(&Project::new(*input, &names), framework));
    emitted
}

/// `src/routes/pets.ts` is `src/api/routes/pets.ts`.
fn moved(path: &str) -> String {
    match path.strip_prefix("src/") {
        Some(rest) => format!("{FOLDER}{rest}"),
        None => path.to_owned(),
    }
}

fn advice(project: &Project<'_>, framework: &dyn Framework) -> Vec<String> {
    let packages = packages(project, framework).join(" ");
    let mut steps = vec![format!(
        "package.json is yours; what {FOLDER} needs, unless it has it:\n  npm install {packages}"
    )];
    let mut values = vec!["const config = readConfig();"];
    let mut given = vec!["config", "logger"];
    if project.stored() {
        values.push("const database = await Database.connect(config.databaseUrl);");
        values.push("await migrate(database, new URL(\"../migrations/\", import.meta.url));");
        given.insert(1, "database");
    }
    values.push("const logger = createLogger(config.logLevel);");
    let mounted = framework.mounting(project.input.api, &format!("{{ {} }}", given.join(", ")));
    steps.push(format!(
        "your program mounts it:\n  {}\n  {}",
        values.join("\n  "),
        mounted.join("\n  ")
    ));
    steps
}

/// How a program that answers paths of its own tells those of the API apart.
#[derive(Debug)]
pub struct AskedPaths {
    /// The statement that it needs before.
    pub setup: Option<String>,
    /// Whether `request` is for the API, as an expression.
    pub test: &'static str,
}

impl AskedPaths {
    /// By what stands before every path, or else by how the paths of the document begin.
    pub fn of(api: &Api) -> Self {
        if !api.base_path.is_empty() {
            return Self {
                setup: None,
                test: "request.url?.startsWith(basePath)",
            };
        }
        let mut starts: Vec<String> = Vec::new();
        for operation in &api.operations {
            let start = match operation.path.segments.first() {
                Some(PathSegment::Literal(text)) => literal(&format!("/{text}")),
                Some(PathSegment::Parameter(_) | PathSegment::Mixed(_)) | None => literal("/"),
            };
            if !starts.contains(&start) {
                starts.push(start);
            }
        }
        Self {
            setup: Some(format!("const paths = [{}];", starts.join(", "))),
            test: "paths.some((path) => request.url?.startsWith(path))",
        }
    }
}
