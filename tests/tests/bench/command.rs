//! The command line: exit codes, and errors before any request is sent.

use std::process::{Command, Output};

use backend_tests::scaffold;

use super::server::{Reply, Server, ok};

fn bench(args: &[&str]) -> Output {
    let program = scaffold::tool().expect("the program builds");
    Command::new(program)
        .arg("bench")
        .args(args)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn wrong_usage_is_one_line_and_exit_code_2() {
    let server = Server::start(|_| Reply::Send(ok()));
    let url = format!("http://127.0.0.1:{}/", server.port);
    let wrong: [(&[&str], &str); 16] = [
        (&["ftp://127.0.0.1/"], "scheme `ftp`"),
        (&["127.0.0.1:80"], "no scheme"),
        (&[], "nothing to measure"),
        (&[&url, "-H", "no colon"], "is not a header"),
        (&[&url, "-H", "a b: c"], "is not a header"),
        (&[&url, "--data", "/does/not/exist"], "/does/not/exist"),
        (&[&url, "-d", "{{csv.name}}"], "needs a CSV file"),
        (&[&url, "-z", "0"], "no time at all"),
        (&[&url, "-z", "soon"], "is not a duration"),
        (&[&url, "-q", "0"], "sends nothing"),
        (&[&url, "-n", "0"], "sends nothing"),
        (&[&url, "-c", "0"], "sends nothing"),
        (&[&url, "--slo", "p99<200"], "a time with its unit"),
        (&[&url, "--stages", "10s:0"], "never rises above zero"),
        (&[&url, "--save", "run.docx"], "no report format"),
        (&[&url, "--expect-status", "fine"], "is not a status"),
    ];
    for (args, expected) in wrong {
        let output = bench(args);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(expected), "{args:?}: {stderr}");
        assert_eq!(
            stderr.lines().count(),
            2,
            "an error and its remedy: {stderr}"
        );
        assert!(stderr.contains("help: "), "{args:?}: {stderr}");
    }
    assert_eq!(server.requests(), 0, "no request was sent");
}

#[test]
fn a_dead_port_ends_at_once_with_exit_code_4() {
    let output = bench(&["http://127.0.0.1:1/", "-z", "60s"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        text(&output.stderr).contains("cannot connect to http://127.0.0.1:1: Connection refused")
    );
}

#[test]
fn gates_and_failures_decide_the_exit_code() {
    let server = Server::start(|_| Reply::Send(ok()));
    let url = format!("http://127.0.0.1:{}/", server.port);
    let held = bench(&[
        &url,
        "-n",
        "50",
        "-c",
        "2",
        "--slo",
        "error_rate<1%",
        "--slo",
        "p99<10s",
    ]);
    assert_eq!(held.status.code(), Some(0), "{}", text(&held.stdout));
    let missed = bench(&[&url, "-n", "50", "-c", "2", "--slo", "rps>100000000"]);
    assert_eq!(missed.status.code(), Some(1));
    assert!(
        text(&missed.stdout).contains("MISSED"),
        "{}",
        text(&missed.stdout)
    );
    let failing = bench(&[&url, "-n", "50", "-c", "2", "--expect-status", "404"]);
    assert_eq!(failing.status.code(), Some(1), "no request succeeded");
}

#[test]
fn the_text_report_has_its_sections() {
    let server = Server::start(|number| {
        let bad = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec();
        Reply::Send(if number % 100 == 0 { bad } else { ok() })
    });
    let url = format!("http://127.0.0.1:{}/", server.port);
    let output = bench(&[&url, "-n", "2000", "-c", "5"]);
    let report = text(&output.stdout);
    for line in [
        "THROUGHPUT",
        "LATENCY (ms)",
        "STATUS",
        "ERRORS",
        "RECOMMENDATION",
        "Total requests: 2,000",
        "Successful: 1,980 (99.0%)",
        "HTTP 503: 20",
    ] {
        assert!(report.contains(line), "{line} is missing:\n{report}");
    }
}

#[test]
fn the_json_report_has_its_fields() {
    let server = Server::start(|_| Reply::Send(ok()));
    let url = format!("http://127.0.0.1:{}/", server.port);
    let output = bench(&[
        &url, "-n", "500", "-c", "2", "--output", "json", "--slo", "p99<10s",
    ]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["summary"]["requests"], 500);
    assert_eq!(report["summary"]["failed"], 0);
    assert_eq!(report["summary"]["status"]["200"], 500);
    for figure in [
        "min", "mean", "stdev", "p50", "p75", "p90", "p95", "p99", "p999", "max",
    ] {
        assert!(
            report["summary"]["response_ms"].get(figure).is_some(),
            "{figure}"
        );
        assert!(
            report["targets"][0]["service_ms"].get(figure).is_some(),
            "{figure}"
        );
    }
    assert!(report["series"][0]["requests"].is_u64());
    assert_eq!(report["verdicts"][0]["slo"], "p99<10s");
    assert!(report["saved"]["targets"][0]["response"].is_string());
}
