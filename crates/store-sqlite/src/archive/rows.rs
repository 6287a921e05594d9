//! How records are read from their tables and written to them.

mod history;
mod links;
mod resources;
mod system;

use directory::archive::record::Record;
use rusqlite::{Connection, Params, Row};
use uuid::Uuid;

use crate::failure::Failure;

/// A record of a table of this database.
pub(super) trait TableRow: Record {
    /// Reads all of them in the order of their keys.
    const SELECT: &'static str;

    /// A row that [`SELECT`](Self::SELECT) has found.
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self>;

    /// Writes it, with what is derived from it.
    fn insert(&self, connection: &Connection) -> Result<(), Failure>;
}

fn execute(connection: &Connection, sql: &str, params: impl Params) -> Result<(), Failure> {
    connection.prepare_cached(sql)?.execute(params)?;
    Ok(())
}

fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    Ok(Uuid::from_bytes(row.get(column)?))
}
