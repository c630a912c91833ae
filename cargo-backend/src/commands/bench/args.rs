//! The flags of `bench`, as they are written; `plan` makes sense of them.

use std::path::PathBuf;

use clap::ValueEnum;

/// Arguments of `bench`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Latency is counted from the moment a request was due, so a server that stalls cannot hide it.\n\
        Exit codes: 0 done; 1 a gate did not hold, or no request succeeded; 2 wrong usage; 3 bad input; 4 unreachable."
)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<super::distributed::Command>,
    /// What to measure; several URLs are mixed by `--weights`
    #[arg(value_name = "URL")]
    pub(crate) urls: Vec<String>,
    #[command(flatten)]
    pub(crate) load: Load,
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) judgement: Judgement,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How requests come about.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Load")]
pub(crate) struct Load {
    /// Users that each send the next request when the previous one is answered; with `--rate`, connections opened at first
    #[arg(short = 'c', long, visible_alias = "users", value_name = "N")]
    pub(crate) concurrency: Option<usize>,
    /// How long to send, such as `30s` or `2m` [default: 10s]
    #[arg(short = 'z', long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) duration: Option<String>,
    /// Stop after this many requests; without `--duration` there is no time limit then
    #[arg(short = 'n', long, value_name = "N")]
    pub(crate) requests: Option<u64>,
    /// Send this many requests a second, whether or not earlier ones are answered
    #[arg(
        short = 'q',
        long,
        value_name = "PER_SECOND",
        allow_negative_numbers = true
    )]
    pub(crate) rate: Option<f64>,
    /// Ramp the rate: `10s:100,30s:500,10s:0`
    #[arg(long, value_name = "STAGES", conflicts_with_all = ["rate", "stages_users", "duration", "requests"])]
    pub(crate) stages: Option<String>,
    /// Ramp the users: `10s:10,30s:200`
    #[arg(long, value_name = "STAGES", conflicts_with_all = ["rate", "concurrency", "duration"])]
    pub(crate) stages_users: Option<String>,
    /// Raise the load until a gate breaks: users, or the rate with `--rate`; `--duration` is that of each step [default: 5s]
    #[arg(long, conflicts_with_all = ["requests", "stages", "stages_users", "compare"])]
    pub(crate) find_capacity: bool,
    /// The most connections an open model may open
    #[arg(long, value_name = "N", default_value_t = 4096)]
    pub(crate) max_connections: usize,
    /// Run this long before anything is counted
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) warmup: Option<String>,
    /// How long one request may take, connecting included
    #[arg(
        long,
        value_name = "TIME",
        default_value = "30s",
        allow_hyphen_values = true
    )]
    pub(crate) timeout: String,
    /// Client threads [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Seed of everything random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Run only part I of N, counted from 0; `bench merge` adds the parts' saved results
    #[arg(long, value_name = "I/N", conflicts_with_all = ["compare", "find_capacity", "expect_rate_limit"])]
    pub(crate) shard: Option<String>,
    /// Start at this moment (RFC 3339), so that several machines start together
    #[arg(long, value_name = "TIME")]
    pub(crate) start_at: Option<String>,
}

/// What is sent.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Request")]
pub(crate) struct RequestArgs {
    /// The method [default: GET, or POST with a body]
    #[arg(short = 'm', long, value_name = "METHOD")]
    pub(crate) method: Option<String>,
    /// A header, such as `Accept: text/html`
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// The body; may hold `{{uuid}}`, `{{seq}}`, `{{random 1 100}}`, `{{csv.column}}`
    #[arg(short = 'd', long, value_name = "TEXT", conflicts_with_all = ["data", "form"])]
    pub(crate) body: Option<String>,
    /// The body from a file, or from standard input with `@-`
    #[arg(long, value_name = "FILE", conflicts_with = "form")]
    pub(crate) data: Option<String>,
    /// The body's content type
    #[arg(short = 'T', long, value_name = "TYPE")]
    pub(crate) content_type: Option<String>,
    /// A field of a multipart form, `name=value` or `name=@file`
    #[arg(long = "form", value_name = "NAME=VALUE")]
    pub(crate) form: Vec<String>,
    /// Basic authentication
    #[arg(long, value_name = "USER:PASSWORD", conflicts_with = "bearer")]
    pub(crate) auth: Option<String>,
    /// A bearer token
    #[arg(long, value_name = "TOKEN")]
    pub(crate) bearer: Option<String>,
    /// A cookie, `name=value`
    #[arg(long = "cookie", value_name = "NAME=VALUE")]
    pub(crate) cookies: Vec<String>,
    /// Rows for `{{csv.column}}`, with a header line
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Go through the steps of this file (YAML); a URL is the base of its steps
    #[arg(long, value_name = "FILE", conflicts_with_all = ["spec", "method", "body", "data", "form", "weights"])]
    pub(crate) scenario: Option<PathBuf>,
    /// Random valid requests for every operation of this OpenAPI document; a URL is where the service runs
    #[arg(long, value_name = "FILE|URL", conflicts_with_all = ["method", "body", "data", "form", "weights"])]
    pub(crate) spec: Option<String>,
    /// The share of an operation (`createUser=3`), a tag (`tag:users=2`) or a method; DELETE is 0 unless given
    #[arg(long, value_name = "KEY=N", requires = "spec")]
    pub(crate) weight: Vec<String>,
    /// The share of requests that break one constraint and must be answered 4xx, such as `5%`
    #[arg(long, value_name = "SHARE", requires = "spec")]
    pub(crate) negative: Option<String>,
    /// Shares of the URLs, in their order: `3,1`
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    pub(crate) weights: Vec<u32>,
}

