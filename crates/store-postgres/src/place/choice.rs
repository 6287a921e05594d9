//! In which order the hosts are tried.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;
use tokio_postgres::Config;
use tokio_postgres::config::{LoadBalanceHosts, TargetSessionAttrs};

/// For how long a host that was silent is tried after the others.
const REST: Duration = Duration::from_secs(30);

/// What is known of the hosts.
pub(super) struct Choice {
    known: Mutex<Known>,
    /// Where any host will do and all shall have the same load: the number of the next session.
    turn: Option<AtomicUsize>,
    stays: bool,
}

struct Known {
    /// The one that is tried first.
    first: usize,
    /// Until when each is tried after the others.
    rests: Vec<Option<Instant>>,
    /// Which one answered last.
    answered: Option<usize>,
}

impl Choice {
    /// What an address says about so many hosts.
    pub(super) fn new(config: &Config, hosts: usize) -> Self {
        let is_balanced = config.get_load_balance_hosts() == LoadBalanceHosts::Random;
        // Not all nodes begin with the same one.
        let begin = || RandomState::new().build_hasher().finish() >> 1;
        Self {
            known: Mutex::new(Known { first: 0, rests: vec![None; hosts], answered: None }),
            turn: is_balanced.then(|| AtomicUsize::new(usize::try_from(begin()).unwrap_or(0))),
            // Where any host will do, the order is the operator's wish. Of those that must be
            // writable there is one, and it remains so for long.
            stays: config.get_target_session_attrs() == TargetSessionAttrs::ReadWrite,
        }
    }

    /// The hosts in the order in which to try them now.
    pub(super) fn order(&self) -> Vec<usize> {
        let known = self.known.lock();
        let hosts = known.rests.len().max(1);
        let first = match &self.turn {
            Some(turn) if !self.stays => turn.fetch_add(1, Ordering::Relaxed),
            _ => known.first,
        };
        let mut order: Vec<usize> = (0..hosts).map(|at| first.wrapping_add(at) % hosts).collect();
        let now = Instant::now();
        let rests = |at: usize| known.rests.get(at).copied().flatten().is_some_and(|end| end > now);
        order.sort_by_key(|at| rests(*at));
        order
    }

    /// With which address of a host to begin: 0 unless all shall have the same load.
    pub(super) fn turn(&self) -> usize {
        self.turn.as_ref().map_or(0, |turn| turn.load(Ordering::Relaxed))
    }

    /// Notes that a host has not answered when it should have.
    pub(super) fn is_late(&self, at: usize) {
        if let Some(rest) = self.known.lock().rests.get_mut(at) {
            *rest = Some(Instant::now() + REST);
        }
    }

    /// Notes which host was taken. Whether that is news: it is another one than before, and there
    /// is one that is meant.
    pub(super) fn answered(&self, at: usize) -> bool {
        let mut known = self.known.lock();
        if let Some(rest) = known.rests.get_mut(at) {
            *rest = None;
        }
        if self.stays {
            known.first = at;
        }
        let before = known.answered.replace(at);
        known.rests.len() > 1 && before != Some(at) && (self.stays || self.turn.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(parameters: &str) -> Choice {
        Choice::new(&format!("postgres://u@a,b,c/d?{parameters}").parse().unwrap(), 3)
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_host_comes_last_for_a_while() {
        let choice = choice("");
        choice.is_late(0);
        assert_eq!(choice.order(), [1, 2, 0]);
        choice.is_late(1);
        assert_eq!(choice.order(), [2, 0, 1]);
        assert!(choice.answered(1));
        assert!(!choice.answered(1), "told once");
        assert_eq!(choice.order(), [1, 2, 0]);
        tokio::time::advance(REST).await;
        assert_eq!(choice.order(), [0, 1, 2], "the order is the operator's wish");
    }

    #[tokio::test(start_paused = true)]
    async fn the_one_that_writes_is_tried_first_until_it_is_silent() {
        let choice = choice("target_session_attrs=read-write");
        assert!(choice.answered(2));
        assert_eq!(choice.order(), [2, 0, 1]);
        choice.is_late(2);
        assert_eq!(choice.order(), [0, 1, 2]);
        assert!(choice.answered(1));
        assert_eq!(choice.order(), [1, 0, 2]);
        tokio::time::advance(REST).await;
        assert_eq!(choice.order(), [1, 2, 0]);
    }

    #[test]
    fn a_balanced_load_begins_with_each_in_turn() {
        let choice = choice("load_balance_hosts=random");
        let mut first: Vec<usize> = (0..3).map(|_| choice.order()[0]).collect();
        first.sort_unstable();
        assert_eq!(first, [0, 1, 2]);
        assert!(!choice.answered(0) && !choice.answered(1), "nothing to tell each time");
        let before = choice.turn();
        choice.order();
        assert_ne!(choice.turn(), before, "and with each address of one of them");
    }
}
