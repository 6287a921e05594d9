//! Change sets: one decided change of a directory, as plain data.
//!
//! The store applies a change set in one transaction, in the order of its fields: it checks the
//! preconditions, performs the writes, applies the membership deltas and appends the events. If
//! anything is refused, nothing has happened.

use scim::Learned;
use scim::filter::typed::Expr;

use crate::event::{Cause, Event};
use crate::id::{DirectoryId, Position, ResourceId, TokenId};
use crate::link::{Link, LinkState, Provider};
use crate::resource::{Kind, Row};
use crate::schemas::{SchemaChange, UniqueIndex};
use crate::settings::Settings;
use crate::store::StoreError;
use crate::time::Timestamp;
use crate::token::InfraToken;
use crate::types::TypeChange;

/// One decided change of a directory.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeSet {
    /// The directory that is changed.
    pub directory: DirectoryId,
    /// When the change was decided; becomes `meta.lastModified`.
    pub at: Timestamp,
    /// Who asked for it, and with which request.
    pub cause: Cause,
    /// What must hold for the change to happen.
    pub preconditions: Vec<Precondition>,
    /// The [`declared_level`](crate::store::DirectoryRecord::declared_level) at which the rows were
    /// decided. Where something was declared since, a change set with rows is refused with
    /// [`Refusal::VersionConflict`], so that no row slips past a new rule.
    pub declared: i64,
    /// The [`types_level`](crate::store::DirectoryRecord::types_level) at which the rows of custom
    /// types were decided. Where a type was loaded or removed since, a change set with such rows is
    /// refused with [`Refusal::VersionConflict`].
    pub types: i64,
    /// Rows to write.
    pub writes: Vec<Write>,
    /// Members to add and remove. The store writes the event of a membership change itself,
    /// because only it knows which members were really added or removed.
    pub memberships: Vec<MembershipDelta>,
    /// What to tell those who follow the directory.
    pub events: Vec<Event>,
}

impl ChangeSet {
    /// A change set that does nothing yet.
    pub fn new(directory: DirectoryId, at: Timestamp, cause: Cause) -> Self {
        Self {
            directory,
            at,
            cause,
            preconditions: Vec::new(),
            declared: 0,
            types: 0,
            writes: Vec::new(),
            memberships: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// What must hold when a change set is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// The resource exists and has this version. Refused with [`Refusal::Gone`] or
    /// [`Refusal::VersionConflict`].
    Version {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: ResourceId,
        /// The version that was read when the change was decided.
        version: i64,
    },
    /// The resource exists, at whatever version: what membership deltas need, so that parallel
    /// changes of one group never conflict. Refused with [`Refusal::Gone`].
    Exists {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: ResourceId,
    },
    /// No link without an admin's word keeps the provider from changing by what the user is known.
    /// Refused with [`Refusal::Bound`].
    Unbound {
        /// The user.
        user: ResourceId,
        /// Who asks.
        provider: Provider,
    },
}

/// A row to write.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// A new resource, at version 1, created and modified at [`ChangeSet::at`].
    Insert(Row),
    /// The new content of a resource: its version grows by one.
    Update(Row),
    /// A deleted resource again, with this content and without memberships: its tombstone goes. It
    /// keeps its id and `meta.created`, and has a version above every one that it had. Refused with
    /// [`Refusal::VersionConflict`] when there is no tombstone of that id any more.
    Restore(Row),
    /// Removes a resource and its memberships, and leaves a tombstone. Its identifiers are free
    /// at once.
    Delete {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: ResourceId,
    },
    /// Custom attributes seen for the first time, or with a wider type.
    Learn {
        /// The resource type that has them.
        kind: Kind,
        /// The attributes.
        attributes: Vec<Learned>,
        /// The [`schema_level`](crate::store::DirectoryRecord::schema_level) at which they were new.
        /// When the directory has learned something else meanwhile, the change set is refused with
        /// [`Refusal::VersionConflict`], so that limits and types hold.
        level: i64,
    },
    /// A schema is declared, or no longer is.
    Declare {
        /// The step.
        change: SchemaChange,
        /// The [`declared_level`](crate::store::DirectoryRecord::declared_level) at which it was
        /// decided. When something else was declared meanwhile, the change set is refused with
        /// [`Refusal::VersionConflict`].
        level: i64,
        /// All attributes whose values are unique from now on. The store gathers their values anew;
        /// of several resources with one value the oldest has it.
        unique: Vec<UniqueIndex>,
    },
    /// A resource type is loaded, in the place of what it was before, or removed.
    ChangeType {
        /// The step.
        change: TypeChange,
        /// The [`types_level`](crate::store::DirectoryRecord::types_level) at which it was decided.
        /// When another type was loaded or removed meanwhile, the change set is refused with
        /// [`Refusal::VersionConflict`].
        level: i64,
        /// All attributes of the type whose values are unique from now on. The store gathers their
        /// values anew; of several resources with one value the oldest has it.
        unique: Vec<UniqueIndex>,
        /// Whether it can only be done while there is no resource of the type. Refused with
        /// [`Refusal::TypeInUse`].
        empty: bool,
    },
    /// A new infra token.
    InsertToken(InfraToken),
    /// Revokes an infra token for ever.
    RevokeToken(TokenId),
    /// The directory's settings.
    Settings(Settings),
    /// What an infra token has to do with a user.
    Link {
        /// The link as it is from now on.
        link: Link,
        /// How far it had come when that was decided; `None` if there was none. Otherwise the
        /// change set is refused with [`Refusal::VersionConflict`].
        from: Option<LinkState>,
    },
    /// The directory's verified domains.
    VerifiedDomains(Vec<String>),
}

/// A change of one group's members, as a difference or as what the database turns into one.
#[derive(Clone, Debug, PartialEq)]
pub struct MembershipDelta {
    /// The group.
    pub group: ResourceId,
    /// What to do, in order.
    pub op: MembershipOp,
}

/// What to do with a group's members.
#[derive(Clone, Debug, PartialEq)]
pub enum MembershipOp {
    /// Add these; those that are members stay as they are.
    Add(Vec<NewMember>),
    /// Remove these; those that are no members are passed over.
    Remove(Vec<ResourceId>),
    /// Remove the members that match a filter on the `members` element.
    RemoveWhere(Expr),
    /// Make these, and no others, the members. The difference is computed inside the database.
    Replace(Vec<NewMember>),
}

impl MembershipOp {
    /// Adds members that are shown by their own names.
    pub fn add(ids: impl IntoIterator<Item = ResourceId>) -> Self {
        Self::Add(ids.into_iter().map(NewMember::from).collect())
    }

