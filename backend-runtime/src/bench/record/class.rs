//! The classes of outcome: every request ends in exactly one.

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// An answer as expected.
    Ok,
    /// A complete answer with a status that is not expected.
    Status,
    /// The host name did not resolve.
    Dns,
    /// The connection was refused.
    ConnectRefused,
    /// The connection was not made within the timeout.
    ConnectTimeout,
    /// The connection failed otherwise: unreachable, no local port or descriptor left.
    ConnectFailed,
    /// The TLS handshake failed.
    Tls,
    /// The connection was reset, or closed before the first byte of an answer.
    Reset,
    /// No complete answer within the timeout.
    Timeout,
    /// The connection closed inside an answer.
    Truncated,
    /// Bytes followed the answer that nobody asked for.
    Surplus,
    /// The answer was not HTTP.
    Malformed,
    /// The answer did not match the document's schema.
    Schema,
    /// The body did not contain what was expected, or a check of a scenario failed.
    Body,
    /// Still without an answer when the run ended.
    Unanswered,
}

impl Class {
    /// Every class, in the order reports show them.
    pub const ALL: [Self; 15] = [
        Self::Ok,
        Self::Status,
        Self::Dns,
        Self::ConnectRefused,
        Self::ConnectTimeout,
        Self::ConnectFailed,
        Self::Tls,
        Self::Reset,
        Self::Timeout,
        Self::Truncated,
        Self::Surplus,
        Self::Malformed,
        Self::Schema,
        Self::Body,
        Self::Unanswered,
    ];

    /// The name in reports for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ok => "Successful",
            Self::Status => "Unexpected status",
            Self::Dns => "DNS failure",
            Self::ConnectRefused => "Connection refused",
            Self::ConnectTimeout => "Connection timeout",
            Self::ConnectFailed => "Connection failed",
            Self::Tls => "TLS failure",
            Self::Reset => "Connection reset",
            Self::Timeout => "Request timeout",
            Self::Truncated => "Truncated body",
            Self::Surplus => "Surplus bytes",
            Self::Malformed => "Malformed response",
            Self::Schema => "Schema mismatch",
            Self::Body => "Unexpected body",
            Self::Unanswered => "Unanswered at the end",
        }
    }

    /// The name in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Status => "status",
            Self::Dns => "dns",
            Self::ConnectRefused => "connect_refused",
            Self::ConnectTimeout => "connect_timeout",
            Self::ConnectFailed => "connect_failed",
            Self::Tls => "tls",
            Self::Reset => "reset",
            Self::Timeout => "timeout",
            Self::Truncated => "truncated",
            Self::Surplus => "surplus",
            Self::Malformed => "malformed",
            Self::Schema => "schema",
            Self::Body => "body",
            Self::Unanswered => "unanswered",
        }
    }

    /// The class with this name in JSON.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.key() == key)
    }

    /// Whether the time it took says something about the server: it answered, or was waited for.
    ///
    /// A refused or reset connection is over quickly; counting it would make a failing server look fast.
    pub fn has_latency(self) -> bool {
        match self {
            Self::Ok
            | Self::Status
            | Self::Timeout
            | Self::Schema
            | Self::Body
            | Self::Surplus
            | Self::Unanswered => true,
            Self::Dns
            | Self::ConnectRefused
            | Self::ConnectTimeout
            | Self::ConnectFailed
            | Self::Tls
            | Self::Reset
            | Self::Truncated
            | Self::Malformed => false,
        }
    }

    /// Whether there was no connection, which shows at once: trying again without a pause would only burn a core.
    pub(crate) fn is_failure_to_connect(self) -> bool {
        match self {
            Self::Dns | Self::ConnectRefused | Self::ConnectFailed | Self::Tls => true,
            Self::Ok
            | Self::Status
            | Self::ConnectTimeout
            | Self::Reset
            | Self::Timeout
            | Self::Truncated
            | Self::Surplus
            | Self::Malformed
            | Self::Schema
            | Self::Body
            | Self::Unanswered => false,
        }
    }

    /// Whether a request of this class counts as completed: it got a whole answer, good or bad.
    pub fn is_answered(self) -> bool {
        match self {
            Self::Ok | Self::Status | Self::Schema | Self::Body | Self::Surplus => true,
            Self::Dns
            | Self::ConnectRefused
            | Self::ConnectTimeout
            | Self::ConnectFailed
            | Self::Tls
            | Self::Reset
            | Self::Timeout
            | Self::Truncated
            | Self::Malformed
            | Self::Unanswered => false,
        }
    }
}
