//! An incremental parser for one response after another on a connection (RFC 9112).

use std::mem::MaybeUninit;

/// The most bytes of a response head.
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 128;
/// The most bytes of a body that are kept for somebody to look at.
const MAX_KEPT_BODY: usize = 16 * 1024 * 1024;

/// Parses the responses of one connection.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    state: State,
    /// The part of a head that has arrived so far; empty in the usual case.
    pending: Vec<u8>,
    /// The request was HEAD: the response has no body whatever its headers say.
    head_request: bool,
    keep: Keep,
    pub(crate) head: Head,
    pub(crate) kept: Kept,
}

/// What of a response is worth keeping.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Keep {
    pub(crate) headers: bool,
    pub(crate) body: bool,
}

/// What was kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// The part of a head that decides how to go on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Head {
    pub(crate) status: u16,
    /// The connection can carry another request afterwards.
    pub(crate) reusable: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum State {
    #[default]
    Head,
    Length(u64),
    UntilClose,
    ChunkSize {
        size: u64,
        digits: u8,
    },
    ChunkExtension(u64),
    ChunkData(u64),
    /// After the data of a chunk; `true` once its CR has been seen.
    ChunkEnd(bool),
    /// In the trailer section; how many bytes its current line has so far, without the line end.
    Trailer(u32),
    Done,
}

/// How far a response has come.
#[derive(Debug, PartialEq)]
pub(crate) enum Progress {
    /// More bytes are needed.
    More,
    /// The response is complete, and this many of the bytes given came after it.
    Done { surplus: usize },
    /// This is not HTTP.
    Malformed(&'static str),
}

impl Parser {
    /// Gets ready for the next response.
    pub(crate) fn begin(&mut self, head_request: bool, keep: Keep) {
        self.state = State::Head;
        self.pending.clear();
        self.head_request = head_request;
        self.keep = keep;
        if keep.headers || keep.body {
            self.kept = Kept::default();
        }
    }

    /// Takes the bytes that have arrived.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Progress {
        if self.state != State::Head {
            return self.body(bytes);
        }
        if self.pending.is_empty() {
            return self.heads(bytes);
        }
        let mut joined = std::mem::take(&mut self.pending);
        joined.extend_from_slice(bytes);
        self.heads(&joined)
    }

    /// The server closed its side: whether the response is complete, and whether any of it had arrived.
    pub(crate) fn closed(&mut self) -> Closed {
        match self.state {
            State::UntilClose => {
                self.head.reusable = false;
                Closed::Complete
            }
            State::Head if self.pending.is_empty() => Closed::Nothing,
            _ => Closed::Truncated,
        }
    }

    /// Parses heads until a final one: any number of 1xx responses may come before it (RFC 9110 §15.2).
    fn heads(&mut self, mut bytes: &[u8]) -> Progress {
        loop {
            match self.one_head(bytes) {
                Err(reason) => return Progress::Malformed(reason),
                Ok(None) if bytes.len() > MAX_HEAD => {
                    return Progress::Malformed("head over 64 KiB");
                }
                Ok(None) => {
                    self.pending.clear();
                    self.pending.extend_from_slice(bytes);
                    return Progress::More;
                }
                Ok(Some((length, status))) => {
                    bytes = &bytes[length..];
                    if (100..200).contains(&status) && status != 101 {
                        self.kept.headers.clear();
                        continue;
                    }
                    return self.body(bytes);
                }
            }
        }
    }

