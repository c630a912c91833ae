//! Two services that take turns.

use std::time::Instant;

use backend_tests::scaffold::Service;

use super::client::{self, Mix};
use crate::bench::measure;

/// How much is sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub(super) rounds: usize,
    pub(super) requests: usize,
    pub(super) connections: usize,
}

/// What requests cost one service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// CPU seconds a request.
    pub(super) cpu: f64,
    /// Requests a second.
    pub(super) rate: f64,
}

/// The generated service and the one by hand, which answer alike.
#[derive(Debug)]
pub(super) struct Duel([Service; 2]);

impl Duel {
    /// Fills both and sees to it that they answer alike.
    pub(super) fn new(services: [Service; 2]) -> Result<Self, String> {
        client::same_answers(&services[0], &services[1])?;
        Ok(Self(services))
    }

    /// Medians of a mix, of both services.
    pub(super) fn fight(&self, mix: Mix, effort: Effort) -> Result<[Cost; 2], String> {
        for service in &self.0 {
            // Warm: pools filled, statements prepared, pages cached, functions compiled.
            client::drive(
                service,
                mix,
                effort.connections,
                effort.requests.div_ceil(4).max(3_000),
            )?;
        }
        let mut first = || turn(&self.0[0], mix, effort);
        let mut second = || turn(&self.0[1], mix, effort);
        let turns = measure::interleave(effort.rounds, &mut [&mut first, &mut second])?;
        Ok([median(&turns[0])?, median(&turns[1])?])
    }

    /// The most memory that each has taken so far, in bytes.
    pub(super) fn peaks(&self) -> Result<[u64; 2], String> {
        let [first, second] = &self.0;
        let peak = |service: &Service| measure::peak_bytes_so_far(service.pid());
        Ok([peak(first)?, peak(second)?])
    }
}

fn median(turns: &[Cost]) -> Result<Cost, String> {
    let of = |field: fn(&Cost) -> f64| {
        let values: Vec<f64> = turns.iter().map(field).collect();
        measure::median(&values).ok_or_else(|| "no rounds".to_owned())
    };
    Ok(Cost {
        cpu: of(|turn| turn.cpu)?,
        rate: of(|turn| turn.rate)?,
    })
}

fn turn(service: &Service, mix: Mix, effort: Effort) -> Result<Cost, String> {
    let (before, start) = (measure::cpu_so_far(service.pid())?, Instant::now());
    let sent = client::drive(service, mix, effort.connections, effort.requests)?;
    let (after, took) = (measure::cpu_so_far(service.pid())?, start.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "far fewer requests than 2^52")]
    let requests = sent as f64;
    Ok(Cost {
        cpu: (after - before).as_secs_f64() / requests,
        rate: requests / took.as_secs_f64(),
    })
}
