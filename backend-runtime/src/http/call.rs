//! One call of an operation: admission, then decoding that collects the violations of all locations.

use std::future::Future;
use std::pin::Pin;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::Stream;
use http::header;
use http::request::Parts;
use http_body::Body as _;
use serde::de::DeserializeOwned;

use super::exchange::Exchange;
use super::parameter::{self, Source};
use super::{ApiError, Context, Operation, Parameters, body, media, multipart, render};
use crate::auth::{self, Principal};
use crate::validate::{Code, Limits, Validate, Violation, decode};

/// A body that arrives piece by piece.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, ApiError>> + Send>>;

/// Runs one operation: admits the request (security, `Accept`), lets `handler` decode and answer it, and renders a
/// failure in the shape that the operation declares.
///
/// ```
/// # use backend_runtime::http::{self, ApiError, Call, Operation};
/// static PING: Operation = Operation { id: "ping", path: "/ping", ..Operation::NEW };
///
/// async fn ping(request: axum::extract::Request) -> axum::response::Response {
///     http::handle(&PING, request, async move |call: Call| {
///         let context = call.into_context();
///         Ok::<_, ApiError>(format!("pong {}", context.request_id))
///     })
///     .await
/// }
/// # let _: axum::Router = axum::Router::new().route("/ping", axum::routing::get(ping));
/// ```
pub async fn handle<H, F, R>(
    operation: &'static Operation,
    request: Request,
    handler: H,
) -> Response
where
    H: FnOnce(Call) -> F,
    F: Future<Output = Result<R, ApiError>>,
    R: IntoResponse,
{
    let (parts, body) = request.into_parts();
    let exchange = Exchange::of(&parts.extensions);
    let request_id = exchange.id.clone();
    let answer = match Call::admit(operation, parts, body, exchange).await {
        Ok(call) => handler(call).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(response) => response.into_response(),
        Err(error) => refuse(&error, operation, &request_id),
    }
}

/// A request being decoded.
///
/// Decoders return `Ok(Some(value))`, or remember violations and return `Ok(None)`, so that one 400 names what is wrong
/// in the path, the query, headers, cookies and the body together:
///
/// ```text
/// let query = call.query::<ListBooksQuery>();
/// let body = call.json::<NewBook>().await?;
/// let (Some(query), Some(body)) = (query, body) else {
///     return Err(call.invalid());
/// };
/// ```
#[derive(Debug)]
pub struct Call {
    operation: &'static Operation,
    parts: Parts,
    body: Body,
    exchange: ExchangeDebug,
    principal: Option<Principal>,
    accepted: &'static str,
    violations: Vec<Violation>,
}

/// An exchange without a `Debug` of its own: it holds the authenticator.
struct ExchangeDebug(Exchange);

impl std::fmt::Debug for ExchangeDebug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.id.fmt(f)
    }
}

impl Call {
    async fn admit(
        operation: &'static Operation,
        parts: Parts,
        body: Body,
        exchange: Exchange,
    ) -> Result<Call, ApiError> {
        let (principal, accepted) = admit(operation, &parts, &exchange).await?;
        Ok(Call {
            operation,
            parts,
            body,
            exchange: ExchangeDebug(exchange),
            principal,
            accepted,
            violations: Vec::new(),
        })
    }

    /// A call of no declared operation: what extractors decode with.
    pub(crate) fn detached(request: Request) -> Call {
        static NONE: Operation = Operation::NEW;
        let (parts, body) = request.into_parts();
        let exchange = Exchange::of(&parts.extensions);
        Call {
            operation: &NONE,
            parts,
            body,
            exchange: ExchangeDebug(exchange),
            principal: None,
            accepted: "",
            violations: Vec::new(),
        }
    }

    /// Path parameters.
    pub fn path<T: DeserializeOwned + Validate + Parameters>(&mut self) -> Option<T> {
        let source = Source::Path {
            template: self.operation.path,
            path: self.parts.uri.path(),
        };
        parameter::decode(source, &mut self.violations)
    }

