//! Removes what has served its time. By portions: after a mass removal one statement would take
//! longer than any may.

use directory::link::LinkState;
use directory::store::StoreError;
use directory::time::Timestamp;
use tokio_postgres::types::Type;

use crate::PostgresStore;
use crate::port::links::code;
use crate::session::Param;

/// Rows that are removed at once.
const PORTION: i64 = 1_000;

const SESSIONS: &str = "DELETE FROM sessions WHERE expires <= $1";

/// Who is deleted may come back, and is linked then as before; so links go with the tombstone.
const TOMBSTONES: &str = "
    WITH gone AS (
        DELETE FROM tombstones AS t USING (
            SELECT o.directory, o.id FROM tombstones AS o
            WHERE o.directory IN (SELECT id FROM directories) AND o.deleted < $1
            LIMIT $2
        ) AS old
        WHERE t.directory = old.directory AND t.id = old.id RETURNING t.directory, t.id
    ), links_of_them AS (
        DELETE FROM links AS l USING gone
        WHERE l.directory = gone.directory AND l.user_id = gone.id
    )
    SELECT 1 FROM gone";

/// What is asked of the link a second time holds for one that is decided meanwhile.
const LINKS: &str = "
    DELETE FROM links AS l USING (
        SELECT o.directory, o.user_id, o.token FROM links AS o
        WHERE o.directory IN (SELECT id FROM directories) AND o.state = $1 AND o.at < $2
        LIMIT $3
    ) AS old
    WHERE l.directory = old.directory AND l.user_id = old.user_id AND l.token = old.token
        AND l.state = $1 AND l.at < $2
    RETURNING 1";

/// Removes ended sessions, and what is older than `before`.
pub(super) async fn purge(
    store: &PostgresStore,
    now: Timestamp,
    before: Timestamp,
) -> Result<(), StoreError> {
    let (now, before) = (now.as_micros(), before.as_micros());
    store.upkeep.query(SESSIONS, &[(&now, Type::INT8)]).await?;
    let params: [Param<'_>; 2] = [(&before, Type::INT8), (&PORTION, Type::INT8)];
    while !store.upkeep.query(TOMBSTONES, &params).await?.is_empty() {}
    for state in LinkState::WAITING {
        let code = code(state);
        let params: [Param<'_>; 3] =
            [(&code, Type::INT2), (&before, Type::INT8), (&PORTION, Type::INT8)];
        while !store.upkeep.query(LINKS, &params).await?.is_empty() {}
    }
    Ok(())
}
