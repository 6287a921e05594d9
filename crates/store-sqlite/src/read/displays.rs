//! How people read users that other resources name.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use rusqlite::{Connection, OptionalExtension};

use crate::failure::Failure;

const DISPLAY: &str =
    "SELECT display FROM resources WHERE directory = ?1 AND id = ?2 AND kind = ?3";

pub(crate) fn displays(
    connection: &Connection,
    directory: DirectoryId,
    users: &[ResourceId],
) -> Result<Vec<(ResourceId, String)>, Failure> {
    let mut statement = connection.prepare_cached(DISPLAY)?;
    let mut found = Vec::with_capacity(users.len());
    for user in users {
        let key = (directory.0, user.0.as_bytes(), Kind::User.code());
        if let Some(display) = statement.query_row(key, |row| row.get(0)).optional()? {
            found.push((*user, display));
        }
    }
    Ok(found)
}
