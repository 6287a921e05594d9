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
fn transaction(connection: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| store_error(&error);
    execute(connection, "BEGIN IMMEDIATE").map_err(failed)?;
    let result = run_all(connection, jobs).and_then(|()| {
        if connection.is_autocommit() {
            // The only job was undone, and the transaction with it.
            return Ok(());
        }
        execute(connection, "COMMIT").map_err(failed)
    });
    if result.is_err() && !connection.is_autocommit() {
        // If even that fails, closing the connection rolls back.
        drop(execute(connection, "ROLLBACK"));
    }
    result
}

fn run_all(connection: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| store_error(&error);
    let mut batch = Batch::new(connection);
    // A job that is alone needs no savepoint: the transaction itself is rolled back.
    let alone = jobs.len() == 1;
    for job in jobs {
        let tally = batch.tally.clone();
        if !alone {
            execute(connection, "SAVEPOINT job").map_err(failed)?;
        }
        let verdict = catch_unwind(AssertUnwindSafe(|| job.run(&mut batch))).unwrap_or_else(|_| {
            job.panicked();
            Verdict::Undo
        });
        match verdict {
            // SQLite itself rolls the whole transaction back after certain errors.
            _ if connection.is_autocommit() => {
                let reason = match verdict {
                    Verdict::Abandon(error) => error,
                    Verdict::Keep | Verdict::Undo => {
                        StoreError::Unavailable("the transaction was rolled back".to_owned())
                    }
                };
                return Err(reason);
            }
            Verdict::Abandon(error) => return Err(error),
            Verdict::Keep if alone => {}
            Verdict::Keep => execute(connection, "RELEASE job").map_err(failed)?,
            Verdict::Undo => {
                batch.tally = tally;
                if alone {
                    return execute(connection, "ROLLBACK").map_err(failed);
                }
                execute(connection, "ROLLBACK TO job").map_err(failed)?;
                execute(connection, "RELEASE job").map_err(failed)?;
            }
        }
    }
    batch.settle().map_err(Failure::into_store_error)
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(()).map(drop)
}
