//! TypeScript with Fastify.

mod routes;

use crate::{
    emit::{
        lang::typescript::project::{self, Framework, Project},
        target::{Commands, Emitted, Input, Target},
    },
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

    fn mounting(&self, dependencies: &str) -> Vec<String> {
        vec![
            format!("const api = await buildApp({dependencies});"),
            "await Promise.all([app.ready(), api.ready()]);".to_owned(),
            "createServer((request, response) => {".to_owned(),
            "  (request.url?.startsWith(basePath) ? api : app).routing(request, response);"
                .to_owned(),
            "});".to_owned(),
        ]
    }

    fn routes(&self, project: &Project<'_>, module: &str, operations: &[usize]) -> String {
        routes::file(project, module, operations)
    }
}