    /// Query parameters; unknown ones are ignored.
    pub fn query<T: DeserializeOwned + Validate + Parameters>(&mut self) -> Option<T> {
        let source = Source::Query(self.parts.uri.query().unwrap_or_default());
        parameter::decode(source, &mut self.violations)
    }

    /// Header parameters.
    pub fn header<T: DeserializeOwned + Validate + Parameters>(&mut self) -> Option<T> {
        parameter::decode(Source::Header(&self.parts.headers), &mut self.violations)
    }

    /// Cookie parameters.
    pub fn cookie<T: DeserializeOwned + Validate + Parameters>(&mut self) -> Option<T> {
        parameter::decode(Source::Cookie(&self.parts.headers), &mut self.violations)
    }

    /// A required JSON body.
    ///
    /// # Errors
    /// 415 for another content type or charset, 413, 408. What is wrong inside is remembered.
    pub async fn json<T: DeserializeOwned + Validate>(&mut self) -> Result<Option<T>, ApiError> {
        match self.json_optional().await? {
            Some(Some(value)) => Ok(Some(value)),
            Some(None) => Ok(self.missing_body()),
            None => Ok(None),
        }
    }

    /// A JSON body that may be missing: `Some(None)` then.
    ///
    /// # Errors
    /// As [`Call::json`].
    pub async fn json_optional<T: DeserializeOwned + Validate>(
        &mut self,
    ) -> Result<Option<Option<T>>, ApiError> {
        if self.body.is_end_stream() {
            return Ok(Some(None));
        }
        self.expect(media::is_json, &["application/json"])?;
        let bytes = self.collect().await?;
        if bytes.is_empty() {
            return Ok(Some(None));
        }
        Ok(decode_json(&bytes, self.limits().json_depth, &mut self.violations).map(Some))
    }

    /// A required `application/x-www-form-urlencoded` body.
    ///
    /// # Errors
    /// 415 for another content type or charset, 413, 408. What is wrong inside is remembered.
    pub async fn form<T: DeserializeOwned + Validate + Parameters>(
        &mut self,
    ) -> Result<Option<T>, ApiError> {
        match self.form_optional().await? {
            Some(Some(value)) => Ok(Some(value)),
            Some(None) => Ok(self.missing_body()),
            None => Ok(None),
        }
    }

    /// A form body that may be missing: `Some(None)` then.
    ///
    /// # Errors
    /// As [`Call::form`].
    pub async fn form_optional<T: DeserializeOwned + Validate + Parameters>(
        &mut self,
    ) -> Result<Option<Option<T>>, ApiError> {
        if self.body.is_end_stream() {
            return Ok(Some(None));
        }
        self.expect(is_form, &["application/x-www-form-urlencoded"])?;
        let bytes = self.collect().await?;
        let Some(text) = self.utf8(&bytes) else {
            return Ok(None);
        };
        Ok(parameter::decode(Source::Form(text), &mut self.violations).map(Some))
    }

    /// A required `multipart/form-data` body; files are fields of type [`File`](super::File).
    ///
    /// # Errors
    /// 415 for another content type, 413 over the upload limit, 408, 400 when the parts cannot be told apart. What is
    /// wrong inside of parts is remembered.
    pub async fn multipart<T: DeserializeOwned + Validate + Parameters>(
        &mut self,
    ) -> Result<Option<T>, ApiError> {
        match self.multipart_optional().await? {
            Some(Some(value)) => Ok(Some(value)),
            Some(None) => Ok(self.missing_body()),
            None => Ok(None),
        }
    }

