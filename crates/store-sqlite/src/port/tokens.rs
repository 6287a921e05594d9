//! Rows of infra tokens.

use directory::id::{DirectoryId, TokenId};
use directory::time::Timestamp;
use directory::token::{InfraToken, TokenHash};
use rusqlite::Row;
use uuid::Uuid;

use crate::failure::Failure;
use crate::writer::Batch;

/// The columns that [`read`] takes.
pub(crate) const COLUMNS: &str = "directory, id, label, scopes, hash, created_by, created, \
                                  expires, last_used, last_address";

/// Writes a new token.
pub(crate) fn insert(batch: &Batch<'_>, token: &InfraToken) -> Result<(), Failure> {
    batch.execute(
        "INSERT INTO infra_tokens (directory, id, label, scopes, hash, created_by, created,
             expires, last_used, last_address)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            token.directory.0,
            token.id.0.as_bytes(),
            &token.label,
            token.scopes.to_string(),
            token.hash.0,
            &token.created_by,
            token.created.as_micros(),
            token.expires.map(Timestamp::as_micros),
            token.last_used.map(Timestamp::as_micros),
            &token.last_address,
        ),
    )?;
    Ok(())
}

/// Reads a token.
pub(crate) fn read(row: &Row<'_>) -> Result<InfraToken, Failure> {
    let scopes: String = row.get(3)?;
    let moment = |at: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(at)?.map(Timestamp::from_micros))
    };
    Ok(InfraToken {
        directory: DirectoryId(row.get(0)?),
        id: TokenId(Uuid::from_bytes(row.get(1)?)),
        label: row.get(2)?,
        scopes: scopes.parse().map_err(|_| Failure::value("list of scopes", scopes))?,
        hash: TokenHash(row.get(4)?),
        created_by: row.get(5)?,
        created: Timestamp::from_micros(row.get(6)?),
        expires: moment(7)?,
        last_used: moment(8)?,
        last_address: row.get(9)?,
    })
}
