//! The one writer: a thread that takes work from a bounded queue and commits many pieces of it in
//! one durable transaction. Nobody is answered before the transaction is on the disk.

mod application;
pub(crate) mod apply;
mod batch;
mod checkpoint;
mod declared;
mod delete;
mod events;
mod job;
mod learned;
mod links;
mod members;
mod resolve;
mod rows;
mod tally;
#[cfg(test)]
mod tests;
mod thread;
mod types;

use directory::change::CommitError;
use directory::store::StoreError;
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};

pub(crate) use batch::Batch;
pub(crate) use checkpoint::truncate;

use crate::connection::Place;
use crate::failure::Failure;
use job::{Job, Task};

/// The handle by which work reaches the thread.
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread. `queue_length` is how many pieces of work may wait.
    pub(crate) fn start(place: Place, queue_length: usize) -> std::io::Result<Self> {
        let (queue, work) = mpsc::channel(queue_length.max(1));
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || thread::run(&place, work))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Has work done in a transaction and waits until it is durable. What the work returns as an
    /// error undoes the work alone, not the rest of the transaction. It may be done a second time,
    /// after all that it has done was undone.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Batch<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, CommitError> {
        let closed = || StoreError::Unavailable("the store is closed".to_owned());
        let (reply, answer) = oneshot::channel();
        let sent = match &*self.queue.lock() {
            Some(queue) => queue.try_send(Box::new(Task::new(work, reply))),
            None => return Err(closed().into()),
        };
        sent.map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => {
                StoreError::Unavailable("too many changes are waiting to be written".to_owned())
            }
            mpsc::error::TrySendError::Closed(_) => closed(),
        })?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// As [`run`](Self::run), for work that is never refused.
    pub(crate) async fn perform<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Batch<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(work).await.map_err(|error| match error {
            CommitError::Store(error) => error,
            CommitError::Refused(refusal) => StoreError::Broken(refusal.to_string()),
        })
    }

    /// Does the work that waits, and ends the thread.
    pub(crate) fn close(&self) {
        drop(self.queue.lock().take());
        if let Some(thread) = self.thread.lock().take() {
            // A panic of the thread was reported by the panic hook already.
            drop(thread.join());
        }
    }
}
