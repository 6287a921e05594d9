//! What a load has shown, as plain figures.

use std::time::Duration;

use serde::Serialize;

use super::mix::Mix;
use super::outcome::{Kind, Outcome};
use super::service::Service;
use super::times::Times;

/// Everything that one run of [`super::run()`] has shown.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The SCIM root.
    pub base: String,
    /// What the server can do.
    pub service: Service,
    /// Users that the mixes worked on.
    pub users: usize,
    /// Connections, each with one request at a time.
    pub connections: usize,
    /// Requests a second that were due in an open loop; `None` for a closed one.
    pub rate: Option<f64>,
    /// Users and groups of an earlier load that were found.
    pub found: Removed,
    /// The mixes, in the order in which they were played.
    pub mixes: Vec<MixReport>,
    /// What was removed at the end, and what is still there.
    pub removed: Removed,
    /// The same of what could not, or should not, be removed.
    pub left: Removed,
    /// What a person should know to read the figures.
    pub notes: Vec<String>,
}

/// Numbers of users and groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// Users.
    pub users: usize,
    /// Groups.
    pub groups: usize,
}

/// What one mix has shown.
#[derive(Clone, Debug, Serialize)]
pub struct MixReport {
    /// Which.
    pub mix: Mix,
    /// From the end of the warming up to the last answer.
    pub seconds: f64,
    /// Answers of success a second, of all kinds.
    pub per_second: f64,
    /// The kinds of requests, and all together under the name `all`.
    pub kinds: Vec<Figures>,
    /// Requests without success.
    pub errors: Vec<ErrorFigures>,
    /// How often the server asked to wait (429 or 503 with `Retry-After`), which was done.
    pub asked_to_wait: u64,
    /// How long that took all connections together.
    pub waited_seconds: f64,
    /// Requests of an open loop that were due and found no free connection to the end.
    pub not_sent: u64,
    /// CPU time of the server.
    pub cpu: CpuFigures,
}

/// How long the answers to one kind of request took.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// The kind.
    pub kind: String,
    /// Answers of success.
    pub answers: u64,
    /// These a second.
    pub per_second: f64,
    /// Within how many milliseconds half of them came,
    pub p50_ms: f64,
    /// nine of ten,
    pub p90_ms: f64,
    /// 99 of 100,
    pub p99_ms: f64,
    /// 999 of 1,000,
    pub p99_9_ms: f64,
    /// and all.
    pub max_ms: f64,
}

/// One kind of failure of one kind of request.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorFigures {
    /// The kind of request.
    pub kind: String,
    /// `status 500`, `no answer` or `wrong answer`.
    pub problem: String,
    /// How often.
    pub count: u64,
    /// The first such request, shortened.
    pub request: String,
    /// What came, shortened.
    pub answer: String,
}

/// CPU time of the server, as far as it could be read.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CpuFigures {
    /// Microseconds for each answer.
    pub us_per_request: Option<f64>,
    /// Processors kept busy.
    pub cores: Option<f64>,
    /// Why it is not known.
    pub unknown: Option<String>,
}

impl MixReport {
    pub(super) fn new(mix: Mix, outcome: &Outcome, cpu: Result<Duration, String>) -> Self {
        let seconds = outcome.elapsed.as_secs_f64().max(f64::MIN_POSITIVE);
        let kinds = outcome.kinds.iter().filter(|(_, kind)| kind.times.count() > 0);
        let mut figures: Vec<_> =
            kinds.map(|(name, kind)| Figures::new(name, &kind.times, seconds)).collect();
        let all = Figures::new("all", &outcome.times(), seconds);
        let per_second = all.per_second;
        figures.push(all);
        Self {
            mix,
            seconds,
            per_second,
            kinds: figures,
            errors: outcome.kinds.iter().flat_map(|(name, kind)| errors(name, kind)).collect(),
            asked_to_wait: outcome.asked_to_wait,
            waited_seconds: outcome.waited.as_secs_f64(),
            not_sent: outcome.not_sent,
            cpu: CpuFigures::new(cpu, outcome, seconds),
        }
    }
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn new(kind: &str, times: &Times, seconds: f64) -> Self {
        let within = |per_mille| times.within(per_mille).as_secs_f64() * 1e3;
        Self {
            kind: kind.to_owned(),
            answers: times.count(),
            per_second: times.count() as f64 / seconds,
            p50_ms: within(500),
            p90_ms: within(900),
            p99_ms: within(990),
            p99_9_ms: within(999),
            max_ms: times.longest().as_secs_f64() * 1e3,
        }
    }
}

impl CpuFigures {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn new(cpu: Result<Duration, String>, outcome: &Outcome, seconds: f64) -> Self {
        // Requests that failed cost something too.
        let requests = outcome.answers() + outcome.problems();
        match cpu {
            Err(reason) => Self { unknown: Some(reason), ..Self::default() },
            Ok(_) if requests == 0 => Self::default(),
            Ok(time) => Self {
                us_per_request: Some(time.as_secs_f64() * 1e6 / requests as f64),
                cores: Some(time.as_secs_f64() / seconds),
                unknown: None,
            },
        }
    }
}

fn errors(name: &'static str, kind: &Kind) -> impl Iterator<Item = ErrorFigures> {
    kind.problems.iter().map(move |(problem, seen)| ErrorFigures {
        kind: name.to_owned(),
        problem: problem.to_string(),
        count: seen.count,
        request: seen.request.clone(),
        answer: seen.answer.clone(),
    })
}
