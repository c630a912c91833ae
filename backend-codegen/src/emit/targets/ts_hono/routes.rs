//! `src/routes/<group>.ts`: handlers behind their paths, as Hono infers types best.

use crate::{
    emit::lang::typescript::{
        Expr, Imports, Statement, Writer, literal,
        project::{
            Access, Handler, Project, handler, not_implemented, operation_doc, routable,
            route_constant,
        },
        segment_path, written,
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

fn statements(handler: &Handler, imports: &mut Imports) -> Vec<Statement> {
    let mut list = Vec::new();
    if let Some(pattern) = handler.path_pattern() {
        list.push(written(format!(
            "const {pattern} = c.req.valid(\"param\");"
        )));
    }
    if handler.query {
        list.push(written("const query = c.req.valid(\"query\");"));
    }
    list.extend_from_slice(&handler.statements);
    if handler.reads_preconditions() {
        imports.value("../middleware/reply.js", "preconditions");
    }
    let answer = &handler.answer;
    if let Some(variable) = &answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        list.push(written(format!(
            "if (isNotModified(preconditions(c), etag({variable}))) {{\n  \
             return c.body(null, 304, {{ ETag: etag({variable}) }});\n}}"
        )));
    }
    let (callee, mut arguments) = match &answer.body {
        Some(body) => {
            imports.value("../middleware/reply.js", "reply");
            let status = Expr::text(answer.status.to_string());
            ("reply", vec![Expr::text("c"), status, body.clone()])
        }
        None => {
            let status = Expr::text(answer.status.to_string());
            ("c.body", vec![Expr::text("null"), status])
        }
    };
    if !answer.headers.is_empty() {
        arguments.push(Expr::Inline(answer.headers.clone()));
    }
    let sent = Expr::call(callee, arguments);
    list.push(("return ".to_owned(), sent, ";".to_owned()));
    list
}
