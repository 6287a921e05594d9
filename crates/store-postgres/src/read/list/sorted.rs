//! All kinds together in the order of the sort keys.

use std::collections::HashMap;

use directory::id::ResourceId;
use directory::store::{ListQuery, Place, SortValue, Start};
use store_sql::list::{self, After, SortType, Sorted, Window};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::{Rows, keys, length, scope, total, with_next};
use crate::dialect::Postgres;
use crate::failure::Failure;
use crate::read::row::{self, COLUMNS};
use crate::session::Session;
use crate::sql::{Sorting, Values};

/// Reads a page: of a walk, with the row that follows it.
pub(super) async fn read(session: &Session, query: &ListQuery) -> Result<Rows, Failure> {
    let mut rows = Rows { total: 0, found: Vec::new(), values: Some(Vec::new()) };
    match &query.start {
        Start::Offset(skip) => {
            rows.total = total::of_query(session, query).await?;
            if query.limit > 0 && *skip < rows.total {
                let limit = u64::from(query.limit);
                let window = Window { after: None, skip: *skip, limit };
                fill(session, query, window, &mut rows).await?;
            }
        }
        Start::After { place, .. } => {
            let after = match place {
                Some(Place::Sorted { value, id }) => Some(After { value: value.as_ref(), id: *id }),
                _ => None,
            };
            if query.limit > 0 {
                let limit = with_next(query.limit);
                fill(session, query, Window { after, skip: 0, limit }, &mut rows).await?;
            }
            rows.total = total::of_walk(session, query, length(&rows.found)).await?;
        }
    }
    Ok(rows)
}

async fn fill(
    session: &Session,
    query: &ListQuery,
    window: Window<After<'_>>,
    rows: &mut Rows,
) -> Result<(), Failure> {
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
    let kind = list::sort_type(&parts);
    let (text, values) = list::sorted_page(&Postgres, &parts, query.order, window);
    let values = Values::from(values);
    let order = session.query(&text, &values.params()).await?;
    let keys = order.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
    let by_key =
        format!("SELECT {COLUMNS} FROM resources AS r WHERE r.directory = $1 AND r.key = ANY ($2)");
    let params = [(&query.directory.0 as _, Type::INT8), (&keys as _, Type::INT8_ARRAY)];
    let found = session.query(&by_key, &params).await?;
    let found = found.iter().map(row::stored).collect::<Result<Vec<_>, _>>()?;
    let mut found: HashMap<i64, _> = found.into_iter().map(|found| (found.key, found)).collect();
    let mut sorted_by = Vec::with_capacity(order.len());
    for (row, key) in order.iter().zip(keys) {
        if let Some(found) = found.remove(&key) {
            rows.found.push(found);
            sorted_by.push(value(row, kind)?);
        }
    }
    rows.values = Some(sorted_by);
    Ok(())
}

/// What the row is sorted by.
fn value(row: &Row, kind: Option<SortType>) -> Result<Option<SortValue>, Failure> {
    Ok(match kind {
        None => None,
        Some(SortType::Integer) => row.try_get::<_, Option<i64>>(2)?.map(SortValue::Integer),
        Some(SortType::Number) => row.try_get::<_, Option<Sorting>>(2)?.map(|number| number.0),
        Some(SortType::Text) => row.try_get::<_, Option<String>>(2)?.map(SortValue::Text),
        Some(SortType::Id) => {
            row.try_get::<_, Option<Uuid>>(2)?.map(|id| SortValue::Id(ResourceId(id)))
        }
    })
}
