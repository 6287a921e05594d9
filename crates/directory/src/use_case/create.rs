//! Creates a user or group.

use scim::Limits;
use scim::resource::Read;

use crate::caller::Caller;
use crate::change::CommitError;
use crate::decide::{self, Context};
use crate::error::{Error, explain};
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
        let directory = &caller.directory;
        let definition = directory.definition(kind);
        let incoming =
            scim::resource::read(definition, body, Read::Create, &Limits::default(), None)?;
        let id = ResourceId(self.env.new_uuid());
        let context = Context { directory, at: self.env.now(), cause };
        let change = decide::create(&context, kind, id, incoming)?;
        self.commit_one(change, kind, id, include).await
    }

    async fn commit_one(
        &self,
        change: crate::change::ChangeSet,
        kind: Kind,
        id: ResourceId,
        include: Include,
    ) -> Result<Stored, Error> {
        let directory = change.directory;
        let planned = super::modify::planned(&change, id);
        let has_members = !change.memberships.is_empty();
        let learns = super::modify::learns(&change);
        let committed = self.store.commit(change).await.map_err(|error| match error {
            CommitError::Store(error) => Error::Store(error),
            CommitError::Refused(refusal) => Error::Refused(explain(refusal, kind)),
        })?;
        if learns {
            self.reload().await?;
        }
        let new = committed.resources.into_iter().find(|resource| resource.id == id);
        match (new, planned) {
            // A new resource has no groups, and its members are those just given; only they have
            // to be read back, for their display texts.
            (Some(new), Some(row)) if !(has_members && include.members) => Ok(Stored {
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
            }),
            _ => {
                let stored = self.store.get(directory, kind, id, include).await?;
                stored.ok_or_else(|| crate::error::not_found(kind).into())
            }
        }
    }
}
