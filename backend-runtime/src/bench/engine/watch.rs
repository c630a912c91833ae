//! Timeouts without a timer for each request: every lane has a watch, and one sweep looks at all of them.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// One lane's deadline.
#[derive(Debug)]
pub(crate) struct Watch {
    deadline: Cell<u64>,
    rang: Cell<Option<Alarm>>,
    waker: RefCell<Option<Waker>>,
}

/// Why a lane was woken before its answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// The request took too long.
    Timeout,
    /// The run is over.
    End,
}

const NEVER: u64 = u64::MAX;

impl Watch {
    pub(crate) fn new() -> Self {
        Self {
            deadline: Cell::new(NEVER),
            rang: Cell::new(None),
            waker: RefCell::new(None),
        }
    }

    /// Starts watching a request.
    pub(crate) fn set(&self, deadline: u64) {
        self.deadline.set(deadline);
        self.rang.set(None);
    }

    /// The request is over.
    pub(crate) fn clear(&self) {
        self.deadline.set(NEVER);
    }

    pub(crate) fn is_set(&self) -> bool {
        self.deadline.get() != NEVER
    }

    /// Rings when the deadline has passed.
    pub(crate) fn sweep(&self, now: u64) {
        if self.is_set() && now >= self.deadline.get() {
            self.ring(Alarm::Timeout);
        }
    }

    /// Rings, and wakes the lane.
    pub(crate) fn ring(&self, alarm: Alarm) {
        self.rang.set(Some(alarm));
        self.wake();
    }

    /// Wakes the lane without a reason of its own.
    pub(crate) fn wake(&self) {
        if let Some(waker) = self.waker.borrow().as_ref() {
            waker.wake_by_ref();
        }
    }

    /// Remembers whom to wake. A lane is one task, so this stores a waker once and then only compares.
    pub(crate) fn register(&self, cx: &Context<'_>) {
        let mut waker = self.waker.borrow_mut();
        if !waker
            .as_ref()
            .is_some_and(|known| known.will_wake(cx.waker()))
        {
            *waker = Some(cx.waker().clone());
        }
    }

    /// Whether the alarm has rung.
    pub(crate) fn rang(&self) -> Option<Alarm> {
        self.rang.get()
    }

    /// Waits for `work` or the alarm, whichever comes first.
    pub(crate) async fn guard<T>(&self, work: impl Future<Output = T>) -> Result<T, Alarm> {
        let mut work = pin!(work);
        std::future::poll_fn(|cx| {
            if let Some(alarm) = self.rang() {
                return Poll::Ready(Err(alarm));
            }
            self.register(cx);
            work.as_mut().poll(cx).map(Ok)
        })
        .await
    }
}
