//! A reader that follows the feed of the directory while it grows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use directory::event::{HistoryQuery, StoredEvent};
use directory::store::Store;
use tokio::task::JoinHandle;

use crate::ledger::DEFAULT;

/// How long it rests when there was nothing new.
const REST: Duration = Duration::from_millis(5);

/// How many events it asks for at once: often fewer than there are.
const PAGE: u32 = 40;

/// The reader at work.
pub(crate) struct Follower {
    end: Arc<AtomicBool>,
    task: JoinHandle<Vec<StoredEvent>>,
}

impl Follower {
    /// Begins to read where the feed begins.
    pub(crate) fn start(store: Arc<dyn Store>) -> Self {
        let end = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(follow(store, Arc::clone(&end)));
        Self { end, task }
    }

    /// Reads what there is by now and stops; the events in the order in which they were seen.
    pub(crate) async fn end(self) -> Vec<StoredEvent> {
        self.end.store(true, Ordering::SeqCst);
        self.task.await.expect("a feed without a gap")
    }
}

async fn follow(store: Arc<dyn Store>, end: Arc<AtomicBool>) -> Vec<StoredEvent> {
    let mut seen = Vec::new();
    loop {
        let is_last = end.load(Ordering::SeqCst);
        let known = seen.last().map_or(0, |event: &StoredEvent| event.position.0);
        let new = above(&*store, known).await;
        let positions: Vec<i64> = new.iter().map(|event| event.position.0).collect();
        // Positions follow each other without a gap: one that is missing now would come late, below
        // those that a reader has seen.
        let expected: Vec<i64> = (known + 1..).take(new.len()).collect();
        assert_eq!(positions, expected, "the positions after {known}");
        seen.extend(new);
        if is_last {
            return seen;
        }
        if positions.is_empty() {
            tokio::time::sleep(REST).await;
        }
    }
}

/// The events above a position, oldest first.
async fn above(store: &dyn Store, known: i64) -> Vec<StoredEvent> {
    let mut new: Vec<StoredEvent> = Vec::new();
    loop {
        let before = new.last().map(|event| event.position);
        let query = HistoryQuery { directory: DEFAULT, subject: None, before, limit: PAGE };
        let page = store.history(query).await.expect("a history");
        let is_last = page.is_empty() || page.iter().any(|event| event.position.0 <= known);
        new.extend(page.into_iter().filter(|event| event.position.0 > known));
        if is_last {
            break;
        }
    }
    new.reverse();
    new
}
