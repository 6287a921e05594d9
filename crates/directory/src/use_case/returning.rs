//! Whether a POST names somebody who was here before, and what the directory does then.

use scim::Map;

use crate::decide;
use crate::error::Error;
use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::{Kind, Stored, Tombstone};
use crate::service::Service;
use crate::settings::{InactiveUsers, Linking, Policies, Reprovision};

/// Somebody who was here before.
#[derive(Debug)]
pub(crate) enum Returning {
    /// A resource that was deleted.
    Deleted(Tombstone),
    /// A user who is inactive.
    Inactive(Stored),
}

impl Returning {
    pub(crate) fn id(&self) -> ResourceId {
        match self {
            Returning::Deleted(tombstone) => tombstone.id,
            Returning::Inactive(user) => user.id,
        }
    }
}

/// Which id a POST may give to what it creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// Any: a new one, or that of somebody who comes back.
    Any,
    /// A new one that other operations of the same request know already.
    New(ResourceId),
    /// That of somebody who comes back, which other operations of the same request know already.
    Back {
        /// The id.
        id: ResourceId,
        /// Whether they are there, inactive.
        is_there: bool,
    },
}

impl Policies {
    /// Whether a POST can mean somebody who is or was there.
    pub(super) fn look_back(self) -> bool {
        self.reprovision != Reprovision::NewId
            || self.inactive != InactiveUsers::Conflict
            || self.linking != Linking::Never
    }
}

impl Service {
    /// Who comes back with a body that a POST has sent, if somebody does.
    pub(crate) async fn returning(
        &self,
        directory: &DirectoryInfo,
        kind: Kind,
        body: &Map,
        given: Given,
    ) -> Result<Option<Returning>, Error> {
        let policies = directory.settings.policies;
        // The policies are about people and their groups.
        if !policies.look_back() || kind.is_custom() {
            return Ok(None);
        }
        let found = match given {
            Given::New(_) if policies.reprovision != Reprovision::Conflict => None,
            Given::Any | Given::New(_) | Given::Back { .. } => {
                self.look_for(directory, kind, body).await?
            }
        };
        match (given, found) {
            (Given::New(_), _) => Ok(None),
            (Given::Back { id, .. }, found) => match found.filter(|found| found.id() == id) {
                Some(found) => Ok(Some(found)),
                None => Err(changed_meanwhile(directory, kind)),
            },
            (Given::Any, found) => Ok(found),
        }
    }

    async fn look_for(
        &self,
        directory: &DirectoryInfo,
        kind: Kind,
        body: &Map,
    ) -> Result<Option<Returning>, Error> {
        let policies = directory.settings.policies;
        let name = body.get("userName").and_then(|name| name.as_str());
        if let (Kind::User, InactiveUsers::Restore, Some(name)) = (kind, policies.inactive, name)
            && let Some(user) = self.user_by(directory, "userName", name).await?
        {
            // The name of an active user is taken, whoever else had it before.
            return Ok((!user.active).then_some(Returning::Inactive(user)));
        }
        if policies.reprovision == Reprovision::NewId {
            return Ok(None);
        }
        let naming = decide::Naming::of(directory, kind);
        let (name_key, external_id) = decide::identity(naming, body);
        let found = self.store.tombstone(directory.id, kind, &name_key, external_id.as_deref());
        match (found.await?, policies.reprovision) {
            (None, _) => Ok(None),
            (Some(tombstone), Reprovision::Conflict) => {
                Err(stays_deleted(directory, kind, &tombstone))
            }
            (Some(tombstone), _) => Ok(Some(Returning::Deleted(tombstone))),
        }
    }
}

fn stays_deleted(directory: &DirectoryInfo, kind: Kind, tombstone: &Tombstone) -> Error {
    let name = directory.definition(kind).name();
    let attribute = directory.naming_attribute(kind).unwrap_or("name");
    Error::Refused(scim::Error::uniqueness(format!(
        "a {name} with this {attribute} or externalId was deleted at {}, and this directory lets \
         nobody come back before the deletion is forgotten; an admin can change that under \
         Settings, Configurations",
        tombstone.deleted
    )))
}

/// Other operations of the request refer to an id that is not the right one any more.
fn changed_meanwhile(directory: &DirectoryInfo, kind: Kind) -> Error {
    Error::Refused(scim::Error::new(
        409,
        format!(
            "the {} that was to come back has been changed by another request; send this one again",
            directory.definition(kind).name()
        ),
    ))
}
