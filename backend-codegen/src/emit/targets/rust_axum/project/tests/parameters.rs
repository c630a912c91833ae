//! Parameters that break one constraint each, or that are left out, wherever they travel.

use super::{
    Tests,
    invalid::{Row, table},
    json::write_json,
};
use crate::{
    emit::{
        layout::{Code, Writer},
        sample::{Breach, breaches, sample},
        targets::rust_axum::project::sql::literal,
    },
    ir::{Array, Kind, Location, Operation, Parameter, Schema, Style},
};

/// A value of a parameter that is refused.
pub(super) struct Case {
    /// As it stands in the request.
    pub(super) text: String,
    /// What is refused: `limit`, or `tags.0` for an item.
    pub(super) field: String,
    pub(super) code: &'static str,
}

impl Tests<'_> {
    /// 400 for every parameter that breaks one constraint, and for every required one that is left out.
    pub(super) fn invalid_parameters(
        &self,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        if !self.is_simple(operation) {
            return;
        }
        let body = operation.body.as_ref().filter(|body| body.required);
        let body = match body.map(|body| body.contents.as_slice()) {
            None => None,
            Some([content]) => {
                let schema = content.schema.as_ref();
                match schema.and_then(|schema| sample(self.project.api, schema)) {
                    None => return,
                    found => found,
                }
            }
            Some(_) => return,
        };
        let sender = Sender {
            tests: self,
            function,
            operation,
            body,
        };
        sender.paths(writer);
        sender.query(writer);
        sender.headers(Location::Header, writer);
        sender.headers(Location::Cookie, writer);
    }

    /// What breaks a parameter, as text of its style.
    pub(super) fn texts(&self, parameter: &Parameter) -> Vec<Case> {
        let is_simple = match parameter.location {
            Location::Path | Location::Header => parameter.style == Style::Simple,
            Location::Query | Location::Cookie => parameter.style == Style::Form,
        };
        if !is_simple || parameter.content.is_some() || !is_plain(&parameter.name) {
            return Vec::new();
        }
        match self.resolved(&parameter.schema).kind {
            Kind::Array(ref array) => self.list_texts(parameter, array),
            Kind::Object(_) | Kind::Map(_) => Vec::new(),
            _ => self
                .breached(&parameter.schema)
                .map(|(text, code)| Case {
                    text,
                    field: parameter.name.clone(),
                    code,
                })
                .collect(),
        }
    }

    pub(super) fn resolved<'s>(&'s self, schema: &'s Schema) -> &'s Schema {
        match schema.kind {
            Kind::Ref(id) => &self.project.api.types[id].schema,
            _ => schema,
        }
    }

    fn breached(&self, schema: &Schema) -> impl Iterator<Item = (String, &'static str)> {
        let all = breaches(self.project.api, schema).into_iter();
        all.filter_map(|Breach { text, code, .. }| Some((text?, code)))
    }

    /// Lists of plain items: one that breaks a constraint of its own, too many, too few, one twice.
    fn list_texts(&self, parameter: &Parameter, array: &Array) -> Vec<Case> {
        let sign = match (parameter.location, parameter.explode) {
            (Location::Query, true) => format!("&{}=", parameter.name),
            (Location::Cookie, true) => return Vec::new(),
            _ => ",".to_owned(),
        };
        let items = &array.items;
        if matches!(
            self.resolved(items).kind,
            Kind::Array(_) | Kind::Object(_) | Kind::Map(_)
        ) {
            return Vec::new();
        }
        let item = Parameter {
            schema: Schema::clone(items),
            ..parameter.clone()
        };
        let Some(valid) = self.plain_text(&item) else {
            return Vec::new();
        };
        let of = |field: &str, count: u64, code| Case {
            text: vec![valid.as_str(); count as usize].join(&sign),
            field: field.to_owned(),
            code,
        };
        let name = &parameter.name;
        let (least, most) = (array.min_items.unwrap_or(0), array.max_items);
        let mut list = Vec::new();
        if least > 1 && least < 50 && !array.unique_items {
            list.push(of(name, least - 1, "min_items"));
        }
        if let Some(most) = most.filter(|&most| most < 50 && !array.unique_items) {
            list.push(of(name, most + 1, "max_items"));
        }
        if array.unique_items && least <= 2 && most.is_none_or(|most| most >= 2) {
            list.push(of(name, 2, "unique_items"));
        }
        if least <= 1 && most != Some(0) {
            list.extend(self.breached(items).map(|(text, code)| Case {
                text,
                field: format!("{name}.0"),
                code,
            }));
        }
        list
    }
}

