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
    let folder = tempfile::tempdir().expect("a folder");
    let csv = folder.path().join("people.csv").display().to_string();
    std::fs::write(&csv, "name,city\nann,rome\n").expect("a file");
    let wrong: [(&[&str], &str); 23] = [
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
        (&[&url, "-q", "-5"], "sends nothing"),
        (&[&url, "--warmup", "-1s"], "is not a duration"),
        (&[&url, "--auth", "user"], "`--auth` has no `:`"),
        (&[&url, "--cookie", "a"], "`--cookie` has no `=`"),
        (
            &[&url, "--slo", "createUser:p95<50ms"],
            "nothing is called `createUser`",
        ),
        (
            &[&url, "--expect-rate-limit", "--second-identity", "x"],
            "`--second-identity`: `x` is not a header",
        ),
        (
            &[&url, "-d", "{{csv.zip}}", "--csv", &csv],
            "the CSV file has no column `zip`",
        ),
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
        "HTTP 503: 20  (e.g. http://127.0.0.1:",
        "file descriptors, ",
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

/// 20 requests in 400 ms for each client, told apart by `X-Forwarded-For`.
fn limiting() -> u16 {
    use std::{
        collections::HashMap,
        io::{Read as _, Write as _},
        sync::{Arc, Mutex},
        time::{Duration, Instant},
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let windows: Arc<Mutex<HashMap<String, (Instant, u32)>>> = Arc::default();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let windows = windows.clone();
            std::thread::spawn(move || {
                let mut buffer = [0; 2048];
                while let Ok(count @ 1..) = stream.read(&mut buffer) {
                    let request = String::from_utf8_lossy(&buffer[..count]).into_owned();
                    let client = request
                        .lines()
                        .find_map(|line| line.strip_prefix("X-Forwarded-For: "))
                        .unwrap_or("")
                        .to_owned();
                    let passes = {
                        let mut windows = windows.lock().expect("no panic");
                        let window = windows.entry(client).or_insert((Instant::now(), 0));
                        if window.0.elapsed() > Duration::from_millis(400) {
                            *window = (Instant::now(), 0);
                        }
                        window.1 += 1;
                        window.1 <= 20
                    };
                    let limited = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";
                    let answer = if passes { ok() } else { limited.into() };
                    std::thread::sleep(Duration::from_millis(2));
                    let _ = stream.write_all(&answer);
                }
            });
        }
    });
    port
}

