//! Requests that break one constraint each: of every parameter, and of the body with everything in it. What else is
//! wrong with a request does not matter, because all violations are told together.

use serde_json::Value;

use super::{
    plan::{Tests, body_type},
    text::{encoded, indented, is_scalar, table},
};
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Writer, key, literal},
        sample::{BodyCase, Breach, Change, body_cases, breaches, whole},
    },
    ir::{
        ApiKeyLocation, ContentKind, Location, Operation, Parameter, PathSegment, Schema,
        SchemeKind, Style,
    },
};

impl Tests<'_> {
    /// A refusal for each constraint of each scalar parameter, wherever it travels.
    pub(super) fn parameters(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        let (mut targets, mut headers) = (Vec::new(), Vec::new());
        for parameter in &operation.parameters {
            for breach in self.texts(operation, parameter) {
                let Some(row) = self.row(operation, parameter, &breach) else {
                    continue;
                };
                match parameter.location {
                    Location::Path | Location::Query => targets.push(row),
                    Location::Header | Location::Cookie => headers.push(row),
                }
            }
        }
        let header = Expr::Inline(vec![("[name]".to_owned(), Expr::text("value"))]);
        let plain = literal(&self.plain_path(operation, |_| None));
        let title = "refuses %s that breaks %s";
        let refusals = [
            Refusals {
                title,
                names: &["path"],
                setup: None,
                path: "path".to_owned(),
                options: None,
                rows: targets,
            },
            Refusals {
                title,
                names: &["name", "value"],
                setup: None,
                path: plain,
                options: Some(Expr::Inline(vec![("headers".to_owned(), header)])),
                rows: headers,
            },
        ];
        for refusals in refusals {
            self.refusals(operation, &refusals, imports, cases);
        }
    }

    /// A test for each row: sends the broken request and wants the violation.
    fn refusals(
        &self,
        operation: &Operation,
        refusals: &Refusals<'_>,
        imports: &mut Imports,
        cases: &mut Vec<String>,
    ) {
        let mut writer = Writer::default();
        match refusals.rows.as_slice() {
            [] => {}
            [only] => {
                let title = refusals.title.replacen("%s", &only.field, 1);
                let title = literal(&title.replacen("%s", only.code, 1));
                writer.open(format!("it({title}, async () => {{"));
                let violation = literal(&format!("{} {}", only.field, only.code));
                writer.nested(2, |writer| {
                    for (name, value) in refusals.names.iter().zip(&only.values) {
                        writer.expr(&format!("const {name} = "), value, ";");
                    }
                    self.refused(operation, refusals, &violation, imports, writer);
                });
                writer.close("});");
                cases.push(writer.finish());
            }
            rows => {
                let rows: Vec<Expr> = rows.iter().map(Row::expr).collect();
                let names = refusals.names.join(", ");
                let title = literal(refusals.title);
                let head = format!("({title}, async (field, code, {names}) => {{");
                table(&rows, &head, &mut writer);
                writer.nested(2, |writer| {
                    self.refused(operation, refusals, "`${field} ${code}`", imports, writer);
                });
                cases.push(indented(&writer.finish()));
            }
        }
    }

    fn refused(
        &self,
        operation: &Operation,
        refusals: &Refusals<'_>,
        violation: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        if let Some(setup) = &refusals.setup {
            writer.line(setup);
        }
        let send = self.send(operation, &refusals.path, refusals.options.clone());
        writer.expr("const response = await ", &send, ";");
        writer.line(format!("expect(response.status, {violation}).toBe(400);"));
        if self.tells_violations(operation) {
            imports.value("./support/violations.js", "violationsOf");
            writer.line(format!(
                "expect(await violationsOf(response)).toContain({violation});"
            ));
        }
    }

    /// What breaks a parameter that is written as plain text.
    fn texts(&self, operation: &Operation, parameter: &Parameter) -> Vec<Breach> {
        let api = self.project.input.api;
        let is_plain = match parameter.location {
            Location::Path => {
                parameter.style == Style::Simple
                    && operation
                        .path
                        .segments
                        .contains(&PathSegment::Parameter(parameter.name.clone()))
            }
            Location::Query => true,
            Location::Header => is_token(&parameter.name),
            // A cookie with a credential would be replaced.
            Location::Cookie => is_token(&parameter.name) && !self.has_cookie_key(operation),
        };
        if !is_plain || parameter.content.is_some() || !is_scalar(api, &parameter.schema) {
            return Vec::new();
        }
        breaches(api, &parameter.schema)
    }

    fn has_cookie_key(&self, operation: &Operation) -> bool {
        let schemes = &self.project.input.api.schemes;
        let uses = operation.security.iter().flat_map(|one| &one.schemes);
        uses.map(|(scheme, _)| &schemes[*scheme].kind).any(|kind| {
            matches!(
                kind,
                SchemeKind::ApiKey {
                    location: ApiKeyLocation::Cookie,
                    ..
                }
            )
        })
    }

    /// What a parameter breaks, with the path, or with name and value of a header.
    fn row(&self, operation: &Operation, parameter: &Parameter, breach: &Breach) -> Option<Row> {
        let text = breach.text.as_deref()?;
        let name = &parameter.name;
        let plain = text.replace("%3F", "?");
        let (field, values) = match parameter.location {
            Location::Path => {
                let path = self.plain_path(operation, |one| (one == name).then(|| text.to_owned()));
                (format!("path.{name}"), vec![path])
            }
            Location::Query => {
                let path = self.plain_path(operation, |_| None);
                (
                    format!("query.{name}"),
                    vec![format!("{path}?{}={text}", encoded(name))],
                )
            }
            Location::Header => {
                let name = name.to_ascii_lowercase();
                (format!("header.{name}"), vec![name, plain])
            }
            Location::Cookie => (
                format!("cookie.{name}"),
                vec!["cookie".to_owned(), format!("{name}={plain}")],
            ),
        };
        let values = values
            .iter()
            .map(|text| Expr::text(literal(text)))
            .collect();
        Some(Row {
            field,
            code: breach.code,
            values,
        })
    }

    /// The path with samples in it, and with what `given` has for parameters.
    pub(super) fn plain_path(
        &self,
        operation: &Operation,
        mut given: impl FnMut(&str) -> Option<String>,
    ) -> String {
        let mut path = self.project.input.api.base_path.clone();
        for segment in &operation.path.segments {
            path.push('/');
            let parts = match segment {
                PathSegment::Mixed(parts) => parts.as_slice(),
                one => std::slice::from_ref(one),
            };
            for part in parts {
                match part {
                    PathSegment::Literal(text) => path.push_str(text),
                    PathSegment::Parameter(name) => {
                        let text = given(name);
                        path.push_str(
                            &text.unwrap_or_else(|| self.parameter_sample(operation, name)),
                        );
                    }
                    PathSegment::Mixed(_) => {}
                }
            }
        }
        path
    }

    /// A refusal for each constraint of everything in a body.
    pub(super) fn bodies(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let api = self.project.input.api;
        let operation = &api.operations[index];
        let Some(schema) = json_body(operation) else {
            return;
        };
        let Some(valid) = whole(api, schema) else {
            return;
        };
        let broken = body_cases(api, schema, &valid);
        let factory = body_type(operation)
            .filter(|_| valid.is_object())
            .and_then(|id| Some((id, self.factories.get(&id)?)));
        let made = |case: &BodyCase| match factory {
            Some(_) => change(&valid, case),
            None => replaced(&valid, case),
        };
        if let Some((id, factory)) = factory.filter(|_| !broken.is_empty()) {
            imports.value(&self.home_of_body(id), factory);
        }
        let refusals = Refusals {
            title: "refuses a body whose %s breaks %s",
            names: match factory {
                Some(_) => &["change"],
                None => &["json"],
            },
            setup: factory
                .map(|(_, factory)| format!("const json = {{ ...{factory}(), ...change }};")),
            path: literal(&self.plain_path(operation, |_| None)),
            options: Some(Expr::Inline(vec![("json".to_owned(), Expr::Shorthand)])),
            rows: broken.iter().filter_map(made).collect(),
        };
        self.refusals(operation, &refusals, imports, cases);
    }
}

