//! How long a batch of change sets may take.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::failure::Failure;

/// The time that is left for a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// When those who wait for the batch must be answered.
    end: Instant,
    /// How long the database may take for one answer. It is less than the whole, so that there is
    /// time to find out what became of a transaction when no answer came.
    step: Duration,
}

impl Limit {
    /// A limit for changes that must be answered at that moment, of a lane that has so much time
    /// for each.
    pub(super) fn new(end: Instant, time: Duration) -> Self {
        Self { end, step: time / 2 }
    }

    /// The moment of the answer.
    pub(super) fn end(self) -> Instant {
        self.end
    }

    /// Whether nothing need be begun any more.
    pub(super) fn is_over(self) -> bool {
        Instant::now() >= self.end
    }

    /// Waits for one answer of the database.
    pub(super) async fn hold<T>(
        self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let end = self.end.min(Instant::now() + self.step);
        timeout_at(end, work).await.unwrap_or(Err(Failure::Silent))
    }
}