#[test]
fn a_rate_limit_is_found_and_measured() {
    let url = format!("http://127.0.0.1:{}/", limiting());
    let output = bench(&[
        &url,
        "-c",
        "2",
        "-z",
        "1500ms",
        "--expect-rate-limit",
        "--output",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let found = &report["sections"]["rate limit"];
    assert_eq!(found["limit"], 20, "{found}");
    let window = found["window_s"].as_f64().expect("a window");
    assert!((0.35..0.8).contains(&window), "{found}");
    assert_eq!(found["with_retry_after"], found["limited"]);
    assert_eq!(found["second_identity_apart"], true, "{found}");
}

#[test]
fn no_rate_limit_where_one_is_expected_fails() {
    let server = Server::start(|_| Reply::Send(ok()));
    let url = format!("http://127.0.0.1:{}/", server.port);
    let output = bench(&[&url, "-n", "100", "-c", "2", "--expect-rate-limit"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("No rate limit found"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn saved_runs_are_merged_and_compared() {
    let server = Server::start(|_| Reply::Send(ok()));
    let url = format!("http://127.0.0.1:{}/", server.port);
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    for (shard, name) in [("0/2", "a.json"), ("1/2", "b.json")] {
        let output = bench(&[
            &url,
            "-q",
            "100",
            "-z",
            "2s",
            "--shard",
            shard,
            "--save",
            &file(name),
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    let merged = bench(&[
        "merge",
        &file("a.json"),
        &file("b.json"),
        "--slo",
        "error_rate<1%",
        "--save",
        &file("all.html"),
    ]);
    assert_eq!(merged.status.code(), Some(0), "{}", text(&merged.stderr));
    assert!(
        text(&merged.stdout).contains("Total requests: 200"),
        "{}",
        text(&merged.stdout)
    );
    assert!(
        std::fs::read_to_string(file("all.html"))
            .expect("a page")
            .contains("<svg")
    );

    let compared = bench(&[
        &url,
        "-q",
        "100",
        "-z",
        "2s",
        "--compare",
        &file("a.json"),
        "--min-effect",
        "900%",
    ]);
    let report = text(&compared.stdout);
    assert!(
        report.contains("COMPARISON") && report.contains("no difference shown"),
        "{report}"
    );
    let other = Server::start(|_| Reply::Send(ok()));
    let second = format!("http://127.0.0.1:{}/", other.port);
    let short = ["-q", "50", "-c", "2", "-z", "1s", "--min-effect", "900%"];
    let sides = bench(&[&["--compare", &url, &second][..], &short].concat());
    assert!(
        text(&sides.stdout).contains(&format!("{second} (B) against {url} (A)")),
        "sides are named in the order they were written: {}",
        text(&sides.stdout)
    );
    let gate = |name: &str, limit: &str| format!("{name}:p95{limit}");
    let (held, missed) = (gate(&url, "<10s"), gate(&second, ">10s"));
    let gates = ["--slo", &held, "--slo", &missed, "--output", "json"];
    let gated = bench(&[&[&url, &second, "--compare"][..], &short, &gates].concat());
    assert_eq!(gated.status.code(), Some(1), "{}", text(&gated.stderr));
    let report: serde_json::Value = serde_json::from_slice(&gated.stdout).expect("JSON");
    let verdicts = report["verdicts"].as_array().expect("a verdict each");
    let held: Vec<_> = verdicts.iter().map(|verdict| &verdict["held"]).collect();
    assert_eq!(held, [true, false], "each side's own gate: {verdicts:?}");
    assert!(verdicts.iter().all(|verdict| verdict["value"].is_f64()));
    let not_a_run = bench(&[&url, "--compare", &file("all.html")]);
    assert_eq!(not_a_run.status.code(), Some(3));
}

#[test]
fn a_kubernetes_manifest_runs_the_shards() {
    let output = bench(&[
        "k8s",
        "--image",
        "registry/bench:1",
        "--shards",
        "8",
        "--",
        "http://shop/",
        "-q",
        "5000",
        "--slo",
        "p99<1s",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let manifest = text(&output.stdout);
    for line in [
        "kind: Job",
        "completionMode: Indexed",
        "completions: 8",
        "$(JOB_COMPLETION_INDEX)/8",
        "claimName: \"bench-results\"",
        "- \"--start-at\"",
        "bench merge shard-*.json --slo 'p99<1s'",
    ] {
        assert!(manifest.contains(line), "{line} is missing:\n{manifest}");
    }
    assert!(
        !manifest.contains("- \"--slo\""),
        "a shard sees too little to judge:\n{manifest}"
    );
}

#[test]
fn what_pods_could_not_run_is_no_manifest() {
    let wrong: [(&[&str], &str); 9] = [
        (
            &["http://shop/", "--rat", "5"],
            "unexpected argument '--rat'",
        ),
        (&["http://shop/", "-q", "0"], "sends nothing"),
        (&["ftp://shop/"], "scheme `ftp`"),
        (&["-c", "5"], "nothing to measure"),
        (&["http://shop/", "--shard", "1/2"], "'--shard <I/N>'"),
        (&["http://shop/", "--find-capacity"], "'--find-capacity'"),
        (&["http://shop/", "-H", "a b: c"], "is not a header"),
        (
            &["http://shop/", "--slo", "other:p99<1s"],
            "nothing is called `other`",
        ),
        (&["merge", "a.json"], "after `--`"),
    ];
    for (args, expected) in wrong {
        let output = bench(&[&["k8s", "--image", "bench:1", "--"], args].concat());
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(expected), "{args:?}: {stderr}");
        assert_eq!(
            stderr.lines().count(),
            2,
            "an error and its remedy: {stderr}"
        );
        assert!(output.stdout.is_empty(), "{args:?}");
    }
    // Files and hosts are those of the pods.
    let there = ["k8s", "--image", "bench:1", "--", "http://shop.svc/"];
    let files = [
        "--data",
        "/plan/body.json",
        "--save",
        "/results/x.html",
        "--quiet",
    ];
    let output = bench(&[&there[..], &files].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).matches("--quiet").count(), 1);
}

#[test]
fn a_scenario_with_a_mistake_is_bad_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("s.yaml");
    std::fs::write(&file, "steps:\n- url: /\n  expcet: {status: 200}\n").expect("a file");
    let output = bench(&[
        "http://127.0.0.1:1/",
        "--scenario",
        &file.display().to_string(),
    ]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains("scenarios[0].steps[0]: `expcet`"),
        "{}",
        text(&output.stderr)
    );
}
