//! Users and groups as they are kept: canonical JSON and the columns by which they are found.

use std::ops::Range;

use crate::id::ResourceId;
use crate::schemas::UniqueValue;
use crate::time::Timestamp;

/// The kind of a resource.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Kind {
    /// A SCIM User.
    User,
    /// A SCIM Group.
    Group,
}

impl Kind {
    /// Every kind, in the order in which a search across all of them lists them.
    pub const ALL: [Kind; 2] = [Kind::User, Kind::Group];

    /// The name of the resource type, as `meta.resourceType` and `members.type` show it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::User => "User",
            Kind::Group => "Group",
        }
    }

    /// The endpoint below the SCIM base, without a slash.
    pub const fn endpoint(self) -> &'static str {
        match self {
            Kind::User => "Users",
            Kind::Group => "Groups",
        }
    }

    /// The attribute that names a resource of this kind and is unique among them.
    pub const fn naming_attribute(self) -> &'static str {
        match self {
            Kind::User => "userName",
            Kind::Group => "displayName",
        }
    }

    /// A stable number for storage.
    pub const fn code(self) -> i64 {
        match self {
            Kind::User => 1,
            Kind::Group => 2,
        }
    }

    /// The kind with that [`code`](Self::code).
    pub const fn from_code(code: i64) -> Option<Kind> {
        match code {
            1 => Some(Kind::User),
            2 => Some(Kind::Group),
            _ => None,
        }
    }
}

/// A resource as a change set writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whether a user or a group.
    pub kind: Kind,
    /// Its `id`.
    pub id: ResourceId,
    /// `userName` or `displayName`, prepared for comparison (RFC 8265 for user names).
    pub name_key: String,
    /// Whether no other resource of this kind and directory may have the same `name_key`.
    pub name_is_unique: bool,
    /// `externalId`, exactly as the client sent it.
    pub external_id: Option<String>,
    /// How people read it: a user's `displayName` (or what stands in for it), a group's name.
    /// Shown as `display` wherever the resource is a member or has members.
    pub display: String,
    /// Whether a user has `active` true; true for groups.
    pub active: bool,
    /// E-mail values, folded for comparison, without repetition.
    pub emails: Vec<String>,
    /// The values that no other resource of the kind may have; `None` where the directory has no
    /// rules for that, so that nobody has to look.
    pub unique: Option<Vec<UniqueValue>>,
    /// Canonical JSON, with `id` and `schemas`, without `meta`, `groups` and `members`.
    pub body: String,
}

/// A resource as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Whether a user or a group.
    pub kind: Kind,
    /// Its `id`.
    pub id: ResourceId,
    /// Counts the changes of the resource from 1; the ETag is made of it.
    pub version: i64,
    /// `meta.created`.
    pub created: Timestamp,
    /// `meta.lastModified`.
    pub modified: Timestamp,
    /// Whether a user has `active` true; true for groups.
    pub active: bool,
    /// How people read it, see [`Row::display`].
    pub display: String,
    /// Canonical JSON, see [`Row::body`].
    pub body: String,
    /// A user's groups, if they were asked for.
    pub groups: Vec<GroupRef>,
    /// A group's members, if they were asked for.
    pub members: Option<MemberList>,
}

/// What is left of a deleted resource, as far as it can come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The id that it had.
    pub id: ResourceId,
    /// When it was deleted.
    pub deleted: Timestamp,
    /// The JSON text of its own attributes at that time.
    pub body: String,
}

/// A group that a user belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRef {
    /// The group's `id`.
    pub id: ResourceId,
    /// The group's `displayName`.
    pub display: String,
    /// Whether the user is a member itself, or only through a nested group (RFC 7643 §4.1.2).
    pub direct: bool,
}

/// One member of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// The member's `id`.
    pub id: ResourceId,
    /// Whether a user or a nested group.
    pub kind: Kind,
    /// The member's display text.
    pub display: &'a str,
}

/// The members of a group, packed: a group of 100,000 takes two allocations, not 100,000.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberList {
    items: Vec<(ResourceId, Kind, Range<u32>)>,
    text: String,
}

impl MemberList {
    /// Appends a member.
    pub fn push(&mut self, member: Member<'_>) {
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(member.display);
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.items.push((member.id, member.kind, start..end));
    }

    /// The members in the order in which they were pushed.
    pub fn iter(&self) -> impl Iterator<Item = Member<'_>> {
        self.items.iter().map(|(id, kind, range)| Member {
            id: *id,
            kind: *kind,
            display: self.text.get(range.start as usize..range.end as usize).unwrap_or(""),
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// Which derived parts of resources a reader wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// `groups` of users.
    pub groups: bool,
    /// `members` of groups. Without it no membership row is read.
    pub members: bool,
}

impl Include {
    /// Everything derived.
    pub const ALL: Include = Include { groups: true, members: true };
    /// Nothing derived.
    pub const NONE: Include = Include { groups: false, members: false };
}
