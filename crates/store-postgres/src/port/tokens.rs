//! Rows of infra tokens.

use directory::id::{DirectoryId, TokenId};
use directory::time::Timestamp;
use directory::token::{InfraToken, TokenHash};
use tokio_postgres::Row;

use crate::failure::Failure;

/// The columns that [`read`] takes.
pub(super) const COLUMNS: &str = "directory, id, label, scopes, hash, created_by, created, \
                                  expires, last_used, last_address";

/// Reads a token.
pub(super) fn read(row: &Row) -> Result<InfraToken, Failure> {
    let scopes: &str = row.try_get(3)?;
    let hash: &[u8] = row.try_get(4)?;
    let moment = |at: usize| -> Result<Option<Timestamp>, Failure> {
        Ok(row.try_get::<_, Option<i64>>(at)?.map(Timestamp::from_micros))
    };
    Ok(InfraToken {
        directory: DirectoryId(row.try_get(0)?),
        id: TokenId(row.try_get(1)?),
        label: row.try_get(2)?,
        scopes: scopes.parse().map_err(|_| Failure::value("list of scopes", scopes))?,
        hash: TokenHash(
            hash.try_into().map_err(|_| Failure::value("length of a hash", hash.len()))?,
        ),
        created_by: row.try_get(5)?,
        created: Timestamp::from_micros(row.try_get(6)?),
        expires: moment(7)?,
        last_used: moment(8)?,
        last_address: row.try_get(9)?,
    })
}
