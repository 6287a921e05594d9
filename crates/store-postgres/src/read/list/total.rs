//! How many resources match a list, on all its pages.

use directory::id::DirectoryId;
use directory::store::{List, ListQuery, Start};
use store_sql::list::{self, KnownTotal};

use super::{keys, scope};
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::read::counters::Counters;
use crate::session::Session;
use crate::sql::Values;

/// The total of a page of a walk of which so many rows were read.
pub(super) async fn of_walk(
    session: &Session,
    query: &ListQuery,
    read: u64,
) -> Result<u64, Failure> {
    let is_known = |list: &List| list::known_total(list.kind, &list.filter).is_some();
    if let Start::After { place, total } = &query.start
        && !query.lists.iter().all(is_known)
    {
        let whole = place.is_none() && query.limit > 0 && read <= u64::from(query.limit);
        if whole {
            return Ok(read);
        }
        if let Some(total) = total {
            return Ok(*total);
        }
    }
    of_query(session, query).await
}

/// The total of all the kinds, counted where it is not known.
pub(super) async fn of_query(session: &Session, query: &ListQuery) -> Result<u64, Failure> {
    let mut total = 0;
    for list in &query.lists {
        total += match list::known_total(list.kind, &list.filter) {
            Some(KnownTotal::None) => 0,
            Some(known) => {
                let counters = Counters::read(session, query.directory, list.kind).await?;
                counters.total(list.kind, known)
            }
            None => count(session, query.directory, list).await?,
        };
    }
    Ok(total)
}

/// Counts what matches.
pub(super) async fn count(
    session: &Session,
    directory: DirectoryId,
    list: &List,
) -> Result<u64, Failure> {
    let keys = keys(directory, list.kind);
    let scope = scope(directory, list.kind);
    let (text, values) = list::total(&Postgres, scope, keys, &list.filter);
    let values = Values::from(values);
    let rows = session.query(&text, &values.params()).await?;
    let total: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(total.try_into().unwrap_or(0))
}
