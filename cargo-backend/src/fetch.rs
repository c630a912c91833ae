//! Bringing documents from disk and over HTTP.
//!
//! Owns: limits on size, time and redirects. A document is untrusted, so what it refers to stays on its own host unless
//! `--allow-ref` is given; [`backend_codegen::spec`] has judged each location by its text before it comes here.

use std::path::Path;
use std::time::{Duration, Instant};

use backend_codegen::disk::Disk;
use backend_codegen::spec::{Fetch, FetchError, Limits, is_url};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response, Url};
use tokio::runtime::Runtime;

use crate::error::CliError;

/// Connecting.
const CONNECT: Duration = Duration::from_secs(10);
/// One file, from connecting to the last byte.
const ONE_FILE: Duration = Duration::from_secs(30);
/// All files of one document.
const ALL_FILES: Duration = Duration::from_secs(120);
/// Redirects of one file.
const REDIRECTS: usize = 5;

/// Reads the files of one document.
pub(crate) struct Documents {
    /// None when the document itself is on another host: its references never mean files of this machine.
    disk: Option<Disk>,
    http: Http,
}

impl Documents {
    /// Reads the document at `entry` (path or URL) and what it refers to; `allow_ref` also elsewhere.
    ///
    /// # Errors
    /// When the folder of the entry file does not exist.
    pub(crate) fn new(entry: &str, allow_ref: bool) -> Result<Self, CliError> {
        let disk = match is_url(entry) {
            true => None,
            false => Some(
                Disk::for_entry(Path::new(entry), allow_ref).map_err(|error| {
                    CliError::input(format!("cannot read `{entry}`: {error}"))
                        .help("check the path of the document")
                })?,
            ),
        };
        Ok(Self {
            disk,
            http: Http::new(allow_ref, Limits::default().file_bytes),
        })
    }
}

impl Fetch for Documents {
    fn read(&mut self, location: &str) -> Result<Vec<u8>, FetchError> {
        if is_url(location) {
            return self.http.read(location);
        }
        match &mut self.disk {
            Some(disk) => disk.read(location),
            None => Err(FetchError::Unsupported(
                "a document from the network cannot refer to files of this machine".to_owned(),
            )),
        }
    }
}

/// Reads over HTTP; connects only when asked for something.
struct Http {
    allow_ref: bool,
    file_bytes: usize,
    client: Option<(Client, Runtime)>,
    spent: Duration,
}

impl Http {
    fn new(allow_ref: bool, file_bytes: usize) -> Self {
        Self {
            allow_ref,
            file_bytes,
            client: None,
            spent: Duration::ZERO,
        }
    }

