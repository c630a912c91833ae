//! Delivering messages.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{HOST, HeaderMap, HeaderValue};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use super::{Egress, Message, SendError, message::encoded};

/// Delivers messages: one connection each, no redirects, a limit on time and on what is read.
#[derive(Debug, Clone)]
pub struct Sender {
    timeout: Duration,
    answer_bytes: usize,
    egress: Egress,
    tls: Arc<rustls::ClientConfig>,
}

/// What a receiver answered.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The status, a 2xx where it was accepted.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Delivery {
    /// The body as JSON.
    ///
    /// # Errors
    /// [`SendError::Value`] when it is none, or of another form.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, SendError> {
        serde_json::from_slice(&self.body).map_err(|error| SendError::Value(error.to_string()))
    }
}

impl Sender {
    /// To public addresses, with a timeout of 10 s; of an answer, 64 KiB are read.
    pub fn new() -> Sender {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = rustls::RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let mut tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring supports the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Sender {
            timeout: Duration::from_secs(10),
            answer_bytes: 64 * 1024,
            egress: Egress::public(),
            tls: Arc::new(tls),
        }
    }

    /// With another timeout, for everything from the look-up of the host to the end of the answer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Sender {
        self.timeout = timeout;
        self
    }

    /// With other addresses.
    #[must_use]
    pub fn egress(mut self, egress: Egress) -> Sender {
        self.egress = egress;
        self
    }

    /// With another limit on the body of an answer.
    #[must_use]
    pub fn answer_bytes(mut self, limit: usize) -> Sender {
        self.answer_bytes = limit;
        self
    }

    /// Sends a message to a URL. Nothing is sent twice: whether to try again is for the caller to say.
    ///
    /// # Errors
    /// [`SendError`]; an answer that is not 2xx is [`SendError::Refused`].
    pub async fn send(&self, url: &str, message: Message) -> Result<Delivery, SendError> {
        let mut url = self.egress.url(url)?;
        if !message.query.is_empty() {
            let pairs = encoded(message.query.iter().cloned());
            let query = match url.query().filter(|query| !query.is_empty()) {
                Some(query) => format!("{query}&{pairs}"),
                None => pairs,
            };
            url.set_query(Some(&query));
        }
        let delivery = tokio::time::timeout(self.timeout, self.exchange(&url, message));
        let delivery = delivery
            .await
            .map_err(|_| SendError::Timeout(self.timeout))??;
        if delivery.status.is_success() {
            Ok(delivery)
        } else {
            Err(SendError::Refused(Box::new(delivery)))
        }
    }

    async fn exchange(&self, url: &Url, message: Message) -> Result<Delivery, SendError> {
        let addresses = self.egress.addresses(url).await?;
        let stream = TcpStream::connect(&*addresses)
            .await
            .map_err(SendError::Connect)?;
        if url.scheme() == "https" {
            let host = url.host_str().unwrap_or_default();
            let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
                .map_err(|error| SendError::Url(error.to_string()))?;
            let connector = TlsConnector::from(self.tls.clone());
            let stream = connector
                .connect(name, stream)
                .await
                .map_err(SendError::Connect)?;
            self.over(stream, url, message).await
        } else {
            self.over(stream, url, message).await
        }
    }

    async fn over<S>(&self, stream: S, url: &Url, message: Message) -> Result<Delivery, SendError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(SendError::Http)?;
        let request = request(url, message)?;
        let answer = async {
            let response = sender
                .send_request(request)
                .await
                .map_err(SendError::Http)?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, self.answer_bytes).collect().await;
            let body = body.map_err(|error| self.broken(error))?;
            Ok(Delivery {
                status: parts.status,
                headers: parts.headers,
                body: body.to_bytes(),
            })
        };
        // The connection is driven here, so that giving up closes it.
        tokio::pin!(answer);
        tokio::select! {
            biased;
            delivery = &mut answer => delivery,
            ended = connection => match ended {
                Ok(()) => answer.await,
                Err(error) => Err(SendError::Http(error)),
            },
        }
    }

    fn broken(&self, error: Box<dyn std::error::Error + Send + Sync>) -> SendError {
        match error.downcast::<hyper::Error>() {
            Ok(error) => SendError::Http(*error),
            Err(error) if error.is::<LengthLimitError>() => SendError::TooLarge(self.answer_bytes),
            Err(error) => SendError::Value(error.to_string()),
        }
    }
}

impl Default for Sender {
    fn default() -> Sender {
        Sender::new()
    }
}

/// The request as HTTP/1.1 has it: path and query, and the host as a header.
fn request(url: &Url, message: Message) -> Result<http::Request<Full<Bytes>>, SendError> {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let host =
        HeaderValue::from_str(authority).map_err(|error| SendError::Url(error.to_string()))?;
    let mut request = http::Request::builder()
        .method(message.method)
        .uri(target)
        .body(Full::new(message.body))
        .map_err(|error| SendError::Url(error.to_string()))?;
    *request.headers_mut() = message.headers;
    request.headers_mut().insert(HOST, host);
    Ok(request)
}
