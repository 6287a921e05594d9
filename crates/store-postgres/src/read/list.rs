//! A page of a list and its total, from one snapshot.

mod creation;
mod derived;
mod lookup;
mod sorted;
mod total;

use std::sync::Arc;

use directory::id::DirectoryId;
use directory::resource::Kind;
use directory::store::{ListQuery, Page, Place, SortValue, Start};
use store_sql::key;
use store_sql::list::{self, KeyRange, KnownTotal, Scope};

pub(crate) use lookup::lookup;

use super::row::Found;
use crate::failure::Failure;
use crate::session::Session;

/// Whether the list costs no more than the reading of a page.
pub(crate) fn is_short(query: &ListQuery) -> bool {
    query.lists.iter().all(|list| match list::known_total(list.kind, &list.filter) {
        Some(KnownTotal::None) => true,
        Some(KnownTotal::All) => {
            list.sort.is_none()
                && query.limit <= 200
                && !(list.kind == Kind::Group && query.include.members)
        }
        Some(KnownTotal::Active(_)) | None => false,
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

/// Reads the page within the transaction that is open on the session.
pub(crate) async fn list(session: Arc<Session>, query: &ListQuery) -> Result<Page, Failure> {
    let is_sorted = query.lists.iter().any(|list| list.sort.is_some());
    let mut rows = match &query.start {
        _ if is_sorted => sorted::read(&session, query).await?,
        Start::Offset(skip) => creation::page(&session, query, *skip).await?,
        Start::After { place, .. } => creation::walk(&session, query, place.as_ref()).await?,
    };
    let read = rows.found.len();
    rows.found.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    derived::fill(&session, query.directory, query.include, &mut rows.found).await?;
    let shown = rows.found.len();
    let is_walk = matches!(query.start, Start::After { .. });
    let next = if is_walk && shown < read { rows.place_after_last() } else { None };
    let resources = rows.found.into_iter().map(|found| found.stored).collect();
    Ok(Page { total: rows.total, resources, next })
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
