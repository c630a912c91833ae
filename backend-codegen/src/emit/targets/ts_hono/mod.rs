//! TypeScript with Hono.

mod routes;

use crate::{
    emit::{
        lang::typescript::project::{self, Framework, Project},
        target::{Commands, Emitted, Input, Target},
    },
    ir::Api,
    plan::FilePlan,
};

/// TypeScript with Hono.
#[derive(Debug)]
pub struct Hono;

impl Target for Hono {
    fn id(&self) -> &'static str {
        "hono"
    }

    fn commands(&self) -> Commands {
        project::COMMANDS
    }

    fn emit(&self, input: &Input<'_>, plan: &mut FilePlan) -> Emitted {
        project::emit(input, self, plan)
    }
}

impl Framework for Hono {
    fn id(&self) -> &'static str {
        "hono"
    }

    fn files(&self) -> &'static [&'static str] {
        &[
            "src/app.ts",
            "src/env.ts",
            "src/server.ts",
            "src/middleware/errors.ts",
            "src/middleware/exchange.ts",
            "src/middleware/rate-limit.ts",
            "src/middleware/reply.ts",
            "src/middleware/validate.ts",
            "src/routes/endpoints.ts",
        ]
    }

    fn mounting(&self, _api: &Api, dependencies: &str) -> Vec<String> {
        vec![format!("app.route(\"/\", createApp({dependencies}));")]
    }

    fn routes(&self, project: &Project<'_>, module: &str, operations: &[usize]) -> String {
        routes::file(project, module, operations)
    }
}
