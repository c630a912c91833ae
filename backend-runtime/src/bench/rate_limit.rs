//! Whether a server limits the rate of a client: by how much, over which time, and each client apart.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde_json::json;

use crate::bench::report::Section;

/// Header fields by which servers tell of limits, in lower case.
const TELLING: [&str; 11] = [
    "retry-after",
    "ratelimit",
    "ratelimit-policy",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-rate-limit-limit",
    "x-rate-limit-reset",
];

/// What answers said about limits while a run ran.
#[derive(Debug, Default)]
pub struct RateLog(Mutex<Seen>);

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// Answers other than 429.
    pub passed: u64,
    /// Answers with 429.
    pub limited: u64,
    /// Those that came before the first 429, or were under way when it came.
    pub passed_before: u64,
    /// When the first answer came, in nanoseconds of the run.
    pub first: Option<u64>,
    /// When the first 429 came.
    pub first_limited: Option<u64>,
    /// When an answer passed again after the first stretch of 429.
    pub passed_again: Option<u64>,
    /// When the last answer came.
    pub last: u64,
    /// 429 answers with a `Retry-After`.
    pub with_retry_after: u64,
    /// The telling header fields with the value first seen.
    pub headers: BTreeMap<String, String>,
}

impl RateLog {
    pub(crate) fn note(&self, now: u64, status: u16, headers: &[(String, String)]) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.first.get_or_insert(now);
        seen.last = now;
        for (name, value) in headers
            .iter()
            .filter(|(name, _)| TELLING.contains(&name.as_str()))
        {
            seen.headers
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
        if status == 429 {
            seen.limited += 1;
            seen.first_limited.get_or_insert(now);
            seen.with_retry_after +=
                u64::from(headers.iter().any(|(name, _)| name == "retry-after"));
            return;
        }
        seen.passed += 1;
        match seen.first_limited {
            // Answers that were under way when the limit was hit may still come in; a real gap is what counts.
            Some(limited) if now > limited + 50_000_000 => {
                seen.passed_again.get_or_insert(now);
            }
            Some(_) | None => seen.passed_before += 1,
        }
    }

    /// What was seen so far.
    pub fn seen(&self) -> Seen {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// What a server's answers say about its limit.
#[derive(Debug, Clone, PartialEq)]
pub struct RateLimit {
    /// What was seen.
    pub seen: Seen,
    /// Requests that pass in one window.
    pub limit: Option<u64>,
    /// The window in seconds.
    pub window_s: Option<f64>,
    /// Whether a second client identity passes while the first is limited; `None` when that was not tried.
    pub apart: Option<bool>,
}

impl RateLimit {
    /// Reads what was seen: the server's own words first, its behaviour where it says nothing.
    pub fn infer(seen: Seen, apart: Option<bool>) -> Self {
        let (said_limit, said_window) = said(&seen.headers);
        let observed = seen.first_limited.map(|_| seen.passed_before);
        let window = match (seen.first, seen.passed_again) {
            (Some(first), Some(again)) => Some((again - first) as f64 / 1e9),
            _ => None,
        };
        Self {
            limit: said_limit.or(observed),
            window_s: said_window.or(window),
            seen,
            apart,
        }
    }

    /// Whether there is a limit.
    pub fn is_found(&self) -> bool {
        self.seen.limited > 0
    }

    /// The findings as a part of a report.
    pub fn section(&self) -> Section {
        let seen = &self.seen;
        Section {
            title: "Rate limit",
            lines: self.lines(),
            data: json!({
                "found": self.is_found(),
                "passed": seen.passed,
                "limited": seen.limited,
                "with_retry_after": seen.with_retry_after,
                "headers": seen.headers,
                "limit": self.limit,
                "window_s": self.window_s,
                "second_identity_apart": self.apart,
            }),
        }
    }

    /// The findings, one line each.
    pub fn lines(&self) -> Vec<String> {
        let seen = &self.seen;
        let all = seen.passed + seen.limited;
        if !self.is_found() {
            return vec![format!(
                "No rate limit found: none of {all} answers was 429"
            )];
        }
        let percent = |part: u64, whole: u64| part as f64 / whole.max(1) as f64 * 100.0;
        let mut lines = vec![
            format!(
                "429 answers: {} of {all} ({:.1}%)",
                seen.limited,
                percent(seen.limited, all)
            ),
            format!(
                "Retry-After on {:.1}% of them",
                percent(seen.with_retry_after, seen.limited)
            ),
        ];
        lines.extend(
            seen.headers
                .iter()
                .map(|(name, value)| format!("Header {name}: {value}")),
        );
        let window = self
            .window_s
            .map_or("a window longer than this run".to_owned(), |window| {
                format!("about {window:.1} s")
            });
        if let Some(limit) = self.limit {
            lines.push(format!(
                "Limit: {limit} requests in {window} ({} passed before the first 429)",
                seen.passed_before
            ));
        }
        lines.push(match self.apart {
            Some(true) => "A second client identity is limited apart".to_owned(),
            Some(false) => "A second client identity shares the limit".to_owned(),
            None => "A second client identity was not tried".to_owned(),
        });
        lines
    }
}

/// Limit and window in the server's words: draft-ietf-httpapi-ratelimit-headers, its older form, and `X-RateLimit`.
fn said(headers: &BTreeMap<String, String>) -> (Option<u64>, Option<f64>) {
    let parameter = |text: &str, name: &str| -> Option<f64> {
        let parts = text.split([';', ',']).map(str::trim);
        parts
            .filter_map(|part| part.split_once('='))
            .find(|(key, _)| *key == name)?
            .1
            .trim_matches('"')
            .parse()
            .ok()
    };
    let leading = |text: &str| {
        text.split([';', ','])
            .next()
            .and_then(|number| number.trim().parse::<f64>().ok())
    };
    let policy = headers.get("ratelimit-policy");
    let named = ["ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit"]
        .iter()
        .find_map(|name| headers.get(*name));
    let limit = policy
        .and_then(|text| parameter(text, "q").or_else(|| leading(text)))
        .or_else(|| named.and_then(|text| leading(text)));
    let window = policy.or(named).and_then(|text| parameter(text, "w"));
    (limit.map(|limit| limit as u64), window)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infers_limit_and_window_from_behaviour() {
        let log = RateLog::default();
        let ms = 1_000_000;
        for k in 0..100 {
            log.note(k * ms, 200, &[]);
        }
        for k in 100..1000 {
            log.note(k * ms, 429, &[("retry-after".into(), "1".into())]);
        }
        log.note(1000 * ms, 200, &[]);
        let limit = RateLimit::infer(log.seen(), Some(true));
        assert_eq!(limit.limit, Some(100));
        assert_eq!(limit.window_s, Some(1.0));
        assert_eq!(limit.seen.with_retry_after, 900);
    }

    #[test]
    fn believes_what_the_server_says() {
        let log = RateLog::default();
        log.note(
            0,
            200,
            &[("ratelimit-policy".into(), "\"default\";q=60;w=30".into())],
        );
        log.note(1, 429, &[]);
        let limit = RateLimit::infer(log.seen(), None);
        assert_eq!((limit.limit, limit.window_s), (Some(60), Some(30.0)));
        let old = said(&[("ratelimit-limit".to_owned(), "100, 100;w=60".to_owned())].into());
        assert_eq!(old, (Some(100), Some(60.0)));
    }

    #[test]
    fn no_429_is_no_limit() {
        let log = RateLog::default();
        log.note(0, 200, &[]);
        assert!(!RateLimit::infer(log.seen(), None).is_found());
    }
}
