//! Links between infra tokens and users whom they have not created.

use std::cmp::Reverse;

use async_trait::async_trait;
use directory::event::{Actor, Cause};
use directory::id::{DirectoryId, ResourceId, TokenId};
use directory::link::{Link, LinkState};
use directory::store::{Links, StoreError};
use directory::time::Timestamp;
use rusqlite::{OptionalExtension, Row};
use store_sql::key;
use uuid::Uuid;

use super::system::collect;
use crate::SqliteStore;
use crate::failure::Failure;

pub(crate) const CREATOR: &str =
    "SELECT e.cause FROM event_subjects AS s CROSS JOIN events AS e ON e.key = ?1 + s.position
     WHERE s.directory = ?2 AND s.resource_id = ?3 AND e.kind IN ('user.created', 'user.restored')
     ORDER BY s.position DESC LIMIT 1";

pub(crate) const OF_USER: &str = "SELECT user_id, token, label, state, at, sent FROM links
     WHERE directory = ?1 AND user_id = ?2 ORDER BY token";

/// Links of users and identity providers that are there, from somewhere on.
macro_rules! alive {
    ($rest:literal) => {
        concat!(
            "SELECT l.user_id, l.token, l.label, l.state, l.at, l.sent FROM links AS l
             WHERE l.directory = ?1 AND l.state = ?2
                 AND EXISTS (SELECT 1 FROM resources AS r
                             WHERE r.directory = l.directory AND r.id = l.user_id)
                 AND EXISTS (SELECT 1 FROM infra_tokens AS t
                             WHERE t.directory = l.directory
                                 AND (t.id = l.token OR t.label = l.label))",
            $rest
        )
    };
}

pub(crate) const OLDEST: &str = alive!(" ORDER BY l.at LIMIT ?3");

pub(crate) const NEWEST: &str = alive!(" AND l.at < ?4 ORDER BY l.at DESC LIMIT ?3");

#[async_trait]
impl Links for SqliteStore {
    async fn link(
        &self,
        directory: DirectoryId,
        user: ResourceId,
        token: TokenId,
    ) -> Result<Option<Link>, StoreError> {
        self.readers.point(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT user_id, token, label, state, at, sent FROM links
                 WHERE directory = ?1 AND user_id = ?2 AND token = ?3",
            )?;
            let mut rows = statement.query((directory.0, user.0.as_bytes(), token.0.as_bytes()))?;
            rows.next()?.map(link).transpose()
        })
    }

    async fn links_of(
        &self,
        directory: DirectoryId,
        user: ResourceId,
    ) -> Result<Vec<Link>, StoreError> {
        self.readers.point(|connection| {
            collect(connection, OF_USER, (directory.0, user.0.as_bytes()), link)
        })
    }

    async fn open_links(
        &self,
        directory: DirectoryId,
        limit: u32,
    ) -> Result<Vec<Link>, StoreError> {
        self.readers.point(|connection| {
            let mut found = Vec::new();
            for state in LinkState::OPEN {
                let params = (directory.0, state.code(), limit);
                found.extend(collect(connection, OLDEST, params, link)?);
            }
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(found)
        })
    }

    async fn decided_links(
        &self,
        directory: DirectoryId,
        before: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<Link>, StoreError> {
        let before = before.map_or(i64::MAX, Timestamp::as_micros);
        self.readers.point(|connection| {
            let mut found = Vec::new();
            for state in LinkState::DECIDED {
                let params = (directory.0, state.code(), limit, before);
                found.extend(collect(connection, NEWEST, params, link)?);
            }
            found.sort_by_key(|link| Reverse(link.at));
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(found)
        })
    }

    async fn creator(
        &self,
        directory: DirectoryId,
        user: ResourceId,
    ) -> Result<Option<Actor>, StoreError> {
        self.readers.point(|connection| {
            let cause: Option<String> = connection
                .prepare_cached(CREATOR)?
                .query_row(
                    (key::positions(directory).start, directory.0, user.0.as_bytes()),
                    |row| row.get(0),
                )
                .optional()?;
            let cause: Option<Cause> =
                cause.map(|cause| serde_json::from_str(&cause)).transpose()?;
            Ok(cause.map(|cause| cause.actor))
        })
    }

    async fn verified_domains(&self, directory: DirectoryId) -> Result<Vec<String>, StoreError> {
        self.readers.point(|connection| {
            let sql = "SELECT domain FROM verified_domains WHERE directory = ?1 ORDER BY domain";
            collect(connection, sql, [directory.0], |row| Ok(row.get(0)?))
        })
    }
}

fn link(row: &Row<'_>) -> Result<Link, Failure> {
    let code: i64 = row.get(3)?;
    Ok(Link {
        user: ResourceId(Uuid::from_bytes(row.get(0)?)),
        token: TokenId(Uuid::from_bytes(row.get(1)?)),
        label: row.get(2)?,
        state: LinkState::from_code(code).ok_or_else(|| Failure::value("link state", code))?,
        at: Timestamp::from_micros(row.get(4)?),
        sent: row.get(5)?,
    })
}
