//! From flags to a plan: everything is checked here, before any request is sent.

mod request;
mod source;

pub(crate) use request::header;

use std::time::{Duration, SystemTime};

use backend_runtime::bench::{
    BenchError, Origin, Plan, Source, Target, limits, raise_descriptor_limit,
    request::Csv,
    settings::{
        BodyPattern, ConnectTo, Expect, HttpVersion, Model, Schedule, Settings, Shard, StatusSet,
        TlsSettings, Transport, parse_duration, parse_stages,
    },
};
use url::Url;

use super::args::{Args, ConnectionArgs, Judgement, Load};
use crate::error::CliError;

/// How long a run lasts when neither a time nor a number of requests is given.
const DEFAULT_DURATION: Duration = Duration::from_secs(10);
const DEFAULT_CONCURRENCY: usize = 50;
/// Waiting longer than this for the last answers tells nothing more about the server.
const LONGEST_DRAIN: Duration = Duration::from_secs(2);

/// Makes a plan of the flags.
pub(crate) fn build(args: &Args) -> Result<Plan, CliError> {
    let settings = settings(args)?;
    let csv = request::csv(&args.request)?;
    let (origins, source) = match (&args.request.scenario, &args.request.spec) {
        (Some(file), _) => source::scenario(file, args, &settings, csv.as_ref())?,
        (None, Some(spec)) => source::traffic(spec, args, &settings, csv.as_ref())?,
        (None, None) => mix(args, &settings, csv.as_ref())?,
    };
    Ok(Plan {
        settings,
        origins,
        source,
        csv,
        rate_log: None,
    })
}

/// Checks the flags without reading files or resolving hosts; the names that gates may have, where flags alone say them.
///
/// # Errors
///
/// Those of [`build`] that need nothing but the flags.
pub(crate) fn check(args: &Args) -> Result<Option<Vec<String>>, CliError> {
    settings(args)?;
    super::modes::min_effect(args)?;
    super::modes::identity(args)?;
    if args.request.csv.is_none() {
        request::common_headers(&args.request, None)?;
    }
    if args.request.scenario.is_some() || args.request.spec.is_some() {
        for url in &args.urls {
            parse_url(url)?;
        }
        return Ok(None);
    }
    let urls = urls(args)?;
    weights(&args.request.weights, urls.len())?;
    Ok(Some(urls.into_iter().map(|(text, _)| text).collect()))
}

/// Origins and source of plain URLs.
fn mix(
    args: &Args,
    settings: &Settings,
    csv: Option<&Csv>,
) -> Result<(Vec<Origin>, Source), BenchError> {
    let urls = urls(args)?;
    let weights = weights(&args.request.weights, urls.len())?;
    let mut origins: Vec<Origin> = Vec::new();
    let mut targets = Vec::new();
    for ((text, url), weight) in urls.into_iter().zip(weights) {
        let request = request::build(&args.request, &url, csv, settings.seed)?;
        let origin = origin_index(&mut origins, &url, &settings.transport)?;
        targets.push(Target {
            name: text,
            origin,
            request,
            weight,
        });
    }
    Ok((origins, Source::Mix(targets)))
}

/// Everything about the run except what is sent.
fn settings(args: &Args) -> Result<Settings, BenchError> {
    let timeout = parse_duration("--timeout", &args.load.timeout)?;
    let warmup = args
        .load
        .warmup
        .as_deref()
        .map(|text| parse_duration("--warmup", text))
        .transpose()?;
    let model = model(&args.load)?;
    let users = match &model {
        Model::Closed { users, .. } => users.peak().ceil() as usize,
        Model::Open {
            max_connections, ..
        } => *max_connections,
    };
    Ok(Settings {
        threads: threads(args.load.threads, users)?,
        timeout,
        warmup: warmup.unwrap_or_default(),
        drain: timeout.min(LONGEST_DRAIN),
        transport: transport(&args.connection)?,
        seed: args.load.seed,
        expect: expect(&args.judgement)?,
        shard: args
            .load
            .shard
            .as_deref()
            .map_or(Ok(Shard::WHOLE), Shard::parse)?,
        start_at: args.load.start_at.as_deref().map(start_at).transpose()?,
        model,
    })
}

