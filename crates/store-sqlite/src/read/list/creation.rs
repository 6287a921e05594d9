//! Kind after kind, each in the order of creation.

use directory::id::DirectoryId;
use directory::store::{List, ListQuery, Place};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use store_sql::list::{self, KeyRange, KnownTotal, Window};

use super::{Rows, keys, length, scope, total, with_next};
use crate::dialect::Sqlite;
use crate::failure::Failure;
use crate::read::Places;
use crate::read::counters::Counters;
use crate::read::row::{self, COLUMNS, Found};
use crate::sql;

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
    places: &Places,
    query: &ListQuery,
    mut skip: u64,
) -> Result<Rows, Failure> {
    let mut total = 0;
    let mut found: Vec<Found> = Vec::new();
    for list in &query.lists {
        let wanted = u64::from(query.limit).saturating_sub(length(&found));
        let page = Creation { connection, places, directory: query.directory, list };
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
    places: &'a Places,
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
            Some(_) => Some(Counters::read(self.connection, self.directory)?),
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
        let kind = self.list.kind;
        let range = keys(self.directory, kind);
        let mut window = Window { after: Some(range.after), skip, limit: wanted };
        let deletions = counters.removed(kind);
        if skip > 0 {
            let all = counters.total(kind, KnownTotal::All);
            if self.is_dense(range, all)? {
                let skipped = i64::try_from(skip).unwrap_or(i64::MAX);
                window = Window { after: Some(range.after + skipped), skip: 0, limit: wanted };
            } else if let Some((before, key)) =
                self.places.before(self.directory, kind, deletions, skip)
            {
                window = Window { after: Some(key), skip: skip - before, limit: wanted };
            }
        }
        let found = self.page(window)?;
        if let Some(last) = found.last() {
            let before = skip + length(&found);
            self.places.remember(self.directory, kind, deletions, before, last.key);
        }
        Ok(found)
    }

    /// Whether no key is missing: then the key of a place can be told without looking.
    fn is_dense(&self, range: KeyRange, all: u64) -> Result<bool, Failure> {
        let last: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT key FROM resources WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT 1",
            )?
            .query_row((range.after, range.before), |row| row.get(0))
            .optional()?;
        Ok(last.is_some_and(|last| u64::try_from(last - range.after) == Ok(all)))
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
