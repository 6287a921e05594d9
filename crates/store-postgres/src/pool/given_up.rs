//! What becomes of reading that nobody waits for any more: the client is gone, or the time is over.
//! The database would go on with it, and has better things to do.
//!
//! A cancel request ends whatever its session is at work on. That is only safe where a session
//! belongs to one transaction, and is not used again afterwards: the request may arrive late.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use crate::place::Place;
use crate::session::Session;

/// How often the database is asked. A request that arrives before the statement does ends nothing.
const TRIES: usize = 3;

/// How long an end is waited for after each request.
const PAUSE: Duration = Duration::from_secs(1);

/// A session at work. Unless the work comes to an [end](Self::end), the database is told to end it
/// when this is dropped.
pub(super) struct AtWork(Option<Parts>);

struct Parts {
    place: Arc<Place>,
    session: Arc<Session>,
    permit: Arc<OwnedSemaphorePermit>,
}

impl AtWork {
    /// Begins. The permit is kept until nothing is at work on the session any more.
    pub(super) fn begin(
        place: &Arc<Place>,
        session: &Arc<Session>,
        permit: &Arc<OwnedSemaphorePermit>,
    ) -> Self {
        let (place, session) = (Arc::clone(place), Arc::clone(session));
        Self(Some(Parts { place, session, permit: Arc::clone(permit) }))
    }

    /// Notes that the work has come to its end, whatever came of it.
    pub(super) fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let Some(parts) = self.0.take() else { return };
        // Without a runtime the program is at its end, and its connections with it.
        if let Ok(runtime) = Handle::try_current()
            && !parts.session.is_closed()
        {
            runtime.spawn(cancel(parts));
        }
    }
}

/// Has the database end what the session is at work on, and then the session.
async fn cancel(Parts { place, session, permit }: Parts) {
    // It is answered when all that was sent before has come to its end.
    let mut end = pin!(session.batch("ROLLBACK"));
    for _ in 0..TRIES {
        if let Err(failure) = place.cancel(&session).await {
            let error = failure.into_store_error();
            tracing::debug!(%error, "a statement that was given up was not cancelled");
            break;
        }
        if timeout(PAUSE, &mut end).await.is_ok() {
            break;
        }
    }
    drop(permit);
}