/// What the tests of one operation's parameters have in common.
pub(super) struct Sender<'a, 't> {
    pub(super) tests: &'a Tests<'t>,
    pub(super) function: &'a str,
    pub(super) operation: &'a Operation,
    /// A body that is required.
    body: Option<serde_json::Value>,
}

impl Sender<'_, '_> {
    fn paths(&self, writer: &mut Writer) {
        let query = self.tests.query(self.operation, "");
        let mut rows = Vec::new();
        for parameter in self.operation.parameters_in(Location::Path) {
            for case in self.tests.texts(parameter) {
                let path = self.tests.bare_path(self.operation, |one| {
                    (one.name == parameter.name).then(|| case.text.clone())
                });
                let Some(path) = path else { continue };
                rows.push(triple(&(path + &query), "path", &case));
            }
        }
        self.sent("paths", &rows, writer);
    }

    fn query(&self, writer: &mut Writer) {
        let Some(path) = self.tests.bare_path(self.operation, |_| None) else {
            return;
        };
        let mut rows = Vec::new();
        for parameter in self.operation.parameters_in(Location::Query) {
            let rest = self.tests.query(self.operation, &parameter.name);
            let sign = if rest.is_empty() { "?" } else { "&" };
            for case in self.tests.texts(parameter) {
                let target = format!("{path}{rest}{sign}{}={}", parameter.name, case.text);
                rows.push(triple(&target, "query", &case));
            }
            if parameter.required {
                let case = missing(parameter);
                rows.push(triple(&format!("{path}{rest}"), "query", &case));
            }
        }
        self.sent("parameters", &rows, writer);
    }

    /// A test of one target after the other.
    fn sent(&self, what: &str, rows: &[Row], writer: &mut Writer) {
        if rows.is_empty() {
            return;
        }
        self.open(what, rows, writer);
        writer.open("for (path, field, code) in cases {");
        let links = self.tests.call(self.operation, "path", "");
        self.refused(links, "path", "field", writer);
    }

    pub(super) fn open(&self, what: &str, rows: &[Row], writer: &mut Writer) {
        let name = format!("{}_refuses_invalid_{what}", self.function);
        self.tests.test(&name, self.operation, writer);
        self.start(writer);
        table("cases", rows, writer);
    }

    pub(super) fn start(&self, writer: &mut Writer) {
        self.tests.client(writer);
        if let Some(body) = &self.body {
            write_json("let body = ", body, writer);
        }
    }

    pub(super) fn answered(&self, mut links: Vec<String>, writer: &mut Writer) {
        if self.body.is_some() {
            links.push(".json(&body)".to_owned());
        }
        links.extend([".send()", ".await"].map(str::to_owned));
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        writer.line("let text = answer.text();");
    }

    /// Ends the loop and the test.
    pub(super) fn refused(&self, links: Vec<String>, case: &str, field: &str, writer: &mut Writer) {
        self.answered(links, writer);
        writer.line(format!(
            "assert_eq!(answer.status, 400, \"{{{case}}} {{code}}: {{text}}\");"
        ));
        self.tests
            .violation(self.operation, field, "code", case, writer);
        writer.close("}");
        writer.close("}");
    }
}

pub(super) fn missing(parameter: &Parameter) -> Case {
    Case {
        text: String::new(),
        field: parameter.name.clone(),
        code: "required",
    }
}

pub(super) fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    !name.is_empty() && name.chars().all(plain)
}

fn triple(target: &str, location: &str, case: &Case) -> Row {
    vec![
        literal(target),
        literal(&format!("{location}.{}", case.field)),
        literal(case.code),
    ]
}
