//! Writing: lanes that take change sets from bounded queues and commit many of them in one durable
//! transaction. Nobody is answered before the transaction is durable.
//!
//! A transaction locks the counters of the directories that it changes before it reads anything
//! else. Whatever it reads then stays true until it ends, on however many nodes others write; and
//! numbers, counts and positions in the feed are given in the order of the commits, so that a
//! reader of the feed never passes an event that commits later.
//!
//! It takes two trips to the database: one that locks and reads what all the change sets need, and,
//! when they have been planned in memory, one that writes rows in bulk and commits.

mod attempt;
mod delete;
mod delta;
mod doubt;
mod known;
mod lane;
mod limit;
mod load;
mod members;
mod needs;
mod plan;
#[cfg(test)]
mod plans;
mod resources;
mod stage;
#[cfg(test)]
mod tests;
mod trip;
mod types;
mod write;

use std::sync::Arc;
use std::time::Duration;

use directory::change::{ChangeSet, CommitError, Committed};
use directory::store::StoreError;
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::place::Place;
use lane::{Job, Lane};

/// The handle by which change sets reach the lanes.
pub(crate) struct Writer {
    queues: Mutex<Vec<mpsc::Sender<Job>>>,
    lanes: Mutex<Vec<JoinHandle<()>>>,
    time: Duration,
}

impl Writer {
    /// Starts so many lanes. `queue_length` is how many change sets may wait in each, `time` how
    /// long a change set may take from here to its answer, whatever the database does.
    pub(crate) fn start(
        place: &Arc<Place>,
        lanes: usize,
        queue_length: usize,
        time: Duration,
    ) -> Self {
        let (queues, lanes) = (0..lanes.max(1))
            .map(|_| {
                let (queue, work) = mpsc::channel(queue_length.max(1));
                let lane = Lane::new(Arc::clone(place), time);
                (queue, tokio::spawn(lane.run(work)))
            })
            .unzip();
        Self { queues: Mutex::new(queues), lanes: Mutex::new(lanes), time }
    }

    /// Has a change set applied, and waits until it is durable.
    pub(crate) async fn commit(&self, change: ChangeSet) -> Result<Committed, CommitError> {
        let closed = || StoreError::Unavailable("the store is closed".to_owned());
        let (reply, answer) = oneshot::channel();
        let end = Instant::now() + self.time;
        let sent = {
            let queues = self.queues.lock();
            // The change sets of a directory wait for each other anyway.
            let number = usize::try_from(change.directory.0).unwrap_or(0);
            let queue = number.checked_rem(queues.len()).and_then(|lane| queues.get(lane));
            queue.ok_or_else(closed)?.try_send(Job { change, reply, end })
        };
        sent.map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => {
                StoreError::Unavailable("too many changes are waiting to be written".to_owned())
            }
            mpsc::error::TrySendError::Closed(_) => closed(),
        })?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Writes what waits, and ends the lanes.
    pub(crate) async fn close(&self) {
        self.queues.lock().clear();
        let lanes = std::mem::take(&mut *self.lanes.lock());
        for lane in lanes {
            // A panic of a lane was reported by the panic hook already.
            drop(lane.await);
        }
    }
}
