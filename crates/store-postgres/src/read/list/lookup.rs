//! Looking up a few resources by an index: page, total and groups in one statement.

use directory::resource::{Kind, Stored};
use directory::store::{ListQuery, Page, Start, StoreError};
use store_sql::list::{self, Window};
use tokio_postgres::Row;

use super::{keys, scope};
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::read::groups;
use crate::read::row::{self, COLUMNS, COUNT};
use crate::shared::Shared;
use crate::sql::Values;

/// The page, if the query is a look-up whose matches fit on it and are in no nested groups.
pub(crate) async fn lookup(shared: &Shared, query: &ListQuery) -> Result<Option<Page>, StoreError> {
    let [list] = query.lists.as_slice() else { return Ok(None) };
    let is_lookup = list.sort.is_none()
        && query.start == Start::Offset(0)
        && query.limit > 0
        && !(list.kind == Kind::Group && query.include.members)
        && list::known_total(list.kind, &list.filter).is_none()
        && list::is_lookup(&list.filter);
    if !is_lookup {
        return Ok(None);
    }
    let with_groups = query.include.groups && list.kind == Kind::User;
    let limit = u64::from(query.limit);
    let (text, values) = list::page(
        &Postgres,
        &if with_groups { format!("{COLUMNS}, {}", groups::DIRECT) } else { COLUMNS.to_owned() },
        scope(query.directory, list.kind),
        keys(query.directory, list.kind),
        &list.filter,
        Window { after: None, skip: 0, limit },
    );
    let values = Values::from(values);
    let rows = shared.query(&text, &values.params()).await?;
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    if total >= limit {
        // There may be more, which have to be counted.
        return Ok(None);
    }
    let mut resources = Vec::with_capacity(rows.len());
    for row in &rows {
        let read = read(row, with_groups).map_err(Failure::into_store_error)?;
        let Some(resource) = read else { return Ok(None) };
        resources.push(resource);
    }
    Ok(Some(Page { total, resources, next: None }))
}

/// The resource of a row; `None` if it has groups that are not in the row.
fn read(row: &Row, with_groups: bool) -> Result<Option<Stored>, Failure> {
    let mut resource = row::stored(row)?.stored;
    if with_groups {
        let Some(groups) = groups::direct_of_row(row, COUNT)? else { return Ok(None) };
        resource.groups = groups;
    }
    Ok(Some(resource))
}
