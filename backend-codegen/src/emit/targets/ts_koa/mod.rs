//! TypeScript with Koa.

mod routes;

use crate::{
    emit::{
        lang::typescript::project::{self, AskedPaths, Framework, Project},
        target::{Commands, Emitted, Input, Target},
    },
    ir::Api,
    plan::FilePlan,
};

/// TypeScript with Koa.
#[derive(Debug)]
pub struct Koa;

impl Target for Koa {
    fn id(&self) -> &'static str {
        "koa"
    }

    fn commands(&self) -> Commands {
        project::COMMANDS
    }

    fn emit(&self, input: &Input<'_>, plan: &mut FilePlan) -> Emitted {
        project::emit(input, self, plan)
    }
}

impl Framework for Koa {
    fn id(&self) -> &'static str {
        "koa"
    }

    fn files(&self) -> &'static [&'static str] {
        &[
            "src/app.ts",
            "src/env.ts",
            "src/server.ts",
            "src/middleware/errors.ts",
            "src/middleware/exchange.ts",
            "src/middleware/json.ts",
            "src/middleware/rate-limit.ts",
            "src/middleware/validate.ts",
            "src/routes/endpoints.ts",
        ]
    }

    fn library(&self) -> &'static [&'static str] {
        &["node"]
    }

    fn support(&self) -> &'static [&'static str] {
        &["supertest"]
    }

    fn mounting(&self, api: &Api, dependencies: &str) -> Vec<String> {
        let AskedPaths { setup, test } = AskedPaths::of(api);
        let mut lines = vec![
            "const own = app.callback();".to_owned(),
            format!("const api = createApp({dependencies}).callback();"),
        ];
        lines.extend(setup);
        lines.extend([
            "createServer((request, response) => {".to_owned(),
            format!("  void ({test} ? api : own)(request, response);"),
            "});".to_owned(),
        ]);
        lines
    }

    fn routes(&self, project: &Project<'_>, module: &str, operations: &[usize]) -> String {
        routes::file(project, module, operations)
    }
}
