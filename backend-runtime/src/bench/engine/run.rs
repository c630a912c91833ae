//! Starts the threads, waits for them, and puts their measurements together.

use std::{
    io,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use tokio::runtime::{Builder, LocalOptions};

use super::{
    clock::{Clock, nanos},
    closed,
    control::Control,
    open::{self, Dispatched},
    thread::Thread,
    usage::{self, ThreadUse},
};
use crate::bench::{
    BenchError,
    net::{Failure, dial},
    plan::Plan,
    record::{Class, Recorder},
    result::{Description, RunResult},
    settings::{HttpVersion, Model},
};

/// Connects once to every origin, so that a run against a dead server ends before it begins.
///
/// # Errors
///
/// Environment, naming the server and what is wrong with it; usage, when a certificate file is unusable.
pub fn check_reachable(plan: &Plan) -> Result<(), BenchError> {
    let tls = plan.tls()?;
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| no_runtime(&error))?;
    let limit = plan.settings.timeout.min(Duration::from_secs(10));
    for origin in &plan.origins {
        let dialled =
            runtime.block_on(async { tokio::time::timeout(limit, dial(origin, &tls)).await });
        let failure = match dialled {
            Ok(Ok(_)) => continue,
            Ok(Err(failure)) => failure,
            Err(_) => Failure::new(
                Class::ConnectTimeout,
                format!("no connection within {} s", limit.as_secs_f64()),
            ),
        };
        let help = match failure.class {
            Class::Tls => {
                "give the authority with `--cacert FILE`, or trust any certificate with `--insecure`"
            }
            Class::ConnectRefused => "start the server, or check the port",
            _ => "check the address and the network",
        };
        let where_to = plan
            .settings
            .transport
            .unix_socket
            .as_ref()
            .map_or_else(|| origin.base(), |path| path.display().to_string());
        return Err(BenchError::environment(
            format!("cannot connect to {where_to}: {}", failure.detail),
            help,
        ));
    }
    Ok(())
}

/// Runs a plan to its end, or until `control` stops it.
///
/// # Errors
///
/// Usage, when a certificate file is unusable; environment, when the machine gives no thread or timer.
pub fn run(plan: &Plan, control: &Arc<Control>) -> Result<RunResult, BenchError> {
    let plan = Arc::new(plan.clone());
    let tls = plan.tls()?;
    usage::raise_descriptor_limit();
    wait_for(plan.settings.start_at, control);
    // A moment ahead, so that every thread is there when time begins.
    let clock = Clock::Real(Instant::now() + Duration::from_millis(5));
    let count = plan.settings.threads.max(1);
    let handles: Vec<_> = (0..count)
        .map(|index| {
            let (plan, control, tls) = (plan.clone(), control.clone(), tls.clone());
            std::thread::Builder::new()
                .name(format!("bench-{index}"))
                .spawn(move || run_thread(plan, control, tls, clock, (index, count)))
        })
        .collect();
    let mut outcomes = Vec::with_capacity(count);
    for handle in handles {
        let thread = handle.map_err(|error| no_runtime(&error))?;
        let outcome = thread
            .join()
            .map_err(|_| no_runtime(&io::Error::other("a worker thread panicked")))?;
        outcomes.push(outcome.map_err(|error| no_runtime(&error))?);
    }
    Ok(merge(&plan, control, outcomes))
}

fn no_runtime(error: &io::Error) -> BenchError {
    BenchError::environment(
        format!("cannot run worker threads: {error}"),
        "check the limits of processes and file descriptors (`ulimit -a`)",
    )
}

fn wait_for(start_at: Option<SystemTime>, control: &Control) {
    while let Some(left) = start_at.and_then(|start| start.duration_since(SystemTime::now()).ok()) {
        if left.is_zero() || control.is_stopped() {
            return;
        }
        std::thread::sleep(left.min(Duration::from_millis(100)));
    }
}

/// What one thread brings home.
pub(crate) struct Outcome {
    pub(crate) recorder: Recorder,
    pub(crate) dispatched: Option<Dispatched>,
    pub(crate) used: ThreadUse,
    /// When sending ended, by this thread's clock.
    pub(crate) sending_until: u64,
}

fn run_thread(
    plan: Arc<Plan>,
    control: Arc<Control>,
    tls: Arc<rustls::ClientConfig>,
    clock: Clock,
    place: (usize, usize),
) -> io::Result<Outcome> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build_local(LocalOptions::default())?;
    runtime.block_on(drive(Rc::new(Thread::new(
        plan, control, tls, clock, place,
    ))))
}

