//! What the database says about everything that change sets touch, read before they are planned.

use std::collections::{HashMap, HashSet};

use directory::id::{DirectoryId, ResourceId, TokenId};
use directory::link::LinkState;
use directory::resource::Kind;
use directory::time::Timestamp;

/// A resource of a directory.
pub(super) type Slot = (DirectoryId, ResourceId);

/// A group and who is, or is to be, its member.
pub(super) type Pair = (DirectoryId, ResourceId, ResourceId);

/// A name as it must be unique: directory, kind and the form in which it compares.
pub(super) type Name = (DirectoryId, Kind, String);

/// A value that only one resource may have: directory, kind, attribute and value.
pub(super) type Unique = (DirectoryId, Kind, String, String);

/// What an infra token has to do with a user.
pub(super) type LinkSlot = (DirectoryId, ResourceId, TokenId);

/// A membership delta: the number of its change set in the batch, and its own in the change set.
pub(super) type Place = (usize, usize);

/// A user or group: all that writing it needs to know, which is everything but its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) key: i64,
    pub(super) kind: Kind,
    pub(super) id: ResourceId,
    pub(super) version: i64,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) active: bool,
    /// How many members a group has.
    pub(super) members: i64,
    pub(super) name_slot: i64,
    pub(super) name_key: String,
    pub(super) external_id: Option<String>,
    pub(super) display: String,
    /// The column `emails`.
    pub(super) emails: Option<String>,
}

/// A user or group as a member, with its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) key: i64,
    pub(super) kind: Kind,
    pub(super) id: ResourceId,
    pub(super) display: String,
}

/// A link of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownLink {
    pub(super) token: TokenId,
    pub(super) label: String,
    pub(super) state: LinkState,
}

/// The row of `counters`: the sizes of a directory, and the position of its last event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    pub(super) users: i64,
    pub(super) active_users: i64,
    pub(super) groups: i64,
    pub(super) nested: i64,
    pub(super) removed_users: i64,
    pub(super) removed_groups: i64,
    pub(super) position: i64,
}

impl Counters {
    /// How many resources of a standard kind were ever created: the number of the last one.
    pub(super) fn ever_created(&self, kind: Kind) -> i64 {
        match kind {
            Kind::User => self.users + self.removed_users,
            Kind::Group => self.groups + self.removed_groups,
            Kind::Custom(_) => 0,
        }
    }
}

/// The row of `kind_counters`: the sizes of a custom kind in a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct KindCounters {
    pub(super) present: i64,
    pub(super) removed: i64,
}

/// Everything that was read. It stays true while the transaction lasts, because every transaction
/// that changes a directory holds the lock of its counters.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The directories involved. One that is missing here does not exist.
    pub(super) counters: HashMap<DirectoryId, Counters>,
    /// Of the custom kinds that are written; one that is missing here has nothing.
    pub(super) kind_counters: HashMap<(DirectoryId, Kind), KindCounters>,
    /// The resources named by preconditions, writes and deltas, and the groups that deleted
    /// resources leave.
    pub(super) resources: HashMap<Slot, Resource>,
    /// The keys of those who have a name that somebody wants.
    pub(super) names: HashMap<Name, Vec<i64>>,
    /// The keys of those who have a value that somebody wants to have alone.
    pub(super) values: HashMap<Unique, i64>,
    /// What resources that are to be changed or deleted have alone: attribute and value.
    pub(super) held: HashMap<Slot, Vec<(String, String)>>,
    /// Those who are to be added to a group and are no members yet.
    pub(super) absent: HashMap<Pair, Member>,
    /// The ids that are to be added somewhere and name nobody.
    pub(super) unknown: HashSet<Slot>,
    /// Those who are to be removed from a group and are its members.
    pub(super) present: HashMap<Pair, Member>,
    /// The members that a replacement does not name, or that a search finds.
    pub(super) surplus: HashMap<Place, Vec<Member>>,
    /// The groups that a resource which is to be deleted belongs to.
    pub(super) left: HashMap<Slot, Vec<ResourceId>>,
    /// The members of a group that is to be deleted.
    pub(super) dropped: HashMap<Slot, Vec<Member>>,
    /// The kind of those who are to come back, and when they were created.
    pub(super) buried: HashMap<Slot, (Kind, Timestamp)>,
    /// The groups that contain a group, by keys, for all groups above one that gets members.
    pub(super) parents: HashMap<i64, Vec<i64>>,
    /// The number of what was learned last.
    pub(super) learned: HashMap<DirectoryId, i64>,
    /// The number of what was declared last, where rows are to be written.
    pub(super) declared: HashMap<DirectoryId, i64>,
    /// The number of what became last of a resource type, where it matters.
    pub(super) types: HashMap<DirectoryId, i64>,
    /// All that was learned, as JSON, where more is to be learned.
    pub(super) attributes: HashSet<(DirectoryId, Kind, String)>,
    /// The links of users, where they are to go on or may be in the way.
    pub(super) links: HashMap<Slot, Vec<KnownLink>>,
    /// Those of the tokens to be revoked that exist.
    pub(super) tokens: HashSet<(DirectoryId, TokenId)>,
}
