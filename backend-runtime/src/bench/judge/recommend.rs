//! What to look at next, reasoned only from what was measured.

use super::{Bottleneck, Verdict};
use crate::bench::{record::Class, result::RunResult};

/// One sentence for each thing the measurements say.
pub fn recommendations(
    result: &RunResult,
    verdicts: &[Verdict],
    bottleneck: Option<&Bottleneck>,
) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(bottleneck) = bottleneck {
        out.push(about_the_generator(bottleneck, result));
    }
    out.extend(verdicts.iter().filter(|verdict| !verdict.held).map(missed));
    out.extend(about_errors(result));
    out.extend(about_rate_limits(result));
    if bottleneck.is_none() {
        out.extend(about_latency(result));
    }
    out.extend(about_limits(result));
    if out.is_empty() {
        out.push(match verdicts.is_empty() {
            true => "No errors and nothing unusual. State what is needed with `--slo`, such as `--slo 'p99<200ms'`, to make it a gate.".to_owned(),
            false => "Every gate held, without errors.".to_owned(),
        });
    }
    out
}

fn about_the_generator(bottleneck: &Bottleneck, result: &RunResult) -> String {
    let advice = match bottleneck {
        Bottleneck::Cpu { .. } | Bottleneck::Late { .. } => match result.threads.len() {
            1 => "use more `--threads`, run the client on another machine, or lower the load",
            _ => "run the client on another machine, split the load with `--shard`, or lower it",
        },
        Bottleneck::NotSent { .. } => {
            "the server took too long for this many connections: raise `--max-connections` or lower the rate"
        }
    };
    format!("{}; {advice}.", capitalised(&bottleneck.to_string()))
}

fn missed(verdict: &Verdict) -> String {
    let text = &verdict.slo.text;
    match (verdict.value, &verdict.reason) {
        (_, Some(reason)) => format!("`{text}` cannot be judged: {reason}."),
        (Some(value), None) => {
            let by = (value - verdict.slo.limit).abs();
            format!(
                "`{text}` was missed by {}: measured {}.",
                verdict.slo.show(by),
                verdict.slo.show(value)
            )
        }
        (None, None) => format!("`{text}` was missed."),
    }
}

fn about_errors(result: &RunResult) -> Option<String> {
    let total = result.total();
    let failed = total.failed();
    if failed == 0 {
        return None;
    }
    let mut kinds: Vec<(String, u64)> = total
        .unexpected
        .iter()
        .map(|(status, &count)| (format!("HTTP {status}"), count))
        .collect();
    let classes = Class::ALL
        .into_iter()
        .filter(|class| !matches!(class, Class::Ok | Class::Status));
    kinds.extend(classes.map(|class| (class.label().to_owned(), total.class(class))));
    let (name, count) = kinds.into_iter().max_by_key(|&(_, count)| count)?;
    let share = count as f64 / failed as f64 * 100.0;
    let rate = total.error_rate() * 100.0;
    Some(format!(
        "{rate:.2}% of requests failed; {share:.0}% of the failures are `{name}`."
    ))
}

fn about_rate_limits(result: &RunResult) -> Option<String> {
    let total = result.total();
    let limited = *total.statuses.get(&429)?;
    let passed = total.completed() - limited;
    let seconds = result.elapsed.as_secs_f64();
    Some(format!(
        "The server limits the rate: {limited} answers were 429, {:.1} requests/s got through.",
        passed as f64 / seconds.max(f64::MIN_POSITIVE)
    ))
}

fn about_latency(result: &RunResult) -> Option<String> {
    let total = result.total();
    if total.response.count() < 100 {
        return None;
    }
    let (p50, p99) = (
        total.response.quantile_ms(0.5),
        total.response.quantile_ms(0.99),
    );
    if p99 > 20.0 * p50 && p99 > 20.0 {
        return Some(format!(
            "The slowest hundredth takes {:.0} times the median ({p99:.1} ms against {p50:.1} ms): look for pauses, locks or a full pool, and see when they happen in the HTML report.",
            p99 / p50
        ));
    }
    let service = total.service.quantile_ms(0.99);
    (p99 > 2.0 * service && p99 - service > 5.0).then(|| {
        format!("Requests waited before they were sent (p99 {p99:.1} ms from the intended start, {service:.1} ms once sent): the server fell behind the schedule.")
    })
}

fn about_limits(result: &RunResult) -> Option<String> {
    let needed = result.description.connections;
    let limits = result.limits;
    if needed + 32 > limits.descriptors {
        return Some(format!(
            "{needed} connections do not fit into this process's {} file descriptors: raise the hard limit (`ulimit -Hn`).",
            limits.descriptors
        ));
    }
    (needed > limits.ports).then(|| {
        format!(
            "{needed} connections to one address do not fit into {} local ports.",
            limits.ports
        )
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
