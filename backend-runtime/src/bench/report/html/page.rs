//! The page around the charts.

use std::fmt::Write as _;

use super::{charts, svg::escape};
use crate::bench::{
    record::{Class, LatencySummary},
    report::{
        Report,
        figures::{bytes, grouped, ms, percent, rate},
    },
    result::per_second,
};

const STYLE: &str = include_str!("style.css");

/// The report as one HTML file; a baseline is drawn over its charts.
pub fn render_html(report: &Report) -> String {
    let title = escape(&report.result.description.target);
    let body = [
        header(report),
        notices(report),
        cards(report),
        gates(report),
        sections(report),
        format!(
            "<h2>Charts</h2><div class=\"charts\">{}</div>",
            charts::all(&report.result, report.baseline.as_ref())
        ),
        latency(report),
        targets(report),
        outcomes(report),
        lines("Recommendation", &report.recommendations),
    ];
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><link rel=\"icon\" href=\"data:,\"><title>{title}</title><style>\n{STYLE}</style></head><body>\n{}\n</body></html>\n",
        body.join("\n")
    )
}

fn header(report: &Report) -> String {
    let about = &report.result.description;
    let warmup = match about.warmup_s > 0.0 {
        true => format!(", {} s warm-up left out", about.warmup_s),
        false => String::new(),
    };
    format!(
        "<h1>{}</h1><p class=\"about\">{}{warmup}; {}</p>",
        escape(&about.target),
        escape(&about.model),
        escape(&about.protocol)
    )
}

fn notices(report: &Report) -> String {
    let mut out = String::new();
    if let Some(bottleneck) = &report.bottleneck {
        out.push_str(&format!(
            "<p class=\"notice\">No percentiles: {}.</p>",
            escape(&bottleneck.to_string())
        ));
    }
    if report.result.interrupted {
        out.push_str("<p class=\"notice\">Ended early: the figures cover what ran.</p>");
    }
    out
}

fn cards(report: &Report) -> String {
    let total = report.result.total();
    let summary = total.response.summary(report.bottleneck.is_none());
    let known =
        |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{} ms", ms(value)));
    let seconds = report.result.elapsed.as_secs_f64().max(f64::MIN_POSITIVE);
    let cards = [
        ("requests", grouped(total.total())),
        ("completed/s", rate(report.result.rate())),
        ("failed", percent(total.error_rate())),
        ("p50", known(summary.p50)),
        ("p95", known(summary.p95)),
        ("p99", known(summary.p99)),
        ("max", format!("{} ms", ms(summary.max))),
        ("received/s", bytes(total.bytes_in as f64 / seconds)),
    ];
    let cards = cards.map(|(name, value)| {
        format!("<div class=\"card\"><b>{value}</b><span>{name}</span></div>")
    });
    format!("<div class=\"cards\">{}</div>", cards.concat())
}

fn gates(report: &Report) -> String {
    if report.verdicts.is_empty() {
        return String::new();
    }
    let rows = report.verdicts.iter().map(|verdict| {
        let (class, mark) = if verdict.held {
            ("good", "held")
        } else {
            ("bad", "missed")
        };
        let value = match (&verdict.reason, verdict.value) {
            (Some(reason), _) => escape(reason),
            (None, value) => value
                .map(|value| verdict.slo.show(value))
                .unwrap_or_default(),
        };
        format!(
            "<tr><td class=\"name\">{}</td><td>{value}</td><td class=\"{class}\">{mark}</td></tr>",
            escape(&verdict.slo.text)
        )
    });
    table("SLO", &["gate", "measured", ""], rows)
}

fn latency(report: &Report) -> String {
    let total = report.result.total();
    let sound = report.bottleneck.is_none();
    let mut rows = vec![
        latency_row("response time", &total.response.summary(sound)),
        latency_row("service time", &total.service.summary(sound)),
    ];
    if report.result.description.open {
        rows.push(latency_row("client lag", &report.result.lag.summary(true)));
    }
    let titles = [
        "ms", "min", "mean", "stdev", "p50", "p75", "p90", "p95", "p99", "p99.9", "max",
    ];
    table("Latency", &titles, rows.into_iter())
}

fn latency_row(name: &str, summary: &LatencySummary) -> String {
    let known = |value: Option<f64>| value.map_or("–".to_owned(), ms);
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
    let cells = cells.map(|cell| format!("<td>{cell}</td>"));
    format!("<tr><td>{name}</td>{}</tr>", cells.concat())
}

fn targets(report: &Report) -> String {
    let rows = report.result.endpoints.iter().map(|(name, record)| {
        let summary = record.response.summary(report.bottleneck.is_none());
        let known = |value: Option<f64>| value.map_or("–".to_owned(), ms);
        format!(
            "<tr><td class=\"name\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(name),
            grouped(record.total()),
            percent(record.error_rate()),
            rate(per_second(record.completed(), report.result.elapsed)),
            known(summary.p50),
            known(summary.p95),
            known(summary.p99),
        )
    });
    table(
        "By target",
        &[
            "",
            "requests",
            "failed",
            "per second",
            "p50 ms",
            "p95 ms",
            "p99 ms",
        ],
        rows,
    )
}

fn outcomes(report: &Report) -> String {
    let total = report.result.total();
    let statuses = total
        .statuses
        .iter()
        .map(|(status, &count)| (format!("HTTP {status}"), count, String::new()));
    let classes = Class::ALL
        .into_iter()
        .filter(|class| !matches!(class, Class::Ok | Class::Status));
    let errors = classes
        .filter(|&class| total.class(class) > 0)
        .map(|class| {
            let example = total.examples.get(&class).cloned().unwrap_or_default();
            (class.label().to_owned(), total.class(class), example)
        });
    let rows = statuses.chain(errors).map(|(name, count, example)| {
        format!(
            "<tr><td>{}</td><td>{}</td><td class=\"name\">{}</td></tr>",
            escape(&name),
            grouped(count),
            escape(&example)
        )
    });
    table("Status and errors", &["", "count", "example"], rows)
}

fn table(title: &str, columns: &[&str], rows: impl Iterator<Item = String>) -> String {
    let head: String = columns
        .iter()
        .map(|column| format!("<th>{column}</th>"))
        .collect();
    let rows: String = rows.collect();
    format!(
        "<h2>{title}</h2><div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

/// Lines whose columns are aligned stay so.
fn sections(report: &Report) -> String {
    let section = |section: &crate::bench::report::Section| {
        let text = escape(&section.lines.join("\n"));
        format!(
            "<h2>{}</h2><div class=\"scroll\"><pre>{text}</pre></div>",
            section.title
        )
    };
    report.sections.iter().map(section).collect()
}

fn lines(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("<h2>{title}</h2><ul>");
    for line in lines {
        write!(out, "<li>{}</li>", escape(line)).expect("writing to a string does not fail");
    }
    out.push_str("</ul>");
    out
}
