//! The charts of the page.

use super::svg::{Chart, Scale};
use crate::bench::{
    RunResult,
    record::{Latency, Series},
    report::bars,
};

/// All charts of a run; a baseline is drawn over those where it makes sense.
pub(crate) fn all(result: &RunResult, baseline: Option<&RunResult>) -> String {
    let total = result.total().response;
    let before = baseline.map(|baseline| baseline.total().response);
    let series = &result.series;
    [
        latency_over_time(series),
        throughput_over_time(result, baseline),
        percentiles(&total, before.as_ref()),
        histogram(&total),
        errors_over_time(series),
    ]
    .concat()
}

/// The moments and values of a figure of the series.
fn points<'a>(
    series: &'a Series,
    value: impl Fn(&crate::bench::record::Slot) -> f64 + 'a,
) -> impl Iterator<Item = (f64, f64)> + 'a {
    let width = series.width_s();
    let slots = series.slots().iter().enumerate();
    slots.map(move |(index, slot)| ((index as f64 + 0.5) * width, value(slot)))
}

fn end(series: &Series) -> f64 {
    series.width_s() * series.slots().len() as f64
}

fn latency_over_time(series: &Series) -> String {
    let quantile = |share: f64| {
        let slots = points(series, move |slot| {
            if slot.latency.count() > 0 {
                slot.latency.quantile_ms(share)
            } else {
                f64::NAN
            }
        });
        slots
            .filter(|(_, value)| value.is_finite())
            .collect::<Vec<_>>()
    };
    let lines = [
        ("c3", "p99", quantile(0.99)),
        ("c2", "p95", quantile(0.95)),
        ("c1", "p50", quantile(0.5)),
    ];
    let values = || {
        lines
            .iter()
            .flat_map(|(_, _, points)| points.iter().map(|&(_, value)| value))
    };
    let (low, high) = (
        values().fold(f64::INFINITY, f64::min),
        values().fold(0.0, f64::max),
    );
    let mut chart = Chart::new(
        "Latency over time",
        Scale::up_to(end(series), "seconds"),
        Scale::powers(low, high, "ms"),
    );
    for (class, name, points) in lines {
        chart.line(class, name, points);
    }
    chart.render()
}

fn throughput_over_time(result: &RunResult, baseline: Option<&RunResult>) -> String {
    let rate = |result: &RunResult, sent: bool| {
        let width = result.series.width_s();
        points(&result.series, move |slot| {
            (if sent { slot.sent } else { slot.requests }) as f64 / width
        })
        .collect::<Vec<_>>()
    };
    let mut lines = vec![("c1", "completed", rate(result, false))];
    if result.description.open {
        lines.push(("c2", "sent", rate(result, true)));
    }
    if let Some(baseline) = baseline {
        lines.push(("c4", "completed (baseline)", rate(baseline, false)));
    }
    let high = lines
        .iter()
        .flat_map(|(_, _, points)| points.iter().map(|&(_, value)| value))
        .fold(0.0, f64::max);
    let length = end(&result.series).max(baseline.map_or(0.0, |baseline| end(&baseline.series)));
    let mut chart = Chart::new(
        "Throughput over time",
        Scale::up_to(length, "seconds"),
        Scale::from_zero(high, "requests/s"),
    );
    for (class, name, points) in lines {
        chart.line(class, name, points);
    }
    chart.render()
}

/// Percentiles on a scale that gives each further nine the same room.
fn percentiles(latency: &Latency, baseline: Option<&Latency>) -> String {
    let nines = 4.0;
    let curve = |latency: &Latency| -> Vec<(f64, f64)> {
        let steps = (0..=120).map(|step| f64::from(step) / 120.0 * nines);
        // Beyond one request in all of them there is nothing to show.
        let most = (latency.count().max(1) as f64).log10();
        steps
            .filter(|&x| x <= most)
            .map(|x| (x, latency.quantile_ms(1.0 - 10f64.powf(-x))))
            .collect()
    };
    let x = Scale {
        low: 0.0,
        high: nines,
        logarithmic: false,
        ticks: [
            (0.0, "0%"),
            (0.301, "50%"),
            (1.0, "90%"),
            (2.0, "99%"),
            (3.0, "99.9%"),
            (4.0, "99.99%"),
        ]
        .map(|(at, label)| (at, label.to_owned()))
        .to_vec(),
        label: "percentile".to_owned(),
    };
    let (mine, before) = (curve(latency), baseline.map(curve).unwrap_or_default());
    let values = || mine.iter().chain(&before).map(|&(_, value)| value);
    let (low, high) = (
        values().fold(f64::INFINITY, f64::min),
        values().fold(0.0, f64::max),
    );
    let mut chart = Chart::new("Percentiles", x, Scale::powers(low, high, "ms"));
    chart.line("c1", "this run", mine);
    chart.line("c4", "baseline", before);
    chart.render()
}

fn histogram(latency: &Latency) -> String {
    let bars = bars::doubling(latency);
    let (low, high) = (
        bars.first().map_or(0.001, |bar| bar.from_ms),
        bars.last().map_or(1.0, |bar| bar.to_ms),
    );
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1);
    let mut chart = Chart::new(
        "Histogram",
        Scale::powers(low, high, "ms"),
        Scale::from_zero(most as f64, "requests"),
    );
    for bar in bars {
        let tip = format!("{} to {} ms: {}", bar.from_ms, bar.to_ms, bar.count);
        chart.bar("c1", (bar.from_ms, bar.to_ms), bar.count as f64, &tip);
    }
    chart.render()
}

fn errors_over_time(series: &Series) -> String {
    let width = series.width_s();
    let most = series
        .slots()
        .iter()
        .map(|slot| slot.failed)
        .max()
        .unwrap_or(0);
    let mut chart = Chart::new(
        "Errors over time",
        Scale::up_to(end(series), "seconds"),
        Scale::from_zero(most as f64 / width, "failed requests/s"),
    );
    if most == 0 {
        chart.line("c1", "none", [(0.0, 0.0), (end(series), 0.0)]);
    }
    for (index, slot) in series
        .slots()
        .iter()
        .enumerate()
        .filter(|(_, slot)| slot.failed > 0)
    {
        let from = index as f64 * width;
        let tip = format!("{from:.1} s: {} failed", slot.failed);
        chart.bar("c3", (from, from + width), slot.failed as f64 / width, &tip);
    }
    chart.render()
}
