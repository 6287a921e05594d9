//! The names of users whom other resources refer to.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use rusqlite::{Connection, OptionalExtension};

use crate::failure::Failure;

const DISPLAY_NAME: &str = "SELECT json_extract(body, '$.displayName') FROM resources
    WHERE directory = ?1 AND id = ?2 AND kind = ?3";

pub(crate) fn display_names(
    connection: &Connection,
    directory: DirectoryId,
    users: &[ResourceId],
) -> Result<Vec<(ResourceId, Option<String>)>, Failure> {
    let mut statement = connection.prepare_cached(DISPLAY_NAME)?;
    let mut found = Vec::with_capacity(users.len());
    for user in users {
        let key = (directory.0, user.0.as_bytes(), Kind::User.code());
        if let Some(name) = statement.query_row(key, |row| row.get(0)).optional()? {
            found.push((*user, name));
        }
    }
    Ok(found)
}
