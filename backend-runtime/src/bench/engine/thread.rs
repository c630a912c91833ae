//! What the tasks of one thread share.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use super::{
    clock::{Clock, nanos},
    control::{Control, Snapshot},
    watch::{Alarm, Watch},
};
use crate::bench::{
    plan::Plan,
    record::{Finished, Recorder, Sketch},
};

/// Bytes read at once; one buffer serves all connections of a thread, because no answer stays in it.
const SCRATCH: usize = 64 * 1024;

/// What the tasks of one thread share.
#[derive(Debug)]
pub(crate) struct Thread {
    pub(crate) plan: Arc<Plan>,
    pub(crate) control: Arc<Control>,
    pub(crate) tls: Arc<rustls::ClientConfig>,
    pub(crate) clock: Clock,
    /// Its number, and how many there are.
    pub(crate) index: usize,
    pub(crate) count: usize,
    pub(crate) recorder: RefCell<Recorder>,
    pub(crate) scratch: RefCell<Vec<u8>>,
    watches: RefCell<Vec<Rc<Watch>>>,
    /// When the last request may be sent.
    pub(crate) sending_until: Cell<u64>,
    pub(crate) connections: Cell<u64>,
    recent: RefCell<Sketch>,
}

impl Thread {
    pub(crate) fn new(
        plan: Arc<Plan>,
        control: Arc<Control>,
        tls: Arc<rustls::ClientConfig>,
        clock: Clock,
        (index, count): (usize, usize),
    ) -> Self {
        let recorder = Recorder::new(plan.endpoint_names().len(), nanos(plan.settings.warmup));
        let sending_until = plan.settings.sending_for().map_or(u64::MAX, nanos);
        Self {
            plan,
            control,
            tls,
            clock,
            index,
            count,
            recorder: RefCell::new(recorder),
            scratch: RefCell::new(vec![0; SCRATCH]),
            watches: RefCell::default(),
            sending_until: Cell::new(sending_until),
            connections: Cell::new(0),
            recent: RefCell::default(),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// A watch for a new lane.
    pub(crate) fn watch(&self) -> Rc<Watch> {
        let watch = Rc::new(Watch::new());
        self.watches.borrow_mut().push(watch.clone());
        watch
    }

    pub(crate) fn finish(&self, finished: Finished) {
        if finished.class.has_latency() {
            self.recent
                .borrow_mut()
                .record(finished.ended.saturating_sub(finished.intended));
        }
        self.recorder.borrow_mut().finish(finished);
    }

    /// Looks after the lanes until it is dropped: timeouts, the end of the run, news for whoever watches.
    pub(crate) async fn look_after(&self) {
        let timeout = self.plan.settings.timeout;
        let tick = (timeout / 50).clamp(Duration::from_millis(2), Duration::from_millis(50));
        let drain = nanos(self.plan.settings.drain);
        let mut published = 0;
        loop {
            tokio::time::sleep(tick).await;
            let now = self.now();
            if self.control.is_stopped() && now < self.sending_until.get() {
                self.sending_until.set(now);
            }
            let sending_until = self.sending_until.get();
            let over = now >= sending_until.saturating_add(drain);
            for watch in self.watches.borrow().iter() {
                if over {
                    watch.ring(Alarm::End);
                } else {
                    watch.sweep(now);
                    if now >= sending_until && !watch.is_set() {
                        // An idle lane waits for work that will not come.
                        watch.wake();
                    }
                }
            }
            if now >= published + 500_000_000 {
                published = now;
                self.publish(now);
            }
        }
    }

    fn publish(&self, now: u64) {
        let recorder = self.recorder.borrow();
        let in_flight = self
            .watches
            .borrow()
            .iter()
            .filter(|watch| watch.is_set())
            .count();
        let sum = |each: fn(&crate::bench::record::EndpointRecord) -> u64| {
            recorder.endpoints.iter().map(each).sum()
        };
        let snapshot = Snapshot {
            elapsed_s: now as f64 / 1e9,
            warming_up: now < recorder.from,
            requests: sum(|endpoint| endpoint.total()),
            failed: sum(|endpoint| endpoint.failed()),
            bytes: sum(|endpoint| endpoint.bytes_in),
            connections: self.connections.get(),
            in_flight: in_flight as u64,
            recent: self.recent.take(),
        };
        self.control.publish(self.index, snapshot);
    }
}