fn model(load: &Load) -> Result<Model, BenchError> {
    let duration = load
        .duration
        .as_deref()
        .map(|text| parse_duration("--duration", text))
        .transpose()?;
    let connections = load.concurrency.unwrap_or(DEFAULT_CONCURRENCY);
    above_zero("--concurrency", connections as u64)?;
    above_zero("--max-connections", load.max_connections as u64)?;
    if let Some(requests) = load.requests {
        above_zero("--requests", requests)?;
    }
    if let Some(stages) = &load.stages {
        let stages = parse_stages("--stages", stages)?;
        return Ok(open(Schedule::ramps(0.0, &stages), load, connections));
    }
    if let Some(rate) = load.rate {
        if !rate.is_finite() || rate <= 0.0 {
            return Err(BenchError::usage(
                format!("`--rate {rate}` sends nothing"),
                "give a rate above zero, such as `--rate 100`",
            ));
        }
        let for_requests = load
            .requests
            .map(|count| Duration::from_secs_f64(count as f64 / rate));
        let length = match (duration, for_requests) {
            (Some(time), Some(count)) => time.min(count),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => DEFAULT_DURATION,
        };
        return Ok(open(
            Schedule::constant(rate, Some(length)),
            load,
            connections,
        ));
    }
    let users = match &load.stages_users {
        Some(stages) => Schedule::ramps(0.0, &parse_stages("--stages-users", stages)?),
        None => {
            let limit = if load.requests.is_some() {
                duration
            } else {
                duration.or(Some(DEFAULT_DURATION))
            };
            Schedule::constant(connections as f64, limit)
        }
    };
    Ok(Model::Closed {
        users,
        requests: load.requests,
    })
}

fn open(arrivals: Schedule, load: &Load, connections: usize) -> Model {
    raise_descriptor_limit();
    // Some descriptors belong to the program itself.
    let possible = usize::try_from(limits().descriptors.saturating_sub(64))
        .unwrap_or(usize::MAX)
        .max(1);
    Model::Open {
        arrivals,
        connections,
        max_connections: load.max_connections.min(possible),
    }
}

fn above_zero(flag: &str, number: u64) -> Result<(), BenchError> {
    match number {
        0 => Err(BenchError::usage(
            format!("`{flag} 0` sends nothing"),
            format!("give a number above zero, such as `{flag} 50`"),
        )),
        _ => Ok(()),
    }
}

fn threads(asked: Option<usize>, users: usize) -> Result<usize, BenchError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match asked {
        Some(0) => Err(BenchError::usage(
            "`--threads 0` sends nothing",
            "give a number above zero, or leave the flag away",
        )),
        asked => Ok(asked.unwrap_or(cores).clamp(1, users.max(1))),
    }
}

fn transport(args: &ConnectionArgs) -> Result<Transport, BenchError> {
    above_zero("--streams", args.streams as u64)?;
    let connect_to = args.connect_to.iter().map(|text| ConnectTo::parse(text));
    Ok(Transport {
        version: match args.http2 {
            true => HttpVersion::Http2 {
                streams: args.streams,
            },
            false => HttpVersion::Http1,
        },
        no_keepalive: args.no_keepalive,
        follow_redirects: args.follow_redirects,
        unix_socket: args.unix_socket.clone(),
        connect_to: connect_to.collect::<Result<_, _>>()?,
        tls: TlsSettings {
            insecure: args.insecure,
            ca_files: args.ca_files.clone(),
        },
    })
}

fn expect(args: &Judgement) -> Result<Expect, BenchError> {
    Ok(Expect {
        status: args
            .expect_status
            .as_deref()
            .map_or(Ok(StatusSet::default()), StatusSet::parse)?,
        body: args
            .expect_body
            .as_deref()
            .map(BodyPattern::parse)
            .transpose()?,
    })
}

