//! Creates a user or group.

use std::sync::Arc;

use scim::Definition;
use scim::resource::{Incoming, Read};

use super::modify::ROUNDS;
use crate::caller::Caller;
use crate::change::{ChangeSet, CommitError, Refusal};
use crate::decide::{self, Context};
use crate::error::{Error, explain, not_found};
use crate::event::Cause;
use crate::id::ResourceId;
use crate::resource::{Include, Kind, Stored};
use crate::service::Service;

impl Service {
    /// Creates what the body describes and returns it as stored, with the derived parts asked for.
    pub async fn create(
        &self,
        caller: &Caller,
        kind: Kind,
        body: &[u8],
        include: Include,
        cause: &Cause,
    ) -> Result<Stored, Error> {
        let id = ResourceId(self.env.new_uuid());
        let read = |definition: &Definition| {
            scim::resource::read(definition, body, Read::Create, caller.directory.limits(), None)
        };
        self.create_as(caller, (kind, id), read, include, cause).await
    }

    /// Creates a resource under an `id` that was given out before.
    pub(super) async fn create_as(
        &self,
        caller: &Caller,
        (kind, id): (Kind, ResourceId),
        read: impl Fn(&Definition) -> Result<Incoming, scim::Error> + Send + Sync,
        include: Include,
        cause: &Cause,
    ) -> Result<Stored, Error> {
        let mut directory = Arc::clone(&caller.directory);
        for _ in 0..ROUNDS {
            let incoming = read(directory.definition(kind))?;
            let context = Context { directory: &directory, at: self.env.now(), cause };
            let change = decide::create(&context, kind, id, incoming)?;
            match self.commit_new(change, kind, id, include).await {
                // The directory has learned an attribute meanwhile: decide with that in mind.
                Err(CommitError::Refused(Refusal::VersionConflict)) => {
                    directory = self.directory_now(directory.id).await?;
                }
                Err(CommitError::Refused(refusal)) => return Err(explain(refusal, kind)),
                Err(CommitError::Store(error)) => return Err(error.into()),
                Ok(stored) => return stored.ok_or_else(|| not_found(kind).into()),
            }
        }
        Err(Error::Contended)
    }

    /// Commits a new resource; `None` when it was deleted again before it could be read back.
    async fn commit_new(
        &self,
        change: ChangeSet,
        kind: Kind,
        id: ResourceId,
        include: Include,
    ) -> Result<Option<Stored>, CommitError> {
        let directory = change.directory;
        let planned = super::modify::planned(&change, id);
        let has_members = !change.memberships.is_empty();
        let learns = super::modify::learns(&change);
        let committed = self.store.commit(change).await?;
        if learns {
            // The change is made, even if this fails; then `refresh` shows the schema a moment later.
            let _ = self.reload().await;
        }
        let new = committed.resources.into_iter().find(|resource| resource.id == id);
        match (new, planned) {
            // A new resource has no groups, and its members are those just given; only they have
            // to be read back, for their display texts.
            (Some(new), Some(row)) if !(has_members && include.members) => Ok(Some(Stored {
                kind,
                id,
                version: new.version,
                created: new.created,
                modified: new.modified,
                active: row.active,
                display: row.display,
                body: row.body,
                groups: Vec::new(),
                members: include.members.then(Default::default),
            })),
            _ => Ok(self.store.get(directory, kind, id, include).await?),
        }
    }
}
