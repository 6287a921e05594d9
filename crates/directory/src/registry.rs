//! What every request needs to know, in memory: directories with their settings and schemas, and
//! the infra tokens by hash. Replaced whole when the store's revision changes, so that a reader
//! sees one moment and takes no lock.

use std::collections::HashMap;
use std::sync::Arc;

use scim::Definition;
use scim::projection::Projection;

use crate::id::DirectoryId;
use crate::resource::Kind;
use crate::settings::Settings;
use crate::store::{DirectoryRecord, Snapshot};
use crate::token::{InfraToken, TokenHash};

/// A directory as requests see it.
#[derive(Clone, Debug)]
pub struct DirectoryInfo {
    /// Its id.
    pub id: DirectoryId,
    /// Its name.
    pub name: String,
    /// What an admin has set.
    pub settings: Settings,
    /// How much of custom attributes is known here, see [`DirectoryRecord::schema_level`].
    pub(crate) schema_level: i64,
    user: Schemas,
    group: Schemas,
}

/// A kind's schema, and what is worked out from it once instead of at every request.
#[derive(Clone, Debug)]
struct Schemas {
    definition: Definition,
    everything: Projection,
}

impl From<Definition> for Schemas {
    fn from(definition: Definition) -> Self {
        Self { everything: Projection::all(&definition), definition }
    }
}

impl DirectoryInfo {
    /// The schema of a kind of resource, with the custom attributes learned so far.
    pub fn definition(&self, kind: Kind) -> &Definition {
        &self.schemas(kind).definition
    }

    /// What an answer shows when the client does not say.
    pub fn everything(&self, kind: Kind) -> &Projection {
        &self.schemas(kind).everything
    }

    fn schemas(&self, kind: Kind) -> &Schemas {
        match kind {
            Kind::User => &self.user,
            Kind::Group => &self.group,
        }
    }

    /// All resource types, in the order of `/ResourceTypes`.
    pub fn definitions(&self) -> [&Definition; 2] {
        [&self.user.definition, &self.group.definition]
    }
}

impl From<DirectoryRecord> for DirectoryInfo {
    fn from(record: DirectoryRecord) -> Self {
        let mut user = Definition::user();
        let mut group = Definition::group();
        for (kind, learned) in &record.learned {
            match kind {
                Kind::User => user.learn(learned),
                Kind::Group => group.learn(learned),
            };
        }
        Self {
            id: record.id,
            name: record.name,
            settings: record.settings,
            schema_level: record.schema_level,
            user: user.into(),
            group: group.into(),
        }
    }
}

/// One moment of the installation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registry {
    pub(crate) revision: i64,
    directories: HashMap<DirectoryId, Arc<DirectoryInfo>>,
    tokens: HashMap<TokenHash, Arc<InfraToken>>,
}

impl Registry {
    pub(crate) fn directory(&self, id: DirectoryId) -> Option<&Arc<DirectoryInfo>> {
        self.directories.get(&id)
    }

    pub(crate) fn directory_named(&self, name: &str) -> Option<&Arc<DirectoryInfo>> {
        self.directories.values().find(|directory| directory.name == name)
    }

    pub(crate) fn directories(&self) -> Vec<Arc<DirectoryInfo>> {
        let mut all: Vec<_> = self.directories.values().cloned().collect();
        all.sort_by_key(|directory| directory.id);
        all
    }

    pub(crate) fn token(&self, hash: &TokenHash) -> Option<&Arc<InfraToken>> {
        self.tokens.get(hash)
    }
}

impl From<Snapshot> for Registry {
    fn from(snapshot: Snapshot) -> Self {
        Self {
            revision: snapshot.revision,
            directories: snapshot
                .directories
                .into_iter()
                .map(|record| (record.id, Arc::new(DirectoryInfo::from(record))))
                .collect(),
            tokens: snapshot
                .tokens
                .into_iter()
                .map(|token| (token.hash, Arc::new(token)))
                .collect(),
        }
    }
}
