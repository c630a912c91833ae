//! Settings of the HTTP side, as plain data with `from_env` beside.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use http::HeaderValue;

use super::Env;

/// Limits and switches of a [`Stack`](super::Stack).
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// `APP_ENV=production`: docs and metrics are off unless switched on.
    pub production: bool,
    /// `HTTP_BODY_LIMIT`: bytes of a body that is read into memory, after decompression (413).
    pub body_bytes: usize,
    /// `HTTP_UPLOAD_LIMIT`: bytes of a multipart or streamed body (413).
    pub upload_bytes: usize,
    /// `HTTP_HEADER_LIMIT`: bytes of request line and headers (431).
    pub header_bytes: usize,
    /// `HTTP_JSON_DEPTH`: nesting of a JSON body (400).
    pub json_depth: usize,
    /// `HTTP_BODY_TIMEOUT`: for a buffered body as a whole, for a streamed one between two pieces (408).
    pub body_timeout: Duration,
    /// `HTTP_REQUEST_TIMEOUT`: from the request's head to the response's head (503).
    pub request_timeout: Duration,
    /// `HTTP_DOCS`: serve `/docs` and `/openapi.json`.
    pub docs: bool,
    /// `HTTP_METRICS`: serve `/metrics`.
    pub metrics: bool,
    /// Who may call from a browser on another origin.
    pub cors: CorsConfig,
}

impl Default for HttpConfig {
    fn default() -> HttpConfig {
        HttpConfig {
            production: false,
            body_bytes: 2 << 20,
            upload_bytes: 32 << 20,
            header_bytes: 16 << 10,
            json_depth: 128,
            body_timeout: Duration::from_secs(20),
            request_timeout: Duration::from_secs(60),
            docs: true,
            metrics: true,
            cors: CorsConfig::default(),
        }
    }
}

impl HttpConfig {
    /// Reads the variables named at each field; problems are collected in `env`.
    pub fn from_env(env: &mut Env) -> HttpConfig {
        let default = HttpConfig::default();
        let production = is_production(env);
        HttpConfig {
            production,
            body_bytes: env.parse("HTTP_BODY_LIMIT", default.body_bytes),
            upload_bytes: env.parse("HTTP_UPLOAD_LIMIT", default.upload_bytes),
            header_bytes: env.parse("HTTP_HEADER_LIMIT", default.header_bytes),
            json_depth: env.parse("HTTP_JSON_DEPTH", default.json_depth),
            body_timeout: env.duration("HTTP_BODY_TIMEOUT", default.body_timeout),
            request_timeout: env.duration("HTTP_REQUEST_TIMEOUT", default.request_timeout),
            docs: env.flag("HTTP_DOCS", !production),
            metrics: env.flag("HTTP_METRICS", !production),
            cors: CorsConfig::from_env(env),
        }
    }
}

fn is_production(env: &mut Env) -> bool {
    match env.optional("APP_ENV").as_deref() {
        None | Some("development" | "test") => false,
        Some("production") => true,
        Some(_) => {
            env.problem("APP_ENV is invalid: expected development, test or production");
            true
        }
    }
}

/// Cross-origin access; closed by default.
#[derive(Debug, Clone, Default)]
pub struct CorsConfig {
    /// `CORS_ALLOWED_ORIGINS`: exact origins, separated by commas, or `*`.
    pub allowed_origins: Vec<HeaderValue>,
    /// `CORS_ALLOW_CREDENTIALS`: refused together with `*`.
    pub allow_credentials: bool,
}

impl CorsConfig {
    /// Reads the variables named at each field; problems are collected in `env`.
    pub fn from_env(env: &mut Env) -> CorsConfig {
        let mut config = CorsConfig {
            allowed_origins: Vec::new(),
            allow_credentials: env.flag("CORS_ALLOW_CREDENTIALS", false),
        };
        for origin in env.list("CORS_ALLOWED_ORIGINS") {
            match check_origin(&origin) {
                Ok(value) => config.allowed_origins.push(value),
                Err(why) => env.problem(format!("CORS_ALLOWED_ORIGINS is invalid: {why}")),
            }
        }
        if config.any() && config.allow_credentials {
            env.problem(
                "CORS_ALLOWED_ORIGINS=* cannot be combined with CORS_ALLOW_CREDENTIALS; name the origins",
            );
        }
        if config.any() && config.allowed_origins.len() > 1 {
            env.problem("CORS_ALLOWED_ORIGINS is invalid: `*` stands alone");
        }
        config
    }

