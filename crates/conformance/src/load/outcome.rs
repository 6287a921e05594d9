//! What was found out while a load was played.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::times::Times;

/// Why a request did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The server answered with this status.
    Status(u16),
    /// No whole answer came.
    NoAnswer,
    /// The status tells of success, the body does not.
    WrongAnswer,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "status {status}"),
            Self::NoAnswer => f.write_str("no answer"),
            Self::WrongAnswer => f.write_str("wrong answer"),
        }
    }
}

/// How often something happened, and the first time that it did.
#[derive(Clone, Debug)]
pub struct Seen {
    /// How often.
    pub count: u64,
    /// The first request, shortened, without credentials.
    pub request: String,
    /// What came instead of a right answer, shortened.
    pub answer: String,
}

/// Requests of one kind.
#[derive(Clone, Debug, Default)]
pub struct Kind {
    /// How long the answers took that tell of success.
    pub times: Times,
    /// The other ones.
    pub problems: BTreeMap<Problem, Seen>,
}

/// What one or several workers saw.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The requests by their kinds.
    pub kinds: BTreeMap<&'static str, Kind>,
    /// How often a server asked to come back later, and was waited for.
    pub asked_to_wait: u64,
    /// How long was waited for that, by all connections together.
    pub waited: Duration,
    /// Requests of an open loop whose time came and that no connection was free for to the end.
    pub not_sent: u64,
    /// From the first request to the last answer.
    pub elapsed: Duration,
}

impl Outcome {
    /// Requests that succeeded.
    pub fn answers(&self) -> u64 {
        self.kinds.values().map(|kind| kind.times.count()).sum()
    }

    /// Requests that did not.
    pub fn problems(&self) -> u64 {
        let problems = self.kinds.values().flat_map(|kind| kind.problems.values());
        problems.map(|seen| seen.count).sum()
    }

    /// The first problem of any kind.
    pub fn first_problem(&self) -> Option<(Problem, &Seen)> {
        let mut problems = self.kinds.values().flat_map(|kind| &kind.problems);
        problems.next().map(|(problem, seen)| (*problem, seen))
    }

    /// How long the answers took, of whatever kind.
    pub fn times(&self) -> Times {
        let mut all = Times::default();
        self.kinds.values().for_each(|kind| all.merge(&kind.times));
        all
    }

    pub(super) fn answered(&mut self, kind: &'static str, time: Duration) {
        self.kinds.entry(kind).or_default().times.record(time);
    }

    pub(super) fn failed(
        &mut self,
        kind: &'static str,
        problem: Problem,
        example: impl FnOnce() -> (String, String),
    ) {
        let problems = &mut self.kinds.entry(kind).or_default().problems;
        let seen = problems.entry(problem).or_insert_with(|| {
            let (request, answer) = example();
            Seen { count: 0, request, answer }
        });
        seen.count += 1;
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (name, kind) in other.kinds {
            let ours = self.kinds.entry(name).or_default();
            ours.times.merge(&kind.times);
            for (problem, seen) in kind.problems {
                let count = seen.count;
                ours.problems.entry(problem).and_modify(|ours| ours.count += count).or_insert(seen);
            }
        }
        self.asked_to_wait += other.asked_to_wait;
        self.waited += other.waited;
        self.not_sent += other.not_sent;
        self.elapsed = self.elapsed.max(other.elapsed);
    }
}
