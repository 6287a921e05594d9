//! When requests leave.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How much later than asked the runtime's timer may wake a task.
const TIMER: Duration = Duration::from_millis(2);
/// How long is slept before somebody's wish to stop is looked at again.
const NAP: Duration = Duration::from_millis(200);

/// At which rate requests leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// A closed loop: each connection sends its next request when it has read an answer. It finds
    /// out how much a server can do. A server that stalls is asked less, so the times that it took
    /// say little about those that somebody would have waited.
    AsAnswered,
    /// An open loop: so many requests a second are due, whatever the server does. Times count from
    /// when a request was due, so the waiting behind a stalled server is in them.
    PerSecond(f64),
}

/// How to load a server.
#[derive(Clone, Debug)]
pub struct Load {
    /// Connections, each with one request at a time.
    pub connections: usize,
    /// When requests leave.
    pub rate: Rate,
    /// How long nothing is written down yet.
    pub warm_up: Duration,
    /// When to end, counted from then; `None` leaves it to the scripts.
    pub time: Option<Duration>,
    /// Ends it earlier.
    pub stop: Stop,
}

/// Somebody's wish to end early. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends what runs and what would follow, the cleaning up excepted.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked for.
    pub fn is_asked_for(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A load that has begun; all its workers take turns here.
#[derive(Debug)]
pub(super) struct Pace {
    start: Instant,
    measured_from: Instant,
    end: Option<Instant>,
    per_second: Option<f64>,
    next: AtomicU64,
    stop: Stop,
}

impl Pace {
    pub(super) fn begin(load: &Load) -> Self {
        let start = Instant::now();
        let per_second = match load.rate {
            Rate::AsAnswered => None,
            Rate::PerSecond(rate) => Some(rate.max(f64::MIN_POSITIVE)),
        };
        let measured_from = start + load.warm_up;
        let end = load.time.and_then(|time| measured_from.checked_add(time));
        let (next, stop) = (AtomicU64::new(0), load.stop.clone());
        Self { start, measured_from, end, per_second, next, stop }
    }

    /// When the warming up ends.
    pub(super) fn measured_from(&self) -> Instant {
        self.measured_from
    }

    /// Waits until the next request is due; the answer is when its time began. `None` at the end.
    pub(super) async fn turn(&self) -> Option<Instant> {
        let now = Instant::now();
        if self.is_over(now) {
            return None;
        }
        let Some(per_second) = self.per_second else { return Some(now) };
        let due = self.due(self.next.fetch_add(1, Ordering::Relaxed), per_second)?;
        if due <= now {
            return Some(due);
        }
        if !self.sleep_until(due).await {
            return None;
        }
        // The timer is coarse, which is no fault of the server.
        let woken = Instant::now();
        Some(if woken.duration_since(due) <= TIMER { woken } else { due })
    }

    /// When the request with this number is due; `None` if that is past the end.
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn due(&self, number: u64, per_second: f64) -> Option<Instant> {
        let after = Duration::try_from_secs_f64(number as f64 / per_second).ok()?;
        let due = self.start.checked_add(after)?;
        self.end.is_none_or(|end| due < end).then_some(due)
    }

    /// Waits for as long as a server asked; `false` if the end comes first.
    pub(super) async fn pause(&self, time: Duration) -> bool {
        match Instant::now().checked_add(time) {
            Some(until) => self.sleep_until(until).await,
            None => false,
        }
    }

    async fn sleep_until(&self, until: Instant) -> bool {
        loop {
            let now = Instant::now();
            if now >= until {
                return !self.stop.is_asked_for();
            }
            if self.is_over(now) {
                return false;
            }
            let nap = until.min(now + NAP);
            let nap = self.end.map_or(nap, |end| nap.min(end));
            tokio::time::sleep_until(nap.into()).await;
        }
    }

    fn is_over(&self, now: Instant) -> bool {
        self.stop.is_asked_for() || self.end.is_some_and(|end| now >= end)
    }

    /// How many requests were due and are still waiting for a connection.
    pub(super) fn not_sent(&self) -> u64 {
        let (Some(per_second), Some(end)) = (self.per_second, self.end) else { return 0 };
        if self.stop.is_asked_for() {
            return 0;
        }
        let due = (end.duration_since(self.start).as_secs_f64() * per_second).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and too many to send is not the point"
        )]
        let due = due as u64;
        due.saturating_sub(self.next.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(rate: Rate, millis: u64) -> Load {
        let time = Some(Duration::from_millis(millis));
        Load { connections: 1, rate, warm_up: Duration::ZERO, time, stop: Stop::default() }
    }

    #[tokio::test]
    async fn an_open_loop_has_as_many_turns_as_were_planned() {
        let pace = Pace::begin(&load(Rate::PerSecond(1_000.0), 100));
        let mut turns = 0;
        while pace.turn().await.is_some() {
            turns += 1;
        }
        assert_eq!(turns + pace.not_sent(), 100);
    }

    #[tokio::test]
    async fn a_turn_that_comes_late_counts_from_when_it_was_due() {
        let pace = Pace::begin(&load(Rate::PerSecond(1_000.0), 60_000));
        let start = pace.start;
        // As if a worker had been held up for the first requests.
        while start.elapsed() < Duration::from_millis(20) {
            tokio::task::yield_now().await;
        }
        assert_eq!(pace.turn().await, Some(start));
        assert_eq!(pace.turn().await, Some(start + Duration::from_millis(1)));
    }

    #[tokio::test]
    async fn whoever_waits_is_woken_to_stop() {
        let load = load(Rate::AsAnswered, 60_000);
        let pace = Pace::begin(&load);
        assert!(pace.turn().await.is_some());
        load.stop.now();
        assert!(!pace.pause(Duration::from_mins(1)).await);
        assert!(pace.turn().await.is_none());
    }
}
