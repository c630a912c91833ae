//! The report for programs, which is also how runs are saved: everything in it can be read back without loss.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Report;
use crate::bench::{
    BenchError, Description, Limits, RunResult, ThreadUse,
    judge::Verdict,
    record::{Class, EndpointRecord, Latency, LatencySummary, Series, Sketch, Slot},
    result::per_second,
};

/// Raised when a field changes its meaning or goes away; new fields do not raise it.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: &'static str,
    version: &'static str,
    run: &'a Description,
    summary: Summary,
    targets: Vec<TargetFigures>,
    series: Vec<Second>,
    verdicts: Vec<Judged<'a>>,
    recommendations: &'a [String],
    /// By title in lower case: `comparison`, `capacity`, `rate limit`.
    sections: BTreeMap<String, &'a serde_json::Value>,
    generator: Generator<'a>,
    saved: Saved,
}

/// The figures of all requests, or of one target's.
#[derive(Debug, Serialize)]
struct Summary {
    requests: u64,
    failed: u64,
    total: u64,
    rps: f64,
    duration_s: f64,
    bytes_per_s: f64,
    error_rate: f64,
    response_ms: LatencySummary,
    service_ms: LatencySummary,
    status: BTreeMap<String, u64>,
    errors: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize)]
struct TargetFigures {
    name: String,
    #[serde(flatten)]
    figures: Summary,
}

#[derive(Debug, Serialize)]
struct Second {
    /// Where it begins, in seconds from the end of the warm-up.
    t_s: f64,
    width_s: f64,
    requests: u64,
    failed: u64,
    sent: u64,
    rps: f64,
    bytes: u64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
}

#[derive(Debug, Serialize)]
struct Judged<'a> {
    slo: &'a str,
    held: bool,
    value: Option<f64>,
    limit: f64,
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Generator<'a> {
    bottleneck: Option<String>,
    threads: &'a [ThreadUse],
    limits: Limits,
    scheduled: Option<u64>,
    sent: u64,
    not_sent: u64,
    lag_ms: LatencySummary,
}

/// A run as it was, for `merge` and `--compare`.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Saved {
    scheduled: Option<u64>,
    sent: u64,
    not_sent: u64,
    elapsed_s: f64,
    sending_s: f64,
    warmup_requests: u64,
    interrupted: bool,
    lag: String,
    connects: String,
    targets: Vec<SavedTarget>,
    width_ns: u64,
    slots: Vec<SavedSlot>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct SavedTarget {
    name: String,
    /// HdrHistogram V2 in base64, in microseconds.
    response: String,
    service: String,
    classes: BTreeMap<String, u64>,
    status: BTreeMap<u16, u64>,
    unexpected: BTreeMap<u16, u64>,
    examples: BTreeMap<String, String>,
    bytes_in: u64,
    bytes_out: u64,
}

/// Requests, failed, bytes, sent, and the buckets of the latency.
type SavedSlot = (u64, u64, u64, u64, Vec<(u32, u32)>);

/// The report as JSON.
pub fn render_json(report: &Report) -> String {
    let result = &report.result;
    let sound = report.bottleneck.is_none();
    let targets = result.endpoints.iter().map(|(name, record)| TargetFigures {
        name: name.clone(),
        figures: summary(record, result, sound),
    });
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: "cargo-backend",
        version: env!("CARGO_PKG_VERSION"),
        run: &result.description,
        summary: summary(&result.total(), result, sound),
        targets: targets.collect(),
        series: seconds(&result.series),
        verdicts: report.verdicts.iter().map(judged).collect(),
        recommendations: &report.recommendations,
        sections: report
            .sections
            .iter()
            .map(|section| (section.title.to_lowercase(), &section.data))
            .collect(),
        generator: Generator {
            bottleneck: report.bottleneck.as_ref().map(ToString::to_string),
            threads: &result.threads,
            limits: result.limits,
            scheduled: result.scheduled,
            sent: result.sent,
            not_sent: result.not_sent,
            lag_ms: result.lag.summary(true),
        },
        saved: save(result),
    };
    let mut text =
        serde_json::to_string_pretty(&document).expect("numbers and strings can be written");
    text.push('\n');
    text
}

fn summary(record: &EndpointRecord, result: &RunResult, sound: bool) -> Summary {
    let mut errors: BTreeMap<String, u64> = record
        .unexpected
        .iter()
        .map(|(status, &count)| (format!("status_{status}"), count))
        .collect();
    for class in Class::ALL
        .into_iter()
        .filter(|class| !matches!(class, Class::Ok | Class::Status))
    {
        if record.class(class) > 0 {
            errors.insert(class.key().to_owned(), record.class(class));
        }
    }
    Summary {
        requests: record.completed(),
        failed: record.failed(),
        total: record.total(),
        rps: per_second(record.completed(), result.elapsed),
        duration_s: result.elapsed.as_secs_f64(),
        bytes_per_s: per_second(record.bytes_in, result.elapsed),
        error_rate: record.error_rate(),
        response_ms: record.response.summary(sound),
        service_ms: record.service.summary(sound),
        status: record
            .statuses
            .iter()
            .map(|(status, &count)| (status.to_string(), count))
            .collect(),
        errors,
    }
}

