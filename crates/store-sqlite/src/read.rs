//! Reading users and groups.

pub(crate) mod browse;
pub(crate) mod counters;
pub(crate) mod get;
mod groups;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod members;
mod row;

use rusqlite::Connection;

use crate::failure::Failure;

/// Runs several reads that must see one moment. The statements around them are prepared once, not
/// for every call: reading a user takes as long as parsing them.
pub(crate) fn snapshot<T>(
    connection: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    connection.prepare_cached("BEGIN")?.execute(())?;
    let result = read(connection);
    // An error may have ended the transaction already.
    if !connection.is_autocommit() {
        connection.prepare_cached("COMMIT")?.execute(())?;
    }
    result
}
