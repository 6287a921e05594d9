//! Directories, their settings, tokens and learned attributes: small, read by every request, and
//! therefore held in memory and reloaded when their revision changes.

use async_trait::async_trait;
use scim::Learned;

use super::StoreError;
use crate::id::{DirectoryId, TokenId};
use crate::resource::Kind;
use crate::schemas::SchemaChange;
use crate::settings::Settings;
use crate::time::Timestamp;
use crate::token::InfraToken;
use crate::types::TypeChange;

/// Reads what every request needs to know about the installation. Changes go through change sets.
#[async_trait]
pub trait System: Send + Sync {
    /// Grows whenever a part of the [`Snapshot`] changes, whichever process changed it. Cheap
    /// enough to be asked several times a second.
    async fn revision(&self) -> Result<i64, StoreError>;

    /// Whether the installation's key is the one that its secrets were hashed under: notes the
    /// key's fingerprint when none is noted yet, and compares it with the noted one from then on.
    /// Nodes with different keys would not know each other's tokens.
    async fn confirm_key(&self, fingerprint: [u8; 32]) -> Result<bool, StoreError>;

    /// Notes another key's fingerprint from now on: what was hashed under the one before, which was
    /// lost, is not known any more.
    async fn replace_key(&self, fingerprint: [u8; 32]) -> Result<(), StoreError>;

    /// All directories, tokens and learned attributes, as of one moment.
    async fn snapshot(&self) -> Result<Snapshot, StoreError>;

    /// Creates a directory, or returns the one that has the name. `default` exists from the first
    /// migration on.
    async fn create_directory(&self, name: &str, now: Timestamp)
    -> Result<DirectoryId, StoreError>;

    /// Notes when and from where tokens were used last. Does not change the revision.
    async fn touch_tokens(
        &self,
        uses: Vec<(TokenId, Timestamp, Option<String>)>,
    ) -> Result<(), StoreError>;

    /// The tokens of a directory with their last use, newest first; revoked ones are gone.
    async fn tokens(&self, directory: DirectoryId) -> Result<Vec<InfraToken>, StoreError>;
}

/// What every request needs to know, as of one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// See [`System::revision`].
    pub revision: i64,
    /// All directories.
    pub directories: Vec<DirectoryRecord>,
    /// All tokens that are not revoked; expired ones included.
    pub tokens: Vec<InfraToken>,
}

/// A directory.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectoryRecord {
    /// Its id.
    pub id: DirectoryId,
    /// Its name, `default` for the first.
    pub name: String,
    /// What an admin has set.
    pub settings: Settings,
    /// The custom attributes seen so far.
    pub learned: Vec<(Kind, Learned)>,
    /// Grows whenever something is learned; 0 when nothing was yet.
    pub schema_level: i64,
    /// What was ever declared about schemas, in order.
    pub declared: Vec<SchemaChange>,
    /// Grows whenever something is declared or retracted; 0 when nothing was yet.
    pub declared_level: i64,
    /// What ever became of resource types beside users and groups, in order.
    pub types: Vec<TypeChange>,
    /// Grows whenever a resource type is loaded or removed; 0 when none was yet.
    pub types_level: i64,
}
