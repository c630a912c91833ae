//! Operations: routers mounted in one another, prefixes joined, middleware in its order.

use super::{Entry, PathParameter, Route, RouterId, Variant, variants};
use crate::extract::nest::Handler;
use crate::extract::run::Program;
use crate::extract::value::{Place, Style, Value};
use crate::ir::Method;

/// Routers inside of one another.
const DEEPEST: usize = 16;

/// Operations of one program.
const MOST_OPERATIONS: usize = 20_000;

/// One operation of the service.
#[derive(Debug)]
pub(in crate::extract) struct Operation {
    /// Whose router it is.
    pub(in crate::extract) style: Style,
    /// Its method.
    pub(in crate::extract) method: Method,
    /// Its path template.
    pub(in crate::extract) path: String,
    /// The parameters of the path.
    pub(in crate::extract) parameters: Vec<PathParameter>,
    /// Middleware and handlers in order.
    pub(in crate::extract) handlers: Vec<Value>,
    /// What the route says about itself.
    pub(in crate::extract) options: Option<Value>,
    /// The method of a controller that handles it, in NestJS.
    pub(in crate::extract) nest: Option<Handler>,
    /// Where it is declared.
    pub(in crate::extract) place: Place,
    /// What is not known of it.
    pub(in crate::extract) marks: Vec<String>,
}

/// What stands around a router.
#[derive(Clone, Default)]
struct Around {
    prefixes: Vec<Variant>,
    middleware: Vec<(Option<String>, Value)>,
    marks: Vec<String>,
    depth: usize,
}

/// All operations, in the order of the program.
pub(in crate::extract) fn operations(program: &mut Program) -> Vec<Operation> {
    let mut out = Vec::new();
    let top: Vec<RouterId> = (0..program.routers.len())
        .map(RouterId)
        .filter(|id| !program.routers[id.0].is_mounted)
        .collect();
    let has_application = top.iter().any(|id| is_service(program, *id));
    for id in top {
        let mut around = Around {
            prefixes: vec![Variant::default()],
            ..Around::default()
        };
        let router = &program.routers[id.0];
        if router.entries.is_empty() {
            continue;
        }
        if has_application && !router.is_application {
            let place = router.place;
            let what = "this router is not mounted anywhere that is known from the code";
            program.unknown("extract-mount", what, place);
            around.marks.push(program.mark(what, place));
        }
        expand(program, id, &around, &mut out);
    }
    out
}

fn is_service(program: &Program, id: RouterId) -> bool {
    let router = &program.routers[id.0];
    router.is_application && !router.entries.is_empty()
}

fn expand(program: &mut Program, id: RouterId, around: &Around, out: &mut Vec<Operation>) {
    if around.depth == DEEPEST {
        return;
    }
    let router = &program.routers[id.0];
    let style = router.style;
    let mut around = around.clone();
    around.depth += 1;
    if let Some(parts) = variants(&router.prefix, style) {
        around.prefixes = product(&around.prefixes, &parts);
    }
    let entries = router.entries.clone();
    if style == Style::Fastify {
        // Hooks hold for the whole instance, wherever they stand.
        for entry in &entries {
            if let Entry::Use(_, handlers) = entry {
                around
                    .middleware
                    .extend(handlers.iter().map(|it| (None, it.clone())));
            }
        }
    }
    for entry in entries {
        if out.len() >= MOST_OPERATIONS {
            return;
        }
        match entry {
            Entry::Use(..) if style == Style::Fastify => {}
            Entry::Use(path, handlers) => {
                let path = path
                    .as_ref()
                    .map(|it| it.as_text().unwrap_or("*").to_owned());
                around
                    .middleware
                    .extend(handlers.into_iter().map(|it| (path.clone(), it)));
            }
            Entry::Route(route) => declare(program, &around, style, &route, out),
            Entry::Mount(path, router, place) => {
                let mut inner = around.clone();
                let prefixes = below(
                    program,
                    &around.prefixes,
                    path.as_ref(),
                    style,
                    place,
                    &mut inner.marks,
                );
                inner.prefixes = prefixes.unwrap_or_else(|| around.prefixes.clone());
                inner
                    .middleware
                    .retain(|(at, _)| reaches(at.as_deref(), path.as_ref()));
                for (at, _) in &mut inner.middleware {
                    *at = None;
                }
                expand(program, router, &inner, out);
            }
        }
    }
}

/// Whether middleware of a path is run for another path.
fn reaches(middleware: Option<&str>, path: Option<&Value>) -> bool {
    let Some(middleware) = middleware else {
        return true;
    };
    let fixed = middleware.trim_end_matches('*').trim_end_matches('/');
    let path = path.and_then(Value::as_text).unwrap_or("");
    let rest = path.strip_prefix(fixed);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || fixed.is_empty())
}

