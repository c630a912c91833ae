//! A recorder between `bench` and a service.

use std::{
    fmt,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use backend_tests::{
    http::{self, Answer},
    scaffold::{Service, tool},
};

use serde_json::Value;

use super::{KEY, answer::Translation, hostile};

/// A request as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A request and what axum answered.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) answer: Answer,
}

impl Request {
    fn deliver(&self, address: SocketAddr) -> std::io::Result<Answer> {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        http::send(address, &self.method, &self.target, &headers, &self.body)
    }

    /// Sends it with the ids that this service gave to what axum's ids name.
    pub(crate) fn send(&self, service: &Service, translation: &Translation) -> Answer {
        let translated = Self {
            method: self.method.clone(),
            target: translation.text(&self.target),
            headers: (self.headers.iter())
                .map(|(name, value)| (name.clone(), translation.text(value)))
                .collect(),
            body: match std::str::from_utf8(&self.body) {
                Ok(body) => translation.text(body).into_bytes(),
                Err(_) => self.body.clone(),
            },
        };
        translated
            .deliver(service.address)
            .unwrap_or_else(|error| panic!("{self}: {error}\n{}", service.log()))
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        for (name, value) in &self.headers {
            if !["accept", "user-agent", "x-api-key"].contains(&name.as_str()) {
                write!(f, " [{name}: {value}]")?;
            }
        }
        let body = String::from_utf8_lossy(&self.body);
        write!(f, " {}", body.chars().take(400).collect::<String>())
    }
}

type Log = Arc<Mutex<Vec<Exchange>>>;

/// Sends requests one by one and keeps them with the answers.
pub(crate) struct Recorder<'s> {
    service: &'s Service,
    pub(crate) exchanges: Vec<Exchange>,
}

impl<'s> Recorder<'s> {
    pub(crate) fn new(service: &'s Service) -> Self {
        Self {
            service,
            exchanges: Vec::new(),
        }
    }

    /// A request with a body in JSON, unless it is `null`; what came back.
    pub(crate) fn send(&mut self, method: &str, target: &str, body: &Value) -> Value {
        let mut request = Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        if !body.is_null() {
            let kind = ("content-type".to_owned(), "application/json".to_owned());
            request.headers.push(kind);
            request.body = body.to_string().into_bytes();
        }
        let answer = request.deliver(self.service.address);
        let answer =
            answer.unwrap_or_else(|error| panic!("{request}: {error}\n{}", self.service.log()));
        let told = serde_json::from_slice(&answer.body).unwrap_or_default();
        self.exchanges.push(Exchange { request, answer });
        told
    }
}

/// Lets `bench` send requests of the document to the service, adds the hostile ones, and returns them with the answers.
pub(crate) fn record(service: &Service, spec: &Path, requests: usize) -> Vec<Exchange> {
    let log = Log::default();
    let address = listen(service.address, Arc::clone(&log));
    let mut bench = Command::new(tool().expect("the program"));
    bench
        .args(["backend", "bench", "--spec"])
        .arg(spec)
        .arg(format!("http://{address}"));
    bench.args([
        "--requests",
        &requests.to_string(),
        "--concurrency",
        "1",
        "--threads",
        "1",
    ]);
    bench.args(["--negative", "60%", "--seed", "7", "--weight", "DELETE=1"]);
    bench.args(["--header", &format!("X-API-Key: {KEY}")]);
    bench.stdin(Stdio::null()).stdout(Stdio::null());
    // It fails when no request succeeds, which for a document of stubs is so.
    let status = bench.status().expect("bench runs");
    assert!(matches!(status.code(), Some(0 | 1)), "bench: {status}");
    let mut exchanges = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
    assert!(
        exchanges.len() >= requests,
        "{} requests were recorded",
        exchanges.len()
    );
    for request in hostile::made_of(&exchanges) {
        let answer = request
            .deliver(service.address)
            .unwrap_or_else(|error| panic!("{request}: {error}\n{}", service.log()));
        exchanges.push(Exchange { request, answer });
    }
    exchanges
}

fn listen(service: SocketAddr, log: Log) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let log = Arc::clone(&log);
            thread::spawn(move || while pass_on(&stream, service, &log).is_some() {});
        }
    });
    address
}

/// One request; nothing when the connection has ended.
fn pass_on(stream: &TcpStream, service: SocketAddr, log: &Log) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let request = read(&mut reader)?;
    let answer = request.deliver(service).ok()?;
    write(stream, &answer).ok()?;
    let exchange = Exchange { request, answer };
    log.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(exchange);
    Some(())
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = || {
        let mut line = String::new();
        let read = reader.read_line(&mut line).ok()?;
        (read > 0).then(|| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut parts = first.split(' ').map(str::to_owned);
    let (method, target) = (parts.next()?, parts.next()?);
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let header = line()?;
        let Some((name, value)) = header.split_once(':') else {
            break;
        };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        match name.as_str() {
            "content-length" => length = value.parse().ok()?,
            "host" | "connection" => {}
            _ => headers.push((name, value)),
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        target,
        headers,
        body,
    })
}

fn write(mut stream: &TcpStream, answer: &Answer) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Recorded\r\n", answer.status);
    for (name, value) in &answer.headers {
        if !["content-length", "transfer-encoding", "connection"].contains(&name.as_str()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    if answer.status != 204 && answer.status != 304 {
        head.push_str(&format!("content-length: {}\r\n", answer.body.len()));
    }
    head.push_str("\r\n");
    stream.write_all(&[head.as_bytes(), &answer.body].concat())
}