    fn one_head(&mut self, bytes: &[u8]) -> Result<Option<(usize, u16)>, &'static str> {
        let mut headers = [const { MaybeUninit::<httparse::Header<'_>>::uninit() }; MAX_HEADERS];
        let mut response = httparse::Response::new(&mut []);
        let config = httparse::ParserConfig::default();
        let parsed = config.parse_response_with_uninit_headers(&mut response, bytes, &mut headers);
        let length = match parsed {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err("more than 128 headers"),
            Err(httparse::Error::Version) => return Err("does not begin with HTTP/1.x"),
            Err(httparse::Error::Status) => return Err("status is not a number"),
            Err(_) => return Err("head is not HTTP"),
        };
        let status = response.code.unwrap_or_default();
        if status < 100 {
            return Err("status below 100");
        }
        let framing = Framing::read(response.headers)?;
        self.state = self.body_state(status, &framing);
        let http11 = response.version == Some(1);
        self.head = Head {
            status,
            reusable: (if http11 {
                !framing.close
            } else {
                framing.keep_alive
            }) && self.state != State::UntilClose
                && status != 101,
        };
        if self.keep.headers {
            let kept = response.headers.iter().map(|header| {
                let value = String::from_utf8_lossy(header.value).into_owned();
                (header.name.to_ascii_lowercase(), value)
            });
            self.kept.headers = kept.collect();
        }
        Ok(Some((length, status)))
    }

    /// RFC 9112 §6.3: what follows the head.
    fn body_state(&self, status: u16, framing: &Framing) -> State {
        if self.head_request || status < 200 || matches!(status, 204 | 304) {
            State::Done
        } else if framing.chunked {
            State::ChunkSize { size: 0, digits: 0 }
        } else if framing.other_coding {
            State::UntilClose
        } else {
            match framing.length {
                Some(0) => State::Done,
                Some(length) => State::Length(length),
                None => State::UntilClose,
            }
        }
    }

    fn body(&mut self, mut bytes: &[u8]) -> Progress {
        while self.state != State::Done {
            let Some(&first) = bytes.first() else {
                return Progress::More;
            };
            match self.state {
                State::Length(left) => {
                    let taken = self.take(&mut bytes, left);
                    self.state = if taken == left {
                        State::Done
                    } else {
                        State::Length(left - taken)
                    };
                }
                State::ChunkData(left) => {
                    let taken = self.take(&mut bytes, left);
                    self.state = if taken == left {
                        State::ChunkEnd(false)
                    } else {
                        State::ChunkData(left - taken)
                    };
                }
                State::UntilClose => {
                    let all = bytes.len() as u64;
                    self.take(&mut bytes, all);
                }
                State::Head | State::Done => {
                    unreachable!("the head has been parsed and the body has not ended")
                }
                State::ChunkSize { .. }
                | State::ChunkExtension(_)
                | State::ChunkEnd(_)
                | State::Trailer(_) => {
                    bytes = &bytes[1..];
                    match self.chunk_byte(first) {
                        Ok(state) => self.state = state,
                        Err(reason) => return Progress::Malformed(reason),
                    }
                }
            }
        }
        Progress::Done {
            surplus: bytes.len(),
        }
    }

    fn take(&mut self, bytes: &mut &[u8], at_most: u64) -> u64 {
        let length = (bytes.len() as u64).min(at_most);
        let (body, rest) = bytes.split_at(length as usize);
        if self.keep.body && self.kept.body.len() + body.len() <= MAX_KEPT_BODY {
            self.kept.body.extend_from_slice(body);
        }
        *bytes = rest;
        length
    }

    /// One byte of the framing around chunks (RFC 9112 §7.1).
    fn chunk_byte(&self, byte: u8) -> Result<State, &'static str> {
        let after_size = |size| {
            if size == 0 {
                State::Trailer(0)
            } else {
                State::ChunkData(size)
            }
        };
        Ok(match self.state {
            State::ChunkSize { size, digits } => match (byte, char::from(byte).to_digit(16)) {
                (_, Some(_)) if digits == 15 => return Err("chunk size is too long"),
                (_, Some(digit)) => State::ChunkSize {
                    size: size << 4 | u64::from(digit),
                    digits: digits + 1,
                },
                _ if digits == 0 => return Err("chunk size is not a number"),
                (b'\n', _) => after_size(size),
                (b'\r' | b' ' | b'\t' | b';', _) => State::ChunkExtension(size),
                _ => return Err("chunk size is not a number"),
            },
            State::ChunkExtension(size) if byte == b'\n' => after_size(size),
            State::ChunkExtension(size) => State::ChunkExtension(size),
            State::ChunkEnd(false) if byte == b'\r' => State::ChunkEnd(true),
            State::ChunkEnd(_) if byte == b'\n' => State::ChunkSize { size: 0, digits: 0 },
            State::ChunkEnd(_) => return Err("chunk is longer than its size"),
            State::Trailer(0) if byte == b'\n' => State::Done,
            State::Trailer(_) if byte == b'\n' => State::Trailer(0),
            State::Trailer(length) if byte == b'\r' => State::Trailer(length),
            State::Trailer(length) if (length as usize) < MAX_HEAD => State::Trailer(length + 1),
            State::Trailer(_) => return Err("trailers over 64 KiB"),
            other => other,
        })
    }
}

/// What a closed connection means for the response under way.
#[derive(Debug, PartialEq)]
pub(crate) enum Closed {
    /// The body ended with the connection, as its head announced.
    Complete,
    /// Not a byte of the response had arrived.
    Nothing,
    /// Some of it is missing.
    Truncated,
}

/// The headers that say where the body ends and whether the connection lives on.
#[derive(Debug, Default)]
struct Framing {
    length: Option<u64>,
    chunked: bool,
    other_coding: bool,
    close: bool,
    keep_alive: bool,
}