/// Requests that are alike but for what they break.
struct Refusals<'a> {
    /// With `%s` for field and code.
    title: &'a str,
    /// The variables that hold the values of a row.
    names: &'a [&'a str],
    /// A statement before the request is sent.
    setup: Option<String>,
    path: String,
    options: Option<Expr>,
    rows: Vec<Row>,
}

/// One broken request.
struct Row {
    field: String,
    code: &'static str,
    values: Vec<Expr>,
}

impl Row {
    fn expr(&self) -> Expr {
        let said = [self.field.as_str(), self.code].map(|text| Expr::text(literal(text)));
        Expr::Array(
            said.into_iter()
                .chain(self.values.iter().cloned())
                .collect(),
        )
    }
}

/// The schema of a body that can only be JSON.
fn json_body(operation: &Operation) -> Option<&Schema> {
    match operation.body.as_ref()?.contents.as_slice() {
        [content] if content.kind == ContentKind::Json => content.schema.as_ref(),
        _ => None,
    }
}

/// A name that may stand in a header as it is.
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// The member of the body that is another one.
fn change(valid: &Value, case: &BodyCase) -> Option<Row> {
    let path = unescaped(&case.pointer);
    let (top, rest) = path.split_first()?;
    let value = match valid.get(top) {
        Some(given) => with(given, rest, changed(case)),
        None => Some(Expr::text(changed(case)?)),
    };
    let value = value.unwrap_or_else(|| Expr::text("undefined"));
    Some(row(case, Expr::Inline(vec![(key(top), value)])))
}

