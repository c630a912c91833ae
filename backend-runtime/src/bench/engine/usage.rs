//! What the client itself used, and what the machine allows it.

use std::fs;

use serde::{Deserialize, Serialize};

/// What one thread used while requests were counted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ThreadUse {
    /// CPU seconds.
    pub cpu_s: f64,
    /// Seconds it was ready to run but waited for a core; zero where the system does not say.
    pub waited_s: f64,
    /// Seconds by the clock.
    pub wall_s: f64,
}

impl ThreadUse {
    /// The share of the time it had a core.
    pub fn busy(&self) -> f64 {
        if self.wall_s > 0.0 {
            self.cpu_s / self.wall_s
        } else {
            0.0
        }
    }

    /// The share of the time it wanted a core and had none.
    pub fn starved(&self) -> f64 {
        if self.wall_s > 0.0 {
            self.waited_s / self.wall_s
        } else {
            0.0
        }
    }
}

/// The calling thread's CPU and waiting time so far, in seconds.
pub(crate) fn thread_times() -> (f64, f64) {
    (thread_cpu(), run_queue_wait())
}

#[cfg(unix)]
fn thread_cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

#[cfg(not(unix))]
fn thread_cpu() -> f64 {
    0.0
}

/// The second number of `schedstat` (Linux, Documentation/scheduler/sched-stats).
fn run_queue_wait() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text
        .split_whitespace()
        .nth(1)
        .and_then(|field| field.parse::<f64>().ok());
    nanos.unwrap_or(0.0) / 1e9
}

/// What the machine allows one process.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// File descriptors.
    pub descriptors: u64,
    /// Local ports, and with them connections to one address and port.
    pub ports: u64,
}

/// Reads the limits; generous defaults where the system does not say.
pub fn limits() -> Limits {
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let mut bounds = range
        .split_whitespace()
        .filter_map(|field| field.parse::<u64>().ok());
    let ports = match (bounds.next(), bounds.next()) {
        (Some(low), Some(high)) if high >= low => high - low + 1,
        _ => 16_384,
    };
    Limits {
        descriptors: descriptors(),
        ports,
    }
}

#[cfg(unix)]
fn descriptors() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile)
        .current
        .unwrap_or(u64::MAX)
}

#[cfg(not(unix))]
fn descriptors() -> u64 {
    u64::MAX
}

/// Raises the soft limit of file descriptors to the hard one; programs that use `select` need the low default, this one does not.
pub fn raise_descriptor_limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        let _ = setrlimit(Resource::Nofile, limit);
    }
}
