//! When a session makes the plans of its statements anew.
//!
//! A statement that is prepared keeps its plan until the tables that it reads are analysed, which
//! PostgreSQL does by itself a minute or more after they have grown. On an empty table all indexes
//! are the same to the planner. A plan that took the wrong one there would read the whole table for
//! every look-up of a first import. So a session drops its plans when it is 1, 2, 4, 8 … seconds
//! old: as often as a table can have doubled, and in the long run next to never.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What drops the plans. The statements stay prepared, and are planned at their next use.
pub(super) const DROP: &str = "DISCARD PLANS";

/// How long plans are kept at most, in seconds.
const LONGEST: u64 = 60 * 60;

/// The age of a session's plans.
#[derive(Debug)]
pub(super) struct Plans {
    begun: Instant,
    /// At how many seconds of age they are dropped next.
    next: AtomicU64,
}

impl Plans {
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), next: AtomicU64::new(1) }
    }

    /// Whether it is time to drop them; of all who ask at that time, one is told so.
    pub(super) fn are_due(&self) -> bool {
        self.are_due_at(self.begun.elapsed())
    }

    fn are_due_at(&self, age: Duration) -> bool {
        let (age, next) = (age.as_secs(), self.next.load(Ordering::Relaxed));
        let later = age.saturating_add(age.min(LONGEST));
        let change =
            || self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed);
        age >= next && change().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_dropped_at_ages_that_double_and_every_hour_in_the_end() {
        let plans = Plans::new();
        let due = |second: &u64| plans.are_due_at(Duration::from_secs(*second));
        let times: Vec<u64> = (0..20_000).filter(due).collect();
        let doubling = (0..12).map(|power| 1 << power);
        let hourly = [4_096, 7_696, 11_296, 14_896, 18_496];
        assert_eq!(times, doubling.chain(hourly).collect::<Vec<u64>>());
    }

    #[test]
    fn a_session_that_was_idle_drops_its_plans_once() {
        let plans = Plans::new();
        assert!(plans.are_due_at(Duration::from_secs(100)));
        assert!(!plans.are_due_at(Duration::from_secs(199)));
        assert!(plans.are_due_at(Duration::from_secs(200)));
    }
}