    fn client(&mut self) -> Result<&(Client, Runtime), FetchError> {
        if self.client.is_none() {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let runtime = runtime.map_err(|error| FetchError::Failed(error.to_string()))?;
            let allow_ref = self.allow_ref;
            let client = Client::builder()
                .connect_timeout(CONNECT)
                .timeout(ONE_FILE)
                .redirect(Policy::custom(move |attempt| redirect(attempt, allow_ref)))
                .user_agent(concat!("cargo-backend/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|error| FetchError::Failed(reason(&error)))?;
            self.client = Some((client, runtime));
        }
        self.client
            .as_ref()
            .ok_or_else(|| FetchError::Failed("no client".to_owned()))
    }

    fn read(&mut self, location: &str) -> Result<Vec<u8>, FetchError> {
        if self.spent >= ALL_FILES {
            return Err(FetchError::Failed(format!(
                "the files of the document took more than {} s",
                ALL_FILES.as_secs()
            )));
        }
        let url = Url::parse(location).map_err(|error| FetchError::Failed(error.to_string()))?;
        let (limit, started) = (self.file_bytes, Instant::now());
        let (client, runtime) = self.client()?;
        let read = runtime.block_on(async {
            let response = client
                .get(url)
                .send()
                .await
                .map_err(|error| FetchError::Failed(reason(&error)))?;
            body(response, limit).await
        });
        self.spent += started.elapsed();
        read
    }
}

/// The body, as long as it stays within the limit; what was compressed counts with its full length.
async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, FetchError> {
    match response.status() {
        status if status.is_success() => {}
        reqwest::StatusCode::NOT_FOUND => return Err(FetchError::NotFound),
        status if status.is_redirection() => {
            let message = format!(
                "the server redirects ({status}) to another host; pass --allow-ref to follow"
            );
            return Err(FetchError::Unsupported(message));
        }
        status => return Err(FetchError::Failed(format!("the server answers {status}"))),
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| FetchError::Failed(reason(&error)))?
    {
        if bytes.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Follows redirects on the same host, never from HTTPS to HTTP.
fn redirect(attempt: Attempt<'_>, allow_ref: bool) -> reqwest::redirect::Action {
    if attempt.previous().len() > REDIRECTS {
        return attempt.error("too many redirects");
    }
    let Some(from) = attempt.previous().last() else {
        return attempt.stop();
    };
    let to = attempt.url();
    let downgrade = from.scheme() == "https" && to.scheme() != "https";
    let same_host = from.host_str() == to.host_str()
        && from.port_or_known_default() == to.port_or_known_default();
    let upgrade =
        from.host_str() == to.host_str() && from.scheme() == "http" && to.scheme() == "https";
    if !downgrade && (allow_ref || same_host || upgrade) {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// An error with its causes, without the URL, which may carry a password.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it took too long".to_owned();
    }
    let mut causes = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    causes
        .pop()
        .unwrap_or_else(|| "the request failed".to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// Answers each connection with the next of these responses; gives the base URL.
    fn serve(responses: Vec<String>) -> String {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            for response in responses {
                let (mut stream, _) = listener.accept().expect("a connection");
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let _ = stream.write_all(response.as_bytes());
            }
        });
        format!("http://{address}")
    }

    fn ok(body: &str) -> String {
        format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    fn to(location: &str) -> String {
        format!(
            "HTTP/1.1 302 Found\r\nconnection: close\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
        )
    }

    #[test]
    fn reads_a_body_and_follows_redirects_on_the_same_host() {
        let base = serve(vec![to("/b.yaml"), ok("openapi: 3.1.0")]);
        assert_eq!(
            Http::new(false, 100).read(&format!("{base}/a.yaml")),
            Ok(b"openapi: 3.1.0".to_vec())
        );
    }

    #[test]
    fn stops_at_a_redirect_to_another_host() {
        let base = serve(vec![to("http://127.0.0.2:1/b.yaml")]);
        let read = Http::new(false, 100).read(&format!("{base}/a.yaml"));
        assert!(matches!(read, Err(FetchError::Unsupported(_))), "{read:?}");
    }

    #[test]
    fn gives_up_on_redirect_loops_and_large_bodies() {
        let base = serve(vec![to("/a.yaml"); 7]);
        assert!(matches!(
            Http::new(false, 100).read(&format!("{base}/a.yaml")),
            Err(FetchError::Failed(_))
        ));
        let base = serve(vec![ok(&"x".repeat(101))]);
        assert_eq!(
            Http::new(false, 100).read(&format!("{base}/a.yaml")),
            Err(FetchError::TooLarge(100))
        );
    }

    #[test]
    fn tells_a_missing_file_from_a_broken_server() {
        let base = serve(vec![
            "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned(),
        ]);
        assert_eq!(
            Http::new(false, 100).read(&format!("{base}/a.yaml")),
            Err(FetchError::NotFound)
        );
        let base = serve(vec![
            "HTTP/1.1 500 Oh\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned(),
        ]);
        assert!(matches!(
            Http::new(false, 100).read(&format!("{base}/a.yaml")),
            Err(FetchError::Failed(_))
        ));
    }

    #[test]
    fn a_document_from_the_network_cannot_read_files() {
        let mut documents =
            Documents::new("https://example.org/api.yaml", true).expect("no folder is needed");
        assert!(matches!(
            documents.read("/etc/passwd"),
            Err(FetchError::Unsupported(_))
        ));
    }
}
