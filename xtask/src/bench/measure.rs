//! What a process cost: CPU time and peak memory, of a child that ended or of one that still runs.
//!
//! Wall time says little on a shared machine; CPU seconds repeat within a few percent.

use std::{
    process::{Child, Command},
    time::Duration,
};

use wait4::Wait4;

/// What one run of a program cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// User and system CPU time, of the program and the children it waited for.
    pub(crate) cpu: Duration,
    /// The largest resident set of any one of its processes, in bytes.
    pub(crate) peak_bytes: u64,
}

/// Runs a command to its end.
///
/// # Errors
/// What went wrong, when it could not start or did not succeed.
pub(crate) fn command(command: &mut Command) -> Result<Cost, String> {
    let line = crate::process::line(command);
    let child = command
        .spawn()
        .map_err(|error| format!("`{line}` could not start: {error}"))?;
    let (cost, success) = wait(child)?;
    if success {
        Ok(cost)
    } else {
        Err(format!("`{line}` failed"))
    }
}

/// Waits for a child; tells what it cost and whether it succeeded.
///
/// # Errors
/// When the operating system refuses.
pub(crate) fn wait(child: Child) -> Result<(Cost, bool), String> {
    let used = child.wait4().map_err(|error| format!("wait4: {error}"))?;
    let cost = Cost {
        cpu: used.rusage.utime + used.rusage.stime,
        peak_bytes: used.rusage.maxrss,
    };
    Ok((cost, used.status.success()))
}

/// CPU time that a running process has used so far, all its threads, in steps of 10 ms (Linux).
///
/// # Errors
/// When the process is gone or the system has no `/proc`.
pub(crate) fn cpu_so_far(pid: u32) -> Result<Duration, String> {
    let path = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    cpu_of_stat(&stat).ok_or_else(|| format!("{path}: not in the form of proc(5)"))
}

/// Fields 14 and 15 of proc(5): user and system time in ticks, of which Linux shows 100 a second. The program's
/// name (field 2) may hold anything, so counting starts behind its closing parenthesis.
fn cpu_of_stat(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}

/// The largest resident set of a running process so far, in bytes (Linux).
///
/// # Errors
/// When the process is gone or the system has no `/proc`.
pub(crate) fn peak_bytes_so_far(pid: u32) -> Result<u64, String> {
    let path = format!("/proc/{pid}/status");
    let status = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .and_then(|number| number.parse::<u64>().ok());
    kib.map(|kib| kib * 1024)
        .ok_or_else(|| format!("{path}: no VmHWM"))
}

/// The middle value, or the mean of the two middle ones; `None` without values.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// Calls every contender once a round, each round starting with the next one, so that a busy spell of the
/// machine and a warm cache fall on all alike. Returns the values of each contender, in the order given.
///
/// # Errors
/// The first error of a contender.
pub(crate) fn interleave<T>(
    rounds: usize,
    contenders: &mut [&mut dyn FnMut() -> Result<T, String>],
) -> Result<Vec<Vec<T>>, String> {
    let count = contenders.len();
    let mut values: Vec<Vec<T>> = (0..count).map(|_| Vec::with_capacity(rounds)).collect();
    for round in 0..rounds {
        for turn in 0..count {
            let index = (round + turn) % count;
            values[index].push(contenders[index]()?);
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_of_odd_even_and_none() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn reads_cpu_behind_a_name_with_spaces_and_parentheses() {
        let stat = "7 (a) b (c)) S 1 1 1 0 -1 0 0 0 0 0 12 3 0 0 20 0 1 0 0 0 0";
        assert_eq!(cpu_of_stat(stat), Some(Duration::from_millis(150)));
        assert_eq!(cpu_of_stat("nonsense"), None);
    }

    #[test]
    fn measures_a_child_and_reports_its_failure() {
        let cost = command(&mut Command::new("true")).expect("true succeeds");
        assert!(cost.peak_bytes > 0, "{cost:?}");
        assert!(command(&mut Command::new("false")).is_err());
    }

    #[test]
    fn reads_the_running_process() {
        let pid = std::process::id();
        assert!(cpu_so_far(pid).is_ok());
        assert!(peak_bytes_so_far(pid).expect("Linux tells") > 0);
    }

    #[test]
    fn interleaving_starts_each_round_with_the_next_contender() {
        let order = std::cell::RefCell::new(Vec::new());
        let mut first = || {
            order.borrow_mut().push('a');
            Ok::<_, String>(1)
        };
        let mut second = || {
            order.borrow_mut().push('b');
            Ok(2)
        };
        let values = interleave(2, &mut [&mut first, &mut second]).expect("both succeed");
        assert_eq!(values, [vec![1, 1], vec![2, 2]]);
        assert_eq!(*order.borrow(), ['a', 'b', 'b', 'a']);
    }
}
