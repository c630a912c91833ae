//! `src/routes/<group>.ts`: a router for each group, with handlers that find what was validated in `res.locals`.

use crate::emit::lang::typescript::{
    Expr, Imports, Statement, Writer, colon_path, literal,
    project::{
        Access, Answer, Handler, Project, handler, heads_first, not_implemented, operation_doc,
        routable, route_constant,
    },
    written,
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
            Expr::Block(format!("async ({request}, res)"), statements)
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

fn statements(handler: &Handler, imports: &mut Imports) -> Vec<Statement> {
    let mut list = Vec::new();
    if let Some(pattern) = handler.path_pattern() {
        list.push(written(format!("const {pattern} = res.locals.param;")));
    }
    if handler.query {
        list.push(written("const { query } = res.locals;"));
    }
    list.extend_from_slice(&handler.statements);
    if let Some(variable) = &handler.answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        list.push(written(format!(
            "if (isNotModified(preconditions(req), etag({variable}))) {{\n  \
             res.status(304).set(\"ETag\", etag({variable})).end();\n  return;\n}}"
        )));
    }
    answer(&handler.answer, imports, &mut list);
    list
}

/// Status and headers, and then the body.
fn answer(answer: &Answer, imports: &mut Imports, list: &mut Vec<Statement>) {
    let mut head = Expr::text("res");
    if answer.status != 200 {
        head = head.then("status", vec![Expr::text(answer.status.to_string())]);
    }
    head = match answer.headers.as_slice() {
        [] => head,
        [(name, value)] => head.then("set", vec![Expr::text(literal(name)), value.clone()]),
        several => head.then("set", vec![Expr::Inline(several.to_vec())]),
    };
    let mut add = |expr: Expr| list.push((String::new(), expr, ";".to_owned()));
    let Some(body) = &answer.body else {
        return add(head.then("end", Vec::new()));
    };
    imports.value("../middleware/reply.js", "sendJson");
    if head != Expr::text("res") {
        add(head);
    }
    add(Expr::call(
        "sendJson",
        vec![Expr::text("res"), body.clone()],
    ));
}
