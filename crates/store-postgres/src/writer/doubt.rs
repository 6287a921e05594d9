//! A connection can be lost between the order to commit and its answer. Then the feed tells whether
//! the transaction was committed: its events have places that nobody else gives.

use std::sync::Arc;
use std::time::Duration;

use directory::id::{DirectoryId, Position};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_postgres::types::Type;

use super::delta::{Delta, Told};
use crate::failure::Failure;
use crate::place::{Place, Purpose};

/// Between two looks at a database that cannot be reached.
const PAUSE: Duration = Duration::from_millis(100);

/// Waits for a transaction that is still open on a session that was lost: it holds this lock until
/// the database gives it up.
const LOCK: &str = "SELECT position FROM counters WHERE directory = $1 FOR UPDATE";

const EVENT: &str = "
    SELECT count(*) FROM events
    WHERE directory = $1 AND position = $2 AND at = $3 AND kind = $4 AND cause = $5";

/// An event that is in the feed if, and only if, the transaction was committed.
#[derive(Debug)]
pub(super) struct Witness {
    directory: DirectoryId,
    position: Position,
    at: i64,
    kind: &'static str,
    cause: Arc<str>,
}

impl Witness {
    /// The last event of the changes; `None` if nothing happens.
    pub(super) fn of(delta: &Delta) -> Option<Self> {
        let Told { directory, position, at, cause, entry } = delta.events.last()?;
        Some(Self {
            directory: *directory,
            position: *position,
            at: at.as_micros(),
            kind: entry.kind.name(),
            cause: Arc::clone(cause),
        })
    }
}

/// Whether the transaction was committed. The error says that this cannot be known, because the
/// database was not reached before the end.
pub(super) async fn was_written(
    place: &Place,
    end: Instant,
    witness: Option<&Witness>,
) -> Result<bool, Failure> {
    let witness = witness.ok_or(Failure::InDoubt)?;
    loop {
        match timeout_at(end, look(place, witness)).await {
            Ok(Ok(written)) => return Ok(written),
            Ok(Err(_)) if Instant::now() + PAUSE < end => sleep(PAUSE).await,
            Ok(Err(_)) | Err(_) => {
                return Err(Failure::InDoubt);
            }
        }
    }
}

async fn look(place: &Place, witness: &Witness) -> Result<bool, Failure> {
    let session = place.connect(Purpose::Write).await?;
    session.batch(session.begin()).await?;
    let directory = witness.directory.0;
    session.query(LOCK, &[(&directory, Type::INT8)]).await?;
    let rows = session
        .query(
            EVENT,
            &[
                (&directory, Type::INT8),
                (&witness.position.0, Type::INT8),
                (&witness.at, Type::INT8),
                (&witness.kind, Type::TEXT),
                (&&*witness.cause, Type::TEXT),
            ],
        )
        .await?;
    // The lock makes this a transaction that is written down. What it has seen is on the disk, and
    // on the synchronous standbys, when it is committed: an event alone tells less, because it can
    // be seen when the wait for a standby was broken off.
    session.batch("COMMIT").await?;
    let found: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(found > 0)
}
