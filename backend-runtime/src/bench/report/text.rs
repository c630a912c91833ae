//! The report for a terminal.

use std::fmt::Write as _;

use super::{
    Report,
    figures::{bytes, grouped, ms, percent, rate},
};
use crate::bench::{
    judge::REFERENCES,
    record::{Class, EndpointRecord, Latency, LatencySummary},
    result::per_second,
};

/// The width of the histogram's longest bar.
const BAR: f64 = 40.0;

/// The report for a terminal, in plain text.
pub fn render_text(report: &Report) -> String {
    let mut out = String::new();
    write_all(&mut out, report).expect("writing to a string does not fail");
    out
}

fn write_all(out: &mut String, report: &Report) -> std::fmt::Result {
    let total = report.result.total();
    header(out, report)?;
    throughput(out, report, &total)?;
    latency(out, report, &total)?;
    endpoints(out, report)?;
    status(out, &total)?;
    errors(out, report, &total)?;
    verdicts(out, report)?;
    sections(out, report)?;
    references(out, report, &total)?;
    writeln!(out, "\nRECOMMENDATION")?;
    report
        .recommendations
        .iter()
        .try_for_each(|line| writeln!(out, "  {line}"))
}

fn header(out: &mut String, report: &Report) -> std::fmt::Result {
    let about = &report.result.description;
    writeln!(out, "Target:   {}", about.target)?;
    writeln!(out, "Model:    {}", about.model)?;
    writeln!(
        out,
        "Protocol: {}, timeout {} s",
        about.protocol, about.timeout_s
    )?;
    if about.warmup_s > 0.0 {
        let left_out = grouped(report.result.warmup_requests);
        writeln!(
            out,
            "Warm-up:  {} s, {left_out} requests left out of every figure",
            about.warmup_s
        )?;
    }
    if report.result.interrupted {
        writeln!(out, "Ended early: the figures cover what ran")?;
    }
    Ok(())
}

fn throughput(out: &mut String, report: &Report, total: &EndpointRecord) -> std::fmt::Result {
    let result = &report.result;
    let all = total.total();
    let ok = total.class(Class::Ok);
    writeln!(out, "\nTHROUGHPUT")?;
    writeln!(out, "  Total requests: {}", grouped(all))?;
    writeln!(
        out,
        "  Successful: {} ({})",
        grouped(ok),
        percent(share(ok, all))
    )?;
    writeln!(
        out,
        "  Failed: {} ({})",
        grouped(all - ok),
        percent(share(all - ok, all))
    )?;
    writeln!(out, "  Duration: {:.2} s", result.elapsed.as_secs_f64())?;
    if let Some(requested) = result.description.requested_rate {
        let due = result.scheduled.unwrap_or_default();
        writeln!(
            out,
            "  Requested: {} requests, up to {} requests/s",
            grouped(due),
            rate(requested)
        )?;
    }
    writeln!(out, "  Sent: {} requests/s", rate(result.sent_rate()))?;
    writeln!(out, "  Completed: {} requests/s", rate(result.rate()))?;
    let seconds = result.elapsed.as_secs_f64().max(f64::MIN_POSITIVE);
    writeln!(
        out,
        "  Received: {}/s, sent {}/s",
        bytes(total.bytes_in as f64 / seconds),
        bytes(total.bytes_out as f64 / seconds)
    )?;
    if result.connects.count() > 0 {
        let (count, mean) = (
            grouped(result.connects.count()),
            ms(result.connects.mean_ms()),
        );
        writeln!(
            out,
            "  Connections made: {count}, {mean} ms each on average"
        )?;
    }
    writeln!(out, "  Client CPU: {}", client_cpu(&result.threads))?;
    writeln!(
        out,
        "  Client limits: {} file descriptors, {} local ports",
        grouped(result.limits.descriptors),
        grouped(result.limits.ports)
    )
}

