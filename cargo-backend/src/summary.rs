//! What `new` and `generate` tell when they are done: text for people, JSON for programs.

use std::fmt::Write;

use backend_codegen::{
    plan::{Action, Ownership, Reconciled},
    summary::{Implementation, Route, Summary},
};
use serde::Serialize;

use crate::diagnostics::DiagnosticJson;

/// Everything that a run has to tell.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    /// First line, such as `created shop from openapi.yaml`.
    pub(crate) title: String,
    /// What was generated.
    pub(crate) summary: &'a Summary,
    /// What happened to each file.
    pub(crate) reconciled: &'a Reconciled,
    /// What to type next.
    pub(crate) next: Vec<String>,
}

/// The report for people. It starts with what still needs code, because that is what they have to do.
pub(crate) fn text(report: &Report<'_>) -> String {
    let mut text = format!("{}\n", report.title);
    unfinished(&mut text, &report.summary.routes);
    routes(&mut text, &report.summary.routes);
    section(&mut text, "tables", &[report.summary.tables.join(", ")]);
    section(&mut text, "to decide", &report.summary.advice);
    files(&mut text, report.reconciled);
    section(&mut text, "next", &report.next);
    text
}

/// A heading and indented lines; nothing when there are none.
fn section(text: &mut String, heading: &str, entries: &[String]) {
    let lines: Vec<&str> = entries.iter().flat_map(|entry| entry.lines()).collect();
    if lines.is_empty() {
        return;
    }
    writeln!(text, "\n{heading}").expect("strings take every text");
    for line in lines {
        writeln!(text, "  {line}").expect("strings take every text");
    }
}

fn route_name(route: &Route) -> String {
    let Route {
        method,
        path,
        operation_id,
        ..
    } = route;
    format!("{method} {path} ({operation_id})")
}

fn unfinished(text: &mut String, routes: &[Route]) {
    let needs_code = |route: &&Route| route.implementation != Implementation::Complete;
    let lines: Vec<_> = routes
        .iter()
        .filter(needs_code)
        .map(|route| match route.implementation {
            Implementation::Refused => {
                format!("{}  could not be generated, see above", route_name(route))
            }
            Implementation::Complete | Implementation::Unimplemented => {
                format!("{}  in {}", route_name(route), route.file)
            }
        })
        .collect();
    let heading = format!(
        "needs code: {} of {} routes answer 501 until it is written",
        lines.len(),
        routes.len()
    );
    section(text, &heading, &lines);
}

fn routes(text: &mut String, routes: &[Route]) {
    let lines: Vec<_> = routes.iter().map(route_name).collect();
    section(text, "routes", &lines);
}

fn files(text: &mut String, reconciled: &Reconciled) {
    for (action, heading) in [
        (Action::Create, "files made"),
        (Action::Update, "files updated"),
        (
            Action::Deleted,
            "files of yours that you deleted, not written again",
        ),
        (Action::Leftover, "files no longer needed, yours to delete"),
    ] {
        let wanted = [action];
        let lines: Vec<_> = reconciled.with(&wanted).map(|it| it.path.clone()).collect();
        section(text, heading, &lines);
    }
}

/// The report for programs: the fields of [`Summary`] and what happened to each file.
#[derive(Debug, Serialize)]
struct ReportJson<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    files: Vec<FileJson<'a>>,
    diagnostics: Vec<DiagnosticJson>,
    next: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct FileJson<'a> {
    path: &'a str,
    action: Action,
    ownership: Ownership,
}

/// `diff` is there for `--dry-run`.
pub(crate) fn json(
    report: &Report<'_>,
    diagnostics: Vec<DiagnosticJson>,
    diff: Option<&str>,
) -> String {
    let changes = report.reconciled.changes.iter();
    let files = changes
        .map(|change| FileJson {
            path: &change.path,
            action: change.action,
            ownership: change.ownership,
        })
        .collect();
    let whole = ReportJson {
        summary: report.summary,
        files,
        diagnostics,
        next: &report.next,
        diff,
    };
    serde_json::to_string_pretty(&whole).expect("plain data with string keys is valid JSON")
}

#[cfg(test)]
mod tests {
    use backend_codegen::plan::{Existing, FilePlan, Manifest, reconcile};

    use super::*;

    fn route(path: &str, operation_id: &str, implementation: Implementation) -> Route {
        Route {
            method: "GET".to_owned(),
            path: path.to_owned(),
            operation_id: operation_id.to_owned(),
            implementation,
            file: "src/handlers/users.rs".to_owned(),
        }
    }

    #[test]
    fn tells_first_what_needs_code() {
        let summary = Summary {
            routes: vec![
                route("/users", "listUsers", Implementation::Complete),
                route(
                    "/users/export",
                    "exportUsers",
                    Implementation::Unimplemented,
                ),
                route("/users/stream", "streamUsers", Implementation::Refused),
            ],
            tables: vec!["users".to_owned()],
            advice: vec!["users.age became required:\nALTER TABLE users …".to_owned()],
        };
        let mut plan = FilePlan::default();
        plan.yours("Cargo.toml", "");
        let reconciled = reconcile(&plan, &Manifest::default(), "tool", None, |_| {
            Existing::Missing
        });
        let report = Report {
            title: "created shop from openapi.yaml".to_owned(),
            summary: &summary,
            reconciled: &reconciled,
            next: vec!["cd shop".to_owned(), "cargo run".to_owned()],
        };
        insta::assert_snapshot!(text(&report), @r"
        created shop from openapi.yaml

        needs code: 2 of 3 routes answer 501 until it is written
          GET /users/export (exportUsers)  in src/handlers/users.rs
          GET /users/stream (streamUsers)  could not be generated, see above

        routes
          GET /users (listUsers)
          GET /users/export (exportUsers)
          GET /users/stream (streamUsers)

        tables
          users

        to decide
          users.age became required:
          ALTER TABLE users …

        files made
          Cargo.toml

        next
          cd shop
          cargo run
        ");
        let value: serde_json::Value =
            serde_json::from_str(&json(&report, Vec::new(), None)).unwrap();
        assert_eq!(value["routes"][1]["implementation"], "unimplemented");
        assert_eq!(value["files"][0]["action"], "create");
    }
}
