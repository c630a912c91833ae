//! How a 400 tells what was wrong, in the standard envelope or in a shape of the document's.

use super::Tests;
use crate::{
    emit::{
        error_body::{Template, body, declared},
        layout::Writer,
        targets::rust_axum::project::sql::literal,
    },
    ir::{Method, Operation, Response, StatusPattern},
};

/// What an answer says of each violation.
enum Told {
    /// Everything, in the standard envelope.
    Standard,
    /// Field and code, in members of objects in a list.
    Listed {
        pointer: String,
        field: String,
        code: String,
    },
    /// A sentence that names the field.
    Message,
    /// No more than that something was wrong.
    Nothing,
    /// Only the status: the document declares no body.
    Silence,
}

impl Tests<'_> {
    /// Wants the violation in the answer, whose text is in `text`; `field` and `case` are variables, `code` is an expression.
    pub(super) fn violation(
        &self,
        operation: &Operation,
        field: &str,
        code: &str,
        case: &str,
        writer: &mut Writer,
    ) {
        let call = match self.told(operation) {
            Told::Standard => "answer.violations()".to_owned(),
            Told::Listed {
                pointer,
                field,
                code,
            } => format!(
                "answer.violations_at({}, {}, {})",
                literal(&pointer),
                literal(&field),
                literal(&code)
            ),
            Told::Message => {
                return writer.line(format!(
                    "assert!(text.contains({field}), \"{{{case}}}: {{text}}\");"
                ));
            }
            Told::Silence => {
                let named = match field == case {
                    true => format!("{{{case}}}"),
                    false => format!("{{{case}}}: {{{field}}}"),
                };
                return writer.line(format!("assert_eq!(text, \"\", \"{named}\");"));
            }
            Told::Nothing => {
                return writer.line(format!(
                    "assert!(text.len() > 2, \"{{{case}}}: nothing is said of {{{field}}}\");"
                ));
            }
        };
        writer.line(format!(
            "let violation = ({field}.to_owned(), {code}.to_owned());"
        ));
        writer.line(format!("let found = {call};"));
        writer.line(format!(
            "assert!(found.contains(&violation), \"{{{case}}}: {{text}}\");"
        ));
    }

    /// Wants a failure of this status and, where the body has one, with this code.
    pub(super) fn failed(
        &self,
        operation: &Operation,
        status: u16,
        code: &str,
        writer: &mut Writer,
    ) {
        self.status(status, writer);
        let pointer = match answered(operation, status) {
            None => Some("/error/code".to_owned()),
            Some(response) if response.contents.is_empty() => None,
            Some(response) => {
                match declared(response).map(|content| body(content, self.project.api)) {
                    None => None,
                    Some(None) => Some("/error/code".to_owned()),
                    Some(Some((_, template))) => place_of_code(&template, ""),
                }
            }
        };
        if let Some(pointer) = pointer.filter(|_| operation.method != Method::Head) {
            let pointer = literal(&pointer);
            let code = literal(code);
            writer.line(format!("assert_eq!(answer.text_at({pointer}), {code});"));
        }
    }

    fn told(&self, operation: &Operation) -> Told {
        let Some(response) = answered(operation, 400) else {
            return Told::Standard;
        };
        let api = self.project.api;
        match declared(response) {
            None if response.contents.is_empty() => Told::Silence,
            None => Told::Nothing,
            Some(content) => match body(content, api) {
                None => Told::Standard,
                Some((_, template)) => {
                    listed(&template, "").unwrap_or(match has_message(&template) {
                        true => Told::Message,
                        false => Told::Nothing,
                    })
                }
            },
        }
    }
}

/// The response that an answer of this status is.
fn answered(operation: &Operation, status: u16) -> Option<&Response> {
    let class = u8::try_from(status / 100).unwrap_or_default();
    let rank = |pattern: StatusPattern| match pattern {
        StatusPattern::Code(code) if code == status => Some(0),
        StatusPattern::Range(range) if range == class => Some(1),
        StatusPattern::Default => Some(2),
        StatusPattern::Code(_) | StatusPattern::Range(_) => None,
    };
    let all = operation.responses.iter();
    all.filter_map(|one| Some((rank(one.status)?, one)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, one)| one)
}

/// Whether a body has a sentence, or one for each violation.
fn has_message(template: &Template) -> bool {
    match template {
        Template::Message | Template::Messages => true,
        Template::Object(members) => members.iter().any(|(_, value)| has_message(value)),
        Template::Array(items) => items.iter().any(has_message),
        _ => false,
    }
}

/// Where a body has the stable code.
fn place_of_code(template: &Template, pointer: &str) -> Option<String> {
    match template {
        Template::Code => Some(pointer.to_owned()),
        Template::Object(members) => members
            .iter()
            .find_map(|(name, value)| place_of_code(value, &below(pointer, name))),
        _ => None,
    }
}

/// The JSON Pointer of a member.
fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The list of violations somewhere in a body.
fn listed(template: &Template, pointer: &str) -> Option<Told> {
    let made = |field: &str, code: &str| {
        Some(Told::Listed {
            pointer: pointer.to_owned(),
            field: field.to_owned(),
            code: code.to_owned(),
        })
    };
    match template {
        Template::Details => made("field", "code"),
        Template::EachDetail(each) => {
            let Template::Object(members) = &**each else {
                return None;
            };
            let named = |wanted: &Template| {
                let mut members = members.iter();
                members.find_map(|(name, value)| (value == wanted).then_some(name))
            };
            made(
                named(&Template::DetailField)?,
                named(&Template::DetailCode)?,
            )
        }
        Template::Object(members) => members
            .iter()
            .find_map(|(name, value)| listed(value, &below(pointer, name))),
        _ => None,
    }
}