impl Framing {
    fn read(headers: &[httparse::Header<'_>]) -> Result<Self, &'static str> {
        let mut framing = Self::default();
        for header in headers {
            // Lengths first: comparing names costs more than the rest of this function.
            match header.name.len() {
                14 if header.name.eq_ignore_ascii_case("content-length") => {
                    framing.content_length(header.value)?
                }
                17 if header.name.eq_ignore_ascii_case("transfer-encoding") => {
                    let last = tokens(header.value).last().unwrap_or_default();
                    framing.chunked = last.eq_ignore_ascii_case(b"chunked");
                    framing.other_coding = !framing.chunked;
                }
                10 if header.name.eq_ignore_ascii_case("connection") => {
                    framing.close |=
                        tokens(header.value).any(|token| token.eq_ignore_ascii_case(b"close"));
                    framing.keep_alive |=
                        tokens(header.value).any(|token| token.eq_ignore_ascii_case(b"keep-alive"));
                }
                _ => {}
            }
        }
        Ok(framing)
    }

    fn content_length(&mut self, value: &[u8]) -> Result<(), &'static str> {
        for token in tokens(value) {
            let valid = !token.is_empty() && token.iter().all(u8::is_ascii_digit);
            let number = std::str::from_utf8(token)
                .ok()
                .filter(|_| valid)
                .and_then(|text| text.parse().ok());
            let number: u64 = number.ok_or("content-length is not a number")?;
            if self.length.is_some_and(|known| known != number) {
                return Err("two different content-lengths");
            }
            self.length = Some(number);
        }
        Ok(())
    }
}

fn tokens(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEEP: Keep = Keep {
        headers: true,
        body: true,
    };

    /// Feeds a response in pieces of every size; the outcome must not depend on it.
    fn parse(response: &[u8]) -> (Progress, Parser) {
        let whole = pieces(response, response.len().max(1));
        for size in 1..response.len().min(9) {
            let (progress, parser) = pieces(response, size);
            if let (Progress::Done { .. }, Progress::Done { .. }) = (&progress, &whole.0) {
                assert_eq!(parser.kept.body, whole.1.kept.body, "in pieces of {size}");
            } else {
                assert_eq!(progress, whole.0, "in pieces of {size}");
            }
        }
        whole
    }

    fn pieces(response: &[u8], size: usize) -> (Progress, Parser) {
        let mut parser = Parser::default();
        parser.begin(false, KEEP);
        for piece in response.chunks(size) {
            match parser.feed(piece) {
                Progress::More => {}
                end => return (end, parser),
            }
        }
        (Progress::More, parser)
    }

    #[test]
    fn reads_a_body_by_its_length() {
        let (progress, parser) =
            parse(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello");
        assert_eq!(progress, Progress::Done { surplus: 0 });
        assert_eq!(parser.kept.body, b"hello");
        assert_eq!(parser.kept.headers[1], ("x-a".into(), "b".into()));
        assert!(parser.head.reusable);
    }

    #[test]
    fn reads_chunks_of_odd_sizes_with_extensions_and_trailers() {
        let response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n00A;x=\"y\"\r\n0123456789\r\n3 \r\nxyz\r\n0\r\nTrailer: t\r\n\r\n";
        let (progress, parser) = parse(response);
        assert_eq!(progress, Progress::Done { surplus: 0 });
        assert_eq!(parser.kept.body, b"a0123456789xyz");
    }

    #[test]
    fn counts_bytes_after_the_body() {
        let (progress, _) = pieces(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokEXTRA", 1000);
        assert_eq!(progress, Progress::Done { surplus: 5 });
    }

    #[test]
    fn knows_responses_without_a_body() {
        for response in [
            "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        ] {
            assert_eq!(
                parse(response.as_bytes()).0,
                Progress::Done { surplus: 0 },
                "{response}"
            );
        }
        let mut parser = Parser::default();
        parser.begin(true, Keep::default());
        assert_eq!(
            parser.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
            Progress::Done { surplus: 0 }
        );
    }

    #[test]
    fn an_upgrade_ends_the_use_of_the_connection() {
        let (progress, parser) = parse(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        assert_eq!(progress, Progress::Done { surplus: 0 });
        assert!(!parser.head.reusable);
    }

    #[test]
    fn http_1_0_closes_unless_it_says_otherwise() {
        assert!(
            !parse(b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na")
                .1
                .head
                .reusable
        );
        assert!(
            parse(b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\na")
                .1
                .head
                .reusable
        );
        assert!(
            !parse(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na")
                .1
                .head
                .reusable
        );
    }

    #[test]
    fn a_body_without_length_ends_with_the_connection() {
        let (progress, mut parser) = parse(b"HTTP/1.0 200 OK\r\n\r\nall of it");
        assert_eq!(progress, Progress::More);
        assert_eq!(parser.closed(), Closed::Complete);
    }

    #[test]
    fn tells_truncated_from_nothing() {
        for part in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
            "HTTP/1.1 20",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        ] {
            let (_, mut parser) = pieces(part.as_bytes(), 1000);
            assert_eq!(parser.closed(), Closed::Truncated, "{part}");
        }
        let mut parser = Parser::default();
        parser.begin(false, KEEP);
        assert_eq!(parser.closed(), Closed::Nothing);
    }

    #[test]
    fn refuses_what_is_not_http() {
        for response in [
            "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 2x0 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        ] {
            let (progress, _) = pieces(response.as_bytes(), 1000);
            assert!(
                matches!(progress, Progress::Malformed(_)),
                "{response}: {progress:?}"
            );
        }
    }
}
