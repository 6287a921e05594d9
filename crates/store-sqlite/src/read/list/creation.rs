//! Kind after kind, each in the order of creation.

use directory::id::DirectoryId;
use directory::store::{List, ListQuery, Place};
use rusqlite::{Connection, params_from_iter};
use store_sql::key;
use store_sql::list::{self, KnownTotal, Window};

use super::{Rows, keys, length, scope, total, with_next};
use crate::dialect::Sqlite;
use crate::failure::Failure;
use crate::read::counters::Counters;
use crate::read::row::{self, COLUMNS, Found};
use crate::{gaps, sql};

/// Reads the page after a place, with the row that follows it.
pub(super) fn walk(
    connection: &Connection,
    query: &ListQuery,
    place: Option<&Place>,
) -> Result<Rows, Failure> {
    let wanted = with_next(query.limit);
    let mut found = Vec::new();
    for (list, after) in list::following(query, place) {
        let limit = wanted - length(&found);
        if limit > 0 && list::known_total(list.kind, &list.filter) != Some(KnownTotal::None) {
            let window = Window { after, skip: 0, limit };
            found.extend(read(connection, query.directory, list, window)?);
        }
    }
    let total = total::of_walk(connection, query, length(&found))?;
    Ok(Rows { total, found, values: None })
}

/// Reads the page after the first `skip` matches.
pub(super) fn page(
    connection: &Connection,
    query: &ListQuery,
    mut skip: u64,
) -> Result<Rows, Failure> {
    let mut total = 0;
    let mut found: Vec<Found> = Vec::new();
    for list in &query.lists {
        let wanted = u64::from(query.limit).saturating_sub(length(&found));
        let page = Creation { connection, directory: query.directory, list };
        let (matches, resources) = page.read(skip, wanted)?;
        total += matches;
        skip = skip.saturating_sub(matches);
        found.extend(resources);
    }
    Ok(Rows { total, found, values: None })
}

/// One kind in the order of creation.
struct Creation<'a> {
    connection: &'a Connection,
    directory: DirectoryId,
    list: &'a List,
}

impl Creation<'_> {
    /// The total, and what follows the first `skip` matches.
    fn read(&self, skip: u64, wanted: u64) -> Result<(u64, Vec<Found>), Failure> {
        let List { kind, filter, .. } = self.list;
        let known = list::known_total(*kind, filter);
        let counters = match known {
            None => None,
            Some(KnownTotal::None) => return Ok((0, Vec::new())),
            Some(_) => Some(Counters::of(self.connection, self.directory, *kind)?),
        };
        let total = match (known, &counters) {
            (Some(known), Some(counters)) => Some(counters.total(*kind, known)),
            _ => None,
        };
        let found = match (known, &counters) {
            _ if wanted == 0 || total.is_some_and(|total| skip >= total) => Vec::new(),
            (Some(KnownTotal::All), Some(counters)) => self.all(counters, skip, wanted)?,
            _ => self.page(Window { after: None, skip, limit: wanted })?,
        };
        let total = match total {
            Some(total) => total,
            // A page that is not full shows the end, and with it the total.
            None if length(&found) < wanted && (skip == 0 || !found.is_empty()) => {
                skip + length(&found)
            }
            None => total::count(self.connection, self.directory, self.list)?,
        };
        Ok((total, found))
    }

    /// A page of everything of the kind, without walking over all that comes before it.
    fn all(&self, counters: &Counters, skip: u64, wanted: u64) -> Result<Vec<Found>, Failure> {
        let List { kind, .. } = *self.list;
        let removed = counters.removed(kind);
        let window = match gaps::find(self.connection, self.directory, kind, removed, skip)? {
            Some(found) => {
                let after = key::of_sequence(self.directory, kind, found.after);
                let skip = u64::try_from(found.skip).unwrap_or(0);
                Window { after: Some(after), skip, limit: wanted }
            }
            None => Window { after: None, skip, limit: wanted },
        };
        self.page(window)
    }

    fn page(&self, window: Window<i64>) -> Result<Vec<Found>, Failure> {
        read(self.connection, self.directory, self.list, window)
    }
}

fn read(
    connection: &Connection,
    directory: DirectoryId,
    list: &List,
    window: Window<i64>,
) -> Result<Vec<Found>, Failure> {
    let scope = scope(directory, list.kind);
    let keys = keys(directory, list.kind);
    let (text, values) = list::page(&Sqlite, COLUMNS, scope, keys, &list.filter, window);
    let mut statement = connection.prepare_cached(&text)?;
    let mut rows = statement.query(params_from_iter(sql::values(values)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row::stored(row)?);
    }
    Ok(found)
}