/// Each thread while they are few; a summary of the many of a merged run.
fn client_cpu(threads: &[crate::bench::ThreadUse]) -> String {
    let percent = |busy: f64| format!("{:.0}%", busy * 100.0);
    if threads.len() <= 8 {
        let busy: Vec<String> = threads
            .iter()
            .map(|thread| percent(thread.busy()))
            .collect();
        return format!("{} of a core for each thread", busy.join(", "));
    }
    let mean = threads
        .iter()
        .map(crate::bench::ThreadUse::busy)
        .sum::<f64>()
        / threads.len() as f64;
    let most = threads
        .iter()
        .map(crate::bench::ThreadUse::busy)
        .fold(0.0, f64::max);
    format!(
        "{} of a core on average, {} at most ({} threads)",
        percent(mean),
        percent(most),
        threads.len()
    )
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn latency(out: &mut String, report: &Report, total: &EndpointRecord) -> std::fmt::Result {
    writeln!(out, "\nLATENCY (ms)")?;
    if total.response.count() == 0 {
        return writeln!(out, "  no request was answered");
    }
    let sound = report.bottleneck.is_none();
    writeln!(out, "  {:<15}{HEADINGS}", "")?;
    writeln!(
        out,
        "  {:<15}{}",
        "response time",
        row(&total.response.summary(sound))
    )?;
    writeln!(
        out,
        "  {:<15}{}",
        "service time",
        row(&total.service.summary(sound))
    )?;
    if report.result.description.open {
        writeln!(
            out,
            "  {:<15}{}",
            "client lag",
            row(&report.result.lag.summary(true))
        )?;
        writeln!(
            out,
            "  response: from the intended start; service: from the first byte sent; lag: how late the client sent"
        )?;
    } else {
        writeln!(
            out,
            "  response: from the user's wish to send, connecting included; service: from the first byte sent"
        )?;
    }
    match &report.bottleneck {
        Some(bottleneck) => writeln!(out, "  no percentiles: {bottleneck}"),
        None => histogram(out, &total.response),
    }
}

const HEADINGS: &str =
    "      min     mean    stdev      p50      p75      p90      p95      p99    p99.9      max";

fn row(summary: &LatencySummary) -> String {
    let known = |value: Option<f64>| value.map_or("-".to_owned(), ms);
    let cells = [
        ms(summary.min),
        ms(summary.mean),
        ms(summary.stdev),
        known(summary.p50),
        known(summary.p75),
        known(summary.p90),
        known(summary.p95),
        known(summary.p99),
        known(summary.p999),
        ms(summary.max),
    ];
    cells.iter().map(|cell| format!("{cell:>9}")).collect()
}

/// Bars for ranges that double: the shape of a tail shows, which equal ranges hide.
fn histogram(out: &mut String, latency: &Latency) -> std::fmt::Result {
    let bars = super::bars::doubling(latency);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    writeln!(out)?;
    for bar in bars {
        let length = (bar.count as f64 / most as f64 * BAR).ceil() as usize;
        let range = format!("{} - {}", ms(bar.from_ms), ms(bar.to_ms));
        writeln!(
            out,
            "  {range:>19} {:>11} {}",
            grouped(bar.count),
            "▇".repeat(length)
        )?;
    }
    Ok(())
}

fn endpoints(out: &mut String, report: &Report) -> std::fmt::Result {
    if report.result.endpoints.len() < 2 {
        return Ok(());
    }
    let sound = report.bottleneck.is_none();
    let width = report
        .result
        .endpoints
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        .clamp(8, 60);
    writeln!(out, "\nBY TARGET")?;
    writeln!(
        out,
        "  {:<width$} {:>11} {:>9} {:>10} {:>9} {:>9} {:>9}",
        "", "requests", "failed", "rps", "p50", "p95", "p99"
    )?;
    for (name, record) in &report.result.endpoints {
        let summary = record.response.summary(sound);
        let known = |value: Option<f64>| value.map_or("-".to_owned(), ms);
        writeln!(
            out,
            "  {name:<width$} {:>11} {:>9} {:>10} {:>9} {:>9} {:>9}",
            grouped(record.total()),
            percent(record.error_rate()),
            rate(per_second(record.completed(), report.result.elapsed)),
            known(summary.p50),
            known(summary.p95),
            known(summary.p99),
        )?;
    }
    Ok(())
}

fn status(out: &mut String, total: &EndpointRecord) -> std::fmt::Result {
    writeln!(out, "\nSTATUS")?;
    if total.statuses.is_empty() {
        return writeln!(out, "  no answer had a status");
    }
    total
        .statuses
        .iter()
        .try_for_each(|(status, &count)| writeln!(out, "  {status}: {}", grouped(count)))
}

fn errors(out: &mut String, report: &Report, total: &EndpointRecord) -> std::fmt::Result {
    writeln!(out, "\nERRORS")?;
    if total.failed() == 0 {
        return writeln!(out, "  none");
    }
    for (status, &count) in &total.unexpected {
        let answered = |record: &EndpointRecord| record.unexpected.contains_key(status);
        let endpoints = &report.result.endpoints;
        let example = endpoints
            .iter()
            .find(|(_, record)| answered(record))
            .map(|(name, _)| format!("  (e.g. {name})"))
            .unwrap_or_default();
        writeln!(out, "  HTTP {status}: {}{example}", grouped(count))?;
    }
    for class in Class::ALL
        .into_iter()
        .filter(|class| !matches!(class, Class::Ok | Class::Status))
    {
        let count = total.class(class);
        if count > 0 {
            let example = total
                .examples
                .get(&class)
                .map(|example| format!("  (e.g. {example})"))
                .unwrap_or_default();
            writeln!(out, "  {}: {}{example}", class.label(), grouped(count))?;
        }
    }
    Ok(())
}

fn verdicts(out: &mut String, report: &Report) -> std::fmt::Result {
    if report.verdicts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nSLO")?;
    let width = report
        .verdicts
        .iter()
        .map(|verdict| verdict.slo.text.chars().count())
        .max()
        .unwrap_or(0);
    for verdict in &report.verdicts {
        let mark = if verdict.held { "held" } else { "MISSED" };
        let value = match (&verdict.reason, verdict.value) {
            (Some(reason), _) => reason.clone(),
            (None, Some(value)) => verdict.slo.show(value),
            (None, None) => String::new(),
        };
        writeln!(out, "  {mark:<7} {:<width$}  {value}", verdict.slo.text)?;
    }
    Ok(())
}

fn sections(out: &mut String, report: &Report) -> std::fmt::Result {
    for section in &report.sections {
        writeln!(out, "\n{}", section.title.to_uppercase())?;
        section
            .lines
            .iter()
            .try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    Ok(())
}

fn references(out: &mut String, report: &Report, total: &EndpointRecord) -> std::fmt::Result {
    if report.bottleneck.is_some() || total.response.count() == 0 {
        return Ok(());
    }
    let rps = report.result.rate();
    let marks = REFERENCES.iter().map(|reference| {
        let mark = if reference.is_met(total, rps) {
            "met"
        } else {
            "not met"
        };
        format!("{} {mark}", reference.slo)
    });
    writeln!(
        out,
        "\nReference targets (no gate without --slo): {}",
        marks.collect::<Vec<_>>().join(", ")
    )
}
