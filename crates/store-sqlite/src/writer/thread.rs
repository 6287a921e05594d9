//! The loop of the writer's thread: gather, run, commit, answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use directory::store::StoreError;
use rusqlite::Connection;
use tokio::sync::mpsc;

use super::batch::Batch;
use super::checkpoint::Checkpointer;
use super::job::{Job, Verdict};
use crate::connection::Place;
use crate::failure::{Failure, store_error};

/// How many pieces of work go into one transaction at most. From some hundreds on the cost of
/// making a transaction durable no longer shows; more would only make the first wait longer.
const MAX_BATCH: usize = 512;

/// Works until every sender of the queue is gone.
pub(super) fn run(place: &Place, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    let checkpointer = Checkpointer::start(place.clone());
    let mut connection = None;
    let mut jobs: Vec<Box<dyn Job>> = Vec::new();
    while let Some(first) = queue.blocking_recv() {
        jobs.push(first);
        while jobs.len() < MAX_BATCH
            && let Ok(next) = queue.try_recv()
        {
            jobs.push(next);
        }
        let result = attempt(place, &checkpointer, &mut connection, &mut jobs);
        if let Err(error) = &result {
            tracing::error!(%error, writes = jobs.len(), "a transaction was not written");
            // Whatever state it is in, the next transaction begins with a new one.
            connection = None;
        }
        for job in jobs.drain(..) {
            job.answer(result.clone());
        }
        if let Some(connection) = &connection {
            checkpointer.finish(connection);
        }
    }
    checkpointer.stop();
}

/// Runs the jobs on the connection, which is opened if there is none.
fn attempt(
    place: &Place,
    checkpointer: &Checkpointer,
    connection: &mut Option<Connection>,
    jobs: &mut [Box<dyn Job>],
) -> Result<(), StoreError> {
    if let Some(connection) = connection {
        return transaction(connection, jobs);
    }
    let mut opened = place.writer().map_err(|error| store_error(&error))?;
    checkpointer.watch(&mut opened).map_err(|error| store_error(&error))?;
    transaction(connection.insert(opened), jobs)
}

/// One transaction with all the jobs. On an error nothing of it has happened.
///
/// A savepoint for each job would cost as much as the job: SQLite copies every page that is touched
/// for the first time after one. What a job refuses, it nearly always refuses before it has written
/// anything; only if that was not so, all is undone and done again with savepoints.
fn transaction(connection: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    match undivided(connection, jobs) {
        Err(Obstacle::Traces) => divided(connection, jobs),
        Err(Obstacle::Failed(error)) => Err(error),
        Ok(()) => Ok(()),
    }
}

/// Why a transaction did not come about.
enum Obstacle {
    /// A job that is to be undone has written something.
    Traces,
    /// Nothing can be written.
    Failed(StoreError),
}

fn undivided(connection: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), Obstacle> {
    let failed = Obstacle::Failed;
    within(connection, failed, || {
        let mut batch = Batch::new(connection);
        for job in jobs {
            let (tally, changes) = (batch.tally.clone(), connection.total_changes());
            match done(job.as_mut(), &mut batch) {
                Verdict::Keep if !connection.is_autocommit() => {}
                Verdict::Undo if !connection.is_autocommit() => {
                    if connection.total_changes() != changes {
                        return Err(Obstacle::Traces);
                    }
                    batch.tally = tally;
                }
                verdict => return Err(failed(reason(verdict))),
            }
        }
        batch.settle().map_err(Failure::into_store_error).map_err(failed)
    })
}

fn divided(connection: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let step = |sql| execute(connection, sql).map_err(|error| store_error(&error));
    within(connection, std::convert::identity, || {
        let mut batch = Batch::new(connection);
        for job in jobs {
            let tally = batch.tally.clone();
            step("SAVEPOINT job")?;
            match done(job.as_mut(), &mut batch) {
                Verdict::Keep if !connection.is_autocommit() => {}
                Verdict::Undo if !connection.is_autocommit() => {
                    batch.tally = tally;
                    step("ROLLBACK TO job")?;
                }
                verdict => return Err(reason(verdict)),
            }
            step("RELEASE job")?;
        }
        batch.settle().map_err(Failure::into_store_error)
    })
}

/// Has the work done within a transaction, which is committed if it succeeds.
fn within<E>(
    connection: &Connection,
    failed: impl Fn(StoreError) -> E,
    work: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    let step = |sql| execute(connection, sql).map_err(|error| failed(store_error(&error)));
    step("BEGIN IMMEDIATE")?;
    let result = work().and_then(|()| step("COMMIT"));
    if result.is_err() && !connection.is_autocommit() {
        // If even that fails, closing the connection rolls back.
        drop(execute(connection, "ROLLBACK"));
    }
    result
}

fn done(job: &mut dyn Job, batch: &mut Batch<'_>) -> Verdict {
    catch_unwind(AssertUnwindSafe(|| job.run(batch))).unwrap_or_else(|_| {
        job.panicked();
        Verdict::Undo
    })
}

/// Why nothing of the transaction can be kept after a job that ended so.
fn reason(verdict: Verdict) -> StoreError {
    match verdict {
        Verdict::Abandon(error) => error,
        // SQLite itself rolls the whole transaction back after certain errors.
        Verdict::Keep | Verdict::Undo => {
            StoreError::Unavailable("the transaction was rolled back".to_owned())
        }
    }
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(()).map(drop)
}
