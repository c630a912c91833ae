//! The one client of the comparison: a connection a thread, kept alive, one request at a time.

use std::{
    io::{BufReader, Write},
    net::{SocketAddr, TcpStream},
    thread,
};

use backend_tests::{
    http::{self, Answer},
    scaffold::Service,
};
use serde_json::json;

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mix {
    /// Create, read, replace, list 20, delete.
    Crud,
    /// Read one pet by its id.
    Read,
    /// List 20 pets.
    List,
}

impl Mix {
    /// Every mix, in the order of the table.
    pub(super) const ALL: [Self; 3] = [Self::Crud, Self::Read, Self::List];

    /// The name in the table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Crud => "create, read, replace, list, delete",
            Self::Read => "read one",
            Self::List => "list 20",
        }
    }
}

/// Sends about this many requests; returns how many.
pub(super) fn drive(
    service: &Service,
    mix: Mix,
    connections: usize,
    requests: usize,
) -> Result<usize, String> {
    let address = service.address;
    thread::scope(|scope| {
        let share = requests.div_ceil(connections.max(1));
        let threads: Vec<_> = (0..connections.max(1))
            .map(|_| scope.spawn(move || Connection::open(address)?.send(mix, share)))
            .collect();
        let mut sent = 0;
        for thread in threads {
            sent += thread
                .join()
                .map_err(|_| "the client panicked".to_owned())??;
        }
        Ok(sent)
    })
    .map_err(|message: String| format!("{message}\n{}", service.log()))
}

/// Fills both services alike and compares what they answer.
pub(super) fn same_answers(first: &Service, second: &Service) -> Result<(), String> {
    let [mut first, mut second] = [
        Connection::open(first.address)?,
        Connection::open(second.address)?,
    ];
    for number in 0..30 {
        let body = json!({"name": format!("pet {number}"), "tag": "bench"}).to_string();
        same(&mut first, &mut second, "POST", "/v1/pets", &body)?;
    }
    for (method, target, body) in [
        ("GET", "/v1/pets", ""),
        ("GET", "/v1/pets?limit=5&offset=3", ""),
        ("GET", "/v1/pets/7", ""),
        ("PUT", "/v1/pets/7", r#"{"name":"seven"}"#),
        ("DELETE", "/v1/pets/8", ""),
        ("GET", "/v1/pets", ""),
    ] {
        same(&mut first, &mut second, method, target, body)?;
    }
    for (method, target, body) in [
        ("GET", "/v1/pets/8", ""),
        ("POST", "/v1/pets", r#"{"name":""}"#),
        ("GET", "/v1/pets?limit=0", ""),
    ] {
        let statuses = [
            first.exchange(method, target, body)?.status,
            second.exchange(method, target, body)?.status,
        ];
        if statuses[0] != statuses[1] || !(400..500).contains(&statuses[0]) {
            return Err(format!(
                "{method} {target}: the services answer {statuses:?}"
            ));
        }
    }
    Ok(())
}

fn same(
    first: &mut Connection,
    second: &mut Connection,
    method: &str,
    target: &str,
    body: &str,
) -> Result<(), String> {
    let [first, second] = [
        first.exchange(method, target, body)?,
        second.exchange(method, target, body)?,
    ];
    let json = |answer: &Answer| {
        if answer.body.is_empty() {
            json!(null)
        } else {
            answer.json()
        }
    };
    if first.status == second.status && json(&first) == json(&second) {
        return Ok(());
    }
    let shown = |answer: &Answer| format!("{} {}", answer.status, answer.text());
    Err(format!(
        "{method} {target}: the services differ:\n  {}\n  {}",
        shown(&first),
        shown(&second)
    ))
}

struct Connection {
    write: TcpStream,
    read: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self, String> {
        let open = || {
            let write = http::connect(address)?;
            write.set_nodelay(true)?;
            let read = BufReader::new(write.try_clone()?);
            Ok::<_, std::io::Error>(Self { write, read })
        };
        open().map_err(|error| format!("{address}: {error}"))
    }

    /// Sends about `share` requests; returns how many.
    fn send(mut self, mix: Mix, share: usize) -> Result<usize, String> {
        let mut sent = 0;
        while sent < share {
            sent += match mix {
                Mix::Crud => self.cycle()?,
                Mix::Read => self.expect(200, "GET", "/v1/pets/7", "").map(|_| 1)?,
                Mix::List => self
                    .expect(200, "GET", "/v1/pets?limit=20", "")
                    .map(|_| 1)?,
            };
        }
        Ok(sent)
    }

    /// The life of a pet, in five requests.
    fn cycle(&mut self) -> Result<usize, String> {
        let created = self.expect(201, "POST", "/v1/pets", r#"{"name":"Rex","tag":"dog"}"#)?;
        let target = format!("/v1/pets/{}", created.json()["id"]);
        self.expect(200, "GET", &target, "")?;
        self.expect(200, "PUT", &target, r#"{"name":"Rex the second"}"#)?;
        self.expect(200, "GET", "/v1/pets?limit=20", "")?;
        self.expect(204, "DELETE", &target, "")?;
        Ok(5)
    }

    fn expect(
        &mut self,
        status: u16,
        method: &str,
        target: &str,
        body: &str,
    ) -> Result<Answer, String> {
        let answer = self.exchange(method, target, body)?;
        if answer.status == status {
            return Ok(answer);
        }
        Err(format!(
            "{method} {target}: {} instead of {status}: {}",
            answer.status,
            answer.text()
        ))
    }

    fn exchange(&mut self, method: &str, target: &str, body: &str) -> Result<Answer, String> {
        let content = match body.len() {
            0 => String::new(),
            length => format!("content-type: application/json\r\ncontent-length: {length}\r\n"),
        };
        let request = format!(
            "{method} {target} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n{content}\r\n{body}"
        );
        let exchange = |connection: &mut Self| {
            connection.write.write_all(request.as_bytes())?;
            http::read(&mut connection.read)
        };
        exchange(self).map_err(|error| format!("{method} {target}: {error}"))
    }
}
