//! Sessions that belong to one transaction at a time.

mod given_up;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use directory::store::StoreError;
use futures_util::future::join;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::failure::Failure;
use crate::place::{Place, Purpose};
use crate::session::Session;
use given_up::AtWork;

/// How much longer than a statement may take its answer is waited for.
const GRACE: Duration = Duration::from_secs(2);

/// How long a transaction may wait for a session.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sessions for one purpose.
pub(crate) struct Pool {
    place: Arc<Place>,
    purpose: Purpose,
    idle: Mutex<Vec<Arc<Session>>>,
    permits: Arc<Semaphore>,
    time: Duration,
}

impl Pool {
    /// Room for so many sessions, which are begun as they are needed. `time` is how long a
    /// transaction may take.
    pub(crate) fn new(
        place: Arc<Place>,
        purpose: Purpose,
        sessions: usize,
        time: Duration,
    ) -> Self {
        let permits = Arc::new(Semaphore::new(sessions.max(1)));
        Self { place, purpose, idle: Mutex::default(), permits, time }
    }

    /// Runs work in a transaction of its own: a snapshot for the purposes that read. If the session
    /// is lost before the end the work is done once more, so that it must be one that can be
    /// repeated. Reading that is given up before its end, here or by the caller, ends in the
    /// database as well, and only then makes room for another.
    pub(crate) async fn transaction<T: Send, F>(
        &self,
        work: impl Fn(Arc<Session>) -> F + Send + Sync,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, Failure>> + Send,
    {
        let permit = Arc::clone(&self.permits).acquire_owned();
        let permit = match timeout(self.time.min(PATIENCE), permit).await {
            Ok(Ok(permit)) => Arc::new(permit),
            Ok(Err(_)) => return Err(StoreError::Unavailable("the store is closed".to_owned())),
            Err(_) => {
                return Err(StoreError::Unavailable(
                    "too many queries of this kind are running at once".to_owned(),
                ));
            }
        };
        let all = async {
            match self.attempt(&work, &permit).await {
                Err(failure) if failure.is_lost() => {
                    // What ended this session has ended the idle ones, too.
                    self.idle.lock().clear();
                    self.attempt(&work, &permit).await
                }
                Err(failure) if failure.is_retryable() => self.attempt(&work, &permit).await,
                other => other,
            }
        };
        // Who hears nothing for longer than a statement may take waits in vain.
        let outcome = timeout(self.time + GRACE, all).await.unwrap_or_else(|_| {
            // Nor will the idle sessions say more, if the way to the database is gone.
            self.idle.lock().clear();
            Err(Failure::Silent)
        });
        outcome.map_err(Failure::into_store_error)
    }

    /// Ends the sessions that are not in use.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle.lock().clear();
    }

    async fn attempt<T, F>(
        &self,
        work: impl Fn(Arc<Session>) -> F,
        permit: &Arc<OwnedSemaphorePermit>,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let taken = self.idle.lock().pop().filter(|session| !session.is_closed());
        let session = match taken {
            Some(session) => session,
            None => Arc::new(self.place.connect(self.purpose).await?),
        };
        // A COMMIT that waits for a synchronous standby would be broken off, and count as done.
        let at_work =
            self.purpose.only_reads().then(|| AtWork::begin(&self.place, &session, permit));
        let outcome = self.run(&session, work).await;
        if let Some(at_work) = at_work {
            at_work.end();
        }
        // A session that may still be inside a transaction is not used again.
        let value = outcome?;
        if !self.permits.is_closed() {
            self.idle.lock().push(session);
        }
        Ok(value)
    }

    /// Runs work in a transaction on a session.
    async fn run<T, F>(
        &self,
        session: &Arc<Session>,
        work: impl Fn(Arc<Session>) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        // The server ends what takes too long, and says so: where it may, see above.
        let time = if self.purpose.only_reads() { self.time.as_millis() } else { 0 };
        let begin = format!("{}; SET LOCAL statement_timeout = {time}", session.begin());
        // Both are sent before the first is answered.
        let work = work(Arc::clone(session));
        let (opened, done) = join(session.batch(&begin), work).await;
        opened?;
        let value = done?;
        session.batch("COMMIT").await?;
        Ok(value)
    }
}
