//! Directories, settings, tokens and learned attributes.

mod create_directory;
mod snapshot;

use async_trait::async_trait;
use directory::id::{DirectoryId, TokenId};
use directory::store::{Snapshot, StoreError, System};
use directory::time::Timestamp;
use directory::token::InfraToken;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::tokens;
use crate::PostgresStore;
use crate::failure::Failure;
use crate::session::Param;

/// The directory of a token is not told, so that all tokens are looked through.
const TOUCH: &str = "
    UPDATE infra_tokens AS t
    SET last_used = w.at, last_address = coalesce(w.address, t.last_address)
    FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS w (id, at, address)
    WHERE t.id = w.id AND (t.last_used IS NULL OR t.last_used <= w.at)";

#[async_trait]
impl System for PostgresStore {
    async fn revision(&self) -> Result<i64, StoreError> {
        let rows = self.shared.query("SELECT revision FROM installation", &[]).await?;
        let row = rows.first().ok_or_else(no_installation)?;
        row.try_get(0).map_err(|error| Failure::from(error).into_store_error())
    }

    async fn confirm_key(&self, fingerprint: [u8; 32]) -> Result<bool, StoreError> {
        let sql = "
            UPDATE installation SET key_fingerprint = coalesce(key_fingerprint, $1)
            RETURNING key_fingerprint = $1";
        let rows = self.shared.query(sql, &[(&fingerprint.as_slice(), Type::BYTEA)]).await?;
        let row = rows.first().ok_or_else(no_installation)?;
        row.try_get(0).map_err(|error| Failure::from(error).into_store_error())
    }

    async fn replace_key(&self, fingerprint: [u8; 32]) -> Result<(), StoreError> {
        let sql = "UPDATE installation SET key_fingerprint = $1";
        self.shared.query(sql, &[(&fingerprint.as_slice(), Type::BYTEA)]).await.map(drop)
    }

    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        // Small, and what revoking a token waits for: never behind long queries.
        self.short.transaction(snapshot::snapshot).await
    }

    async fn create_directory(
        &self,
        name: &str,
        now: Timestamp,
    ) -> Result<DirectoryId, StoreError> {
        let create = |session| create_directory::create(session, name, now);
        self.changes.transaction(create).await
    }

    async fn touch_tokens(
        &self,
        mut uses: Vec<(TokenId, Timestamp, Option<String>)>,
    ) -> Result<(), StoreError> {
        if uses.is_empty() {
            return Ok(());
        }
        // Nodes that note the uses of the same tokens take them in the same order.
        uses.sort_unstable_by_key(|(id, ..)| id.0);
        let ids: Vec<Uuid> = uses.iter().map(|(id, ..)| id.0).collect();
        let at: Vec<i64> = uses.iter().map(|(_, at, _)| at.as_micros()).collect();
        let addresses: Vec<Option<&str>> =
            uses.iter().map(|(.., address)| address.as_deref()).collect();
        let params: [Param<'_>; 3] =
            [(&ids, Type::UUID_ARRAY), (&at, Type::INT8_ARRAY), (&addresses, Type::TEXT_ARRAY)];
        self.upkeep.query(TOUCH, &params).await.map(drop)
    }

    async fn tokens(&self, directory: DirectoryId) -> Result<Vec<InfraToken>, StoreError> {
        let sql = format!(
            "SELECT {} FROM infra_tokens WHERE directory = $1 ORDER BY created DESC, id DESC",
            tokens::COLUMNS
        );
        let rows = self.shared.query(&sql, &[(&directory.0, Type::INT8)]).await?;
        let tokens = rows.iter().map(tokens::read);
        tokens.collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }
}

fn no_installation() -> StoreError {
    StoreError::Broken("the table `installation` is empty".to_owned())
}
