//! The last SCIM requests, for the dashboard: every write and every refusal, and as many reads as
//! a person could look at. A server that answers 50,000 reads a second does not log them all.

use directory::request_log::RequestEntry;
use directory::store::{Store, StoreError};
use directory::time::Timestamp;
use parking_lot::Mutex;

/// How many successful reads are kept per second.
const READS_PER_SECOND: u32 = 20;

/// How many refused credentials are told to the operator's log per second: enough to find a mistake,
/// too few to fill a disk.
const REFUSALS_PER_SECOND: u32 = 5;

/// How many entries wait for [`RequestLog::flush`] at most; the oldest give way.
const MAX_WAITING: usize = 5_000;

/// Entries that wait to be written.
#[derive(Default)]
pub struct RequestLog {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    waiting: Vec<RequestEntry>,
    reads: Budget,
    refusals: Budget,
}

/// Counts within a second.
#[derive(Default)]
struct Budget {
    second: i64,
    spent: u32,
}

impl Budget {
    /// Spends one more at `now`; false when `limit` were spent in that second already.
    fn takes(&mut self, now: Timestamp, limit: u32) -> bool {
        let second = now.as_micros() / 1_000_000;
        if self.second != second {
            *self = Self { second, spent: 0 };
        }
        self.spent = self.spent.saturating_add(1);
        self.spent <= limit
    }
}

impl RequestLog {
    /// Whether one more successful read at `now` is to be logged.
    pub(crate) fn takes_read(&self, now: Timestamp) -> bool {
        self.inner.lock().reads.takes(now, READS_PER_SECOND)
    }

    /// Whether one more refused credential at `now` is to be told to the operator's log.
    pub(crate) fn takes_refusal(&self, now: Timestamp) -> bool {
        self.inner.lock().refusals.takes(now, REFUSALS_PER_SECOND)
    }

    pub(crate) fn push(&self, entry: RequestEntry) {
        let mut inner = self.inner.lock();
        if inner.waiting.len() >= MAX_WAITING {
            let half = inner.waiting.len() / 2;
            inner.waiting.drain(..half);
        }
        inner.waiting.push(entry);
    }

    /// Writes what waits to the store. To be called every few seconds and before the end.
    pub async fn flush(&self, store: &dyn Store) -> Result<(), StoreError> {
        let entries = std::mem::take(&mut self.inner.lock().waiting);
        if entries.is_empty() {
            return Ok(());
        }
        let written = store.log_requests(entries.clone()).await;
        if written.is_err() {
            let mut inner = self.inner.lock();
            let newer = std::mem::replace(&mut inner.waiting, entries);
            inner.waiting.extend(newer);
            let surplus = inner.waiting.len().saturating_sub(MAX_WAITING);
            inner.waiting.drain(..surplus);
        }
        written
    }
}
