//! Reading users and groups.

pub(crate) mod browse;
pub(crate) mod counters;
pub(crate) mod display_names;
pub(crate) mod get;
mod groups;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod members;
mod row;
pub(crate) mod tombstones;

use rusqlite::Connection;

use crate::failure::Failure;

/// Runs several reads that must see one moment: that of a statement which is not at its end before
/// they are. A transaction would cost two statements, and reading a user costs as much as those.
pub(crate) fn snapshot<T>(
    connection: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut holding = connection.prepare_cached("SELECT id FROM installation")?;
    let mut rows = holding.query(())?;
    rows.next()?;
    read(connection)
}
