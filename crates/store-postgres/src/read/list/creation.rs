//! Kind after kind, each in the order of creation.

use directory::id::DirectoryId;
use directory::store::{List, ListQuery, Place};
use store_sql::Places;
use store_sql::list::{self, KeyRange, KnownTotal, Window};
use tokio_postgres::types::Type;

use super::{Rows, keys, length, scope, total, with_next};
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::read::counters::Counters;
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
    places: &Places,
    query: &ListQuery,
    mut skip: u64,
) -> Result<Rows, Failure> {
    let mut total = 0;
    let mut found: Vec<Found> = Vec::new();
    for list in &query.lists {
        let wanted = u64::from(query.limit).saturating_sub(length(&found));
        let page = Creation { session, places, directory: query.directory, list };
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
    places: &'a Places,
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
        let counters = Counters::read(self.session, self.directory).await?;
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
        let kind = self.list.kind;
        let range = keys(self.directory, kind);
        let mut window = Window { after: Some(range.after), skip, limit: wanted };
        let deletions = counters.removed(kind);
        if skip > 0 {
            let all = counters.total(kind, KnownTotal::All);
            if self.is_dense(range, all).await? {
                let skipped = i64::try_from(skip).unwrap_or(i64::MAX);
                window = Window { after: Some(range.after + skipped), skip: 0, limit: wanted };
            } else if let Some((before, key)) =
                self.places.before(self.directory, kind, deletions, skip)
            {
                window = Window { after: Some(key), skip: skip - before, limit: wanted };
            }
        }
        let found = self.page(window).await?;
        if let Some(last) = found.last() {
            let before = skip + length(&found);
            self.places.remember(self.directory, kind, deletions, before, last.key);
        }
        Ok(found)
    }

    /// Whether no key is missing: then the key of a place can be told without looking.
    async fn is_dense(&self, range: KeyRange, all: u64) -> Result<bool, Failure> {
        let sql = "
            SELECT key FROM resources WHERE directory = $1 AND key > $2 AND key < $3
            ORDER BY key DESC LIMIT 1";
        let params = [
            (&self.directory.0 as _, Type::INT8),
            (&range.after as _, Type::INT8),
            (&range.before as _, Type::INT8),
        ];
        let rows = self.session.query(sql, &params).await?;
        let last: Option<i64> = rows.first().map(|row| row.try_get(0)).transpose()?;
        Ok(last.is_some_and(|last| u64::try_from(last - range.after) == Ok(all)))
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