fn declare(
    program: &mut Program,
    around: &Around,
    style: Style,
    route: &Route,
    out: &mut Vec<Operation>,
) {
    let mut marks = around.marks.clone();
    let paths = below(
        program,
        &around.prefixes,
        Some(&route.path),
        style,
        route.place,
        &mut marks,
    );
    let Some(paths) = paths else {
        return;
    };
    if route.any_method {
        // A route for everything is what answers when no other route does.
        if paths.iter().all(|it| it.template == "/{wildcard}") {
            return;
        }
        let what = "the route takes every method";
        program.unknown("extract-method", what, route.place);
        marks.push(program.mark(what, route.place));
    }
    let middleware = around
        .middleware
        .iter()
        .filter(|(at, _)| reaches(at.as_deref(), Some(&route.path)));
    let handlers = middleware
        .map(|(_, value)| value.clone())
        .chain(route.handlers.iter().cloned());
    let handlers: Vec<Value> = handlers.collect();
    for path in paths {
        for method in &route.methods {
            out.push(Operation {
                style,
                method: *method,
                path: whole(&path.template),
                parameters: path.parameters.clone(),
                handlers: handlers.clone(),
                options: route.options.clone(),
                nest: None,
                place: route.place,
                marks: marks.clone(),
            });
        }
    }
}

/// A template begins with a slash and does not end with one.
fn whole(template: &str) -> String {
    let trimmed = template.trim_end_matches('/');
    match trimmed {
        "" => "/".to_owned(),
        path if path.starts_with('/') => path.to_owned(),
        path => format!("/{path}"),
    }
}

/// Templates with a path behind them; none when the path is not known.
fn below(
    program: &mut Program,
    prefixes: &[Variant],
    path: Option<&Value>,
    style: Style,
    place: Place,
    marks: &mut Vec<String>,
) -> Option<Vec<Variant>> {
    let Some(path) = path else {
        return Some(prefixes.to_vec());
    };
    let texts = texts(path);
    let parts: Option<Vec<Vec<Variant>>> = texts.map(|texts| {
        let known = texts.iter().filter_map(|text| variants(text, style));
        known.collect()
    });
    match parts.map(|it| it.concat()) {
        Some(parts) if !parts.is_empty() => Some(product(prefixes, &parts)),
        _ => {
            let what = match path {
                Value::Regex(_) => {
                    "this path is a regular expression, which no path template can say"
                }
                Value::Text(_) => "this path has signs that no path template can say",
                _ => "this path is computed at run time",
            };
            program.unknown(
                "extract-path",
                format!("{what}; its routes are not in the document"),
                place,
            );
            let mark = program.mark(what, place);
            program.marks.push(mark.clone());
            marks.push(mark);
            None
        }
    }
}

/// The templates of paths one behind the other, whole; none when one of them is not known.
pub(in crate::extract) fn paths(
    program: &mut Program,
    parts: &[Value],
    style: Style,
    place: Place,
    marks: &mut Vec<String>,
) -> Vec<Variant> {
    let mut all = vec![Variant::default()];
    for part in parts {
        match below(program, &all, Some(part), style, place, marks) {
            Some(next) => all = next,
            None => return Vec::new(),
        }
    }
    let whole = all.into_iter().map(|it| Variant {
        template: whole(&it.template),
        ..it
    });
    whole.collect()
}

fn texts(path: &Value) -> Option<Vec<String>> {
    match path {
        Value::Text(text) => Some(vec![text.to_string()]),
        Value::Array(_) => {
            let items = path.items()?;
            Some(items.iter().filter_map(texts).flatten().collect())
        }
        Value::OneOf(all) => Some(all.iter().filter_map(texts).flatten().collect()),
        _ => None,
    }
}

fn product(prefixes: &[Variant], parts: &[Variant]) -> Vec<Variant> {
    let pairs = prefixes
        .iter()
        .flat_map(|prefix| parts.iter().map(move |part| joined(prefix, part)));
    pairs.collect()
}

fn joined(prefix: &Variant, part: &Variant) -> Variant {
    let left = prefix.template.trim_end_matches('/');
    let right = part.template.trim_start_matches('/');
    let template = match (left.is_empty(), right.is_empty()) {
        (_, true) => left.to_owned(),
        (_, false) => format!("{left}/{right}"),
    };
    Variant {
        template,
        parameters: prefix
            .parameters
            .iter()
            .chain(&part.parameters)
            .cloned()
            .collect(),
    }
}
