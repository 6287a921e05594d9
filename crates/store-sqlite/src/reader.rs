//! The pool of reading connections.
//!
//! A reader is taken for one piece of work. What takes microseconds runs on the caller's thread;
//! what may have to look at many rows runs on a thread of its own and within a time limit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use directory::store::StoreError;
use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::connection::Place;
use crate::failure::{Failure, store_error};

/// After how many steps of SQLite's machine a scan looks at the time: about every millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// The reading connections of a store.
pub(crate) struct Readers {
    place: Place,
    idle: Mutex<Vec<Reader>>,
    scans: Semaphore,
    scan_time: Duration,
}

/// A connection and the moment when its work must end.
struct Reader {
    connection: Connection,
    deadline: Arc<Deadline>,
}

/// Microseconds after `base`; 0 for no limit.
struct Deadline {
    base: Instant,
    micros: AtomicU64,
}

impl Deadline {
    fn set(&self, time: Option<Duration>) {
        let moment = time.map_or(0, |time| micros(self.base.elapsed() + time).max(1));
        self.micros.store(moment, Ordering::Relaxed);
    }

    fn has_passed(&self) -> bool {
        let moment = self.micros.load(Ordering::Relaxed);
        moment != 0 && micros(self.base.elapsed()) > moment
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

impl Readers {
    /// A pool without connections; they are opened as they are needed.
    pub(crate) fn new(place: Place, scan_time: Duration) -> Self {
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            place,
            idle: Mutex::new(Vec::new()),
            scans: Semaphore::new(threads.max(2) * 2),
            scan_time,
        }
    }

    /// Runs work of a few microseconds on this thread.
    pub(crate) fn point<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        self.run(None, work)
    }

    /// Runs work that may take long on another thread, not too many at once.
    pub(crate) async fn scan<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _permit = match tokio::time::timeout(self.scan_time, self.scans.acquire()).await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) => return Err(StoreError::Unavailable("the store is closed".to_owned())),
            Err(_) => {
                return Err(StoreError::Unavailable(
                    "too many long queries are running at once".to_owned(),
                ));
            }
        };
        let readers = Arc::clone(self);
        tokio::task::spawn_blocking(move || readers.run(Some(readers.scan_time), work))
            .await
            .unwrap_or_else(|_| Err(StoreError::Broken("a query panicked".to_owned())))
    }

    /// Closes the connections that are not in use.
    pub(crate) fn close(&self) {
        self.scans.close();
        self.idle.lock().clear();
    }

    fn run<T>(
        &self,
        time: Option<Duration>,
        work: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        let taken = self.idle.lock().pop();
        let reader = match taken {
            Some(reader) => reader,
            None => self.open().map_err(|error| store_error(&error))?,
        };
        reader.deadline.set(time);
        let result = work(&reader.connection);
        // After an error of the disk the connection is not used again, so that the next one sees
        // the file as it is then; nor is one that is still inside a transaction.
        let usable = !result.as_ref().is_err_and(Failure::is_environmental)
            && reader.connection.is_autocommit();
        if usable && !self.scans.is_closed() {
            self.idle.lock().push(reader);
        }
        result.map_err(Failure::into_store_error)
    }

    fn open(&self) -> rusqlite::Result<Reader> {
        let mut connection = self.place.reader()?;
        let deadline = Arc::new(Deadline { base: Instant::now(), micros: AtomicU64::new(0) });
        let watched = Arc::clone(&deadline);
        connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || watched.has_passed()))?;
        Ok(Reader { connection, deadline })
    }
}
