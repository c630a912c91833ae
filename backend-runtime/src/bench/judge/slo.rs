//! Gates: `p99<200ms`, `error_rate<0.1%`, `rps>1000`, `createUser:p95<50ms`.

use super::Bottleneck;
use crate::bench::{
    BenchError,
    record::EndpointRecord,
    result::{RunResult, per_second},
};

/// A condition that a run has to meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Slo {
    /// As it was written.
    pub text: String,
    /// The URL, operation or step it is about; `None` for all together.
    pub endpoint: Option<String>,
    /// What is measured.
    pub measure: Measure,
    /// Whether the value has to be below the limit.
    pub below: bool,
    /// Whether the limit itself is allowed.
    pub inclusive: bool,
    /// In milliseconds, as a share of one, or in requests per second.
    pub limit: f64,
}

/// What a gate measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// A percentile of the response time, as a share of one.
    Percentile(f64),
    /// The average response time.
    Mean,
    /// The smallest response time.
    Min,
    /// The largest response time.
    Max,
    /// Failed requests over all requests.
    ErrorRate,
    /// Completed requests per second.
    Rps,
}

/// How a run did against a gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The gate.
    pub slo: Slo,
    /// What was measured; `None` when nothing was.
    pub value: Option<f64>,
    /// Whether the gate held.
    pub held: bool,
    /// Why it cannot be judged.
    pub reason: Option<String>,
}

impl Slo {
    /// Reads a gate.
    ///
    /// # Errors
    ///
    /// Usage, when the measure is unknown, the comparison is missing or the limit has the wrong unit.
    pub fn parse(text: &str) -> Result<Self, BenchError> {
        let wrong = |what: String| {
            BenchError::usage(
                format!("`--slo {text}`: {what}"),
                "write a measure (p50…p99.9, mean, max, error_rate, rps), `<` or `>`, and a limit, such as `p99<200ms`",
            )
        };
        let at = text
            .find(['<', '>'])
            .ok_or_else(|| wrong("there is no `<` or `>`".to_owned()))?;
        let (left, right) = text.split_at(at);
        let below = right.starts_with('<');
        let inclusive = right[1..].starts_with('=');
        let right = right[1..].trim_start_matches('=').trim();
        let (endpoint, name) = match left.rsplit_once(':') {
            Some((endpoint, name)) => (Some(endpoint.trim().to_owned()), name.trim()),
            None => (None, left.trim()),
        };
        let measure =
            Measure::parse(name).ok_or_else(|| wrong(format!("`{name}` is not a measure")))?;
        let limit = measure
            .limit(right)
            .ok_or_else(|| wrong(format!("`{right}` is not {}", measure.unit_help())))?;
        Ok(Self {
            text: text.to_owned(),
            endpoint,
            measure,
            below,
            inclusive,
            limit,
        })
    }

    /// The measured value, in the limit's unit.
    pub fn value(&self, record: &EndpointRecord, rps: f64) -> f64 {
        match self.measure {
            Measure::Percentile(share) => record.response.quantile_ms(share),
            Measure::Mean => record.response.mean_ms(),
            Measure::Min => record.response.summary(false).min,
            Measure::Max => record.response.max_ms(),
            Measure::ErrorRate => record.error_rate(),
            Measure::Rps => rps,
        }
    }

    /// Whether a value meets the gate.
    pub fn holds(&self, value: f64) -> bool {
        let strictly = if self.below {
            value < self.limit
        } else {
            value > self.limit
        };
        strictly || (self.inclusive && value == self.limit)
    }

    /// A value in the gate's unit, for people.
    pub fn show(&self, value: f64) -> String {
        match self.measure {
            Measure::ErrorRate => format!("{:.3}%", value * 100.0),
            Measure::Rps => format!("{value:.1} rps"),
            Measure::Percentile(_) | Measure::Mean | Measure::Min | Measure::Max => {
                format!("{value:.2} ms")
            }
        }
    }
}

impl Measure {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "mean" | "avg" => Self::Mean,
            "min" => Self::Min,
            "max" => Self::Max,
            "error_rate" | "errors" => Self::ErrorRate,
            "rps" => Self::Rps,
            "p999" => Self::Percentile(0.999),
            name => {
                let percent: f64 = name.strip_prefix('p')?.parse().ok()?;
                // Rounded, so that 99.9 percent is the 0.999 that is written elsewhere.
                let share = (percent * 1e7).round() / 1e9;
                return (percent > 0.0 && percent < 100.0).then_some(Self::Percentile(share));
            }
        })
    }

    fn limit(self, text: &str) -> Option<f64> {
        let number = |text: &str| {
            text.trim()
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite() && *value >= 0.0)
        };
        match self {
            Self::ErrorRate => match text.strip_suffix('%') {
                Some(percent) => number(percent).map(|percent| percent / 100.0),
                None => number(text),
            },
            Self::Rps => number(
                text.strip_suffix("rps")
                    .or_else(|| text.strip_suffix("/s"))
                    .unwrap_or(text),
            ),
            Self::Percentile(_) | Self::Mean | Self::Min | Self::Max => {
                let units = [("ms", 1.0), ("us", 0.001), ("µs", 0.001), ("s", 1000.0)];
                let unit = units.into_iter().find(|(unit, _)| text.ends_with(unit));
                let (unit, factor) = unit?;
                number(text.strip_suffix(unit)?).map(|value| value * factor)
            }
        }
    }

    fn unit_help(self) -> &'static str {
        match self {
            Self::ErrorRate => "a share, such as `0.1%`",
            Self::Rps => "a number of requests per second, such as `1000`",
            Self::Percentile(_) | Self::Mean | Self::Min | Self::Max => {
                "a time with its unit, such as `200ms`"
            }
        }
    }
}

