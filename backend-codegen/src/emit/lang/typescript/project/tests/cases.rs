//! Requests that succeed, that name nothing, and that carry no credentials.

use super::{
    plan::{Piece, Tests},
    text::json_option,
};
use crate::{
    emit::lang::typescript::{Expr, Imports, Writer, key, literal},
    resources::{Action, KeyKind},
};

/// Keys that no row has.
const UNKNOWN_UUID: &str = "0195a7b0-0000-7000-8000-00000000dead";
const UNKNOWN_NUMBER: &str = "1999999999";

impl Tests<'_> {
    pub(super) fn success(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        let mut writer = Writer::default();
        let resource = self.project.resource_of(index);
        let status = match resource {
            Some((_, one)) => match &one.action {
                Action::List(listing) => listing.status,
                Action::Create(create) => create.returned.status,
                Action::Read(returned) | Action::Delete(returned) => returned.status,
                Action::Replace(replace) => replace.returned.status,
                Action::Merge(merge) => merge.returned.status,
            },
            None => 501,
        };
        writer.open(format!("it(\"answers {status}\", async () => {{"));
        let Some((path, given)) = self.prepared(index, imports, &mut writer) else {
            return;
        };
        let body = self.body_of(operation, &given, imports);
        let send = self.send(operation, &path, body.map(json_option));
        writer.nested(2, |writer| {
            writer.expr("const response = await ", &send, ";")
        });
        writer.line(format!("expect(response.status).toBe({status});"));
        writer.close("});");
        cases.push(writer.finish());
    }

    /// 404 for a row that is not there.
    pub(super) fn missing(&self, index: usize, imports: &mut Imports, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        let Some((resource, one)) = self.project.resource_of(index) else {
            return;
        };
        if !one.names_row() {
            return;
        }
        let (unknown, in_json) = match resource.key.kind {
            KeyKind::Uuid => (UNKNOWN_UUID, literal(UNKNOWN_UUID)),
            KeyKind::Identity => (UNKNOWN_NUMBER, UNKNOWN_NUMBER.to_owned()),
            KeyKind::Text => return,
        };
        let named = one.key_property.iter();
        let given: Vec<(String, Expr)> = named
            .map(|property| (key(property), Expr::text(&in_json)))
            .collect();
        let body = self.body_of(operation, &given, imports);
        let takes_body = operation.body.is_some();
        if takes_body && body.is_none() {
            return;
        }
        let mut writer = Writer::default();
        writer.open("it(\"answers 404 for one that is not there\", async () => {");
        let Some(mut known) = self.owned(resource, one, imports, &mut writer) else {
            return;
        };
        if let Some(parameter) = &one.key_parameter {
            known.push((parameter.clone(), Piece::Text(unknown.to_owned())));
        }
        let path = self.path_with(index, &known);
        let send = self.send(operation, &path, body.map(json_option));
        writer.nested(2, |writer| {
            writer.expr("const response = await ", &send, ";")
        });
        writer.line("expect(response.status).toBe(404);");
        writer.close("});");
        cases.push(writer.finish());
    }

    pub(super) fn anonymous(&self, index: usize, cases: &mut Vec<String>) {
        let operation = &self.project.input.api.operations[index];
        if operation
            .security
            .iter()
            .any(|requirement| requirement.schemes.is_empty())
        {
            return;
        }
        let mut writer = Writer::default();
        writer.open("it(\"answers 401 without credentials\", async () => {");
        let path = self.path(index, |_| None);
        let send = self.send(
            operation,
            &path,
            Some(Expr::Inline(vec![(
                "anonymous".to_owned(),
                Expr::text("true"),
            )])),
        );
        writer.nested(2, |writer| {
            writer.expr("const response = await ", &send, ";")
        });
        writer.line("expect(response.status).toBe(401);");
        writer.close("});");
        cases.push(writer.finish());
    }
}
