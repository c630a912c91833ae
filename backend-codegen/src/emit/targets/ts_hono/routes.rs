//! `src/routes/<group>.ts`: handlers behind their paths, as Hono infers types best.

use crate::{
    emit::lang::typescript::{
        Expr, Imports, Writer, key, literal,
        project::{Access, Handler, Project, handler, operation_doc, route_constant},
    },
    ir::{Method, Operation, PathSegment},
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
    for &index in operations {
        let operation = &project.input.api.operations[index];
        if operation
            .refusal
            .as_ref()
            .is_some_and(|refusal| refusal.is_unroutable())
        {
            continue;
        }
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
        hono_path(operation)
    )));
    let validate = Expr::text(format!("validate(operations.{name})"));
    let block = match handler(project, index, ACCESS, imports) {
        Some(handler) => Expr::Block("async (c)".to_owned(), statements(&handler, imports)),
        None => {
            imports.value("../lib/errors.js", "notImplemented");
            let throw = format!("throw notImplemented({});", literal(&operation.id));
            Expr::Block("()".to_owned(), vec![throw])
        }
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

/// `/books/:bookId`; a segment that mixes text and parameters is one parameter, which the operation's template splits.
fn hono_path(operation: &Operation) -> String {
    let mut path = String::new();
    for (index, segment) in operation.path.segments.iter().enumerate() {
        path.push('/');
        match segment {
            PathSegment::Literal(text) => path.push_str(text),
            PathSegment::Parameter(name)
                if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') =>
            {
                path.push_str(&format!(":{name}"));
            }
            PathSegment::Parameter(_) | PathSegment::Mixed(_) => {
                path.push_str(&format!(":p{index}"));
            }
        }
    }
    path
}

fn statements(handler: &Handler, imports: &mut Imports) -> Vec<String> {
    let mut writer = Writer::default();
    if !handler.path.is_empty() {
        let names: Vec<String> = handler
            .path
            .iter()
            .map(|(name, variable)| match key(name) {
                same if same == *variable => same,
                other => format!("{other}: {variable}"),
            })
            .collect();
        writer.line(format!(
            "const {{ {} }} = c.req.valid(\"param\");",
            names.join(", ")
        ));
    }
    if handler.query {
        writer.line("const query = c.req.valid(\"query\");");
    }
    let answer = &handler.answer;
    for (head, expr, tail) in &handler.statements {
        writer.nested(2, |writer| writer.expr(head, expr, tail));
    }
    let printed = format!("{:?} {:?}", handler.statements, answer);
    if printed.contains("preconditions(c)") || answer.not_modified.is_some() {
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
