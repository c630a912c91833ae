//! The closed model: each user sends the next request when the previous one is answered.

use std::{rc::Rc, sync::atomic::Ordering, time::Duration};

use super::{
    feed::{Feed, prepare},
    http2::SharedConnection,
    lane::Lane,
    thread::Thread,
};
use crate::bench::settings::{HttpVersion, Schedule};

/// How long a user waits after failing to connect. Without it, users of a dead server would do nothing but burn a core.
const AFTER_FAILED_CONNECT: Duration = Duration::from_millis(10);
/// How often a user who is not needed yet looks again.
const WHEN_NOT_NEEDED: Duration = Duration::from_millis(10);

/// Runs this thread's users until they are done.
pub(crate) async fn drive(thread: &Rc<Thread>, users: &Schedule, requests: Option<u64>) {
    let fixed = prepare(&thread.plan);
    let streams = match thread.plan.settings.transport.version {
        HttpVersion::Http1 => 1,
        HttpVersion::Http2 { streams } => streams,
    };
    let peak = users.peak().ceil() as usize;
    let mut tasks = Vec::new();
    for connection in (thread.index..peak).step_by(thread.count) {
        let shared = super::http2::group(thread);
        for _ in 0..streams {
            let user = User {
                thread: thread.clone(),
                users: users.clone(),
                requests,
                number: connection,
            };
            let feed = Feed::new(thread, fixed.clone(), tasks.len());
            tasks.push(tokio::task::spawn_local(user.run(feed, shared.clone())));
        }
    }
    for task in tasks {
        // A panic of a task is a defect; it must not be taken for a quiet user.
        task.await.expect("a user does not panic");
    }
}

struct User {
    thread: Rc<Thread>,
    users: Schedule,
    requests: Option<u64>,
    number: usize,
}

impl User {
    async fn run(self, mut feed: Feed, shared: Option<Rc<Vec<SharedConnection>>>) {
        let mut lane = Lane::new(&self.thread, shared);
        let mut now = self.thread.now();
        loop {
            if now >= self.thread.sending_until.get() {
                return;
            }
            if !self.is_needed(now) {
                tokio::time::sleep(WHEN_NOT_NEEDED).await;
                now = self.thread.now();
                continue;
            }
            if let Some(pause) = feed.pause() {
                let left =
                    Duration::from_nanos(self.thread.sending_until.get().saturating_sub(now));
                tokio::time::sleep(pause.min(left)).await;
                if pause >= left {
                    return;
                }
                now = self.thread.now();
            }
            if !self.may_send(now) {
                return;
            }
            let job = feed.next(&self.thread);
            let (class, ended) = lane.carry(&mut feed, &job, (now, now)).await;
            if class.is_failure_to_connect() {
                tokio::time::sleep(AFTER_FAILED_CONNECT).await;
                now = self.thread.now();
            } else if job.is_instant() {
                now = ended;
            } else {
                now = self.thread.now();
            }
        }
    }

    fn is_needed(&self, now: u64) -> bool {
        let since_warmup =
            now.saturating_sub(super::clock::nanos(self.thread.plan.settings.warmup));
        self.users.level(since_warmup as f64 / 1e9) > self.number as f64
    }

    /// Takes one of the requests there are, where their number is limited; those of the warm-up do not count.
    fn may_send(&self, now: u64) -> bool {
        match self.requests {
            Some(limit) if now >= self.thread.recorder.borrow().from => {
                self.thread.control.issued.fetch_add(1, Ordering::Relaxed) < limit
            }
            Some(_) | None => true,
        }
    }
}
