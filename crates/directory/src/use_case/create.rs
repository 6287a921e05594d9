//! Creates a user or group, or takes one back who was here before.

use std::sync::Arc;

use scim::Definition;
use scim::resource::{Incoming, Read};
use serde_json::{Map, Value};

use super::modify::ROUNDS;
use super::returning::{Given, Returning};
use super::strangers::{Met, Open, Strangers};
use crate::caller::Caller;
use crate::change::{ChangeSet, CommitError, Refusal};
use crate::decide::{self, Context};
use crate::error::{Error, explain, not_found};
use crate::event::Cause;
use crate::id::{DirectoryId, ResourceId};
use crate::resource::{Include, Kind, Stored};
use crate::service::Service;
use crate::store::StoreError;

/// The outcome of a POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The resource as it is now, with the derived parts asked for.
    pub stored: Stored,
    /// What became of members that the directory did not know.
    pub met: Met,
}

impl Service {
    /// Creates what the body describes. Who was here before comes back under the old id where the
    /// directory's policies say so.
    pub async fn create(
        &self,
        caller: &Caller,
        kind: Kind,
        body: &[u8],
        include: Include,
        cause: &Cause,
    ) -> Result<Created, Error> {
        let read = |definition: &Definition| {
            scim::resource::read(definition, body, Read::Create, caller.directory.limits(), None)
        };
        self.create_as(caller, (kind, Given::Any), read, include, cause).await
    }

    /// Creates a resource under an id that may have been given out before.
    pub(super) async fn create_as(
        &self,
        caller: &Caller,
        (kind, given): (Kind, Given),
        read: impl Fn(&Definition) -> Result<Incoming, scim::Error> + Send + Sync,
        include: Include,
        cause: &Cause,
    ) -> Result<Created, Error> {
        let mut directory = Arc::clone(&caller.directory);
        let new = match given {
            Given::New(id) => id,
            Given::Any | Given::Back { .. } => ResourceId(self.env.new_uuid()),
        };
        let mut strangers = Strangers::new(directory.settings.policies);
        for _ in 0..ROUNDS {
            let mut incoming = read(directory.definition(kind))?;
            let open = match &mut incoming.members {
                Some(members) => strangers.settle(members),
                None => Open::default(),
            };
            if !open.is_empty() {
                self.meet(&directory, &mut strangers, open).await?;
                continue;
            }
            let returning = self.returning(&directory, kind, &incoming.body, given).await?;
            let id = returning.as_ref().map_or(new, Returning::id);
            let context = Context { directory: &directory, at: self.env.now(), cause };
            let is_there = matches!(returning, Some(Returning::Inactive(_)));
            let change = match returning {
                None => Some(decide::create(&context, kind, id, incoming)?),
                Some(Returning::Deleted(_)) => Some(decide::restore(&context, kind, id, incoming)?),
                Some(Returning::Inactive(user)) => {
                    let before: Map<String, Value> = serde_json::from_str(&user.body)
                        .map_err(|error| StoreError::Broken(error.to_string()))?;
                    decide::replace(&context, &user, &before, incoming, false)?
                }
            };
            let outcome = match change {
                // Nothing changes: an inactive user was sent as they are.
                None => Ok(self.store.get(directory.id, kind, id, include).await?),
                Some(mut change) => {
                    decide::add_newcomers(&context, &mut change, strangers.newcomers())?;
                    let subject = if is_there { Arrival::Old } else { Arrival::New };
                    self.commit_new(change, (kind, id), subject, include).await
                }
            };
            match outcome {
                Ok(stored) => {
                    let stored = stored.ok_or_else(|| not_found(kind))?;
                    return Ok(Created { stored, met: strangers.outcome() });
                }
                Err(CommitError::Refused(refusal)) => {
                    let is_curable = strangers.take_in(&refusal);
                    match refusal {
                        // The directory has learned an attribute meanwhile, or whoever was to come
                        // back is changed: decide with that in mind.
                        Refusal::VersionConflict => {
                            directory = self.directory_now(directory.id).await?;
                        }
                        Refusal::Gone if is_there => {}
                        _ if is_curable => {}
                        refusal => return Err(explain(refusal, kind)),
                    }
                }
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
        }
        Err(Error::Contended)
    }

    /// Commits a resource that comes; `None` when it was deleted again before it could be read
    /// back.
    async fn commit_new(
        &self,
        change: ChangeSet,
        (kind, id): (Kind, ResourceId),
        arrival: Arrival,
        include: Include,
    ) -> Result<Option<Stored>, CommitError> {
        let directory: DirectoryId = change.directory;
        let planned = super::modify::planned(&change, id);
        let has_members = !change.memberships.is_empty();
        let learns = super::modify::learns(&change);
        let committed = self.store.commit(change).await?;
        if learns {
            // The change is made, even if this fails; then `refresh` shows the schema a moment later.
            let _ = self.reload().await;
        }
        let new = committed.resources.into_iter().find(|resource| resource.id == id);
        match (new, planned, arrival) {
            // A new resource has no groups, and its members are those just given; only they have
            // to be read back, for their display texts.
            (Some(new), Some(row), Arrival::New) if !(has_members && include.members) => {
                Ok(Some(Stored {
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
                }))
            }
            _ => Ok(self.store.get(directory, kind, id, include).await?),
        }
    }
}

/// Whether what comes was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    /// It was not: it has no memberships but those that it brings.
    New,
    /// It was, and may be in groups.
    Old,
}
