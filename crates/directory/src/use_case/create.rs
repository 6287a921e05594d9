//! Creates a resource, or takes somebody back who was here before.

use std::sync::Arc;

use scim::resource::{Incoming, Read};
use scim::{Definition, Map};

use super::linking::{Linkage, waits};
use super::modify::{ROUNDS, learns, planned};
use super::returning::{Given, Returning};
use super::strangers::{Met, Open, Strangers};
use crate::caller::Caller;
use crate::change::{ChangeSet, CommitError, Refusal};
use crate::decide::{self, Context, KnownBy};
use crate::error::{Error, bound, explain, no_endpoint, not_found};
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
        if !directory.has(kind) {
            return Err(no_endpoint().into());
        }
        let new = match given {
            Given::New(id) => id,
            Given::Any | Given::Back { .. } => ResourceId(self.env.new_uuid()),
        };
        let mut strangers = Strangers::new(directory.settings);
        for _ in 0..ROUNDS {
            let mut incoming = read(directory.definition(kind))?;
            let open = match &mut incoming.members {
                Some(members) => strangers.settle(members),
                None => Open::default(),
            };
            if !open.is_empty() {
                self.meet(caller, &directory, &mut strangers, open).await?;
                continue;
            }
            let context = Context { directory: &directory, at: self.env.now(), cause };
            let subject = Subject { kind, new, given };
            let (id, arrival, change) = self.arrive(caller, &context, subject, incoming).await?;
            let outcome = match change {
                // Nothing changes: an inactive user was sent as they are.
                None => Ok(self.store.get(directory.id, kind, id, include).await?),
                Some(mut change) => {
                    decide::add_newcomers(&context, &mut change, strangers.newcomers())?;
                    self.commit_new(change, (kind, id), arrival, include).await
                }
            };
            match outcome {
                Ok(_) if arrival == Arrival::Asked => return Err(waits()),
                Ok(stored) => {
                    let stored = stored.ok_or_else(|| not_found(&directory, kind))?;
                    return Ok(Created { stored, met: strangers.outcome() });
                }
                Err(CommitError::Refused(refusal)) => {
                    let is_curable = strangers.take_in(&refusal);
                    match refusal {
                        // The directory has learned an attribute meanwhile, or whoever was to come
                        // back is changed: decide with that in mind.
                        Refusal::VersionConflict => {
                            directory = self.directory_now(directory.id).await?;
                            if !directory.has(kind) {
                                return Err(no_endpoint().into());
                            }
                        }
                        Refusal::Gone if arrival != Arrival::New => {}
                        _ if is_curable => {}
                        refusal => return Err(explain(refusal, &directory, kind)),
                    }
                }
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
        }
        Err(Error::Contended)
    }

    /// Who it is that comes, and the change that lets them in; `None` if that changes nothing.
    async fn arrive(
        &self,
        caller: &Caller,
        context: &Context<'_>,
        Subject { kind, new, given }: Subject,
        incoming: Incoming,
    ) -> Result<(ResourceId, Arrival, Option<ChangeSet>), Error> {
        let (directory, body) = (context.directory, &incoming.body);
        let linkage = match (kind, given) {
            (Kind::User, Given::Any) => self.linkage(caller, directory, body).await?,
            _ => Linkage::Nobody,
        };
        match linkage {
            Linkage::Nobody => {}
            Linkage::Links { user, before, link, from } => {
                let (_, external_id) = decide::identity(None, body);
                let change = decide::link(context, &user, &before, external_id, link, from)?;
                return Ok((user.id, Arrival::Old, Some(change)));
            }
            Linkage::Asks { link, from } => {
                let id = link.user;
                return Ok((id, Arrival::Asked, Some(decide::ask_link(context, link, from))));
            }
        }
        let mut returning = self.returning(directory, kind, body, given).await?;
        if let (Kind::User, Some(Returning::Deleted(tombstone))) = (kind, &returning)
            && self.is_takeover_of(caller, tombstone, &KnownBy::of(body)).await?
        {
            // To this token it is somebody else, unless other operations of the request refer to
            // the old id already.
            if given != Given::Any {
                return Err(bound());
            }
            returning = None;
        }
        match returning {
            None => {
                let change = decide::create(context, kind, new, incoming)?;
                Ok((new, Arrival::New, Some(change)))
            }
            Some(Returning::Deleted(tombstone)) => {
                let change = decide::restore(context, kind, tombstone.id, incoming)?;
                Ok((tombstone.id, Arrival::New, Some(change)))
            }
            Some(Returning::Inactive(user)) => {
                let before: Map = serde_json::from_str(&user.body)
                    .map_err(|error| StoreError::Broken(error.to_string()))?;
                let change = decide::replace(context, &user, &before, incoming, false)?;
                Ok((user.id, Arrival::Old, change))
            }
        }
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
        let planned = planned(&change, id);
        let has_members = !change.memberships.is_empty();
        let learns = learns(&change);
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

/// What is to come.
#[derive(Clone, Copy, Debug)]
struct Subject {
    kind: Kind,
    /// The id that it gets if it is new.
    new: ResourceId,
    given: Given,
}

/// Whether what comes was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    /// It was not: it has no memberships but those that it brings.
    New,
    /// It was, and may be in groups.
    Old,
    /// It is, and an admin is asked whether it is meant.
    Asked,
}
