//! TypeScript with Fastify.

mod routes;

use crate::{
    emit::{
        lang::typescript::project::{self, AskedPaths, Framework, Project},
        target::{Commands, Emitted, Input, Target},
    },
    ir::Api,
    plan::FilePlan,
};

/// TypeScript with Fastify.
#[derive(Debug)]
pub struct Fastify;

impl Target for Fastify {
    fn id(&self) -> &'static str {
        "fastify"
    }

    fn commands(&self) -> Commands {
        project::COMMANDS
    }

    fn emit(&self, input: &Input<'_>, plan: &mut FilePlan) -> Emitted {
        project::emit(input, self, plan)
    }
}

impl Framework for Fastify {
    fn id(&self) -> &'static str {
        "fastify"
    }

    fn files(&self) -> &'static [&'static str] {
        &[
            "src/app.ts",
            "src/server.ts",
            "src/plugins/endpoints.ts",
            "src/plugins/errors.ts",
            "src/plugins/exchange.ts",
            "src/plugins/operation.ts",
            "src/plugins/rate-limit.ts",
        ]
    }

    fn library(&self) -> &'static [&'static str] {
        &["node"]
    }

    fn mounting(&self, api: &Api, dependencies: &str) -> Vec<String> {
        let AskedPaths { setup, test } = AskedPaths::of(api);
        let mut lines = vec![
            format!("const api = await buildApp({dependencies});"),
            "await Promise.all([app.ready(), api.ready()]);".to_owned(),
        ];
        lines.extend(setup);
        lines.extend([
            "createServer((request, response) => {".to_owned(),
            format!("  ({test} ? api : app).routing(request, response);"),
            "});".to_owned(),
        ]);
        lines
    }

    fn routes(&self, project: &Project<'_>, module: &str, operations: &[usize]) -> String {
        routes::file(project, module, operations)
    }
}
