//! Waiting for a moment more exactly than the runtime's timer, which ticks once a millisecond.

use std::{io, time::Duration};

use super::clock::Clock;

/// Waits for moments of a clock.
#[derive(Debug)]
pub(crate) struct Pacer {
    clock: Clock,
    #[cfg(target_os = "linux")]
    timer: Option<tokio::io::unix::AsyncFd<std::os::fd::OwnedFd>>,
}

impl Pacer {
    pub(crate) fn new(clock: Clock) -> io::Result<Self> {
        Ok(Self {
            clock,
            #[cfg(target_os = "linux")]
            timer: match clock {
                Clock::Real(_) => Some(timer()?),
                #[cfg(test)]
                Clock::Simulated(_) => None,
            },
        })
    }

    /// Waits until `moment`, in nanoseconds from the start of the run.
    pub(crate) async fn until(&self, moment: u64) {
        let now = self.clock.now();
        if moment <= now {
            return;
        }
        let wait = Duration::from_nanos(moment - now);
        #[cfg(test)]
        if let Clock::Simulated(_) = self.clock {
            // A paused clock moves only when every task sleeps.
            return tokio::time::sleep(wait).await;
        }
        // Below the cost of arming a timer it is cheaper to let the other tasks run once and look again.
        if wait < Duration::from_micros(20) {
            tokio::task::yield_now().await;
            return;
        }
        #[cfg(target_os = "linux")]
        if let Some(timer) = &self.timer
            && arm(timer, wait).is_ok()
        {
            if let Ok(mut ready) = timer.readable().await {
                // Reading takes the expiry count, which would otherwise keep the descriptor readable.
                let mut count = [0; 8];
                let _ = ready.try_io(|timer| Ok(rustix::io::read(timer.get_ref(), &mut count)?));
            }
            return;
        }
        coarse(wait).await;
    }
}

/// The runtime's timer for all but the last milliseconds, then short turns.
async fn coarse(wait: Duration) {
    const SPIN: Duration = Duration::from_millis(2);
    match wait.checked_sub(SPIN) {
        Some(long) if !long.is_zero() => tokio::time::sleep(long).await,
        _ => tokio::task::yield_now().await,
    }
}

#[cfg(target_os = "linux")]
#[expect(
    deprecated,
    reason = "the successor is unsafe for the sake of types whose descriptor can change; an OwnedFd's cannot"
)]
fn timer() -> io::Result<tokio::io::unix::AsyncFd<std::os::fd::OwnedFd>> {
    use rustix::time::{TimerfdClockId, TimerfdFlags, timerfd_create};
    let fd = timerfd_create(
        TimerfdClockId::Monotonic,
        TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC,
    )?;
    tokio::io::unix::AsyncFd::with_interest(fd, tokio::io::Interest::READABLE)
}

#[cfg(target_os = "linux")]
fn arm(timer: &tokio::io::unix::AsyncFd<std::os::fd::OwnedFd>, wait: Duration) -> io::Result<()> {
    use rustix::time::{Itimerspec, TimerfdTimerFlags, Timespec, timerfd_settime};
    let zero = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let spec = Itimerspec {
        it_interval: zero,
        it_value: Timespec::try_from(wait).map_err(io::Error::other)?,
    };
    timerfd_settime(timer.get_ref(), TimerfdTimerFlags::empty(), &spec)?;
    Ok(())
}
