//! Headers and cookies that break one constraint each, or that are left out.

use super::{
    Tests,
    invalid::Row,
    parameters::{Case, Sender, is_plain, missing},
};
use crate::{
    emit::{layout::Writer, targets::rust_axum::project::sql::literal},
    ir::{Location, Parameter, names::snake},
};

impl Sender<'_, '_> {
    /// Headers or cookies: those that break a constraint in place of the valid ones, and requests without a required one.
    pub(super) fn headers(&self, location: Location, writer: &mut Writer) {
        let Some(path) = self.tests.path_to_nothing(self.operation) else {
            return;
        };
        for parameter in self.operation.parameters_in(location) {
            let header = Header::new(self, parameter);
            if !is_plain(&parameter.name) || header.is_credential(self.tests) {
                continue;
            }
            self.broken_header(&header, &path, writer);
            if parameter.required {
                self.missing_header(&header, &path, writer);
            }
        }
    }

    fn broken_header(&self, header: &Header<'_>, path: &str, writer: &mut Writer) {
        let cases = self.tests.texts(header.parameter).into_iter();
        let rows: Vec<Row> = cases
            .map(|case| {
                vec![
                    literal(&header.value(&case.text)),
                    literal(&header.field(&case)),
                    literal(case.code),
                ]
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        self.open(
            &format!("{}_{}", header.place, header.suffix),
            &rows,
            writer,
        );
        writer.open("for (value, field, code) in cases {");
        let mut links = self.call_without(header, path);
        links.push(format!(".header({}, value)", literal(&header.name)));
        self.refused(links, "value", "field", writer);
    }

    fn missing_header(&self, header: &Header<'_>, path: &str, writer: &mut Writer) {
        let name = format!("{}_wants_{}_{}", self.function, header.place, header.suffix);
        self.tests.test(&name, self.operation, writer);
        self.start(writer);
        let mut links = self.call_without(header, path);
        if !header.others.is_empty() {
            let rest = literal(&header.others.join("; "));
            links.push(format!(".header(\"cookie\", {rest})"));
        }
        self.answered(links, writer);
        writer.line("assert_eq!(answer.status, 400, \"{text}\");");
        let field = header.field(&missing(header.parameter));
        writer.line(format!("let field = {};", literal(&field)));
        self.tests
            .violation(self.operation, "field", "\"required\"", "field", writer);
        writer.close("}");
    }

    /// The start of a request without a header, or without cookies.
    fn call_without(&self, header: &Header<'_>, path: &str) -> Vec<String> {
        let name = &header.parameter.name;
        let mut links = self.tests.call(self.operation, &literal(path), name);
        if header.parameter.location == Location::Cookie {
            links.retain(|link| !link.starts_with(".header(\"cookie\""));
        }
        links
    }
}

/// A parameter that travels in a header of its own, or in that of the cookies.
struct Header<'a> {
    parameter: &'a Parameter,
    /// The header.
    name: String,
    /// What fields start with: `header`, `cookie`.
    place: &'static str,
    /// What the names of its tests end in.
    suffix: String,
    /// The other cookies that every request has to have.
    others: Vec<String>,
}

impl<'a> Header<'a> {
    fn new(sender: &Sender<'_, '_>, parameter: &'a Parameter) -> Self {
        let is_cookie = parameter.location == Location::Cookie;
        let all = sender.operation.parameters_in(parameter.location);
        let others = all
            .filter(|one| is_cookie && one.required && one.name != parameter.name)
            .filter_map(|one| Some(format!("{}={}", one.name, sender.tests.plain_text(one)?)))
            .collect();
        let (name, place) = if is_cookie {
            ("cookie".to_owned(), "cookie")
        } else {
            (parameter.name.to_ascii_lowercase(), "header")
        };
        Self {
            parameter,
            name,
            place,
            suffix: snake(&parameter.name, "value"),
            others,
        }
    }

    /// Whether the client of the tests sends the header already.
    fn is_credential(&self, tests: &Tests<'_>) -> bool {
        let mut own = tests.credentials().into_iter();
        own.any(|(name, _)| name.eq_ignore_ascii_case(&self.name))
    }

    /// The header's value with a value of the parameter.
    fn value(&self, text: &str) -> String {
        if self.parameter.location != Location::Cookie {
            return text.replace("%3F", "?");
        }
        let own = format!("{}={text}", self.parameter.name);
        let all: Vec<String> = self.others.iter().cloned().chain([own]).collect();
        all.join("; ")
    }

    /// What the violation names: `header.x-tries`, `cookie.theme`.
    fn field(&self, case: &Case) -> String {
        let rest = case.field.strip_prefix(self.parameter.name.as_str());
        let name = if self.parameter.location == Location::Cookie {
            &self.parameter.name
        } else {
            &self.name
        };
        format!("{}.{name}{}", self.place, rest.unwrap_or_default())
    }
}
