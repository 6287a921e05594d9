//! The names of users whom other resources refer to.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use directory::store::StoreError;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::failure::Failure;
use crate::shared::Shared;

const DISPLAY_NAMES: &str = "SELECT r.id, r.body::json ->> 'displayName' FROM resources AS r
    WHERE r.directory = $1 AND r.id = ANY ($2) AND r.kind = $3";

pub(crate) async fn display_names(
    shared: &Shared,
    directory: DirectoryId,
    users: &[ResourceId],
) -> Result<Vec<(ResourceId, Option<String>)>, StoreError> {
    let ids: Vec<Uuid> = users.iter().map(|user| user.0).collect();
    let kind = i16::try_from(Kind::User.code()).unwrap_or(i16::MAX);
    let params =
        [(&directory.0 as _, Type::INT8), (&ids as _, Type::UUID_ARRAY), (&kind as _, Type::INT2)];
    let rows = shared.query(DISPLAY_NAMES, &params).await?;
    let found = rows.iter().map(|row| Ok((ResourceId(row.try_get(0)?), row.try_get(1)?)));
    found.collect::<Result<_, Failure>>().map_err(Failure::into_store_error)
}