/// Reads the moment of `--start-at`.
pub(crate) fn start_at(text: &str) -> Result<SystemTime, BenchError> {
    let format = &time::format_description::well_known::Rfc3339;
    let moment = time::OffsetDateTime::parse(text, format).map_err(|error| {
        BenchError::usage(
            format!("`--start-at {text}` is not a moment: {error}"),
            "write it as RFC 3339, such as `2030-01-31T12:00:00Z`",
        )
    })?;
    Ok(moment.into())
}

/// The URLs in the order they were written: `--compare A B` leaves one to the flag.
fn urls(args: &Args) -> Result<Vec<(String, Url)>, BenchError> {
    let mut texts = args.urls.clone();
    let compared = args.judgement.compare.as_ref();
    if let Some(url) = compared.filter(|value| value.contains("://")) {
        let line = std::env::args().collect::<Vec<_>>();
        let first = is_before(&line, url, &texts);
        texts.insert(if first { 0 } else { texts.len() }, url.clone());
    }
    if texts.is_empty() {
        return Err(BenchError::usage(
            "there is nothing to measure",
            "give a URL, such as `cargo backend bench http://127.0.0.1:3000/`",
        ));
    }
    texts
        .iter()
        .map(|text| Ok((text.clone(), parse_url(text)?)))
        .collect()
}

/// Whether `--compare` and its URL stand before the other URLs; `clap` gives values without their places.
fn is_before(line: &[String], url: &str, others: &[String]) -> bool {
    let joined = format!("--compare={url}");
    let flag = line
        .iter()
        .position(|word| *word == joined || word == "--compare");
    let other = others
        .first()
        .and_then(|other| line.iter().rposition(|word| word == other));
    matches!((flag, other), (Some(flag), Some(other)) if flag < other)
}

/// Reads a URL of the kind that can be measured.
fn parse_url(text: &str) -> Result<Url, BenchError> {
    let example = "write it with its scheme, such as `http://127.0.0.1:3000/`";
    let wrong = |what: String| BenchError::usage(format!("`{text}` is not a URL: {what}"), example);
    // Placeholders are filled in later; their braces and blanks must survive.
    let url = Url::parse(text).map_err(|error| match text.contains("://") {
        true => wrong(error.to_string()),
        false => wrong("it has no scheme".to_owned()),
    })?;
    match url.scheme() {
        "http" | "https" => {}
        other if text.contains("://") => {
            return Err(BenchError::usage(
                format!("`{text}`: scheme `{other}` cannot be measured"),
                "use `http://` or `https://`",
            ));
        }
        _ => return Err(wrong("it has no scheme".to_owned())),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(wrong("it has no host".to_owned()));
    }
    Ok(url)
}

fn weights(weights: &[u32], urls: usize) -> Result<Vec<u32>, BenchError> {
    if weights.is_empty() {
        return Ok(vec![1; urls]);
    }
    if weights.len() != urls || weights.iter().all(|&weight| weight == 0) {
        return Err(BenchError::usage(
            format!("`--weights` has {} numbers for {urls} URLs", weights.len()),
            "give one number for each URL, at least one of them above zero, such as `--weights 3,1`",
        ));
    }
    Ok(weights.to_vec())
}

/// The position of a URL's origin, resolved when it is new.
fn origin_index(
    origins: &mut Vec<Origin>,
    url: &Url,
    transport: &Transport,
) -> Result<usize, BenchError> {
    let tls = url.scheme() == "https";
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(80);
    let bare = host.trim_matches(['[', ']']);
    let known = origins
        .iter()
        .position(|origin| origin.tls == tls && origin.host == bare && origin.port == port);
    match known {
        Some(index) => Ok(index),
        None => {
            origins.push(Origin::resolve(tls, host, port, transport)?);
            Ok(origins.len() - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_compared_in_the_order_they_were_written() {
        let before = |line: &str| {
            let line: Vec<String> = line.split(' ').map(str::to_owned).collect();
            is_before(&line, "http://x", &["http://y".to_owned()])
        };
        assert!(before("bench --compare http://x http://y"));
        assert!(before("bench --compare=http://x -c 4 http://y"));
        assert!(!before("bench http://y --compare http://x"));
        assert!(!before("bench -z 4s http://y --compare=http://x"));
    }
}
