//! Kind after kind, each in the order of creation.

use directory::id::DirectoryId;
use directory::store::{List, ListQuery, Place};
use store_sql::key;
use store_sql::list::{self, KnownTotal, Window};

use super::{Rows, keys, length, scope, total, with_next};
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::read::counters::Counters;
use crate::read::gaps;
use crate::read::row::{self, COLUMNS, Found};
use crate::session::Session;
use crate::sql::Values;

/// Reads the page after a place, with the row that follows it.
pub(super) async fn walk(
    session: &Session,
    query: &ListQuery,
    place: Option<&Place>,
) -> Result<Rows, Failure> {
    let wanted = with_next(query.limit);
    let mut found = Vec::new();
    for (list, after) in list::following(query, place) {
        let limit = wanted - length(&found);
        if limit > 0 && list::known_total(list.kind, &list.filter) != Some(KnownTotal::None) {
            let window = Window { after, skip: 0, limit };
            found.extend(read(session, query.directory, list, window).await?);
        }
    }
    let total = total::of_walk(session, query, length(&found)).await?;
    Ok(Rows { total, found, values: None })
}

/// Reads the page after the first `skip` matches.
pub(super) async fn page(
    session: &Session,
    query: &ListQuery,
    mut skip: u64,
) -> Result<Rows, Failure> {
    let mut total = 0;
    let mut found: Vec<Found> = Vec::new();
    for list in &query.lists {
        let wanted = u64::from(query.limit).saturating_sub(length(&found));
        let page = Creation { session, directory: query.directory, list };
        let (matches, resources) = page.read(skip, wanted).await?;
        total += matches;
        skip = skip.saturating_sub(matches);
        found.extend(resources);
    }
    Ok(Rows { total, found, values: None })
}

/// One kind in the order of creation.
struct Creation<'a> {
    session: &'a Session,
    directory: DirectoryId,
    list: &'a List,
}

impl Creation<'_> {
    /// The total, and what follows the first `skip` matches.
    async fn read(&self, skip: u64, wanted: u64) -> Result<(u64, Vec<Found>), Failure> {
        let List { kind, filter, .. } = self.list;
        let known = match list::known_total(*kind, filter) {
            Some(KnownTotal::None) => return Ok((0, Vec::new())),
            known => known,
        };
        let Some(known) = known else {
            let found = match wanted {
                0 => Vec::new(),
                limit => self.page(Window { after: None, skip, limit }).await?,
            };
            // A page that is not full shows the end, and with it the total.
            let shows_end = length(&found) < wanted && (skip == 0 || !found.is_empty());
            let total = if shows_end {
                skip + length(&found)
            } else {
                total::count(self.session, self.directory, self.list).await?
            };
            return Ok((total, found));
        };
        let counters = Counters::read(self.session, self.directory, *kind).await?;
        let total = counters.total(*kind, known);
        let found = match known {
            _ if wanted == 0 || skip >= total => Vec::new(),
            KnownTotal::All => self.all(&counters, skip, wanted).await?,
            _ => self.page(Window { after: None, skip, limit: wanted }).await?,
        };
        Ok((total, found))
    }

    /// A page of everything of the kind, without walking over all that comes before it.
    async fn all(
        &self,
        counters: &Counters,
        skip: u64,
        wanted: u64,
    ) -> Result<Vec<Found>, Failure> {
        let List { kind, .. } = *self.list;
        let removed = counters.removed(kind);
        let window = match gaps::find(self.session, self.directory, kind, removed, skip).await? {
            Some(found) => {
                let after = key::of_sequence(self.directory, kind, found.after);
                let skip = u64::try_from(found.skip).unwrap_or(0);
                Window { after: Some(after), skip, limit: wanted }
            }
            None => Window { after: None, skip, limit: wanted },
        };
        self.page(window).await
    }

    async fn page(&self, window: Window<i64>) -> Result<Vec<Found>, Failure> {
        read(self.session, self.directory, self.list, window).await
    }
}

async fn read(
    session: &Session,
    directory: DirectoryId,
    list: &List,
    window: Window<i64>,
) -> Result<Vec<Found>, Failure> {
    let scope = scope(directory, list.kind);
    let keys = keys(directory, list.kind);
    let (text, values) = list::page(&Postgres, COLUMNS, scope, keys, &list.filter, window);
    let values = Values::from(values);
    session.query(&text, &values.params()).await?.iter().map(row::stored).collect()
}
