//! A page of a list and its total, from one snapshot.

#[cfg(test)]
mod cost;
mod creation;
mod derived;
mod sorted;
mod total;

use directory::id::DirectoryId;
use directory::resource::Kind;
use directory::store::{ListQuery, Page, Place, SortValue, Start};
use rusqlite::Connection;
use store_sql::key;
use store_sql::list::{self, KeyRange, KnownTotal, Scope};

use super::row::Found;
use super::snapshot;
use crate::failure::Failure;

/// Whether the list costs no more than a look-up or the reading of a page.
pub(crate) fn is_short(query: &ListQuery) -> bool {
    query.lists.iter().all(|list| match list::known_total(list.kind, &list.filter) {
        Some(KnownTotal::None) => true,
        Some(KnownTotal::All) => {
            list.sort.is_none()
                && query.limit <= 200
                && !(list.kind == Kind::Group && query.include.members)
        }
        Some(KnownTotal::Active(_)) => false,
        None => {
            list::is_lookup(&list.filter) && !(list.kind == Kind::Group && query.include.members)
        }
    })
}

/// What was read of a list, derived parts aside.
struct Rows {
    total: u64,
    found: Vec<Found>,
    /// What each is sorted by; `None` in the order of creation.
    values: Option<Vec<Option<SortValue>>>,
}

impl Rows {
    /// The place after the last of them.
    fn place_after_last(&self) -> Option<Place> {
        let last = self.found.last()?;
        match &self.values {
            None => list::place_after(last.key),
            Some(values) => {
                let value = values.get(self.found.len() - 1)?.clone();
                Some(Place::Sorted { value, id: last.stored.id })
            }
        }
    }
}

/// Reads the page.
pub(crate) fn list(connection: &Connection, query: &ListQuery) -> Result<Page, Failure> {
    snapshot(connection, |connection| {
        let is_sorted = query.lists.iter().any(|list| list.sort.is_some());
        let mut rows = match &query.start {
            _ if is_sorted => sorted::read(connection, query)?,
            Start::Offset(skip) => creation::page(connection, query, *skip)?,
            Start::After { place, .. } => creation::walk(connection, query, place.as_ref())?,
        };
        let read = rows.found.len();
        rows.found.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        derived::fill(connection, query.directory, query.include, &mut rows.found)?;
        let shown = rows.found.len();
        let is_walk = matches!(query.start, Start::After { .. });
        let next = if is_walk && shown < read { rows.place_after_last() } else { None };
        let resources = rows.found.into_iter().map(|found| found.stored).collect();
        Ok(Page { total: rows.total, resources, next })
    })
}

/// How many rows a page of a walk reads: one more than it shows, which tells whether another page
/// follows.
fn with_next(limit: u32) -> u64 {
    if limit == 0 { 0 } else { u64::from(limit) + 1 }
}

fn keys(directory: DirectoryId, kind: Kind) -> KeyRange {
    let keys = key::resources(directory, kind);
    KeyRange { after: keys.start, before: keys.end }
}

fn scope(directory: DirectoryId, kind: Kind) -> Scope {
    Scope { directory: directory.0, kind }
}

fn length(found: &[Found]) -> u64 {
    u64::try_from(found.len()).unwrap_or(u64::MAX)
}
