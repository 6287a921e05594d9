//! The installation, its directories, tokens and admins.

use directory::archive::record::{
    Admin, Counters, Declaration, Directory, InfraToken, Installation, KindCounters,
    LearnedAttribute, ResourceType,
};
use rusqlite::{Connection, Row};
use store_sql::key;

use super::{TableRow, execute, uuid};
use crate::failure::Failure;

impl TableRow for Installation {
    const SELECT: &'static str = "SELECT revision, key_fingerprint FROM installation";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { revision: row.get(0)?, key_fingerprint: row.get(1)? })
    }

    /// The row itself is always there.
    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "UPDATE installation SET revision = ?1, key_fingerprint = ?2",
            (self.revision, self.key_fingerprint),
        )
    }
}

impl TableRow for Directory {
    const SELECT: &'static str = "SELECT id, name, created, settings FROM directories ORDER BY id";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, created: row.get(2)?, settings: row.get(3)? })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO directories (id, name, created, settings) VALUES (?1, ?2, ?3, ?4)",
            (self.id, &self.name, self.created, &self.settings),
        )
    }
}

impl TableRow for Counters {
    /// A directory without a change has no row of its own yet. The position is that of the last
    /// event; the shift is the one by which keys are packed.
    const SELECT: &'static str =
        "SELECT d.id, coalesce(c.users, 0), coalesce(c.active_users, 0), coalesce(c.groups, 0),
             coalesce(c.nested, 0), coalesce(c.removed_users, 0), coalesce(c.removed_groups, 0),
             (SELECT e.key FROM events AS e WHERE e.key > d.id << 43 AND e.key < (d.id + 1) << 43
              ORDER BY e.key DESC LIMIT 1)
         FROM directories AS d LEFT JOIN counters AS c ON c.directory = d.id ORDER BY d.id";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let last_event: Option<i64> = row.get(7)?;
        Ok(Self {
            directory: row.get(0)?,
            users: row.get(1)?,
            active_users: row.get(2)?,
            groups: row.get(3)?,
            nested: row.get(4)?,
            removed_users: row.get(5)?,
            removed_groups: row.get(6)?,
            position: last_event.map_or(0, |last| key::position(last).0),
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO counters (directory, users, active_users, groups, nested, removed_users,
                 removed_groups)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                self.directory,
                self.users,
                self.active_users,
                self.groups,
                self.nested,
                self.removed_users,
                self.removed_groups,
            ),
        )
    }
}

impl TableRow for KindCounters {
    const SELECT: &'static str =
        "SELECT directory, kind, present, removed FROM kind_counters ORDER BY directory, kind";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            kind: row.get(1)?,
            present: row.get(2)?,
            removed: row.get(3)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO kind_counters (directory, kind, present, removed)
             VALUES (?1, ?2, ?3, ?4)",
            (self.directory, self.kind, self.present, self.removed),
        )
    }
}

impl TableRow for ResourceType {
    const SELECT: &'static str =
        "SELECT directory, sequence, change FROM resource_types ORDER BY directory, sequence";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { directory: row.get(0)?, sequence: row.get(1)?, change: row.get(2)? })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO resource_types (directory, sequence, change) VALUES (?1, ?2, ?3)",
            (self.directory, self.sequence, &self.change),
        )
    }
}

impl TableRow for LearnedAttribute {
    const SELECT: &'static str = "SELECT directory, sequence, kind, learned FROM learned_attributes
         ORDER BY directory, sequence";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            sequence: row.get(1)?,
            kind: row.get(2)?,
            learned: row.get(3)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO learned_attributes (directory, sequence, kind, learned)
             VALUES (?1, ?2, ?3, ?4)",
            (self.directory, self.sequence, self.kind, &self.learned),
        )
    }
}

impl TableRow for Declaration {
    const SELECT: &'static str =
        "SELECT directory, sequence, change FROM declarations ORDER BY directory, sequence";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { directory: row.get(0)?, sequence: row.get(1)?, change: row.get(2)? })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO declarations (directory, sequence, change) VALUES (?1, ?2, ?3)",
            (self.directory, self.sequence, &self.change),
        )
    }
}

impl TableRow for InfraToken {
    const SELECT: &'static str =
        "SELECT directory, id, label, scopes, hash, created_by, created, expires, last_used,
             last_address
         FROM infra_tokens ORDER BY directory, id";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            id: uuid(row, 1)?,
            label: row.get(2)?,
            scopes: row.get(3)?,
            hash: row.get(4)?,
            created_by: row.get(5)?,
            created: row.get(6)?,
            expires: row.get(7)?,
            last_used: row.get(8)?,
            last_address: row.get(9)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO infra_tokens (directory, id, label, scopes, hash, created_by, created,
                 expires, last_used, last_address)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                self.directory,
                self.id.as_bytes(),
                &self.label,
                &self.scopes,
                self.hash,
                &self.created_by,
                self.created,
                self.expires,
                self.last_used,
                &self.last_address,
            ),
        )
    }
}

impl TableRow for Admin {
    const SELECT: &'static str =
        "SELECT id, email, email_key, password_hash, created, last_sign_in FROM admins ORDER BY id";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: uuid(row, 0)?,
            email: row.get(1)?,
            email_key: row.get(2)?,
            password_hash: row.get(3)?,
            created: row.get(4)?,
            last_sign_in: row.get(5)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO admins (id, email, email_key, password_hash, created, last_sign_in)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                self.id.as_bytes(),
                &self.email,
                &self.email_key,
                &self.password_hash,
                self.created,
                self.last_sign_in,
            ),
        )
    }
}
