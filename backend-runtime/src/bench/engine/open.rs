//! The open model: requests are due at set times, whether or not earlier ones have been answered.
//!
//! Nothing is queued: the time of the k-th arrival is computed, so all there is to remember is the next k. A lane that
//! becomes free takes the next arrival itself when it is already due; otherwise it waits for the dispatcher.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use super::{
    clock::nanos,
    feed::{Feed, FixedRequests, prepare},
    http2::SharedConnection,
    lane::Lane,
    pacer::Pacer,
    thread::Thread,
    watch::{Alarm, Watch},
};
use crate::bench::{
    record::{Class, Finished},
    settings::{HttpVersion, Schedule},
};

/// How long the dispatcher waits when every lane is busy and no more may be opened.
const WHEN_FULL: u64 = 500_000;

/// One thread's share of the arrivals.
struct Arrivals {
    thread: Rc<Thread>,
    schedule: Schedule,
    /// Position of the first arrival and distance between them, among those of all threads and shards.
    offset: u64,
    stride: u64,
    next: Cell<u64>,
    idle: RefCell<Vec<Rc<Seat>>>,
    lanes: Cell<usize>,
    max_lanes: usize,
    fixed: FixedRequests,
    /// The group of HTTP/2 lanes being filled, and how many more fit.
    group: RefCell<(Option<Rc<Vec<SharedConnection>>>, usize)>,
}

/// Where an idle lane waits for its next request.
struct Seat {
    watch: Rc<Watch>,
    assigned: Cell<Option<u64>>,
}

/// How many requests were due, and how many were taken in hand.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Dispatched {
    pub(crate) due: u64,
    pub(crate) not_sent: u64,
}

/// Sends what is due until the schedule ends, and waits for the answers.
pub(crate) async fn drive(
    thread: &Rc<Thread>,
    schedule: &Schedule,
    (initial, max): (usize, usize),
) -> std::io::Result<Dispatched> {
    let settings = &thread.plan.settings;
    let shard = settings.shard;
    let share =
        |all: usize| (all / thread.count + usize::from(thread.index < all % thread.count)).max(1);
    let arrivals = Rc::new(Arrivals {
        thread: thread.clone(),
        schedule: schedule.preceded_by(settings.warmup),
        offset: shard.index + shard.count * thread.index as u64,
        stride: shard.count * thread.count as u64,
        next: Cell::new(0),
        idle: RefCell::default(),
        lanes: Cell::new(0),
        max_lanes: share(max),
        fixed: prepare(&thread.plan),
        group: RefCell::default(),
    });
    let pacer = Pacer::new(thread.clock)?;
    let mut tasks: Vec<_> = (0..share(initial.min(max)))
        .map(|_| arrivals.clone().open_lane(None))
        .collect();
    arrivals.dispatch(&pacer, &mut tasks).await;
    for task in tasks {
        task.await.expect("a lane does not panic");
    }
    Ok(arrivals.settle())
}

impl Arrivals {
    /// When this thread's `j`-th arrival is due, in nanoseconds from the start.
    fn due(&self, j: u64) -> u64 {
        (self.schedule.due(self.offset + self.stride * j) * 1e9) as u64
    }

    /// How many arrivals of this thread are due before a moment.
    fn due_before(&self, moment: u64) -> u64 {
        let all = match self.schedule.length() {
            Some(length) => self
                .schedule
                .arrivals_until((moment as f64 / 1e9).min(length.as_secs_f64())),
            None => self.schedule.arrivals_until(moment as f64 / 1e9),
        };
        all.saturating_sub(self.offset).div_ceil(self.stride)
    }

    /// Whether even waiting for answers is over.
    fn is_over(&self) -> bool {
        let drain = nanos(self.thread.plan.settings.drain);
        self.thread.now() >= self.thread.sending_until.get().saturating_add(drain)
    }

    /// Takes the next arrival if it is due.
    fn take_due(&self) -> Option<u64> {
        let j = self.next.get();
        let due = self.due(j);
        let sending_until = self.thread.sending_until.get();
        if due > self.thread.now() || self.is_over() || j >= self.due_before(sending_until) {
            return None;
        }
        self.next.set(j + 1);
        Some(due)
    }