    /// Makes these the members, shown by their own names.
    pub fn replace(ids: impl IntoIterator<Item = ResourceId>) -> Self {
        Self::Replace(ids.into_iter().map(NewMember::from).collect())
    }
}

/// A member to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    /// The user or group.
    pub id: ResourceId,
    /// `display` as the client sent it, which stays with the membership (RFC 7643 §4.2 makes the
    /// parts of a member immutable). Without one the member is shown by its own name, as it is at
    /// the time.
    pub display: Option<String>,
}

impl From<ResourceId> for NewMember {
    fn from(id: ResourceId) -> Self {
        Self { id, display: None }
    }
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// The resources named by the change set's writes and membership deltas, each once, as they
    /// are now. Deleted resources are not listed.
    pub resources: Vec<CommittedResource>,
    /// The position of the last event that was written; `None` when nothing changed.
    pub position: Option<Position>,
}

/// A resource after a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommittedResource {
    /// Its id.
    pub id: ResourceId,
    /// Its version.
    pub version: i64,
    /// `meta.created`.
    pub created: Timestamp,
    /// `meta.lastModified`.
    pub modified: Timestamp,
    /// Whether this commit changed it: false for a membership delta without effect.
    pub changed: bool,
}

/// Why a change set was not applied. Nothing of it has happened.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CommitError {
    /// The directory is not in a state that allows the change.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What in the directory stood against a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The resource is at another version than the one that was read: read again, decide again.
    #[error("the resource was changed in the meantime")]
    VersionConflict,
    /// The resource does not exist (any more).
    #[error("the resource does not exist")]
    Gone,
    /// Another resource of the kind has the same name.
    #[error("another resource has this name")]
    NameTaken {
        /// The kind of both.
        kind: Kind,
    },
    /// Another resource of the kind has the same value of an attribute that was declared unique.
    #[error("another resource has this {attribute}")]
    ValueTaken {
        /// The kind of both.
        kind: Kind,
        /// The full name of the attribute.
        attribute: String,
    },
    /// The infra token is linked to the user without an admin's word.
    #[error("no admin has confirmed the link to this user")]
    Bound,
    /// There are resources of the type.
    #[error("{resources} resources of the type are left")]
    TypeInUse {
        /// How many.
        resources: u64,
    },
    /// These ids name no user or group of the directory.
    #[error("no such user or group")]
    UnknownMembers(Vec<ResourceId>),
    /// The member contains the group, directly or through others.
    #[error("a group cannot contain itself")]
    MembershipCycle {
        /// The group that was to get the member.
        group: ResourceId,
        /// The group that was to become a member.
        member: ResourceId,
    },
}
