//! The use cases' common ground: the store, the surroundings, and what is held in memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use parking_lot::Mutex;

use crate::caller::{AuthenticationError, Caller};
use crate::env::Env;
use crate::id::{DirectoryId, TokenId};
use crate::registry::{DirectoryInfo, Registry};
use crate::settings::ScimState;
use crate::store::{Store, StoreError};
use crate::time::Timestamp;
use crate::token::{self, HashKey};

/// The name of the directory that every installation has.
pub const DEFAULT_DIRECTORY: &str = "default";

/// Why an installation cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Its database cannot work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is closed: why, and what to do.
    #[error("{0}")]
    Closed(String),
}

/// The domain as the HTTP layer and the commands use it. The use cases are its methods, each
/// in a file of `use_case`.
pub struct Service {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) env: Arc<dyn Env>,
    key: HashKey,
    registry: ArcSwap<Registry>,
    uses: Mutex<HashMap<TokenId, (Timestamp, Option<IpAddr>)>>,
}

impl Service {
    /// Reads the installation's state into memory. `key` is the secret under which tokens and
    /// sessions are hashed. Refused where the installation is closed, see
    /// [`Standing`](crate::archive::Standing).
    pub async fn open(
        store: Arc<dyn Store>,
        env: Arc<dyn Env>,
        key: HashKey,
    ) -> Result<Arc<Self>, OpenError> {
        if let Some(objection) = store.standing().await?.objection() {
            return Err(OpenError::Closed(objection));
        }
        let registry = Registry::following(&Registry::default(), store.snapshot().await?);
        Ok(Arc::new(Self {
            store,
            env,
            key,
            registry: ArcSwap::from_pointee(registry),
            uses: Mutex::default(),
        }))
    }

    /// Reads the state again if another process, or this one, has changed it. To be called
    /// several times a second: this is how a revoked token stops working on every node.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        if self.store.revision().await? != self.registry.load().revision {
            self.reload().await?;
        }
        Ok(())
    }

    pub(crate) async fn reload(&self) -> Result<(), StoreError> {
        let snapshot = self.store.snapshot().await?;
        let registry = Registry::following(&self.registry.load(), snapshot);
        // Two reloads may overlap: the older one must not win.
        self.registry.rcu(|current| {
            if current.revision > registry.revision {
                Arc::clone(current)
            } else {
                Arc::new(registry.clone())
            }
        });
        Ok(())
    }

    /// Finds out whose credential this is, from memory alone.
    pub fn authenticate(
        &self,
        presented: &str,
        address: Option<IpAddr>,
    ) -> Result<Caller, AuthenticationError> {
        let registry = self.registry.load();
        let Some(token) = registry.token(&self.key.hash_token(presented)) else {
            let known_form = token::is_well_formed(presented);
            return Err(if known_form {
                AuthenticationError::Unknown
            } else {
                AuthenticationError::Malformed
            });
        };
        let now = self.env.now();
        if token.is_expired(now) {
            return Err(AuthenticationError::Expired);
        }
        let directory = registry.directory(token.directory).ok_or(AuthenticationError::Unknown)?;
        let caller = Caller { token: Arc::clone(token), directory: Arc::clone(directory) };
        self.uses.lock().insert(caller.token.id, (now, address));
        Ok(caller)
    }

    /// The same client a while later: what its directory has learned since counts, and so does
    /// that its token was revoked or SCIM switched off.
    pub(crate) fn renew(&self, caller: &Caller) -> Result<Caller, scim::Error> {
        let registry = self.registry.load();
        let live = registry.token(&caller.token.hash).filter(|t| !t.is_expired(self.env.now()));
        let directory = registry.directory(caller.directory.id);
        match (live, directory) {
            (Some(token), Some(directory)) if directory.settings.scim == ScimState::On => {
                Ok(Caller { token: Arc::clone(token), directory: Arc::clone(directory) })
            }
            (Some(_), Some(_)) => {
                Err(scim::Error::new(403, "SCIM provisioning was switched off or paused meanwhile"))
            }
            _ => Err(scim::Error::new(401, "the infra token was revoked or has expired meanwhile")),
        }
    }

    /// Writes down when the tokens were used last. To be called every few seconds.
    pub async fn flush_token_uses(&self) -> Result<(), StoreError> {
        let uses = std::mem::take(&mut *self.uses.lock());
        if uses.is_empty() {
            return Ok(());
        }
        let rows = uses
            .iter()
            .map(|(id, (at, address))| (*id, *at, address.map(|address| address.to_string())))
            .collect();
        let written = self.store.touch_tokens(rows).await;
        if written.is_err() {
            // Those that were used again meanwhile are known better already.
            let mut waiting = self.uses.lock();
            for (id, last) in uses {
                waiting.entry(id).or_insert(last);
            }
        }
        written
    }

    /// The directory of that name.
    pub fn directory(&self, name: &str) -> Option<Arc<DirectoryInfo>> {
        self.registry.load().directory_named(name).cloned()
    }

    /// The directory of that id.
    pub fn directory_by_id(&self, id: DirectoryId) -> Option<Arc<DirectoryInfo>> {
        self.registry.load().directory(id).cloned()
    }

    /// All directories, oldest first.
    pub fn directories(&self) -> Vec<Arc<DirectoryInfo>> {
        self.registry.load().directories()
    }

    /// The ports, for what needs no decision: reading, counting, sessions.
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// The clock and the source of randomness.
    pub fn env(&self) -> &dyn Env {
        &*self.env
    }

    /// The key under which secrets are hashed.
    pub fn key(&self) -> &HashKey {
        &self.key
    }
}
