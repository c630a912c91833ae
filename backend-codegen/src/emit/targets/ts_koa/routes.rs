//! `src/routes/<group>.ts`: a router of Koa, whose handlers leave status and body in the context.

use crate::{
    emit::lang::typescript::{
        Expr, Imports, Statement, Writer, colon_path, literal,
        project::{
            Access, Handler, Project, handler, heads_first, not_implemented, operation_doc,
            routable, route_constant,
        },
        written,
    },
    ir::Method,
};

const ACCESS: Access = Access {
    database: "ctx.database",
    body: "ctx.state.input.body",
    preconditions: "preconditions(ctx.req)",
    request_id: "ctx.state.requestId",
};

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
    let options = ["sensitive", "strict"].map(|name| (name.to_owned(), Expr::text("true")));
    let options = Expr::Inline(options.into());
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
    let path = Expr::text(path);
    let block = match handler(project, index, ACCESS, imports) {
        Some(handler) => {
            let statements = statements(&handler, imports);
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

fn statements(handler: &Handler, imports: &mut Imports) -> Vec<Statement> {
    let mut list = Vec::new();
    if let Some(pattern) = handler.path_pattern() {
        list.push(written(format!("const {pattern} = ctx.state.input.param;")));
    }
    if handler.query {
        list.push(written("const { query } = ctx.state.input;"));
    }
    list.extend_from_slice(&handler.statements);
    if handler.reads_preconditions() {
        imports.value("../lib/node.js", "preconditions");
    }
    let answer = &handler.answer;
    list.extend(headers(&answer.headers));
    if let Some(variable) = &answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        if !answer.headers.iter().any(|(name, _)| name == "ETag") {
            list.push(written(format!("ctx.set(\"ETag\", etag({variable}));")));
        }
        list.push(written(format!(
            "if (isNotModified(preconditions(ctx.req), etag({variable}))) {{\n  \
             ctx.status = 304;\n  return;\n}}"
        )));
    }
    let status = written(format!("ctx.status = {};", answer.status));
    match &answer.body {
        Some(body) => {
            // A body alone means 200.
            list.extend((answer.status != 200).then_some(status));
            list.push(("ctx.body = ".to_owned(), body.clone(), ";".to_owned()));
        }
        None => {
            if !matches!(answer.status, 204 | 205 | 304) {
                list.push(written("ctx.body = null;"));
            }
            list.push(status);
        }
    }
    list
}

/// One header by its name, several as an object.
fn headers(headers: &[(String, Expr)]) -> Option<Statement> {
    let arguments = match headers {
        [] => return None,
        [(name, value)] => vec![Expr::text(literal(name)), value.clone()],
        several => vec![Expr::Inline(several.to_vec())],
    };
    let call = Expr::call("ctx.set", arguments);
    Some((String::new(), call, ";".to_owned()))
}