fn seconds(series: &Series) -> Vec<Second> {
    let series = series.at_least(1_000_000_000);
    let width_s = series.width_s();
    let slots = series
        .slots()
        .iter()
        .enumerate()
        .map(|(index, slot)| Second {
            t_s: index as f64 * width_s,
            width_s,
            requests: slot.requests,
            failed: slot.failed,
            sent: slot.sent,
            rps: slot.requests as f64 / width_s,
            bytes: slot.bytes,
            p50_ms: slot.latency.quantile_ms(0.5),
            p95_ms: slot.latency.quantile_ms(0.95),
            p99_ms: slot.latency.quantile_ms(0.99),
        });
    slots.collect()
}

fn judged(verdict: &Verdict) -> Judged<'_> {
    Judged {
        slo: &verdict.slo.text,
        held: verdict.held,
        value: verdict.value,
        limit: verdict.slo.limit,
        reason: verdict.reason.as_deref(),
    }
}

fn save(result: &RunResult) -> Saved {
    let slots = result.series.slots().iter();
    Saved {
        scheduled: result.scheduled,
        sent: result.sent,
        not_sent: result.not_sent,
        elapsed_s: result.elapsed.as_secs_f64(),
        sending_s: result.sending.as_secs_f64(),
        warmup_requests: result.warmup_requests,
        interrupted: result.interrupted,
        lag: result.lag.to_base64(),
        connects: result.connects.to_base64(),
        targets: result
            .endpoints
            .iter()
            .map(|(name, record)| save_target(name, record))
            .collect(),
        width_ns: result.series.width_nanos(),
        slots: slots
            .map(|slot| {
                (
                    slot.requests,
                    slot.failed,
                    slot.bytes,
                    slot.sent,
                    slot.latency.buckets().collect(),
                )
            })
            .collect(),
    }
}

fn save_target(name: &str, record: &EndpointRecord) -> SavedTarget {
    let classes = Class::ALL
        .into_iter()
        .filter(|&class| record.class(class) > 0);
    SavedTarget {
        name: name.to_owned(),
        response: record.response.to_base64(),
        service: record.service.to_base64(),
        classes: classes
            .map(|class| (class.key().to_owned(), record.class(class)))
            .collect(),
        status: record.statuses.clone(),
        unexpected: record.unexpected.clone(),
        examples: record
            .examples
            .iter()
            .map(|(class, text)| (class.key().to_owned(), text.clone()))
            .collect(),
        bytes_in: record.bytes_in,
        bytes_out: record.bytes_out,
    }
}

/// Reads a report that was saved as JSON; `name` is where it came from.
///
/// # Errors
///
/// Input, when it is not such a report or one of another version.
pub fn read_json(name: &str, text: &str) -> Result<RunResult, BenchError> {
    #[derive(Deserialize)]
    struct Version {
        schema_version: u32,
    }
    #[derive(Deserialize)]
    struct Kept {
        run: Description,
        generator: KeptGenerator,
        saved: Saved,
    }
    #[derive(Deserialize)]
    struct KeptGenerator {
        threads: Vec<ThreadUse>,
        limits: Limits,
    }
    let help = "save one with `cargo backend bench URL --save run.json`";
    let version: Version = serde_json::from_str(text)
        .map_err(|error| BenchError::input(format!("{name} is not a saved run: {error}"), help))?;
    if version.schema_version != SCHEMA_VERSION {
        let found = version.schema_version;
        return Err(BenchError::input(
            format!("{name} has schema version {found}, this program reads {SCHEMA_VERSION}"),
            help,
        ));
    }
    let kept: Kept = serde_json::from_str(text).map_err(|error| {
        BenchError::input(format!("{name} is not a complete saved run: {error}"), help)
    })?;
    restore(
        kept.run,
        kept.generator.threads,
        kept.generator.limits,
        kept.saved,
    )
    .ok_or_else(|| {
        BenchError::input(
            format!("{name} holds a histogram that cannot be read"),
            help,
        )
    })
}

fn restore(
    description: Description,
    threads: Vec<ThreadUse>,
    limits: Limits,
    saved: Saved,
) -> Option<RunResult> {
    let slots = saved
        .slots
        .into_iter()
        .map(|(requests, failed, bytes, sent, buckets)| {
            Some(Slot {
                requests,
                failed,
                bytes,
                sent,
                latency: Sketch::from_buckets(buckets)?,
            })
        });
    Some(RunResult {
        description,
        endpoints: saved
            .targets
            .into_iter()
            .map(restore_target)
            .collect::<Option<_>>()?,
        series: Series::from_parts(saved.width_ns, slots.collect::<Option<_>>()?)?,
        lag: Latency::from_base64(&saved.lag)?,
        connects: Latency::from_base64(&saved.connects)?,
        scheduled: saved.scheduled,
        sent: saved.sent,
        not_sent: saved.not_sent,
        elapsed: std::time::Duration::try_from_secs_f64(saved.elapsed_s).ok()?,
        sending: std::time::Duration::try_from_secs_f64(saved.sending_s).ok()?,
        warmup_requests: saved.warmup_requests,
        threads,
        limits,
        interrupted: saved.interrupted,
    })
}

fn restore_target(saved: SavedTarget) -> Option<(String, EndpointRecord)> {
    let mut record = EndpointRecord {
        response: Latency::from_base64(&saved.response)?,
        service: Latency::from_base64(&saved.service)?,
        statuses: saved.status,
        unexpected: saved.unexpected,
        bytes_in: saved.bytes_in,
        bytes_out: saved.bytes_out,
        ..EndpointRecord::default()
    };
    for (key, count) in saved.classes {
        record.classes[Class::from_key(&key)? as usize] = count;
    }
    for (key, example) in saved.examples {
        record.examples.insert(Class::from_key(&key)?, example);
    }
    Some((saved.name, record))
}
