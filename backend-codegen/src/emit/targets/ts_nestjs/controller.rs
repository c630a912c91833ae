//! `src/<group>/<group>.controller.ts` and its module.

use super::names::{class, folder};
use crate::{
    emit::lang::typescript::{
        Expr, Imports, Writer, colon_path, literal,
        project::{
            Access, Answer, Handler, Project, handler, heads_first, not_implemented, operation_doc,
            routable,
        },
    },
    ir::{Method, Operation},
};

const ACCESS: Access = Access {
    database: "this.database",
    body: "input.body",
    preconditions: "preconditions",
    request_id: "requestId",
};

/// Methods stand in a class.
const LEVELS: usize = 2;

/// The text of a module.
pub(super) fn module(module: &str) -> String {
    let controller = class(module, "Controller");
    let mut imports = Imports::default();
    imports.value("@nestjs/common", "Module");
    imports.value(&format!("./{}.controller.js", folder(module)), &controller);
    let mut writer = Writer::default();
    imports.write(&mut writer);
    writer.blank();
    writer.line(format!("@Module({{ controllers: [{controller}] }})"));
    writer.line(format!("export class {} {{}}", class(module, "Module")));
    writer.finish()
}

/// The text of a controller.
pub(super) fn file(project: &Project<'_>, module: &str, operations: &[usize]) -> String {
    let mut imports = Imports::default();
    imports.value("@nestjs/common", "Controller");
    let mut body = Writer::default();
    body.blank();
    body.line("@Controller()");
    body.open(format!("export class {} {{", class(module, "Controller")));
    let mut methods = Writer::default();
    for index in heads_first(project, &routable(project, operations)) {
        // NestJS has no decorator for TRACE.
        if project.input.api.operations[index].method != Method::Trace {
            if !methods.is_empty() {
                methods.blank();
            }
            method(project, index, &mut imports, &mut methods);
        }
    }
    let methods = methods.finish();
    if methods.contains("this.database") {
        imports.value("@nestjs/common", "Inject");
        imports.value("../db/client.js", "Database");
        body.line("constructor(@Inject(Database) private readonly database: Database) {}");
        body.blank();
    }
    body.lines(&methods);
    body.close("}");
    let mut writer = Writer::default();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

fn method(project: &Project<'_>, index: usize, imports: &mut Imports, writer: &mut Writer) {
    let operation = &project.input.api.operations[index];
    let name = project.names.operation(index);
    let handler = handler(project, index, ACCESS, imports);
    let statements = handler.as_ref().map(|handler| statements(handler, imports));
    writer.doc(&operation_doc(operation));
    decorators(project, operation, name, handler.as_ref(), imports, writer);
    let text = match statements {
        Some(statements) => statements,
        None => {
            let (head, expr, tail) = not_implemented(operation, imports);
            let mut writer = Writer::default();
            writer.nested(LEVELS, |writer| writer.expr(&head, &expr, &tail));
            writer.finish()
        }
    };
    let reads_input = text.contains("input.") || text.contains("= input;");
    let mut parameters = Vec::new();
    if reads_input {
        imports.value("../common/input.decorator.js", "Input");
        imports.ty("../lib/operation.js", "RequestOf");
        parameters.push(format!(
            "@Input() input: RequestOf<typeof operations.{name}>"
        ));
    } else if has_input(operation) {
        imports.value("@nestjs/common", "UseInterceptors");
        imports.value("../common/validate.interceptor.js", "ValidateInterceptor");
        writer.line("@UseInterceptors(ValidateInterceptor)");
    }
    if handler.as_ref().is_some_and(Handler::reads_preconditions) {
        imports.value("../common/input.decorator.js", "Conditions");
        imports.ty("../lib/etag.js", "Preconditions");
        parameters.push("@Conditions() preconditions: Preconditions".to_owned());
    }
    if text.contains("requestId") {
        imports.value("../common/input.decorator.js", "RequestId");
        parameters.push("@RequestId() requestId: string".to_owned());
    }
    if text.contains("response.") {
        imports.value("@nestjs/common", "Res");
        imports.ty("express", "Response");
        parameters.push("@Res({ passthrough: true }) response: Response".to_owned());
    }
    let head = match handler {
        Some(_) => format!("async {name}"),
        None => name.to_owned(),
    };
    writer.function(&head, &parameters, "");
    writer.lines(&text);
    writer.close("}");
}

/// Whether a request holds anything that is decoded.
fn has_input(operation: &Operation) -> bool {
    !operation.parameters.is_empty() || operation.body.is_some()
}

fn decorators(
    project: &Project<'_>,
    operation: &Operation,
    name: &str,
    handler: Option<&Handler>,
    imports: &mut Imports,
    writer: &mut Writer,
) {
    let (method, usual) = match operation.method {
        Method::Get => ("Get", 200),
        Method::Put => ("Put", 200),
        Method::Post => ("Post", 201),
        Method::Delete => ("Delete", 200),
        Method::Patch => ("Patch", 200),
        Method::Options => ("Options", 200),
        Method::Head | Method::Trace => ("Head", 200),
    };
    imports.value("@nestjs/common", method);
    imports.value("../common/handles.decorator.js", "Handles");
    imports.space("../generated/operations.js", "operations");
    let segments = &operation.path.segments;
    let path = literal(&colon_path(&project.input.api.base_path, segments));
    let route = Expr::call(format!("@{method}"), vec![Expr::text(path)]);
    writer.nested(1, |writer| writer.expr("", &route, ""));
    let status = handler.map_or(usual, |handler| handler.answer.status);
    if status != usual {
        imports.value("@nestjs/common", "HttpCode");
        writer.line(format!("@HttpCode({status})"));
    }
    writer.line(format!("@Handles(operations.{name})"));
}

fn statements(handler: &Handler, imports: &mut Imports) -> String {
    let mut writer = Writer::default();
    if let Some(pattern) = handler.path_pattern() {
        writer.line(format!("const {pattern} = input.param;"));
    }
    if handler.query {
        writer.line("const { query } = input;");
    }
    for (head, expr, tail) in &handler.statements {
        writer.nested(LEVELS, |writer| writer.expr(head, expr, tail));
    }
    answer(&handler.answer, imports, &mut writer);
    writer.finish()
}

/// Headers, and the body as what is returned.
fn answer(answer: &Answer, imports: &mut Imports, writer: &mut Writer) {
    let arguments = match answer.headers.as_slice() {
        [] => None,
        [(name, value)] => Some(vec![Expr::text(literal(name)), value.clone()]),
        several => Some(vec![Expr::Inline(several.to_vec())]),
    };
    if let Some(arguments) = arguments {
        let call = Expr::call("response.set", arguments);
        writer.nested(LEVELS, |writer| writer.expr("", &call, ";"));
    }
    if let Some(variable) = &answer.not_modified {
        imports.value("../lib/etag.js", "isNotModified");
        writer.open(format!(
            "if (isNotModified(preconditions, etag({variable}))) {{"
        ));
        writer.line(format!(
            "response.status(304).set(\"ETag\", etag({variable}));"
        ));
        writer.line("return undefined;");
        writer.close("}");
    }
    if let Some(body) = &answer.body {
        writer.nested(LEVELS, |writer| writer.expr("return ", body, ";"));
    }
}