/// Checks that every gate is about something there is.
///
/// # Errors
///
/// Usage, naming the gate whose URL, operation or step is not among `names`.
pub fn check_endpoints(slos: &[Slo], names: &[String]) -> Result<(), BenchError> {
    let unknown = slos.iter().find_map(|slo| {
        let endpoint = slo.endpoint.as_ref()?;
        (!names.contains(endpoint)).then_some((slo, endpoint))
    });
    match unknown {
        None => Ok(()),
        Some((slo, endpoint)) => Err(BenchError::usage(
            format!("`--slo {}`: nothing is called `{endpoint}`", slo.text),
            format!("the names are {}", listed(names)),
        )),
    }
}

/// The first names, and how many more there are.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 10;
    let first: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len().saturating_sub(SHOWN) {
        0 => first.join(", "),
        more => format!("{}, and {more} more", first.join(", ")),
    }
}

/// Judges a run by its gates. A gate about latency fails when the generator was the bottleneck.
pub fn evaluate(slos: &[Slo], result: &RunResult, bottleneck: Option<&Bottleneck>) -> Vec<Verdict> {
    slos.iter()
        .map(|slo| judge(slo, result, bottleneck))
        .collect()
}

fn judge(slo: &Slo, result: &RunResult, bottleneck: Option<&Bottleneck>) -> Verdict {
    let total;
    let record = match &slo.endpoint {
        None => {
            total = result.total();
            Some(&total)
        }
        Some(wanted) => result
            .endpoints
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, record)| record),
    };
    let verdict = |value, held, reason| Verdict {
        slo: slo.clone(),
        value,
        held,
        reason,
    };
    let Some(record) = record else {
        let names: Vec<_> = result
            .endpoints
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        return verdict(
            None,
            false,
            Some(format!(
                "nothing is named so; there is {}",
                names.join(", ")
            )),
        );
    };
    if record.total() == 0 {
        return verdict(None, false, Some("no request was made".to_owned()));
    }
    let value = slo.value(record, per_second(record.completed(), result.elapsed));
    if let Some(bottleneck) = bottleneck {
        return verdict(Some(value), false, Some(bottleneck.to_string()));
    }
    let latency = !matches!(slo.measure, Measure::ErrorRate | Measure::Rps);
    if latency && record.response.count() == 0 {
        return verdict(None, false, Some("no request was answered".to_owned()));
    }
    verdict(Some(value), slo.holds(value), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_measures_limits_and_names() {
        let slo = Slo::parse("createUser:p99.9 <= 1.5s").unwrap();
        assert_eq!(slo.endpoint.as_deref(), Some("createUser"));
        assert_eq!(slo.measure, Measure::Percentile(0.999));
        assert!(slo.inclusive && slo.below);
        assert_eq!(slo.limit, 1500.0);
        assert_eq!(Slo::parse("error_rate<0.1%").unwrap().limit, 0.001);
        assert!(!Slo::parse("rps>1000").unwrap().holds(1000.0));
        let url = Slo::parse("http://127.0.0.1:80/a:mean<3ms").unwrap();
        assert_eq!(url.endpoint.as_deref(), Some("http://127.0.0.1:80/a"));
    }

    #[test]
    fn a_gate_about_nothing_is_refused_with_the_names_there_are() {
        let names = ["createUser".to_owned(), "listUsers".to_owned()];
        let gate = |text| [Slo::parse(text).unwrap()];
        assert!(check_endpoints(&gate("listUsers:p95<50ms"), &names).is_ok());
        assert!(check_endpoints(&gate("p95<50ms"), &names).is_ok());
        let error = check_endpoints(&gate("listUser:p95<50ms"), &names).unwrap_err();
        assert!(
            error.message.contains("nothing is called `listUser`"),
            "{error:?}"
        );
        assert!(
            error.help.contains("`createUser`, `listUsers`"),
            "{error:?}"
        );
    }

    #[test]
    fn refuses_wrong_syntax() {
        for text in [
            "",
            "p99",
            "p99<",
            "p99<200",
            "p100<1ms",
            "foo<1ms",
            "error_rate<x",
            "rps>-1",
            "p99<200%",
        ] {
            assert!(Slo::parse(text).is_err(), "{text}");
        }
    }
}