/// Runs one thread's share inside its runtime.
pub(crate) async fn drive(thread: Rc<Thread>) -> io::Result<Outcome> {
    // The clock stands at zero until every thread is there.
    while thread.now() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let looking_after = tokio::task::spawn_local({
        let thread = thread.clone();
        async move { thread.look_after().await }
    });
    let usage = tokio::task::spawn_local(measure_from(thread.clone()));
    let dispatched = match &thread.plan.settings.model {
        Model::Closed { users, requests } => {
            closed::drive(&thread, users, *requests).await;
            None
        }
        Model::Open {
            arrivals,
            connections,
            max_connections,
        } => Some(open::drive(&thread, arrivals, (*connections, *max_connections)).await?),
    };
    looking_after.abort();
    let (began, start) = if usage.is_finished() {
        usage.await.unwrap_or_default()
    } else {
        (thread.now(), usage::thread_times())
    };
    let now = usage::thread_times();
    let used = ThreadUse {
        cpu_s: now.0 - start.0,
        waited_s: now.1 - start.1,
        wall_s: (thread.now() - began) as f64 / 1e9,
    };
    let sending_until = thread.sending_until.get().min(thread.now());
    Ok(Outcome {
        // Taken, not copied: beside the series' slots a copy would be the largest thing in memory.
        recorder: thread.recorder.replace(Recorder::new(0, 0)),
        dispatched,
        used,
        sending_until,
    })
}

/// The thread's CPU time at the moment counting begins.
async fn measure_from(thread: Rc<Thread>) -> (u64, (f64, f64)) {
    let from = thread.recorder.borrow().from;
    let now = thread.now();
    if from > now {
        tokio::time::sleep(Duration::from_nanos(from - now)).await;
    }
    (thread.now(), usage::thread_times())
}

/// Puts the threads' measurements together.
pub(crate) fn merge(plan: &Plan, control: &Control, outcomes: Vec<Outcome>) -> RunResult {
    let from = nanos(plan.settings.warmup);
    let names = plan.endpoint_names();
    let mut total = Recorder::new(names.len(), from);
    let open = matches!(plan.settings.model, Model::Open { .. });
    let mut dispatched = Dispatched::default();
    let (mut threads, mut sending_until) = (Vec::new(), from);
    for outcome in outcomes {
        for (mine, theirs) in total.endpoints.iter_mut().zip(&outcome.recorder.endpoints) {
            mine.merge(theirs);
        }
        total.series.merge(&outcome.recorder.series);
        total.lag.merge(&outcome.recorder.lag);
        total.connects.merge(&outcome.recorder.connects);
        total.sent += outcome.recorder.sent;
        total.warmup += outcome.recorder.warmup;
        total.last = total.last.max(outcome.recorder.last);
        if let Some(mine) = outcome.dispatched {
            dispatched.due += mine.due;
            dispatched.not_sent += mine.not_sent;
        }
        threads.push(outcome.used);
        sending_until = sending_until.max(outcome.sending_until);
    }
    let sending = sending_until - from;
    RunResult {
        description: describe(plan),
        endpoints: names.into_iter().zip(total.endpoints).collect(),
        series: total.series,
        lag: total.lag,
        connects: total.connects,
        scheduled: open.then_some(dispatched.due),
        sent: total.sent,
        not_sent: dispatched.not_sent,
        // A run limited by its number of requests ends with the last answer; one limited by time lasts at least that long.
        elapsed: Duration::from_nanos(match limited_by_time(plan) && !control.is_stopped() {
            true => (total.last - from).max(sending),
            false => total.last - from,
        }),
        sending: Duration::from_nanos(sending),
        warmup_requests: total.warmup,
        threads,
        limits: usage::limits(),
        interrupted: control.is_stopped(),
    }
}

fn limited_by_time(plan: &Plan) -> bool {
    match &plan.settings.model {
        Model::Closed { requests, .. } => requests.is_none(),
        Model::Open { .. } => true,
    }
}

fn describe(plan: &Plan) -> Description {
    let settings = &plan.settings;
    let version = match settings.transport.version {
        HttpVersion::Http1 => "HTTP/1.1".to_owned(),
        HttpVersion::Http2 { streams } => format!("HTTP/2, {streams} streams a connection"),
    };
    let tls = if plan.origins.iter().any(|origin| origin.tls) {
        " over TLS"
    } else {
        ""
    };
    let (model, requested_rate, connections) = match &settings.model {
        Model::Closed { users, requests } => {
            let limit = requests
                .map(|count| format!(", {count} requests"))
                .unwrap_or_default();
            let time = users
                .length()
                .map(|length| format!(", {}", seconds(length)))
                .unwrap_or_default();
            (
                format!("closed, {} users{limit}{time}", users.peak()),
                None,
                users.peak() as u64,
            )
        }
        Model::Open {
            arrivals,
            max_connections,
            ..
        } => {
            let time = arrivals
                .length()
                .map(|length| format!(", {}", seconds(length)))
                .unwrap_or_default();
            let model = format!(
                "open, up to {} requests/s{time}, at most {max_connections} connections",
                arrivals.peak()
            );
            (model, Some(arrivals.peak()), *max_connections as u64)
        }
    };
    Description {
        target: plan
            .origins
            .iter()
            .map(super::super::net::Origin::base)
            .collect::<Vec<_>>()
            .join(", "),
        model,
        protocol: format!("{version}{tls}"),
        warmup_s: settings.warmup.as_secs_f64(),
        timeout_s: settings.timeout.as_secs_f64(),
        open: requested_rate.is_some(),
        requested_rate,
        connections,
    }
}

fn seconds(length: Duration) -> String {
    format!("{} s", length.as_secs_f64())
}
