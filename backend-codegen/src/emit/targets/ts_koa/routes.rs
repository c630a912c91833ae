//! `src/routes/<group>.ts`: a router of Koa, whose handlers leave status and body in the context.

use crate::{
    emit::lang::typescript::{
        Expr, Imports, Writer, colon_path, literal,
        project::{
            Access, Handler, Project, handler, heads_first, not_implemented, operation_doc,
            routable, route_constant,
        },
    },
    ir::Method,
};

const ACCESS: Access = Access {
    database: "ctx.database",
    body: "ctx.state.input.body",
    preconditions: "preconditions(ctx.req)",
    request_id: "ctx.state.requestId",
};

/// Columns of a line.
const WIDTH: usize = 100;

/// The text of the file.
pub(super) fn file(project: &Project<'_>, module: &str, operations: &[usize]) -> String {
    let mut imports = Imports::default();
    imports.value("@koa/router", "Router");
    imports.ty("../env.js", "AppContext");
    imports.ty("../env.js", "AppState");
    imports.space("../generated/operations.js", "operations");
    imports.value("../middleware/validate.js", "validate");
    let constant = route_constant(module);
    let mut body = Writer::default();
    body.blank();
    let options = Expr::text("{ sensitive: true, strict: true }");
    let router = Expr::call("new Router<AppState, AppContext>", vec![options]);
    body.expr(&format!("export const {constant} = "), &router, ";");
    for index in heads_first(project, &routable(project, operations)) {
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
    let segments = &operation.path.segments;
    let path = literal(&colon_path(&project.input.api.base_path, segments));
    let validate = Expr::text(format!("validate(operations.{name})"));
    // Where path and handler do not fit on one line, the handler stands one level deeper.
    let first = format!("{constant}.get({path}, validate(operations.{name}), async (ctx) => {{");
    let more = operation.method.as_str().len() - "get".len();
    let levels = if first.chars().count() + more <= WIDTH {
        1
    } else {
        2
    };
    let path = Expr::text(path);
    let block = match handler(project, index, ACCESS, imports) {
        Some(handler) => {
            let statements = statements(&handler, levels, imports);
            Expr::Block("async (ctx)".to_owned(), statements)
        }
        None => Expr::Block("()".to_owned(), vec![not_implemented(operation, imports)]),
    };
    let (callee, mut arguments) = match method(operation.method) {
        Some(method) => (format!("{constant}.{method}"), vec![path]),
        None => {
            let methods = format!("[{}]", literal(operation.method.as_str()));
            (
                format!("{constant}.register"),
                vec![path, Expr::text(methods)],
            )
        }
    };
    if operation.method == Method::Trace {
        arguments.push(Expr::Array(vec![validate, block]));
    } else {
        arguments.extend([validate, block]);
    }
    writer.expr("", &Expr::call(callee, arguments), ";");
}

/// The router's own function for a method.
fn method(method: Method) -> Option<&'static str> {
    match method {
        Method::Get => Some("get"),
        Method::Put => Some("put"),
        Method::Post => Some("post"),
        Method::Delete => Some("delete"),
        Method::Patch => Some("patch"),
        Method::Options => Some("options"),
        Method::Head => Some("head"),
        Method::Trace => None,
    }
}

fn statements(handler: &Handler, levels: usize, imports: &mut Imports) -> Vec<String> {
    let mut writer = Writer::default();
    if let Some(pattern) = handler.path_pattern() {
        writer.line(format!("const {pattern} = ctx.state.input.param;"));
    }
    if handler.query {
        writer.line("const { query } = ctx.state.input;");
    }
    let answer = &handler.answer;
    for (head, expr, tail) in &handler.statements {
        writer.nested(levels, |writer| writer.expr(head, expr, tail));
    }
    if handler.reads_preconditions() {
        imports.value("../lib/node.js", "preconditions");
    }
    headers(&answer.headers, levels, &mut writer);
    if let Some(variable) = &answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        if !answer.headers.iter().any(|(name, _)| name == "ETag") {
            writer.line(format!("ctx.set(\"ETag\", etag({variable}));"));
        }
        writer.open(format!(
            "if (isNotModified(preconditions(ctx.req), etag({variable}))) {{"
        ));
        writer.line("ctx.status = 304;");
        writer.line("return;");
        writer.close("}");
    }
    match &answer.body {
        Some(body) => {
            // A body alone means 200.
            if answer.status != 200 {
                writer.line(format!("ctx.status = {};", answer.status));
            }
            writer.nested(levels, |writer| writer.expr("ctx.body = ", body, ";"));
        }
        None => {
            if !matches!(answer.status, 204 | 205 | 304) {
                writer.line("ctx.body = null;");
            }
            writer.line(format!("ctx.status = {};", answer.status));
        }
    }
    vec![writer.finish()]
}

/// One header by its name, several as an object.
fn headers(headers: &[(String, Expr)], levels: usize, writer: &mut Writer) {
    let arguments = match headers {
        [] => return,
        [(name, value)] => vec![Expr::text(literal(name)), value.clone()],
        several => vec![Expr::Inline(several.to_vec())],
    };
    writer.nested(levels, |writer| {
        writer.expr("", &Expr::call("ctx.set", arguments), ";");
    });
}
