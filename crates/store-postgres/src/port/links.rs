//! Links between infra tokens and users whom they have not created.

use std::cmp::Reverse;

use async_trait::async_trait;
use directory::event::{Actor, Cause};
use directory::id::{DirectoryId, ResourceId, TokenId};
use directory::link::{Link, LinkState};
use directory::store::{Links, StoreError};
use directory::time::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::PostgresStore;
use crate::failure::Failure;
use crate::session::Param;

const LINK: &str = "
    SELECT user_id, token, label, state, at, sent FROM links
    WHERE directory = $1 AND user_id = $2 AND token = $3";

const OF_USER: &str = "
    SELECT user_id, token, label, state, at, sent FROM links
    WHERE directory = $1 AND user_id = $2 ORDER BY token";

/// Links of users and identity providers that are there, from somewhere on.
macro_rules! alive {
    ($rest:literal) => {
        concat!(
            "SELECT l.user_id, l.token, l.label, l.state, l.at, l.sent FROM links AS l
             WHERE l.directory = $1 AND l.state = $2
                 AND EXISTS (SELECT FROM resources AS r
                             WHERE r.directory = l.directory AND r.id = l.user_id)
                 AND EXISTS (SELECT FROM infra_tokens AS t
                             WHERE t.directory = l.directory
                                 AND (t.id = l.token OR t.label = l.label))",
            $rest
        )
    };
}

const OLDEST: &str = alive!(" ORDER BY l.at LIMIT $3");

const NEWEST: &str = alive!(" AND l.at < $4 ORDER BY l.at DESC LIMIT $3");

/// The events of a user are found in the narrow table, and then looked up.
const CREATOR: &str = "
    SELECT e.cause FROM event_subjects AS s
    CROSS JOIN LATERAL (
        SELECT e.cause FROM events AS e
        WHERE e.directory = $1 AND e.position = s.position
            AND e.kind IN ('user.created', 'user.restored')
        LIMIT 1
    ) AS e
    WHERE s.directory = $1 AND s.resource_id = $2
    ORDER BY s.position DESC LIMIT 1";

const DOMAINS: &str = "SELECT domain FROM verified_domains WHERE directory = $1 ORDER BY domain";

#[async_trait]
impl Links for PostgresStore {
    async fn link(
        &self,
        directory: DirectoryId,
        user: ResourceId,
        token: TokenId,
    ) -> Result<Option<Link>, StoreError> {
        let params: [Param<'_>; 3] =
            [(&directory.0, Type::INT8), (&user.0, Type::UUID), (&token.0, Type::UUID)];
        let rows = self.shared.query(LINK, &params).await?;
        rows.first().map(link).transpose().map_err(Failure::into_store_error)
    }

    async fn links_of(
        &self,
        directory: DirectoryId,
        user: ResourceId,
    ) -> Result<Vec<Link>, StoreError> {
        let params: [Param<'_>; 2] = [(&directory.0, Type::INT8), (&user.0, Type::UUID)];
        let rows = self.shared.query(OF_USER, &params).await?;
        rows.iter().map(link).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn open_links(
        &self,
        directory: DirectoryId,
        limit: u32,
    ) -> Result<Vec<Link>, StoreError> {
        let mut found = Vec::new();
        for state in LinkState::OPEN {
            let (code, limit) = (code(state), i64::from(limit));
            let params: [Param<'_>; 3] =
                [(&directory.0, Type::INT8), (&code, Type::INT2), (&limit, Type::INT8)];
            for row in &self.shared.query(OLDEST, &params).await? {
                found.push(link(row).map_err(Failure::into_store_error)?);
            }
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    async fn decided_links(
        &self,
        directory: DirectoryId,
        before: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<Link>, StoreError> {
        let before = before.map_or(i64::MAX, Timestamp::as_micros);
        let mut found = Vec::new();
        for state in LinkState::DECIDED {
            let (code, limit) = (code(state), i64::from(limit));
            let params: [Param<'_>; 4] = [
                (&directory.0, Type::INT8),
                (&code, Type::INT2),
                (&limit, Type::INT8),
                (&before, Type::INT8),
            ];
            for row in &self.shared.query(NEWEST, &params).await? {
                found.push(link(row).map_err(Failure::into_store_error)?);
            }
        }
        found.sort_by_key(|link| Reverse(link.at));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    async fn creator(
        &self,
        directory: DirectoryId,
        user: ResourceId,
    ) -> Result<Option<Actor>, StoreError> {
        let params: [Param<'_>; 2] = [(&directory.0, Type::INT8), (&user.0, Type::UUID)];
        let rows = self.shared.query(CREATOR, &params).await?;
        let actor = |row: &Row| -> Result<Actor, Failure> {
            let cause: Cause = serde_json::from_str(row.try_get(0)?)?;
            Ok(cause.actor)
        };
        rows.first().map(actor).transpose().map_err(Failure::into_store_error)
    }

    async fn verified_domains(&self, directory: DirectoryId) -> Result<Vec<String>, StoreError> {
        let rows = self.shared.query(DOMAINS, &[(&directory.0, Type::INT8)]).await?;
        let domain = |row: &Row| -> Result<String, Failure> { Ok(row.try_get(0)?) };
        rows.iter().map(domain).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }
}

/// A state as its column has it.
pub(crate) fn code(state: LinkState) -> i16 {
    i16::try_from(state.code()).unwrap_or(i16::MAX)
}

fn link(row: &Row) -> Result<Link, Failure> {
    let code: i16 = row.try_get(3)?;
    Ok(Link {
        user: ResourceId(row.try_get(0)?),
        token: TokenId(row.try_get(1)?),
        label: row.try_get(2)?,
        state: LinkState::from_code(code.into())
            .ok_or_else(|| Failure::value("link state", code))?,
        at: Timestamp::from_micros(row.try_get(4)?),
        sent: row.try_get(5)?,
    })
}