    /// A multipart body that may be missing: `Some(None)` then.
    ///
    /// # Errors
    /// As [`Call::multipart`].
    pub async fn multipart_optional<T: DeserializeOwned + Validate + Parameters>(
        &mut self,
    ) -> Result<Option<Option<T>>, ApiError> {
        if self.body.is_end_stream() {
            return Ok(Some(None));
        }
        self.expect(is_multipart, &["multipart/form-data"])?;
        let boundary = multer::parse_boundary(self.content_type()).map_err(|_| {
            ApiError::bad_request("the content type multipart/form-data needs a boundary parameter")
        })?;
        let config = self.limits();
        let (text_limit, file_limit) = (config.body_bytes, config.upload_bytes);
        let stall = config.body_timeout;
        let body = std::mem::take(&mut self.body);
        let stream = body::stream(body, &self.parts.headers, file_limit, stall)?;
        let is_file = |name: &str| multipart::is_file(T::schema(), name);
        let parts = multipart::read(stream, boundary, text_limit, is_file).await?;
        Ok(multipart::decode(parts, &mut self.violations).map(Some))
    }

    /// A required body of text. The content type is held to the operation's, or must be `text/…`.
    ///
    /// # Errors
    /// 415 for another content type or charset, 413, 408. Bytes that are not UTF-8 are remembered.
    pub async fn text(&mut self) -> Result<Option<String>, ApiError> {
        match self.text_optional().await? {
            Some(Some(text)) => Ok(Some(text)),
            Some(None) => Ok(self.missing_body()),
            None => Ok(None),
        }
    }

    /// A body of text that may be missing: `Some(None)` then.
    ///
    /// # Errors
    /// As [`Call::text`].
    pub async fn text_optional(&mut self) -> Result<Option<Option<String>>, ApiError> {
        if self.body.is_end_stream() {
            return Ok(Some(None));
        }
        self.expect(|given| media::covers("text/*", given), &["text/plain"])?;
        let bytes = self.collect().await?;
        Ok(self.utf8(&bytes).map(|text| Some(text.to_owned())))
    }

    /// A body of bytes. The content type is held to the operation's.
    ///
    /// # Errors
    /// 415 for another content type, 413, 408.
    pub async fn bytes(&mut self) -> Result<Bytes, ApiError> {
        self.expect_declared()?;
        self.collect().await
    }

    /// A body that is read piece by piece, up to the upload limit.
    ///
    /// # Errors
    /// 415 for another content type, 413; while reading also 408 and 400.
    pub fn stream(&mut self) -> Result<BodyStream, ApiError> {
        self.expect_declared()?;
        let config = &self.exchange.0.shared.config;
        let body = std::mem::take(&mut self.body);
        let stream = body::stream(
            body,
            &self.parts.headers,
            config.upload_bytes,
            config.body_timeout,
        )?;
        Ok(Box::pin(stream))
    }

