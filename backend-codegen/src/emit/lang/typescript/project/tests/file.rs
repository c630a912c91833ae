//! A file of tests: an operation after the other.

use super::plan::{Tests, body_type};
use crate::{
    emit::lang::typescript::{Imports, Writer, literal},
    ir::Location,
};

impl Tests<'_> {
    pub(super) fn file(&self, operations: &[usize]) -> String {
        let mut imports = Imports::default();
        for name in ["afterEach", "beforeEach", "expect", "it"] {
            imports.value("vitest", name);
        }
        imports.value("./support.js", "startApp");
        imports.ty("./support.js", "TestApp");
        let mut body = Writer::default();
        body.blank();
        body.line("let app: TestApp;");
        body.blank();
        body.open("beforeEach(async () => {");
        body.line("app = await startApp();");
        body.close("});");
        body.blank();
        body.open("afterEach(async () => {");
        body.line("await app.close();");
        body.close("});");
        let mut any = false;
        for &index in operations {
            let mut cases = Vec::new();
            self.cases(index, &mut imports, &mut cases);
            if cases.is_empty() {
                continue;
            }
            any = true;
            imports.value("vitest", "describe");
            body.blank();
            let id = &self.project.input.api.operations[index].id;
            body.open(format!("describe({}, () => {{", literal(id)));
            for (position, case) in cases.iter().enumerate() {
                if position > 0 {
                    body.blank();
                }
                body.lines(case);
            }
            body.close("});");
        }
        if !any {
            body.blank();
            body.open("it(\"is healthy\", async () => {");
            body.line("const response = await app.send(\"GET\", \"/healthz\");");
            body.line("expect(response.status).toBe(200);");
            body.close("});");
        }
        let body = body.finish();
        imports.keep_mentioned(&body);
        let mut writer = Writer::default();
        imports.write(&mut writer);
        writer.finish() + &body
    }

    pub(super) fn cases(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        let is_unroutable = operation.refusal.is_some();
        if is_unroutable || operation.method == crate::ir::Method::Head {
            return;
        }
        let required_parameters = operation
            .parameters
            .iter()
            .any(|one| one.location != Location::Path && one.required);
        let other_body = operation.body.as_ref().is_some_and(|body| {
            body.required && body_type(operation).is_none_or(|id| !self.factories.contains_key(&id))
        });
        let simple = !required_parameters && !other_body && self.has_path(index);
        if self.admits(operation) && simple {
            self.success(index, imports, cases);
            self.missing(index, imports, cases);
        }
        if !operation.security.is_empty() {
            self.anonymous(index, cases);
        }
        if self.admits(operation) {
            self.parameters(index, imports, cases);
            self.bodies(index, imports, cases);
        }
    }
}