/// The whole body.
fn replaced(valid: &Value, case: &BodyCase) -> Option<Row> {
    let value = with(valid, &unescaped(&case.pointer), changed(case))?;
    Some(row(case, value))
}

/// What stands at the place; nothing: it is left out.
fn changed(case: &BodyCase) -> Option<&str> {
    match &case.change {
        Change::Replaced(expression) => Some(expression),
        Change::Added => Some("true"),
        Change::Removed => None,
    }
}

fn row(case: &BodyCase, value: Expr) -> Row {
    Row {
        field: case.pointer.clone(),
        code: case.code,
        values: vec![value],
    }
}

fn unescaped(pointer: &str) -> Vec<String> {
    let parts = pointer.split('/').skip(1);
    parts
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// A value with another one at a path, or without what is there; nothing when it is left out itself.
fn with(value: &Value, path: &[String], changed: Option<&str>) -> Option<Expr> {
    let Some((next, rest)) = path.split_first() else {
        return changed.map(|expression| Expr::text(script(expression)));
    };
    Some(match value {
        Value::Object(members) => {
            let given = members.iter().filter_map(|(name, inner)| {
                let inner = match name == next {
                    true => with(inner, rest, changed)?,
                    false => plain(inner),
                };
                Some((key(name), inner))
            });
            let added = changed.filter(|_| !members.contains_key(next));
            let added = added.map(|expression| (key(next), Expr::text(expression)));
            inline(given.chain(added).collect())
        }
        Value::Array(items) => {
            let items = items.iter().enumerate().filter_map(|(index, inner)| {
                match *next == index.to_string() {
                    true => with(inner, rest, changed),
                    false => Some(plain(inner)),
                }
            });
            Expr::Array(items.collect())
        }
        scalar => plain(scalar),
    })
}

fn inline(members: Vec<(String, Expr)>) -> Expr {
    match members.is_empty() {
        true => Expr::Object(members),
        false => Expr::Inline(members),
    }
}

/// A value on one line where it fits.
fn plain(value: &Value) -> Expr {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, inner)| (key(name), plain(inner)));
            inline(members.collect())
        }
        Value::Array(items) => Expr::Array(items.iter().map(plain).collect()),
        scalar => crate::emit::lang::typescript::json(scalar),
    }
}

/// An expression of a breach in TypeScript: lists of equal items and numbers are written otherwise.
fn script(expression: &str) -> String {
    let list = expression
        .strip_prefix("vec![")
        .and_then(|rest| rest.strip_suffix(']')?.rsplit_once("; "));
    if let Some((item, count)) = list {
        return format!("Array.from({{ length: {count} }}, () => {item})");
    }
    match expression.parse::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) => expression.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn breaks_what_is_inside() {
        let valid = json!({ "a": { "b": [1, 2], "c": "x" } });
        let case = |pointer: &str, value: Option<&str>| BodyCase {
            pointer: pointer.to_owned(),
            code: "type",
            change: value.map_or(Change::Removed, |value| Change::Replaced(value.to_owned())),
        };
        let flat = |case: &BodyCase| change(&valid, case).and_then(|row| row.expr().flat());
        assert_eq!(
            flat(&case("/a/b/0", Some("\"many\""))).as_deref(),
            Some("[\"/a/b/0\", \"type\", { a: { b: [\"many\", 2], c: \"x\" } }]")
        );
        assert_eq!(
            flat(&case("/a/c", None)).as_deref(),
            Some("[\"/a/c\", \"type\", { a: { b: [1, 2] } }]")
        );
        assert_eq!(
            flat(&case("/a", None)).as_deref(),
            Some("[\"/a\", \"type\", { a: undefined }]")
        );
    }

    #[test]
    fn lists_are_written_as_typescript_has_them() {
        assert_eq!(
            script("vec![\"a; b\"; 6]"),
            "Array.from({ length: 6 }, () => \"a; b\")"
        );
        assert_eq!(script("1.0"), "1");
    }
}
