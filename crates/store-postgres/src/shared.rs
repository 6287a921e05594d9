//! The sessions that all short reads share: requests of different callers are sent one behind the
//! other, without waiting for each other's answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use directory::store::StoreError;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::Row;

use crate::failure::Failure;
use crate::place::{Place, Purpose};
use crate::session::{Param, Session};

/// For how long nobody tries again after a connection could not be made.
const REST: Duration = Duration::from_millis(200);

/// Shared sessions.
pub(crate) struct Shared {
    place: Arc<Place>,
    seats: Vec<Seat>,
    next: AtomicUsize,
    time: Duration,
}

/// A place for a session.
#[derive(Default)]
struct Seat {
    session: ArcSwapOption<Session>,
    /// Held while a session is begun, with the last failure.
    failed: tokio::sync::Mutex<Option<(Instant, StoreError)>>,
}

impl Shared {
    /// Room for so many sessions, which are begun as they are needed. `time` is how long an answer
    /// may take, the beginning of a session included.
    pub(crate) fn new(place: Arc<Place>, sessions: usize, time: Duration) -> Self {
        let seats = (0..sessions.max(1)).map(|_| Seat::default()).collect();
        Self { place, seats, next: AtomicUsize::new(0), time }
    }

    /// The rows that a statement answers. What was asked on a session that turns out to be lost is
    /// asked once more on a new one: the statement must be one that can be repeated.
    pub(crate) async fn query(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let Some(seat) = self.seats.get(number % self.seats.len()) else {
            return Err(StoreError::Unavailable("the store is closed".to_owned()));
        };
        let end = Instant::now() + self.time;
        let mut is_second = false;
        loop {
            let silent = || Failure::Silent.into_store_error();
            let session = timeout_at(end, self.session(seat)).await.map_err(|_| silent())??;
            let answer = timeout_at(end, session.query(sql, params)).await;
            match answer.unwrap_or(Err(Failure::Silent)) {
                Ok(rows) => return Ok(rows),
                Err(failure) => {
                    let is_silent = matches!(failure, Failure::Silent);
                    if failure.is_lost() {
                        give_up(seat, &session);
                    }
                    if !failure.is_lost() || is_silent || is_second {
                        return Err(failure.into_store_error());
                    }
                    is_second = true;
                }
            }
        }
    }

    /// Ends the sessions.
    pub(crate) fn close(&self) {
        for seat in &self.seats {
            seat.session.store(None);
        }
    }

    async fn session(&self, seat: &Seat) -> Result<Arc<Session>, StoreError> {
        let usable = || seat.session.load_full().filter(|session| !session.is_closed());
        if let Some(session) = usable() {
            return Ok(session);
        }
        let mut failed = seat.failed.lock().await;
        // Somebody else may have begun one meanwhile, or found that it cannot be done.
        if let Some(session) = usable() {
            return Ok(session);
        }
        if let Some((at, error)) = &*failed
            && at.elapsed() < REST
        {
            return Err(error.clone());
        }
        match self.place.connect(Purpose::Point).await {
            Ok(session) => {
                let session = Arc::new(session);
                seat.session.store(Some(Arc::clone(&session)));
                *failed = None;
                Ok(session)
            }
            Err(failure) => {
                let error = failure.into_store_error();
                *failed = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }
}

/// Takes a lost session out of its seat, unless another one sits there already.
fn give_up(seat: &Seat, lost: &Arc<Session>) {
    seat.session.rcu(|current| match current {
        Some(current) if Arc::ptr_eq(current, lost) => None,
        other => other.clone(),
    });
}
