//! A page of a list and its total, from one snapshot.

use directory::id::DirectoryId;
use directory::resource::{Include, Kind};
use directory::store::{List, ListQuery, Page, Start};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use store_sql::key;
use store_sql::list::{self, KeyRange, KnownTotal, Scope, Sorted, Window};

use super::row::{self, COLUMNS, Found};
use super::snapshot;
use super::{Places, groups, members};
use crate::dialect::Sqlite;
use crate::failure::Failure;
use crate::sql;

/// A page that has more members than this ends, so that a list of large groups stays an answer
/// that can be sent.
const MEMBERS_PER_PAGE: u64 = 100_000;

/// Whether the list costs no more than a look-up or the reading of a page.
pub(crate) fn is_short(query: &ListQuery) -> bool {
    query.lists.iter().all(|list| match list::known_total(list.kind, &list.filter) {
        Some(KnownTotal::None) => true,
        Some(KnownTotal::All) => {
            list.sort.is_none()
                && matches!(query.start, Start::Offset(0) | Start::After { .. })
                && query.limit <= 200
                && !(list.kind == Kind::Group && query.include.members)
        }
        Some(KnownTotal::Active(_)) => false,
        None => {
            list::is_lookup(&list.filter) && !(list.kind == Kind::Group && query.include.members)
        }
    })
}

/// Reads the page.
pub(crate) fn list(
    connection: &Connection,
    places: &Places,
    query: &ListQuery,
) -> Result<Page, Failure> {
    snapshot(connection, |connection| {
        let (total, mut found) = if query.lists.iter().any(|list| list.sort.is_some()) {
            sorted(connection, query)?
        } else {
            by_creation(connection, places, query)?
        };
        derive(connection, query.directory, query.include, &mut found)?;
        let resources = found.into_iter().map(|found| found.stored).collect();
        Ok(Page { total, resources, next: None })
    })
}

