//! Where one thread writes down what happened. One for each thread: nothing is shared while requests run.

use super::{Class, EndpointRecord, Latency, Series};

/// One thread's measurements.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    /// One for each URL, operation or step.
    pub(crate) endpoints: Vec<EndpointRecord>,
    /// Over time.
    pub(crate) series: Series,
    /// How late the client itself sent, against the schedule.
    pub(crate) lag: Latency,
    /// How long connecting took.
    pub(crate) connects: Latency,
    /// Requests sent.
    pub(crate) sent: u64,
    /// When counting begins, in nanoseconds from the start of the run.
    pub(crate) from: u64,
    /// When the last counted request ended.
    pub(crate) last: u64,
    /// Requests left out because they belonged to the warm-up.
    pub(crate) warmup: u64,
}

/// How a request went, in nanoseconds from the start of the run.
#[derive(Debug, Clone)]
pub(crate) struct Finished {
    pub(crate) endpoint: usize,
    pub(crate) intended: u64,
    /// `None` when it never got as far as being sent.
    pub(crate) sent: Option<u64>,
    pub(crate) ended: u64,
    pub(crate) class: Class,
    /// Zero when there was no answer.
    pub(crate) status: u16,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    pub(crate) example: Option<String>,
}

impl Recorder {
    pub(crate) fn new(endpoints: usize, from: u64) -> Self {
        Self {
            endpoints: vec![EndpointRecord::default(); endpoints],
            series: Series::default(),
            lag: Latency::default(),
            connects: Latency::default(),
            sent: 0,
            from,
            last: from,
            warmup: 0,
        }
    }

    /// Writes down one request; those that were due in the warm-up are only counted.
    pub(crate) fn finish(&mut self, request: Finished) {
        if request.intended < self.from {
            self.warmup += 1;
            return;
        }
        let response = request.ended.saturating_sub(request.intended);
        let endpoint = &mut self.endpoints[request.endpoint];
        endpoint.classes[request.class as usize] += 1;
        endpoint.bytes_in += request.bytes_in;
        endpoint.bytes_out += request.bytes_out;
        if request.class.has_latency() {
            endpoint.response.record(response);
            if let Some(sent) = request.sent {
                endpoint.service.record(request.ended.saturating_sub(sent));
            }
        }
        if request.status != 0 {
            *endpoint.statuses.entry(request.status).or_default() += 1;
            if request.class == Class::Status {
                *endpoint.unexpected.entry(request.status).or_default() += 1;
            }
        }
        if let Some(example) = request.example {
            endpoint.examples.entry(request.class).or_insert(example);
        }
        self.last = self.last.max(request.ended);
        if let Some(sent) = request.sent {
            self.sent += 1;
            self.series.slot(sent.saturating_sub(self.from)).sent += 1;
        }
        let slot = self
            .series
            .slot(request.ended - self.from.min(request.ended));
        slot.requests += u64::from(request.class.is_answered());
        slot.failed += u64::from(request.class != Class::Ok);
        slot.bytes += request.bytes_in;
        if request.class.has_latency() {
            slot.latency.record(response);
        }
    }
}
