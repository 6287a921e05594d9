//! Users, groups and what else there is, as they are kept: canonical JSON and the columns by which
//! they are found.

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
    /// A resource of a type that the directory has beside them. What it is called, and where it is
    /// served, its [`definition`](crate::DirectoryInfo::definition) tells.
    Custom(TypeCode),
}

/// The number of a resource type that a directory has beside users and groups.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct TypeCode(u8);

impl TypeCode {
    /// The first number: those before it are users and groups.
    const FIRST: u8 = 3;
    /// The last number that fits into the keys of rows.
    const LAST: u8 = 31;

    /// How many types a directory can have beside users and groups.
    pub const MOST: usize = (Self::LAST - Self::FIRST + 1) as usize;

    /// Every number, in order.
    pub fn all() -> impl Iterator<Item = TypeCode> {
        (Self::FIRST..=Self::LAST).map(TypeCode)
    }
}

impl TryFrom<u8> for TypeCode {
    type Error = &'static str;

    fn try_from(code: u8) -> Result<Self, Self::Error> {
        let is_one = (Self::FIRST..=Self::LAST).contains(&code);
        if is_one { Ok(Self(code)) } else { Err("the number of a resource type is 3 to 31") }
    }
}

impl From<TypeCode> for u8 {
    fn from(code: TypeCode) -> u8 {
        code.0
    }
}

impl Kind {
    /// The kinds that every directory has, in the order in which a search across all kinds lists
    /// them before all others.
    pub const STANDARD: [Kind; 2] = [Kind::User, Kind::Group];

    /// The name of a standard resource type, as `meta.resourceType` and `members.type` show it.
    /// Empty for another, of which only its directory knows the name.
    pub const fn standard_name(self) -> &'static str {
        match self {
            Kind::User => "User",
            Kind::Group => "Group",
            Kind::Custom(_) => "",
        }
    }

    /// The endpoint of a standard resource type below the SCIM base, without a slash. Empty for
    /// another, of which only its directory knows the endpoint.
    pub const fn standard_endpoint(self) -> &'static str {
        match self {
            Kind::User => "Users",
            Kind::Group => "Groups",
            Kind::Custom(_) => "",
        }
    }

    /// The standard kind at this endpoint, in whatever case.
    pub fn at(endpoint: &str) -> Option<Kind> {
        let is = |kind: &Kind| kind.standard_endpoint().eq_ignore_ascii_case(endpoint);
        Kind::STANDARD.into_iter().find(is)
    }

    /// Whether it is a type that a directory has beside users and groups.
    pub const fn is_custom(self) -> bool {
        matches!(self, Kind::Custom(_))
    }

    /// A stable number for storage.
    pub const fn code(self) -> i64 {
        match self {
            Kind::User => 1,
            Kind::Group => 2,
            Kind::Custom(code) => code.0 as i64,
        }
    }

    /// The kind with that [`code`](Self::code).
    #[expect(clippy::cast_possible_truncation, reason = "the number is one of 3 to 31")]
    #[expect(clippy::cast_sign_loss, reason = "the number is one of 3 to 31")]
    pub const fn from_code(code: i64) -> Option<Kind> {
        match code {
            1 => Some(Kind::User),
            2 => Some(Kind::Group),
            3..=31 => Some(Kind::Custom(TypeCode(code as u8))),
            _ => None,
        }
    }
}

/// A resource as a change set writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its kind.
    pub kind: Kind,
    /// Its `id`.
    pub id: ResourceId,
    /// `userName`, `displayName` or what else names it, prepared for comparison (RFC 8265 for user
    /// names). Empty where the type has no such attribute.
    pub name_key: String,
    /// Whether no other resource of this kind and directory may have the same `name_key`.
    pub name_is_unique: bool,
    /// `externalId`, exactly as the client sent it.
    pub external_id: Option<String>,
    /// How people read it: a user's `displayName` (or what stands in for it), a group's name.
    /// Shown as `display` wherever the resource is a member or has members.
    pub display: String,
    /// Whether a user has `active` true; true for all others.
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
    /// Its kind.
    pub kind: Kind,
    /// Its `id`.
    pub id: ResourceId,
    /// Counts the changes of the resource from 1; the ETag is made of it.
    pub version: i64,
    /// `meta.created`.
    pub created: Timestamp,
    /// `meta.lastModified`.
    pub modified: Timestamp,
    /// Whether a user has `active` true; true for all others.
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
