//! The store ports on PostgreSQL: shared connections for reading, lanes with group commit for
//! writing.

#![forbid(unsafe_code)]

mod archive;
mod check;
mod dialect;
mod failure;
#[cfg(test)]
mod functions;
#[cfg(test)]
#[path = "../../../tests/ports/golden.rs"]
mod golden;
mod migrate;
mod open;
mod options;
mod place;
#[cfg(test)]
mod plans;
mod pool;
mod port;
mod read;
mod session;
mod shared;
mod sql;
#[cfg(test)]
mod testing;
mod writer;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

pub use check::{CheckReport, check, inspect};
pub use open::OpenError;
pub use options::{Options, Pooling};
pub use store_sql::migrate::Migration;

use place::{Place, Purpose};
use pool::Pool;
use shared::Shared;
use writer::Writer;

/// Sessions for short transactions that no long query may delay.
const SHORT_SESSIONS: usize = 2;

/// Sessions for rare changes.
const CHANGE_SESSIONS: usize = 1;

/// Sessions for what upkeep writes.
const UPKEEP_SESSIONS: usize = 1;

/// How many sessions a store may have at the same time.
fn sessions(options: &Options) -> usize {
    let chosen = [options.point_sessions, options.scan_sessions, options.write_sessions];
    chosen.iter().sum::<usize>() + SHORT_SESSIONS + CHANGE_SESSIONS + UPKEEP_SESSIONS
}

/// How long a change may take until it is answered. Many clients give up after half a minute, and
/// an answer that tells them to come back is of more use to them than none.
const WRITE_TIME: Duration = Duration::from_secs(25);

/// The store on a PostgreSQL database.
///
/// Its methods must be called within a tokio runtime. [`close`](Self::close) writes what is still
/// waiting; a store that is dropped without leaves it to its lanes, which go on as long as the
/// runtime does.
pub struct PostgresStore {
    place: Arc<Place>,
    /// Short reads, and what a signed-in admin waits for.
    shared: Shared,
    /// What upkeep writes. It may have to wait for a lock or for the disk, and a session answers in
    /// order: no read may stand behind it.
    upkeep: Shared,
    /// Requests that were logged in directories since their logs were cut to length.
    logged: Mutex<HashMap<i64, usize>>,
    /// Reads that may take long.
    scans: Pool,
    /// Reads of several statements that take little time.
    short: Pool,
    /// Rare changes that are no change sets.
    changes: Pool,
    writer: Writer,
}

impl PostgresStore {
    /// Connects to a database and brings it to the present schema.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let place = Arc::new(Place::new(&options)?);
        migrate::migrate(&place, &options.further, None).await?;
        let Options { answer_time, scan_time, .. } = options;
        let pool = |purpose, sessions, time| Pool::new(Arc::clone(&place), purpose, sessions, time);
        Ok(Self {
            shared: Shared::new(Arc::clone(&place), options.point_sessions, answer_time),
            upkeep: Shared::new(Arc::clone(&place), UPKEEP_SESSIONS, answer_time),
            logged: Mutex::default(),
            scans: pool(Purpose::Scan, options.scan_sessions, scan_time),
            short: pool(Purpose::Point, SHORT_SESSIONS, answer_time),
            changes: pool(Purpose::Write, CHANGE_SESSIONS, answer_time),
            writer: Writer::start(&place, options.write_sessions, options.queue_length, WRITE_TIME),
            place,
        })
    }

    /// Writes what is still waiting and ends the sessions. Later calls are answered with
    /// [`directory::store::StoreError::Unavailable`].
    pub async fn close(&self) {
        self.writer.close().await;
        self.shared.close();
        self.upkeep.close();
        for pool in [&self.scans, &self.short, &self.changes] {
            pool.close();
        }
    }

    /// Brings a database to the present schema, without opening a store. An empty one is divided
    /// into so many partitions, if a number is given.
    pub async fn migrate(options: &Options, partitions: Option<u32>) -> Result<(), OpenError> {
        migrate::migrate(&Place::new(options)?, &options.further, partitions).await
    }
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore")
            .field("location", &self.place.location())
            .finish_non_exhaustive()
    }
}
