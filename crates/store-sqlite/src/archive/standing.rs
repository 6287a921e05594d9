//! Whether the installation may be used.

use directory::archive::Standing;
use rusqlite::Connection;

use crate::failure::Failure;

/// Reads it.
pub(crate) fn standing(connection: &Connection) -> Result<Standing, Failure> {
    let mut statement = connection.prepare_cached("SELECT standing FROM installation")?;
    let text: Option<String> = statement.query_row((), |row| row.get(0))?;
    Ok(match text {
        Some(text) => serde_json::from_str(&text)?,
        None => Standing::InUse,
    })
}

/// Writes it.
pub(crate) fn set_standing(connection: &Connection, standing: &Standing) -> Result<(), Failure> {
    let text = match standing {
        Standing::InUse => None,
        closed => Some(serde_json::to_string(closed)?),
    };
    connection.execute("UPDATE installation SET standing = ?1", [text])?;
    Ok(())
}