/// How connections are made.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionArgs {
    /// Speak HTTP/2 (without TLS: with prior knowledge)
    #[arg(long)]
    pub(crate) http2: bool,
    /// Requests under way at once on one HTTP/2 connection
    #[arg(long, value_name = "N", default_value_t = 1, requires = "http2")]
    pub(crate) streams: usize,
    /// Connect elsewhere than the URL says: `example.com:443:127.0.0.1:8443`
    #[arg(long = "connect-to", value_name = "HOST:PORT:ADDR:PORT")]
    pub(crate) connect_to: Vec<String>,
    /// Connect to a unix socket
    #[arg(long, value_name = "PATH")]
    pub(crate) unix_socket: Option<PathBuf>,
    /// Trust any certificate
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Trust the authorities in this PEM file too
    #[arg(long = "cacert", value_name = "FILE")]
    pub(crate) ca_files: Vec<PathBuf>,
    /// A new connection for every request
    #[arg(long)]
    pub(crate) no_keepalive: bool,
    /// Follow redirects between the hosts under test, at most ten for a request
    #[arg(long)]
    pub(crate) follow_redirects: bool,
}

/// What counts as good.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Judgement")]
pub(crate) struct Judgement {
    /// Status codes that are a success, such as `2xx|404|500-502` [default: 2xx]
    #[arg(long, value_name = "CODES")]
    pub(crate) expect_status: Option<String>,
    /// What the body has to contain: text, or `/regex/`
    #[arg(long, value_name = "TEXT")]
    pub(crate) expect_body: Option<String>,
    /// Compare two URLs, or this run with a saved one; exit code 1 when B is worse
    #[arg(long, value_name = "BASELINE.json|URL", num_args = 0..=1, default_missing_value = "")]
    pub(crate) compare: Option<String>,
    /// The smallest change that counts in a comparison
    #[arg(long, value_name = "SHARE", default_value = "5%")]
    pub(crate) min_effect: String,
    /// Look for a rate limit; exit code 1 when there is none
    #[arg(long, conflicts_with_all = ["compare", "find_capacity"])]
    pub(crate) expect_rate_limit: bool,
    /// The header that makes another client of us, for `--expect-rate-limit`
    #[arg(
        long,
        value_name = "NAME: VALUE",
        default_value = "X-Forwarded-For: 198.51.100.7"
    )]
    pub(crate) second_identity: String,
    /// A gate: `p99<200ms`, `error_rate<0.1%`, `rps>1000`, `NAME:p95<50ms`; of two compared URLs, B's unless it names A's
    #[arg(long, value_name = "GATE")]
    pub(crate) slo: Vec<String>,
}

/// Where the report goes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// The format on standard output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Format,
    /// Also write the report to a file; the extension chooses the format (.json, .html, .txt, .xml for JUnit)
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Vec<PathBuf>,
    /// A full-screen view while it runs; `q` or Ctrl-C ends the run
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) live: bool,
    /// No progress on standard error
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// A report format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    Text,
    /// For programs; also what `merge` and `--compare` read
    Json,
    /// One file with charts that needs nothing else
    Html,
    /// For build servers: one test case for each gate
    Junit,
}
