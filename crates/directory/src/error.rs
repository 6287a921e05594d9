//! What can go wrong in a use case.

use crate::change::{CommitError, Refusal};
use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::Kind;
use crate::store::StoreError;

/// The failure of a use case. Nothing has been changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The request cannot be done; the error says why, in the protocol's form.
    #[error(transparent)]
    Refused(#[from] scim::Error),
    /// A group would contain itself. To one request that is a refusal like others; where several
    /// operations come together, it tells that they contradict each other.
    #[error(transparent)]
    Circular(scim::Error),
    /// The store could not work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Too many other requests changed the same resource at the same time.
    #[error("the resource is being changed by many requests at once; try again")]
    Contended,
}

/// What a client is told of a refusal that reading and deciding again cannot cure.
pub(crate) fn explain(refusal: Refusal, directory: &DirectoryInfo, kind: Kind) -> Error {
    let name = |kind: Kind| directory.definition(kind).name();
    let error = match refusal {
        Refusal::Gone | Refusal::VersionConflict => not_found(directory, kind),
        Refusal::NameTaken { kind } => scim::Error::uniqueness(format!(
            "another {} of this directory has the same {} (compared without regard to case)",
            name(kind),
            directory.naming_attribute(kind).unwrap_or("name"),
        )),
        Refusal::ValueTaken { kind, attribute } => scim::Error::uniqueness(format!(
            "another {} of this directory has the same {attribute}",
            name(kind)
        )),
        Refusal::UnknownMembers(ids) => {
            unknown_members(ids.iter().map(ToString::to_string).collect())
        }
        Refusal::Bound => return bound(),
        Refusal::TypeInUse { .. } => scim::Error::new(409, refusal.to_string()),
        Refusal::MembershipCycle { group, member } => return circular(group, member),
    };
    Error::Refused(error)
}

/// What a token is told that is linked without an admin's word.
pub(crate) fn bound() -> Error {
    Error::Refused(scim::Error::new(
        403,
        "this token cannot change userName and emails of the user: no admin has confirmed under \
         Settings, Links, that both mean the same person",
    ))
}

fn circular(group: ResourceId, member: ResourceId) -> Error {
    Error::Circular(scim::Error::invalid_value(if group == member {
        format!("group {group} cannot be a member of itself")
    } else {
        format!("group {member} contains group {group}, so it cannot become its member")
    }))
}

/// How many unknown ids an error names before it only counts them.
const NAMED_IDS: usize = 20;

pub(crate) fn unknown_members(mut ids: Vec<String>) -> scim::Error {
    let total = ids.len();
    ids.truncate(NAMED_IDS);
    let named = ids.join(", ");
    let more = total.saturating_sub(NAMED_IDS);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    scim::Error::invalid_value(format!(
        "members: no user or group of this directory has the id {named}{tail}"
    ))
}

pub(crate) fn not_found(directory: &DirectoryInfo, kind: Kind) -> scim::Error {
    scim::Error::not_found(format!("there is no such {}", directory.definition(kind).name()))
}

/// What is told of a type that was removed while a request of it was on its way.
pub(crate) fn no_endpoint() -> scim::Error {
    scim::Error::not_found("there is no such endpoint; see /ResourceTypes")
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Store(error) => Error::Store(error),
            CommitError::Refused(refusal @ (Refusal::Gone | Refusal::VersionConflict)) => {
                Error::Refused(scim::Error::not_found(refusal.to_string()))
            }
            CommitError::Refused(refusal) => {
                Error::Refused(scim::Error::new(409, refusal.to_string()))
            }
        }
    }
}
