//! TypeScript with NestJS.

mod controller;
mod names;

use crate::{
    emit::{
        lang::typescript::project::{self, Framework, Project},
        target::{Commands, Emitted, Input, Target},
    },
    ir::Api,
    plan::FilePlan,
};

/// TypeScript with NestJS.
#[derive(Debug)]
pub struct Nest;

impl Target for Nest {
    fn id(&self) -> &'static str {
        "nestjs"
    }

    fn commands(&self) -> Commands {
        project::COMMANDS
    }

    fn emit(&self, input: &Input<'_>, plan: &mut FilePlan) -> Emitted {
        project::emit(input, self, plan)
    }
}

impl Framework for Nest {
    fn id(&self) -> &'static str {
        "nestjs"
    }

    fn files(&self) -> &'static [&'static str] {
        &[
            "eslint.config.js",
            "tsconfig.json",
            "src/app.module.ts",
            "src/app.ts",
            "src/server.ts",
            "src/common/error.filter.ts",
            "src/common/exchange.ts",
            "src/common/handles.decorator.ts",
            "src/common/input.decorator.ts",
            "src/common/json.interceptor.ts",
            "src/common/nest-logger.ts",
            "src/common/rate-limit.guard.ts",
            "src/common/request.pipe.ts",
            "src/common/security.guard.ts",
            "src/common/timeout.interceptor.ts",
            "src/common/validate.interceptor.ts",
            "src/core/core.module.ts",
            "src/core/tokens.ts",
            "src/endpoints/endpoints.controller.ts",
            "src/endpoints/endpoints.module.ts",
        ]
    }

    fn library(&self) -> &'static [&'static str] {
        &["node"]
    }

    fn support(&self) -> &'static [&'static str] {
        &["supertest"]
    }

    fn route_file(&self, module: &str) -> String {
        let folder = names::folder(module);
        format!("src/{folder}/{folder}.controller.ts")
    }

    fn mounted(&self, module: &str) -> (String, String) {
        let folder = names::folder(module);
        let class = names::class(module, "Module");
        (class, format!("{folder}/{folder}.module.js"))
    }

    fn collection(&self) -> &'static str {
        "modules"
    }

    fn beside(&self, module: &str) -> Vec<(String, String)> {
        let folder = names::folder(module);
        let path = format!("src/{folder}/{folder}.module.ts");
        vec![(path, controller::module(module))]
    }

    fn mounting(&self, _api: &Api, dependencies: &str) -> Vec<String> {
        vec![
            "// among the imports of your module, beside what src/api/app.ts does for the server:"
                .to_owned(),
            format!("AppModule.register({dependencies})"),
        ]
    }

    fn routes(&self, project: &Project<'_>, module: &str, operations: &[usize]) -> String {
        controller::file(project, module, operations)
    }
}
