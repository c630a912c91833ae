//! Servers that misbehave in one known way and count how often they did.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// A server for one test; its threads end with the test's process.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// Requests that arrived.
    pub(crate) requests: Arc<AtomicU64>,
    /// Requests that were treated badly.
    pub(crate) faults: Arc<AtomicU64>,
}

/// What a server does with a request.
pub(crate) enum Reply {
    /// Sends this and goes on.
    Send(Vec<u8>),
    /// Sends this and closes.
    SendAndClose(Vec<u8>),
    /// Resets the connection.
    Reset,
    /// Says nothing more on this connection.
    Silence,
}

/// A well-formed answer.
pub(crate) fn ok() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".to_vec()
}

impl Server {
    /// Asks `reply` for each request, which is numbered from 0; an answer other than [`ok`] counts as a fault.
    pub(crate) fn start(reply: impl Fn(u64) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (requests, faults) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let shared = (Arc::new(reply), requests.clone(), faults.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (reply, requests, faults) = shared.clone();
                let serve = move || converse(stream, reply.as_ref(), &requests, &faults);
                std::thread::Builder::new()
                    .stack_size(128 * 1024)
                    .spawn(serve)
                    .expect("a thread");
            }
        });
        Self {
            port,
            requests,
            faults,
        }
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::SeqCst)
    }

    pub(crate) fn faults(&self) -> u64 {
        self.faults.load(Ordering::SeqCst)
    }
}

fn converse(
    mut stream: TcpStream,
    reply: &dyn Fn(u64) -> Reply,
    requests: &AtomicU64,
    faults: &AtomicU64,
) {
    let _ = stream.set_nodelay(true);
    let mut buffer = [0; 4096];
    loop {
        // Looked at before it is read: closing with unread bytes is what makes the system send a reset.
        match stream.peek(&mut buffer) {
            Ok(1..) => {}
            Ok(0) | Err(_) => return,
        }
        let number = requests.fetch_add(1, Ordering::SeqCst);
        let reply = reply(number);
        if !matches!(&reply, Reply::Send(bytes) if *bytes == ok()) {
            faults.fetch_add(1, Ordering::SeqCst);
        }
        if matches!(reply, Reply::Reset) {
            return;
        }
        let _ = stream.read(&mut buffer);
        match reply {
            Reply::Send(bytes) => {
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
            Reply::SendAndClose(bytes) => {
                let _ = stream.write_all(&bytes);
                return;
            }
            Reply::Silence => {
                // Waits until the client gives up.
                let _ = stream.read(&mut buffer);
                return;
            }
            Reply::Reset => return,
        }
    }
}
