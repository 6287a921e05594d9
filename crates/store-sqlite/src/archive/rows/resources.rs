//! Users and groups, memberships, and what is left of the deleted.

use directory::archive::record::{Member, Resource, Tombstone, UniqueValue};
use rusqlite::{Connection, Row};
use store_sql::derived::search_text_of;
use store_sql::key;

use super::{TableRow, execute, uuid};
use crate::failure::Failure;

impl TableRow for Tombstone {
    const SELECT: &'static str =
        "SELECT directory, id, kind, deleted, created, name_key, external_id, member_of, members,
             body
         FROM tombstones ORDER BY directory, id";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            id: uuid(row, 1)?,
            kind: row.get(2)?,
            deleted: row.get(3)?,
            created: row.get(4)?,
            name_key: row.get(5)?,
            external_id: row.get(6)?,
            member_of: row.get(7)?,
            members: row.get(8)?,
            body: row.get(9)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO tombstones (directory, id, kind, deleted, created, name_key, external_id,
                 member_of, members, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                self.directory,
                self.id.as_bytes(),
                self.kind,
                self.deleted,
                self.created,
                &self.name_key,
                &self.external_id,
                &self.member_of,
                &self.members,
                &self.body,
            ),
        )
    }
}

impl TableRow for Resource {
    const SELECT: &'static str =
        "SELECT key, id, version, created, modified, active, members, name_key, name_slot = 0,
             external_id, display, emails, body
         FROM resources ORDER BY key";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: row.get(0)?,
            id: uuid(row, 1)?,
            version: row.get(2)?,
            created: row.get(3)?,
            modified: row.get(4)?,
            active: row.get(5)?,
            members: row.get(6)?,
            name_key: row.get(7)?,
            name_is_unique: row.get(8)?,
            external_id: row.get(9)?,
            display: row.get(10)?,
            emails: row.get(11)?,
            body: row.get(12)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        let kind = key::kind(self.key).ok_or_else(|| Failure::value("key", self.key))?;
        let directory = key::directory(self.key);
        execute(
            connection,
            "INSERT INTO resources (key, directory, kind, id, version, created, modified, active,
                 members, name_key, name_slot, external_id, display, emails, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            (
                self.key,
                directory.0,
                kind.code(),
                self.id.as_bytes(),
                self.version,
                self.created,
                self.modified,
                self.active,
                self.members,
                &self.name_key,
                if self.name_is_unique { 0 } else { self.key },
                &self.external_id,
                &self.display,
                &self.emails,
                &self.body,
            ),
        )?;
        let emails: Vec<String> =
            self.emails.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
        for value in &emails {
            execute(
                connection,
                "INSERT OR IGNORE INTO emails (directory, value, key) VALUES (?1, ?2, ?3)",
                (directory.0, value, self.key),
            )?;
        }
        execute(
            connection,
            "INSERT INTO search_texts (key, text) VALUES (?1, ?2)",
            (self.key, search_text_of(&self.name_key, &self.display, &emails)),
        )
    }
}

impl TableRow for UniqueValue {
    const SELECT: &'static str = "SELECT directory, kind, attribute, value, key FROM unique_values
         ORDER BY directory, kind, attribute, value";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            kind: row.get(1)?,
            attribute: row.get(2)?,
            value: row.get(3)?,
            key: row.get(4)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO unique_values (directory, kind, attribute, value, key)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (self.directory, self.kind, &self.attribute, &self.value, self.key),
        )
    }
}

impl TableRow for Member {
    const SELECT: &'static str =
        "SELECT group_key, member_key, member_id, display_given, display FROM members
         ORDER BY group_key, member_key";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            group_key: row.get(0)?,
            member_key: row.get(1)?,
            member_id: uuid(row, 2)?,
            display_given: row.get(3)?,
            display: row.get(4)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO members (group_key, member_key, member_id, display_given, display)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                self.group_key,
                self.member_key,
                self.member_id.as_bytes(),
                self.display_given,
                &self.display,
            ),
        )
    }
}
