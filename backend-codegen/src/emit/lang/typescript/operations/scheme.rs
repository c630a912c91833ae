//! Security schemes, and which of them an operation takes.

use super::file::string;
use crate::emit::words::variable;
use crate::{
    emit::lang::typescript::{Expr, TsNames},
    ir::{Api, ApiKeyLocation, Operation, SchemeKind, SecurityScheme},
};

pub(super) fn schemes(api: &Api, names: &TsNames) -> Expr {
    let members = api.schemes.iter().enumerate();
    Expr::Object(
        members
            .map(|(index, scheme)| (names.scheme(index).to_owned(), scheme_expr(scheme)))
            .collect(),
    )
}

fn scheme_expr(scheme: &SecurityScheme) -> Expr {
    let variable = || string(&variable(&scheme.name));
    let mut members = vec![("name".to_owned(), string(&scheme.name))];
    let mut add = |name: &str, value: Expr| members.push((name.to_owned(), value));
    match &scheme.kind {
        SchemeKind::ApiKey { location, name } => {
            add("variable", variable());
            add("kind", string("apiKey"));
            add(
                "in",
                string(match location {
                    ApiKeyLocation::Header => "header",
                    ApiKeyLocation::Query => "query",
                    ApiKeyLocation::Cookie => "cookie",
                }),
            );
            add("key", string(name));
        }
        SchemeKind::Basic => {
            add("variable", variable());
            add("kind", string("basic"));
        }
        SchemeKind::Bearer { .. } => {
            add("variable", variable());
            add("kind", string("bearer"));
        }
        SchemeKind::Http(name) => {
            add("kind", string("http"));
            add("key", string(name));
        }
        SchemeKind::OAuth2 { .. } => add("kind", string("oauth2")),
        SchemeKind::OpenIdConnect { .. } => add("kind", string("openIdConnect")),
        SchemeKind::MutualTls => add("kind", string("mutualTLS")),
    }
    Expr::Object(members)
}

pub(super) fn security(operation: &Operation, names: &TsNames) -> Expr {
    let alternatives = operation.security.iter().map(|requirement| {
        let uses = requirement.schemes.iter().map(|(scheme, scopes)| {
            let scopes = scopes.iter().map(|scope| string(scope)).collect();
            let scheme = format!("schemes.{}", names.scheme(*scheme));
            Expr::Inline(vec![
                ("scheme".to_owned(), Expr::text(scheme)),
                ("scopes".to_owned(), Expr::Array(scopes)),
            ])
        });
        Expr::Array(uses.collect())
    });
    Expr::Array(alternatives.collect())
}
