//! `src/routes/<group>.ts`: a router for each group, with handlers that find what was validated in `res.locals`.

use crate::emit::lang::typescript::{
    Expr, Imports, Writer, colon_path, literal,
    project::{
        Access, Answer, Handler, Project, handler, heads_first, not_implemented, operation_doc,
        routable, route_constant,
    },
};

const ACCESS: Access = Access {
    database: "res.locals.database",
    body: "res.locals.body",
    preconditions: "preconditions(req)",
    request_id: "res.locals.requestId",
};

/// The text of the file.
pub(super) fn file(project: &Project<'_>, module: &str, operations: &[usize]) -> String {
    let mut imports = Imports::default();
    imports.value("express", "Router");
    imports.space("../generated/operations.js", "operations");
    imports.value("../middleware/validate.js", "validate");
    let constant = route_constant(module);
    let mut body = Writer::default();
    body.blank();
    body.line(format!(
        "export const {constant} = Router({{ caseSensitive: true, strict: true }});"
    ));
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
    let path = colon_path(&project.input.api.base_path, &operation.path.segments);
    let block = match handler(project, index, ACCESS, imports) {
        Some(handler) => {
            let statements = statements(&handler, imports);
            let request = if handler.reads_preconditions() {
                imports.value("../lib/node.js", "preconditions");
                "req"
            } else {
                "_req"
            };
            Expr::Block(format!("async ({request}, res)"), vec![statements])
        }
        None => Expr::Block("()".to_owned(), vec![not_implemented(operation, imports)]),
    };
    let arguments = vec![
        Expr::text(literal(&path)),
        Expr::text(format!("validate(operations.{name})")),
        block,
    ];
    let method = operation.method.as_str().to_ascii_lowercase();
    writer.expr(
        "",
        &Expr::call(format!("{constant}.{method}"), arguments),
        ";",
    );
}

fn statements(handler: &Handler, imports: &mut Imports) -> String {
    let mut writer = Writer::default();
    if let Some(pattern) = handler.path_pattern() {
        writer.line(format!("const {pattern} = res.locals.param;"));
    }
    if handler.query {
        writer.line("const { query } = res.locals;");
    }
    for (head, expr, tail) in &handler.statements {
        writer.nested(2, |writer| writer.expr(head, expr, tail));
    }
    if let Some(variable) = &handler.answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        writer.open(format!(
            "if (isNotModified(preconditions(req), etag({variable}))) {{"
        ));
        writer.line(format!(
            "res.status(304).set(\"ETag\", etag({variable})).end();"
        ));
        writer.line("return;");
        writer.close("}");
    }
    answer(&handler.answer, imports, &mut writer);
    writer.finish()
}

/// Status and headers, and then the body.
fn answer(answer: &Answer, imports: &mut Imports, writer: &mut Writer) {
    let mut target = "res".to_owned();
    if answer.status != 200 {
        target.push_str(&format!(".status({})", answer.status));
    }
    let arguments = match answer.headers.as_slice() {
        [] => None,
        [(name, value)] => Some(vec![Expr::text(literal(name)), value.clone()]),
        several => Some(vec![Expr::Inline(several.to_vec())]),
    };
    let says_more = target != "res" || arguments.is_some();
    let head = match arguments {
        Some(arguments) => Expr::call(format!("{target}.set"), arguments),
        None => Expr::text(target),
    };
    let Some(body) = &answer.body else {
        return match head.flat() {
            Some(flat) if flat.chars().count() < 80 => writer.line(format!("{flat}.end();")),
            _ => {
                writer.nested(2, |writer| writer.expr("", &head, ";"));
                writer.line("res.end();");
            }
        };
    };
    imports.value("../middleware/reply.js", "sendJson");
    let send = Expr::call("sendJson", vec![Expr::text("res"), body.clone()]);
    writer.nested(2, |writer| {
        if says_more {
            writer.expr("", &head, ";");
        }
        writer.expr("", &send, ";");
    });
}
