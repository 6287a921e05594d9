//! Many operations in one request (RFC 7644 §3.7). Each is done or refused by itself and has its
//! own events, as if it had come alone.

mod prepare;
mod returning;
mod run;
mod step;

use std::collections::BTreeSet;

use futures_util::future::join_all;
use scim::bulk::{BulkRequest, Unit, plan};

use super::strangers::Met;
use crate::caller::Caller;
use crate::error::Error;
use crate::id::ResourceId;
use crate::resource::Kind;
use crate::service::Service;
use prepare::Prepared;

/// How many operations run at once. The stores commit together what comes together.
const WIDTH: usize = 64;

/// One operation of a bulk request, and what became of it.
#[derive(Debug)]
pub struct BulkStep {
    /// Its `method`, as far as it could be read.
    pub method: Option<String>,
    /// Its `bulkId`.
    pub bulk_id: Option<String>,
    /// The resource that it creates or names, as far as that is known.
    pub subject: Option<(Kind, String)>,
    /// How it ended; `None` if it was not begun, because there were too many errors before.
    pub outcome: Option<Result<BulkDone, Error>>,
}

/// A success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkDone {
    /// The HTTP status that tells of it.
    pub status: u16,
    /// The resource that was created, changed or deleted.
    pub id: ResourceId,
    /// The version that the resource has now, if it is there.
    pub version: Option<i64>,
    /// What became of members that the directory did not know.
    pub met: Met,
}

impl Service {
    /// Carries out the operations, each as a request of its own: at the same time where that makes
    /// no difference, else one after the other.
    pub async fn bulk(
        &self,
        caller: &Caller,
        request: BulkRequest,
        request_id: &str,
    ) -> Vec<BulkStep> {
        let BulkRequest { fail_on_errors, operations } = request;
        let most = fail_on_errors.unwrap_or(usize::MAX);
        let ids = self.returning_ids(caller, &operations).await;
        let mut batch = self.prepare(caller, operations, &ids, request_id);
        let steps = self.steps(caller, &batch).await;
        let mut schedule = Schedule::of(plan(&steps));
        let mut errors = 0;
        while errors < most {
            // No operation runs that would not have run one after the other: even if all of these
            // fail, there are not more errors than were allowed.
            let wave = schedule.next_wave(WIDTH.min(most - errors), fail_on_errors.is_some());
            if wave.is_empty() {
                break;
            }
            let outcomes = match self.renew(caller) {
                Ok(caller) => {
                    let units = wave.iter().map(|unit| &schedule.units[*unit]);
                    let caller = &caller;
                    join_all(units.map(|unit| self.run_unit(caller, &batch, unit))).await.concat()
                }
                Err(error) => schedule.all_of(&wave, &error),
            };
            for (at, outcome) in outcomes {
                errors += usize::from(outcome.is_err());
                batch[at].outcome = Some(outcome);
            }
            schedule.done(&wave);
        }
        batch.into_iter().map(Prepared::finish).collect()
    }
}

/// How an operation ended, by its place in the request.
type Ended = (usize, Result<BulkDone, Error>);

/// Which units can run now.
struct Schedule {
    units: Vec<Unit>,
    /// By unit: for how many others it still waits.
    waits: Vec<usize>,
    /// By unit: who waits for it.
    waiting: Vec<Vec<usize>>,
    ready: BTreeSet<usize>,
    /// How many have begun.
    begun: usize,
}

impl Schedule {
    fn of(units: Vec<Unit>) -> Self {
        let mut waiting = vec![Vec::new(); units.len()];
        for (at, unit) in units.iter().enumerate() {
            unit.after.iter().for_each(|before| waiting[*before].push(at));
        }
        let waits: Vec<usize> = units.iter().map(|unit| unit.after.len()).collect();
        let ready = (0..units.len()).filter(|at| waits[*at] == 0).collect();
        Self { units, waits, waiting, ready, begun: 0 }
    }

    /// The first units that can run, with as many operations as fit, but at least one unit. With
    /// `in_order` none that would leave others behind: where errors end the request, what is left
    /// is its end.
    fn next_wave(&mut self, width: usize, in_order: bool) -> Vec<usize> {
        let mut wave = Vec::new();
        let mut left = width;
        while let Some(unit) = self.ready.first().copied() {
            let size = self.units[unit].steps.len();
            if (size > left && !wave.is_empty()) || (in_order && unit != self.begun) {
                break;
            }
            self.begun += 1;
            left = left.saturating_sub(size);
            self.ready.remove(&unit);
            wave.push(unit);
        }
        wave
    }

    fn done(&mut self, wave: &[usize]) {
        for unit in wave {
            for next in std::mem::take(&mut self.waiting[*unit]) {
                self.waits[next] -= 1;
                if self.waits[next] == 0 {
                    self.ready.insert(next);
                }
            }
        }
    }

    /// The same error for every operation of a wave.
    fn all_of(&self, wave: &[usize], error: &scim::Error) -> Vec<Ended> {
        let steps = wave.iter().flat_map(|unit| &self.units[*unit].steps);
        steps.map(|at| (*at, Err(error.clone().into()))).collect()
    }
}