    /// Which of the operation's `consumes` the body is, for operations with several.
    ///
    /// # Errors
    /// 415 when it is none of them.
    pub fn media_type(&self) -> Result<&'static str, ApiError> {
        let given = self.content_type();
        let declared = self.operation.consumes;
        let found = declared
            .iter()
            .find(|declared| media::covers(declared, given));
        found
            .copied()
            .ok_or_else(|| ApiError::unsupported_media_type(declared))
    }

    /// Whether the request has no body at all.
    pub fn has_no_body(&self) -> bool {
        self.body.is_end_stream()
    }

    /// The 400 with everything remembered.
    pub fn invalid(&mut self) -> ApiError {
        ApiError::violations(std::mem::take(&mut self.violations))
    }

    /// Remembers a violation of your own.
    pub fn violation(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    /// What the handler needs besides the decoded values.
    pub fn into_context(self) -> Context {
        Context {
            request_id: self.exchange.0.id,
            principal: self.principal,
            operation: self.operation,
            accepted: self.accepted,
            parts: self.parts,
        }
    }

    fn limits(&self) -> &super::HttpConfig {
        &self.exchange.0.shared.config
    }

    fn content_type(&self) -> &str {
        let value = self.parts.headers.get(header::CONTENT_TYPE);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    async fn collect(&mut self) -> Result<Bytes, ApiError> {
        let body = std::mem::take(&mut self.body);
        let config = &self.exchange.0.shared.config;
        let (limit, timeout) = (config.body_bytes, config.body_timeout);
        body::collect(body, &self.parts.headers, limit, timeout).await
    }

    /// 415 unless the decoder reads this type, the operation declares it, and text is UTF-8.
    fn expect(&self, readable: impl Fn(&str) -> bool, otherwise: &[&str]) -> Result<(), ApiError> {
        let given = self.content_type();
        let declared = self.operation.consumes;
        let known = match declared {
            [] => readable(given),
            declared => declared
                .iter()
                .any(|declared| media::covers(declared, given)),
        };
        if known && media::is_utf8(given) {
            return Ok(());
        }
        let accepted = if declared.is_empty() {
            otherwise
        } else {
            declared
        };
        Err(ApiError::unsupported_media_type(accepted))
    }

    fn expect_declared(&self) -> Result<(), ApiError> {
        match self.operation.consumes {
            [] => Ok(()),
            _ => self.media_type().map(drop),
        }
    }

    fn missing_body<T>(&mut self) -> Option<T> {
        let violation = Violation::new("", Code::REQUIRED);
        self.violations
            .push(violation.with_message("the request body is required"));
        None
    }

    fn utf8<'a>(&mut self, bytes: &'a [u8]) -> Option<&'a str> {
        let text = std::str::from_utf8(bytes).ok();
        if text.is_none() {
            let violation = Violation::new("", Code::UTF8);
            self.violations
                .push(violation.with_message("must be UTF-8"));
        }
        text
    }
}

/// Who calls, and the media type to answer with.
///
/// # Errors
/// 401, 403 and 503 as the operation's security decides, 406.
pub(crate) async fn admit(
    operation: &'static Operation,
    parts: &Parts,
    exchange: &Exchange,
) -> Result<(Option<Principal>, &'static str), ApiError> {
    let principal = match operation.security {
        [] => None,
        required => auth::admit(required, &*exchange.shared.authenticator, parts).await?,
    };
    Ok((principal, accepted(operation, parts)?))
}

/// The answer to a request that fails, in the shape that its operation declares.
pub(crate) fn refuse(
    error: &ApiError,
    operation: &'static Operation,
    request_id: &super::RequestId,
) -> Response {
    super::log::failure(error, operation.id, request_id);
    render::for_operation(error, operation, request_id)
}

/// The media type to answer with.
fn accepted(operation: &'static Operation, parts: &Parts) -> Result<&'static str, ApiError> {
    let Some(&first) = operation.produces.first() else {
        return Ok("");
    };
    let mut lines = parts.headers.get_all(header::ACCEPT).iter();
    let (one, more) = (lines.next(), lines.next());
    match (one.map(|value| value.to_str()), more) {
        (None, _) | (Some(Ok("*/*")), None) => Ok(first),
        (Some(Ok(accept)), None) if accept == first => Ok(first),
        _ => {
            let lines = parts.headers.get_all(header::ACCEPT).iter();
            let lines: Vec<&str> = lines.filter_map(|value| value.to_str().ok()).collect();
            media::negotiate(&lines.join(","), operation.produces)
                .ok_or_else(|| ApiError::not_acceptable(operation.produces))
        }
    }
}

fn is_form(content_type: &str) -> bool {
    media::essence(content_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn is_multipart(content_type: &str) -> bool {
    media::essence(content_type).eq_ignore_ascii_case("multipart/form-data")
}

/// JSON text as a checked value; what is wrong is added to `violations`.
fn decode_json<T: DeserializeOwned + Validate>(
    bytes: &[u8],
    depth: usize,
    violations: &mut Vec<Violation>,
) -> Option<T> {
    let limits = Limits {
        depth,
        ..Limits::default()
    };
    match decode::json(bytes, &limits) {
        Ok(value) => Some(value),
        Err(error) => {
            violations.extend(error.into_violations());
            None
        }
    }
}