    pub(crate) fn any(&self) -> bool {
        self.allowed_origins.iter().any(|origin| origin == "*")
    }
}

/// An origin is `scheme://host[:port]` (RFC 6454 §7); `null` would admit every sandboxed page.
fn check_origin(origin: &str) -> Result<HeaderValue, String> {
    if origin == "*" {
        return Ok(HeaderValue::from_static("*"));
    }
    let bad = || {
        format!(
            "`{}` is not an origin such as https://app.example",
            origin.escape_debug()
        )
    };
    let (scheme, authority) = origin.split_once("://").ok_or_else(bad)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    if !matches!(scheme, "http" | "https") || authority.is_empty() || !authority.chars().all(plain)
    {
        return Err(bad());
    }
    HeaderValue::from_str(origin).map_err(|_| bad())
}

/// Address, limits and times of the [server loop](super::serve).
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// `HOST`: address to listen on.
    pub host: IpAddr,
    /// `PORT`: 0 takes a free one.
    pub port: u16,
    /// `MAX_CONNECTIONS`: more wait in the system's queue.
    pub max_connections: usize,
    /// `HEADER_TIMEOUT`: for the head of a request, and for the next one on an idle connection.
    pub header_timeout: Duration,
    /// `WRITE_TIMEOUT`: how long a client may accept no byte of the response.
    pub write_timeout: Duration,
    /// `SHUTDOWN_DELAY`: between `/readyz` saying no and the listener closing.
    pub shutdown_delay: Duration,
    /// `SHUTDOWN_GRACE`: for requests in flight.
    pub shutdown_grace: Duration,
    /// `HTTP2`: accept HTTP/2 with prior knowledge (h2c), as proxies speak it.
    pub http2: bool,
}

impl Default for ServerConfig {
    fn default() -> ServerConfig {
        ServerConfig {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            max_connections: 10_000,
            header_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(30),
            shutdown_delay: Duration::ZERO,
            shutdown_grace: Duration::from_secs(30),
            http2: false,
        }
    }
}

impl ServerConfig {
    /// Reads the variables named at each field; problems are collected in `env`.
    pub fn from_env(env: &mut Env) -> ServerConfig {
        let default = ServerConfig::default();
        let config = ServerConfig {
            host: env.parse("HOST", default.host),
            port: env.parse("PORT", default.port),
            max_connections: env.parse("MAX_CONNECTIONS", default.max_connections),
            header_timeout: env.duration("HEADER_TIMEOUT", default.header_timeout),
            write_timeout: env.duration("WRITE_TIMEOUT", default.write_timeout),
            shutdown_delay: env.duration("SHUTDOWN_DELAY", default.shutdown_delay),
            shutdown_grace: env.duration("SHUTDOWN_GRACE", default.shutdown_grace),
            http2: env.flag("HTTP2", default.http2),
        };
        if config.max_connections == 0 {
            env.problem("MAX_CONNECTIONS is invalid: expected at least 1");
        }
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cors_problems(origins: &str, credentials: &str) -> usize {
        let mut env = Env::from_pairs([
            ("CORS_ALLOWED_ORIGINS", origins),
            ("CORS_ALLOW_CREDENTIALS", credentials),
        ]);
        CorsConfig::from_env(&mut env);
        env.finish()
            .map_or_else(|error| error.problems.len(), |()| 0)
    }

    #[test]
    fn cors_valid() {
        assert_eq!(cors_problems("", "false"), 0);
        assert_eq!(cors_problems("*", "false"), 0);
        assert_eq!(
            cors_problems("https://a.example, http://localhost:3000", "true"),
            0
        );
    }

    #[test]
    fn cors_invalid() {
        assert_eq!(cors_problems("*", "true"), 1);
        assert_eq!(cors_problems("null", "false"), 1);
        assert_eq!(cors_problems("a.example", "false"), 1);
        assert_eq!(cors_problems("https://a.example/path", "false"), 1);
        assert_eq!(cors_problems("*,https://a.example", "false"), 1);
    }

    #[test]
    fn production_turns_docs_and_metrics_off_unless_switched_on() {
        let mut env = Env::from_pairs([("APP_ENV", "production")]);
        let config = HttpConfig::from_env(&mut env);
        assert!(!config.docs && !config.metrics);
        let mut env = Env::from_pairs([("APP_ENV", "production"), ("HTTP_DOCS", "on")]);
        assert!(HttpConfig::from_env(&mut env).docs);
    }
}
