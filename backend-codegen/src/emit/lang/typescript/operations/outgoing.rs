//! `src/generated/outgoing.ts`: the webhooks and callbacks that the service sends.

use super::{
    error::ErrorBodies,
    file::{constants, string},
};
use crate::{
    emit::lang::typescript::{Expr, Imports, TsNames, Writer, headed, literal},
    ir::{Api, CallbackUrl, Outgoing, UrlPiece, UrlSource, names::Namer},
};

/// The text of the file; `sent` is [`Api::sent`] of the API, `names` are its names.
pub fn outgoing_file(outgoing: &[Outgoing], sent: &Api, names: &TsNames) -> String {
    let mut imports = Imports::default();
    let mut text = Writer::default();
    let sent = described(outgoing, sent);
    let bodies = ErrorBodies::new(&sent);
    if sent.operations.iter().any(|one| !one.security.is_empty()) {
        imports.value("./operations.js", "schemes");
    }
    constants(&sent, names, &bodies, &mut text, &mut imports);
    let bodies = bodies.by_template.values().map(|(name, ..)| name.as_str());
    let operations = (0..outgoing.len()).map(|index| names.operation(index));
    let mut namer = Namer::reserving(bodies.chain(operations));
    for (index, one) in outgoing.iter().enumerate() {
        let pieces = one
            .url
            .as_ref()
            .and_then(|url| Some((url, url.pieces.as_ref()?)));
        if let Some((url, pieces)) = pieces {
            let name = namer.unique(&format!("{}Url", names.operation(index)));
            imports.ty("../lib/callback-url.js", "CallbackUrl");
            expression(&name, &one.name, url, pieces, &mut text);
        }
    }
    headed(&imports, text)
}

/// Receivers listen below no base path of this service; what has no summary is at least named.
fn described(outgoing: &[Outgoing], sent: &Api) -> Api {
    let mut sent = Api {
        base_path: String::new(),
        ..sent.clone()
    };
    for (operation, one) in sent.operations.iter_mut().zip(outgoing) {
        let kind = match one.url {
            Some(_) => "callback",
            None => "webhook",
        };
        let summary = operation.summary.take();
        let told = summary.filter(|text| !text.trim().is_empty());
        operation.summary =
            Some(told.unwrap_or_else(|| format!("The {kind} {}.", literal(&one.name))));
    }
    sent
}

/// Where a callback is sent.
fn expression(
    constant: &str,
    name: &str,
    url: &CallbackUrl,
    pieces: &[UrlPiece],
    text: &mut Writer,
) {
    text.blank();
    let (name, whole) = (literal(name), literal(&url.text));
    text.doc(&format!("Where {name} is sent: {whole}."));
    let pieces = pieces.iter().map(piece).collect();
    let head = format!("export const {constant}: CallbackUrl = ");
    text.expr(&head, &Expr::Array(pieces), ";");
}

fn piece(piece: &UrlPiece) -> Expr {
    match piece {
        UrlPiece::Text(text) => string(text),
        UrlPiece::Url => of("url", None),
        UrlPiece::Method => of("method", None),
        UrlPiece::StatusCode => of("statusCode", None),
        UrlPiece::Request(source) => of("request", Some(source)),
        UrlPiece::Response(source) => of("response", Some(source)),
    }
}

fn of(whole: &str, source: Option<&UrlSource>) -> Expr {
    let mut members = vec![("of".to_owned(), string(whole))];
    if let Some(source) = source {
        let (part, name) = match source {
            UrlSource::Header(name) => ("header", name),
            UrlSource::Query(name) => ("query", name),
            UrlSource::Path(name) => ("path", name),
            UrlSource::Body(pointer) => ("body", pointer),
        };
        members.push(("part".to_owned(), string(part)));
        members.push(("name".to_owned(), string(name)));
    }
    Expr::Inline(members)
}

/// The constant of what is sent, in modules that import all of them.
pub(in super::super) fn constant(names: &TsNames, index: usize) -> String {
    format!("outgoing.{}", names.operation(index))
}
