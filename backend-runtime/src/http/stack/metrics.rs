//! Requests counted and timed for Prometheus, by method, route and status.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use http::{Method, StatusCode};

/// Upper bounds of the histogram in microseconds.
const BOUNDS_US: [u64; 12] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    5_000_000,
];

/// All series of a stack. Routes and statuses are few, so that their number is bounded; paths that match no route
/// share one series.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    hasher: RandomState,
    /// By hash, so that looking up needs no owned key.
    series: RwLock<HashMap<u64, Vec<Arc<Series>>>>,
}

#[derive(Debug)]
struct Series {
    method: &'static str,
    path: String,
    status: u16,
    count: AtomicU64,
    sum_us: AtomicU64,
    buckets: [AtomicU64; BOUNDS_US.len()],
}

impl Series {
    fn record(&self, us: u64) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sum_us.fetch_add(us, Ordering::Relaxed);
        let bucket = BOUNDS_US.iter().position(|bound| us <= *bound);
        if let Some(bucket) = bucket {
            self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Metrics {
    pub(super) fn record(
        &self,
        method: &Method,
        path: &str,
        status: StatusCode,
        elapsed: Duration,
    ) {
        let us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        let (method, status) = (label(method), status.as_u16());
        let key = self.hasher.hash_one((method, path, status));
        let same = |series: &&Arc<Series>| {
            series.method == method && series.status == status && series.path == path
        };
        {
            let all = self
                .series
                .read()
                .unwrap_or_else(|error| error.into_inner());
            let found = all.get(&key).and_then(|list| list.iter().find(same));
            if let Some(series) = found {
                return series.record(us);
            }
        }
        let mut all = self
            .series
            .write()
            .unwrap_or_else(|error| error.into_inner());
        let list = all.entry(key).or_default();
        if !list.iter().any(|series| same(&series)) {
            list.push(Arc::new(Series {
                method,
                path: path.to_owned(),
                status,
                count: AtomicU64::new(0),
                sum_us: AtomicU64::new(0),
                buckets: Default::default(),
            }));
        }
        if let Some(series) = list.iter().find(same) {
            series.record(us);
        }
    }

    /// Prometheus' text format 0.0.4.
    pub(super) fn render(&self) -> String {
        let all = self
            .series
            .read()
            .unwrap_or_else(|error| error.into_inner());
        let mut sorted: Vec<Arc<Series>> = all.values().flatten().cloned().collect();
        drop(all);
        sorted.sort_by(|a, b| (&a.path, a.method, a.status).cmp(&(&b.path, b.method, b.status)));
        let mut out = String::from(
            "# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n",
        );
        for series in &sorted {
            let count = series.count.load(Ordering::Relaxed);
            let _ = writeln!(out, "http_requests_total{{{}}} {count}", labels(series));
        }
        out.push_str(
            "# HELP http_request_duration_seconds From the request's head to the answer's.\n\
             # TYPE http_request_duration_seconds histogram\n",
        );
        for series in &sorted {
            histogram(series, &mut out);
        }
        out
    }
}

fn histogram(series: &Series, out: &mut String) {
    const NAME: &str = "http_request_duration_seconds";
    let labels = labels(series);
    let mut total = 0;
    for (bound, bucket) in BOUNDS_US.iter().zip(&series.buckets) {
        total += bucket.load(Ordering::Relaxed);
        let bound = *bound as f64 / 1e6;
        let _ = writeln!(out, "{NAME}_bucket{{{labels},le=\"{bound}\"}} {total}");
    }
    let count = series.count.load(Ordering::Relaxed).max(total);
    let sum = series.sum_us.load(Ordering::Relaxed) as f64 / 1e6;
    let _ = writeln!(out, "{NAME}_bucket{{{labels},le=\"+Inf\"}} {count}");
    let _ = writeln!(out, "{NAME}_sum{{{labels}}} {sum}");
    let _ = writeln!(out, "{NAME}_count{{{labels}}} {count}");
}

fn labels(series: &Series) -> String {
    let path = series
        .path
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!(
        "method=\"{}\",path=\"{path}\",status=\"{}\"",
        series.method, series.status
    )
}

/// Methods that clients invent share one label.
fn label(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY",
    ];
    let known = KNOWN.iter().find(|known| **known == method.as_str());
    known.copied().unwrap_or("OTHER")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_method_route_and_status() {
        let metrics = Metrics::default();
        let ms = Duration::from_millis;
        metrics.record(&Method::GET, "/books/{id}", StatusCode::OK, ms(1));
        metrics.record(&Method::GET, "/books/{id}", StatusCode::OK, ms(30));
        metrics.record(
            &Method::from_bytes(b"FOO").unwrap(),
            "",
            StatusCode::NOT_FOUND,
            ms(1),
        );
        let text = metrics.render();
        let has = |line: &str| assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        has("http_requests_total{method=\"GET\",path=\"/books/{id}\",status=\"200\"} 2");
        has("http_requests_total{method=\"OTHER\",path=\"\",status=\"404\"} 1");
        has(
            "http_request_duration_seconds_bucket{method=\"GET\",path=\"/books/{id}\",status=\"200\",le=\"0.001\"} 1",
        );
        has(
            "http_request_duration_seconds_bucket{method=\"GET\",path=\"/books/{id}\",status=\"200\",le=\"+Inf\"} 2",
        );
        has(
            "http_request_duration_seconds_sum{method=\"GET\",path=\"/books/{id}\",status=\"200\"} 0.031",
        );
    }
}
