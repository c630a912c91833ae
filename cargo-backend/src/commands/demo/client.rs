//! One request at a time, kept as text to show.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::error::CliError;

/// Talks to the service.
#[derive(Debug)]
pub(super) struct Client {
    client: reqwest::Client,
    url: String,
}

/// A request of the walk.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) method: Method,
    /// From the host on, with the query.
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// `Location` and `ETag`, as far as they are there.
    pub(super) headers: Vec<(&'static str, String)>,
    /// JSON, or the text as a string; null when there is none.
    pub(super) body: Value,
}

impl Request {
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

impl Answer {
    /// The value of one of the kept headers.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Client {
    pub(super) fn new(url: &str) -> Result<Self, CliError> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(20))
            .build()
            .map_err(|error| CliError::environment(format!("no HTTP client: {error}")))?;
        Ok(Self {
            client,
            url: url.to_owned(),
        })
    }

    /// Sends the request and reads the whole answer.
    pub(super) async fn send(&self, request: &Request) -> Result<Answer, CliError> {
        let failed = |error: reqwest::Error| {
            let Request { method, path, .. } = request;
            CliError::environment(format!("{method} {path}: {error}"))
        };
        let url = format!("{}{}", self.url, request.path);
        let mut builder = self.client.request(request.method.clone(), url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let response = builder.send().await.map_err(failed)?;
        let status = response.status();
        let kept = ["location", "etag"].into_iter().filter_map(|name| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some((name, value.to_owned()))
        });
        let headers = kept.collect();
        let text = response.text().await.map_err(failed)?;
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        };
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}