/// Kind after kind, each in the order of creation.
fn by_creation(
    connection: &Connection,
    places: &Places,
    query: &ListQuery,
) -> Result<(u64, Vec<Found>), Failure> {
    let mut total = 0;
    let mut found: Vec<Found> = Vec::new();
    let mut skip = offset(query);
    for list in &query.lists {
        let wanted = u64::from(query.limit).saturating_sub(length(&found));
        let page = Creation { connection, places, directory: query.directory, list };
        let (matches, resources) = page.read(skip, wanted)?;
        total += matches;
        skip = skip.saturating_sub(matches);
        found.extend(resources);
    }
    Ok((total, found))
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
            _ => self.page(keys(self.directory, *kind), wanted, skip)?,
        };
        let total = match total {
            Some(total) => total,
            // A page that is not full shows the end, and with it the total.
            None if length(&found) < wanted && (skip == 0 || !found.is_empty()) => {
                skip + length(&found)
            }
            None => count(self.connection, self.directory, self.list)?,
        };
        Ok((total, found))
    }

    /// A page of everything of the kind, without walking over all that comes before it.
    fn all(&self, counters: &Counters, skip: u64, wanted: u64) -> Result<Vec<Found>, Failure> {
        let kind = self.list.kind;
        let mut range = keys(self.directory, kind);
        let deletions = counters.removed(kind);
        let mut rest = skip;
        if skip > 0 {
            let all = counters.total(kind, KnownTotal::All);
            if self.is_dense(range, all)? {
                range.after += i64::try_from(skip).unwrap_or(i64::MAX);
                rest = 0;
            } else if let Some((before, key)) =
                self.places.before(self.directory, kind, deletions, skip)
            {
                range.after = key;
                rest = skip - before;
            }
        }
        let found = self.page(range, wanted, rest)?;
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

    fn page(&self, range: KeyRange, limit: u64, offset: u64) -> Result<Vec<Found>, Failure> {
        let scope = scope(self.directory, self.list.kind);
        let window = Window { after: None, skip: offset, limit };
        let (text, values) = list::page(&Sqlite, COLUMNS, scope, range, &self.list.filter, window);
        let mut statement = self.connection.prepare_cached(&text)?;
        let mut rows = statement.query(params_from_iter(sql::values(values)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(row::stored(row)?);
        }
        Ok(found)
    }
}

/// All kinds together in the order of the sort keys.
fn sorted(connection: &Connection, query: &ListQuery) -> Result<(u64, Vec<Found>), Failure> {
    let mut total = 0;
    for list in &query.lists {
        total += match list::known_total(list.kind, &list.filter) {
            Some(known) => Counters::read(connection, query.directory)?.total(list.kind, known),
            None => count(connection, query.directory, list)?,
        };
    }
    if query.limit == 0 || offset(query) >= total {
        return Ok((total, Vec::new()));
    }
    let parts: Vec<Sorted<'_>> = query
        .lists
        .iter()
        .map(|list| Sorted {
            scope: scope(query.directory, list.kind),
            keys: keys(query.directory, list.kind),
            filter: &list.filter,
            sort: list.sort.as_ref(),
        })
        .collect();
    let window = Window { after: None, skip: offset(query), limit: u64::from(query.limit) };
    let (text, values) = list::sorted_page(&Sqlite, &parts, query.order, window);
    let mut statement = connection.prepare_cached(&text)?;
    let keys = statement
        .query_map(params_from_iter(sql::values(values)), |row| row.get::<_, i64>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let by_key = format!("SELECT {COLUMNS} FROM resources AS r WHERE r.key = ?1");
    let mut statement = connection.prepare_cached(&by_key)?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        let mut rows = statement.query([key])?;
        if let Some(row) = rows.next()? {
            found.push(row::stored(row)?);
        }
    }
    Ok((total, found))
}

fn offset(query: &ListQuery) -> u64 {
    match query.start {
        Start::Offset(offset) => offset,
        Start::After { .. } => 0,
    }
}

fn count(connection: &Connection, directory: DirectoryId, list: &List) -> Result<u64, Failure> {
    let keys = keys(directory, list.kind);
    let scope = scope(directory, list.kind);
    let (text, values) = list::total(&Sqlite, scope, keys, &list.filter);
    let mut statement = connection.prepare_cached(&text)?;
    let total: i64 =
        statement.query_row(params_from_iter(sql::values(values)), |row| row.get(0))?;
    Ok(total.try_into().unwrap_or(0))
}

/// Fills in groups and members.
fn derive(
    connection: &Connection,
    directory: DirectoryId,
    include: Include,
    found: &mut Vec<Found>,
) -> Result<(), Failure> {
    if include.members {
        let mut sum = 0;
        let mut fitting = 0;
        for (at, resource) in found.iter_mut().enumerate() {
            sum += resource.members;
            if sum > MEMBERS_PER_PAGE && at > 0 {
                break;
            }
            fitting = at + 1;
            if resource.stored.kind == Kind::Group {
                resource.stored.members =
                    Some(members::all(connection, resource.key, resource.members)?);
            }
        }
        found.truncate(fitting);
    }
    if include.groups {
        // Groups have no groups, and their keys lie apart from those of users.
        let mixed = found.iter().any(|found| found.stored.kind == Kind::Group);
        let fitting = if mixed {
            groups::fill_each(connection, directory, found)?
        } else {
            groups::fill(connection, directory, found)?
        };
        found.truncate(fitting);
    }
    Ok(())
}

/// The counters of a directory.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) users: u64,
    pub(crate) active_users: u64,
    pub(crate) groups: u64,
    removed_users: i64,
    removed_groups: i64,
}

impl Counters {
    /// Reads them; all zero for a directory in which nothing was ever made.
    pub(crate) fn read(connection: &Connection, directory: DirectoryId) -> Result<Self, Failure> {
        let number = |row: &rusqlite::Row<'_>, at: usize| -> rusqlite::Result<u64> {
            Ok(row.get::<_, i64>(at)?.try_into().unwrap_or(0))
        };
        let found = connection
            .prepare_cached(
                "SELECT users, active_users, groups, removed_users, removed_groups
                 FROM counters WHERE directory = ?1",
            )?
            .query_row([directory.0], |row| {
                Ok(Counters {
                    users: number(row, 0)?,
                    active_users: number(row, 1)?,
                    groups: number(row, 2)?,
                    removed_users: row.get(3)?,
                    removed_groups: row.get(4)?,
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    fn total(&self, kind: Kind, known: KnownTotal) -> u64 {
        match (kind, known) {
            (_, KnownTotal::None) => 0,
            (Kind::Group, _) => self.groups,
            (Kind::User, KnownTotal::All) => self.users,
            (Kind::User, KnownTotal::Active(true)) => self.active_users,
            (Kind::User, KnownTotal::Active(false)) => self.users.saturating_sub(self.active_users),
        }
    }

    fn removed(&self, kind: Kind) -> i64 {
        match kind {
            Kind::User => self.removed_users,
            Kind::Group => self.removed_groups,
        }
    }
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
