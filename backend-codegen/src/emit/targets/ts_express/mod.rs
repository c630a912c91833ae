//! TypeScript with Express 5.

mod routes;

use crate::{
    emit::{
        lang::typescript::project::{self, Framework, Project},
        target::{Commands, Emitted, Input, Target},
    },
    ir::Api,
    plan::FilePlan,
};

/// TypeScript with Express 5.
#[derive(Debug)]
pub struct Express;

impl Target for Express {
    fn id(&self) -> &'static str {
        "express"
    }

    fn commands(&self) -> Commands {
        project::COMMANDS
    }

    fn emit(&self, input: &Input<'_>, plan: &mut FilePlan) -> Emitted {
        project::emit(input, self, plan)
    }
}

impl Framework for Express {
    fn id(&self) -> &'static str {
        "express"
    }

    fn files(&self) -> &'static [&'static str] {
        &[
            "src/app.ts",
            "src/locals.ts",
            "src/server.ts",
            "src/middleware/errors.ts",
            "src/middleware/exchange.ts",
            "src/middleware/rate-limit.ts",
            "src/middleware/reply.ts",
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

    fn mounting(&self, _api: &Api, dependencies: &str) -> Vec<String> {
        vec![format!("app.use(createApp({dependencies}));")]
    }

    fn routes(&self, project: &Project<'_>, module: &str, operations: &[usize]) -> String {
        routes::file(project, module, operations)
    }
}
