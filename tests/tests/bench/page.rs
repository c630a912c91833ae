//! The HTML report in headless Chromium: every chart has data, nothing is loaded, nothing overflows a phone.

use std::{path::Path, process::Command, time::Duration};

use backend_runtime::bench::{
    judge::Slo,
    report::{Report, render_html},
    settings::{Model, Schedule},
};
use backend_tests::skipped;

use super::{
    plan, run,
    server::{Reply, Server, ok},
};

/// Looks at the page from inside and writes down what it sees; only this copy of the page has a script.
const PROBE: &str = "<script>
const charts = [...document.querySelectorAll('figure')].map(figure => {
  const marks = [...figure.querySelectorAll('path.line, rect.bar')].map(mark => mark.getBoundingClientRect());
  return figure.querySelector('figcaption').firstChild.textContent + '=' + marks.some(box => box.width > 1);
});
document.body.setAttribute('data-charts', charts.join(';'));
const labels = [...document.querySelectorAll('svg text')].map(label => label.getBoundingClientRect());
document.body.setAttribute('data-smallest-label', Math.floor(Math.min(...labels.map(box => box.height))));
document.body.setAttribute('data-cut-off', labels.some(box => box.right > document.documentElement.clientWidth));
document.body.setAttribute('data-overflow', document.documentElement.scrollWidth > document.documentElement.clientWidth);
document.body.setAttribute('data-loaded', performance.getEntriesByType('resource').filter(r => !r.name.startsWith('data:')).length);
</script>";

fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            let version = Command::new(name).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        })
}

fn page() -> String {
    let server = Server::start(|number| {
        let bad = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec();
        Reply::Send(if number % 50 == 0 { bad } else { ok() })
    });
    // Long enough for a line over time to have two ends.
    let model = Model::Closed {
        users: Schedule::constant(10.0, Some(Duration::from_secs(3))),
        requests: None,
    };
    let result = run(&plan(server.port, model));
    let slos = ["p99<10s", "error_rate<0.1%"].map(|text| Slo::parse(text).expect("a gate"));
    let mut report = Report::new(result.clone(), &slos);
    report.baseline = Some(result);
    render_html(&report)
}

/// The page's document after it was rendered at a width, and what the browser complained about.
fn render(browser: &str, file: &Path, width: u32, dark: bool) -> (String, String) {
    let mut command = Command::new(browser);
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        "--dump-dom",
    ]);
    command.arg(format!("--window-size={width},900"));
    if dark {
        command.arg("--blink-settings=preferredColorScheme=0");
    }
    let output = command
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_chart_has_data_in_a_browser() {
    let page = page();
    assert!(
        !page.contains("<script") && !page.contains("http://www"),
        "the page needs nothing else"
    );
    let Some(browser) = browser() else {
        skipped("no Chromium is installed");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    std::fs::write(&file, page.replace("</body>", &format!("{PROBE}</body>"))).expect("a file");
    for (width, dark) in [(1200, false), (500, true)] {
        let (document, complaints) = render(browser, &file, width, dark);
        let charts = [
            "Latency over time",
            "Throughput over time",
            "Percentiles",
            "Histogram",
            "Errors over time",
        ];
        for chart in charts {
            assert!(
                document.contains(&format!("{chart}=true")),
                "{chart} is empty at {width}"
            );
        }
        assert!(
            document.contains("data-overflow=\"false\""),
            "the page is wider than {width}"
        );
        assert!(
            !document.contains("data-cut-off=\"true\""),
            "a label is cut off at {width}"
        );
        let (_, height) = document
            .split_once("data-smallest-label=\"")
            .expect("the probe ran");
        let height: u32 = height
            .split('"')
            .next()
            .and_then(|number| number.parse().ok())
            .expect("a number");
        assert!(height >= 10, "a label is {height} px high at {width}");
        assert!(
            document.contains("data-loaded=\"0\""),
            "something was loaded"
        );
        assert!(!complaints.contains("CONSOLE"), "{complaints}");
    }
}
