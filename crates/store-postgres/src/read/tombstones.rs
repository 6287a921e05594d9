//! Finds the deleted by what they were known by.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Kind, Tombstone};
use directory::store::StoreError;
use directory::time::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::PostgresStore;
use crate::failure::Failure;
use crate::session::Param;

pub(crate) const BY_NAME: &str = "
    SELECT id, deleted, body FROM tombstones WHERE directory = $1 AND kind = $2 AND name_key = $3
    ORDER BY deleted DESC, id DESC LIMIT 1";

pub(crate) const BY_EXTERNAL_ID: &str = "
    SELECT id, deleted, body FROM tombstones WHERE directory = $1 AND kind = $2 AND external_id = $3
    ORDER BY deleted DESC, id DESC LIMIT 1";

/// Who was deleted last of those with a name, or else of those with an `externalId`.
pub(crate) async fn find(
    store: &PostgresStore,
    directory: DirectoryId,
    kind: Kind,
    name_key: &str,
    external_id: Option<&str>,
) -> Result<Option<Tombstone>, StoreError> {
    let code = i16::try_from(kind.code()).unwrap_or(i16::MAX);
    let by_name = (!name_key.is_empty()).then_some((BY_NAME, name_key));
    let by_external_id = external_id.map(|external_id| (BY_EXTERNAL_ID, external_id));
    for (sql, value) in by_name.into_iter().chain(by_external_id) {
        let params: [Param<'_>; 3] =
            [(&directory.0, Type::INT8), (&code, Type::INT2), (&value, Type::TEXT)];
        let rows = store.shared.query(sql, &params).await?;
        if let Some(row) = rows.first() {
            return tombstone(row).map(Some).map_err(Failure::into_store_error);
        }
    }
    Ok(None)
}

fn tombstone(row: &Row) -> Result<Tombstone, Failure> {
    Ok(Tombstone {
        id: ResourceId(row.try_get(0)?),
        deleted: Timestamp::from_micros(row.try_get(1)?),
        body: row.try_get(2)?,
    })
}