    async fn dispatch(
        self: &Rc<Self>,
        pacer: &Pacer,
        tasks: &mut Vec<tokio::task::JoinHandle<()>>,
    ) {
        loop {
            let sending_until = self.thread.sending_until.get();
            if self.next.get() >= self.due_before(sending_until) || self.is_over() {
                return;
            }
            let due = self.due(self.next.get());
            if due > self.thread.now() {
                // In steps, so that a run that is stopped does not sleep on.
                pacer.until(due.min(self.thread.now() + 50_000_000)).await;
                continue;
            }
            let idle = self.idle.borrow_mut().pop();
            match idle {
                Some(seat) => match self.take_due() {
                    Some(due) => {
                        seat.assigned.set(Some(due));
                        seat.watch.wake();
                    }
                    None => self.idle.borrow_mut().push(seat),
                },
                None if self.lanes.get() < self.max_lanes => {
                    if let Some(due) = self.take_due() {
                        tasks.push(self.clone().open_lane(Some(due)));
                    }
                    // Lets a lane that is about to become free take the next one, before another connection is made.
                    tokio::task::yield_now().await;
                }
                None => pacer.until(self.thread.now() + WHEN_FULL).await,
            }
        }
    }

    fn open_lane(self: Rc<Self>, first: Option<u64>) -> tokio::task::JoinHandle<()> {
        let number = self.lanes.get();
        self.lanes.set(number + 1);
        let lane = Lane::new(&self.thread, self.shared());
        let feed = Feed::new(&self.thread, self.fixed.clone(), number);
        tokio::task::spawn_local(self.run(lane, feed, first))
    }

    fn shared(&self) -> Option<Rc<Vec<SharedConnection>>> {
        let HttpVersion::Http2 { streams } = self.thread.plan.settings.transport.version else {
            return None;
        };
        let mut group = self.group.borrow_mut();
        if group.1 == 0 {
            *group = (super::http2::group(&self.thread), streams);
        }
        group.1 -= 1;
        group.0.clone()
    }

    async fn run(self: Rc<Self>, mut lane: Lane, mut feed: Feed, first: Option<u64>) {
        let seat = Rc::new(Seat {
            watch: lane.watch.clone(),
            assigned: Cell::new(first),
        });
        if first.is_none() {
            lane.connect_ahead().await;
        }
        while let Some(intended) = self.next_request(&seat).await {
            let started = self.thread.now();
            let lag = started.saturating_sub(intended);
            {
                let mut recorder = self.thread.recorder.borrow_mut();
                if intended >= recorder.from {
                    recorder.lag.record(lag);
                }
            }
            let job = feed.next(&self.thread);
            lane.carry(&mut feed, &job, (intended, started)).await;
            // An arrival is a whole iteration; its later requests are due when the one before is answered.
            while feed.is_inside_iteration() && !self.is_over() {
                tokio::time::sleep(feed.pause().unwrap_or_default()).await;
                let job = feed.next(&self.thread);
                let now = self.thread.now();
                lane.carry(&mut feed, &job, (now, now)).await;
            }
        }
    }

    /// The next request for a lane; `None` when there are no more.
    async fn next_request(&self, seat: &Rc<Seat>) -> Option<u64> {
        if let Some(first) = seat.assigned.take() {
            return Some(first);
        }
        if let Some(due) = self.take_due() {
            return Some(due);
        }
        self.idle.borrow_mut().push(seat.clone());
        std::future::poll_fn(|cx| {
            seat.watch.register(cx);
            if let Some(due) = seat.assigned.take() {
                return std::task::Poll::Ready(Some(due));
            }
            let over = self.is_over() || seat.watch.rang() == Some(Alarm::End);
            let none_left = self.next.get() >= self.due_before(self.thread.sending_until.get());
            if over || none_left {
                self.idle
                    .borrow_mut()
                    .retain(|other| !Rc::ptr_eq(other, seat));
                return std::task::Poll::Ready(None);
            }
            std::task::Poll::Pending
        })
        .await
    }

    /// Requests that were due but never sent enter at their age: leaving them out would flatter the server.
    fn settle(&self) -> Dispatched {
        let now = self.thread.now();
        let sending_until = self.thread.sending_until.get();
        let (from, due) = (
            self.thread.recorder.borrow().from,
            self.due_before(sending_until),
        );
        let counted = due
            - self
                .due_before(nanos(self.thread.plan.settings.warmup))
                .min(due);
        let unsent = self.next.get()..due;
        let mut not_sent = 0;
        for intended in unsent
            .map(|j| self.due(j))
            .filter(|&intended| intended >= from)
        {
            not_sent += 1;
            self.thread.finish(Finished {
                endpoint: 0,
                intended,
                sent: None,
                ended: now.max(intended),
                class: Class::Unanswered,
                status: 0,
                bytes_in: 0,
                bytes_out: 0,
                example: Some("due, but no connection was free to send it".to_owned()),
            });
        }
        Dispatched {
            due: counted,
            not_sent,
        }
    }
}
