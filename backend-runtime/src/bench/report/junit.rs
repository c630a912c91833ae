//! The report as JUnit XML: one test case for each gate, so that build servers show which one was missed.

use std::fmt::Write as _;

use super::Report;

/// The report as JUnit XML.
pub fn render_junit(report: &Report) -> String {
    let seconds = report.result.elapsed.as_secs_f64();
    let mut cases = vec![requests_case(report)];
    cases.extend(report.verdicts.iter().map(|verdict| Case {
        name: verdict.slo.text.clone(),
        failure: (!verdict.held).then(|| match (&verdict.reason, verdict.value) {
            (Some(reason), _) => reason.clone(),
            (None, Some(value)) => format!("measured {}", verdict.slo.show(value)),
            (None, None) => "not measured".to_owned(),
        }),
    }));
    let failures = cases.iter().filter(|case| case.failure.is_some()).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let suite = escape(&report.result.description.target);
    writeln!(
        out,
        "<testsuites tests=\"{}\" failures=\"{failures}\" time=\"{seconds:.3}\">",
        cases.len()
    )
    .expect(TO_MEMORY);
    writeln!(
        out,
        "  <testsuite name=\"{suite}\" tests=\"{}\" failures=\"{failures}\" time=\"{seconds:.3}\">",
        cases.len()
    )
    .expect(TO_MEMORY);
    for case in cases {
        case.write(&mut out).expect(TO_MEMORY);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

const TO_MEMORY: &str = "writing to a string does not fail";

struct Case {
    name: String,
    failure: Option<String>,
}

impl Case {
    fn write(&self, out: &mut String) -> std::fmt::Result {
        let name = escape(&self.name);
        match &self.failure {
            None => writeln!(out, "    <testcase classname=\"bench\" name=\"{name}\"/>"),
            Some(message) => {
                writeln!(out, "    <testcase classname=\"bench\" name=\"{name}\">")?;
                writeln!(out, "      <failure message=\"{}\"/>", escape(message))?;
                writeln!(out, "    </testcase>")
            }
        }
    }
}

/// A run without one success is a failure whatever the gates say.
fn requests_case(report: &Report) -> Case {
    let nothing_worked = report.result.failed_altogether();
    Case {
        name: "requests succeed".to_owned(),
        failure: nothing_worked.then(|| "no request succeeded".to_owned()),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            // XML 1.0 has no way to write the other control characters.
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
