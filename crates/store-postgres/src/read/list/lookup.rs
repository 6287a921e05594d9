//! Looking up a few resources by an index: page, total and groups in one statement.

use directory::resource::Kind;
use directory::store::{ListQuery, Page, Start, StoreError};
use store_sql::list::{self, Window};

use super::{keys, scope};
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::read::groups;
use crate::read::row::{self, COLUMNS, COUNT};
use crate::shared::Shared;
use crate::sql::Values;

/// The page, if the query is a look-up whose matches fit on it.
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
        &if with_groups { format!("{COLUMNS}, {}", groups::COLUMN) } else { COLUMNS.to_owned() },
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
    let read = rows.iter().map(|row| -> Result<_, Failure> {
        let mut found = row::stored(row)?;
        if with_groups {
            found.stored.groups = groups::of_row(row, COUNT)?;
        }
        Ok(found.stored)
    });
    let resources = read.collect::<Result<_, _>>().map_err(Failure::into_store_error)?;
    Ok(Some(Page { total, resources, next: None }))
}
