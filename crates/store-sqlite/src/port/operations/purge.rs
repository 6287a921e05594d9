//! Removes what has served its time. By portions, so that changes get their turn in between.

use directory::link::LinkState;
use directory::store::StoreError;
use directory::time::Timestamp;

use crate::SqliteStore;
use crate::failure::Failure;
use crate::writer::Batch;

/// Rows that are removed at once.
const PORTION: u32 = 1_000;

const SESSIONS: &str = "DELETE FROM sessions WHERE expires <= ?1";

const TOMBSTONES: &str = "
    DELETE FROM tombstones WHERE (directory, id) IN (
        SELECT directory, id FROM tombstones
        WHERE directory IN (SELECT id FROM directories) AND deleted < ?1 LIMIT ?2)
    RETURNING directory, id";

/// Who is deleted may come back, and is linked then as before; so links go with the tombstone.
pub(crate) const LINKS_OF: &str = "DELETE FROM links WHERE directory = ?1 AND user_id = ?2";

pub(crate) const LINKS: &str = "
    DELETE FROM links WHERE (directory, user_id, token) IN (
        SELECT directory, user_id, token FROM links
        WHERE directory IN (SELECT id FROM directories) AND state = ?1 AND at < ?2 LIMIT ?3)";

/// Removes ended sessions, and what is older than `before`.
pub(super) async fn purge(
    store: &SqliteStore,
    now: Timestamp,
    before: Timestamp,
) -> Result<(), StoreError> {
    let (now, before) = (now.as_micros(), before.as_micros());
    store.writer.perform(move |batch| batch.execute(SESSIONS, [now])).await?;
    while store.writer.perform(move |batch| forget(batch, before)).await? > 0 {}
    for state in LinkState::WAITING {
        let params = (state.code(), before, PORTION);
        while store.writer.perform(move |batch| batch.execute(LINKS, params)).await? > 0 {}
    }
    Ok(())
}

/// Removes a portion of the tombstones, and answers how many.
fn forget(batch: &Batch<'_>, before: i64) -> Result<usize, Failure> {
    let gone = batch.all(TOMBSTONES, (before, PORTION), |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?))
    })?;
    let mut links = batch.prepare(LINKS_OF)?;
    for (directory, id) in &gone {
        links.execute((directory, id))?;
    }
    Ok(gone.len())
}
