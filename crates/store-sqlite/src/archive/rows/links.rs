//! Links, and the domains by which they may be made.

use directory::archive::record::{Link, VerifiedDomain};
use rusqlite::{Connection, Row};

use super::{TableRow, execute, uuid};
use crate::failure::Failure;

impl TableRow for Link {
    const SELECT: &'static str =
        "SELECT directory, user_id, token, label, state, at, sent FROM links
         ORDER BY directory, user_id, token";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            directory: row.get(0)?,
            user_id: uuid(row, 1)?,
            token: uuid(row, 2)?,
            label: row.get(3)?,
            state: row.get(4)?,
            at: row.get(5)?,
            sent: row.get(6)?,
        })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO links (directory, user_id, token, label, state, at, sent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                self.directory,
                self.user_id.as_bytes(),
                self.token.as_bytes(),
                &self.label,
                self.state,
                self.at,
                &self.sent,
            ),
        )
    }
}

impl TableRow for VerifiedDomain {
    const SELECT: &'static str =
        "SELECT directory, domain FROM verified_domains ORDER BY directory, domain";

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { directory: row.get(0)?, domain: row.get(1)? })
    }

    fn insert(&self, connection: &Connection) -> Result<(), Failure> {
        execute(
            connection,
            "INSERT INTO verified_domains (directory, domain) VALUES (?1, ?2)",
            (self.directory, &self.domain),
        )
    }
}
