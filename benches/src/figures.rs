//! What one measurement gives, and how it is taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use conformance::load::{
    CpuTime, Ended, Load, Outcome, Rate, Request, Script, Stop, Target, Watch, Wire, cpu_time,
    drive,
};
use serde::{Deserialize, Serialize};

/// What one measurement gave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figures {
    /// Answers per second over all connections.
    pub(crate) per_second: f64,
    /// CPU time of the measured program for each answer, in microseconds.
    pub(crate) cpu_us: f64,
    /// The same of its database, where that is another program.
    pub(crate) database_us: f64,
    /// Time from the request to the end of the answer, in microseconds: half took less,
    pub(crate) median_us: f64,
    /// and 99 of 100.
    pub(crate) p99_us: f64,
}

/// The medians of several measurements, each figure for itself.
pub(crate) fn median(all: &[Figures]) -> Figures {
    let middle = |read: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = all.iter().map(read).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Figures {
        per_second: middle(|f| f.per_second),
        cpu_us: middle(|f| f.cpu_us),
        database_us: middle(|f| f.database_us),
        median_us: middle(|f| f.median_us),
        p99_us: middle(|f| f.p99_us),
    }
}

/// Which request comes next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// How many requests of this kind were made before, by all connections and measurements.
    pub(crate) number: usize,
    /// How many this connection made before.
    pub(crate) step: usize,
}

/// Makes the request for a turn.
pub(crate) type Make = Arc<dyn Fn(Turn) -> Request + Send + Sync>;

/// A program under measurement.
#[derive(Clone)]
pub(crate) struct Driven {
    pub(crate) target: Target,
    pub(crate) process: u32,
    pub(crate) database: Option<u32>,
    pub(crate) connections: usize,
    pub(crate) make: Make,
    pub(crate) count: Count,
}

/// Counts the requests of several measurements, so that each gets requests of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    all: Arc<AtomicUsize>,
    steps: Arc<[AtomicUsize]>,
}

impl Count {
    pub(crate) fn new(connections: usize) -> Self {
        Self { all: Arc::default(), steps: (0..connections).map(|_| AtomicUsize::new(0)).collect() }
    }
}

struct Player {
    make: Make,
    count: Count,
    worker: usize,
}

impl Script for Player {
    async fn play(self, wire: &mut Wire) -> Result<(), Ended> {
        let Some(steps) = self.count.steps.get(self.worker) else { return Ok(()) };
        loop {
            let number = self.count.all.fetch_add(1, Ordering::Relaxed);
            let step = steps.fetch_add(1, Ordering::Relaxed);
            wire.send("request", &(self.make)(Turn { number, step })).await?;
        }
    }
}

/// Reads the CPU time when the measuring begins.
struct Reading {
    process: u32,
    database: Option<u32>,
    before: Option<Result<[CpuTime; 2], String>>,
}

impl Reading {
    fn read(&self) -> Result<[CpuTime; 2], String> {
        let database = self.database.map_or(Ok(CpuTime::default()), cpu_time)?;
        Ok([cpu_time(self.process)?, database])
    }
}

impl Watch for Reading {
    fn measuring(&mut self) {
        self.before = Some(self.read());
    }
}

impl Driven {
    /// Loads the program for some time; an error if an answer is not a success.
    pub(crate) async fn measure(&self, warm_up: Duration, time: Duration) -> Result<Figures> {
        let Self { target, process, database, connections, make, count } = self;
        let (rate, stop) = (Rate::AsAnswered, Stop::default());
        let load = Load { connections: *connections, rate, warm_up, time: Some(time), stop };
        let script = |worker| Player { make: Arc::clone(make), count: count.clone(), worker };
        let mut reading = Reading { process: *process, database: *database, before: None };
        let outcome = drive(target, &load, script, &mut reading).await;
        if let Some((problem, seen)) = outcome.first_problem() {
            bail!("{} was answered with {problem}: {}", seen.request, seen.answer);
        }
        let before = reading.before.take().context("the measuring never began")?;
        let [before, database_before] = before.map_err(anyhow::Error::msg)?;
        let [after, database_after] = reading.read().map_err(anyhow::Error::msg)?;
        let used = after.since(before).own;
        Ok(figures(&outcome, used, database_after.since(database_before).total()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn figures(outcome: &Outcome, cpu: Duration, database: Duration) -> Figures {
    let times = outcome.times();
    let count = times.count().max(1) as f64;
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    Figures {
        per_second: times.count() as f64 / outcome.elapsed.as_secs_f64(),
        cpu_us: micros(cpu) / count,
        database_us: micros(database) / count,
        median_us: micros(times.within(500)),
        p99_us: micros(times.within(990)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_does_not_move_the_median() {
        let figures =
            |x| Figures { per_second: x, cpu_us: x, database_us: x, median_us: x, p99_us: x };
        assert_eq!(median(&[figures(1.0), figures(900.0), figures(2.0)]), figures(2.0));
    }
}
