//! What is sent beside plain URLs: scenarios, and traffic from a document.

use std::{fs, path::Path};

use backend_codegen::lower::{LowerOptions, lower};
use backend_runtime::bench::{
    BenchError, Origin, Source, request::Csv, scenario::read_scenarios, settings::Settings,
};
use url::Url;

use super::{super::args::Args, origin_index, parse_url, request};
use crate::{
    bridge::ir_to_traffic::{self, Weights},
    error::CliError,
    input,
};

/// Origins and source of a scenario file.
pub(super) fn scenario(
    file: &Path,
    args: &Args,
    settings: &Settings,
    csv: Option<&Csv>,
) -> Result<(Vec<Origin>, Source), BenchError> {
    let text = fs::read_to_string(file).map_err(|error| {
        BenchError::usage(
            format!("`--scenario {}`: {error}", file.display()),
            "name a file that exists and can be read",
        )
    })?;
    let base = match args.urls.as_slice() {
        [] => None,
        [base] => Some(parse_url(base)?),
        _ => {
            return Err(BenchError::usage(
                "`--scenario` takes one URL, the base of its steps",
                "name other hosts in the steps themselves",
            ));
        }
    };
    let base = match base {
        Some(base) => Some(base),
        None => base_in(&text).map(|text| parse_url(&text)).transpose()?,
    };
    let headers = request::common_headers(&args.request, csv)?;
    let mut origins = Vec::new();
    let mut resolve = |step: &str| -> Result<(usize, String), BenchError> {
        let url = match (&base, step.contains("://")) {
            (_, true) => parse_url(step)?,
            (Some(base), false) => base
                .join(step)
                .map_err(|error| BenchError::input(error.to_string(), ""))?,
            (None, false) => {
                return Err(BenchError::input(
                    "the step has no host, and there is no base URL",
                    "",
                ));
            }
        };
        Ok((
            origin_index(&mut origins, &url, &settings.transport)?,
            request::path(&url),
        ))
    };
    let scenarios = read_scenarios(
        &file.display().to_string(),
        &text,
        csv,
        &headers,
        &mut resolve,
    )?;
    Ok((origins, Source::Scenario(scenarios)))
}

/// The value of a line `base: URL`; the file is read properly later.
fn base_in(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("base:"))?;
    Some(line.trim().trim_matches(['"', '\'']).to_owned())
}

/// Origins and source of a document.
pub(super) fn traffic(
    spec: &str,
    args: &Args,
    settings: &Settings,
    csv: Option<&Csv>,
) -> Result<(Vec<Origin>, Source), CliError> {
    let input = input::read(spec, false)?;
    let (api, _) = lower(&input.document, &LowerOptions::default());
    let base = base_url(args, &input)?;
    let weights = weights(&args.request.weight)?;
    if let Some(key) = weights.unknown(&api) {
        return Err(CliError::usage(format!(
            "`--weight {key}=…`: the document has no such operation, tag or method"
        ))
        .help(
            "give an operationId, `tag:NAME` or a method in capitals, such as `--weight DELETE=1`",
        ));
    }
    // A URL with a path says where the API is; a bare host leaves that to the document.
    let path = match base.path().trim_end_matches('/') {
        "" => api.base_path.clone(),
        path => path.to_owned(),
    };
    let mut traffic = ir_to_traffic::traffic(&api, &path, &weights);
    if traffic
        .operations
        .iter()
        .all(|operation| operation.weight == 0)
    {
        return Err(
            CliError::input(format!("{} has no operation to send", input.shown))
                .help("DELETE is sent only when asked, with `--weight DELETE=1`"),
        );
    }
    traffic.operations.retain(|operation| operation.weight > 0);
    traffic.negative = negative(args)?;
    let headers = request::common_headers(&args.request, csv)?;
    traffic.headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), value.text()))
        .collect();
    let mut origins = Vec::new();
    origin_index(&mut origins, &base, &settings.transport)?;
    Ok((origins, Source::Traffic(traffic)))
}

fn base_url(args: &Args, input: &input::Input) -> Result<Url, CliError> {
    match args.urls.as_slice() {
        [base] => Ok(parse_url(base)?),
        [] => {
            let servers = input
                .document
                .root()
                .get("servers")
                .and_then(|servers| servers.as_array());
            let first = servers
                .and_then(|servers| servers.first())
                .and_then(|server| server.get("url"))
                .and_then(|url| url.as_str());
            match first.filter(|url| url.contains("://") && !url.contains('{')) {
                Some(url) => Ok(parse_url(url)?),
                None => Err(CliError::usage(format!("{} does not say where the service runs", input.shown))
                    .help("give its URL, such as `cargo backend bench --spec openapi.yaml http://127.0.0.1:3000`")),
            }
        }
        more => Err(
            CliError::usage(format!("`--spec` takes one base URL, not {}", more.len()))
                .help("give only the URL of the service"),
        ),
    }
}

fn weights(texts: &[String]) -> Result<Weights, CliError> {
    let read = |text: &String| {
        let (key, weight) = text.split_once('=')?;
        Some((key.to_owned(), weight.parse().ok()?))
    };
    let given = texts.iter().map(|text| {
        read(text).ok_or_else(|| {
            CliError::usage(format!("`--weight {text}` is not a share"))
                .help("write `--weight createUser=3`, `tag:users=2` or `DELETE=1`")
        })
    });
    Ok(Weights {
        given: given.collect::<Result<_, _>>()?,
    })
}

fn negative(args: &Args) -> Result<f64, CliError> {
    let Some(text) = &args.request.negative else {
        return Ok(0.0);
    };
    let share = text
        .strip_suffix('%')
        .and_then(|percent| percent.parse::<f64>().ok())
        .map(|percent| percent / 100.0);
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| {
            CliError::usage(format!("`--negative {text}` is not a share"))
                .help("write a percentage, such as `--negative 5%`")
        })
}
