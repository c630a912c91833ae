//! `src/routes/<group>.ts`: a plugin with the routes of one group, whose Zod schemas type their handlers.

use crate::{
    emit::lang::typescript::{
        Expr, Imports, Statement, Writer, literal,
        project::{
            Access, Answer, Handler, Project, handler, not_implemented, operation_doc, routable,
            route_constant,
        },
        segment_path, written,
    },
    ir::{Location, Method, Operation},
};

const ACCESS: Access = Access {
    database: "database",
    body: "request.body",
    preconditions: "preconditions(request.raw)",
    request_id: "request.id",
};
const OPERATIONS: &str = "../generated/operations.js";
const PLUGIN: &str = "../plugins/operation.js";
const NODE: &str = "../lib/node.js";

/// The text of the file.
pub(super) fn file(project: &Project<'_>, module: &str, operations: &[usize]) -> String {
    let mut imports = Imports::default();
    imports.space(OPERATIONS, "operations");
    imports.ty(PLUGIN, "Routes");
    let mut routes = Writer::default();
    routes.open("");
    for index in routable(project, operations) {
        let operation = &project.input.api.operations[index];
        routes.doc(&operation_doc(operation));
        route(project, index, &mut imports, &mut routes);
        routes.blank();
    }
    let stored = operations
        .iter()
        .any(|&index| project.resource_of(index).is_some());
    let mut writer = Writer::default();
    imports.write(&mut writer);
    writer.blank();
    let constant = route_constant(module);
    writer.open(format!(
        "export const {constant}: Routes = (app, _options, done) => {{"
    ));
    if stored {
        writer.line("const { database } = app;");
    }
    let routes = routes.finish();
    let routes = if stored {
        routes.as_str()
    } else {
        routes.trim_start_matches('\n')
    };
    writer.finish() + routes + "  done();\n};\n"
}

fn route(project: &Project<'_>, index: usize, imports: &mut Imports, writer: &mut Writer) {
    let operation = &project.input.api.operations[index];
    let name = format!("operations.{}", project.names.operation(index));
    let path = format!(
        "{}{}",
        project.input.api.base_path.replace(':', "::"),
        segment_path(&operation.path.segments, |text| text.replace(':', "::"))
    );
    let block = match handler(project, index, ACCESS, imports) {
        Some(handler) => {
            let statements = statements(&handler, imports);
            let request = if format!("{statements:?}").contains("request") {
                "request"
            } else {
                "_request"
            };
            Expr::Block(format!("async ({request}, reply)"), statements)
        }
        None => Expr::Block("()".to_owned(), vec![not_implemented(operation, imports)]),
    };
    let arguments = vec![
        Expr::text(literal(&path)),
        Expr::Object(options(operation, &name, imports)),
        block,
    ];
    let method = match operation.method {
        Method::Get => "get",
        Method::Put => "put",
        Method::Post => "post",
        Method::Delete => "delete",
        Method::Patch => "patch",
        Method::Options => "options",
        Method::Head => "head",
        Method::Trace => "trace",
    };
    writer.expr("", &Expr::call(format!("app.{method}"), arguments), ";");
}

/// `config`, by which the request is decoded, and `schema`, by which the handler knows its types.
fn options(operation: &Operation, name: &str, imports: &mut Imports) -> Vec<(String, Expr)> {
    let mut schemas = Vec::new();
    let parts = [
        (Location::Path, "params", "param"),
        (Location::Query, "querystring", "query"),
        (Location::Header, "headers", "header"),
    ];
    for (location, part, own) in parts {
        if operation.parameters_in(location).next().is_some() {
            schemas.push((part.to_owned(), Expr::text(format!("{name}.{own}.schema"))));
        }
    }
    let takes_body = !matches!(operation.method, Method::Get | Method::Head | Method::Trace);
    if operation.body.is_some() && takes_body {
        imports.value(PLUGIN, "bodyOf");
        schemas.push(("body".to_owned(), Expr::text(format!("bodyOf({name})"))));
    }
    let config = Expr::text(format!("{{ operation: {name} }}"));
    let mut options = vec![("config".to_owned(), config)];
    match schemas.as_slice() {
        [] => {}
        [(part, Expr::Text(schema))] if part.len() + schema.len() < 70 => {
            let schema = Expr::text(format!("{{ {part}: {schema} }}"));
            options.push(("schema".to_owned(), schema));
        }
        _ => options.push(("schema".to_owned(), Expr::Object(schemas))),
    }
    options
}

fn statements(handler: &Handler, imports: &mut Imports) -> Vec<Statement> {
    let mut list = Vec::new();
    if let Some(pattern) = handler.path_pattern() {
        list.push(written(format!("const {pattern} = request.params;")));
    }
    if handler.query {
        list.push(written("const { query } = request;"));
    }
    list.extend_from_slice(&handler.statements);
    if handler.reads_preconditions() {
        imports.value(NODE, "preconditions");
    }
    answer(&handler.answer, imports, &mut list);
    list
}

fn answer(answer: &Answer, imports: &mut Imports, list: &mut Vec<Statement>) {
    let mut add = |head: &str, expr: Expr| list.push((head.to_owned(), expr, ";".to_owned()));
    for (name, value) in &answer.headers {
        let header = vec![Expr::text(literal(name.trim_matches('"'))), value.clone()];
        add("", Expr::call("reply.header", header));
    }
    if let Some(variable) = &answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        let preconditions = ACCESS.preconditions;
        list.push(written(format!(
            "if (isNotModified({preconditions}, etag({variable}))) {{\n  \
             return reply.code(304).send();\n}}"
        )));
    }
    let mut send = Expr::text("reply");
    if answer.status != 200 {
        send = send.then("code", vec![Expr::text(answer.status.to_string())]);
    }
    send = send.then("send", answer.body.iter().cloned().collect());
    list.push(("return ".to_owned(), send, ";".to_owned()));
}
