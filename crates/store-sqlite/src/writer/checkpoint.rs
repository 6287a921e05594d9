//! Copying the write-ahead log into the database file without making writes wait.
//!
//! A thread of its own copies while the writer goes on appending. The log can only begin anew when
//! all of it has been copied, which never happens while both run; so the writer copies the short
//! rest itself, between two transactions.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use parking_lot::Mutex;
use rusqlite::Connection;

use crate::connection::Place;

/// Pages in the log from which on it is copied in the background: 32 MiB.
const WORTH_COPYING: i32 = 8_000;

/// Pages that the writer copies itself without anybody noticing: 4 MiB.
const SHORT_REST: i32 = 1_000;

/// Pages in the log at which the writer copies whatever is left, so that the log cannot outgrow
/// the disk however fast writes come: 256 MiB.
const TOO_LONG: i32 = 64_000;

/// The thread that copies and what it shares with the writer.
pub(crate) struct Checkpointer {
    pages: Arc<AtomicI32>,
    rest_is_short: Arc<AtomicBool>,
    wake: Mutex<Option<SyncSender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Checkpointer {
    pub(super) fn start(place: Place) -> Self {
        let (wake, woken) = sync_channel(1);
        let rest_is_short = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&rest_is_short);
        let thread = std::thread::Builder::new()
            .name("store-checkpoint".to_owned())
            .spawn(move || run(&place, &woken, &done))
            .inspect_err(|error| {
                tracing::warn!(%error, "no thread for copying the log; the writer does it alone");
            })
            .ok();
        Self {
            pages: Arc::default(),
            rest_is_short,
            wake: Mutex::new(Some(wake)),
            thread: Mutex::new(thread),
        }
    }

    /// Learns after each commit of the connection how long the log is.
    pub(super) fn watch(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        let pages = Arc::clone(&self.pages);
        connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, length| {
            pages.store(length, Ordering::Relaxed);
            Ok(())
        }))
    }

    /// Between two transactions: sets the thread to work, or finishes its work.
    pub(super) fn finish(&self, connection: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < WORTH_COPYING {
            return;
        }
        if self.rest_is_short.swap(false, Ordering::Acquire) || pages > TOO_LONG {
            if let Err(error) = copy(connection) {
                tracing::warn!(%error, "the log could not be copied into the database file");
            }
            self.pages.store(0, Ordering::Relaxed);
            return;
        }
        let wake = self.wake.lock().clone();
        if let Some(Err(TrySendError::Disconnected(()))) = wake.map(|wake| wake.try_send(())) {
            self.rest_is_short.store(true, Ordering::Release);
        }
    }

    /// Ends the thread.
    pub(super) fn stop(&self) {
        drop(self.wake.lock().take());
        if let Some(thread) = self.thread.lock().take() {
            drop(thread.join());
        }
    }
}

fn run(place: &Place, woken: &Receiver<()>, rest_is_short: &AtomicBool) {
    let mut connection = None;
    while woken.recv().is_ok() {
        let copied = match &connection {
            Some(connection) => copy(connection),
            None => place.writer().and_then(|opened| copy(connection.insert(opened))),
        };
        match copied {
            Ok(rest) => rest_is_short.store(rest <= SHORT_REST, Ordering::Release),
            Err(error) => {
                tracing::warn!(%error, "the log could not be copied into the database file");
                connection = None;
                std::thread::sleep(std::time::Duration::from_secs(1));
            }
        }
    }
}

/// Copies what no reader stands in the way of. Answers how many pages are left.
fn copy(connection: &Connection) -> rusqlite::Result<i32> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |row| {
        let (log, copied): (i32, i32) = (row.get(1)?, row.get(2)?);
        Ok(log - copied)
    })
}

/// Copies everything and empties the log, for the end of the store.
pub(crate) fn truncate(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
}
