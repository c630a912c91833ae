//! `src/routes/<group>.ts`: handlers behind their paths, as Hono infers types best.

use crate::{
    emit::lang::typescript::{
        Expr, Imports, Writer, literal,
        project::{
            Access, Handler, Project, handler, not_implemented, operation_doc, routable,
            route_constant,
        },
        segment_path,
    },
    ir::Method,
};

const ACCESS: Access = Access {
    database: "c.var.database",
    body: "c.req.valid(\"json\")",
    preconditions: "preconditions(c)",
    request_id: "c.var.requestId",
};

/// The text of the file.
pub(super) fn file(project: &Project<'_>, module: &str, operations: &[usize]) -> String {
    let mut imports = Imports::default();
    imports.value("hono", "Hono");
    imports.ty("../env.js", "AppEnv");
    imports.space("../generated/operations.js", "operations");
    imports.value("../middleware/validate.js", "validate");
    let constant = route_constant(module);
    let mut body = Writer::default();
    body.blank();
    body.line(format!("export const {constant} = new Hono<AppEnv>();"));
    for index in routable(project, operations) {
        let operation = &project.input.api.operations[index];
        body.blank();
        body.doc(&operation_doc(operation));
        route(project, index, &constant, &mut imports, &mut body);
    }
    let mut writer = Writer::default();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

fn route(
    project: &Project<'_>,
    index: usize,
    constant: &str,
    imports: &mut Imports,
    writer: &mut Writer,
) {
    let operation = &project.input.api.operations[index];
    let name = project.names.operation(index);
    let path = Expr::text(literal(&format!(
        "{}{}",
        project.input.api.base_path,
        segment_path(&operation.path.segments, str::to_owned)
    )));
    let validate = Expr::text(format!("validate(operations.{name})"));
    let block = match handler(project, index, ACCESS, imports) {
        Some(handler) => Expr::Block("async (c)".to_owned(), statements(&handler, imports)),
        None => Expr::Block("()".to_owned(), vec![not_implemented(operation, imports)]),
    };
    let (callee, mut arguments) = match method(operation.method) {
        Some(method) => (format!("{constant}.{method}"), Vec::new()),
        None => (
            format!("{constant}.on"),
            vec![Expr::text(literal(operation.method.as_str()))],
        ),
    };
    arguments.extend([path, validate, block]);
    writer.expr("", &Expr::call(callee, arguments), ";");
}

/// Hono's own function for a method; the others go by `on`.
fn method(method: Method) -> Option<&'static str> {
    match method {
        Method::Get => Some("get"),
        Method::Put => Some("put"),
        Method::Post => Some("post"),
        Method::Delete => Some("delete"),
        Method::Patch => Some("patch"),
        Method::Options => Some("options"),
        Method::Head | Method::Trace => None,
    }
}

fn statements(handler: &Handler, imports: &mut Imports) -> Vec<String> {
    let mut writer = Writer::default();
    if let Some(pattern) = handler.path_pattern() {
        writer.line(format!("const {pattern} = c.req.valid(\"param\");"));
    }
    if handler.query {
        writer.line("const query = c.req.valid(\"query\");");
    }
    let answer = &handler.answer;
    for (head, expr, tail) in &handler.statements {
        writer.nested(2, |writer| writer.expr(head, expr, tail));
    }
    if handler.reads_preconditions() {
        imports.value("../middleware/reply.js", "preconditions");
    }
    if let Some(variable) = &answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        writer.open(format!(
            "if (isNotModified(preconditions(c), etag({variable}))) {{"
        ));
        writer.line(format!(
            "return c.body(null, 304, {{ ETag: etag({variable}) }});"
        ));
        writer.close("}");
    }
    match &answer.body {
        Some(body) => {
            imports.value("../middleware/reply.js", "reply");
            let mut arguments = vec![
                Expr::text("c"),
                Expr::text(answer.status.to_string()),
                body.clone(),
            ];
            if !answer.headers.is_empty() {
                arguments.push(Expr::Inline(answer.headers.clone()));
            }
            writer.nested(2, |writer| {
                writer.expr("return ", &Expr::call("reply", arguments), ";")
            });
        }
        None => {
            let mut arguments = vec![Expr::text("null"), Expr::text(answer.status.to_string())];
            if !answer.headers.is_empty() {
                arguments.push(Expr::Inline(answer.headers.clone()));
            }
            writer.nested(2, |writer| {
                writer.expr("return ", &Expr::call("c.body", arguments), ";")
            });
        }
    }
    vec![writer.finish()]
}
